// A response into what it gives away: tokens, passwords, the server's insides.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/spec/spec.h"
#include "harness/wire/exchange.h"

namespace authconform {

// JSON Pointer, or "header:NAME", of the first token in a response: what has digits and no spaces and stands where
// `tokens` says tokens do, or under a token's name (access_token, refresh_token, id_token, token), or anything of a
// JWT's shape. `body` is null when it is not JSON; then the pointer is empty.
std::optional<std::string> FindToken(const std::vector<std::string>& tokens, const Response& response,
                                     const Json* body);

// Where the response repeats `password`; passwords of fewer than four characters are not looked for.
std::optional<std::string> FindPassword(std::string_view password, const Response& response, const Json* body);

// Values in a response that nobody else may see, to be masked: tokens where the spec says they stand, whatever has the
// shape of one or a name that sounds like one elsewhere, cookies. Wider than FindToken: a mask too many does no harm.
// `body` is null when it is not JSON.
std::vector<std::string> IssuedSecrets(const Spec& spec, const Response& response, const Json* body);

// What kind of stack trace or database error the text shows: "a Java stack trace".
std::optional<std::string> FindStackTrace(std::string_view text);

}  // namespace authconform
