#include "harness/run/journal_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace authconform {
namespace {

using ::testing::Each;
using ::testing::SizeIs;

Target WithPassword(const std::string& password) {
  Target target;
  target.name = "staging";
  target.defaults.accounts["active"] = {"ann@example.com", password};
  return target;
}

constexpr JournalKey::Salt kSalt = {1, 2, 3};

std::string CheckOf(const Target& target, const JournalKey::Salt& salt = kSalt) {
  const std::optional<JournalKey> key = JournalKey::Of(target, salt);
  return key ? key->check() : "none";
}

TEST(JournalKey, TellsWhetherTheSecretsAreTheSame) {
  const std::string one = CheckOf(WithPassword("blue-harbour-41"));
  EXPECT_EQ(CheckOf(WithPassword("blue-harbour-41")), one);
  EXPECT_NE(CheckOf(WithPassword("blue-harbour-42")), one);
  Target more = WithPassword("blue-harbour-41");
  more.defaults.client_key = "k-1234567";
  EXPECT_NE(CheckOf(more), one);
  Target another_login = WithPassword("blue-harbour-41");
  another_login.defaults.accounts["active"].login = "bob@example.com";
  EXPECT_EQ(CheckOf(another_login), one);
  EXPECT_EQ(CheckOf(WithPassword("")), "none");
}

TEST(JournalKey, ShowsTooLittleToTellAPasswordBy) {
  const std::string shown = CheckOf(WithPassword("blue-harbour-41"));
  EXPECT_THAT(shown, SizeIs(3));
  for (int night = 0; night < 10; ++night) {
    EXPECT_EQ(CheckOf(WithPassword("blue-harbour-41"), JournalKey::NewSalt()), shown) << "and no more each night";
  }
}

TEST(JournalKey, OfAnotherSaltHasOtherDigests) {
  const Target target = WithPassword("blue-harbour-41");
  EXPECT_NE(JournalKey::Of(target, JournalKey::NewSalt())->digester()("a token"),
            JournalKey::Of(target, JournalKey::NewSalt())->digester()("a token"));
}

TEST(JournalKey, OfAnotherTargetWithTheSameSecretsIsAnother) {
  const Target target = WithPassword("blue-harbour-41");
  Target other_name = target;
  other_name.name = "production";
  Target other_host = target;
  other_host.origin.host = "other.example.com";
  const SecretDigest digest = JournalKey::Of(target, kSalt)->digester()("a token");
  EXPECT_EQ(JournalKey::Of(target, kSalt)->digester()("a token"), digest);
  EXPECT_NE(JournalKey::Of(other_name, kSalt)->digester()("a token"), digest);
  EXPECT_NE(JournalKey::Of(other_host, kSalt)->digester()("a token"), digest);
}

TEST(JournalKey, IsTheSameWhoeverElseMakesOneMeanwhile) {
  const std::string alone = CheckOf(WithPassword("blue-harbour-41"));
  std::vector<std::string> made(8);
  std::vector<std::thread> threads;
  for (std::string& each : made) threads.emplace_back([&] { each = CheckOf(WithPassword("blue-harbour-41")); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(made, Each(alone));
}

}  // namespace
}  // namespace authconform
