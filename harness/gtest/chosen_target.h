// What a test is told of its backend, by arguments and environment, into the backend it asks.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/gtest/reference_process.h"
#include "harness/run/target.h"

namespace authconform {

struct TargetChoice {
  // From the environment's AUTHCONFORM_TARGET, which comes first: a URL or a target file's absolute path.
  std::string named;
  std::string target_file;          // of the test itself; empty: none
  std::string reference;            // the program that serves reference backends, when nothing else is chosen
  std::vector<std::string> faults;  // for the reference backends
  std::string scratch;              // a folder for their target file
  bool in_bazel = false;
};

struct ChosenTarget {
  Target target;
  std::unique_ptr<ReferenceProcess> reference;  // set when the target is the reference backends
};

// A URL's accounts and client are environment variables: AUTHCONFORM_ACTIVE_LOGIN and AUTHCONFORM_ACTIVE_PASSWORD, the
// same with INACTIVE, AUTHCONFORM_UNKNOWN_LOGIN, AUTHCONFORM_CLIENT_ID, AUTHCONFORM_CLIENT_KEY.
// Errors: a relative path, for a test does not know where Bazel was called; faults without the reference backends; and
// what ParseTarget, TargetFromFlags and ReferenceProcess complain of.
Result<ChosenTarget> ChooseTarget(const TargetChoice& choice, const Json& target_schema);

}  // namespace authconform
