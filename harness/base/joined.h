// Words into one text, with the same between any two of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace authconform {

// "a, b, c". The words are strings, in their order.
template <typename Words = std::vector<std::string>>
std::string Joined(const Words& words, std::string_view separator = ", ") {
  std::string joined;
  for (const std::string& word : words) {
    if (!joined.empty()) joined += separator;
    joined += word;
  }
  return joined;
}

}  // namespace authconform
