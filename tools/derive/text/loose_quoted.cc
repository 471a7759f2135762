// Quoted strings: where one ends, and what it says.
#include <algorithm>
#include <cstdint>

#include "tools/derive/text/loose_scan.h"

namespace authconform {
namespace {

constexpr size_t kNowhere = std::string_view::npos;

bool IsBreak(char c) { return c == '\n' || c == '\r'; }
bool IsAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void AppendUtf8(uint32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | code >> 18);
    out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

// The four hexadecimal digits at `at`; -1 when there are none.
int32_t HexAt(std::string_view text, size_t at) {
  if (at + 4 > text.size()) return -1;
  int32_t code = 0;
  for (size_t i = at; i < at + 4; ++i) {
    const int digit = HexDigit(text[i]);
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

// What stands between the quotes, into what it says.
class Unescaper {
 public:
  Unescaper(std::string_view raw, std::vector<std::string_view>& repairs) : raw_(raw), repairs_(repairs) {}

  std::string Read() {
    out_.reserve(raw_.size());
    // A token that was broken to fit the page is joined, broken prose keeps a space.
    const bool prose = raw_.find(' ', 0) != kNowhere && HasInnerBlank();
    while (at_ < raw_.size()) {
      const char c = raw_[at_];
      if (c == '\\' && at_ + 1 < raw_.size()) {
        ReadEscape();
      } else if (IsBreak(c)) {
        ReadLineBreak(prose);
      } else {
        if (static_cast<unsigned char>(c) < 0x20) Mend("a control character stands in a string");
        out_ += c;
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  void Mend(std::string_view what) {
    if (std::find(repairs_.begin(), repairs_.end(), what) == repairs_.end()) repairs_.push_back(what);
  }

  // Whether a space stands between words on one line.
  bool HasInnerBlank() const {
    for (size_t i = 1; i + 1 < raw_.size(); ++i) {
      const bool blank = raw_[i] == ' ' || raw_[i] == '\t';
      const bool word_before = raw_[i - 1] != ' ' && raw_[i - 1] != '\t' && !IsBreak(raw_[i - 1]);
      const bool word_after = raw_[i + 1] != ' ' && raw_[i + 1] != '\t' && !IsBreak(raw_[i + 1]);
      if (blank && word_before && word_after) return true;
    }
    return false;
  }

  void ReadLineBreak(bool prose) {
    Mend("a line break stands in a string");
    while (!out_.empty() && (out_.back() == ' ' || out_.back() == '\t')) out_.pop_back();
    while (at_ < raw_.size() && (IsBreak(raw_[at_]) || raw_[at_] == ' ' || raw_[at_] == '\t')) ++at_;
    if (prose) out_ += ' ';
  }

  void ReadEscape() {
    constexpr std::string_view kEscapes = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char c = raw_[at_ + 1];
    const size_t known = kEscapes.find(c);
    if (known != kNowhere) {
      out_ += kMeanings[known];
      at_ += 2;
    } else if (c == 'u' && HexAt(raw_, at_ + 2) >= 0) {
      ReadUnicode();
    } else {
      Mend("a backslash escapes what needs none");
      if (IsAlphanumeric(c)) out_ += '\\';  // a path or a class name
      at_ += 1;
      if (!IsBreak(c)) out_ += raw_[at_++];
    }
  }

  void ReadUnicode() {
    uint32_t code = static_cast<uint32_t>(HexAt(raw_, at_ + 2));
    at_ += 6;
    if (code >= 0xD800 && code < 0xE000) {
      const int32_t low = raw_.substr(at_).starts_with("\\u") ? HexAt(raw_, at_ + 2) : -1;
      if (code < 0xDC00 && low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (static_cast<uint32_t>(low) - 0xDC00);
        at_ += 6;
      } else {
        code = 0xFFFD;
        Mend("half a surrogate pair stands in a string");
      }
    }
    AppendUtf8(code, out_);
  }

  std::string_view raw_;
  std::vector<std::string_view>& repairs_;
  std::string out_;
  size_t at_ = 0;
};

}  // namespace

struct LooseScanner::Extent {
  size_t content_end = 0;
  size_t end = 0;  // behind the closing quote
  std::string_view repair;
};

// A string that its line ends: a comma or brace at the end is not part of it.
LooseScanner::Extent LooseScanner::EndAtLineBreak(size_t begin, size_t line_end) const {
  const bool whole_text = line_end == size();
  size_t end = line_end;
  const bool brace = text_.substr(begin, end - begin).find('{') != kNowhere;
  while (end > begin) {
    const char c = text_[end - 1];
    const bool closer = whole_text && !brace && (c == '}' || c == ']');
    if (c != ' ' && c != '\t' && c != ',' && !closer) break;
    --end;
  }
  return {end, end, "a string's closing quote is missing"};
}

LooseScanner::Extent LooseScanner::FindClosing(size_t at, Quote open) {
  const size_t begin = at + open.size;
  size_t other_quote = kNowhere;  // one of the same family that could close it
  size_t other_size = 0;
  size_t inner_quote = kNowhere;  // the last one that seemed to stand inside
  size_t inner_size = 0;
  bool broken = false;
  for (size_t i = begin; i < size();) {
    const char c = text_[i];
    if (c == '\\' && i + 1 < size() && !IsBreak(text_[i + 1])) {
      i += 2;
    } else if (const Quote quote = QuoteAt(i); quote.size > 0 && quote.family == open.family) {
      const bool exact = quote.ascii == open.ascii || !open.ascii;
      const bool ends = EndsValue(i + quote.size);
      if (exact && ends) return {i, i + quote.size, quote.ascii == open.ascii ? "" : "the quotes of a string differ"};
      if (exact && other_quote != kNowhere) break;
      if (exact) {
        const bool goes_on = IsAlphanumeric(At(i + 1)) && NextQuote(i + 1, open.family) < LineEnd(i);
        if (open.ascii && !goes_on && inner_quote == kNowhere) return {i, i + quote.size, ""};
        if (!open.ascii && !IsAlphanumeric(At(i + quote.size))) return {i, i + quote.size, ""};
        inner_quote = i;
        inner_size = quote.size;
      } else if (ends && other_quote == kNowhere) {
        other_quote = i;
        other_size = quote.size;
      }
      i += quote.size;
    } else if (IsBreak(c) && !broken) {
      if (other_quote != kNowhere) break;
      if (inner_quote != kNowhere) return {inner_quote, inner_quote + inner_size, ""};
      const size_t close = NextQuote(i, open.family);
      if (!open.ascii || close == size() || !EndsValue(close + 1)) return EndAtLineBreak(begin, i);
      broken = true;
    } else {
      ++i;
    }
  }
  if (other_quote != kNowhere) return {other_quote, other_quote + other_size, "the quotes of a string differ"};
  if (inner_quote != kNowhere) return {inner_quote, inner_quote + inner_size, ""};
  return EndAtLineBreak(begin, size());
}

LooseScanner::Quoted LooseScanner::ReadQuoted(size_t at) {
  const Quote open = QuoteAt(at);
  const Extent extent = FindClosing(at, open);
  Quoted quoted;
  quoted.end = extent.end;
  if (!open.ascii) {
    quoted.repairs.push_back("typographic quotes stand for quotes");
  } else if (open.family != '"') {
    quoted.repairs.push_back("a string is in other quotes than JSON's");
  }
  if (!extent.repair.empty()) quoted.repairs.push_back(extent.repair);
  const std::string_view raw = text_.substr(at + open.size, extent.content_end - at - open.size);
  if (open.ascii) {
    for (size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] == '\\') {
        ++i;
      } else if (raw[i] == open.family) {
        quoted.repairs.push_back("quotes inside a string are not escaped");
        break;
      }
    }
  }
  quoted.value = Unescaper(raw, quoted.repairs).Read();
  return quoted;
}

}  // namespace authconform
