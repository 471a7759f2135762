// Keys to files and back, and what is refused as a key without a byte of it being told.
#include "tools/bundle/key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace authconform {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace fs = std::filesystem;

class KeyTest : public ::testing::Test {
 protected:
  KeyTest() {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

  std::string Write(const std::string& name, const std::string& text, mode_t mode = 0600) const {
    std::ofstream(Path(name)) << text;
    chmod(Path(name).c_str(), mode);
    return Path(name);
  }

  static int ModeOf(const std::string& path) {
    struct stat about = {};
    return stat(path.c_str(), &about) == 0 ? about.st_mode & 07777 : -1;
  }

 private:
  const std::string folder_ =
      ::testing::TempDir() + "/" + ::testing::UnitTest::GetInstance()->current_test_info()->name();
};

// RFC 8410 10.3 and 10.1.
constexpr const char* kPrivate =
    "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE "
    "KEY-----\n";
constexpr const char* kPublic =
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC "
    "KEY-----\n";

TEST_F(KeyTest, PairOnDiskIsThePairInMemory) {
  const PrivateKey made = PrivateKey::Generate();
  ASSERT_TRUE(WriteKeyPair(made, Path("k"), false).ok());
  const Result<PrivateKey> secret = PrivateKey::Read(Path("k"));
  const Result<PublicKey> open = PublicKey::Read(Path("k.pub"));
  ASSERT_TRUE(secret.ok() && open.ok());
  EXPECT_EQ(*open, made.Public());
  EXPECT_EQ(secret->Sign("bytes"), made.Sign("bytes"));
  EXPECT_EQ(*PublicKey::FromPem(open->Pem(), ""), *open);
  EXPECT_NE(PrivateKey::Generate().Public(), *open);
  EXPECT_EQ(ModeOf(Path("k")), 0600);
  EXPECT_EQ(ModeOf(Path("k.pub")) & 0444, 0444);
}

TEST_F(KeyTest, ReadsTheKeysOfTheStandard) {
  const Result<PrivateKey> secret = PrivateKey::Read(Write("k", kPrivate));
  ASSERT_TRUE(secret.ok()) << secret.error().ToString();
  EXPECT_EQ(secret->Public().Pem(), kPublic);
  EXPECT_EQ(secret->Public(), *PublicKey::Read(Write("k.pub", kPublic, 0644)));
  EXPECT_EQ(secret->Public().Fingerprint(), "a1e9156054e04fac899ae9f275132cdc07a5dbc4ea2c2ad3a1ffc6e0d253681f");
}

TEST_F(KeyTest, SignatureFitsItsBytesAndItsKeyOnly) {
  const PrivateKey key = PrivateKey::Generate();
  const std::string signature = key.Sign("bytes");
  EXPECT_EQ(signature.size(), 64u);
  EXPECT_TRUE(key.Public().Verifies("bytes", signature));
  EXPECT_TRUE(key.Public().Verifies("", key.Sign("")));
  EXPECT_FALSE(key.Public().Verifies("byteS", signature));
  EXPECT_FALSE(PrivateKey::Generate().Public().Verifies("bytes", signature));
  EXPECT_FALSE(key.Public().Verifies("bytes", ""));
  EXPECT_FALSE(key.Public().Verifies("bytes", signature + "x"));
  for (size_t at = 0; at < signature.size(); ++at) {
    std::string changed = signature;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(key.Public().Verifies("bytes", changed)) << at;
  }
}

TEST_F(KeyTest, IsNotReplacedUnasked) {
  const PrivateKey first = PrivateKey::Generate();
  const PrivateKey second = PrivateKey::Generate();
  ASSERT_TRUE(WriteKeyPair(first, Path("k"), false).ok());
  EXPECT_EQ(WriteKeyPair(second, Path("k"), false).error().ToString(),
            Path("k") + ": is there already: --force replaces it");
  fs::remove(Path("k"));
  EXPECT_EQ(WriteKeyPair(second, Path("k"), false).error().ToString(),
            Path("k.pub") + ": is there already: --force replaces it");
  EXPECT_FALSE(fs::exists(Path("k")));
  ASSERT_TRUE(WriteKeyPair(second, Path("k"), true).ok());
  EXPECT_EQ(PrivateKey::Read(Path("k"))->Public(), second.Public());
  EXPECT_EQ(*PublicKey::Read(Path("k.pub")), second.Public());
  // What was there before does not lend the new key its mode.
  chmod(Path("k").c_str(), 0644);
  ASSERT_TRUE(WriteKeyPair(first, Path("k"), true).ok());
  EXPECT_EQ(ModeOf(Path("k")), 0600);
}

TEST_F(KeyTest, IsWrittenAsAFileOrNotAtAll) {
  const PrivateKey key = PrivateKey::Generate();
  fs::create_directories(Path("folder"));
  EXPECT_THAT(WriteKeyPair(key, Path("folder"), true).error().message, HasSubstr("no regular file"));
  EXPECT_THAT(WriteKeyPair(key, Path("none/k"), false).error().message, StartsWith("cannot be written: "));
  fs::create_symlink(Path("elsewhere"), Path("link"));
  EXPECT_FALSE(WriteKeyPair(key, Path("link"), false).ok());
  EXPECT_FALSE(WriteKeyPair(key, Path("link"), true).ok());
  EXPECT_FALSE(fs::exists(Path("elsewhere")));
}

TEST_F(KeyTest, IsSecretOnlyWhenNobodyElseMayUseItsFile) {
  for (const mode_t mode : {0640, 0604, 0660, 0602, 0610, 0644, 0777}) {
    const std::string path = Write("k", kPrivate, mode);
    EXPECT_EQ(PrivateKey::Read(path).error().ToString(),
              path + ": may be read or written by others than its owner: make a new key, or chmod 600 it");
  }
  for (const mode_t mode : {0600, 0400, 0700}) EXPECT_TRUE(PrivateKey::Read(Write("k", kPrivate, mode)).ok());
}

TEST_F(KeyTest, TellsWhatAFileIsInsteadAndShowsNoneOfIt) {
  const std::string rsa =
      "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEVs/o5+uQbTjL3chynL4wXgUg2R9\n"
      "q9UU8I5mEovUf86QZ7kOBIjJwqnzD1omageEHWwHdBO6B+dFabmdT9POxg==\n-----END PUBLIC KEY-----\n";
  const std::string ec_private =
      "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgevZzL1gdAFr88hb2\n"
      "OF/2NxApJCzGCEDdfSp6VQO30hyhRANCAAQRWz+jn65BtOMvdyHKcvjBeBSDZH2r\n1RTwjmYSi9R/zpBnuQ4EiMnCqfMPWiZqB4QdbAd0E7oH"
      "50VpuZ1P087G\n-----END PRIVATE KEY-----\n";
  const std::string locked = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIGbAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
  const std::string cut = std::string(kPrivate).substr(0, 70);
  const struct {
    std::string text, as_private, as_public;
  } rows[] = {
      {"", "is not a private key in PEM (authconform keygen makes one)", "is not a public key in PEM"},
      {"hunter2", "is not a private key in PEM (authconform keygen makes one)", "is not a public key in PEM"},
      {cut, "is not a private key in PEM (authconform keygen makes one)",
       "is a private key: give the public one, the file that ends in .pub"},
      {kPublic, "is a public key: give the private one, the file without .pub", ""},
      {kPrivate, "", "is a private key: give the public one, the file that ends in .pub"},
      {rsa, "is a public key: give the private one, the file without .pub", "is not an Ed25519 key"},
      {ec_private, "is not an Ed25519 key", "is a private key: give the public one, the file that ends in .pub"},
      {locked, "is a private key with a passphrase, which authconform does not ask for",
       "is a private key: give the public one, the file that ends in .pub"},
      {std::string(20'000, 'x'), "is too long for a key in PEM", "is too long for a key in PEM"},
  };
  for (const auto& row : rows) {
    const std::string path = Write("k", row.text);
    const Result<PrivateKey> secret = PrivateKey::Read(path);
    const Result<PublicKey> open = PublicKey::Read(path);
    EXPECT_EQ(secret ? "" : secret.error().message, row.as_private) << row.text;
    EXPECT_EQ(open ? "" : open.error().message, row.as_public) << row.text;
  }
  EXPECT_THAT(PrivateKey::Read(Path("none")).error().message, StartsWith("cannot be read: "));
  EXPECT_EQ(PrivateKey::Read(Path("")).error().message, "is not a regular file");
  EXPECT_EQ(PublicKey::Read("/dev/null").error().message, "is not a regular file");
}

TEST_F(KeyTest, IsReadByOpenssl) {
  ASSERT_EQ(std::system("openssl version > /dev/null 2>&1"), 0) << "tools/setup installs openssl";
  const PrivateKey key = PrivateKey::Generate();
  ASSERT_TRUE(WriteKeyPair(key, Path("k"), false).ok());
  Write("bytes", "bytes");
  Write("signature", key.Sign("bytes"));
  const auto run = [](const std::string& line) { return std::system((line + " 2>&1").c_str()); };
  EXPECT_EQ(run("openssl pkey -in " + Path("k") + " -pubout | cmp - " + Path("k.pub")), 0);
  EXPECT_EQ(run("openssl pkeyutl -verify -pubin -inkey " + Path("k.pub") + " -rawin -in " + Path("bytes") +
                " -sigfile " + Path("signature")),
            0);
  EXPECT_EQ(run("openssl pkey -pubin -in " + Path("k.pub") + " -outform DER | sha256sum | grep -q ^" +
                key.Public().Fingerprint()),
            0);
  ASSERT_EQ(run("openssl genpkey -algorithm ed25519 -out " + Path("theirs")), 0);
  ASSERT_EQ(run("openssl pkey -in " + Path("theirs") + " -pubout -out " + Path("theirs.pub")), 0);
  chmod(Path("theirs").c_str(), 0600);
  const Result<PrivateKey> theirs = PrivateKey::Read(Path("theirs"));
  ASSERT_TRUE(theirs.ok()) << theirs.error().ToString();
  EXPECT_EQ(theirs->Public(), *PublicKey::Read(Path("theirs.pub")));
}

}  // namespace
}  // namespace authconform
