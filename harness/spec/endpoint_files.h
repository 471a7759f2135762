// The files of one endpoint into one merged spec and every mistake in them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/base/result.h"

namespace authconform {

struct EndpointFiles {
  Json merged;                          // spec.json with decisions.spec merged over it
  Json decisions;                       // the member `decisions` of decisions.json
  std::map<std::string, Json> schemas;  // body schemas by file name, each with its patch in decisions.schemas merged
  std::vector<Error> mistakes;          // the rest is to be relied upon only when this is empty
};

EndpointFiles ReadEndpointFiles(const FileSet& files, const std::string& endpoint);

}  // namespace authconform
