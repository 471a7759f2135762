// The name of a parameter where nothing but a name can stand (an attribute, a cell), into its JSON Pointer.
#pragma once

#include <string>
#include <string_view>

namespace authconform {

// As FieldPath; braces around a path parameter go, indices stand for all items, and a name that is no chain of words
// ("First name") is one token. Empty when there is no name.
std::string DeclaredName(std::string_view name);

}  // namespace authconform
