// Archives as they are written, and archives from hell as they are refused.
#include "tools/bundle/archive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tools/bundle/testing/tar.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::AnyOf;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const FileSet kFiles = {
    {"run.json", "{}\n"},
    {"specs/duktig/token/spec.json", std::string("\0\xff bytes\r\n", 10)},
    {"empty", ""},
    {"a/" + std::string(150, 'n') + "/" + std::string(100, 'm'), std::string(70'000, 'x')},
};

std::string ErrorOf(std::string_view archive, const ArchiveLimits& limits = {}) {
  const Result<FileSet> files = ReadArchive(archive, "b.tgz", limits);
  return files ? "read " + std::to_string(files->size()) + " files" : files.error().ToString();
}

// The error for a tar of these entries, without the archive's name.
std::string ErrorOfEntries(const std::vector<TarEntry>& entries, const ArchiveLimits& limits = {}) {
  std::string tar;
  for (const TarEntry& entry : entries) tar += TarBlocks(entry);
  const std::string error = ErrorOf(Gzipped(tar + TarEnd()), limits);
  return error.starts_with("b.tgz: ") ? error.substr(7) : error;
}

TEST(Archive, GivesBackWhatItTook) {
  const Result<std::string> archive = WriteArchive(kFiles);
  ASSERT_TRUE(archive.ok()) << archive.error().ToString();
  const Result<FileSet> files = ReadArchive(*archive, "b.tgz");
  ASSERT_TRUE(files.ok()) << files.error().ToString();
  EXPECT_EQ(*files, kFiles);
  EXPECT_EQ(*ReadArchive(*WriteArchive({}), "b.tgz"), FileSet());
}

TEST(Archive, HoldsNoTimeAndNoName) {
  const std::string archive = *WriteArchive(kFiles);
  EXPECT_EQ(archive, *WriteArchive(kFiles));
  // RFC 1952 2.3: no optional fields, no time.
  EXPECT_EQ(archive.substr(3, 5), std::string(5, '\0'));
}

TEST(Archive, ReadsWhatOtherProgramsWrite) {
  const std::string tar = TarBlocks({"a", "one"}) + TarBlocks({"b/c", "two"});
  const FileSet expected = {{"a", "one"}, {"b/c", "two"}};
  for (const std::string& end : {TarEnd(), TarEnd() + TarEnd(), std::string()}) {
    const Result<FileSet> files = ReadArchive(Gzipped(tar + end), "b.tgz");
    ASSERT_TRUE(files.ok()) << files.error().ToString();
    EXPECT_EQ(*files, expected);
  }
}

TEST(Archive, RefusesNamesThatMayLeadElsewhere) {
  const struct {
    std::string name, error;
  } rows[] = {
      {"/etc/passwd", "holds the name \"/etc/passwd\", which is not relative"},
      {"../x", "holds the name \"../x\", which has a part \"..\""},
      {"a/../../x", "holds the name \"a/../../x\", which has a part \"..\""},
      {"./a", "holds the name \"./a\", which has a part \".\""},
      {"a//b", "holds the name \"a//b\", which has an empty part"},
      {"a\\b", "holds the name \"a\\b\", which has other characters than letters, digits and \"._-\""},
      {"C:x", "holds the name \"C:x\", which has other characters than letters, digits and \"._-\""},
      {"a b", "holds the name \"a b\", which has other characters than letters, digits and \"._-\""},
      {"\x1b[31m", "holds the name \"\\x1b[31m\", which has other characters than letters, digits and \"._-\""},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(ErrorOfEntries({{row.name, "x"}}), row.error);
    const Result<std::string> written = WriteArchive({{row.name, "x"}});
    EXPECT_FALSE(written.ok()) << row.name;
  }
  const auto named = [](const std::string& name) {
    return ErrorOfEntries({{"p", PaxRecord("path", name), 'x'}, {"a", "x"}});
  };
  EXPECT_EQ(named("from-pax/../x"), "holds the name \"from-pax/../x\", which has a part \"..\"");
  EXPECT_THAT(named(std::string(256, 'n')), HasSubstr("which is longer than 255 characters"));
  EXPECT_THAT(named(std::string(600'000, 'n')), HasSubstr("which is longer than 255 characters"));
  for (const std::string& name : {std::string("\xc3\xa9"), std::string("\xff\xfe")}) {
    EXPECT_THAT(named(name), Not(StartsWith("read")));
  }
  EXPECT_THAT(ErrorOfEntries({{"", "x"}}), Not(StartsWith("read")));
}

TEST(Archive, RefusesWhatIsNoRegularFile) {
  const TarEntry rows[] = {
      {"a", "", '5'}, {"a/", "", '0'}, {"a", "", '2', "/etc/passwd"},   {"a", "", '1', "run.json"}, {"a", "", '3'},
      {"a", "", '4'}, {"a", "", '6'},  {"a", "bytes", '1', "run.json"},
  };
  for (const TarEntry& row : rows) {
    EXPECT_THAT(ErrorOfEntries({{"run.json", "x"}, row}),
                AnyOf("a is not a regular file", HasSubstr("which has an empty part")))
        << row.type;
  }
  const std::string sparse = PaxRecord("GNU.sparse.major", "0") + PaxRecord("GNU.sparse.minor", "1") +
                             PaxRecord("GNU.sparse.size", "1000000000") + PaxRecord("GNU.sparse.map", "999999999,1");
  EXPECT_THAT(ErrorOfEntries({{"p", sparse, 'x'}, {"a", "x"}}), Not(StartsWith("read")));
}

TEST(Archive, RefusesANameThatStandsTwice) {
  EXPECT_EQ(ErrorOfEntries({{"a", "one"}, {"b", ""}, {"a", "two"}}), "a is there twice");
}

TEST(Archive, BoundsWhatComesOut) {
  const ArchiveLimits small = {.files = 2, .file_bytes = 1'000, .bytes = 10'000};
  const std::string kilo(1'000, 'x');
  EXPECT_EQ(ErrorOfEntries({{"a", kilo}, {"b", kilo}}, small), "read 2 files");
  EXPECT_EQ(ErrorOfEntries({{"a"}, {"b"}, {"c"}}, small), "holds more than the 2 files allowed");
  EXPECT_EQ(ErrorOfEntries({{"a", kilo + "x"}}, small), "a is larger than the 1000 bytes allowed");
  EXPECT_EQ(ErrorOf(Gzipped(TarBlocks({"a", kilo}) + std::string(100'000, '\0')), small),
            "b.tgz: unpacks to more than the 10000 bytes allowed");
  // The same for those who write.
  EXPECT_EQ(WriteArchive({{"a", ""}, {"b", ""}, {"c", ""}}, small).error().message,
            "the archive holds more than the 2 files allowed");
  EXPECT_EQ(WriteArchive({{"a", kilo + "x"}}, small).error().ToString(), "a: is larger than the 1000 bytes allowed");
  EXPECT_EQ(WriteArchive({{"a", kilo}}, {.bytes = 1'000}).error().message,
            "the archive is larger than the 1000 bytes allowed");
}

TEST(Archive, BelievesNoSizeThatAHeadTells) {
  const std::string huge = "77777777777";                                              // 8 GiB
  const std::string negative("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12);  // GNU's base 256
  const std::string vast("\x80\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 12);
  EXPECT_EQ(ErrorOfEntries({{"a", "x", '0', "", huge}}), "a is larger than the 268435456 bytes allowed");
  for (const std::string& size : {negative, vast, std::string("00000177777"), std::string("x")}) {
    EXPECT_THAT(ErrorOfEntries({{"a", "x", '0', "", size}, {"b", "y"}}), Not(StartsWith("read 2"))) << size;
  }
  EXPECT_EQ(ErrorOfEntries({{"p", PaxRecord("size", "9999999999999"), 'x'}, {"a", "x"}}),
            "a is larger than the 268435456 bytes allowed");
  EXPECT_EQ(ErrorOfEntries({{"a", "x", '0', "", "00000020000"}}), "the archive is no sound tar: it breaks after a");
}

TEST(Archive, StandsEndlessHeads) {
  for (const char type : {'x', 'g', 'L', 'K'}) {
    std::string tar;
    const std::string head = TarBlocks({"p", PaxRecord("comment", "again"), type});
    for (int i = 0; i < 50'000; ++i) tar += head;
    EXPECT_THAT(ErrorOf(Gzipped(tar + TarBlocks({"a", "x"}) + TarEnd())), StartsWith("b.tgz: ")) << type;
    EXPECT_THAT(ErrorOf(Gzipped(TarBlocks({"p", "", type, "", "07777777777"}) + head)), StartsWith("b.tgz: ")) << type;
  }
}

TEST(Archive, RefusesWhatFollowsItsEnd) {
  const std::string archive = *WriteArchive(kFiles);
  EXPECT_EQ(ErrorOf(archive + "x"), "b.tgz: 1 bytes follow the end of the archive");
  EXPECT_EQ(ErrorOf(archive + archive),
            "b.tgz: " + std::to_string(archive.size()) + " bytes follow the end of the archive");
  const std::string tar = TarBlocks({"a", "one"}) + TarEnd();
  for (const std::string& more : {TarBlocks({"b", "two"}), std::string(100'000, '\0') + "x", std::string("x")}) {
    EXPECT_EQ(ErrorOf(Gzipped(tar + more)), "b.tgz: something follows the last file in the archive");
  }
}

TEST(Archive, TellsWhereverItEndsEarly) {
  const std::string archive = *WriteArchive({{"run.json", "{}\n"}, {"specs/a/b/spec.json", "{\"a\": 1}"}});
  for (size_t size = 0; size < archive.size(); ++size) {
    EXPECT_EQ(ErrorOf(archive.substr(0, size)), "b.tgz: the archive ends early") << size;
  }
  const std::string tar = TarBlocks({"a", std::string(600, 'x')});
  for (const size_t size : {1u, 511u, 512u, 600u, 1'100u}) {
    EXPECT_THAT(ErrorOf(Gzipped(tar.substr(0, size))), StartsWith("b.tgz: the archive is no sound tar")) << size;
  }
}

TEST(Archive, IsNeverReadOtherwiseThanWritten) {
  const FileSet files = {{"run.json", "{}\n"}, {"specs/a/b/spec.json", "{\"a\": 1}"}};
  const std::string archive = *WriteArchive(files);
  size_t refused = 0;
  for (size_t at = 0; at < archive.size(); ++at) {
    for (const int bit : {0x01, 0x10, 0x80}) {
      std::string changed = archive;
      changed[at] = static_cast<char>(changed[at] ^ bit);
      const Result<FileSet> read = ReadArchive(changed, "b.tgz");
      EXPECT_TRUE(!read || *read == files) << at;
      refused += read ? 0 : 1;
    }
  }
  // All but the bits of gzip's head that mean nothing: time, flags of the compressor, operating system.
  EXPECT_GT(refused, 3 * (archive.size() - 10));
}

TEST(Archive, IsAGzippedTarAndNothingElse) {
  const std::string cpio = "0707070000000000000000000000000000010000000000000000000001300000000000TRAILER!!!";
  for (const std::string& bytes : {std::string("{}"), TarBlocks({"a", "x"}) + TarEnd(), std::string("PK\3\4")}) {
    EXPECT_FALSE(IsGzip(bytes));
    EXPECT_THAT(ErrorOf(bytes),
                AnyOf(Eq("b.tgz: the archive is damaged: its compressed bytes make no sense or fit no checksum"),
                      Eq("b.tgz: the archive ends early")));
  }
  for (const std::string& bytes : {cpio, std::string("!<arch>\n"), Gzipped(TarBlocks({"a", "x"}) + TarEnd())}) {
    EXPECT_TRUE(IsGzip(Gzipped(bytes)));
    EXPECT_THAT(ErrorOf(Gzipped(bytes)), StartsWith("b.tgz: the archive is no sound tar"));
  }
}

}  // namespace
}  // namespace authconform
