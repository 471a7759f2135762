// A secret into 128 bits that tell it again to who has the key, and nothing to anybody else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace authconform {

// Another value meets one by chance in 2^-90 of all runs.
using SecretDigest = std::array<uint64_t, 2>;

// SipHash-2-4 of 128 bits.
class SecretDigester {
 public:
  using Key = std::array<unsigned char, 16>;
  SecretDigester();  // under a key that nobody else has, and that this process forgets
  explicit SecretDigester(const Key& key) : key_(key) {}

  SecretDigest operator()(std::string_view value) const;

 private:
  Key key_;
};

}  // namespace authconform
