// keygen from outside: what it writes and prints, and what it leaves alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "tools/bundle/key.h"
#include "tools/cli/testing/child_process.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::HasSubstr;

TEST(Keygen, WritesAPairAndPrintsItsFingerprintAlone) {
  const std::string folder = FreshFolder("keygen");
  const Ended ended = RunAuthconform({"keygen", "acme.key"}, {.folder = folder});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const Result<PrivateKey> secret = PrivateKey::Read(folder + "/acme.key");
  const Result<PublicKey> open = PublicKey::Read(folder + "/acme.key.pub");
  ASSERT_TRUE(secret.ok() && open.ok());
  EXPECT_EQ(*open, secret->Public());
  EXPECT_EQ(ended.out, open->Fingerprint() + "\n");
  EXPECT_THAT(ended.err, HasSubstr("acme.key.pub: the public key"));
}

TEST(Keygen, ReplacesAKeyOnlyWithForce) {
  const std::string folder = FreshFolder("keygen_again");
  ASSERT_EQ(RunAuthconform({"keygen", "k"}, {.folder = folder}).code, 0);
  const std::string first = ReadText(folder + "/k");
  const Ended again = RunAuthconform({"keygen", "k"}, {.folder = folder});
  EXPECT_EQ(again.code, 2);
  EXPECT_EQ(again.out, "");
  EXPECT_EQ(again.err, "authconform: k: is there already: --force replaces it\n");
  EXPECT_EQ(ReadText(folder + "/k"), first);
  EXPECT_EQ(RunAuthconform({"keygen", "k", "--force"}, {.folder = folder}).code, 0);
  EXPECT_NE(ReadText(folder + "/k"), first);
}

TEST(Keygen, ForceReplacesKeysAndNothingElse) {
  const std::string folder = FreshFolder("keygen_force");
  ASSERT_EQ(RunAuthconform({"keygen", "k"}, {.folder = folder}).code, 0);
  WriteText(folder + "/known.json", "{}");
  WriteText(folder + "/new", "");
  WriteText(folder + "/odd", "");
  WriteText(folder + "/odd.pub", "my notes");
  const struct {
    const char* file;
    const char* err;  // empty: it is replaced
  } rows[] = {
      {"known.json", "authconform: known.json: is no private key: --force replaces keys alone\n"},
      {"k.pub", "authconform: k.pub: is no private key: --force replaces keys alone\n"},
      {"odd", "authconform: odd.pub: is no public key: --force replaces keys alone\n"},
      {"k", ""},
      {"new", ""},
  };
  for (const auto& row : rows) {
    const std::string before = ReadText(folder + "/" + row.file);
    const Ended ended = RunAuthconform({"keygen", row.file, "--force"}, {.folder = folder});
    const bool replaced = *row.err == '\0';
    EXPECT_EQ(ended.code, replaced ? 0 : 2) << row.file;
    EXPECT_EQ(ReadText(folder + "/" + row.file) != before, replaced) << row.file;
    EXPECT_THAT(ended.err, HasSubstr(row.err));
  }
}

TEST(Keygen, SaysWhyItCannotWrite) {
  const std::string folder = FreshFolder("keygen_bad");
  const struct {
    std::vector<std::string> arguments;
    std::string err;
  } rows[] = {
      {{"keygen"}, "authconform: file is required\nTry authconform --help.\n"},
      {{"keygen", ""}, "authconform: say where the key goes: FILE\n"},
      {{"keygen", "none/k"}, "authconform: none/k: cannot be written: No such file or directory\n"},
      {{"keygen", "."}, "authconform: .: is there already: --force replaces it\n"},
      {{"keygen", ".", "--force"}, "authconform: .: cannot be written: it is there and no regular file\n"},
  };
  for (const auto& row : rows) {
    const Ended ended = RunAuthconform(row.arguments, {.folder = folder});
    EXPECT_EQ(ended.code, 2);
    EXPECT_EQ(ended.err, row.err);
    EXPECT_EQ(ended.out, "");
    EXPECT_TRUE(std::filesystem::is_empty(folder));
  }
}

}  // namespace
}  // namespace authconform
