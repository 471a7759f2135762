#include "tools/derive/text/loose_parse.h"

#include <algorithm>
#include <string>
#include <utility>

#include "tools/derive/text/loose_word.h"

namespace authconform {
namespace {

constexpr size_t kMaxCall = 40;

bool IsClosing(char c) { return c == '}' || c == ']' || c == ')'; }
bool Matches(char open, char close) {
  return (open == '{' && close == '}') || (open == '[' && close == ']') || (open == '(' && close == ')');
}

bool EndsEntry(char c) { return c == '\0' || std::string_view(",;}]) \t\r\n").find(c) != std::string_view::npos; }

// Of f"…" and the like, in languages that mark a string so.
bool IsStringPrefix(char c) { return std::string_view("fFbBrRuU@$").find(c) != std::string_view::npos; }

bool HasEllipsis(std::string_view text) {
  return text.find("...") != std::string_view::npos || text.find("…") != std::string_view::npos;
}

bool IsIdentifierByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool IsIdentifier(std::string_view word) {
  if (word.empty() || (word.front() >= '0' && word.front() <= '9')) return false;
  return std::all_of(word.begin(), word.end(), [](char c) { return IsIdentifierByte(c) || c == '-'; });
}

// {"id": int, required, …
bool IsRemark(std::string_view lower) {
  return lower == "required" || lower == "optional" || lower == "mandatory" || lower == "nullable" || lower == "unique";
}

class Parser {
 public:
  Parser(LooseScanner& scanner, RepairLog& log, bool by_indentation, const LooseJsonLimits& limits)
      : scan_(scanner), log_(log), build_(log, limits), by_indentation_(by_indentation) {}

  LooseParse Read(size_t at, LooseStart start) {
    at_ = at;
    if (start == LooseStart::kBracket) {
      OpenHere();
    } else {
      log_.Add(at, at, "the braces around the members are missing");
      implicit_root_ = true;
      build_.Open('{', at);
    }
    while (!build_.done() && !build_.over_limits()) {
      const LooseScanner::Gap gap = scan_.SkipGap(at_);
      at_ = gap.end;
      if (gap.ellipsis) build_.Elide();
      if (at_ >= scan_.size()) {
        CloseAll();
      } else if (build_.top().name) {
        ReadValue(gap.line_break);
      } else {
        ReadEntry(gap.line_break);
      }
    }
    LooseParse parse;
    parse.end = at_;
    parse.faults = faults_;
    if (build_.over_limits()) {
      parse.outcome = LooseParse::Outcome::kOverLimits;
    } else if (build_.root_has_content()) {
      parse.outcome = LooseParse::Outcome::kRead;
    }
    parse.json = build_.Take();
    return parse;
  }

 private:
  char Here() const { return scan_.At(at_); }
  LooseBuilder::Container& top() { return build_.top(); }
  std::string_view Text(size_t begin, size_t end) const { return scan_.text().substr(begin, end - begin); }

  void OpenHere() {
    build_.Open(Here(), at_);
    ++at_;
  }

  void CloseAll() {
    const bool expected = implicit_root_ && build_.depth() == 1;
    if (!expected) {
      faults_ += build_.depth();
      log_.Add(scan_.size(), scan_.size(), "closing brackets are missing at the end");
    }
    while (!build_.done()) {
      if (top().name) NoValue();
      build_.Close(scan_.size());
    }
  }

  // At the start of a member, an item, a comma or a closing bracket.
  void ReadEntry(bool new_line) {
    const char c = Here();
    if (c == ',' || c == ';') return ReadComma();
    if (IsClosing(c)) return ReadClosing(c);
    if (const size_t dots = scan_.EllipsisAt(at_)) return ReadEllipsis(dots);
    const bool braces = top().open == '{';
    if (auto name = scan_.NameAt(at_, braces)) {
      if (by_indentation_ && new_line) CloseByIndentation();
      return ReadName(std::move(*name));
    }
    if (top().after_value && (!new_line || braces) && !StartsItem(new_line)) return SkipJunk();
    MissingComma();
    if (scan_.IsQuote(at_)) return ReadUnnamedString();
    if (c == '{' || c == '[') return ReadBracket();
    ReadUnnamedWord();
  }

  // Whether what is here, behind a value without a comma, is the next item rather than a remark.
  bool StartsItem(bool new_line) {
    const char c = Here();
    if (c == '{' || c == '[') return new_line || !scan_.BracketedWord(at_);
    if (scan_.IsQuote(at_)) return top().named == 0;
    return new_line && top().bare == top().named && IsIdentifier(Trim(Text(at_, scan_.EndOfWord(at_))));
  }

  void ReadComma() {
    if (!top().after_value) log_.Add(at_, at_, "a comma has no value before it");
    if (Here() == ';') log_.Add(at_, at_, "a semicolon stands for a comma");
    top().after_value = false;
    comma_at_ = at_++;
    has_comma_ = true;
  }

  void MissingComma() {
    if (!top().after_value) return;
    const auto& entries = top().entries;
    const std::string before = entries.empty() ? "" : " after " + QuoteName(entries.back().first);
    log_.Add(at_, at_, "a comma is missing" + before);
    top().after_value = false;
  }

  // Dots, and what says what they stand for: "... more", "...user".
  void ReadEllipsis(size_t dots) {
    const size_t begin = at_;
    at_ = scan_.EndOfWord(at_ + dots);
    if (at_ < begin + dots) at_ = begin + dots;
    log_.Add(begin, at_, "an ellipsis stands for more");
    build_.Elide();
    top().after_value = true;
  }

  void ReadName(LooseScanner::Name name) {
    MissingComma();
    if (name.text.size() > 1 && name.text.find_first_not_of('.') == std::string::npos)
      return ReadEllipsisMember(name.end);
    for (const std::string_view repair : name.repairs) {
      log_.Add(at_, name.end, std::string(repair) + ": " + QuoteName(name.text));
    }
    build_.Name(std::move(name.text), at_);
    at_ = name.end;
  }

  // "...": "..."
  void ReadEllipsisMember(size_t value) {
    const size_t begin = at_;
    at_ = scan_.PeekGap(value).end;
    at_ = scan_.IsQuote(at_) ? scan_.ReadQuoted(at_).end : scan_.EndOfWord(at_);
    log_.Add(begin, at_, "an ellipsis stands for more");
    build_.Elide();
    top().after_value = true;
  }

  void CloseByIndentation() {
    const size_t indent = scan_.IndentOf(at_);
    while (build_.depth() > 1 && log_.LinesOf(top().begin, 0).first < log_.LinesOf(at_, 0).first &&
           scan_.IndentOf(top().begin) >= indent) {
      log_.Add(at_, at_, "a closing bracket is missing before this line");
      build_.Close(at_);
    }
  }

  void ReadUnnamedString() {
    const size_t begin = at_;
    LooseScanner::Quoted quoted = scan_.ReadQuoted(at_);
    LogRepairs(quoted, begin);
    at_ = quoted.end;
    const LooseScanner::Gap gap = scan_.PeekGap(at_);
    const bool value_follows = scan_.IsQuote(gap.end) || scan_.At(gap.end) == '{' || scan_.At(gap.end) == '[';
    if (top().open == '{' && !gap.line_break && value_follows) {
      log_.Add(begin, at_, "a colon is missing after " + QuoteName(quoted.value));
      return build_.Name(std::move(quoted.value), begin);
    }
    build_.Add(Json(std::move(quoted.value)), begin, at_);
  }

  void ReadUnnamedWord() {
    const size_t begin = at_;
    const size_t end = scan_.EndOfWord(at_);
    const std::string_view word = Trim(Text(begin, end));
    if (word.empty()) {  // a stray bracket or sign
      ++at_;
      return;
    }
    at_ = end;
    if (word == "array" && Here() == '(') return OpenHere();
    const std::string lower = ToLower(word);
    if (lower == "etc" || lower == "etc.") return Leave(begin, true);
    if (top().open != '{') return AddWord(word, begin);
    const bool shorthand = IsIdentifier(word) && !IsRemark(lower) && !FollowsCommaOnLine(begin);
    if (!shorthand) return Leave(begin, HasEllipsis(word));
    log_.Add(begin, end, "the member " + QuoteName(word) + " has no value");
    build_.Name(std::string(word), begin);
    build_.AddPlaceholder(ValueType::kUnknown, begin, end);
    ++top().bare;
  }

  // A remark behind a comma: {"id": 1, the user
  bool FollowsCommaOnLine(size_t at) const {
    const char after = scan_.At(scan_.EndOfWord(at));
    const bool ends_line = after == '\n' || after == '\r' || after == '\0';
    return has_comma_ && build_.Ancestor(0).named > 0 && ends_line && log_.LinesOf(comma_at_, 0) == log_.LinesOf(at, 0);
  }

  void Leave(size_t begin, bool ellipsis) {
    log_.Add(begin, at_, "text between members is left out");
    top().junk = true;
    if (ellipsis) build_.Elide();
  }

  // Behind the name and colon of a member.
  void ReadValue(bool new_line) {
    const char c = Here();
    if (c == ',' || c == ';' || IsClosing(c)) return NoValue();
    if (new_line && scan_.NameAt(at_, true)) return NoValue();
    if (c == ':' || c == '=' || c == '>') {
      const bool symbol = c == ':' && IsIdentifier(Text(at_ + 1, std::min(at_ + 2, scan_.size())));
      if (!symbol) {
        log_.Add(at_, at_, "a sign too many stands before a value");
        ++at_;
        return;
      }
    }
    if (IsStringPrefix(c) && scan_.IsQuote(at_ + 1) && !EndsEntry(scan_.At(at_ + 2))) ++at_;
    if (scan_.IsQuote(at_)) {
      const size_t begin = at_;
      LooseScanner::Quoted quoted = scan_.ReadQuoted(at_);
      LogRepairs(quoted, begin);
      at_ = quoted.end;
      return build_.Add(Json(std::move(quoted.value)), begin, at_);
    }
    if (c == '{' || c == '[') return ReadBracket();
    if (const size_t dots = scan_.EllipsisAt(at_)) {
      log_.Add(at_, at_ + dots, "an ellipsis stands for the value of " + QuoteName(*top().name));
      build_.AddPlaceholder(ValueType::kUnknown, at_, at_ + dots);
      at_ += dots;
      return;
    }
    ReadNamedWord();
  }

  void ReadNamedWord() {
    const size_t begin = at_;
    if (SkipCall()) return;
    const size_t end = scan_.EndOfWord(at_);
    const std::string_view word = Trim(Text(begin, end));
    if (word.empty()) {
      ++at_;
      return;
    }
    at_ = end;
    if (word == "array" && Here() == '(') return OpenHere();
    AddWord(word, begin);
  }

  // JSON.stringify({…}), array(…), new X([…]): what is called says nothing, its first argument is the value.
  bool SkipCall() {
    size_t end = at_;
    while (end - at_ < kMaxCall && (IsIdentifierByte(scan_.At(end)) || scan_.At(end) == '.' || scan_.At(end) == ' '))
      ++end;
    if (scan_.At(end) != '(') return false;
    if (Trim(Text(at_, end)) == "array") {
      at_ = end;
      OpenHere();
      return true;
    }
    const char inside = scan_.At(scan_.PeekGap(end + 1).end);
    if (end == at_ || (inside != '{' && inside != '[')) return false;
    log_.Add(at_, end, "a call stands around the value of " + QuoteName(*top().name));
    at_ = end + 1;
    return true;
  }

  void AddWord(std::string_view word, size_t begin) {
    LooseWord read = ReadLooseWord(word);
    const size_t end = begin + word.size();
    if (!read.repair.empty()) log_.Add(begin, end, std::string(read.repair) + NameSuffix());
    if (read.placeholder) return build_.AddPlaceholder(read.type, begin, end);
    build_.Add(std::move(read.value), begin, end);
  }

  std::string NameSuffix() { return top().name ? ": " + QuoteName(*top().name) : ""; }

  // An opening bracket, or a placeholder in brackets.
  void ReadBracket() {
    const size_t begin = at_;
    const auto word = scan_.BracketedWord(at_);
    const bool doubled = scan_.At(at_ + 1) == '{';
    if (word && !HasEllipsis(*word) && (Here() == '{' || IsPlaceholderItem(*word))) {
      log_.Add(begin, begin, "a placeholder stands for a value" + NameSuffix());
      at_ = static_cast<size_t>(word->data() - scan_.text().data()) + word->size();
      while (Here() != '}' && Here() != ']') ++at_;
      at_ += doubled ? 2 : 1;
      return build_.AddPlaceholder(TypeOfPlaceholder(*word), begin, at_);
    }
    OpenHere();
  }

  // In "roles": [String] a placeholder; in [1] or [true] or ["a"] an item.
  bool IsPlaceholderItem(std::string_view word) {
    if (!top().name) return false;
    const LooseWord read = ReadLooseWord(word);
    return read.placeholder || (read.value.is_string() && word.find_first_of("<@/") == std::string_view::npos);
  }

  void NoValue() {
    log_.Add(at_, at_, "the value of " + QuoteName(*top().name) + " is missing");
    build_.AddPlaceholder(ValueType::kUnknown, at_, at_);
  }

  void SkipJunk() {
    const size_t begin = at_;
    if (scan_.IsQuote(at_)) at_ = scan_.ReadQuoted(at_).end;
    at_ = scan_.EndOfWord(at_);
    if (at_ == begin) ++at_;
    log_.Add(begin, at_, "text after a value is left out");
    if (HasEllipsis(Text(begin, at_))) build_.Elide();
  }

  void LogRepairs(const LooseScanner::Quoted& quoted, size_t begin) {
    for (const std::string_view repair : quoted.repairs) log_.Add(begin, quoted.end, repair);
  }

  void ReadClosing(char close) {
    if (Matches(top().open, close)) return CloseHere();
    if (close == ')') {
      ++at_;
      return;
    }
    size_t up = 1;
    while (up < build_.depth() && !Matches(build_.Ancestor(up).open, close)) ++up;
    if (up < build_.depth() && !(up + 1 == build_.depth() && GoesOn(at_ + 1))) {
      log_.Add(at_, at_, "a closing bracket is missing");
      faults_ += up;
      for (; up > 0; --up) build_.Close(at_);
      return CloseHere();
    }
    log_.Add(at_, at_, "a closing bracket is of the wrong kind");
    ++faults_;
    CloseHere();
  }

  // Whether members or closing brackets follow.
  bool GoesOn(size_t at) {
    const char next = scan_.At(scan_.PeekGap(at).end);
    return next == ',' || IsClosing(next);
  }

  void CloseHere() {
    if (build_.depth() == 1 && (implicit_root_ || top().open == '{') && MemberFollowsComma(at_ + 1)) {
      log_.Add(at_, at_, "a closing bracket too many stands before more members");
      top().after_value = true;
      ++at_;
      return;
    }
    if (!top().entries.empty() && !top().after_value) log_.Add(at_, at_, "a comma stands before a closing bracket");
    build_.Close(++at_);
    has_comma_ = false;
  }

  bool MemberFollowsComma(size_t at) {
    const size_t comma = scan_.PeekGap(at).end;
    if (scan_.At(comma) != ',') return false;
    const size_t name = scan_.PeekGap(comma + 1).end;
    return scan_.IsQuote(name) && scan_.NameAt(name, false).has_value();
  }

  LooseScanner& scan_;
  RepairLog& log_;
  LooseBuilder build_;
  bool by_indentation_;
  bool implicit_root_ = false;
  size_t faults_ = 0;
  bool has_comma_ = false;
  size_t comma_at_ = 0;
  size_t at_ = 0;
};

}  // namespace

LooseParse ParseLoose(LooseScanner& scanner, RepairLog& log, size_t at, LooseStart start, bool by_indentation,
                      const LooseJsonLimits& limits) {
  return Parser(scanner, log, by_indentation, limits).Read(at, start);
}

}  // namespace authconform
