// Bundles as they are made and opened, and each kind of tampering in its own words.
#include "tools/bundle/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "harness/base/sha256.h"
#include "harness/run/runner.h"
#include "tools/bundle/archive.h"

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kCreated = "2025-11-24T16:00:00Z";

const FileSet kFiles = {
    {"run.json", "{\"authconform\": \"0.1.0\"}\n"},
    {"transcript.ndjson", "{\"exchange\":\"acme/login/valid/sign-in\"}\n"},
    {"specs/endpoint.schema.json", "{}"},
    {"specs/acme/login/spec.json", "{}"},
    {"cases/acme/login.cases.json", "[]"},
};

const PrivateKey& Key() {
  static const PrivateKey key = PrivateKey::Generate();
  return key;
}

std::string Made(const FileSet& files = kFiles) {
  const Result<std::string> bytes = MakeBundle(files, Key(), kCreated);
  return bytes ? *bytes : bytes.error().ToString();
}

std::string ErrorOf(std::string_view bytes) {
  const Result<OpenedBundle> bundle = OpenBundle(bytes, "b");
  return bundle ? "opens" : bundle.error().ToString();
}

// The bundle with all of its files changed by `tamper`.
std::string Tampered(const std::function<void(FileSet&)>& tamper) {
  FileSet files = *ReadArchive(Made(), "b");
  tamper(files);
  return *WriteArchive(files);
}

// The same, and signed again by who holds a key: what only --key or the manifest's form can tell.
std::string Resigned(const std::function<void(FileSet&)>& tamper, const PrivateKey& key = Key()) {
  return Tampered([&](FileSet& files) {
    tamper(files);
    files["signature.json"] = WriteJson(Json::Object{{"algorithm", "Ed25519"},
                                                     {"public_key", key.Public().Pem()},
                                                     {"signature", EncodeBase64(key.Sign(files["manifest.json"]))}});
  });
}

void Replace(std::string& text, const std::string& what, const std::string& with) {
  const size_t at = text.find(what);
  ASSERT_NE(at, std::string::npos) << what << " in " << text;
  text.replace(at, what.size(), with);
}

std::function<void(FileSet&)> Replacing(const std::string& file, const std::string& what, const std::string& with) {
  return [=](FileSet& files) { Replace(files[file], what, with); };
}

TEST(Bundle, GivesBackWhatItTook) {
  const Result<OpenedBundle> bundle = OpenBundle(Made(), "b");
  ASSERT_TRUE(bundle.ok()) << bundle.error().ToString();
  EXPECT_EQ(bundle->files, kFiles);
  EXPECT_EQ(bundle->authconform, kVersion);
  EXPECT_EQ(bundle->created, kCreated);
  EXPECT_EQ(bundle->key, Key().Public());
  EXPECT_EQ(Made(), Made());
}

TEST(Bundle, IsNotMadeOfWhatCouldNotBeOpened) {
  EXPECT_EQ(MakeBundle({{"../x", ""}}, Key(), kCreated).error().ToString(), "the name \"../x\" has a part \"..\"");
}

TEST(Bundle, HoldsTheFilesOfItsEndpointsAndTheirForms) {
  const FileSet all = {
      {"specs/endpoint.schema.json", "1"},      {"specs/acme/login/spec.json", "2"},
      {"specs/acme/login/x.schema.json", "3"},  {"specs/acme/login2/spec.json", "4"},
      {"specs/other/login/spec.json", "5"},     {"cases/case.schema.json", "6"},
      {"cases/acme/login.cases.json", "7"},     {"cases/acme/login.proof.json", "8"},
      {"cases/acme/login2.cases.json", "9"},    {"harness/run/target.schema.json", "10"},
      {"specs/acme/other/x.schema.json", "11"},
  };
  const FileSet expected = {
      {"specs/endpoint.schema.json", "1"},
      {"specs/acme/login/spec.json", "2"},
      {"specs/acme/login/x.schema.json", "3"},
      {"cases/case.schema.json", "6"},
      {"cases/acme/login.cases.json", "7"},
      {"cases/acme/login.proof.json", "8"},
      {"run.json", "r"},
      {"transcript.ndjson", "t"},
  };
  EXPECT_EQ(BundleFiles(all, {"acme/login"}, "r", "t"), expected);
  FileSet listed = expected;
  listed["deviations.json"] = "d";
  EXPECT_EQ(BundleFiles(all, {"acme/login"}, "r", "t", "d"), listed) << "and no other endpoint";
  EXPECT_EQ(BundleFiles(all, {"acme", "acme/login", "acme/other", ""}, "r", "t", "d"), listed) << "there are no such";
  listed["specs/acme/login2/spec.json"] = "4";
  listed["cases/acme/login2.cases.json"] = "9";
  EXPECT_EQ(BundleFiles(all, {"acme/login", "acme/login2"}, "r", "t", "d"), listed);
}

TEST(Bundle, NamesEachKindOfTampering) {
  const std::string changed = "b: transcript.ndjson was changed: its sha256 is " + Sha256Hex("forged") + ", not " +
                              Sha256Hex(kFiles.at("transcript.ndjson"));
  const std::string unfit =
      "b: the signature does not fit: manifest.json was changed after it was signed, or signature.json was";
  const std::string malformed = "b: the signature is malformed: ";
  const struct {
    std::string bytes, error;
  } rows[] = {
      {Tampered([](FileSet&) {}), "opens"},
      // Files.
      {Tampered([](FileSet& files) { files["transcript.ndjson"] = "forged"; }), changed},
      {Tampered([](FileSet& files) { files["cases/acme/x.json"] = "{}"; }),
       "b: cases/acme/x.json is not in the manifest: it was added after the bundle was signed"},
      {Tampered([](FileSet& files) { files.erase("specs/acme/login/spec.json"); }),
       "b: a file of the manifest is missing: \"specs/acme/login/spec.json\""},
      // The manifest.
      {Tampered([](FileSet& files) { files.erase("manifest.json"); }), "b: manifest.json is missing"},
      {Tampered(Replacing("manifest.json", "2025", "2024")), unfit},
      {Tampered([](FileSet& files) {
         files["transcript.ndjson"] = "forged";
         Replace(files["manifest.json"], Sha256Hex(kFiles.at("transcript.ndjson")), Sha256Hex("forged"));
       }),
       unfit},
      // The signature.
      {Tampered([](FileSet& files) { files.erase("signature.json"); }),
       "b: the signature is missing: there is no signature.json"},
      {Tampered([](FileSet& files) {
         const std::string other = EncodeBase64(Key().Sign("something else"));
         files["signature.json"] = WriteJson(
             Json::Object{{"algorithm", "Ed25519"}, {"public_key", Key().Public().Pem()}, {"signature", other}});
       }),
       unfit},
      {Tampered([](FileSet& files) {
         Json signature = *ParseJson(files["signature.json"]);
         signature.Set("public_key", PrivateKey::Generate().Public().Pem());
         files["signature.json"] = WriteJson(signature);
       }),
       unfit},
      {Tampered([](FileSet& files) { files["signature.json"] = "{"; }),
       malformed + "signature.json:line 1, column 2: "},
      {Tampered([](FileSet& files) { files["signature.json"] = "[]"; }),
       malformed + "signature.json: expected an object, not an empty array"},
      {Tampered(Replacing("signature.json", "Ed25519", "none")), malformed + "signature.json:/algorithm: expected"},
      {Tampered(Replacing("signature.json", "\"signature\": \"", "\"signature\": \"AAAA")),
       malformed + "signature.json:/signature: is not 64 bytes in base64"},
      {Tampered(Replacing("signature.json", "BEGIN PUBLIC", "BEGIN")),
       malformed + "signature.json:/public_key: is not a public key in PEM"},
      // By one who signs.
      {Resigned([](FileSet& files) { files["transcript.ndjson"] = "forged"; }), changed},
      {Resigned(Replacing("manifest.json", "\"format\": 1", "\"format\": 2")),
       std::string("b: is a bundle of format 2; this authconform (") + kVersion + ") reads format 1"},
      {Resigned(Replacing("manifest.json", "\"format\": 1", "\"format\": \"1\"")),
       "b: manifest.json:/format: expected"},
      {Resigned(Replacing("manifest.json", "\"created\"", "\"made\"")),
       "b: manifest.json:/made: expected no other members"},
      {Resigned(Replacing("manifest.json", "\"bytes\": 2\n", "\"bytes\": 3\n")),
       " bytes, not as many as the manifest says"},
      {Resigned(Replacing("manifest.json", "\"sha256\": \"", "\"sha256\": \"A")), "expected a string that matches"},
      {Resigned(Replacing("manifest.json", "\"run.json\"", "\"\u202e\\u001b[31m\"")),
       "b: a file of the manifest is missing: \"\\u{202e}\\u001b[31m\""},
      {Made({{"run.json", "{}"}}), "b: was made without transcript.ndjson"},
      {Made({{"transcript.ndjson", "{}"}}), "b: was made without run.json"},
      // The archive.
      {Made().substr(0, 100), "b: the archive ends early"},
      {Made() + "x", "b: 1 bytes follow the end of the archive"},
      {"{}", "b: the archive is damaged"},
      {"", "b: the archive ends early"},
  };
  for (const auto& row : rows) EXPECT_THAT(ErrorOf(row.bytes), HasSubstr(row.error));
}

TEST(Bundle, OpensWhateverKeySignedItAndTellsWhich) {
  const PrivateKey other = PrivateKey::Generate();
  const Result<OpenedBundle> bundle = OpenBundle(Resigned([](FileSet&) {}, other), "b");
  ASSERT_TRUE(bundle.ok()) << bundle.error().ToString();
  EXPECT_EQ(bundle->key, other.Public());
  EXPECT_NE(bundle->key, Key().Public());
}

TEST(Bundle, NoByteOfItCanBeChangedUnseen) {
  FileSet files = *ReadArchive(Made(), "b");
  for (auto& [name, bytes] : files) {
    // Of the signature's JSON only what it means is signed: a blank more says nothing.
    if (name == "signature.json") continue;
    for (size_t at = 0; at < bytes.size(); at += 1 + bytes.size() / 50) {
      bytes[at] = static_cast<char>(bytes[at] ^ 1);
      EXPECT_NE(ErrorOf(*WriteArchive(files)), "opens") << name << " at " << at;
      bytes[at] = static_cast<char>(bytes[at] ^ 1);
    }
  }
}

TEST(Bundle, SaysNothingOfTheKeyThatSignedIt) {
  const std::string path = ::testing::TempDir() + "/secret.key";
  ASSERT_TRUE(WriteKeyPair(Key(), path, true).ok());
  const std::string pem = *ReadFile(path);
  const std::string body = pem.substr(pem.find('\n') + 1, 60);
  // The last 32 bytes of RFC 8410's DER are the key.
  const std::string raw = DecodeBase64(pem.substr(pem.find('\n') + 1, 64))->substr(16);
  ASSERT_EQ(raw.size(), 32u);
  const FileSet files = *ReadArchive(Made(), "b");
  for (const auto& [name, bytes] : files) {
    EXPECT_THAT(bytes, Not(HasSubstr(body.substr(22)))) << name;
    EXPECT_THAT(bytes, Not(HasSubstr(raw))) << name;
  }
}

TEST(Bundle, IsVerifiedByOpensslToo) {
  ASSERT_EQ(std::system("openssl version > /dev/null 2>&1"), 0) << "tools/setup installs openssl";
  const FileSet files = *ReadArchive(Made(), "b");
  const Json signature = *ParseJson(files.at("signature.json"));
  const std::string folder = ::testing::TempDir() + "/";
  const auto write = [&](const std::string& name, const std::string& bytes) { std::ofstream(folder + name) << bytes; };
  write("manifest.json", files.at("manifest.json"));
  write("key.pub", signature.Find("public_key")->string());
  write("signature", *DecodeBase64(signature.Find("signature")->string()));
  const std::string verify = "cd " + folder +
                             " && openssl pkeyutl -verify -pubin -inkey key.pub -rawin -in manifest.json -sigfile "
                             "signature > /dev/null 2>&1";
  EXPECT_EQ(std::system(verify.c_str()), 0);
  write("manifest.json", files.at("manifest.json") + " ");
  EXPECT_NE(std::system(verify.c_str()), 0);
}

TEST(SurplusFiles, AreThoseThatNothingIsJudgedBy) {
  FileSet files = kFiles;
  files["specs/acme/login/spec.json"] = R"({"endpoint": "acme/login"})";
  files["deviations.json"] = "{}";
  EXPECT_THAT(SurplusFiles(files), IsEmpty());
  for (const char* name :
       {"specs/acme/other/success.schema.json", "notes.txt", "cases/acme/loginx.cases.json", "run"}) {
    files[name] = "{}";
  }
  EXPECT_THAT(SurplusFiles(files),
              ElementsAre("cases/acme/loginx.cases.json", "notes.txt", "run", "specs/acme/other/success.schema.json"));
}

TEST(UnlikeFiles, AreThoseOfTheEndpointsThatAreNotTheSame) {
  const FileSet one = {
      {"specs/a/b/spec.json", "1"}, {"specs/a/b/only", "1"}, {"cases/a/b.cases.json", "1"}, {"run.json", "1"}};
  const FileSet two = {{"specs/a/b/spec.json", "1"},
                       {"cases/a/b.cases.json", "2"},
                       {"cases/a/b.extra.json", ""},
                       {"specs/c/d/spec.json", "1"}};
  EXPECT_THAT(UnlikeFiles(one, one, {"a/b"}), IsEmpty());
  EXPECT_THAT(UnlikeFiles(one, two, {"a/b"}),
              ElementsAre("cases/a/b.cases.json", "cases/a/b.extra.json", "specs/a/b/only"));
  EXPECT_THAT(UnlikeFiles(one, two, {"c/d"}), ElementsAre("specs/c/d/spec.json"));
}

}  // namespace
}  // namespace authconform
