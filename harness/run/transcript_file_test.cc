#include "harness/run/transcript_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "harness/base/files.h"

namespace authconform {
namespace {

TEST(TranscriptTest, IsThereWholeOrNotAtAll) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/transcript.ndjson";
  {
    Result<Transcript> transcript = Transcript::Open(path);
    ASSERT_TRUE(transcript.ok());
    transcript->Append("{}\n");
  }
  EXPECT_FALSE(ReadFile(path).ok()) << "a transcript that was never closed";
  Result<Transcript> transcript = Transcript::Open(path);
  ASSERT_TRUE(transcript.ok());
  transcript->Append("{\"a\":1}\n");
  ASSERT_TRUE(transcript->Close(Redactor()).ok());
  EXPECT_EQ(*ReadFile(path), "{\"a\":1}\n");
}

TEST(TranscriptTest, WhatWasLearntLaterIsMaskedInWhatCameBefore) {
  const std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/late.ndjson";
  Redactor redactor;
  Result<Transcript> transcript = Transcript::Open(path);
  ASSERT_TRUE(transcript.ok());
  transcript->Append("{\"asked\":\"canary-7f3a-canary-91\"}\n{\"end\":1}\n");
  redactor.AddIssued("access_token", "canary-7f3a-canary-91");
  ASSERT_TRUE(transcript->Close(redactor).ok());
  EXPECT_EQ(*ReadFile(path), "{\"asked\":\"<secret:access_token:1>\"}\n{\"end\":1}\n");
}

TEST(TranscriptTest, AFullDiskIsAnError) {
  Result<Transcript> transcript = Transcript::Open("/dev/full");
  EXPECT_FALSE(transcript.ok()) << "a device in a file's place";
  EXPECT_FALSE(Transcript::Open("/nowhere/at/all").ok());
}

}  // namespace
}  // namespace authconform
