#include "reports/history/sqlite_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "reports/history/testing/sample_runs.h"

namespace authconform {
namespace {

using testing::EmptyFolder;
using Mode = SqliteFile::Mode;

constexpr std::chrono::milliseconds kWait(10'000);

std::unique_ptr<SqliteFile> Open(const std::string& path, Mode mode = Mode::kWrite) {
  Result<std::unique_ptr<SqliteFile>> file = SqliteFile::Open(path, mode, kWait);
  EXPECT_TRUE(file.ok()) << file.error().ToString();
  return file ? *std::move(file) : nullptr;
}

TEST(SqliteFile, ValuesComeBackAsTheyWent) {
  const auto file = Open(EmptyFolder() + "/a.db");
  ASSERT_TRUE(file->Execute("CREATE TABLE t (n INTEGER, s TEXT NOT NULL, b BLOB NOT NULL)").ok());
  const std::string odd("a'\"\0;--\xff", 8);
  for (const std::string& text : {odd, std::string()}) {
    ASSERT_TRUE(file->Use("DELETE FROM t").Run().ok());
    SqliteUse put = file->Use("INSERT INTO t VALUES (?, ?, ?)");
    ASSERT_TRUE(put.Number(INT64_MIN).Text(text).Bytes(text).Run().ok());
    SqliteUse get = file->Use("SELECT n, s, b FROM t");
    ASSERT_TRUE(*get.Next());
    EXPECT_EQ(get.NumberAt(0), INT64_MIN);
    EXPECT_EQ(get.TextAt(1), text);
    EXPECT_EQ(get.TextAt(2), text);
    EXPECT_FALSE(*get.Next());
  }
}

TEST(SqliteFile, AStatementIsUsedAgainWithoutItsOldValues) {
  const auto file = Open(EmptyFolder() + "/a.db");
  const char* sql = "SELECT coalesce(?, 0)";
  {
    SqliteUse use = file->Use(sql);
    ASSERT_TRUE(*use.Number(7).Next());
    EXPECT_EQ(use.NumberAt(0), 7);
  }
  EXPECT_EQ(*file->Number(sql), 0);
}

TEST(SqliteFile, ATransactionIsWholeOrNothing) {
  const auto file = Open(EmptyFolder() + "/a.db");
  ASSERT_TRUE(file->Execute("CREATE TABLE t (n INTEGER)").ok());
  const auto put = [&] { return file->Use("INSERT INTO t VALUES (1)").Run(); };
  const Status failed = file->Transact([&]() -> Status {
    EXPECT_TRUE(put().ok());
    return Error{"", "", "no more"};
  });
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().message, "no more");
  EXPECT_EQ(*file->Number("SELECT count(*) FROM t"), 0);
  EXPECT_TRUE(file->Transact([&]() -> Status { return put(); }).ok()) << "the next one can begin";
  EXPECT_EQ(*file->Number("SELECT count(*) FROM t"), 1);
}

TEST(SqliteFile, ErrorsNameNoValue) {
  const auto file = Open(EmptyFolder() + "/a.db");
  ASSERT_TRUE(file->Execute("CREATE TABLE t (s TEXT UNIQUE CHECK (s <> 'hunter2'))").ok());
  const Status checked = file->Use("INSERT INTO t VALUES (?)").Text("hunter2").Run();
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().ToString(), file->path() + ": cannot be used: constraint failed");
  EXPECT_EQ(file->Execute("SELECT hunter2").error().ToString(), file->path() + ": cannot be used: SQL logic error");
  EXPECT_EQ(file->Use("SELECT hunter2").Run().error().ToString(), file->path() + ": cannot be used: SQL logic error");
  EXPECT_FALSE(file->Number("SELECT s FROM t").ok()) << "no row";
}

TEST(SqliteFile, AReaderWritesNothing) {
  const std::string path = EmptyFolder() + "/a.db";
  ASSERT_TRUE(Open(path)->Execute("CREATE TABLE t (n INTEGER)").ok());
  const auto reader = Open(path, Mode::kRead);
  EXPECT_EQ(reader->Execute("INSERT INTO t VALUES (1)").error().ToString(),
            path + ": cannot be written: the file or its folder is read-only");
}

// The library gives some names a meaning of their own.
TEST(SqliteFile, NamesAreNamesOfFiles) {
  const std::string folder = EmptyFolder();
  const std::string before = std::filesystem::current_path();
  std::filesystem::current_path(folder);
  for (const std::string name : {":memory:", "file:a.db?mode=memory", "a?b#c%41.db", "ä b.db"}) {
    ASSERT_TRUE(Open(name)->Execute("CREATE TABLE t (n INTEGER)").ok());
    EXPECT_TRUE(std::filesystem::is_regular_file(folder + "/" + name)) << name;
    EXPECT_EQ(*Open(name, Mode::kRead)->Number("SELECT count(*) FROM t"), 0) << name;
  }
  std::filesystem::current_path(before);
}

TEST(SqliteFile, TheLogIsBegunOnceOthersLetGo) {
  const std::string path = EmptyFolder() + "/a.db";
  const auto other = Open(path);
  ASSERT_TRUE(other->Execute("CREATE TABLE t (n INTEGER); BEGIN EXCLUSIVE").ok());
  std::thread letting_go([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT_TRUE(other->Execute("COMMIT").ok());
  });
  const auto waiting = Open(path);
  EXPECT_TRUE(waiting->UseWal().ok());
  letting_go.join();
  EXPECT_EQ(*waiting->Number("SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'wal'"), 1);
}

}  // namespace
}  // namespace authconform
