// A name that somebody chose into one that every file system and URL takes as it is.
#pragma once

#include <string>
#include <string_view>

namespace authconform {

// Of a-z, 0-9, "-", "_" and "."; at most 100 characters; never empty, hidden, "." or "..", nor what Windows reserves. A
// text that is such a name already stays as it is. Any other becomes what is left of it with its digest, so that two
// texts never share a name, on file systems that do not tell case apart either. The same text always has the same name.
std::string FileName(std::string_view text);

// The same for a case's id: "duktig/token/valid/sign-in" becomes "duktig.token.valid.sign-in".
std::string CaseFileName(std::string_view id);

}  // namespace authconform
