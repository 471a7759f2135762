// SQL into rows of one SQLite file, errors into sentences. The one place that knows the library.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "harness/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace authconform {

class SqliteFile;

// One use of a kept statement: bind, then step. It ends with the object, and what was read must be copied before.
// No value that is bound ever stands in an error.
class SqliteUse {
 public:
  ~SqliteUse();
  SqliteUse(const SqliteUse&) = delete;
  SqliteUse& operator=(const SqliteUse&) = delete;

  // The next parameter, in the order of the statement. Texts and bytes must outlive the use.
  SqliteUse& Number(int64_t value);
  SqliteUse& Text(std::string_view value);
  SqliteUse& Bytes(std::string_view value);

  // Whether there is another row.
  Result<bool> Next();
  // For statements without rows.
  Status Run();

  // Of the row, columns from 0.
  int64_t NumberAt(int column) const;
  std::string TextAt(int column) const;  // or bytes

 private:
  friend class SqliteFile;
  SqliteUse(const SqliteFile& file, sqlite3_stmt* statement) : file_(file), statement_(statement) {}

  const SqliteFile& file_;
  sqlite3_stmt* statement_;  // nullptr: it could not be prepared, which the first step tells
  int place_ = 0;
};

// A connection. Used by one thread at a time; each thread and process opens its own.
class SqliteFile {
 public:
  enum class Mode {
    kRead,   // the file must be there
    kWrite,  // made when it is not there
  };
  // `wait`: how long another's lock is waited for. Error: cannot be opened, or no regular file. Opening reads nothing
  // of it and changes nothing in it.
  static Result<std::unique_ptr<SqliteFile>> Open(const std::string& path, Mode mode, std::chrono::milliseconds wait);

  // Statements without parameters and rows, one after another.
  Status Execute(const std::string& sql);

  // Prepares the statement at its first use and keeps it. The same statement is not used twice at once.
  SqliteUse Use(const char* sql);

  // The first column of the first row; an Error when there is none.
  Result<int64_t> Number(const char* sql);

  // All of the work or, when it ends in an Error, nothing of it. The lock that others wait for is held from the start.
  Status Transact(const std::function<Status()>& work);

  // As many as the last statement inserted, changed or deleted; the row id of the last insert.
  int64_t Changes() const;
  int64_t LastRow() const;

  // Writes are seen by readers at once and survive a crash (WAL); waits for others as Open says.
  Status UseWal();
  // A log that was there when the file was opened, which may be a newer program's, is left beside it at the end; after
  // this call it comes into the file.
  Status TidyUpAtClose();

  const std::string& path() const { return path_; }

 private:
  friend class SqliteUse;
  struct Closer {
    void operator()(sqlite3* file) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Closer>;

  SqliteFile(std::unique_ptr<sqlite3, Closer> file, std::string path, Mode mode, std::chrono::milliseconds wait)
      : file_(std::move(file)), path_(std::move(path)), mode_(mode), wait_(wait) {}
  static Result<std::unique_ptr<SqliteFile>> Connect(const std::string& name, int flags, const std::string& path,
                                                     Mode mode, std::chrono::milliseconds wait);
  Error Failure(int code) const;

  std::unique_ptr<sqlite3, Closer> file_;  // before the statements: they go first
  std::map<std::string, Statement, std::less<>> statements_;
  const std::string path_;
  const Mode mode_;
  const std::chrono::milliseconds wait_;
};

}  // namespace authconform
