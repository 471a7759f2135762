#include "tools/derive/text/loose_scan.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace authconform {
namespace {

constexpr size_t kMaxRepairs = 1000;
constexpr size_t kMaxNameInMessage = 40;
constexpr size_t kMaxBareName = 80;
constexpr size_t kMaxPlaceholder = 120;

bool IsBreak(char c) { return c == '\n' || c == '\r'; }
bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         c == '-' || c == '.' || c == '@' || c == '\\' || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

void RepairLog::Add(size_t begin, size_t end, std::string_view what) {
  if (repairs_.size() >= kMaxRepairs) return;
  Repair repair{LinesOf(begin, end), std::string(what)};
  if (repairs_.empty() || !(repairs_.back() == repair)) repairs_.push_back(std::move(repair));
}

void RepairLog::Append(std::vector<Repair> repairs) {
  repairs_.insert(repairs_.end(), std::make_move_iterator(repairs.begin()), std::make_move_iterator(repairs.end()));
}

std::string QuoteName(std::string_view name) {
  if (name.size() <= kMaxNameInMessage) return std::string(name);
  size_t end = kMaxNameInMessage;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return std::string(name.substr(0, end)) + "…";
}

// Bytes of the white space at `at`, as a page may hold it; 0 when there is none.
size_t LooseScanner::BlankAt(size_t at) const {
  const unsigned char first = at < size() ? static_cast<unsigned char>(text_[at]) : 0;
  if (first == ' ' || (first >= '\t' && first <= '\r')) return 1;
  if (first < 0x80 && first != '&' && first != '<' && first != '\\') return 0;
  constexpr std::string_view kBlanks[] = {
      "\xC2\xA0",          // no-break space
      "\xC3\x82\xC2\xA0",  // the same, mis-decoded
      "\xEF\xBB\xBF",      // byte order mark
      "\xE2\x80\x82",     "\xE2\x80\x83", "\xE2\x80\x89",
      "\xE2\x80\x8B",  // en, em, thin, zero-width space
      "\xE2\x80\xA8",     "\xE2\x80\xA9", "\xE2\x80\xAF",
      "\xE3\x80\x80",  // separators, narrow, ideographic
      "&nbsp;",           "&#160;",       "<br>",         "<br/>", "<br />", "\\n", "\\t", "\\r",
  };
  for (const std::string_view blank : kBlanks) {
    if (StartsAt(at, blank)) return blank.size();
  }
  return 0;
}

// The text's size when there is none.
template <typename Find>
size_t LooseScanner::Seek(Sought sought, size_t at, Find find) {
  Seen& seen = seen_[sought];
  if (at < seen.from || at > seen.at) seen = {at, std::min(find(at), size())};
  return seen.at;
}

size_t LooseScanner::LineEnd(size_t at) {
  return Seek(kLineEnd, at, [this](size_t from) { return text_.find_first_of("\r\n", from); });
}

size_t LooseScanner::NextQuote(size_t at, char quote) {
  const Sought sought = quote == '"' ? kDoubleQuote : quote == '\'' ? kSingleQuote : kBacktick;
  return Seek(sought, at, [this, quote](size_t from) {
    size_t found = text_.find(quote, from);
    while (found != std::string_view::npos && found > 0 && text_[found - 1] == '\\')
      found = text_.find(quote, found + 1);
    return found;
  });
}

// Bytes of the comment at `at`; 0 when there is none. A comment that does not close ends with its line.
size_t LooseScanner::CommentAt(size_t at) {
  struct Pair {
    std::string_view open, close;
    Sought sought;
  };
  constexpr Pair kPairs[] = {{"/*", "*/", kCommentEnd}, {"<!--", "-->", kMarkupCommentEnd}};
  for (const Pair& pair : kPairs) {
    if (!StartsAt(at, pair.open)) continue;
    const size_t end =
        Seek(pair.sought, at + pair.open.size(), [&](size_t from) { return text_.find(pair.close, from); });
    return (end < size() ? end + pair.close.size() : LineEnd(at)) - at;
  }
  const bool hash = At(at) == '#' && At(at + 1) != '{';
  return hash || StartsAt(at, "//") ? LineEnd(at) - at : 0;
}

LooseScanner::Gap LooseScanner::ReadGap(size_t at, bool record) {
  Gap gap{at, false, false};
  while (gap.end < size()) {
    if (const size_t blank = BlankAt(gap.end)) {
      gap.line_break |= IsBreak(text_[gap.end]);
      const bool odd = blank > 1 || text_[gap.end] == '\f' || text_[gap.end] == '\v';
      if (record && odd) log_.Add(gap.end, gap.end + blank, "white space that JSON does not know");
      gap.end += blank;
    } else if (const size_t comment = CommentAt(gap.end)) {
      if (record) {
        const std::string_view inside = text_.substr(gap.end, comment);
        gap.ellipsis |= inside.find("...") != std::string_view::npos || inside.find("…") != std::string_view::npos;
        log_.Add(gap.end, gap.end + comment, "a comment");
      }
      gap.end += comment;
    } else {
      break;
    }
  }
  return gap;
}

LooseScanner::Quote LooseScanner::QuoteAt(size_t at) const {
  switch (At(at)) {
    case '"':
    case '\'':
    case '`':
      return {1, text_[at], true};
    case '\xC2':
    case '\xE2':
      break;
    default:
      return {};
  }
  constexpr std::string_view kDouble[] = {"“", "”", "„", "‟", "«", "»", "″"};
  constexpr std::string_view kSingle[] = {"‘", "’", "‚", "‛", "´", "′"};
  for (const std::string_view quote : kDouble) {
    if (StartsAt(at, quote)) return {quote.size(), '"', false};
  }
  for (const std::string_view quote : kSingle) {
    if (StartsAt(at, quote)) return {quote.size(), '\'', false};
  }
  return {};
}

bool LooseScanner::EndsValue(size_t at) const {
  while (At(at) == ' ' || At(at) == '\t') ++at;
  if (at >= size() || IsBreak(text_[at]) || BlankAt(at) > 1) return true;
  if (StartsAt(at, "//") || StartsAt(at, "/*") || StartsAt(at, "<!--")) return true;
  return std::string_view(",:}];)=#").find(text_[at]) != std::string_view::npos;
}

size_t LooseScanner::EllipsisAt(size_t at) const {
  if (StartsAt(at, "…") || StartsAt(at, "⋮")) return std::string_view("…").size();
  size_t dots = 0;
  while (At(at + dots) == '.') ++dots;
  if (dots >= 2) return dots;
  if (dots == 1 && (at + 1 >= size() || IsBreak(At(at + 1)))) return 1;  // one of three dots below each other
  return StartsAt(at, ". . .") ? 5 : 0;
}

size_t LooseScanner::EndOfWord(size_t at) const {
  size_t depth = 0;
  size_t end = at;
  for (; end < size() && !IsBreak(text_[end]); ++end) {
    const char c = text_[end];
    const bool blank_before = end > at && (text_[end - 1] == ' ' || text_[end - 1] == '\t');
    if (c == '(' || c == '[' || c == '{') {
      ++depth;
    } else if (c == ')' || c == ']' || c == '}') {
      if (depth == 0) break;
      --depth;
    } else if (c == '<') {
      const size_t close = text_.substr(end, kMaxPlaceholder).find_first_of(">\r\n\"'{}");
      if (close != std::string_view::npos && text_[end + close] == '>') end += close;
    } else if (depth == 0) {
      if (c == ',' || (c == ';' && (end + 1 >= size() || BlankAt(end + 1) > 0 || text_[end + 1] == '}'))) break;
      if (blank_before && (c == '#' || StartsAt(end, "//") || StartsAt(end, "/*") || IsQuote(end))) break;
      if (StartsAt(end, "<!--")) break;
    }
  }
  return end;
}

std::optional<std::string_view> LooseScanner::BracketedWord(size_t at) const {
  const char open = At(at);
  const size_t run = open == '{' && At(at + 1) == '{' ? 2 : 1;
  size_t end = at + run;
  const size_t limit = std::min(size(), end + kMaxPlaceholder);
  while (end < limit && std::string_view("{}[]\",:;=\r\n").find(text_[end]) == std::string_view::npos) ++end;
  const std::string_view close = open == '{' ? (run == 2 ? "}}" : "}") : "]";
  const std::string_view word = Trim(text_.substr(at + run, end - at - run));
  if (!StartsAt(end, close) || word.empty() || IsQuote(static_cast<size_t>(word.data() - text_.data()))) {
    return std::nullopt;
  }
  return word;
}

size_t LooseScanner::IndentOf(size_t at) const {
  while (at > 0 && !IsBreak(text_[at - 1])) --at;
  const size_t begin = at;
  while (At(at) == ' ' || At(at) == '\t') ++at;
  return at - begin;
}

// Bytes of the separator between name and value at `at`; 0 when there is none.
size_t LooseScanner::SeparatorAt(size_t at, std::string_view& repair) const {
  constexpr std::string_view kArrows[] = {"=>", "->", "=", "："};
  for (const std::string_view arrow : kArrows) {
    if (!StartsAt(at, arrow)) continue;
    repair = "another sign stands for a colon";
    return arrow.size();
  }
  if (At(at) != ':') return 0;
  return StartsAt(at, "://") ? 0 : 1;
}

// Behind what documents put between a name and its colon: ?, *, (required).
size_t LooseScanner::SkipMarks(size_t at) const {
  while (At(at) == '?' || At(at) == '*' || At(at) == ' ' || At(at) == '\t') ++at;
  if (At(at) != '(') return at;
  const size_t close = text_.substr(at, kMaxPlaceholder).find_first_of(")\r\n\"{}");
  if (close == std::string_view::npos || text_[at + close] != ')') return at;
  at += close + 1;
  while (At(at) == ' ' || At(at) == '\t') ++at;
  return at;
}

std::optional<LooseScanner::Name> LooseScanner::NameAt(size_t at, bool in_braces) {
  if (!IsQuote(at)) return BareNameAt(at, in_braces);
  Quoted quoted = ReadQuoted(at);
  std::string_view repair;
  size_t end = PeekGap(quoted.end).end;
  size_t separator = SeparatorAt(end, repair);
  if (separator == 0) {
    const size_t marked = SkipMarks(end);
    if (marked > end) separator = SeparatorAt(marked, repair);
    if (separator == 0) return in_braces ? UnclosedNameAt(at) : std::nullopt;
    repair = "text stands between a name and its colon";
    end = marked;
  }
  if (!repair.empty()) quoted.repairs.push_back(repair);
  return Name{std::move(quoted.value), end + separator, std::move(quoted.repairs)};
}

std::optional<LooseScanner::Name> LooseScanner::BareNameAt(size_t at, bool in_braces) {
  size_t begin = at;
  if (At(begin) == ':' || At(begin) == '?') ++begin;  // a Ruby symbol
  size_t end = begin;
  while (end < size() && end - begin < kMaxBareName && IsNameByte(text_[end]) && BlankAt(end) == 0 && !IsQuote(end) &&
         !StartsAt(end, "->") && !StartsAt(end, "：")) {
    ++end;
  }
  if (end == begin || EllipsisAt(begin) > 0) return std::nullopt;
  std::string name(text_.substr(begin, end - begin));
  std::erase(name, '\\');
  if (name.empty()) return std::nullopt;
  const bool half_quoted = IsQuote(end);
  std::string_view repair;
  size_t at_separator = SkipMarks(half_quoted ? end + QuoteAt(end).size : end);
  const size_t separator = SeparatorAt(at_separator, repair);
  if (separator == 0) return std::nullopt;
  const bool time = name.front() >= '0' && name.front() <= '9' && !in_braces && repair.empty();
  if (time) return std::nullopt;
  Name read{std::move(name), at_separator + separator, {"a name is not in quotes"}};
  if (!repair.empty()) read.repairs.push_back(repair);
  return read;
}

// "name: "value": a name whose closing quote is missing.
std::optional<LooseScanner::Name> LooseScanner::UnclosedNameAt(size_t at) {
  const size_t begin = at + QuoteAt(at).size;
  size_t end = begin;
  while (end < size() && end - begin < kMaxBareName && IsNameByte(text_[end]) && !IsQuote(end)) ++end;
  const bool value_follows = At(end + 1) == ' ' || IsQuote(end + 1);
  if (end == begin || At(end) != ':' || !value_follows) return std::nullopt;
  return Name{std::string(text_.substr(begin, end - begin)), end + 1, {"a name's closing quote is missing"}};
}

}  // namespace authconform
