// The text of a loose JSON example, into its lexical parts: gaps, quoted strings, bare words, names.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/text/line_index.h"
#include "tools/derive/text/lines.h"

namespace authconform {

// What was mended in a text, by offset into it.
class RepairLog {
 public:
  RepairLog(std::string_view text, int first_line) : index_(text, first_line) {}

  Lines LinesOf(size_t begin, size_t end) const { return index_.LinesOf(begin, end); }
  // The same repair on the same lines is recorded once; past a thousand, no more are.
  void Add(size_t begin, size_t end, std::string_view what);
  const std::vector<Repair>& repairs() const { return repairs_; }
  void Append(std::vector<Repair> repairs);
  // Forgets all but the first `count` repairs.
  void CutTo(size_t count) { repairs_.resize(count); }

 private:
  LineIndex index_;
  std::vector<Repair> repairs_;
};

class LooseScanner {
 public:
  LooseScanner(std::string_view text, RepairLog& log) : text_(text), log_(log) {}

  std::string_view text() const { return text_; }
  size_t size() const { return text_.size(); }
  char At(size_t at) const { return at < text_.size() ? text_[at] : '\0'; }
  bool StartsAt(size_t at, std::string_view what) const { return text_.substr(at).starts_with(what); }

  // White space and comments between parts.
  struct Gap {
    size_t end = 0;
    bool line_break = false;
    bool ellipsis = false;  // a comment says that there is more
  };
  Gap PeekGap(size_t at) { return ReadGap(at, false); }
  Gap SkipGap(size_t at) { return ReadGap(at, true); }  // records comments and odd white space

  bool IsQuote(size_t at) const { return QuoteAt(at).size > 0; }
  struct Quoted {
    std::string value;
    size_t end = 0;
    std::vector<std::string_view> repairs;
  };
  // A string whose opening quote, of any sort, is at `at`. One that does not close ends with its line.
  Quoted ReadQuoted(size_t at);

  // A member's name at `at`, quoted or bare, with the colon, equals sign or arrow behind it.
  struct Name {
    std::string text;
    size_t end = 0;  // behind the separator
    std::vector<std::string_view> repairs;
  };
  std::optional<Name> NameAt(size_t at, bool in_braces);

  // Dots or the character; 0 when there is no ellipsis.
  size_t EllipsisAt(size_t at) const;
  // Behind a bare value that starts at `at`: before the comma, closing bracket, comment or line break that ends it.
  size_t EndOfWord(size_t at) const;
  // The text between the bracket at `at` and its partner, when it is one placeholder on one line: {{name}}, {id},
  // [String], [your token].
  std::optional<std::string_view> BracketedWord(size_t at) const;
  // How far the line of `at` is indented.
  size_t IndentOf(size_t at) const;

 private:
  struct Quote {
    size_t size = 0;
    char family = 0;  // '"' '\'' or '`'
    bool ascii = false;
  };
  struct Extent;  // of a quoted string

  Gap ReadGap(size_t at, bool record);
  size_t BlankAt(size_t at) const;
  size_t CommentAt(size_t at);
  Quote QuoteAt(size_t at) const;
  Extent FindClosing(size_t at, Quote open);
  Extent EndAtLineBreak(size_t begin, size_t line_end) const;
  // Whether what follows is what follows a string: a comma, colon, bracket, comment, line break or the end.
  bool EndsValue(size_t at) const;
  size_t NextQuote(size_t at, char quote);
  size_t LineEnd(size_t at);
  size_t SeparatorAt(size_t at, std::string_view& repair) const;
  size_t SkipMarks(size_t at) const;
  std::optional<Name> BareNameAt(size_t at, bool in_braces);
  std::optional<Name> UnclosedNameAt(size_t at);

  std::string_view text_;
  RepairLog& log_;
  // Where each of these was last found, and from where it was looked for: so that looking ahead stays linear.
  enum Sought { kDoubleQuote, kSingleQuote, kBacktick, kLineEnd, kCommentEnd, kMarkupCommentEnd, kSoughtCount };
  struct Seen {
    size_t from = 1;
    size_t at = 0;
  };
  template <typename Find>
  size_t Seek(Sought sought, size_t at, Find find);
  std::array<Seen, kSoughtCount> seen_;
};

// "name" in a message: names are quoted, long ones cut.
std::string QuoteName(std::string_view name);

}  // namespace authconform
