// Turns a login and a password into the account they belong to, out of a SQLite database.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace authconform::reference {

struct Account {
  std::int64_t id = 0;
  std::string vendor;
  std::string login;
  std::string alias;  // a second name to sign in with; empty when there is none
  std::string uuid;
  std::string role;
  std::string first_name;
  std::string last_name;
  bool active = true;
  std::string last_sign_in;  // "2019-11-15 11:55:37", UTC
};

enum class Standing { kActive, kInactive, kWrongPassword, kUnknownLogin };

struct SignInCheck {
  Standing standing = Standing::kUnknownLogin;
  Account account;  // of a login that is known
};

// What faults leave out of a check.
struct Laxness {
  bool any_login = false;      // the vendor's first active account is taken whatever the login
  bool any_password = false;   // every password is right
  bool quick_unknown = false;  // an unknown login is told at once, without the work that a known one costs
};

// Safe to use from any thread. Logins and passwords match byte for byte.
class Accounts {
 public:
  // `file` is made when it is not there; ":memory:" is private to this object. A check of a password takes at least
  // `check_time`.
  static Result<std::unique_ptr<Accounts>> Open(const std::string& file, std::chrono::milliseconds check_time = {});
  ~Accounts();

  Accounts(const Accounts&) = delete;
  Accounts& operator=(const Accounts&) = delete;

  // Adds the account, or replaces the one of its vendor and login; `account.id` is not used.
  Status Put(const Account& account, std::string_view password);

  // Hashes once whether or not the login is known, so that the time taken does not tell.
  Result<SignInCheck> Check(std::string_view vendor, std::string_view login, std::string_view password,
                            Laxness laxness = {});

  Status RecordSignIn(std::int64_t id, const std::string& time);

 private:
  struct Closer {
    void operator()(sqlite3* database) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Closer>;

  Accounts(std::unique_ptr<sqlite3, Closer> database, std::string unknown_login_hash,
           std::chrono::milliseconds check_time);
  Status Prepare();
  Error Failure(std::string_view doing) const;

  std::mutex mutex_;
  std::unique_ptr<sqlite3, Closer> database_;
  Statement put_;
  Statement find_;
  Statement find_first_;
  Statement record_;
  const std::string unknown_login_hash_;
  const std::chrono::milliseconds check_time_;
};

}  // namespace authconform::reference
