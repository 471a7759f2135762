// The rules that hold where a document is silent, because a standard states them.
#pragma once

#include <span>

#include "harness/judge/finding.h"
#include "harness/plan/case.h"

namespace authconform {

// Each rule's id starts with "baseline/", its level is "baseline" and its source cites the clause.
namespace baseline {
extern const Rule kRefused;
extern const Rule kNoServerError;
extern const Rule kNoStackTrace;
extern const Rule kNoToken;
extern const Rule kNoPassword;
extern const Rule kInactiveAccount;
extern const Rule kNoStore;
extern const Rule kChallenge;
extern const Rule kAllow;
extern const Rule kLookAlike;
extern const Rule kMediaTypeParameters;
extern const Rule kHeaderNames;
extern const Rule kJsonBody;
extern const Rule kHttp;
}  // namespace baseline

// All of them, for people to read.
std::span<const Rule* const> BaselineRules();

// The rule behind a request that had to be accepted.
const Rule& AcceptanceRule(const Mutation& mutation);

}  // namespace authconform
