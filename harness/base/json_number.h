// The text of a JSON number into an exact decimal, so that numbers compare without loss at any size.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace authconform {

// digits × 10^exponent. Each value has one form only: digits neither start nor end with 0, and zero is no digits,
// exponent 0, not negative. Exponents beyond ±10^17 are held there.
struct Decimal {
  bool negative = false;
  std::string digits;
  int64_t exponent = 0;

  bool IsZero() const { return digits.empty(); }
  bool IsInteger() const { return exponent >= 0; }
  // The exponent when written with one digit before the point: 3 for 1234. Valid for non-zero values only.
  int64_t Magnitude() const { return exponent + static_cast<int64_t>(digits.size()) - 1; }

  friend bool operator==(const Decimal&, const Decimal&) = default;
};

// `text` must be a number as RFC 8259 writes it.
Decimal ToDecimal(std::string_view text);

std::strong_ordering Compare(const Decimal& a, const Decimal& b);

// Longest divisor that IsMultiple takes.
inline constexpr size_t kMaxDivisorDigits = 18;

// Whether value / divisor is an integer. The divisor must not be zero nor longer than kMaxDivisorDigits.
bool IsMultiple(const Decimal& value, const Decimal& divisor);

}  // namespace authconform
