#include "tools/artefacts/outputs.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "harness/base/files.h"
#include "tools/bundle/key.h"

namespace authconform {
namespace {

namespace fs = std::filesystem;

class OutputsTest : public ::testing::Test {
 protected:
  OutputsTest() {
    fs::remove_all(root_);
    fs::create_directories(root_ + "/folder");
    EXPECT_TRUE(WriteFileWhole(At("file"), "text").ok());
    EXPECT_TRUE(WriteFileWhole(At("other"), "text").ok());
    fs::create_hard_link(At("file"), At("hard"));
    fs::create_symlink("file", At("soft"));
    fs::create_symlink("folder", At("linked"));
  }

  std::string At(const std::string& name) const { return root_ + "/" + name; }

  const std::string root_ = ::testing::TempDir() + "/outputs";
};

TEST_F(OutputsTest, TellsOneFileByWhateverName) {
  const struct {
    const char* one;
    const char* other;
    bool same;
  } kRows[] = {
      {"file", "file", true},
      {"file", "./folder/../file", true},
      {"file", "hard", true},
      {"file", "soft", true},
      {"soft", "hard", true},
      {"file", "other", false},
      {"file", "not-there", false},
      {"not-there", "not-there", true},
      {"folder/not-there", "linked/not-there", true},
      {"folder/not-there", "linked/../folder/./not-there", true},
      {"not-there", "folder/not-there", false},
      {"no-folder/x", "no-folder/../no-folder/x", true},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(AreOneFile(At(row.one), At(row.other)), row.same) << row.one << " and " << row.other;
    EXPECT_EQ(AreOneFile(At(row.other), At(row.one)), row.same) << row.other << " and " << row.one;
  }
  fs::current_path(root_);
  EXPECT_TRUE(AreOneFile("not-there", At("not-there"))) << "below the working folder";
  EXPECT_TRUE(AreOneFile("file", At("soft")));
}

TEST_F(OutputsTest, SaysWhichInputWouldBeDestroyed) {
  const std::vector<InputFile> inputs = {
      {"the list", ""}, {"the key", At("not-there")}, {"the target file", At("file")}};
  EXPECT_EQ(SpareInputs(At("hard"), "--out", inputs).error().ToString(),
            At("hard") + ": is the target file: --out would destroy it");
  EXPECT_EQ(SpareInputs(At("folder/../not-there"), "--bundle", inputs).error().ToString(),
            At("folder/../not-there") + ": is the key: --bundle would destroy it");
  EXPECT_TRUE(SpareInputs(At("other"), "--out", inputs).ok());
  EXPECT_TRUE(SpareInputs("", "--out", inputs).ok()) << "nothing is written";
}

TEST_F(OutputsTest, APrivateKeyIsSparedWhoeverItBelongsTo) {
  ASSERT_TRUE(WriteKeyPair(PrivateKey::Generate(), At("k"), false).ok());
  EXPECT_EQ(SpareInputs(At("k"), "--out", {}).error().ToString(),
            At("k") + ": is a private key: --out would destroy it");
  EXPECT_TRUE(SpareInputs(At("k.pub"), "--out", {}).ok());
  const struct {
    std::string text;
    bool spared;
  } kRows[] = {
      {"-----BEGIN RSA PRIVATE KEY-----\n", true},
      {"Bag Attributes\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n", true},
      {"-----BEGIN OPENSSH PRIVATE KEY-----\n" + std::string(100'000, 'A'), true},
      {"<p>-----BEGIN PRIVATE KEY-----\n", false},  // a text that speaks of one
      {"-----BEGIN CERTIFICATE-----\nPRIVATE KEY\n", false},
      {"", false},
  };
  for (const auto& row : kRows) {
    ASSERT_TRUE(WriteFileWhole(At("other"), row.text).ok());
    EXPECT_EQ(!SpareInputs(At("other"), "--out", {}).ok(), row.spared) << row.text.substr(0, 60);
  }
}

TEST_F(OutputsTest, TellsBeforehandWhatCannotBeWritten) {
  EXPECT_TRUE(CanBeWritten(At("file")).ok());
  EXPECT_TRUE(CanBeWritten(At("folder/new")).ok());
  EXPECT_TRUE(fs::is_empty(At("folder"))) << "nothing is made";
  const std::pair<std::string, std::string> kRows[] = {
      {"none/new", "there is no folder " + At("none")},
      {"none/", "there is no folder " + At("none")},
      {"file/new", "there is no folder " + At("file")},
      {"folder", "it is there and no regular file"},
  };
  for (const auto& [name, why] : kRows) {
    const Status can = CanBeWritten(At(name));
    ASSERT_FALSE(can.ok()) << name;
    EXPECT_EQ(can.error().ToString(), At(name) + ": cannot be written: " + why);
  }
  EXPECT_FALSE(fs::exists(At("none")));
  EXPECT_FALSE(CanBeWritten("/proc/new").ok()) << "where nobody can write, not even root";
}

}  // namespace
}  // namespace authconform
