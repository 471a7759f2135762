#include "harness/base/redact.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace authconform {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// What a character of either alphabet stands for, -1 for any other.
constexpr std::array<int8_t, 256> kSextets = [] {
  std::array<int8_t, 256> sextets{};
  sextets.fill(-1);
  for (std::string_view alphabet : {kBase64, kBase64Url}) {
    for (size_t at = 0; at < 64; ++at) sextets[static_cast<unsigned char>(alphabet[at])] = static_cast<int8_t>(at);
  }
  return sextets;
}();

// The base64 of a value that has `shift` bytes before it in its group of three, as sextets. Those from first() to end()
// are made of the value's bits alone; at() beyond that takes zeros for what follows, as the end of a text does.
class Sextets {
 public:
  Sextets(std::string_view value, int shift) : value_(value), shift_(static_cast<size_t>(shift)) {}
  size_t first() const { return (shift_ * 8 + 5) / 6; }
  size_t end() const { return (shift_ + value_.size()) * 8 / 6; }
  bool ends_within() const { return (shift_ + value_.size()) % 3 != 0; }
  int at(size_t index) const {
    const size_t bit = index * 6 - shift_ * 8;
    const unsigned high = static_cast<unsigned char>(value_[bit / 8]);
    const unsigned low = bit / 8 + 1 < value_.size() ? static_cast<unsigned char>(value_[bit / 8 + 1]) : 0;
    return static_cast<int>((high << 8 | low) >> (10 - bit % 8) & 63);
  }

 private:
  std::string_view value_;
  size_t shift_;
};

uint32_t Start(const char* bytes) {
  uint32_t start;
  std::memcpy(&start, bytes, sizeof start);
  return start;
}

// Which of the filter's 2^14 bits belongs to a start (Knuth's multiplicative hash).
uint32_t Bit(uint32_t start) { return start * 2654435761u >> 18; }

// How much of `text` the value covers from its beginning on, 0 when it does not stand there.
size_t LengthOfRaw(std::string_view text, std::string_view value) { return text.starts_with(value) ? value.size() : 0; }

size_t LengthOfBase64(std::string_view text, const Sextets& sextets) {
  auto stands = [&](size_t at, size_t index) {
    return at < text.size() && kSextets[static_cast<unsigned char>(text[at])] == sextets.at(index);
  };
  size_t length = 0;
  for (size_t index = sextets.first(); index < sextets.end(); ++index, ++length) {
    if (!stands(length, index)) return 0;
  }
  // Where the encoded text ends with the value, its last character and the padding go too.
  if (sextets.ends_within() && stands(length, sextets.end())) {
    ++length;
    while (length < text.size() && text[length] == '=') ++length;
  }
  return length;
}

// The number that `count` hexadecimal digits at `at` write.
std::optional<uint32_t> Hex(std::string_view text, size_t at, size_t count) {
  if (text.size() < at + count) return std::nullopt;
  uint32_t number = 0;
  for (char digit : text.substr(at, count)) {
    number <<= 4;
    if (digit >= '0' && digit <= '9') {
      number += static_cast<uint32_t>(digit - '0');
    } else if ((digit | 32) >= 'a' && (digit | 32) <= 'f') {
      number += static_cast<uint32_t>((digit | 32) - 'a' + 10);
    } else {
      return std::nullopt;
    }
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

// RFC 8259 7.
size_t AppendJsonEscape(std::string_view text, std::string& out) {
  static constexpr std::string_view kLetters = "\"\\/bfnrt";
  static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (text.size() < 2) return 0;
  if (size_t letter = kLetters.find(text[1]); letter != std::string_view::npos) {
    out += kMeanings[letter];
    return 2;
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

// A character reference: those that HTML encoders write for markup, and any by number.
size_t AppendHtmlEscape(std::string_view text, std::string& out) {
  static constexpr std::pair<std::string_view, char> kNamed[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  for (const auto& [reference, meaning] : kNamed) {
    if (!text.starts_with(reference)) continue;
    out += meaning;
    return reference.size();
  }
  if (!text.starts_with("&#")) return 0;
  const bool hex = text.size() > 2 && (text[2] | 32) == 'x';
  const size_t first = hex ? 3 : 2;
  uint32_t point = 0;
  size_t at = first;
  for (; at < text.size(); ++at) {
    const std::optional<uint32_t> digit = Hex(text, at, 1);
    if (!digit || (!hex && *digit > 9)) break;
    point = point * (hex ? 16 : 10) + *digit;
    if (point > 0x10FFFF) return 0;
  }
  // Zero and surrogates are no characters; a browser shows U+FFFD for them.
  if (at == text.size() || text[at] != ';' || point == 0 || (point >= 0xD800 && point < 0xE000)) return 0;
  AppendUtf8(point, out);
  return at + 1;
}

enum class Escapes { kPercent, kForm, kJson, kHtml };

}  // namespace

// A text with its escapes undone, and where its bytes stood.
struct Redactor::View {
  struct Anchor {
    size_t at = 0;      // from here on a byte
    size_t origin = 0;  // stood as far from here
  };
  const View* outer = nullptr;  // whose text this one was made from
  std::string text;
  std::vector<Anchor> anchors;  // after each escape

  // nullopt when there is nothing to undo.
  static std::optional<View> Of(std::string_view text, const View* outer, Escapes escapes) {
    const char only = escapes == Escapes::kJson ? '\\' : escapes == Escapes::kHtml ? '&' : '%';
    auto next = [&](size_t from) {
      return escapes == Escapes::kForm ? text.find_first_of("+%", from) : text.find(only, from);
    };
    size_t mark = next(0);
    if (mark == std::string_view::npos) return std::nullopt;
    View view{outer, "", {}};
    view.text.reserve(text.size());
    size_t copied = 0;
    for (; mark != std::string_view::npos; mark = next(mark)) {
      view.text.append(text, copied, mark - copied);
      copied = mark;
      size_t length = 0;
      if (text[mark] == '+') {
        view.text += ' ';
        length = 1;
      } else if (text[mark] == '%') {
        length = AppendPercentEscape(text.substr(mark), view.text);
      } else if (text[mark] == '&') {
        length = AppendHtmlEscape(text.substr(mark), view.text);
      } else {
        length = AppendJsonEscape(text.substr(mark), view.text);
      }
      if (length > 0) {
        copied = mark + length;
        view.anchors.push_back({view.text.size(), copied});
      }
      mark += std::max<size_t>(length, 1);
    }
    if (view.anchors.empty()) return std::nullopt;
    view.text.append(text, copied);
    return view;
  }

  // Where in the text that Redact was given the byte stood; for the end of a match as well.
  size_t Origin(size_t at) const {
    auto after = std::upper_bound(anchors.begin(), anchors.end(), at,
                                  [](size_t at, const Anchor& anchor) { return at < anchor.at; });
    const Anchor anchor = after == anchors.begin() ? Anchor{} : *std::prev(after);
    const size_t origin = anchor.origin + (at - anchor.at);
    return outer == nullptr ? origin : outer->Origin(origin);
  }
};

struct Redactor::Search {
  struct Match {
    size_t begin = 0;
    size_t end = 0;
    const std::string* mask = nullptr;
  };
  std::vector<Match> matches;
  size_t work_left = 0;  // bytes that may yet be compared
};

void Redactor::Add(std::string_view label, std::string_view value) {
  if (value.size() < kShortest) return;
  for (const Redactor* redactor = this; redactor != nullptr; redactor = redactor->base_) {
    for (const Secret& secret : redactor->secrets_) {
      if (secret.value == value) return;
    }
  }
  secrets_.push_back({std::string(value), "<secret:" + std::string(label) + ">"});
  spaced_ = spaced_ || value.find(' ') != std::string_view::npos;
  AddForm(Start(value.data()), kRaw);
  for (int shift = 0; shift < 3; ++shift) {
    const Sextets sextets(value, shift);
    char plain[4];
    char url[4];
    for (size_t at = 0; at < 4; ++at) {
      const size_t sextet = static_cast<size_t>(sextets.at(sextets.first() + at));
      plain[at] = kBase64[sextet];
      url[at] = kBase64Url[sextet];
    }
    AddForm(Start(plain), shift);
    if (Start(url) != Start(plain)) AddForm(Start(url), shift);
  }
}

void Redactor::AddForm(uint32_t start, int shift) {
  auto place = std::upper_bound(forms_.begin(), forms_.end(), start,
                                [](uint32_t start, const Form& form) { return start < form.start; });
  forms_.insert(place, Form{start, secrets_.size() - 1, shift});
  starts_[Bit(start) >> 6] |= uint64_t{1} << (Bit(start) & 63);
}

Redactor Redactor::Extend() const {
  Redactor extended;
  extended.base_ = this;
  extended.spaced_ = spaced_;
  extended.starts_ = starts_;
  return extended;
}

void Redactor::FindAt(std::string_view text, size_t begin, uint32_t start, const View* view, Search& search) const {
  for (const Redactor* redactor = this; redactor != nullptr; redactor = redactor->base_) {
    auto form = std::lower_bound(redactor->forms_.begin(), redactor->forms_.end(), start,
                                 [](const Form& form, uint32_t start) { return form.start < start; });
    for (; form != redactor->forms_.end() && form->start == start; ++form) {
      const Secret& secret = redactor->secrets_[form->secret];
      search.work_left -= std::min(search.work_left, std::min(secret.value.size(), text.size() - begin));
      const size_t length = form->shift == kRaw ? LengthOfRaw(text.substr(begin), secret.value)
                                                : LengthOfBase64(text.substr(begin), {secret.value, form->shift});
      if (length == 0) continue;
      search.matches.push_back({view == nullptr ? begin : view->Origin(begin),
                                view == nullptr ? begin + length : view->Origin(begin + length), &secret.mask});
    }
  }
}

void Redactor::Find(std::string_view text, const View* view, int undo, Search& search) const {
  for (size_t begin = 0; begin + kShortest <= text.size(); ++begin) {
    const uint32_t start = Start(text.data() + begin);
    const uint32_t bit = Bit(start);
    if (starts_[bit >> 6] >> (bit & 63) & 1) {
      FindAt(text, begin, start, view, search);
      if (search.work_left == 0) return;
    }
  }
  if (undo == 0) return;
  for (Escapes escapes : {Escapes::kPercent, Escapes::kForm, Escapes::kJson, Escapes::kHtml}) {
    if (escapes == Escapes::kForm && !spaced_) continue;
    if (std::optional<View> inner = View::Of(text, view, escapes)) Find(inner->text, &*inner, undo - 1, search);
  }
}

std::string Redactor::Redact(std::string_view text) const {
  // Ordinary text is compared with a secret rarely. A target that issues "aaaa…" and then writes as much is another
  // matter: what cannot be searched in time is not shown.
  Search search{{}, (1 << 20) + 64 * text.size()};
  Find(text, nullptr, 2, search);
  if (search.work_left == 0) return "<text withheld: searching it for secrets would take too long>";
  auto& matches = search.matches;
  if (matches.empty()) return std::string(text);
  std::stable_sort(matches.begin(), matches.end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });

  std::string redacted;
  redacted.reserve(text.size());
  size_t copied = 0;
  for (auto match = matches.begin(); match != matches.end();) {
    size_t end = match->end;
    auto longest = match;
    const size_t begin = match->begin;
    for (++match; match != matches.end() && match->begin < end; ++match) {
      end = std::max(end, match->end);
      if (match->end - match->begin > longest->end - longest->begin) longest = match;
    }
    redacted.append(text, copied, begin - copied).append(*longest->mask);
    copied = end;
  }
  return redacted.append(text, copied);
}

}  // namespace authconform
