// A case and a target's values into the request to send.
#pragma once

#include <string>
#include <variant>

#include "harness/judge/relation.h"
#include "harness/plan/case.h"
#include "harness/run/target.h"
#include "harness/spec/spec.h"
#include "harness/wire/exchange.h"

namespace authconform {

// Why a case cannot be asked of this target: "the target has no inactive account".
struct NotPossible {
  std::string reason;
};

// What the bindings of the spec's templates stand for in a case's request: `values`, the target's settings for this
// endpoint, with the mutation's change of login, password or client applied.
std::variant<Sent, NotPossible> Bind(const Spec& spec, const EndpointTarget& values, const Mutation& mutation);

// The valid request with `sent` filled in and `mutation` applied. Header names and the media type stand as documented.
Request Compose(const Spec& spec, const Target& target, const EndpointTarget& values, Encoding encoding,
                const Mutation& mutation, const Sent& sent);

// A password in the other letter case gives the account's own away as well.
void RegisterDerivedSecrets(const Target& target, Redactor& redactor);

}  // namespace authconform
