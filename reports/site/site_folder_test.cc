#include "reports/site/site_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "harness/base/files.h"

namespace authconform {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SiteFolders : public ::testing::Test {
 protected:
  SiteFolders() {
    path_ = std::string(std::getenv("TEST_TMPDIR")) + "/site-XXXXXX";
    EXPECT_NE(mkdtemp(path_.data()), nullptr);
  }

  std::unique_ptr<SiteFolder> Open() {
    Result<std::unique_ptr<SiteFolder>> folder = SiteFolder::Open(path_);
    EXPECT_TRUE(folder.ok()) << folder.error().ToString();
    return folder ? *std::move(folder) : nullptr;
  }

  std::string ErrorOfOpen() {
    const Result<std::unique_ptr<SiteFolder>> folder = SiteFolder::Open(path_, {}, std::chrono::milliseconds(50));
    return folder ? "" : folder.error().ToString();
  }

  // One writing of a site that has these files.
  void WriteSite(const std::vector<std::string>& names, const std::string& bytes = "page") {
    const std::unique_ptr<SiteFolder> folder = Open();
    for (const std::string& name : names) ASSERT_TRUE(folder->Write(name, bytes).ok()) << name;
    const Status finished = folder->Finish();
    ASSERT_TRUE(finished.ok()) << finished.error().ToString();
  }

  // Without the list; sorted.
  std::vector<std::string> Files() {
    std::vector<std::string> files;
    for (const fs::directory_entry& each : fs::recursive_directory_iterator(path_)) {
      const std::string name = each.path().lexically_relative(path_).generic_string();
      if (!name.ends_with(".authconform-site")) files.push_back(each.is_directory() ? name + "/" : name);
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  void PutByHand(const std::string& name, const std::string& bytes) {
    fs::create_directories(fs::path(path_ + "/" + name).parent_path());
    std::ofstream(path_ + "/" + name) << bytes;
  }

  ino_t InodeOf(const std::string& name) {
    struct stat about = {};
    EXPECT_EQ(stat((path_ + "/" + name).c_str(), &about), 0) << name;
    return about.st_ino;
  }

  std::string Read(const std::string& name) {
    const Result<std::string> bytes = ReadFile(path_ + "/" + name);
    return bytes ? *bytes : bytes.error().ToString();
  }

  std::string path_;
};

TEST_F(SiteFolders, LeavesAFileThatIsTheSameAndReplacesOneThatIsNot) {
  WriteSite({"a.html", "b.html"}, "old");
  const ino_t a = InodeOf("a.html");
  const ino_t b = InodeOf("b.html");
  const std::unique_ptr<SiteFolder> folder = Open();
  ASSERT_TRUE(folder->Write("a.html", "old").ok());
  ASSERT_TRUE(folder->Write("b.html", "new").ok());
  ASSERT_TRUE(folder->Finish().ok());
  EXPECT_EQ(InodeOf("a.html"), a);
  EXPECT_NE(InodeOf("b.html"), b);
  EXPECT_EQ(Read("b.html"), "new");
}

TEST_F(SiteFolders, RemovesWhatIsNoLongerWrittenWithItsFolder) {
  WriteSite({"a.html", "runs/1.html", "runs/2.html"});
  WriteSite({"a.html", "runs/2.html"});
  EXPECT_THAT(Files(), ElementsAre("a.html", "runs/", "runs/2.html"));
  WriteSite({"a.html"});
  EXPECT_THAT(Files(), ElementsAre("a.html"));
}

TEST_F(SiteFolders, RemovesAFolderThatIsNoLongerEntered) {
  {
    const std::unique_ptr<SiteFolder> root = Open();
    const Result<std::unique_ptr<SiteFolder>> inner = root->Enter("targets/acme");
    ASSERT_TRUE(inner.ok());
    ASSERT_TRUE((*inner)->Write("runs/1.html", "page").ok());
    ASSERT_TRUE((*inner)->Finish().ok());
    ASSERT_TRUE(root->Finish().ok());
  }
  EXPECT_THAT(Files(), ElementsAre("targets/", "targets/acme/", "targets/acme/runs/", "targets/acme/runs/1.html"));
  WriteSite({"a.html"});
  EXPECT_THAT(Files(), ElementsAre("a.html"));
}

TEST_F(SiteFolders, NeverRemovesWhatIsAnothers) {
  WriteSite({"runs/1.html"});
  PutByHand("runs/mine.txt", "mine");
  PutByHand("CNAME", "status.example.com");
  WriteSite({});
  EXPECT_THAT(Files(), ElementsAre("CNAME", "runs/", "runs/mine.txt"));
}

TEST_F(SiteFolders, AreLeftAsTheyAreWhenAnothersFileIsInTheWay) {
  PutByHand("feed.xml", "mine");
  const Result<std::unique_ptr<SiteFolder>> folder = SiteFolder::Open(path_, {"index.html", "feed.xml"});
  ASSERT_FALSE(folder.ok());
  EXPECT_THAT(folder.error().ToString(), HasSubstr("/feed.xml: is there, and this site did not write it"));
  EXPECT_FALSE(fs::exists(path_ + "/.authconform-site"));
  EXPECT_THAT(Files(), ElementsAre("feed.xml"));
}

TEST_F(SiteFolders, AreEmptyOrASiteBeforeTheyAreWritten) {
  const auto error_of = [&] {
    const Result<std::unique_ptr<SiteFolder>> folder = SiteFolder::Open(path_, {"index.html", "feed.xml"});
    return folder ? "" : folder.error().ToString();
  };
  PutByHand("b/password", "secret");
  PutByHand("a.json", "{}");
  EXPECT_THAT(error_of(), HasSubstr(": is no site and holds a.json, which would be published with the site"));
  EXPECT_THAT(Files(), ElementsAre("a.json", "b/", "b/password"));
  fs::remove(path_ + "/a.json");
  EXPECT_THAT(error_of(), HasSubstr(": is no site and holds b, "));
  EXPECT_FALSE(fs::exists(path_ + "/.authconform-site"));
  fs::remove_all(path_ + "/b");
  PutByHand(".git/HEAD", "ref: refs/heads/pages");
  EXPECT_EQ(error_of(), "");
  PutByHand("CNAME", "status.example.com");
  EXPECT_THAT(error_of(), HasSubstr("holds CNAME"));
  fs::remove(path_ + "/CNAME");
  WriteSite({"index.html"}, std::string(kMarkupMark));
  PutByHand("CNAME", "status.example.com");
  EXPECT_EQ(error_of(), "") << "a site may get company";
  fs::remove(path_ + "/.authconform-site");
  EXPECT_EQ(error_of(), "") << "and is known by its pages without its list";
}

TEST_F(SiteFolders, NeverWritesOverWhatIsAnothers) {
  PutByHand("index.html", "mine");
  const std::unique_ptr<SiteFolder> folder = Open();
  const Status written = folder->Write("index.html", "ours");
  ASSERT_FALSE(written.ok());
  EXPECT_THAT(written.error().ToString(), HasSubstr("did not write it"));
  EXPECT_EQ(Read("index.html"), "mine");
}

TEST_F(SiteFolders, TakesOverWhatIsAsItWouldBeWritten) {
  PutByHand("index.html", "ours");
  const std::unique_ptr<SiteFolder> folder = Open();
  EXPECT_TRUE(folder->Write("index.html", "ours").ok());
}

// As after a power cut, or when somebody cleared the files whose names begin with a dot.
TEST_F(SiteFolders, ALostListMakesNoFolderUnwritable) {
  for (const char* lost : {"gone", "empty", "cut"}) {
    for (const std::string_view mark : kSiteMarks) {
      const std::string old = "old\n" + std::string(mark);
      WriteSite({"a.html", "runs/1.html"}, old);
      fs::remove(path_ + "/.authconform-site");
      if (lost == std::string("empty")) PutByHand(".authconform-site", "");
      if (lost == std::string("cut")) PutByHand(".authconform-site", "authconform site 1: the fi");
      WriteSite({"a.html", "runs/1.html"}, "new");
      EXPECT_EQ(Read("a.html") + Read("runs/1.html"), "newnew") << lost << old;
    }
  }
}

TEST_F(SiteFolders, AMarkWithinAFileIsNoneAtItsEnd) {
  PutByHand("index.html", "<!-- authconform site -->\nmine\n");
  EXPECT_FALSE(Open()->Write("index.html", "ours").ok());
  EXPECT_THAT(Read("index.html"), HasSubstr("mine"));
}

TEST_F(SiteFolders, FollowNoLinkOutOfThem) {
  const std::string outside = path_ + "-outside";
  fs::create_directories(outside + "/acme");
  std::ofstream(outside + "/1.html") << "mine";
  const auto error_of = [&](const std::string& name) {
    const Status written = Open()->Write(name, "ours");
    return written ? "" : written.error().ToString();
  };
  fs::create_symlink(outside, path_ + "/runs");
  EXPECT_THAT(error_of("runs/2.html"), HasSubstr("/runs: is in the way of the site's folder"));
  EXPECT_THAT(error_of("runs/deeper/2.html"), HasSubstr("/runs: is in the way of the site's folder"));
  fs::create_symlink(outside, path_ + "/targets");
  EXPECT_FALSE(Open()->Enter("targets/acme").ok());
  PutByHand("file", "mine");
  EXPECT_THAT(error_of("file/2.html"), HasSubstr("/file: is in the way of the site's folder"));
  EXPECT_TRUE(fs::is_empty(outside + "/acme"));
  EXPECT_FALSE(fs::exists(outside + "/2.html"));
}

TEST_F(SiteFolders, RemoveNothingBehindALink) {
  WriteSite({"runs/1.html"});
  const std::string outside = path_ + "-outside";
  fs::rename(path_ + "/runs", outside);
  fs::create_symlink(outside, path_ + "/runs");
  WriteSite({});
  EXPECT_TRUE(fs::exists(outside + "/1.html"));
}

TEST_F(SiteFolders, WritesAnewWhatWasTakenOrCut) {
  WriteSite({"a.html", "b.html"}, "whole");
  fs::remove(path_ + "/a.html");
  fs::resize_file(path_ + "/b.html", 0);  // as a power cut leaves it
  WriteSite({"a.html", "b.html"}, "whole");
  EXPECT_EQ(Read("a.html"), "whole");
  EXPECT_EQ(Read("b.html"), "whole");
}

TEST_F(SiteFolders, AStampStandsForWhatIsDearToMake) {
  {
    const std::unique_ptr<SiteFolder> folder = Open();
    EXPECT_FALSE(folder->IsWritten("runs/1.html", "one"));
    ASSERT_TRUE(folder->WriteStamped("runs/1.html", "one", "report").ok());
    ASSERT_TRUE(folder->Finish().ok());
  }
  const std::unique_ptr<SiteFolder> folder = Open();
  EXPECT_FALSE(folder->IsWritten("runs/1.html", "two"));
  EXPECT_TRUE(folder->IsWritten("runs/1.html", "one"));
  ASSERT_TRUE(folder->Finish().ok());
  EXPECT_THAT(Files(), ElementsAre("runs/", "runs/1.html"));
}

// A process that is killed never comes to Finish.
TEST_F(SiteFolders, AKilledWritingForgetsNoFile) {
  ASSERT_TRUE(Open()->Write("a.html", "page").ok());
  std::ofstream(path_ + "/.authconform-site", std::ios::app) << "- 0 cut-of";
  WriteSite({"b.html"});
  EXPECT_THAT(Files(), ElementsAre("b.html"));
}

TEST_F(SiteFolders, AListThatLeadsOutIsRefused) {
  WriteSite({"a.html"});
  const std::string list = Read(".authconform-site");
  for (const char* name : {"../x", "/etc/passwd", "a/../../x", "a//b", "A", "", ".hidden", "a/.b"}) {
    PutByHand(".authconform-site", list + "- 0 " + name + "\n");
    EXPECT_THAT(ErrorOfOpen(), HasSubstr("line 3: is no line")) << name;
  }
  PutByHand(".authconform-site", "something else\n");
  EXPECT_THAT(ErrorOfOpen(), HasSubstr("line 1: is no list of a site's files: delete the list"));
}

TEST_F(SiteFolders, AreWrittenByOneAtATime) {
  const std::unique_ptr<SiteFolder> first = Open();
  EXPECT_THAT(ErrorOfOpen(), HasSubstr("is being written by another authconform"));
}

TEST_F(SiteFolders, WaitForWhoWritesThem) {
  std::unique_ptr<SiteFolder> first = Open();
  std::thread ends([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    first.reset();
  });
  EXPECT_NE(Open(), nullptr);
  ends.join();
}

TEST_F(SiteFolders, SayWhatCannotBeWritten) {
  PutByHand("file", "");
  const Result<std::unique_ptr<SiteFolder>> in_a_file = SiteFolder::Open(path_ + "/file");
  ASSERT_FALSE(in_a_file.ok());
  EXPECT_THAT(in_a_file.error().ToString(), HasSubstr("/file: "));
  const Result<std::unique_ptr<SiteFolder>> nowhere = SiteFolder::Open("/proc/site");
  ASSERT_FALSE(nowhere.ok());
  EXPECT_THAT(nowhere.error().ToString(), HasSubstr("cannot be made"));
}

TEST_F(SiteFolders, LeaveNothingBesideWhenTheyAreDone) {
  WriteSite({"a.html"});
  WriteSite({});
  EXPECT_THAT(Files(), IsEmpty());
}

}  // namespace
}  // namespace authconform
