#include "reports/history/packed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace authconform {
namespace {

using ::testing::HasSubstr;

constexpr size_t kPlenty = 1 << 20;

TEST(Packed, TextsComeBack) {
  std::string binary;
  for (int each = 0; each < 100'000; ++each) binary += static_cast<char>(each * 7919 >> 3);
  for (const std::string& text : {std::string(), std::string("a"), std::string(500'000, 'x'), binary}) {
    const Result<std::string> back = UnpackText(PackText(text), kPlenty);
    ASSERT_TRUE(back.ok()) << back.error().ToString();
    EXPECT_EQ(*back, text);
  }
  EXPECT_LT(PackText(std::string(500'000, 'x')).size(), 1'000u);
}

TEST(Packed, DamageToATextIsAnError) {
  const std::string text = "what a target said, and what was made of it";
  const std::string packed = PackText(text);
  for (size_t length = 0; length < packed.size(); ++length) {
    EXPECT_FALSE(UnpackText(packed.substr(0, length), kPlenty).ok()) << length;
  }
  for (size_t place = 0; place < packed.size(); ++place) {
    std::string changed = packed;
    changed[place] = static_cast<char>(changed[place] ^ 0x10);
    const Result<std::string> back = UnpackText(changed, kPlenty);
    EXPECT_TRUE(!back.ok() || *back == text) << place << ": but for bits that mean nothing";
  }
  EXPECT_FALSE(UnpackText(packed + "x", kPlenty).ok());
}

// "as version 6 packed it", by zlib.
std::string OfVersion6() {
  constexpr unsigned char kBytes[] = {0x78, 0x9c, 0x4b, 0x2c, 0x56, 0x28, 0x4b, 0x2d, 0x2a, 0xce,
                                      0xcc, 0xcf, 0x53, 0x30, 0x53, 0x28, 0x48, 0x4c, 0xce, 0x4e,
                                      0x4d, 0x51, 0xc8, 0x2c, 0x01, 0x00, 0x5b, 0x38, 0x07, 0xd6};
  return std::string(std::begin(kBytes), std::end(kBytes));
}

TEST(Packed, ATextOfAnOlderHistoryComesBack) {
  const Result<std::string> back = UnpackText(OfVersion6(), kPlenty);
  ASSERT_TRUE(back.ok()) << back.error().ToString();
  EXPECT_EQ(*back, "as version 6 packed it");
  EXPECT_FALSE(UnpackText(OfVersion6() + "x", kPlenty).ok());
  EXPECT_FALSE(UnpackText(OfVersion6().substr(0, 20), kPlenty).ok());
}

TEST(Packed, ATextIsNoLargerThanAllowed) {
  const std::string packed = PackText(std::string(100'000, '0'));
  EXPECT_TRUE(UnpackText(packed, 100'000).ok());
  for (const Result<std::string>& back : {UnpackText(packed, 99'999), UnpackText(OfVersion6(), 21)}) {
    ASSERT_FALSE(back.ok());
    EXPECT_THAT(back.error().message, HasSubstr(" allowed"));
    EXPECT_THAT(back.error().message, HasSubstr("more than the "));
  }
}

TEST(Packed, NumbersComeBackInAsManyBytesAsTheyNeed) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  const struct {
    std::vector<int64_t> numbers;
    size_t bytes;
  } rows[] = {
      {{}, 0}, {{0}, 1}, {{127}, 1}, {{128}, 2}, {{16'383, 16'384}, 5}, {{kMost}, 9}, {{1, 300, 0, kMost, 2}, 14},
  };
  for (const auto& row : rows) {
    const std::string packed = PackNumbers(row.numbers);
    EXPECT_EQ(packed.size(), row.bytes);
    const Result<std::vector<int64_t>> back = UnpackNumbers(packed, row.numbers.size());
    ASSERT_TRUE(back.ok()) << back.error().ToString();
    EXPECT_EQ(*back, row.numbers);
  }
  EXPECT_EQ(PackNumbers({-5}), PackNumbers({0}));
}

TEST(Packed, NumbersThatAreNotSoManyAreAnError) {
  const struct {
    std::string packed;
    size_t count;
  } rows[] = {
      {"\x01\x02", 1},
      {"\x01\x02", 3},
      {"\x01\x82", 2},
      {"\x01\x82", 1},
      {"", 1},
      {"\x01", 0},
      {std::string(9, '\xff') + "\x01", 1},
  };
  for (const auto& row : rows) EXPECT_FALSE(UnpackNumbers(row.packed, row.count).ok()) << row.packed.size();
}

}  // namespace
}  // namespace authconform
