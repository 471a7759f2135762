// A shell command as documents write it, into its words.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace authconform {

struct ShellWord {
  std::string text;  // quotes and escapes undone; line breaks inside stay
  size_t begin = 0;  // in the source, quotes included
  size_t end = 0;
  bool new_line = false;  // the first on a line that no \ or ^ continues
  bool quoted = false;    // starts with a quote
};

// Reads quotes of all sorts, JSON that is not quoted at all or not escaped in double quotes, apostrophes in single
// quotes, <placeholders with spaces>; leaves comments out. Linear in the size of the text.
std::vector<ShellWord> SplitShellWords(std::string_view text);

}  // namespace authconform
