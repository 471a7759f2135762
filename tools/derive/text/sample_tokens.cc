#include "tools/derive/text/sample_tokens.h"

#include <algorithm>
#include <utility>

#include "tools/derive/text/lines.h"

namespace authconform {
namespace {

constexpr size_t kNowhere = std::string_view::npos;
constexpr size_t kMaxHereDocuments = 20;

using Kind = CodeToken::Kind;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsWordStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || c == '@';
}
bool IsWordByte(char c) { return (IsWordStart(c) && c != '@') || IsDigit(c); }

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<CodeToken> Split() {
    while (SkipGap()) {
      token_ = {};
      token_.begin = at_;
      token_.new_line = new_line_;
      new_line_ = false;
      ReadToken();
      token_.end = at_;
      if (token_.kind != Kind::kSign || !token_.text.empty()) Push();
    }
    return std::move(tokens_);
  }

 private:
  char At(size_t at) const { return at < text_.size() ? text_[at] : '\0'; }
  bool StartsAt(size_t at, std::string_view what) const { return text_.substr(at).starts_with(what); }
  size_t LineEnd(size_t at) const { return std::min(text_.find_first_of("\r\n", at), text_.size()); }

  bool SkipGap() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n' || c == '\r') {
        new_line_ = true;
        ++at_;
      } else if (c == ' ' || c == '\t' || c == '\\') {
        ++at_;
      } else if (StartsAt(at_, "\xC2\xA0")) {
        at_ += 2;
      } else if (StartsAt(at_, "/*") && SkipComment()) {
        continue;
      } else if (StartsAt(at_, "//") || (c == '#' && At(at_ + 1) != '{' && At(at_ + 1) != '[')) {
        at_ = LineEnd(at_);
      } else {
        return true;
      }
    }
    return false;
  }

  bool SkipComment() {
    const size_t end = comments_close_ ? text_.find("*/", at_ + 2) : kNowhere;
    comments_close_ = end != kNowhere;
    if (comments_close_) at_ = end + 2;
    return comments_close_;
  }

  void ReadToken() {
    const char c = text_[at_];
    if (ReadHereDocument() || ReadString()) return;
    if (IsWordStart(c)) return ReadWord();
    if (IsDigit(c)) return ReadNumber();
    if (c == '(' || c == '[' || c == '{') {
      token_.kind = Kind::kOpen;
    } else if (c == ')' || c == ']' || c == '}') {
      token_.kind = Kind::kClose;
    } else {
      return ReadSign();
    }
    token_.text = c;
    ++at_;
  }

  void ReadWord() {
    const size_t begin = at_++;
    while (IsWordByte(At(at_))) ++at_;
    token_.kind = Kind::kWord;
    std::string_view word = text_.substr(begin, at_ - begin);
    while (word.size() > 1 && (word.front() == '$' || word.front() == '@')) word.remove_prefix(1);
    token_.text = word;
  }

  void ReadNumber() {
    const size_t begin = at_;
    while (IsWordByte(At(at_)) || (At(at_) == '.' && IsDigit(At(at_ + 1)))) ++at_;
    token_.kind = Kind::kNumber;
    token_.text = text_.substr(begin, at_ - begin);
  }

  void ReadSign() {
    constexpr std::string_view kSigns[] = {
        "===", "!==", "=>", "->", "::", ":=", "==", "!=", "+=", ".=", "?.", "&&", "||"};
    for (const std::string_view sign : kSigns) {
      if (!StartsAt(at_, sign)) continue;
      token_.text = sign;
      at_ += sign.size();
      return;
    }
    // Bytes beyond ASCII are no signs.
    if (static_cast<unsigned char>(text_[at_]) < 0x80) token_.text = text_[at_];
    ++at_;
  }

  // <<<JSON, <<~JSON, <<-"JSON": up to the line that holds the word alone.
  bool ReadHereDocument() {
    if (!StartsAt(at_, "<<")) return false;
    size_t name = at_ + 2;
    while (std::string_view("<~-'\"").find(At(name)) != kNowhere && At(name) != '\0') ++name;
    size_t name_end = name;
    while (IsWordByte(At(name_end))) ++name_end;
    const size_t begin = LineEnd(name_end);
    if (name_end - name < 2 || begin == text_.size() || ++here_documents_ > kMaxHereDocuments) return false;
    const std::string_view word = text_.substr(name, name_end - name);
    for (size_t line = begin + 1; line < text_.size(); line = LineEnd(line) + 1) {
      if (!Trim(text_.substr(line, LineEnd(line) - line)).starts_with(word)) continue;
      token_.kind = Kind::kString;
      token_.text = text_.substr(begin, line - begin);
      token_.begin = begin;  // the body starts on the next line, which its text starts with a break for
      at_ = line + (Trim(text_.substr(line, LineEnd(line) - line)).data() - (text_.data() + line)) + word.size();
      return true;
    }
    return false;
  }

  struct Quote {
    std::string_view open;
    std::string_view close;
    bool raw = false;  // a backslash escapes nothing
    bool many_lines = false;
  };

  bool ReadString() {
    constexpr Quote kQuotes[] = {
        {R"(""")", R"(""")", false, true}, {"'''", "'''", false, true}, {"@\"", "\"", true, true},
        {"\"", "\"", false, false},        {"'", "'", false, false},    {"`", "`", true, true},
        {"“", "”", false, false},          {"‘", "’", false, false},    {"”", "”", false, false},
        {"’", "’", false, false},
    };
    for (const Quote& quote : kQuotes) {
      if (!StartsAt(at_, quote.open)) continue;
      const std::string_view rest = text_.substr(at_ + quote.open.size());
      if (quote.many_lines && rest.find(quote.close) == kNowhere) continue;
      ReadQuoted(quote);
      return true;
    }
    return false;
  }

  // Whether a quote of the other sort at `at` closes the string: '{token}’.
  size_t CloseAt(size_t at, const Quote& quote) const {
    if (StartsAt(at, quote.close)) return quote.close.size();
    const bool single = quote.open == "'" || quote.open == "‘";
    const std::string_view other = single ? "’" : "”";
    const bool takes_other = single || quote.open == "\"" || quote.open == "“";
    if (takes_other && StartsAt(at, other)) {
      const char next = At(at + other.size());
      if (std::string_view(",)}];: \r\n").find(next) != kNowhere || next == '\0') return other.size();
    }
    const std::string_view plain = single ? "'" : "\"";
    return static_cast<unsigned char>(quote.open[0]) >= 0x80 && StartsAt(at, plain) ? 1 : 0;
  }

  void ReadQuoted(const Quote& quote) {
    token_.kind = Kind::kString;
    at_ += quote.open.size();
    // A quote that its line does not close may close on a later one, where the text up to there has no other.
    const size_t begin = at_;
    while (at_ < text_.size()) {
      if (!quote.raw && text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ReadEscape();
      } else if (quote.open == "@\"" && StartsAt(at_, "\"\"")) {
        token_.text += '"';
        at_ += 2;
      } else if (const size_t close = CloseAt(at_, quote)) {
        at_ += close;
        return;
      } else if (!quote.many_lines && text_[at_] == '\n' && !ClosesLater(begin, quote)) {
        return;
      } else {
        token_.text += text_[at_++];
      }
    }
  }

  // A string that spans lines holds JSON, in all samples that were seen.
  bool ClosesLater(size_t begin, const Quote& quote) const {
    const std::string_view start = Trim(text_.substr(begin, 64));
    return (start.starts_with("{") || start.starts_with("[") || start.starts_with("\\n") || start.starts_with("\\r")) &&
           quote.close.size() == 1;
  }

  void ReadEscape() {
    const char next = text_[at_ + 1];
    at_ += 2;
    if (next == 'n' || next == 'r' || next == 't') {
      token_.text += ' ';  // a line break would shift the lines that follow
    } else if (next == 'u' || next == '\n') {
      token_.text += '\\';
      token_.text += next;
    } else {
      token_.text += next;
    }
  }

  void Push() {
    if (token_.kind == Kind::kOpen) {
      open_.push_back(tokens_.size());
    } else if (token_.kind == Kind::kClose) {
      Pair();
    }
    tokens_.push_back(std::move(token_));
  }

  // With the nearest open bracket of its kind, when it is near.
  void Pair() {
    const char open = token_.text == ")" ? '(' : token_.text == "]" ? '[' : '{';
    for (size_t up = 1; up <= std::min<size_t>(open_.size(), 8); ++up) {
      const size_t candidate = open_[open_.size() - up];
      if (tokens_[candidate].text[0] != open) continue;
      token_.partner = candidate;
      tokens_[candidate].partner = tokens_.size();
      open_.resize(open_.size() - up);
      return;
    }
  }

  std::string_view text_;
  size_t at_ = 0;
  bool new_line_ = true;
  bool comments_close_ = true;
  size_t here_documents_ = 0;
  CodeToken token_;
  std::vector<CodeToken> tokens_;
  std::vector<size_t> open_;
};

}  // namespace

std::vector<CodeToken> SplitCode(std::string_view text) { return Splitter(text).Split(); }

}  // namespace authconform
