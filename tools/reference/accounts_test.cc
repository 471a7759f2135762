#include "tools/reference/accounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace authconform::reference {
namespace {

using std::string_literals::operator""s;
using testing::HasSubstr;

const Account kActive{.vendor = "v",
                      .login = "Ann",
                      .alias = "ann@example.com",
                      .uuid = "u",
                      .role = "r",
                      .first_name = "A",
                      .last_name = "N",
                      .last_sign_in = "2019-11-15 11:55:37"};

std::string FreshFile(const std::string& name) {
  const char* folder = std::getenv("TEST_TMPDIR");
  const std::filesystem::path file = std::filesystem::path(folder ? folder : testing::TempDir()) / name;
  std::filesystem::remove(file);
  return file.string();
}

std::unique_ptr<Accounts> Filled(const std::string& file = ":memory:") {
  auto accounts = Accounts::Open(file);
  EXPECT_TRUE(accounts.ok());
  Account inactive = kActive;
  inactive.login = "Bob";
  inactive.alias = "";
  inactive.active = false;
  EXPECT_TRUE((*accounts)->Put(kActive, "pass\0word"s).ok());
  EXPECT_TRUE((*accounts)->Put(inactive, "bobword").ok());
  return std::move(*accounts);
}

TEST(Accounts, TellsTheFourStandingsApart) {
  const auto accounts = Filled();
  const struct {
    const char* vendor;
    std::string login;
    std::string password;
    LoginMatch match;
    Standing standing;
  } rows[] = {
      {"v", "Ann", "pass\0word"s, LoginMatch::kExact, Standing::kActive},
      {"v", "ann@example.com", "pass\0word"s, LoginMatch::kExact, Standing::kActive},
      {"v", "Bob", "bobword", LoginMatch::kExact, Standing::kInactive},
      {"v", "Bob", "pass\0word"s, LoginMatch::kExact, Standing::kWrongPassword},
      {"v", "Ann", "pass", LoginMatch::kExact, Standing::kWrongPassword},
      {"v", "Ann", "Pass\0word"s, LoginMatch::kExact, Standing::kWrongPassword},
      {"v", "Ann", "", LoginMatch::kExact, Standing::kWrongPassword},
      {"v", "ann", "pass\0word"s, LoginMatch::kExact, Standing::kUnknownLogin},
      {"v", "ann", "pass\0word"s, LoginMatch::kAnyCase, Standing::kActive},
      {"v", " Ann", "pass\0word"s, LoginMatch::kExact, Standing::kUnknownLogin},
      {"v", "Ann ", "pass\0word"s, LoginMatch::kExact, Standing::kUnknownLogin},
      {"v", "Ann\0"s, "pass\0word"s, LoginMatch::kExact, Standing::kUnknownLogin},
      {"v", "", "pass\0word"s, LoginMatch::kExact, Standing::kUnknownLogin},
      {"v", "Ann' OR '1'='1", "x", LoginMatch::kExact, Standing::kUnknownLogin},
      {"v", "A%", "pass\0word"s, LoginMatch::kAnyCase, Standing::kUnknownLogin},
      {"w", "Ann", "pass\0word"s, LoginMatch::kExact, Standing::kUnknownLogin},
  };
  for (const auto& row : rows) {
    const auto check = accounts->Check(row.vendor, row.login, row.password, row.match);
    ASSERT_TRUE(check.ok());
    EXPECT_EQ(check->standing, row.standing) << row.login << " / " << row.password;
  }
}

TEST(Accounts, GiveTheSignInBeforeThisOne) {
  const auto accounts = Filled();
  const auto before = accounts->Check("v", "Ann", "pass\0word"s, LoginMatch::kExact);
  EXPECT_EQ(before->account.last_sign_in, "2019-11-15 11:55:37");
  ASSERT_TRUE(accounts->RecordSignIn(before->account.id, "2026-01-02 03:04:05").ok());
  const auto after = accounts->Check("v", "Ann", "pass\0word"s, LoginMatch::kExact);
  EXPECT_EQ(after->account.last_sign_in, "2026-01-02 03:04:05");
}

TEST(Accounts, KeepIdsAndSignInsInAFile) {
  const std::string file = FreshFile("accounts.db");
  std::int64_t id = 0;
  {
    const auto accounts = Filled(file);
    id = accounts->Check("v", "Bob", "bobword", LoginMatch::kExact)->account.id;
    ASSERT_TRUE(accounts->RecordSignIn(id, "2026-01-02 03:04:05").ok());
  }
  const auto again = Filled(file)->Check("v", "Bob", "bobword", LoginMatch::kExact);
  EXPECT_EQ(again->account.id, id);
  EXPECT_EQ(again->account.last_sign_in, "2026-01-02 03:04:05");
}

TEST(Accounts, HoldNoPassword) {
  const std::string file = FreshFile("hashes.db");
  Filled(file);
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  EXPECT_THAT(bytes, HasSubstr("$argon2id$"));
  EXPECT_THAT(bytes, testing::Not(HasSubstr("bobword")));
}

TEST(Accounts, SayWhatIsWrongWithTheirFile) {
  const std::string text = FreshFile("text.db");
  std::ofstream(text) << "This is no database, and it is long enough for SQLite to look at its first page. "
                      << std::string(4096, '.');
  for (const std::string& file : {text, std::string("/nowhere/at/all.db"), std::string("/")}) {
    const auto opened = Accounts::Open(file);
    ASSERT_FALSE(opened.ok()) << file;
    EXPECT_EQ(opened.error().file, file);
    EXPECT_THAT(opened.error().message, HasSubstr("the accounts'"));
  }
}

}  // namespace
}  // namespace authconform::reference
