// Where something stands in a document: line numbers, from 1, the last one included.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace authconform {

struct Lines {
  int first = 0;  // 0: nowhere
  int last = 0;

  explicit operator bool() const { return first > 0; }
  friend bool operator==(const Lines&, const Lines&) = default;
};

// The smallest range that holds both; the other one when one is nowhere.
inline Lines Join(Lines a, Lines b) {
  if (!a) return b;
  if (!b) return a;
  return {std::min(a.first, b.first), std::max(a.last, b.last)};
}

// What had to be mended in a document to read it.
struct Repair {
  Lines lines;
  std::string what;  // "a comma is missing after the value of success": quotes names at most, never a value
  friend bool operator==(const Repair&, const Repair&) = default;
};

// The text between line breaks (LF, CRLF or CR), breaks left out. Views into `text`.
std::vector<std::string_view> SplitLines(std::string_view text);

// Without spaces, tabs, line breaks and no-break spaces at both ends.
std::string_view Trim(std::string_view text);
// ASCII letters in lower case; other bytes stay.
std::string ToLower(std::string_view text);
// Whether `text` holds `word`, ASCII letters in any case, with no letter or digit directly beside it.
bool HasWord(std::string_view text, std::string_view word);

}  // namespace authconform
