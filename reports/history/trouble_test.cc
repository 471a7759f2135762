// What may be wrong with a history's file, its folder and its disk: an error that says so, and nothing changed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "harness/base/files.h"
#include "reports/history/history.h"
#include "reports/history/sqlite_file.h"
#include "reports/history/testing/sample_runs.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kNoHistory =
    "is not a history, or a damaged one, and was left as it is: name another file, or restore it from a copy";
constexpr std::chrono::milliseconds kShort(100);

std::string Bytes(const std::string& path) {
  const Result<std::string> bytes = ReadFile(path);
  EXPECT_TRUE(bytes.ok()) << bytes.error().ToString();
  return bytes ? *bytes : "";
}

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& each : std::filesystem::directory_iterator(folder)) names.push_back(each.path().filename());
  return names;
}

// Four runs, closed.
std::string WholeHistory(const std::string& folder = EmptyFolder()) {
  const std::string path = folder + "/history.db";
  const auto history = History::Open(path, HistoryMode::kWrite);
  EXPECT_TRUE(history.ok()) << history.error().ToString();
  for (int night = 0; night < 4; ++night) {
    EXPECT_TRUE((*history)->Add(SampleRun("acme", std::string(60, 'p'), night), {}).ok());
  }
  return path;
}

// Text that cannot be packed much.
std::string Noise() {
  std::string noise;
  for (uint32_t each = 1; noise.size() < 4'000'000;) noise += std::to_string(each = each * 1'664'525 + 1'013'904'223);
  return noise;
}

size_t RunsIn(const std::string& path) {
  const auto history = History::Open(path, HistoryMode::kRead);
  EXPECT_TRUE(history.ok()) << history.error().ToString();
  return history ? (*history)->Runs({})->size() : 0;
}

std::string BigEndian(uint32_t value) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(value >> shift);
  return bytes;
}

TEST(HistoryTrouble, AFileThatIsNoHistoryOfThisVersionIsLeftAsItIs) {
  const std::string whole = Bytes(WholeHistory());
  const std::string other_path = EmptyFolder() + "/other.db";
  {
    const auto other = SqliteFile::Open(other_path, SqliteFile::Mode::kWrite, kShort);
    ASSERT_TRUE((*other)->Execute("CREATE TABLE runs (id INTEGER)").ok());
  }
  const std::string wal_path = EmptyFolder() + "/other.db";
  {
    const auto other = SqliteFile::Open(wal_path, SqliteFile::Mode::kWrite, kShort);
    ASSERT_TRUE((*other)->UseWal().ok());
    ASSERT_TRUE((*other)->Execute("CREATE TABLE runs (id INTEGER)").ok());
  }
  std::string newer = whole;
  newer.replace(60, 4, BigEndian(8));
  std::string marked = whole;
  marked.replace(68, 4, BigEndian(1));
  std::string schema = whole;
  schema.replace(100, 300, std::string(300, '\xee'));
  const struct {
    const char* what;
    std::string bytes;
    const char* error;
  } rows[] = {
      {"text", "verdicts of last night\n", kNoHistory},
      {"long text", std::string(5'000, 'x'), kNoHistory},
      {"head alone", whole.substr(0, 50), kNoHistory},
      {"newer", newer,
       "is of version 8, and this authconform knows versions up to 7: use the newer authconform that wrote it; it was "
       "left as it is"},
      {"another program's mark", marked,
       "is an SQLite file of another program and was left as it is: name another file"},
      {"another program's", Bytes(other_path),
       "is an SQLite file of another program and was left as it is: name another file"},
      {"another program's, with a log", Bytes(wal_path),
       "is an SQLite file of another program and was left as it is: name another file"},
      {"cut", whole.substr(0, whole.size() / 2),
       "is damaged and was left as it is: restore it from a copy, or move it away to begin a new history"},
      {"schema", schema,
       "is damaged and was left as it is: restore it from a copy, or move it away to begin a new history"},
  };
  for (const auto& row : rows) {
    for (const HistoryMode mode : {HistoryMode::kRead, HistoryMode::kWrite}) {
      const std::string folder = EmptyFolder();
      const std::string path = folder + "/history.db";
      ASSERT_TRUE(WriteFileWhole(path, row.bytes).ok());
      const auto history = History::Open(path, mode);
      ASSERT_FALSE(history.ok()) << row.what;
      EXPECT_EQ(history.error().ToString(), path + ": " + row.error) << row.what;
      EXPECT_EQ(Bytes(path), row.bytes) << row.what;
      EXPECT_THAT(NamesIn(folder), ElementsAre("history.db")) << row.what;
    }
  }
}

// A newer authconform may have been killed before its version came from the log into the file.
TEST(HistoryTrouble, ANewerFileIsLeftAsItIsWithItsLog) {
  const std::string path = WholeHistory();
  const std::string copy = EmptyFolder() + "/history.db";
  {
    const auto newer = SqliteFile::Open(path, SqliteFile::Mode::kWrite, kShort);
    ASSERT_TRUE((*newer)->Execute("PRAGMA user_version = 9").ok());
    for (const char* end : {"", "-wal"}) std::filesystem::copy_file(path + end, copy + end);
  }
  const std::string before = Bytes(copy);
  const std::string log = Bytes(copy + "-wal");
  for (const HistoryMode mode : {HistoryMode::kRead, HistoryMode::kWrite}) {
    const auto history = History::Open(copy, mode);
    ASSERT_FALSE(history.ok());
    EXPECT_THAT(history.error().message, StartsWith("is of version 9, "));
    EXPECT_EQ(Bytes(copy), before);
    EXPECT_EQ(Bytes(copy + "-wal"), log);
  }
}

// Whatever a page holds, it is an error or it does not matter; never a crash, and never something added to it.
TEST(HistoryTrouble, DamageInTheMiddleIsToldWhenItIsMet) {
  const std::string whole = Bytes(WholeHistory());
  int told = 0;
  for (size_t at = 4'096; at + 4'096 <= whole.size(); at += 4'096) {
    std::string damaged = whole;
    for (size_t each = at; each < at + 4'096; ++each) damaged[each] = static_cast<char>(each * 31 >> 3);
    const std::string path = EmptyFolder() + "/history.db";
    ASSERT_TRUE(WriteFileWhole(path, damaged).ok());
    const auto history = History::Open(path, HistoryMode::kWrite);
    if (!history) {
      ++told;
      continue;
    }
    const Result<std::vector<KeptRun>> runs = (*history)->Runs({});
    const Result<KeptRecord> record = (*history)->Record(1);
    const Result<int64_t> added = (*history)->Add(SampleRun("acme", std::string(60, 'p'), 9), {});
    for (const std::string& error :
         {runs ? "" : runs.error().message, record ? "" : record.error().message, added ? "" : added.error().message}) {
      if (error.empty()) continue;
      ++told;
      EXPECT_THAT(error, AnyOf(StartsWith("is damaged and was left as it is: "), "there is no run 1",
                               "the record of run 1 is no longer kept"));
    }
    if (!added) {
      EXPECT_EQ(Bytes(path), damaged);
    }
  }
  EXPECT_GT(told, 10);
}

TEST(HistoryTrouble, WhatIsNotAsItWasAddedIsNotGivenBack) {
  const std::string path = WholeHistory();
  {
    const auto file = SqliteFile::Open(path, SqliteFile::Mode::kWrite, kShort);
    ASSERT_TRUE((*file)
                    ->Execute("UPDATE records SET run_json = (SELECT run_json FROM records WHERE run = 2) "
                              "WHERE run = 1; UPDATE runs SET results = x'0101' WHERE id = 4")
                    .ok());
  }
  const auto history = History::Open(path, HistoryMode::kRead);
  EXPECT_EQ((*history)->Record(1).error().message, "is damaged and was left as it is: run 1 is not as it was added");
  EXPECT_TRUE((*history)->Record(2).ok());
  EXPECT_EQ((*history)->Runs({.last = 1}).error().message,
            "is damaged and was left as it is: packed numbers are not as many as they should be");
}

TEST(HistoryTrouble, WhatIsNoFileIsToldSo) {
  const std::string folder = EmptyFolder();
  ASSERT_EQ(mkfifo((folder + "/fifo").c_str(), 0600), 0);
  const struct {
    std::string path;
    HistoryMode mode;
    const char* error;
  } rows[] = {
      {folder + "/none", HistoryMode::kRead, "cannot be opened: No such file or directory"},
      {folder + "/none/history.db", HistoryMode::kWrite, "cannot be made: No such file or directory"},
      {folder, HistoryMode::kWrite, "is not a regular file"},
      {folder + "/fifo", HistoryMode::kRead, "is not a regular file"},
      {"/dev/null", HistoryMode::kWrite, "is not a regular file"},
      {"/dev/null/history.db", HistoryMode::kWrite, "cannot be opened: Not a directory"},
  };
  for (const auto& row : rows) {
    const auto history = History::Open(row.path, row.mode);
    ASSERT_FALSE(history.ok()) << row.path;
    EXPECT_EQ(history.error().ToString(), row.path + ": " + row.error);
  }
  EXPECT_FALSE(History::Open("", HistoryMode::kWrite).ok());
}

// root without the powers to read and write whatever it likes, for a while.
class WithoutPowers {
 public:
  WithoutPowers() {
    Call(SYS_capget, before_);
    __user_cap_data_struct fewer[2] = {before_[0], before_[1]};
    fewer[0].effective &= ~(1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH);
    Call(SYS_capset, fewer);
  }
  ~WithoutPowers() { Call(SYS_capset, before_); }

 private:
  static void Call(long number, __user_cap_data_struct* powers) {
    __user_cap_header_struct head = {_LINUX_CAPABILITY_VERSION_3, 0};
    if (syscall(number, &head, powers) != 0) ADD_FAILURE() << "the test cannot change its own powers";
  }

  __user_cap_data_struct before_[2] = {};
};

TEST(HistoryTrouble, WithoutPermissionNothingIsWrittenAndReadingWorks) {
  const std::string folder = EmptyFolder() + "/a?b#c%41";
  std::filesystem::create_directory(folder);
  const std::string path = WholeHistory(folder);
  const std::string before = Bytes(path);
  ASSERT_EQ(chmod(path.c_str(), 0444), 0);
  ASSERT_EQ(chmod(folder.c_str(), 0555), 0);
  {
    const WithoutPowers without;
    const auto writing = History::Open(path, HistoryMode::kWrite);
    ASSERT_FALSE(writing.ok());
    EXPECT_THAT(writing.error().ToString(), StartsWith(path + ": cannot be written: "));
    EXPECT_EQ(RunsIn(path), 4u) << "from a folder that nobody may write in";
    const auto fresh = History::Open(folder + "/new.db", HistoryMode::kWrite);
    ASSERT_FALSE(fresh.ok());
    EXPECT_THAT(fresh.error().message, StartsWith("cannot be made: Permission denied"));
  }
  ASSERT_EQ(chmod(path.c_str(), 0000), 0);
  {
    const WithoutPowers without;
    const auto reading = History::Open(path, HistoryMode::kRead);
    ASSERT_FALSE(reading.ok());
    EXPECT_EQ(reading.error().ToString(), path + ": cannot be opened: Permission denied");
  }
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  ASSERT_EQ(chmod(folder.c_str(), 0755), 0);
  EXPECT_EQ(Bytes(path), before);
}

TEST(HistoryTrouble, AnothersLockIsWaitedForAndThenTold) {
  const std::string path = WholeHistory();
  const auto other = SqliteFile::Open(path, SqliteFile::Mode::kWrite, kShort);
  ASSERT_TRUE((*other)->Execute("BEGIN IMMEDIATE").ok());
  const auto history = History::Open(path, HistoryMode::kWrite, {.wait = kShort});
  ASSERT_TRUE(history.ok()) << history.error().ToString();
  const Result<int64_t> added = (*history)->Add(SampleRun("acme", "p", 9), {});
  ASSERT_FALSE(added.ok());
  EXPECT_EQ(added.error().ToString(), path +
                                          ": is locked by another process, which did not let go of it within 100 ms; "
                                          "nothing was written");
  EXPECT_THAT(*(*history)->Runs({}), SizeIs(4)) << "readers do not wait";
  ASSERT_TRUE((*other)->Execute("COMMIT").ok());
  EXPECT_TRUE((*history)->Add(SampleRun("acme", "p", 9), {}).ok());
}

// As by another program: our own writers let readers in.
TEST(HistoryTrouble, AReaderWhomALockKeepsOutClaimsNothingOfWriting) {
  const std::string path = WholeHistory();
  const auto other = SqliteFile::Open(path, SqliteFile::Mode::kWrite, kShort);
  ASSERT_TRUE((*other)->Execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT").ok());
  const auto history = History::Open(path, HistoryMode::kRead, {.wait = kShort});
  ASSERT_FALSE(history.ok());
  EXPECT_EQ(history.error().ToString(), path +
                                            ": is locked by another process, which did not let go of it within 100 ms; "
                                            "try again when that is done");
}

// The library is told that no more pages are to be had.
TEST(HistoryTrouble, AFullDiskLosesNothing) {
  const std::string path = EmptyFolder() + "/history.db";
  Steps steps = HistorySteps();
  steps.front() += "PRAGMA max_page_count = 60;";
  const auto history = History::Open(path, HistoryMode::kWrite, {.steps = &steps});
  ASSERT_TRUE(history.ok()) << history.error().ToString();
  ASSERT_TRUE((*history)->Add(SampleRun("acme", "p", 0), {}).ok());
  const Result<int64_t> added = (*history)->Add(SampleRun("acme", "f", 1), {.transcript = Noise()});
  ASSERT_FALSE(added.ok());
  EXPECT_EQ(added.error().ToString(), path + ": cannot be written: the disk is full; what it held is still there");
  EXPECT_THAT(*(*history)->Runs({}), SizeIs(1));
  EXPECT_TRUE((*history)->Add(SampleRun("acme", "f", 1), {}).ok()) << "what there is room for";
}

// The system refuses to let files grow, as a quota does.
TEST(HistoryTrouble, AFileThatMayNotGrowLosesNothing) {
  const std::string path = WholeHistory();
  auto history = History::Open(path, HistoryMode::kWrite);
  ASSERT_TRUE(history.ok());
  const std::string noise = Noise();
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit full = before;
  full.rlim_cur = 600'000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &full), 0);
  const Result<int64_t> added = (*history)->Add(SampleRun("acme", "f", 9), {.transcript = noise});
  EXPECT_THAT(*(*history)->Runs({}), SizeIs(4));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  ASSERT_FALSE(added.ok());
  EXPECT_EQ(added.error().ToString(),
            path + ": cannot be read or written: disk I/O error; what it held is still there");
  EXPECT_TRUE((*history)->Add(SampleRun("acme", "f", 9), {.transcript = noise}).ok()) << "once there is room";
  *history = nullptr;
  EXPECT_EQ(RunsIn(path), 5u);
}

}  // namespace
}  // namespace authconform
