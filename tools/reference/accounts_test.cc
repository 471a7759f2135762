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
    Standing standing;
    Laxness laxness = {};
  } rows[] = {
      {"v", "Ann", "pass\0word"s, Standing::kActive},
      {"v", "ann@example.com", "pass\0word"s, Standing::kActive},
      {"v", "Bob", "bobword", Standing::kInactive},
      {"v", "Bob", "pass\0word"s, Standing::kWrongPassword},
      {"v", "Ann", "pass", Standing::kWrongPassword},
      {"v", "Ann", "Pass\0word"s, Standing::kWrongPassword},
      {"v", "Ann", "", Standing::kWrongPassword},
      {"v", "ann", "pass\0word"s, Standing::kUnknownLogin},
      {"v", "ann", "pass\0word"s, Standing::kActive, {.any_login = true}},
      {"v", "ann", "bobword", Standing::kWrongPassword, {.any_login = true}},
      {"w", "ann", "pass\0word"s, Standing::kUnknownLogin, {.any_login = true}},
      {"v", "Ann", "", Standing::kActive, {.any_password = true}},
      {"v", "Bob", "", Standing::kInactive, {.any_password = true}},
      {"v", "ann", "pass\0word"s, Standing::kUnknownLogin, {.quick_unknown = true}},
      {"v", " Ann", "pass\0word"s, Standing::kUnknownLogin},
      {"v", "Ann ", "pass\0word"s, Standing::kUnknownLogin},
      {"v", "Ann\0"s, "pass\0word"s, Standing::kUnknownLogin},
      {"v", "", "pass\0word"s, Standing::kUnknownLogin},
      {"v", "Ann' OR '1'='1", "x", Standing::kUnknownLogin},
      {"v", "A%", "pass\0word"s, Standing::kUnknownLogin},
      {"w", "Ann", "pass\0word"s, Standing::kUnknownLogin},
  };
  for (const auto& row : rows) {
    const auto check = accounts->Check(row.vendor, row.login, row.password, row.laxness);
    ASSERT_TRUE(check.ok());
    EXPECT_EQ(check->standing, row.standing) << row.login << " / " << row.password;
  }
}

TEST(Accounts, TakeTheirTimeForUnknownLoginsToo) {
  using std::chrono::milliseconds;
  const auto accounts = std::move(*Accounts::Open(":memory:", milliseconds(80)));
  ASSERT_TRUE(accounts->Put(kActive, "word").ok());
  const auto time = [&](const char* login, Laxness laxness) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_TRUE(accounts->Check("v", login, "x", laxness).ok());
    return std::chrono::steady_clock::now() - start;
  };
  EXPECT_GE(time("Ann", {}), milliseconds(80));
  EXPECT_GE(time("nobody", {}), milliseconds(80));
  EXPECT_GE(time("Ann", {.quick_unknown = true}), milliseconds(80));
  // One of several, for the machine may be busy elsewhere.
  auto quick = time("nobody", {.quick_unknown = true});
  for (int i = 0; i < 5; ++i) quick = std::min(quick, time("nobody", {.quick_unknown = true}));
  EXPECT_LT(quick, milliseconds(80));
}

TEST(Accounts, GiveTheSignInBeforeThisOne) {
  const auto accounts = Filled();
  const auto before = accounts->Check("v", "Ann", "pass\0word"s);
  EXPECT_EQ(before->account.last_sign_in, "2019-11-15 11:55:37");
  ASSERT_TRUE(accounts->RecordSignIn(before->account.id, "2026-01-02 03:04:05").ok());
  const auto after = accounts->Check("v", "Ann", "pass\0word"s);
  EXPECT_EQ(after->account.last_sign_in, "2026-01-02 03:04:05");
}

TEST(Accounts, KeepIdsAndSignInsInAFile) {
  const std::string file = FreshFile("accounts.db");
  std::int64_t id = 0;
  {
    const auto accounts = Filled(file);
    id = accounts->Check("v", "Bob", "bobword")->account.id;
    ASSERT_TRUE(accounts->RecordSignIn(id, "2026-01-02 03:04:05").ok());
  }
  const auto again = Filled(file)->Check("v", "Bob", "bobword");
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
