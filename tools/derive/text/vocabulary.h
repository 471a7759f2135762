// The words of API documents: what a type, a mark of need, a status or a credential is called.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tools/derive/text/loose_json.h"

namespace authconform {

// "String", "int(11)", "bool", "[String]", "array of strings", "email", "date" …; kUnknown for what names no JSON type
// ("file").
ValueType TypeOfWord(std::string_view word);

// "Yes", "✅ Yes", "required", "Mandatory", "*" are true; "No", "optional", "O" false; nullopt for anything else.
std::optional<bool> RequiredOfWord(std::string_view word);

// "200", "200 OK", "HTTP/1.1 401 Unauthorized", "BAD REQUEST" (RFC 9110 15), "Code: 422"; 0 when there is none.
int StatusOfText(std::string_view text);

// "GET" to "OPTIONS" in any case, alone in the text; empty otherwise.
std::string MethodOfWord(std::string_view word);

// Names that a login, a password, a client's identity or key go by in requests: email, userName, pwd, client_id,
// X-Api-Key …
bool NamesLogin(std::string_view name);
bool NamesPassword(std::string_view name);
bool NamesClientId(std::string_view name);
bool NamesClientKey(std::string_view name);
// Names of members that hold a token: token, access_token, jwt, refreshToken …; not token_type, token_expires.
bool NamesToken(std::string_view name);
// Headers that carry a credential of the caller besides Authorization: X-Api-Key, Access-Token, secretKey …; not CSRF
// tokens.
bool NamesCredentialHeader(std::string_view name);

// Undoes what editors leave in names: backslash escapes, backticks, asterisks, entities, quotes, trailing colons.
std::string CleanName(std::string_view text);

}  // namespace authconform
