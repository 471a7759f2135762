// Where the cases of a run stand in the reader's workspace, for reports that lead there.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/files.h"
#include "harness/run/run.h"

namespace authconform {

struct Place {
  std::string file;  // relative to the workspace: "cases/duktig/token.cases.json"
  int line = 1;      // from 1
};
using Places = std::map<std::string, Place, std::less<>>;  // by case id

// The files in which an endpoint's cases may stand: "cases/duktig/token.cases.json", planned, and ".extra.json", by
// hand. Empty for what is no endpoint's name: a run.json is not trusted to name files.
std::vector<std::string> CaseFiles(std::string_view endpoint);

// The line of each case of the run among `files`, which are named as CaseFiles names them below `folder` ("" or
// "vendor/"). A case that is not among them has no place.
Places FindPlaces(const Run& run, const FileSet& files, const std::string& folder = "");

// The case's place where it is known; else the file in which authconform itself has it, line 1.
Place PlaceOf(const CaseResult& result, const Places& places);

}  // namespace authconform
