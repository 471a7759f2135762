// A request into a shell line that sends the same with curl, secrets as environment variables.
#pragma once

#include <string>

#include "harness/judge/relation.h"
#include "harness/plan/case.h"
#include "harness/run/target.h"
#include "harness/spec/spec.h"

namespace authconform {

// Passwords stand as $AUTHCONFORM_ACTIVE_PASSWORD and so on by role, the client key as $AUTHCONFORM_CLIENT_KEY, a
// password made from the account's own as $AUTHCONFORM_MUTATED_PASSWORD, a secret header of the target's as
// $AUTHCONFORM_HEADER_NAME. In a JSON body the variable's text must need
// no escape.
std::string CurlLine(const Spec& spec, const Target& target, const EndpointTarget& values, Encoding encoding,
                     const Mutation& mutation, const Sent& sent);

}  // namespace authconform
