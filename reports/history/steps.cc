#include "reports/history/steps.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

namespace authconform {
namespace {

// Version 1. A night's run of one target is one row: its cases and their order are those of its plan, which seldom
// changes; `results` and `mean_us` hold one packed number a case (packed.h), ids of the table results and microseconds.
// AUTOINCREMENT: readers remember what such an id stands for, and it never stands for something else.
constexpr const char* kFirst = R"sql(
CREATE TABLE targets (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  labels TEXT NOT NULL                -- a JSON array of texts
);
CREATE TABLE cases (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,          -- the case's id
  title TEXT NOT NULL                 -- as the last run had it
);
CREATE TABLE files (                  -- of specs/ and cases/
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  packed BLOB NOT NULL
);
CREATE TABLE plans (                  -- what runs asked and were judged by
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  digest BLOB NOT NULL UNIQUE,        -- of all that follows
  authconform TEXT NOT NULL
);
CREATE TABLE plan_endpoints (
  plan INTEGER NOT NULL REFERENCES plans ON DELETE CASCADE,
  place INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  document TEXT NOT NULL,
  document_title TEXT NOT NULL,
  document_sha256 TEXT NOT NULL,
  spec_sha256 TEXT NOT NULL,
  cases_sha256 TEXT NOT NULL,
  PRIMARY KEY (plan, place)
) WITHOUT ROWID;
CREATE TABLE plan_cases (
  plan INTEGER NOT NULL REFERENCES plans ON DELETE CASCADE,
  place INTEGER NOT NULL,
  case_id INTEGER NOT NULL REFERENCES cases,
  PRIMARY KEY (plan, place)
) WITHOUT ROWID;
CREATE INDEX plan_cases_by_case ON plan_cases (case_id);
CREATE TABLE plan_files (
  plan INTEGER NOT NULL REFERENCES plans ON DELETE CASCADE,
  name TEXT NOT NULL,
  file INTEGER NOT NULL REFERENCES files,
  PRIMARY KEY (plan, name)
) WITHOUT ROWID;
CREATE INDEX plan_files_by_file ON plan_files (file);
CREATE TABLE conditions (             -- under which a target was asked
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL,
  strict INTEGER NOT NULL,
  partial TEXT NOT NULL,
  preflight_error TEXT NOT NULL,
  deviation_errors TEXT NOT NULL,     -- a JSON array of texts
  UNIQUE (url, strict, partial, preflight_error, deviation_errors)
);
CREATE TABLE results (                -- what came of a case; the same for most nights and targets
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  digest BLOB NOT NULL UNIQUE,        -- of all that follows
  verdict TEXT NOT NULL,
  unsteady INTEGER NOT NULL,
  reason TEXT NOT NULL,
  deviation TEXT NOT NULL,
  findings TEXT NOT NULL              -- a JSON array, members as in run.json
);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order in which runs were added; never used again
  digest BLOB NOT NULL UNIQUE,           -- of run.json
  target INTEGER NOT NULL REFERENCES targets,
  plan INTEGER NOT NULL REFERENCES plans,
  conditions INTEGER NOT NULL REFERENCES conditions,
  started_us INTEGER NOT NULL,
  duration_us INTEGER NOT NULL,
  exit_code INTEGER NOT NULL,
  interrupted INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  results BLOB NOT NULL,
  mean_us BLOB NOT NULL
);
CREATE INDEX runs_by_target ON runs (target, id);
CREATE INDEX runs_by_plan ON runs (plan);
CREATE INDEX runs_by_conditions ON runs (conditions);
CREATE TABLE records (                -- kept for fewer days than the runs
  run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  run_json BLOB NOT NULL,             -- packed, as the transcript
  transcript BLOB NOT NULL
);
PRAGMA application_id = 1635087464;
)sql";

// Version 2: what changed between a run and the one before it, and why.
constexpr const char* kChanges = R"sql(
CREATE TABLE changes (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,  -- the later of the two
  place INTEGER NOT NULL,                                  -- in the order in which they were given
  case_name TEXT NOT NULL,                                 -- which the run's plan may not have
  from_verdict TEXT NOT NULL,                              -- empty: the earlier run did not plan it
  to_verdict TEXT NOT NULL,                                -- empty: the later run does not
  cause TEXT NOT NULL,
  why TEXT NOT NULL,
  regression INTEGER NOT NULL,
  PRIMARY KEY (run, place),
  UNIQUE (run, case_name)
) WITHOUT ROWID;
)sql";

// Version 3: which runs nobody was told of (history.h).
constexpr const char* kUntold = R"sql(
CREATE TABLE untold (
  run INTEGER PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  overtaken INTEGER NOT NULL          -- 1: by a later run of the target
);
)sql";

// Version 4: which runs a diff looked at, also where it found nothing. Of those of older versions only what it found is
// known.
constexpr const char* kCompared = R"sql(
ALTER TABLE runs ADD COLUMN compared INTEGER NOT NULL DEFAULT 0;
UPDATE runs SET compared = 1 WHERE id IN (SELECT run FROM changes);
)sql";

// Version 5: what tells this history from all others, for ever and wherever the file lies (History::Id).
constexpr const char* kIdentity = R"sql(
CREATE TABLE identity (
  id BLOB NOT NULL                    -- 16 bytes; one row
);
INSERT INTO identity VALUES (randomblob(16));
)sql";

// Version 6: runs that came late stand where they belong (history.h), and not where their ids would have them.
constexpr const char* kPlaces = R"sql(
ALTER TABLE runs ADD COLUMN place INTEGER;  -- null: its id; of a late one the id of the run that it stands behind
CREATE INDEX runs_in_order ON runs (target, coalesce(place, id), id);
DROP INDEX runs_by_target;
)sql";

// Version 7: what is packed from here on is so by another format, which older ones cannot read (packed.h).
constexpr const char* kZstandard = "";

// Where SQLite keeps them (https://www.sqlite.org/fileformat2.html 1.3), big-endian.
constexpr size_t kHeadBytes = 100;
constexpr size_t kVersionAt = 60;
constexpr size_t kMarkAt = 68;
constexpr std::string_view kMagic("SQLite format 3\0", 16);

int64_t BigEndian(std::string_view bytes) {
  int64_t value = 0;
  for (const char each : bytes) value = value << 8 | static_cast<unsigned char>(each);
  return value;
}

Error Foreign(const std::string& path) {
  return Error{path, "", "is an SQLite file of another program and was left as it is: name another file"};
}

Error Newer(const std::string& path, int64_t version, size_t newest) {
  return Error{path, "",
               "is of version " + std::to_string(version) + ", and this authconform knows versions up to " +
                   std::to_string(newest) + ": use the newer authconform that wrote it; it was left as it is"};
}

// What tells a history from other files.
struct Marks {
  int64_t version = 0;
  int64_t mark = 0;
  int64_t tables = 0;
};

Result<Marks> ReadMarks(SqliteFile& file) {
  SqliteUse use = file.Use(
      "SELECT (SELECT user_version FROM pragma_user_version), (SELECT application_id FROM pragma_application_id), "
      "(SELECT count(*) FROM sqlite_schema)");
  const Result<bool> row = use.Next();
  if (!row) return row.error();
  return Marks{use.NumberAt(0), use.NumberAt(1), use.NumberAt(2)};
}

// The version of a history or of an empty file.
Result<size_t> VersionOf(SqliteFile& file, const Steps& steps) {
  // As of one moment: another process may be at the first step.
  if (Status begun = file.Execute("SAVEPOINT marks"); !begun) return begun.error();
  const Result<Marks> marks = ReadMarks(file);
  if (Status ended = file.Execute("RELEASE marks"); !ended) return ended.error();
  if (!marks) return marks.error();
  const bool empty = marks->version == 0 && marks->mark == 0 && marks->tables == 0;
  if (!empty && (marks->mark != kHistoryMark || marks->version < 1)) return Foreign(file.path());
  if (marks->version > static_cast<int64_t>(steps.size())) return Newer(file.path(), marks->version, steps.size());
  return static_cast<size_t>(marks->version);
}

Status TakeStep(SqliteFile& file, const Steps& steps, size_t from) {
  return file.Transact([&]() -> Status {
    const Result<size_t> version = VersionOf(file, steps);
    if (!version) return version.error();
    if (*version != from) return Done{};  // another process has taken it
    if (Status taken = file.Execute(steps[from]); !taken) return taken;
    return file.Execute("PRAGMA user_version = " + std::to_string(from + 1));
  });
}

}  // namespace

const Steps& HistorySteps() {
  static const Steps steps = {kFirst, kChanges, kUntold, kCompared, kIdentity, kPlaces, kZstandard};
  return steps;
}

Status MayBeHistory(const std::string& path, size_t newest) {
  // Non-blocking, so that a FIFO in a file's place is not waited for.
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    if (errno == ENOENT) return Done{};
    return Error{path, "", std::string("cannot be opened: ") + std::strerror(errno)};
  }
  struct stat about = {};
  const bool regular = fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode);
  char head[kHeadBytes];
  const ssize_t got = regular ? read(descriptor, head, sizeof head) : 0;
  const int failed = errno;
  close(descriptor);
  if (!regular) return Error{path, "", "is not a regular file"};
  if (got < 0) return Error{path, "", std::string("cannot be read: ") + std::strerror(failed)};
  const std::string_view bytes(head, static_cast<size_t>(got));
  if (bytes.empty()) return Done{};
  if (bytes.size() < kHeadBytes || !bytes.starts_with(kMagic)) {
    return Error{
        path, "",
        "is not a history, or a damaged one, and was left as it is: name another file, or restore it from a copy"};
  }
  const int64_t mark = BigEndian(bytes.substr(kMarkAt, 4));
  const int64_t version = BigEndian(bytes.substr(kVersionAt, 4));
  // Both 0: what the file is may not have got there yet from the log beside it.
  if (mark == 0 && version == 0) return Done{};
  if (mark != kHistoryMark) return Foreign(path);
  if (version > static_cast<int64_t>(newest)) return Newer(path, version, newest);
  return Done{};
}

Status BringUpToDate(SqliteFile& file, const Steps& steps) {
  const Result<size_t> version = VersionOf(file, steps);
  if (!version) return version.error();
  if (Status tidies = file.TidyUpAtClose(); !tidies) return tidies;
  if (Status wal = file.UseWal(); !wal) return wal;
  for (size_t from = *version; from < steps.size(); ++from) {
    if (Status taken = TakeStep(file, steps, from); !taken) return taken;
  }
  return Done{};
}

Status IsUpToDate(SqliteFile& file, const Steps& steps) {
  const Result<size_t> version = VersionOf(file, steps);
  if (!version) return version.error();
  if (*version == 0) return Error{file.path(), "", "is empty: no run was added yet"};
  if (*version < steps.size()) {
    return Error{file.path(), "",
                 "is of version " + std::to_string(*version) + ", older than this authconform's " +
                     std::to_string(steps.size()) + ": the next nightly, or run --history, brings it up to date"};
  }
  return Done{};
}

}  // namespace authconform
