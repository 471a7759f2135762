// A format's name into the check of texts that it stands for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace authconform {

struct StringFormat {
  std::string_view name;
  bool (*matches)(std::string_view text);
  std::string_view words;  // what such a text is, after "expected": "an email address"
};

// nullptr when there is no such format.
const StringFormat* FindStringFormat(std::string_view name);

std::vector<std::string> FormatNames();

}  // namespace authconform
