#include "reports/history/sqlite_file.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <thread>
#include <utility>

namespace authconform {
namespace {

// Damaged files must not get the better of the library (https://www.sqlite.org/security.html). The question at the end
// tells whether the file can be read at all.
constexpr const char* kCautions = R"sql(
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA foreign_keys = ON;
PRAGMA synchronous = FULL;
SELECT count(*) FROM sqlite_schema;
)sql";

std::string Seconds(std::chrono::milliseconds wait) {
  return wait.count() % 1000 == 0 ? std::to_string(wait.count() / 1000) + " s" : std::to_string(wait.count()) + " ms";
}

// What the system said, or what the library makes of its own code. The library's message of a connection could quote a
// value and is never used.
std::string Because(int code, int system_error) {
  return system_error != 0 ? std::strerror(system_error) : sqlite3_errstr(code);
}

std::string Sentence(int code, int system_error, bool writes, std::chrono::milliseconds wait) {
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "is locked by another process, which did not let go of it within " + Seconds(wait) +
             (writes ? "; nothing was written" : "; try again when that is done");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "is damaged and was left as it is: restore it from a copy, or move it away to begin a new history";
    case SQLITE_FULL:
      return "cannot be written: the disk is full; what it held is still there";
    case SQLITE_READONLY:
      return "cannot be written: the file or its folder is read-only";
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return "cannot be opened: " + Because(code, system_error) + "; its folder must be writable too";
    case SQLITE_IOERR:
      return "cannot be read or written: " + Because(code, system_error) + "; what it held is still there";
    case SQLITE_TOOBIG:
      return "cannot take a text of that size";
    default:
      return std::string("cannot be used: ") + sqlite3_errstr(code);
  }
}

Error CannotBe(const char* done, const std::string& path) {
  return Error{path, "", std::string("cannot be ") + done + ": " + std::strerror(errno)};
}

// RFC 3986 2.1, of what means something in a path there.
std::string AsUri(const std::string& path) {
  std::string uri = "file:";
  for (const char each : path) {
    switch (each) {
      case '%':
        uri += "%25";
        break;
      case '?':
        uri += "%3f";
        break;
      case '#':
        uri += "%23";
        break;
      default:
        uri += each;
    }
  }
  return uri;
}

}  // namespace

SqliteUse::~SqliteUse() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

SqliteUse& SqliteUse::Number(int64_t value) {
  sqlite3_bind_int64(statement_, ++place_, value);
  return *this;
}

SqliteUse& SqliteUse::Text(std::string_view value) {
  // A null pointer would bind NULL.
  sqlite3_bind_text64(statement_, ++place_, value.data() == nullptr ? "" : value.data(), value.size(), SQLITE_STATIC,
                      SQLITE_UTF8);
  return *this;
}

SqliteUse& SqliteUse::Bytes(std::string_view value) {
  sqlite3_bind_blob64(statement_, ++place_, value.data() == nullptr ? "" : value.data(), value.size(), SQLITE_STATIC);
  return *this;
}

Result<bool> SqliteUse::Next() {
  const int stepped = statement_ == nullptr ? sqlite3_errcode(file_.file_.get()) : sqlite3_step(statement_);
  if (stepped == SQLITE_ROW) return true;
  if (stepped == SQLITE_DONE) return false;
  return file_.Failure(stepped);
}

Status SqliteUse::Run() {
  if (const Result<bool> row = Next(); !row) return row.error();
  return Done{};
}

int64_t SqliteUse::NumberAt(int column) const { return sqlite3_column_int64(statement_, column); }

std::string SqliteUse::TextAt(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  return bytes == nullptr ? "" : std::string(bytes, static_cast<size_t>(sqlite3_column_bytes(statement_, column)));
}

void SqliteFile::Closer::operator()(sqlite3* file) const { sqlite3_close_v2(file); }
void SqliteFile::Closer::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<std::unique_ptr<SqliteFile>> SqliteFile::Open(const std::string& path, Mode mode,
                                                     std::chrono::milliseconds wait) {
  struct stat about = {};
  const bool there = stat(path.c_str(), &about) == 0;
  if (there && !S_ISREG(about.st_mode)) return Error{path, "", "is not a regular file"};
  if (!there && (mode == Mode::kRead || errno != ENOENT)) return CannotBe("opened", path);
  if (!there) {
    // The library would not say why it cannot make the file.
    const int made = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (made < 0) return CannotBe("made", path);
    close(made);
  }
  std::error_code failed;
  // Absolute: ":memory:" and "file:…" are names like any other.
  const std::string absolute = std::filesystem::absolute(path, failed).string();
  if (failed) return Error{path, "", "is not the name of a file"};
  // A reader opens for writing where it may: it then tidies up behind itself, and writes nothing else.
  Result<std::unique_ptr<SqliteFile>> file = Connect(absolute, SQLITE_OPEN_READWRITE, path, mode, wait);
  if (mode == Mode::kWrite) return file;
  // In a folder in which nobody may write there is nobody to wait for, and no log to be kept.
  if (!file && stat((path + "-wal").c_str(), &about) != 0) {
    Result<std::unique_ptr<SqliteFile>> still =
        Connect(AsUri(absolute) + "?immutable=1", SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, path, mode, wait);
    if (still) return still;
  }
  if (!file) return file;
  if (Status reads = (*file)->Execute("PRAGMA query_only = ON"); !reads) return reads.error();
  return file;
}

Result<std::unique_ptr<SqliteFile>> SqliteFile::Connect(const std::string& name, int flags, const std::string& path,
                                                        Mode mode, std::chrono::milliseconds wait) {
  struct stat about = {};
  const bool logged = stat((path + "-wal").c_str(), &about) == 0;
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(name.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<SqliteFile> file(new SqliteFile(std::unique_ptr<sqlite3, Closer>(raw), path, mode, wait));
  if (opened != SQLITE_OK) return file->Failure(opened);
  sqlite3_busy_timeout(raw, static_cast<int>(wait.count()));
  sqlite3_db_config(raw, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, logged ? 1 : 0, static_cast<int*>(nullptr));
  if (Status cautious = file->Execute(kCautions); !cautious) return cautious.error();
  return file;
}

Status SqliteFile::Execute(const std::string& sql) {
  const int code = sqlite3_exec(file_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return Failure(code);
  return Done{};
}

SqliteUse SqliteFile::Use(const char* sql) {
  auto kept = statements_.find(std::string_view(sql));
  if (kept == statements_.end()) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v3(file_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr) != SQLITE_OK) {
      return SqliteUse(*this, nullptr);
    }
    kept = statements_.emplace(sql, Statement(raw)).first;
  }
  return SqliteUse(*this, kept->second.get());
}

Result<int64_t> SqliteFile::Number(const char* sql) {
  SqliteUse use = Use(sql);
  const Result<bool> row = use.Next();
  if (!row) return row.error();
  if (!*row) return Failure(SQLITE_CORRUPT);
  return use.NumberAt(0);
}

Status SqliteFile::Transact(const std::function<Status()>& work) {
  if (Status begun = Execute("BEGIN IMMEDIATE"); !begun) return begun;
  Status done = work();
  if (done) done = Execute("COMMIT");
  // After some errors the library has rolled back already: then there is no transaction left to end.
  if (!done && sqlite3_get_autocommit(file_.get()) == 0)
    sqlite3_exec(file_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  return done;
}

int64_t SqliteFile::Changes() const { return sqlite3_changes64(file_.get()); }
int64_t SqliteFile::LastRow() const { return sqlite3_last_insert_rowid(file_.get()); }

Status SqliteFile::UseWal() {
  // The change of journal does not wait for others by itself.
  const auto deadline = std::chrono::steady_clock::now() + wait_;
  for (;;) {
    const int code = sqlite3_exec(file_.get(), "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) return Done{};
    if ((code & 0xff) != SQLITE_BUSY || std::chrono::steady_clock::now() >= deadline) return Failure(code);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Status SqliteFile::TidyUpAtClose() {
  const int code = sqlite3_db_config(file_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, static_cast<int*>(nullptr));
  if (code != SQLITE_OK) return Failure(code);
  return Done{};
}

Error SqliteFile::Failure(int code) const {
  const int system_error = file_ == nullptr ? 0 : sqlite3_system_errno(file_.get());
  return Error{path_, "", Sentence(code, system_error, mode_ == Mode::kWrite, wait_)};
}

}  // namespace authconform
