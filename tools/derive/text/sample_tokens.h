// A program in whatever language, into the tokens that most languages share.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace authconform {

struct CodeToken {
  enum class Kind { kWord, kString, kNumber, kSign, kOpen, kClose };
  static constexpr size_t kNone = static_cast<size_t>(-1);

  Kind kind = Kind::kSign;
  std::string text;  // of a string: without quotes, escapes undone, a line break stays; of a PHP variable: without $
  size_t begin = 0;
  size_t end = 0;
  size_t partner = kNone;  // of a bracket: the token that closes or opens it
  bool new_line = false;   // the first on its line

  bool Is(std::string_view sign) const { return kind != Kind::kString && text == sign; }
};

// Comments are left out. Strings: single, double, triple and typographic quotes, backticks, verbatim strings (@"…"),
// here-documents. Linear in the size of the text.
std::vector<CodeToken> SplitCode(std::string_view text);

}  // namespace authconform
