// The last look: what would be given away is found, and what is no secret is not taken for one.
#include "harness/base/secret_scan.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "harness/base/base64.h"

namespace authconform {
namespace {

std::string Found(const std::optional<SecretHit>& hit) {
  return hit ? hit->label + " at " + std::to_string(hit->offset) : "nothing";
}

TEST(SecretScan, FindsAValueInEveryFormAndNeverSaysIt) {
  Redactor redactor;
  redactor.Add("account.active.password", "p\"w/1 two");
  redactor.AddIssued("access_token", "opaque-0123456789");
  const std::pair<std::string, const char*> rows[] = {
      {"p\"w/1 two", "account.active.password at 0"},
      {"the p%22w%2F1+two", "account.active.password at 4"},
      {"{\"a\":\"p\\\"w\\/1 two\"}", "account.active.password at 6"},
      {"{\"a\":\"{\\\"b\\\":\\\"p\\\\\\\"w/1 two\\\"}\"}", "account.active.password at 15"},
      {"<p>p&quot;w/1 two</p>", "account.active.password at 3"},
      {"Basic " + EncodeBase64("ann:p\"w/1 two"), "account.active.password at 12"},
      {"70227 70:22:77:2f:31:20:74:77:6f", "account.active.password at 6"},
      {"-opaque-0123456789 p\"w/1 two", "access_token:1 at 1"},
      {"<secret:account.active.password> <secret:access_token:1>", "nothing"},
      {"p\"w/1 tw", "nothing"},
      {"", "nothing"},
  };
  for (const auto& [text, found] : rows) EXPECT_EQ(Found(FindSecret(redactor, text)), found) << text;
  EXPECT_EQ(DescribeHit({"client.key", 12}), "the secret client.key stands at byte 12");
}

// An account for tests may have "password" for its password. It is masked, but a report has that word for other
// reasons.
TEST(SecretScan, OrdinaryWordsAreMaskedAndNotLookedFor) {
  const std::pair<const char*, bool> rows[] = {
      {"password", false},  {"Password", false},
      {"account", false},   {"12345678", false},
      {"test", false},      {"s3cre", false},
      {"s3cret", true},     {"Passw0rd", true},
      {"pass word!", true}, {"correcthorsebatterystaple", true},
  };
  for (const auto& [value, looked_for] : rows) {
    Redactor redactor;
    redactor.Add("pw", value);
    const std::string text = "the " + std::string(value) + " field";
    EXPECT_EQ(redactor.Redact(text), "the <secret:pw> field");
    EXPECT_EQ(FindSecret(redactor, text).has_value(), looked_for) << value;
  }
}

class SecretScanFile : public testing::Test {
 protected:
  SecretScanFile() {
    const char* root = std::getenv("TEST_TMPDIR");
    path_ = (std::filesystem::path(root != nullptr ? root : "/tmp") / "scanned").string();
    redactor_.Add("pw", kValue);
    redactor_.AddIssued("token", "t0ken-0123456789");
  }
  ~SecretScanFile() override { std::filesystem::remove(path_); }

  std::string FoundIn(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary) << bytes;
    const Result<std::optional<SecretHit>> hit = FindSecretInFile(redactor_, path_);
    return hit ? Found(*hit) : hit.error().ToString();
  }

  static constexpr std::string_view kValue = "c4nary \"two\"";
  static constexpr std::string_view kEscaped = "c4nary\\u0020\\u0022two\\u0022";
  std::string path_;
  Redactor redactor_;
};

TEST_F(SecretScanFile, FindsAValueWhereverPiecesMeet) {
  constexpr size_t kPiece = 1 << 20;
  std::string filler;
  while (filler.size() < kPiece + (kPiece >> 3)) filler += "{\"a\": [1, 2, \"b\", null, true]}\n";
  EXPECT_EQ(FoundIn(filler), "nothing");
  for (size_t before = 0; before <= kEscaped.size() + 2; before += 5) {
    std::string bytes = filler;
    bytes.replace(kPiece - before, kEscaped.size(), kEscaped);
    EXPECT_EQ(FoundIn(bytes), "pw at " + std::to_string(kPiece - before));
  }
  EXPECT_EQ(FoundIn(filler + std::string(kValue)), "pw at " + std::to_string(filler.size()));
  EXPECT_EQ(FoundIn(std::string(kValue) + filler), "pw at 0");
}

TEST_F(SecretScanFile, AnEmptyFileHasNoneAndAFileThatIsNotThereIsAnError) {
  EXPECT_EQ(FoundIn(""), "nothing");
  const Result<std::optional<SecretHit>> hit = FindSecretInFile(redactor_, path_ + ".not-there");
  ASSERT_FALSE(hit);
  EXPECT_EQ(hit.error().ToString(), path_ + ".not-there: cannot be opened: No such file or directory");
  EXPECT_FALSE(FindSecretInFile(redactor_, std::filesystem::path(path_).parent_path().string()));
}

}  // namespace
}  // namespace authconform
