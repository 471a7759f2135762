// Names of documents into the kebab-case of ids: "lastLogin" into "last-login".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace authconform {

// Words in lower-case ASCII with one hyphen between them; a new word starts at a capital after a small letter or digit,
// and at whatever is no letter or digit. Accented Latin letters lose their accent, other bytes are left out; "unnamed"
// when nothing is left.
std::string Slug(std::string_view name);

// Of every token of a JSON Pointer: "/model/userName" is "model-user-name"; "*" is left out.
std::string PointerSlug(std::string_view pointer);

// The last token of a JSON Pointer, unescaped; of "/items/*" the "*".
std::string LastToken(std::string_view pointer);

// "a, b and c".
std::string Listed(const std::vector<std::string>& names);

}  // namespace authconform
