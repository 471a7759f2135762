#include "tools/reference/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
      {"database in no folder", {.database = "/nowhere/at/all.db"}, "/nowhere/at/all.db: the accounts' database"},
  };
  for (const auto& row : rows) {
    const auto started = ReferenceServer::Start(row.options);
    ASSERT_FALSE(started.ok()) << row.what;
    EXPECT_THAT(started.error().ToString(), HasSubstr(row.message)) << row.what;
  }
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
