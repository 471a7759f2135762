// An endpoint's published kill matrix into the faults that prove each of its rules.
//
// cases/<endpoint>.proof.json is written by `bazel run //tools/reference:refresh_kill_matrix`, which breaks the
// reference backends one fault at a time and looks at what the cases make of each:
//   {"endpoint": "duktig/token",
//    "faults": {"duktig-wrong-status": {"breaks": "a sentence",
//                                       "rules": ["success-status"],
//                                       "cases": {"duktig/token/valid/sign-in": "fail"}}}}
// `cases` holds every case that the fault brings to another verdict than it has without.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/spec/spec.h"

namespace authconform {

struct Proof {
  // Requirement or baseline rule → the faults that break it and that a case tells by `fail` or `warn`, sorted.
  std::map<std::string, std::vector<std::string>> faults_by_rule;

  bool Kills(std::string_view rule) const { return faults_by_rule.contains(std::string(rule)); }
};

// nullopt when the endpoint has no such file: people's own endpoints have no reference backend to break.
// Error: not JSON, not of the form above, another endpoint's, a requirement that the spec does not have.
Result<std::optional<Proof>> LoadProof(const FileSet& files, const Spec& spec);

}  // namespace authconform
