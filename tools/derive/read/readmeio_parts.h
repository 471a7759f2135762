// JSON of a ReadMe.io export, into the places in it that tell of calls, whatever they are wrapped in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace authconform {

struct PagePart {
  enum class Kind {
    kPage,         // a page: `api`, or a `body` to read
    kApi,          // an `api` object without its page
    kOperation,    // one OpenAPI operation with its `path`, `method`, `servers`, `components`
    kDescription,  // an OpenAPI description
  };
  Kind kind;
  std::string pointer;
};

// In the order of the document; nothing is looked for inside what is found.
std::vector<PagePart> FindPageParts(const Json& value);

// Where the JSON of a page stands in a text that may go on with what the page shows.
struct JsonSpan {
  size_t begin = 0;
  size_t end = 0;
  int first_line = 1;
};

// The first object, or array of objects, that starts a line outside of code fences and looks like part of an export.
// It ends where its brackets close, at the end of the text when they never do. Linear in the size of the text.
std::optional<JsonSpan> FindPageJson(std::string_view text);

}  // namespace authconform
