// A secret into the ways it may be written, and all that a run wrote into what is searched for them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tools/cli/testing/child_process.h"

namespace authconform::testing {

// Every escaped byte or those that need it, "%C3" or "%c3".
std::string Percent(const std::string& text, bool all, bool upper);
std::string JsonEscaped(const std::string& text);
std::string XmlEscaped(const std::string& text);

// The secret as an encoder would write it: raw, percent-encoded, form, JSON, XML, hexadecimal, base64 and base64url
// alone and inside something longer, and some of these in one another.
std::vector<std::string> EncodedForms(const std::string& secret);

// What of these always stands there, whatever stands around the secret.
std::vector<std::string> FormsOf(const std::string& secret);

// By where it stands: every file below the folder, and what was printed.
using Written = std::vector<std::pair<std::string, std::string>>;
Written AllWritten(const std::string& folder, const Ended& ended);

// Fails the test for each place where the secret stands in any form. `what` says which it is.
void ExpectNowhere(const Written& written, const std::string& what, const std::string& secret);

}  // namespace authconform::testing
