#include "harness/base/json_number.h"

#include <algorithm>
#include <charconv>

namespace authconform {
namespace {

constexpr int64_t kExponentBound = 100'000'000'000'000'000;

int64_t ParseExponent(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error == std::errc::result_out_of_range) return text.starts_with('-') ? -kExponentBound : kExponentBound;
  return std::clamp(exponent, -kExponentBound, kExponentBound);
}

uint64_t ModuloOf(std::string_view digits, uint64_t divisor) {
  unsigned __int128 rest = 0;
  for (const char digit : digits) rest = (rest * 10 + static_cast<unsigned>(digit - '0')) % divisor;
  return static_cast<uint64_t>(rest);
}

uint64_t PowerOfTenModulo(int64_t exponent, uint64_t divisor) {
  unsigned __int128 power = 1 % divisor;
  unsigned __int128 base = 10 % divisor;
  for (; exponent > 0; exponent >>= 1) {
    if (exponent & 1) power = power * base % divisor;
    base = base * base % divisor;
  }
  return static_cast<uint64_t>(power);
}

}  // namespace

Decimal ToDecimal(std::string_view text) {
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  if (decimal.negative) text.remove_prefix(1);

  if (const size_t mark = text.find_first_of("eE"); mark != std::string_view::npos) {
    decimal.exponent = ParseExponent(text.substr(mark + 1));
    text = text.substr(0, mark);
  }
  const size_t point = text.find('.');
  decimal.digits = text.substr(0, point);
  if (point != std::string_view::npos) {
    decimal.digits += text.substr(point + 1);
    decimal.exponent -= static_cast<int64_t>(text.size() - point - 1);
  }

  const size_t last = decimal.digits.find_last_not_of('0');
  if (last == std::string::npos) return Decimal{};
  decimal.exponent += static_cast<int64_t>(decimal.digits.size() - last - 1);
  decimal.digits.resize(last + 1);
  decimal.digits.erase(0, decimal.digits.find_first_not_of('0'));
  return decimal;
}

std::strong_ordering Compare(const Decimal& a, const Decimal& b) {
  const int sign_a = a.IsZero() ? 0 : a.negative ? -1 : 1;
  const int sign_b = b.IsZero() ? 0 : b.negative ? -1 : 1;
  if (sign_a != sign_b || sign_a == 0) return sign_a <=> sign_b;
  auto size = a.Magnitude() <=> b.Magnitude();
  // Without trailing zeros, a prefix is the smaller number.
  if (size == 0) size = a.digits.compare(b.digits) <=> 0;
  return sign_a > 0 ? size : 0 <=> size;
}

bool IsMultiple(const Decimal& value, const Decimal& divisor) {
  if (value.IsZero()) return true;
  // The digits do not end with 0, so they hold no factor that could make up for a missing power of ten.
  if (value.exponent < divisor.exponent) return false;
  uint64_t modulus = 0;
  std::from_chars(divisor.digits.data(), divisor.digits.data() + divisor.digits.size(), modulus);
  const unsigned __int128 rest = ModuloOf(value.digits, modulus);
  return rest * PowerOfTenModulo(value.exponent - divisor.exponent, modulus) % modulus == 0;
}

}  // namespace authconform
