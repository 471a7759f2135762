#include "harness/base/redact_index.h"

#include <algorithm>
#include <iterator>

namespace authconform {
namespace {

// How many bytes two texts have in common. Values that share a megabyte are compared, so blocks go first.
size_t CommonBegin(std::string_view a, std::string_view b) {
  constexpr size_t kBlock = 64;
  const size_t most = std::min(a.size(), b.size());
  size_t common = 0;
  while (common + kBlock <= most && std::memcmp(a.data() + common, b.data() + common, kBlock) == 0) common += kBlock;
  while (common < most && a[common] == b[common]) ++common;
  return common;
}

size_t CommonEnd(std::string_view a, std::string_view b) {
  constexpr size_t kBlock = 64;
  const char* a_end = a.data() + a.size();
  const char* b_end = b.data() + b.size();
  const size_t most = std::min(a.size(), b.size());
  size_t common = 0;
  while (common + kBlock <= most && std::memcmp(a_end - common - kBlock, b_end - common - kBlock, kBlock) == 0) {
    common += kBlock;
  }
  while (common < most && a_end[-1 - static_cast<ptrdiff_t>(common)] == b_end[-1 - static_cast<ptrdiff_t>(common)]) {
    ++common;
  }
  return common;
}

bool IsLetter(char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The value next to `place` in an ordered set that has the most in common with a text, by `common`.
template <typename Set, typename Common>
SecretIndex::Met NearestPart(const Set& set, typename Set::const_iterator place, const Common& common) {
  SecretIndex::Met met;
  auto best = set.end();
  auto consider = [&](typename Set::const_iterator at) {
    const size_t length = common((*at)->bytes);
    met.compared += length;
    if (length <= met.length) return;
    met.length = length;
    best = at;
  };
  if (place != set.end()) consider(place);
  if (place != set.begin()) consider(std::prev(place));
  if (best == set.end()) return met;
  met.part = *best;
  // Values with the same bytes are neighbours.
  met.alone = (best == set.begin() || common((*std::prev(best))->bytes) < met.length) &&
              (std::next(best) == set.end() || common((*std::next(best))->bytes) < met.length);
  return met;
}

}  // namespace

bool IsOrdinaryText(std::string_view text) {
  constexpr std::string_view kJoining = "-_./: ";
  constexpr size_t kLongWord = 20;
  constexpr size_t kLongNumber = 12;
  size_t word = 0;  // letters of the word so far
  size_t longest_word = 0;
  size_t digits = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (IsLetter(c)) {
      const bool turns = word > 0 && IsUpper(c) != IsUpper(text[at - 1]);
      if (turns && IsUpper(c)) {
        if (word < 3) return false;  // aBcDe
        word = 0;                    // badCredentials
      } else if (turns && word > 1) {
        return false;  // ABcde
      }
      longest_word = std::max(longest_word, ++word);
    } else if (IsDigit(c)) {
      ++digits;
    } else if (kJoining.find(c) != std::string_view::npos) {
      word = 0;
    } else {
      return false;
    }
  }
  return digits > 0 ? longest_word == 0 && text.size() < kLongNumber : longest_word < kLongWord;
}

bool SecretIndex::ByBytesFromTheEnd::Before(std::string_view a, std::string_view b) {
  const size_t common = CommonEnd(a, b);
  if (common == b.size()) return false;
  if (common == a.size()) return true;
  return static_cast<unsigned char>(a[a.size() - 1 - common]) < static_cast<unsigned char>(b[b.size() - 1 - common]);
}

void SecretIndex::SetFlags(const SecretValue& value) {
  const char* bytes = value.bytes.data();
  const size_t size = value.bytes.size();
  flags_[Place(Four(bytes))] |= size < 8 ? kBegins | kShort : kBegins;
  if (size >= 8) flags_[Place(Eight(bytes))] |= kBeginsLong;
  flags_[Place(Four(bytes + size - 4))] |= kEnds;
}

void SecretIndex::FlagAll() {
  std::fill(flags_.begin(), flags_.end(), uint8_t{0});
  erased_ = 0;
  longest_ = 0;
  for (const SecretValue* value : by_begin_) {
    SetFlags(*value);
    longest_ = std::max(longest_, value->bytes.size());
  }
}

void SecretIndex::Insert(const SecretValue& value) {
  by_begin_.insert(&value);
  by_end_.insert(&value);
  if (by_begin_.size() * 32 > flags_.size() && flags_.size() < kMostFlags) {
    flags_.resize(flags_.size() * 4);
    shift_ -= 2;
    FlagAll();
  } else {
    SetFlags(value);
    longest_ = std::max(longest_, value.bytes.size());
  }
}

void SecretIndex::Erase(const SecretValue& value) {
  by_begin_.erase(&value);
  by_end_.erase(&value);
  // A flag too many costs a little time, so they are made anew only now and then.
  if (++erased_ > 1024) FlagAll();
}

size_t SecretIndex::NextBegin(std::string_view text, size_t from, size_t until) const {
  // Of one load at a time all the places whose four bytes are in it: nearly always there is nothing at any of them.
  constexpr size_t kPlaces = sizeof(uint64_t) - kShortest + 1;
  const size_t end = text.size() < kShortest ? 0 : std::min(until, text.size() - kShortest + 1);
  const size_t end_of_eights = text.size() < sizeof(uint64_t) ? 0 : std::min(end, text.size() - sizeof(uint64_t) + 1);
  for (size_t at = from; at < end;) {
    for (; at < end_of_eights; at += kPlaces) {
      uint64_t bytes;
      std::memcpy(&bytes, text.data() + at, sizeof bytes);
      const auto flags = [&](int place) { return flags_[Place(static_cast<uint32_t>(bytes >> 8 * place))]; };
      if (((flags(0) | flags(1) | flags(2) | flags(3) | flags(4)) & kBegins) != 0) break;
    }
    for (const size_t places_end = std::min(at + kPlaces, end); at < places_end; ++at) {
      if (MayBegin(text.data() + at, text.size() - at)) return at;
    }
  }
  return std::string_view::npos;
}

const SecretValue* SecretIndex::Find(std::string_view bytes) const {
  const auto found = by_begin_.find(bytes);
  return found == by_begin_.end() ? nullptr : *found;
}

SecretIndex::Met SecretIndex::AtBegin(std::string_view text) const {
  const auto after = by_begin_.upper_bound(text);
  Met met = NearestPart(by_begin_, after, [text](std::string_view bytes) { return CommonBegin(text, bytes); });
  // The longest value that `text` begins with is the last one not after it, or has no more than that one's common
  // beginning with it: then look again among what is not longer.
  std::string_view rest = text;
  for (auto place = after; place != by_begin_.begin();) {
    const SecretValue* before = *std::prev(place);
    const size_t common = CommonBegin(rest, before->bytes);
    met.compared += common;
    if (common == before->bytes.size()) {
      met.whole = before;
      break;
    }
    if (common < kShortest) break;
    rest = rest.substr(0, common);
    place = by_begin_.upper_bound(rest);
  }
  return met;
}

SecretIndex::Met SecretIndex::AtEnd(std::string_view text) const {
  return NearestPart(by_end_, by_end_.lower_bound(text),
                     [text](std::string_view bytes) { return CommonEnd(text, bytes); });
}

}  // namespace authconform
