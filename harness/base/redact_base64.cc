#include "harness/base/redact_base64.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "harness/base/redact_undo.h"

namespace authconform {
namespace {

// Four bytes begin with a character's first, third or fifth bit and end in the fifth character after it. Those that
// begin with the third bit are of what begins a character before, with the fifth bit of what begins two before.
constexpr size_t kMore = 5;

uint32_t Sextet(char c) { return static_cast<uint32_t>(SextetOf(c)); }

// How many bytes of a character that is shown a byte tells of; `next` are the first two bits after it.
constexpr unsigned Shown(unsigned byte, unsigned next) {
  if (byte >= 0x20 && byte < 0x7F) return 1;
  return byte >= 0xC2 && next == 2 ? 2 : 0;
}

// What the bytes that begin in a character tell, by its six bits, those of the next one, and two of the one after: that
// which begins with the first bit in the lowest two bits, with the third in the next two, with the fifth in the next.
constexpr std::array<uint8_t, 1 << 14> kShown = [] {
  std::array<uint8_t, 1 << 14> shown{};
  uint8_t* entry = shown.data();
  for (unsigned one = 0; one < 64; ++one) {
    for (unsigned two = 0; two < 64; ++two) {
      const unsigned at_first = Shown(one << 2 | two >> 4, two >> 2 & 3);
      const unsigned at_third = Shown((one & 15) << 4 | two >> 2, two & 3);
      for (unsigned three = 0; three < 4; ++three) {
        const unsigned at_fifth = Shown((one & 3) << 6 | two, three);
        *entry++ = static_cast<uint8_t>(at_first | at_third << 2 | at_fifth << 4);
      }
    }
  }
  return shown;
}();

// Asks `may_be` of all four bytes that stand in the run.
template <typename MayBe>
Base64Run Scan(std::string_view text, size_t begin, const MayBe& may_be) {
  Base64Run run;
  uint64_t bits = 0;
  for (size_t at = begin; at < begin + kMore; ++at) bits = bits << 6 | Sextet(text[at]);
  for (run.end = begin + kMore; run.end < text.size(); ++run.end) {
    const int sextet = SextetOf(text[run.end]);
    if (sextet < 0) break;
    bits = bits << 6 | static_cast<uint64_t>(sextet);
    const unsigned first = may_be(__builtin_bswap32(static_cast<uint32_t>(bits >> 4)));
    const unsigned third = may_be(__builtin_bswap32(static_cast<uint32_t>(bits >> 2)));
    const unsigned fifth = may_be(__builtin_bswap32(static_cast<uint32_t>(bits)));
    // One branch for the three: it is hardly ever taken.
    if ((first | third | fifth) == 0) continue;
    const size_t character = run.end - kMore - begin;
    if (first != 0) run.values |= 1u << character % 4;
    if (third != 0) run.values |= 1u << (character - 1) % 4;
    if (fifth != 0) run.values |= 1u << (character - 2) % 4;
  }
  return run;
}

}  // namespace

Base64Run ScanBase64(const SecretIndex& index, std::string_view text, size_t begin, bool or_ends) {
  if (or_ends) return Scan(text, begin, [&](uint32_t four) { return index.MayBeginOrEnd(four); });
  return Scan(text, begin, [&](uint32_t four) { return index.MayBegin(four); });
}

unsigned StartsOfText(std::string_view run) {
  // A count for each of the four starts, in 16 bits each: the lowest is that of the character looked at. A character
  // adds two at most.
  constexpr size_t kMostAtOnce = 1 << 14;
  constexpr uint64_t kSpread = 1 | uint64_t{1} << (48 - 2) | uint64_t{1} << (32 - 4);
  constexpr uint64_t kCounts = 3 | uint64_t{3} << 48 | uint64_t{3} << 32;
  size_t shown[4] = {};
  const size_t size = run.size() - kMore;
  for (size_t at = 0; at < size;) {
    uint64_t counts = 0;
    uint32_t bits = Sextet(run[at]) << 6 | Sextet(run[at + 1]);
    for (const size_t end = std::min(size, at + kMostAtOnce); at < end; ++at) {
      bits = bits << 6 | Sextet(run[at + 2]);
      counts = std::rotr(counts, 16) + (kShown[bits >> 4 & 0x3FFF] * kSpread & kCounts);
    }
    for (size_t start = 0; start < 4; ++start) shown[(at - 1 + start) % 4] += counts >> 16 * start & 0xFFFF;
  }
  unsigned starts = 0;
  for (size_t start = 0; start < 4; ++start) {
    // Three of four characters begin a byte of it: not the one before it.
    const size_t none = (start + 3) % 4;
    const size_t all = size - (size + 3 - none) / 4;
    if (shown[start] * 4 >= all * 3) starts |= 1u << start;
  }
  return starts;
}

}  // namespace authconform
