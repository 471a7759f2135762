#include "harness/base/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace authconform {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() {
    const char* given = std::getenv("TEST_TMPDIR");
    std::string pattern = std::string(given != nullptr ? given : "/tmp") + "/files.XXXXXX";
    root_ = mkdtemp(pattern.data());
  }
  ~FilesTest() override { fs::remove_all(root_); }

  std::string At(const std::string& name) const { return root_ + "/" + name; }
  void Put(const std::string& name, const std::string& bytes) const {
    fs::create_directories(fs::path(At(name)).parent_path());
    std::ofstream(At(name), std::ios::binary) << bytes;
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(root_)) names.push_back(entry.path().filename().string());
    return names;
  }

  std::string root_;
};

TEST_F(FilesTest, ReadFileGivesEveryByte) {
  std::string bytes = "a\0b\r\n\xff";
  bytes.append(200'000, 'x');
  Put("file", bytes);
  Put("empty", "");
  EXPECT_EQ(*ReadFile(At("file")), bytes);
  EXPECT_EQ(*ReadFile(At("empty")), "");
}

TEST_F(FilesTest, ReadFileRefusesWhatIsNoFileToBeReadWhole) {
  Put("large", "12345");
  fs::create_directory(At("folder"));
  ASSERT_EQ(mkfifo(At("fifo").c_str(), 0600), 0);
  fs::create_symlink("missing", At("dangling"));
  const std::pair<std::string, std::string> rows[] = {
      {"missing", "cannot be read: No such file or directory"},
      {"dangling", "cannot be read: No such file or directory"},
      {"large/below", "cannot be read: Not a directory"},
      {"folder", "is not a regular file"},
      {"fifo", "is not a regular file"},
      {"large", "is larger than the 4 bytes allowed"},
  };
  for (const auto& [name, message] : rows) {
    const Result<std::string> bytes = ReadFile(At(name), 4);
    ASSERT_FALSE(bytes.ok()) << name;
    EXPECT_EQ(bytes.error(), (Error{At(name), "", message}));
  }
  EXPECT_EQ(*ReadFile(At("large"), 5), "12345");
}

TEST_F(FilesTest, ReadFileTakesJustTheLimitAndFilesThatTellNoSize) {
  for (const size_t size : {0, 1, 4'095, 4'096, 4'097, 300'000}) {
    const std::string bytes(size, 'x');
    Put("file", bytes);
    const Result<std::string> whole = ReadFile(At("file"), size);
    ASSERT_TRUE(whole) << size;
    EXPECT_EQ(*whole, bytes);
    EXPECT_EQ(*ReadFile(At("file"), size + 1), bytes) << size;
    if (size == 0) continue;
    EXPECT_FALSE(ReadFile(At("file"), size - 1)) << size;
  }
  // The system says 0 bytes of it.
  const Result<std::string> told = ReadFile("/proc/self/maps");
  ASSERT_TRUE(told);
  EXPECT_GT(told->size(), 4'096u);
  EXPECT_FALSE(ReadFile("/proc/self/maps", 4'097));
}

TEST_F(FilesTest, WriteAllToWritesWhatOneCallDoesNotTake) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const std::string bytes(1 << 20, 'x');  // a pipe holds 64 KiB
  std::string read_back;
  std::thread reader([&] {
    char step[10'000];
    for (ssize_t got; (got = read(ends[0], step, sizeof step)) > 0;) read_back.append(step, static_cast<size_t>(got));
  });
  EXPECT_TRUE(WriteAllTo(ends[1], bytes));
  close(ends[1]);
  reader.join();
  close(ends[0]);
  EXPECT_EQ(read_back, bytes);
  EXPECT_FALSE(WriteAllTo(-1, "x"));
  EXPECT_EQ(errno, EBADF);
}

TEST_F(FilesTest, ReadFolderNamesJsonFilesByTheirPath) {
  Put("specs/a/b/spec.json", "1");
  Put("specs/a/c.json", "2");
  Put("specs/README.md", "no");
  Put("specs/spec.json~", "no");
  Put("cases/a.json", "no");
  fs::create_directories(At("specs/folder.json"));
  EXPECT_THAT(*ReadFolder(root_, "specs"), ElementsAre(Pair("specs/a/b/spec.json", "1"), Pair("specs/a/c.json", "2")));
}

TEST_F(FilesTest, ReadFolderReadsLinksToFilesAndLeavesLinksToFolders) {
  Put("specs/a.json", "1");
  Put("elsewhere/b.json", "2");
  fs::create_symlink(At("elsewhere/b.json"), At("specs/b.json"));
  fs::create_directory_symlink(At("elsewhere"), At("specs/linked"));
  fs::create_directory_symlink(At("specs"), At("specs/itself"));
  EXPECT_THAT(*ReadFolder(root_, "specs"), ElementsAre(Pair("specs/a.json", "1"), Pair("specs/b.json", "2")));
}

TEST_F(FilesTest, ReadFolderSaysWhatItCannotRead) {
  Put("specs/good.json", "1");
  EXPECT_EQ(ReadFolder(root_, "missing").error(),
            (Error{At("missing"), "", "cannot be read: No such file or directory"}));
  ASSERT_EQ(mkfifo(At("specs/z.json").c_str(), 0600), 0);
  EXPECT_EQ(ReadFolder(root_, "specs").error(), (Error{At("specs/z.json"), "", "is not a regular file"}));
}

TEST_F(FilesTest, WriteFileWholeWritesAndReplaces) {
  ASSERT_TRUE(WriteFileWhole(At("file"), "old, and longer").ok());
  ASSERT_TRUE(WriteFileWhole(At("file"), std::string_view("new\0", 4)).ok());
  EXPECT_EQ(*ReadFile(At("file")), std::string("new\0", 4));
  EXPECT_THAT(Names(), ElementsAre("file"));
}

TEST_F(FilesTest, WriteFileWholeLetsTheOwnerAloneReadItWhereItIsToldTo) {
  const auto mode = [&](const std::string& name) { return fs::status(At(name)).permissions(); };
  const fs::perms of_owner = fs::perms::owner_read | fs::perms::owner_write;
  const mode_t before = umask(0);
  ASSERT_TRUE(WriteFileWhole(At("file"), "old").ok());
  EXPECT_EQ(mode("file"), of_owner | fs::perms::group_read | fs::perms::others_read);
  // As a process that was killed leaves it.
  const std::string left = "file.tmp." + std::to_string(getpid());
  Put(left, "");
  fs::permissions(At(left), fs::perms::all);
  EXPECT_TRUE(WriteFileWhole(At("file"), "new", Readers::kOwner).ok());
  umask(before);
  EXPECT_EQ(mode("file"), of_owner);
  EXPECT_EQ(*ReadFile(At("file")), "new");
  EXPECT_THAT(Names(), ElementsAre("file"));
}

TEST_F(FilesTest, WriteFileWholeLeavesNothingBehindWhereItFails) {
  Put("file", "kept");
  fs::create_directory(At("folder"));
  ASSERT_EQ(mkfifo(At("fifo").c_str(), 0600), 0);
  const std::pair<std::string, std::string> rows[] = {
      {"file/below", "cannot be written: Not a directory"},
      {"missing/file", "cannot be written: No such file or directory"},
      {"folder", "cannot be written: it is there and no regular file"},
      {"fifo", "cannot be written: it is there and no regular file"},
  };
  for (const auto& [name, message] : rows) {
    const Status status = WriteFileWhole(At(name), "bytes");
    ASSERT_FALSE(status.ok()) << name;
    EXPECT_EQ(status.error(), (Error{At(name), "", message}));
  }
  EXPECT_EQ(*ReadFile(At("file")), "kept");
  EXPECT_THAT(Names(), UnorderedElementsAre("file", "folder", "fifo"));
}

TEST_F(FilesTest, WriteFileWholeKeepsTheOldFileWhenTheDiskIsFull) {
  Put("file", "kept");
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit little{1000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &little), 0);
  const Status status = WriteFileWhole(At("file"), std::string(2000, 'x'));
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error(), (Error{At("file"), "", "cannot be written: File too large"}));
  EXPECT_EQ(*ReadFile(At("file")), "kept");
  EXPECT_THAT(Names(), ElementsAre("file"));
}

TEST_F(FilesTest, AReaderSeesTheOldFileOrTheNewOne) {
  const std::string old_bytes(100'000, 'o');
  const std::string new_bytes(300'000, 'n');
  ASSERT_TRUE(WriteFileWhole(At("file"), old_bytes).ok());
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int round = 0; round < 20; ++round) {
      if (!WriteFileWhole(At("file"), round % 2 == 0 ? new_bytes : old_bytes).ok()) break;
    }
    done = true;
  });
  int torn = 0;
  do {
    const Result<std::string> bytes = ReadFile(At("file"));
    if (!bytes.ok() || (*bytes != old_bytes && *bytes != new_bytes)) ++torn;
  } while (!done);
  writer.join();
  EXPECT_EQ(torn, 0);
}

TEST_F(FilesTest, MakeWritableFolderMakesParentsAndLeavesThemEmpty) {
  EXPECT_TRUE(MakeWritableFolder(At("a/b/c")).ok());
  EXPECT_TRUE(MakeWritableFolder(At("a/b/c")).ok());
  EXPECT_TRUE(fs::is_empty(At("a/b/c")));
}

TEST_F(FilesTest, MakeWritableFolderSaysWhatIsInTheWay) {
  Put("file", "");
  for (const char* name : {"file", "file/below"}) {
    const Status status = MakeWritableFolder(At(name));
    ASSERT_FALSE(status.ok()) << name;
    EXPECT_EQ(status.error(), (Error{At(name), "", "cannot be made: Not a directory"}));
  }
  EXPECT_EQ(MakeWritableFolder("/proc/self/authconform").error(),
            (Error{"/proc/self/authconform", "", "cannot be made: No such file or directory"}));
  EXPECT_EQ(MakeWritableFolder("/proc/self").error(),
            (Error{"/proc/self", "", "is not writable: No such file or directory"}));
  EXPECT_FALSE(MakeWritableFolder("").ok());
}

}  // namespace
}  // namespace authconform
