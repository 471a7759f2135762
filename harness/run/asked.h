// (the types) What a run sent and got, before it is judged: the same whether it comes from a wire or from a transcript.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/leak.h"
#include "harness/judge/relation.h"
#include "harness/wire/exchange.h"

namespace authconform {

// One request with the values bound in it and the shell line that sends the same.
struct Ready {
  Request request;
  Sent sent;
  std::string curl;
  std::string wrong_password_of;  // the login of the target's account whose password this gets wrong; empty: of none
};

// An answer as a journal keeps it.
struct KeptAnswer {
  Exchange masked;
  std::string secrets;  // lines that tell the stand-ins of its masks
};

struct Answer {
  Exchange exchange;
  // The run was stopped before there was an answer: the journal tells that this may have been sent, and no more.
  bool stopped = false;
  bool rate_limited = false;  // 429 (RFC 6585 4), still so after Retry-After was waited for once
  int sends = 1;              // of the request, for this
  bool restored = false;      // got by an earlier process of this run: the exchange is masked
  int lost = 0;               // sends of the request by earlier processes, whose answers nobody got
  // What came of looking for the password that was sent, when it came; nullopt: nobody looked. A place is masked as the
  // exchange is.
  std::optional<PasswordSearch> password = {};
  // Why the body is no JSON, when it came: "line 1, column 5: …"; empty when it is, is none, or nobody looked. With a
  // mask in place of what was in it, it may be JSON, or none for another reason.
  std::string not_json = {};
  std::shared_ptr<const KeptAnswer> kept = nullptr;  // where the run keeps a journal and this is not restored
};

// The valid request, sent to prove that the target takes it.
struct Control {
  int number = 0;  // counted over the run
  size_t endpoint = 0;
  Answer answer;
};

// One repetition of one case. Of a case with samples all are here, in the order sent.
struct Asked {
  size_t index = 0;  // of the prepared case
  int repetition = 0;
  std::string not_sent;  // why there are no answers, a sentence; empty when there are
  std::vector<Answer> twins;
  std::vector<Answer> mains;
  int before = kNone;  // number of the control sent before it
  int after = kNone;   // and of the one after; kNone: the run was interrupted
  static constexpr int kNone = -1;
};

}  // namespace authconform
