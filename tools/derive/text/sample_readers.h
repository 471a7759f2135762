// A code sample in one family of notations, into the request that it sends: one reader each.
#pragma once

#include <optional>
#include <string_view>

#include "tools/derive/text/sample.h"
#include "tools/derive/text/sample_draft.h"

namespace authconform {

// POST /login HTTP/1.1, fields, an empty line, a body.
std::optional<RequestSample> ReadHttpSample(std::string_view text, int first_line);
// curl, wget, httpie, and the options of curl alone.
std::optional<RequestSample> ReadShellSample(std::string_view text, std::string_view language, int first_line);
// A program: whatever the language, calls with a method, a URL, headers and a body.
std::optional<RequestSample> ReadCodeSample(std::string_view text, int first_line);

// A body's text that stands on `lines`: JSON, or fields as a form encodes them.
void ReadBodyText(std::string_view text, Lines lines, SampleDraft& draft);

}  // namespace authconform
