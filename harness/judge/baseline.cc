#include "harness/judge/baseline.h"

#include <algorithm>
#include <iterator>

namespace authconform {
namespace baseline {

const Rule kRefused = {"baseline/refused", "baseline", "a request that cannot be honoured is answered with a 4xx",
                       "RFC 9110 15.5"};
const Rule kRefusalCause = {"baseline/refusal-cause", "baseline",
                            "credentials are refused with a status that may speak of them", "RFC 9110 15.5"};
const Rule kNoServerError = {"baseline/no-server-error", "baseline", "no request makes the server fail",
                             "RFC 9110 15.6"};
const Rule kNoStackTrace = {"baseline/no-stack-trace", "baseline", "an error does not show the server's insides",
                            "OWASP ASVS 4.0.3 7.4.1"};
const Rule kNoToken = {"baseline/no-token", "baseline", "a refusal carries no token", "RFC 6749 5.2"};
const Rule kNoPassword = {"baseline/no-password", "baseline", "a response does not repeat the password", "CWE-209"};
const Rule kInactiveAccount = {"baseline/inactive-account", "baseline", "an inactive account gets no token", "CWE-287"};
const Rule kNoStore = {"baseline/no-store", "baseline", "a response with a token carries Cache-Control: no-store",
                       "RFC 6749 5.1"};
const Rule kChallenge = {"baseline/challenge", "baseline", "a 401 carries WWW-Authenticate", "RFC 9110 15.5.2"};
const Rule kAllow = {"baseline/allow", "baseline", "a 405 carries Allow", "RFC 9110 15.5.6"};
const Rule kLookAlike = {"baseline/look-alike", "baseline", "an unknown login and a wrong password look alike",
                         "OWASP WSTG-IDNT-04"};
const Rule kLookAlikeInactive = {"baseline/look-alike-inactive", "baseline",
                                 "an inactive account and an unknown login look alike", "OWASP ASVS 5.0 6.3.8"};
const Rule kLookAlikeTime = {"baseline/look-alike-time", "baseline",
                             "an unknown login and a wrong password take equally long", "OWASP ASVS 5.0 6.3.8"};
const Rule kMediaTypeParameters = {"baseline/media-type-parameters", "baseline",
                                   "a charset parameter does not change the media type", "RFC 9110 8.3.1"};
const Rule kHeaderNames = {"baseline/header-names", "baseline", "header names mean the same in any letter case",
                           "RFC 9110 5.1"};
const Rule kJsonBody = {"baseline/json-body", "baseline", "a body declared as JSON is JSON with unique member names",
                        "RFC 8259 2, 4"};
const Rule kHttp = {"baseline/http", "baseline", "a response is HTTP of bounded size", "RFC 9112"};

}  // namespace baseline

std::span<const Rule* const> BaselineRules() {
  static constexpr const Rule* kRules[] = {
      &baseline::kRefused,
      &baseline::kRefusalCause,
      &baseline::kNoServerError,
      &baseline::kNoStackTrace,
      &baseline::kNoToken,
      &baseline::kNoPassword,
      &baseline::kInactiveAccount,
      &baseline::kNoStore,
      &baseline::kChallenge,
      &baseline::kAllow,
      &baseline::kLookAlike,
      &baseline::kLookAlikeInactive,
      &baseline::kLookAlikeTime,
      &baseline::kMediaTypeParameters,
      &baseline::kHeaderNames,
      &baseline::kJsonBody,
      &baseline::kHttp,
  };
  return kRules;
}

const Rule& AcceptanceRule(const Mutation& mutation) {
  return mutation.op == Mutation::Op::kLowerCaseHeaders ? baseline::kHeaderNames : baseline::kMediaTypeParameters;
}

const Rule& LookAlikeRule(const Mutation& mutation) {
  return mutation.name == "inactive" ? baseline::kLookAlikeInactive : baseline::kLookAlike;
}

bool NamesAnotherCause(int status) {
  static constexpr int kStatuses[] = {
      405,  // method not allowed, RFC 9110 15.5.6
      406,  // not acceptable, 15.5.7
      407,  // proxy authentication required, 15.5.8
      408,  // request timeout, 15.5.9
      411,  // length required, 15.5.12
      412,  // precondition failed, 15.5.13
      413,  // content too large, 15.5.14
      414,  // URI too long, 15.5.15
      415,  // unsupported media type, 15.5.16
      416,  // range not satisfiable, 15.5.17
      417,  // expectation failed, 15.5.18
      421,  // misdirected request, 15.5.20
      425,  // too early, RFC 8470 5.2
      426,  // upgrade required, RFC 9110 15.5.22
      428,  // precondition required, RFC 6585 3
      429,  // too many requests, RFC 6585 4
      431,  // header fields too large, RFC 6585 5
  };
  return std::find(std::begin(kStatuses), std::end(kStatuses), status) != std::end(kStatuses);
}

}  // namespace authconform
