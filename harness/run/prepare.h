// Selected cases and a target into requests ready to be sent, or the reasons why some are not.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/base/redact.h"
#include "harness/plan/case.h"
#include "harness/run/asked.h"
#include "harness/run/attempts.h"
#include "harness/run/compose.h"
#include "harness/run/preflight.h"
#include "harness/run/selected.h"
#include "harness/run/sending.h"
#include "harness/run/target.h"
#include "harness/spec/spec.h"

namespace authconform {

// A case of the run.
struct Prepared {
  const Case* asked = nullptr;
  size_t endpoint = 0;          // index into the run's endpoints
  std::optional<Ready> main;    // absent: the case is not sent
  std::optional<Ready> twin;    // sent before it
  int samples = 1;              // of the main request in one repetition
  int twin_samples = 0;         // and of the twin
  int repetitions = 0;          // how often it may be sent: as many from the first on, but for
  std::set<int> later = {};     // those of them that are not next to the others: answered already
  std::string not_sent;         // why not, or not as often as asked; empty otherwise
  bool partial = false;         // not_sent is for want of something in the target: the run is partial
  bool control_failed = false;  // not_sent because the valid request was not accepted

  // Whether that repetition, from 0 on, is one of them.
  bool Asks(int repetition) const {
    return repetition < repetitions - static_cast<int>(later.size()) || later.contains(repetition);
  }
};

// How many wrong passwords one repetition sends, by login.
std::map<std::string, int> WrongPasswords(const Prepared& prepared);
// The same without those that are answered already.
std::map<std::string, int> OwedWrongPasswords(const Prepared& prepared, int repetition, const Answered& answered);

// What `limits.wrong_passwords` would have to be, at least, so that no case is left out for it: by login, what all
// cases send in `repeat` repetitions and their endpoints' sign-ins were refused; where the target forgets in time, what
// one case sends. `sign_ins`: of the endpoints, in their order.
std::map<std::string, int64_t> NeededWrongPasswords(const std::vector<Selected>& selected, const Target& target,
                                                    const std::vector<SignIn>& sign_ins, int repeat,
                                                    const Redactor& redactor);

// The most of one login.
int64_t NeededLimit(const std::map<std::string, int64_t>& needed);

// `answered` tells of requests that an earlier process of the run sent; `budget` knows of all that it sent. A
// repetition that was answered is asked, which sends nothing, also when the limit leaves no room for one before it.
Prepared Prepare(const Case& asked, const Spec& spec, const Target& target, const SignIn& sign_in, int repeat,
                 const Redactor& redactor, AttemptBudget& budget, const Answered& answered = nullptr);

// What conforms, in words: "422 (invalid_request)" or "a refusal; the document does not say which".
std::string ExpectedInWords(const Case& asked, const Spec& spec);

}  // namespace authconform
