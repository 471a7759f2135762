// The rules that hold where a document is silent, because a standard states them.
#pragma once

#include <span>

#include "harness/judge/finding.h"
#include "harness/plan/case.h"

namespace authconform {

// Each rule's id starts with "baseline/", its level is "baseline" and its source cites the clause.
namespace baseline {
extern const Rule kRefused;
extern const Rule kRefusalCause;
extern const Rule kNoServerError;
extern const Rule kNoStackTrace;
extern const Rule kNoToken;
extern const Rule kNoPassword;
extern const Rule kInactiveAccount;
extern const Rule kNoStore;
extern const Rule kChallenge;
extern const Rule kAllow;
extern const Rule kLookAlike;
extern const Rule kLookAlikeInactive;
extern const Rule kLookAlikeTime;
extern const Rule kMediaTypeParameters;
extern const Rule kHeaderNames;
extern const Rule kJsonBody;
extern const Rule kHttp;
}  // namespace baseline

// All of them, for people to read.
std::span<const Rule* const> BaselineRules();

// The rule behind a request that had to be accepted.
const Rule& AcceptanceRule(const Mutation& mutation);

// The rule behind a request whose refusal is compared with that of an unknown login or a wrong password.
const Rule& LookAlikeRule(const Mutation& mutation);

// Whether a 4xx says by its definition that something else was wrong than who signs in: the method, the length, the
// media type, the number of requests … A status that says less speaks of credentials as well as of anything: 400 (RFC
// 6749 5.2 refuses credentials with it), 404 (RFC 9110 15.5.5: not willing to disclose), 409, 410, 422, 423 (locked),
// and those that nobody has defined, which RFC 9110 15 wants read as 400.
bool NamesAnotherCause(int status);

}  // namespace authconform
