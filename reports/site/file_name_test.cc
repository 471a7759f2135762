#include "reports/site/file_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace authconform {
namespace {

using ::testing::EndsWith;
using ::testing::Not;
using ::testing::StartsWith;

TEST(FileName, KeepsWhatIsOneAlready) {
  for (const char* name : {"acme-staging", "a", "0", "auth.example.com", "snake_case", "console", "com10", "nully"}) {
    EXPECT_EQ(FileName(name), name);
  }
}

TEST(FileName, GivesADigestToWhatIsNone) {
  const std::vector<std::string> kNames = {"",
                                           ".",
                                           "..",
                                           "../../etc/passwd",
                                           ".hidden",
                                           "-option",
                                           "ends.",
                                           "Acme",
                                           "a b",
                                           "a/b",
                                           "a\\b",
                                           "con",
                                           "nul.txt",
                                           "com1",
                                           "lpt9.x",
                                           "\xe2\x80\xae"
                                           "evil",
                                           "\xff\xfe",
                                           "a\nb",
                                           "<script>",
                                           "ümläut",
                                           "a:b",
                                           "a?b#c%d",
                                           "aux",
                                           std::string("a\0b", 3),
                                           "a-0123456789abcdef0123",
                                           std::string(10'000, 'x'),
                                           std::string(101, 'a')};
  for (const std::string& name : kNames) {
    const std::string file = FileName(name);
    EXPECT_NE(file, name);
    EXPECT_LE(file.size(), 100u) << name;
    EXPECT_EQ(file.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_"), std::string::npos) << file;
    EXPECT_THAT(file, Not(StartsWith("-"))) << name;
    EXPECT_EQ(file[file.size() - 21], '-') << file;
    EXPECT_EQ(FileName(name), file) << "another name the second time";
  }
}

TEST(FileName, IsAnotherForEachTextWhateverTheCase) {
  std::set<std::string> files;
  const std::vector<std::string> kNames = {"acme",  "Acme", "ACME", "acme ", " acme", "acme/",
                                           "acme?", "",     "-",    "--",    "/"};
  for (const std::string& name : kNames) EXPECT_TRUE(files.insert(FileName(name)).second) << name;
  // A text that is another's file name has one of its own.
  for (const std::string& name : kNames) {
    const std::string taken = FileName(name);
    EXPECT_TRUE(taken == name || files.insert(FileName(taken)).second) << taken;
  }
}

TEST(FileName, StaysReadable) { EXPECT_THAT(FileName("Acme (staging)"), StartsWith("acme-staging-")); }

TEST(CaseFileName, HasDotsForSlashes) {
  EXPECT_EQ(CaseFileName("duktig/token/valid/sign-in"), "duktig.token.valid.sign-in");
  EXPECT_NE(CaseFileName("a/b"), CaseFileName("a.b"));
  EXPECT_NE(CaseFileName("a//b"), CaseFileName("a/./b"));
  EXPECT_THAT(CaseFileName("../../x"), Not(StartsWith(".")));
  EXPECT_THAT(CaseFileName("a/b/c/../../d"), Not(EndsWith("d")));
}

}  // namespace
}  // namespace authconform
