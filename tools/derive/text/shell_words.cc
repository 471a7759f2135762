#include "tools/derive/text/shell_words.h"

#include <algorithm>
#include <utility>

namespace authconform {
namespace {

constexpr size_t kNowhere = std::string_view::npos;
constexpr size_t kMaxPlaceholder = 60;

bool IsBreak(char c) { return c == '\n' || c == '\r'; }
bool IsBlank(char c) { return c == ' ' || c == '\t' || IsBreak(c); }
bool IsAlphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<ShellWord> Split() {
    while (SkipBlanks()) {
      word_ = {"", at_, at_, new_line_, QuoteAt(at_).size > 0};
      new_line_ = false;
      while (at_ < text_.size() && !IsBlank(text_[at_]) && !ContinuationAt(at_)) ReadPart();
      word_.end = at_;
      words_.push_back(std::move(word_));
    }
    return std::move(words_);
  }

 private:
  struct Quote {
    size_t size = 0;
    char family = 0;
  };

  char At(size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  Quote QuoteAt(size_t at) const {
    if (At(at) == '"' || At(at) == '\'') return {1, text_[at]};
    if (At(at) != '\xE2') return {};
    const std::string_view here = text_.substr(at, 3);
    if (here == "“" || here == "”" || here == "„") return {3, '"'};
    if (here == "‘" || here == "’" || here == "‚") return {3, '\''};
    return {};
  }

  // Bytes up to the next line where a sign at the line's end continues it; 0 otherwise.
  size_t ContinuationAt(size_t at) const {
    if (At(at) != '\\' && At(at) != '^' && At(at) != '`') return 0;
    size_t end = at + 1;
    while (At(end) == ' ' || At(end) == '\t') ++end;
    if (!IsBreak(At(end))) return 0;
    return end + (text_.substr(end, 2) == "\r\n" ? 2 : 1) - at;
  }

  bool SkipBlanks() {
    while (at_ < text_.size()) {
      if (const size_t continued = ContinuationAt(at_)) {
        at_ += continued;
        new_line_ = false;
      } else if (IsBlank(text_[at_])) {
        new_line_ |= IsBreak(text_[at_]);
        ++at_;
      } else if (text_.substr(at_, 2) == "\xC2\xA0") {
        at_ += 2;
      } else if (text_[at_] == '#') {
        at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
      } else {
        return true;
      }
    }
    return false;
  }

  void ReadPart() {
    const char c = text_[at_];
    const bool starts_value = word_.text.empty() || word_.text.back() == '=';
    if (c == '$' && At(at_ + 1) == '\'') {
      ++at_;
      ReadSingleQuoted(QuoteAt(at_), true);
    } else if (const Quote quote = QuoteAt(at_); quote.size > 0) {
      quote.family == '\'' ? ReadSingleQuoted(quote, false) : ReadDoubleQuoted(quote);
    } else if (c == '\\' && at_ + 1 < text_.size()) {
      word_.text += text_[at_ + 1];
      at_ += 2;
    } else if ((c == '{' || c == '[') && starts_value && TakeBalanced()) {
      return;
    } else if (c == '<' && IsAlphanumeric(At(at_ + 1)) && TakePlaceholder()) {
      return;
    } else {
      word_.text += c;
      ++at_;
    }
  }

  void ReadSingleQuoted(Quote open, bool escapes) {
    size_t at = at_ + open.size;
    const size_t begin = at;
    for (; at < text_.size(); ++at) {
      if (escapes && text_[at] == '\\') {
        ++at;
        continue;
      }
      const Quote close = QuoteAt(at);
      if (close.family != '\'') continue;
      const size_t after = at + close.size;
      const bool apostrophe = IsAlphanumeric(At(after)) && at > begin && IsAlphanumeric(text_[at - 1]) &&
                              text_.find(text_.substr(at_, open.size), after) != kNowhere;
      if (apostrophe) continue;
      Take(begin, at, escapes);
      at_ = after;
      return;
    }
    EndWithLine(begin);
  }

  // A quote that never closes ends with its line.
  void EndWithLine(size_t begin) {
    const size_t end = std::min(text_.find_first_of("\r\n", begin), text_.size());
    Take(begin, end, false);
    at_ = end;
  }

  void Take(size_t begin, size_t end, bool escapes) {
    for (size_t i = begin; i < end; ++i) {
      if (escapes && text_[i] == '\\' && i + 1 < end) {
        const char next = text_[++i];
        // JSON's own escapes stay; a line break would shift the lines that follow.
        if (next == 'n' || next == 'r' || next == 't') {
          word_.text += ' ';
        } else {
          word_.text += next;
        }
      } else {
        word_.text += text_[i];
      }
    }
  }

  void ReadDoubleQuoted(Quote open) {
    const size_t begin = at_ + open.size;
    if (!no_json_end_ && UnescapedJsonAt(begin)) {
      size_t brace = text_.find("}\"", begin);
      while (brace != kNowhere && brace + 2 < text_.size() && !IsBlank(text_[brace + 2]))
        brace = text_.find("}\"", brace + 1);
      if (brace != kNowhere) {
        word_.text += text_.substr(begin, brace + 1 - begin);
        at_ = brace + 2;
        return;
      }
      no_json_end_ = true;
    }
    std::string text;
    for (size_t at = begin; at < text_.size(); ++at) {
      if (text_[at] == '\\' && at + 1 < text_.size()) {
        const char next = text_[++at];
        if (std::string_view("\"\\$`\n").find(next) == kNowhere) text += '\\';
        text += next;
      } else if (const Quote close = QuoteAt(at); close.family == '"') {
        word_.text += text;
        at_ = at + close.size;
        return;
      } else {
        text += text_[at];
      }
    }
    EndWithLine(begin);
  }

  // {"a": …} between double quotes, its own quotes not escaped.
  bool UnescapedJsonAt(size_t at) const {
    if (At(at) != '{') return false;
    ++at;
    while (IsBlank(At(at))) ++at;
    return At(at) == '"';
  }

  // JSON that is not quoted: up to the bracket that closes it.
  bool TakeBalanced() {
    if (unbalanced_) return false;
    size_t depth = 0;
    for (size_t at = at_; at < text_.size(); ++at) {
      if (text_[at] == '{' || text_[at] == '[') ++depth;
      if ((text_[at] == '}' || text_[at] == ']') && --depth == 0) {
        word_.text += text_.substr(at_, at + 1 - at_);
        at_ = at + 1;
        return true;
      }
    }
    unbalanced_ = true;
    return false;
  }

  bool TakePlaceholder() {
    const size_t close = text_.substr(at_, kMaxPlaceholder).find_first_of(">\r\n\"'");
    if (close == kNowhere || text_[at_ + close] != '>') return false;
    word_.text += text_.substr(at_, close + 1);
    at_ += close + 1;
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  bool new_line_ = true;
  // Ends that were looked for in vain are not looked for again.
  bool unbalanced_ = false;
  bool no_json_end_ = false;
  ShellWord word_;
  std::vector<ShellWord> words_;
};

}  // namespace

std::vector<ShellWord> SplitShellWords(std::string_view text) { return Splitter(text).Split(); }

}  // namespace authconform
