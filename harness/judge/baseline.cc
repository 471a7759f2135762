#include "harness/judge/baseline.h"

namespace authconform {
namespace baseline {

const Rule kRefused = {"baseline/refused", "baseline", "a request that cannot be honoured is answered with a 4xx",
                       "RFC 9110 15.5"};
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
      &baseline::kNoServerError,
      &baseline::kNoStackTrace,
      &baseline::kNoToken,
      &baseline::kNoPassword,
      &baseline::kInactiveAccount,
      &baseline::kNoStore,
      &baseline::kChallenge,
      &baseline::kAllow,
      &baseline::kLookAlike,
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

}  // namespace authconform
