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

// Where the response repeats `password` in a member, a header or elsewhere in the body (pointer empty then), in any
// form in which it would be masked, so that an answer that is not JSON, or writes JSON into a header, is held to the
// same. What counts of a password that may be met by chance: secret_finder.h. One of fewer than four bytes is not
// looked for.
//
// An answer is masked before it is written down, and its masks tell less: one stands for a part of the password too, or
// for a longer secret that holds it. So this looks at the answer as it came, and what it found is written beside it.
std::optional<std::string> FindPassword(std::string_view password, const Response& response, const Json* body);

// What came of looking.
struct PasswordSearch {
  std::optional<std::string> place;  // as FindPassword gives it
};

// A value in a response that nobody else may see, to be masked.
struct IssuedSecret {
  std::string kind;  // the name of the member, header or parameter it stood under: "access_token", "cookie.sid", "jwt"
  std::string value;
  friend bool operator==(const IssuedSecret&, const IssuedSecret&) = default;
};

// Tokens where the spec says they stand, whatever has the shape of one or a name that sounds like one elsewhere,
// cookies, values that serve once (codes, nonces, passwords made for somebody), and in a success whatever looks random
// where the document shows nothing. Wider than FindToken, but for ordinary words and small numbers ("expired", 401),
// which would be masked wherever they stand: of these only a token in a success counts. `body` is null when it is not
// JSON. Header names are given in lower case; the same value may come twice.
std::vector<IssuedSecret> IssuedSecrets(const Spec& spec, const Response& response, const Json* body);

// What kind of stack trace or database error the text shows: "a Java stack trace".
std::optional<std::string> FindStackTrace(std::string_view text);

}  // namespace authconform
