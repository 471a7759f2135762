// A line of a page, into what it looks like: a status, a body, a parameter's traits.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/facts.h"
#include "tools/derive/read/page_elements.h"

namespace authconform {

bool IsJsonStart(std::string_view text);

// A path or URL and nothing else on the line.
bool IsBareUrl(std::string_view text);

// "application/json", alone or first of several.
bool NamesMediaType(std::string_view text);

// "401 Unauthorized: …", "HTTP/1.1 200 OK", "200 - Success": nothing but a mark stands before the number.
bool LeadsWithStatus(std::string_view text);

// Words that make a number in a sentence a status: "returns 401", "HTTP 200", "status code", "(409 Conflict)".
bool SpeaksOfStatus(std::string_view text);

// "`200`, `400`": all of them.
std::vector<int> StatusesOfText(std::string_view text);

// A type's name stands in brackets or right behind the first word: "**email** (string)", "email: string".
bool NamesType(std::string_view text);

// Whether a label keeps its meaning inside a list of parameters: "Status: 401" does, "Status: the user's" does not.
bool IsStructural(const PageElement& element);

// An object of {"name": {"type": …, "description": …}}, as pages show schemas: the fields. A MUST without a condition
// in the description makes a field needed (RFC 2119).
std::vector<Field> FieldsOfTraits(const Json& schema, Lines lines);

}  // namespace authconform
