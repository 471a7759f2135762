#include "tools/nightly/shared_accounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "tools/embed/embedded.h"

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SharedAccountsTest : public ::testing::Test {
 protected:
  SharedAccountsTest() {
    folder_ = std::string(std::getenv("TEST_TMPDIR")) + "/shared-XXXXXX";
    EXPECT_NE(mkdtemp(folder_.data()), nullptr);
  }

  // A target with that server, active and inactive login.
  void Add(const std::string& name, const std::string& url, const std::string& active, const std::string& inactive,
           const std::string& more = "") {
    const std::string text = R"({"url": ")" + url + R"(", "accounts": {"active": {"login": ")" + active +
                             R"(", "password": {"env": "PW"}}, "inactive": {"login": ")" + inactive +
                             R"(", "password": {"env": "PW"}}, "unknown": {"login": "nobody"}})" + more + "}";
    EXPECT_TRUE(WriteFileWhole(folder_ + "/" + name + ".json", text).ok());
    NightlyTarget& target = targets_.emplace_back();
    target.name = name;
    target.file = folder_ + "/" + name + ".json";
    target.endpoints = {"duktig/token"};
  }

  std::vector<std::string> Told() const {
    std::vector<const NightlyTarget*> targets;
    for (const NightlyTarget& each : targets_) targets.push_back(&each);
    return SharedAccounts(targets, EmbeddedFiles());
  }

  std::string folder_;
  std::vector<NightlyTarget> targets_;
};

TEST_F(SharedAccountsTest, AreToldOnceAGroup) {
  Add("acme", "https://one.example/a", "ann", "bob");
  Add("globex", "https://two.example", "ann", "bob");
  EXPECT_THAT(Told(), IsEmpty()) << "of two servers";
  Add("initech", "https://one.example/b", " ANN", "bob", R"(, "limits": {"wrong_passwords": 20})");
  EXPECT_THAT(Told(), ElementsAre("acme and initech share an account of one.example:443: limits.wrong_passwords is "
                                  "counted for each of them alone, and together they may send 25 wrong passwords for "
                                  "it"));
  Add("hooli", "https://one.example", "carl", "bob");
  EXPECT_EQ(Told().size(), 2u) << "acme and initech by ann, and all three by bob";
}

TEST_F(SharedAccountsTest, OfWhatCannotBeReadNothingIsTold) {
  Add("acme", "https://one.example", "ann", "bob");
  Add("broken", "no URL", "ann", "bob");
  EXPECT_THAT(Told(), IsEmpty());
}

}  // namespace
}  // namespace authconform
