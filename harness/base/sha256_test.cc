#include "harness/base/sha256.h"

#include <gtest/gtest.h>

#include <string>

namespace authconform {
namespace {

// FIPS 180-4's examples of one block and of two.
TEST(Sha256, IsThatOfTheStandard) {
  const struct {
    std::string bytes;
    std::string hex;
  } rows[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Sha256Hex(row.bytes), row.hex);
    EXPECT_EQ(Hexadecimal(Sha256Bytes(row.bytes)), row.hex);
  }
}

TEST(Sha256, IsWrittenByteByByte) { EXPECT_EQ(Hexadecimal(std::string("\x00\x0f\xf0\xff", 4)), "000ff0ff"); }

}  // namespace
}  // namespace authconform
