// A target into the reading of each document that it takes, or the reason why no verdict can be had.
#pragma once

#include <string>

#include "harness/run/sender.h"
#include "harness/run/target.h"
#include "harness/spec/spec.h"

namespace authconform {

struct SignIn {
  Encoding encoding = Encoding::kJson;
  bool accepted = false;     // by a 2xx; otherwise the valid cases will tell what is wrong
  Answer answer;             // the one that was accepted, and its request: the first control
  int refusals = 0;          // of the account, in all readings tried: wrong passwords, as far as the target knows
  bool stopped = false;      // the run was stopped meanwhile
  std::string error;         // why this endpoint cannot be judged, a sentence; empty when it can
  bool unreachable = false;  // the error is about the target as a whole, not about the endpoint's account
};

// Signs the endpoint's active account in, in each reading of the document until one is taken. A refusal of the account
// (401, 403, or what the document says of bad credentials, inactive accounts, bad clients and invalid requests, as a
// login of the wrong form is one) is the target file's matter; any other answer is the backend's.
SignIn Preflight(const Spec& spec, const Target& target, Sender& sender);

}  // namespace authconform
