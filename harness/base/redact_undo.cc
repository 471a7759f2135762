#include "harness/base/redact_undo.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

namespace authconform {
namespace {

// The number that `count` hexadecimal digits at `at` write.
std::optional<uint32_t> Hex(std::string_view text, size_t at, size_t count) {
  if (text.size() < at + count) return std::nullopt;
  uint32_t number = 0;
  for (char digit : text.substr(at, count)) {
    if (HexDigitOf(digit) < 0) return std::nullopt;
    number = number << 4 | static_cast<uint32_t>(HexDigitOf(digit));
  }
  return number;
}

void AppendUtf8(uint32_t point, std::string& out) {
  auto rest = [point](int shift) { return static_cast<char>(0x80 | (point >> shift & 63)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += {static_cast<char>(0xC0 | point >> 6), rest(0)};
  } else if (point < 0x10000) {
    out += {static_cast<char>(0xE0 | point >> 12), rest(6), rest(0)};
  } else {
    out += {static_cast<char>(0xF0 | point >> 18), rest(12), rest(6), rest(0)};
  }
}

// Each appends what the escape at the beginning of `text` means and returns the escape's length, 0 when it is none.
size_t AppendPercentEscape(std::string_view text, std::string& out) {
  const std::optional<uint32_t> byte = Hex(text, 1, 2);
  if (byte) out += static_cast<char>(*byte);
  return byte ? 3 : 0;
}

size_t AppendJsonEscape(std::string_view text, std::string& out) {
  static constexpr std::string_view kLetters = "\"\\/bfnrt'";
  static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t'";
  if (text.size() < 2) return 0;
  if (size_t letter = kLetters.find(text[1]); letter != std::string_view::npos) {
    out += kMeanings[letter];
    return 2;
  }
  if (text[1] == 'x') {
    const std::optional<uint32_t> byte = Hex(text, 2, 2);
    if (byte) out += static_cast<char>(*byte);
    return byte ? 4 : 0;
  }
  const std::optional<uint32_t> unit = text[1] == 'u' ? Hex(text, 2, 4) : std::nullopt;
  if (!unit) return 0;
  if (*unit >= 0xD800 && *unit < 0xDC00 && text.size() > 7 && text[6] == '\\' && text[7] == 'u') {
    const std::optional<uint32_t> low = Hex(text, 8, 4);
    if (low && *low >= 0xDC00 && *low < 0xE000) {
      AppendUtf8(0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00), out);
      return 12;
    }
  }
  AppendUtf8(*unit, out);
  return 6;
}

constexpr size_t kOldNames = 8;  // the first of these
constexpr std::pair<std::string_view, char> kNamedReferences[] = {
    {"amp", '&'},      {"AMP", '&'},          {"lt", '<'},     {"LT", '<'},     {"gt", '>'},
    {"GT", '>'},       {"quot", '"'},         {"QUOT", '"'},   {"apos", '\''},  {"Tab", '\t'},
    {"NewLine", '\n'}, {"excl", '!'},         {"num", '#'},    {"dollar", '$'}, {"percnt", '%'},
    {"lpar", '('},     {"rpar", ')'},         {"ast", '*'},    {"midast", '*'}, {"plus", '+'},
    {"comma", ','},    {"period", '.'},       {"sol", '/'},    {"colon", ':'},  {"semi", ';'},
    {"equals", '='},   {"quest", '?'},        {"commat", '@'}, {"lsqb", '['},   {"lbrack", '['},
    {"bsol", '\\'},    {"rsqb", ']'},         {"rbrack", ']'}, {"Hat", '^'},    {"lowbar", '_'},
    {"UnderBar", '_'}, {"grave", '`'},        {"lcub", '{'},   {"lbrace", '{'}, {"verbar", '|'},
    {"vert", '|'},     {"VerticalLine", '|'}, {"rcub", '}'},   {"rbrace", '}'}, {"DiacriticalGrave", '`'}};

size_t AppendHtmlName(std::string_view text, std::string& out) {
  constexpr size_t kLongestName = 16;
  const size_t end = text.substr(0, kLongestName + 2).find(';');
  if (end != std::string_view::npos) {
    for (const auto& [name, meaning] : kNamedReferences) {
      if (text.substr(1, end - 1) != name) continue;
      out += meaning;
      return end + 1;
    }
  }
  // A few old names do without the semicolon.
  for (const auto& [name, meaning] : std::span(kNamedReferences).first(kOldNames)) {
    if (!text.substr(1).starts_with(name)) continue;
    out += meaning;
    return name.size() + 1;
  }
  return 0;
}

size_t AppendHtmlEscape(std::string_view text, std::string& out) {
  if (!text.starts_with("&#")) return AppendHtmlName(text, out);
  const bool hex = text.size() > 2 && (text[2] | 32) == 'x';
  uint32_t point = 0;
  size_t at = hex ? 3 : 2;
  for (; at < text.size(); ++at) {
    const int digit = HexDigitOf(text[at]);
    if (digit < 0 || (!hex && digit > 9)) break;
    point = point * (hex ? 16 : 10) + static_cast<uint32_t>(digit);
    if (point > 0x10FFFF) return 0;
  }
  // Zero and surrogates are no characters; a browser shows U+FFFD for them.
  if (point == 0 || (point >= 0xD800 && point < 0xE000)) return 0;
  AppendUtf8(point, out);
  return at + (at < text.size() && text[at] == ';' ? 1 : 0);
}

// How many pairs like "70" stand at `at`, with one separator between them all.
size_t CountHexPairs(std::string_view text, size_t at) {
  if (!Hex(text, at, 2)) return 0;
  size_t pairs = 1;
  while (at + 3 * pairs < text.size() && text[at + 3 * pairs - 1] == text[at + 2] && Hex(text, at + 3 * pairs, 2)) {
    ++pairs;
  }
  return pairs;
}

// What a character may be of "70:77:21:ab".
enum PairChar : uint8_t { kDigit = 0, kSeparator = 1, kNeither = 2 };
constexpr std::array<uint8_t, 256> kPairChars = [] {
  std::array<uint8_t, 256> chars{};
  for (size_t c = 0; c < 256; ++c) chars[c] = kHexDigits[c] >= 0 ? kDigit : kNeither;
  for (unsigned char separator : {':', '-', ' '}) chars[separator] = kSeparator;
  return chars;
}();

constexpr size_t kFewestPairs = 4;
constexpr size_t kShortestPairs = 3 * kFewestPairs - 1;

// Where in [from, until) the next four pairs or more begin.
size_t NextHexPairs(std::string_view text, size_t from, size_t until) {
  // Of any three characters of pairs one is a separator, so the last three of four pairs tell how much further these
  // can begin at the earliest. By which of the three are separators, the first of them first:
  constexpr size_t kSteps[8] = {9, 2, 1, 11, 0, 11, 10, 11};
  const auto kind = [text](size_t at) { return kPairChars[static_cast<unsigned char>(text[at])]; };
  for (size_t begin = from; begin < until && begin + kShortestPairs <= text.size();) {
    size_t separators = 0;
    size_t step = 0;
    for (size_t at : {10, 9, 8}) {
      const uint8_t is = kind(begin + at);
      if (is == kNeither) {
        step = at + 1;
        break;
      }
      separators |= size_t{is} << (10 - at);
    }
    if (step == 0) step = kSteps[separators];
    if (step == 0) {
      if (CountHexPairs(text, begin) >= kFewestPairs) return begin;
      step = 3;
    }
    begin += step;
  }
  return std::string_view::npos;
}

// Where the next escape may stand in a text.
class Marks {
 public:
  Marks(std::string_view text, Escapes escapes) : text_(text), escapes_(escapes) {
    if (escapes == Escapes::kForm) plus_ = text.find('+');
    if (plus_ != std::string_view::npos) percent_ = text.find('%');
  }
  // Without a '+' a form is percent-encoded and no more.
  bool are_all_percent() const { return escapes_ == Escapes::kForm && plus_ == std::string_view::npos; }

  // `from` is never less than before.
  size_t Next(size_t from) {
    switch (escapes_) {
      case Escapes::kPercent:
        return text_.find('%', from);
      case Escapes::kForm:
        // Each is passed over once, however many there are of the other.
        if (percent_ < from) percent_ = text_.find('%', from);
        if (plus_ < from) plus_ = text_.find('+', from);
        return std::min(percent_, plus_);
      case Escapes::kJson:
        return text_.find('\\', from);
      case Escapes::kHtml:
        return text_.find('&', from);
      case Escapes::kHexPairs:
        return NextHexPairs(text_, from, text_.size());
    }
    return std::string_view::npos;
  }

 private:
  const std::string_view text_;
  const Escapes escapes_;
  size_t plus_ = std::string_view::npos;
  size_t percent_ = std::string_view::npos;
};

// Characters of a packing's alphabet into the bytes that are whole in them.
void UnpackHex(std::string_view packed, char* bytes) {
  for (size_t at = 1; at < packed.size(); at += 2) {
    *bytes++ = static_cast<char>(HexDigitOf(packed[at - 1]) << 4 | HexDigitOf(packed[at]));
  }
}

void UnpackBase64(std::string_view packed, char* bytes) {
  uint32_t bits = 0;
  size_t held = 0;
  for (char c : packed) {
    bits = bits << 6 | static_cast<uint32_t>(SextetOf(c));
    held += 6;
    if (held < 8) continue;
    held -= 8;
    *bytes++ = static_cast<char>(bits >> held & 0xFF);
  }
}

size_t AppendEscape(std::string_view text, std::string& out) {
  if (text[0] == '%') return AppendPercentEscape(text, out);
  if (text[0] == '&') return AppendHtmlEscape(text, out);
  if (text[0] == '\\') return AppendJsonEscape(text, out);
  out += ' ';  // the form's '+'
  return 1;
}

}  // namespace

std::optional<UndoneText> UndoneText::Of(const UndoneText& outer, Escapes escapes) {
  const std::string_view text = outer.text();
  Marks marks(text, escapes);
  if (marks.are_all_percent()) return std::nullopt;
  size_t mark = escapes == Escapes::kHexPairs ? outer.FirstHexPairs() : marks.Next(0);
  if (mark == std::string_view::npos) return std::nullopt;
  UndoneText inner;
  inner.outer_ = &outer;
  inner.begins_ = outer.begins_;
  inner.ends_ = outer.ends_;
  inner.packed_ = outer.packed_ || escapes == Escapes::kHexPairs;
  std::string& undone = inner.undone_;
  undone.reserve(text.size());
  size_t copied = 0;
  for (; mark != std::string_view::npos; mark = marks.Next(mark)) {
    undone.append(text, copied, mark - copied);
    copied = mark;
    if (escapes == Escapes::kHexPairs) {
      const size_t pairs = CountHexPairs(text, mark);
      for (size_t pair = 0; pair < pairs; ++pair) {
        undone += static_cast<char>(*Hex(text, copied, 2));
        copied += pair + 1 < pairs ? 3 : 2;
        inner.escapes_.push_back({undone.size(), copied});
      }
      mark = copied;
      continue;
    }
    const size_t length = AppendEscape(text.substr(mark), undone);
    if (length > 0) {
      copied = mark + length;
      inner.escapes_.push_back({undone.size(), copied});
    }
    mark += std::max<size_t>(length, 1);
  }
  if (inner.escapes_.empty()) return std::nullopt;
  undone.append(text, copied);
  return inner;
}

UndoneText UndoneText::Of(const UndoneText& outer, Packing packing, size_t begin, size_t end) {
  UndoneText inner;
  inner.outer_ = &outer;
  inner.bits_ = packing == Packing::kBase64 ? 6 : 4;
  inner.packed_ = true;
  inner.packed_begin_ = begin;
  inner.packed_end_ = end;
  // A few characters may be skipped to come to a byte's beginning.
  inner.begins_ = outer.begins_ && begin < 4;
  inner.ends_ = outer.ends_ && end == outer.text().size();
  const std::string_view packed = outer.text().substr(begin, end - begin);
  inner.undone_.resize(packed.size() * inner.bits_ / 8);
  if (packing == Packing::kBase64) {
    UnpackBase64(packed, inner.undone_.data());
  } else {
    UnpackHex(packed, inner.undone_.data());
  }
  return inner;
}

size_t UndoneText::FirstHexPairs() const {
  if (first_pairs_) return *first_pairs_;
  const std::string_view text = this->text();
  if (escapes_.empty() || outer_->FirstHexPairs() != std::string_view::npos) {
    first_pairs_ = NextHexPairs(text, 0, text.size());
    return *first_pairs_;
  }
  // Where there were none before, only those can be new that have a byte that an escape has made.
  first_pairs_ = std::string_view::npos;
  size_t seen = 0;
  for (const Escape& escape : escapes_) {
    const size_t first = escape.end - std::min(escape.end, kShortestPairs);
    first_pairs_ = NextHexPairs(text, std::max(seen, first), escape.end);
    if (first_pairs_ != std::string_view::npos) break;
    seen = escape.end;
  }
  return *first_pairs_;
}

size_t UndoneText::Origin(size_t at) const {
  const auto after = std::upper_bound(escapes_.begin(), escapes_.end(), at,
                                      [](size_t at, const Escape& escape) { return at < escape.end; });
  const Escape before = after == escapes_.begin() ? Escape{} : *std::prev(after);
  return before.origin + (at - before.end);
}

size_t UndoneText::Begin(size_t at) const {
  if (outer_ == nullptr) return at;
  return outer_->Begin(bits_ == 0 ? Origin(at) : packed_begin_ + (8 * at + bits_ - 1) / bits_);
}

size_t UndoneText::End(size_t at) const {
  if (outer_ == nullptr) return at;
  if (bits_ == 0) return outer_->End(Origin(at));
  size_t end = packed_begin_ + 8 * at / bits_;
  // Where the packed text ends with these bytes, its last character and the padding go too.
  if (8 * at % bits_ != 0 && end + 1 == packed_end_) {
    const std::string_view text = outer_->text();
    ++end;
    while (end < text.size() && text[end] == '=') ++end;
  }
  return outer_->End(end);
}

}  // namespace authconform
