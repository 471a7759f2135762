#include "tools/reference/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <thread>

#include "tools/reference/testing/sign_in.h"

namespace authconform {
namespace {

using reference::Received;
using reference::Send;
using reference::StartReference;
using reference::ValidRequest;
using reference::VendorNames;
using testing::HasSubstr;

TEST(ReferenceServer, ServesAllFiveVendorsOnOnePort) {
  const auto server = StartReference();
  EXPECT_EQ(server->url(), "http://127.0.0.1:" + std::to_string(server->port()));
  for (const std::string& vendor : VendorNames()) {
    EXPECT_EQ(Send(server->port(), ValidRequest(vendor)).status, 200) << vendor;
  }
  EXPECT_THAT(server->applied(), testing::IsEmpty());
}

TEST(ReferenceServer, SaysWhatIsWrongWithItsOptions) {
  const auto running = StartReference();
  const struct {
    const char* what;
    ReferenceOptions options;
    const char* message;
  } rows[] = {
      {"unknown fault", {.faults = {"duktig-wrong-statu"}}, "did you mean \"duktig-wrong-status\"?"},
      {"port in use", {.port = running->port()}, "Address already in use"},
      {"port too high", {.port = 65536}, "between 0 and 65535"},
      {"port negative", {.port = -1}, "between 0 and 65535"},
      {"no threads", {.threads = 0}, "1 to 1024 threads"},
      {"fewer wrong passwords than none",
       {.lock_after = -1},
       "before an account is locked must be 0 to 1000000, not -1"},
      {"locked for no time", {.lock_for_s = 0}, "seconds for which an account is locked must be 1 to"},
      {"less than no requests", {.rate_limit = -1}, "requests a second must be 0 to 1000000, not -1"},
      {"a check of hours", {.hash_ms = 3'600'000}, "must be 0 to 60000, not 3600000"},
      {"database in no folder", {.database = "/nowhere/at/all.db"}, "/nowhere/at/all.db: the accounts' database"},
  };
  for (const auto& row : rows) {
    const auto started = ReferenceServer::Start(row.options);
    ASSERT_FALSE(started.ok()) << row.what;
    EXPECT_THAT(started.error().ToString(), HasSubstr(row.message)) << row.what;
  }
}

std::unique_ptr<ReferenceServer> Started(ReferenceOptions options) {
  options.threads = 4;
  auto server = ReferenceServer::Start(options);
  EXPECT_TRUE(server.ok());
  return std::move(*server);
}

class EachVendor : public testing::TestWithParam<std::string> {
 protected:
  const DemoAccount active_ = reference::AccountOf(GetParam(), "active");

  Received SignIn(const ReferenceServer& server, const std::string& login, const std::string& password) const {
    return Send(server.port(), reference::SignInRequest(GetParam(), login, password));
  }
  int WrongPassword(const ReferenceServer& server) const { return SignIn(server, active_.login, "wrong1").status; }
  int RightPassword(const ReferenceServer& server) const {
    return SignIn(server, active_.login, active_.password).status;
  }
};

INSTANTIATE_TEST_SUITE_P(Vendors, EachVendor, testing::ValuesIn(VendorNames()),
                         [](const auto& row) { return row.param; });

TEST_P(EachVendor, LocksAnAccountAfterSoManyWrongPasswordsAndNoOther) {
  const auto server = Started({.lock_after = 3, .lock_for_s = 77});
  for (int i = 0; i < 2; ++i) EXPECT_EQ(WrongPassword(*server), 401);
  EXPECT_EQ(RightPassword(*server), 200) << "not yet";
  EXPECT_EQ(WrongPassword(*server), 401) << "the third, for a success resets nothing";
  const Received locked = SignIn(*server, active_.login, active_.password);
  EXPECT_EQ(locked.status, 423);
  EXPECT_EQ(locked.Header("retry-after"), "77");
  EXPECT_EQ(WrongPassword(*server), 423);
  const DemoAccount inactive = reference::AccountOf(GetParam(), "inactive");
  EXPECT_EQ(SignIn(*server, inactive.login, "wrong1").status, 401);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(SignIn(*server, "un" + active_.login, "wrong1").status, 401);
}

TEST_P(EachVendor, ForgetsWrongPasswordsOnSuccessWhenToldTo) {
  const auto server = Started({.lock_after = 3, .success_resets = true});
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 2; ++i) EXPECT_EQ(WrongPassword(*server), 401);
    EXPECT_EQ(RightPassword(*server), 200);
  }
}

TEST_P(EachVendor, AnswersRequestsBeyondTheRateWith429) {
  const auto server = Started({.rate_limit = 1});
  int refused = 0;
  for (int i = 0; i < 20; ++i) {
    const Received received = SignIn(*server, active_.login, active_.password);
    if (received.status == 200) continue;
    ++refused;
    EXPECT_EQ(received.status, 429);
    EXPECT_EQ(received.Header("retry-after"), "1");
    EXPECT_EQ(received.Header("cache-control"), "no-store");
  }
  EXPECT_GT(refused, 0);
}

TEST_P(EachVendor, TakesItsTimeForEveryPassword) {
  using std::chrono::milliseconds;
  const auto time = [&](const ReferenceServer& server, const std::string& login) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(SignIn(server, login, "wrong1").status, 401);
    return std::chrono::steady_clock::now() - start;
  };
  const auto slow = Started({.hash_ms = 200});
  EXPECT_GE(time(*slow, active_.login), milliseconds(200));
  EXPECT_GE(time(*slow, "un" + active_.login), milliseconds(200));
  const auto telling = Started({.faults = {GetParam() + "-enumeration-time"}, .hash_ms = 200});
  EXPECT_GE(time(*telling, active_.login), milliseconds(200));
  EXPECT_EQ(telling->applied().front().count, 0);
  auto quick = time(*telling, "un" + active_.login);
  for (int i = 0; i < 5; ++i) quick = std::min(quick, time(*telling, "un" + active_.login));
  EXPECT_LT(quick, milliseconds(200));
  EXPECT_EQ(telling->applied().front().count, 6);
}

TEST(ReferenceServer, KeepsItsAccountsInADatabaseFile) {
  const char* folder = std::getenv("TEST_TMPDIR");
  const auto file = std::filesystem::path(folder ? folder : testing::TempDir()) / "reference.db";
  std::filesystem::remove(file);
  std::set<std::string> ids;
  for (int start = 0; start < 2; ++start) {
    const auto server = ReferenceServer::Start({.database = file.string(), .threads = 2});
    ASSERT_TRUE(server.ok());
    const Received received = Send((*server)->port(), ValidRequest("microting"));
    EXPECT_EQ(received.status, 200);
    ids.insert(received.Text("/model/id"));
  }
  EXPECT_EQ(ids.size(), 1u);
  EXPECT_TRUE(std::filesystem::exists(file));
}

TEST(ReferenceServer, TellsTheTimeOfTheSignInBefore) {
  const auto server = StartReference();
  const std::string first = Send(server->port(), ValidRequest("duktig")).Text("/lastLogin");
  const std::string second = Send(server->port(), ValidRequest("duktig")).Text("/lastLogin");
  EXPECT_LE(first, second);
}

TEST(ReferenceServer, SignsManyPeopleInAtOnce) {
  const auto server = StartReference();
  std::vector<std::thread> people;
  std::vector<int> right(8, 0);
  for (std::size_t i = 0; i < right.size(); ++i) {
    people.emplace_back([&, i] {
      for (int round = 0; round < 4; ++round) {
        for (const std::string& vendor : VendorNames()) {
          right[i] += Send(server->port(), ValidRequest(vendor)).status == 200 ? 1 : 0;
        }
      }
    });
  }
  for (std::thread& one : people) one.join();
  EXPECT_THAT(right, testing::Each(20));
}

TEST(DemoAccounts, GiveEachVendorOneOfEachRole) {
  std::multiset<std::string> seen;
  for (const DemoAccount& account : DemoAccounts()) seen.insert(account.vendor + " " + account.role);
  EXPECT_EQ(seen.size(), 2 * VendorNames().size());
  for (const std::string& vendor : VendorNames()) {
    EXPECT_EQ(seen.count(vendor + " active"), 1u) << vendor;
    EXPECT_EQ(seen.count(vendor + " inactive"), 1u) << vendor;
  }
}

TEST(DemoAccounts, HavePasswordsWithAPercentSignAndLoginsThatFitBasic) {
  for (const DemoAccount& account : DemoAccounts()) {
    EXPECT_GE(account.password.size(), 8u);
    EXPECT_LE(account.password.size(), 30u);
    EXPECT_NE(account.password.find('%'), std::string::npos) << account.login;
    EXPECT_EQ(account.login.find(':'), std::string::npos) << account.login;
  }
}

TEST(DemoClient, IsThereForTheVendorsThatWantOne) {
  EXPECT_FALSE(DemoClient("duktig").key.empty());
  EXPECT_FALSE(DemoClient("gooru").id.empty());
  EXPECT_FALSE(DemoClient("gooru").key.empty());
  for (const char* vendor : {"microting", "backoffice", "recoveryconnect", "nobody", ""}) {
    EXPECT_TRUE(DemoClient(vendor).id.empty() && DemoClient(vendor).key.empty()) << vendor;
  }
}

}  // namespace
}  // namespace authconform
