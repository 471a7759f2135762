#include "tools/reference/accounts.h"

#include <sqlite3.h>

#include <thread>

#include "tools/reference/secrets.h"

namespace authconform::reference {
namespace {

// WAL with NORMAL: a sign-in is written without waiting for the disk; losing the last ones with the power is no harm.
constexpr const char* kSchema = R"sql(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS accounts (
  id INTEGER PRIMARY KEY,
  vendor TEXT NOT NULL,
  login TEXT NOT NULL,
  alias TEXT NOT NULL,
  uuid TEXT NOT NULL,
  role TEXT NOT NULL,
  first_name TEXT NOT NULL,
  last_name TEXT NOT NULL,
  active INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  last_sign_in TEXT NOT NULL,
  UNIQUE (vendor, login)
);
)sql";

constexpr const char* kPut = R"sql(
INSERT INTO accounts (vendor, login, alias, uuid, role, first_name, last_name, active, password_hash, last_sign_in)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (vendor, login) DO UPDATE SET alias = ?3, uuid = ?4, role = ?5, first_name = ?6, last_name = ?7,
  active = ?8, password_hash = ?9
)sql";

constexpr const char* kColumns =
    "SELECT id, vendor, login, alias, uuid, role, first_name, last_name, active, last_sign_in, password_hash "
    "FROM accounts WHERE vendor = ?1 AND ";
constexpr const char* kByLogin = "(login = ?2 OR (alias <> '' AND alias = ?2)) LIMIT 1";
constexpr const char* kFirst = "active ORDER BY id LIMIT 1";

constexpr const char* kRecord = "UPDATE accounts SET last_sign_in = ?2 WHERE id = ?1";

void Bind(sqlite3_stmt* statement, int place, std::string_view text) {
  // Statements are reset before their texts go away, so SQLite need not copy. A null pointer would bind NULL.
  sqlite3_bind_text64(statement, place, text.data() == nullptr ? "" : text.data(), text.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
}

std::string Column(sqlite3_stmt* statement, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
  return text == nullptr ? "" : std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

// Ends a statement's use at the end of a scope, whatever happened in it.
class Use {
 public:
  explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
  ~Use() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;

 private:
  sqlite3_stmt* statement_;
};

struct Found {
  Account account;
  std::string password_hash;
};

}  // namespace

void Accounts::Closer::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void Accounts::Closer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Accounts::Accounts(std::unique_ptr<sqlite3, Closer> database, std::string unknown_login_hash,
                   std::chrono::milliseconds check_time)
    : database_(std::move(database)), unknown_login_hash_(std::move(unknown_login_hash)), check_time_(check_time) {}

Accounts::~Accounts() = default;

Result<std::unique_ptr<Accounts>> Accounts::Open(const std::string& file, std::chrono::milliseconds check_time) {
  sqlite3* raw = nullptr;
  const int opened =
      sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<sqlite3, Closer> database(raw);
  if (opened != SQLITE_OK) {
    return Error{file, "", std::string("the accounts' database cannot be opened: ") + sqlite3_errstr(opened)};
  }
  sqlite3_busy_timeout(raw, 5000);
  if (sqlite3_exec(raw, kSchema, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return Error{file, "", std::string("the accounts' table cannot be made: ") + sqlite3_errmsg(raw)};
  }
  std::string hash = HashPassword(RandomBytes(16));
  if (hash.empty()) return Error{"", "", "there is not enough memory to hash passwords"};

  std::unique_ptr<Accounts> accounts(new Accounts(std::move(database), std::move(hash), check_time));
  if (const Status prepared = accounts->Prepare(); !prepared) {
    Error error = prepared.error();
    error.file = file;
    return error;
  }
  return accounts;
}

Status Accounts::Prepare() {
  const auto prepare = [&](const std::string& sql, Statement& statement) {
    sqlite3_stmt* raw = nullptr;
    const int prepared = sqlite3_prepare_v3(database_.get(), sql.c_str(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    statement.reset(raw);
    return prepared == SQLITE_OK;
  };
  const bool ready = prepare(kPut, put_) && prepare(std::string(kColumns) + kByLogin, find_) &&
                     prepare(std::string(kColumns) + kFirst, find_first_) && prepare(kRecord, record_);
  if (!ready) return Failure("the accounts' table is not one of this program's");
  return Done{};
}

Error Accounts::Failure(std::string_view doing) const {
  return Error{"", "", std::string(doing) + ": " + sqlite3_errmsg(database_.get())};
}

Status Accounts::Put(const Account& account, std::string_view password) {
  const std::string hash = HashPassword(password);
  if (hash.empty()) return Error{"", "", "there is not enough memory to hash passwords"};
  const std::lock_guard lock(mutex_);
  const Use use(put_.get());
  int place = 0;
  for (const std::string* text : {&account.vendor, &account.login, &account.alias, &account.uuid, &account.role,
                                  &account.first_name, &account.last_name}) {
    Bind(put_.get(), ++place, *text);
  }
  sqlite3_bind_int(put_.get(), ++place, account.active ? 1 : 0);
  Bind(put_.get(), ++place, hash);
  Bind(put_.get(), ++place, account.last_sign_in);
  if (sqlite3_step(put_.get()) != SQLITE_DONE) return Failure("an account cannot be written");
  return Done{};
}

Result<SignInCheck> Accounts::Check(std::string_view vendor, std::string_view login, std::string_view password,
                                    Laxness laxness) {
  std::optional<Found> found;
  {
    const std::lock_guard lock(mutex_);
    sqlite3_stmt* find = laxness.any_login ? find_first_.get() : find_.get();
    const Use use(find);
    Bind(find, 1, vendor);
    if (!laxness.any_login) Bind(find, 2, login);
    const int stepped = sqlite3_step(find);
    if (stepped == SQLITE_ROW) {
      found = Found{.account = {.id = sqlite3_column_int64(find, 0),
                                .vendor = Column(find, 1),
                                .login = Column(find, 2),
                                .alias = Column(find, 3),
                                .uuid = Column(find, 4),
                                .role = Column(find, 5),
                                .first_name = Column(find, 6),
                                .last_name = Column(find, 7),
                                .active = sqlite3_column_int(find, 8) != 0,
                                .last_sign_in = Column(find, 9)},
                    .password_hash = Column(find, 10)};
    } else if (stepped != SQLITE_DONE) {
      return Failure("an account cannot be read");
    }
  }
  // Hashed outside the lock, so that one sign-in does not wait for another's.
  if (!found && laxness.quick_unknown) return SignInCheck{};
  const auto end = std::chrono::steady_clock::now() + check_time_;
  const bool matches = PasswordMatches(found ? found->password_hash : unknown_login_hash_, password);
  std::this_thread::sleep_until(end);
  if (!found) return SignInCheck{};
  const Standing let_in = found->account.active ? Standing::kActive : Standing::kInactive;
  return SignInCheck{.standing = matches || laxness.any_password ? let_in : Standing::kWrongPassword,
                     .account = std::move(found->account)};
}

Status Accounts::RecordSignIn(std::int64_t id, const std::string& time) {
  const std::lock_guard lock(mutex_);
  const Use use(record_.get());
  sqlite3_bind_int64(record_.get(), 1, id);
  Bind(record_.get(), 2, time);
  if (sqlite3_step(record_.get()) != SQLITE_DONE) return Failure("a sign-in cannot be recorded");
  return Done{};
}

}  // namespace authconform::reference
