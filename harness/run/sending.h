// (the type) A request about to be sent, under a name that is the same whichever connection sends it, and when.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "harness/spec/spec.h"

namespace authconform {

struct Sending {
  std::string key;             // see below
  const Spec* spec = nullptr;  // of the endpoint
  // Login of the account whose password this gets, or may get, wrong; empty: of none.
  std::string counts_for = {};
  bool only_time = false;          // of the answer only how it ended and how long it took is looked at
  std::string_view password = {};  // that it holds; empty: the answer's masks tell all that there is
  bool seeks_password = false;     // the case asks whether the answer repeats it
};

// Whether an answer of that key is there already.
using Answered = std::function<bool(const std::string& key)>;

// "preflight duktig/token json"
std::string PreflightKey(const std::string& endpoint, Encoding reading);
// "case duktig/token/valid/sign-in 0"; of its requests "… main 0" or "… twin 0", counted in the order sent.
std::string CaseKey(const std::string& case_id, int repetition);
std::string CaseKey(const std::string& case_id, int repetition, bool twin, size_t sample);
// "control before duktig/token/valid/sign-in 0": the control before or after that repetition of a case, which is the
// first or last of those that share it; "turn 1" is the second sign-in that makes room for the case's wrong passwords.
std::string ControlKey(std::string_view when, const std::string& case_id, int repetition);

}  // namespace authconform
