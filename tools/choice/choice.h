// What people name (a target file, endpoints, globs over case ids) into what a run takes.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/run/selected.h"
#include "harness/run/target.h"

namespace authconform {

// Reads a target file in the form that `files` holds the schema of. Error: as ParseTarget, or settings for an endpoint
// that `files` does not have.
Result<Target> LoadTargetFile(const FileSet& files, const std::string& path, Secrets secrets);

// Endpoints named in full or by vendor; none named: all. Error: an unknown one, with the nearest known.
Result<std::vector<std::string>> ChooseEndpoints(const FileSet& files, const std::vector<std::string>& named);

// The endpoints or vendors that the target file has settings for; empty when it names none.
std::vector<std::string> EndpointsOf(const Target& target);

// What is asked, and what was left out of it.
struct Selection {
  std::shared_ptr<const std::vector<Spec>> specs;  // of all the endpoints; `selected` points into it
  std::vector<Selected> selected;                  // endpoints with at least one case
  std::string unmatched;  // the first glob that no case matches, in a sentence; empty when there is none
};

// Loads the specs and cases of the endpoints, each named in full, and keeps the cases that a glob of `only` matches;
// without globs, all. No case left is not an error here.
Result<Selection> SelectCases(const FileSet& files, const std::vector<std::string>& endpoints,
                              const std::vector<std::string>& only);

}  // namespace authconform
