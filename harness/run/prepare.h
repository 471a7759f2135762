// Selected cases and a target into requests ready to be sent, or the reasons why some are not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/base/redact.h"
#include "harness/plan/case.h"
#include "harness/run/compose.h"
#include "harness/run/preflight.h"
#include "harness/run/run.h"
#include "harness/run/target.h"
#include "harness/spec/spec.h"
#include "harness/wire/exchange.h"

namespace authconform {

// One request with the values bound in it and the shell line that sends the same.
struct Ready {
  Request request;
  Sent sent;
  std::string curl;
};

// A case of the run.
struct Prepared {
  const Case* asked = nullptr;
  size_t endpoint = 0;          // index into the run's endpoints
  std::optional<Ready> main;    // absent: the case is not sent
  std::optional<Ready> twin;    // sent before it
  int repetitions = 0;          // how often it may be sent
  std::string not_sent;         // why not, or not as often as asked; empty otherwise
  bool partial = false;         // not_sent is for want of something in the target: the run is partial
  bool control_failed = false;  // not_sent because the valid request was not accepted
};

// Counts wrong passwords for each login over a whole run and stops where the target's limit is reached.
class AttemptBudget {
 public:
  explicit AttemptBudget(int limit) : limit_(limit) {}
  // How many of `wanted` attempts on this login may be made; they count as made.
  int Take(const std::string& login, int wanted);

 private:
  int limit_;
  std::vector<std::pair<std::string, int>> taken_;
};

Prepared Prepare(const Case& asked, const Spec& spec, const Target& target, const SignIn& sign_in, int repeat,
                 const Redactor& redactor, AttemptBudget& budget);

// What conforms, in words: "422 (invalid_request)" or "a refusal; the document does not say which".
std::string ExpectedInWords(const Case& asked, const Spec& spec);

}  // namespace authconform
