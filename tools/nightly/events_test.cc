#include "tools/nightly/events.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <sstream>
#include <thread>
#include <vector>

#include "harness/base/files.h"

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using namespace std::chrono_literals;

std::string NewFile() {
  const char* given = std::getenv("TEST_TMPDIR");
  std::string pattern = std::string(given != nullptr ? given : "/tmp") + "/events.XXXXXX";
  return std::string(mkdtemp(pattern.data())) + "/e.ndjson";
}

std::vector<Json> Lines(const std::string& file) {
  std::vector<Json> lines;
  std::istringstream text(*ReadFile(file));
  for (std::string line; std::getline(text, line);) {
    const Result<Json> json = ParseJson(line);
    EXPECT_TRUE(json.ok()) << line;
    if (json) lines.push_back(*json);
  }
  return lines;
}

TEST(Events, EachIsALineThatIsThereAtOnce) {
  const std::string file = NewFile();
  Events events = *Events::Open(file);
  std::vector<std::string> names;
  const auto last = [&] { return Lines(file).back().Find("event")->string(); };
  events.NightBegan("n", 0, 2, false);
  names.push_back(last());
  events.TargetBegan("a\nb\x1b", false);
  names.push_back(last());
  events.Progressed(1, 2, 1, 10);
  names.push_back(last());
  TargetResult result;
  result.target = "acme";
  events.TargetEnded(result);
  names.push_back(last());
  events.Trouble({"f", "", "is full"});
  names.push_back(last());
  events.NightEnded("n", 4, false, 0);
  names.push_back(last());
  EXPECT_THAT(names, ElementsAre("night_began", "target_began", "progress", "target_ended", "trouble", "night_ended"));
  EXPECT_EQ(Lines(file)[1].Find("target")->string(), "a\nb\x1b");
  EXPECT_TRUE(events.status().ok());
}

TEST(Events, LinesOfManyThreadsStayWhole) {
  const std::string file = NewFile();
  Events events = *Events::Open(file);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&events] {
      for (int n = 0; n < 100; ++n) events.TargetBegan(std::string(500, 'x'), false);
    });
  }
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(Lines(file).size(), 800u);
}

TEST(Events, WhatCannotBeWrittenIsToldOnceAndEndsNothing) {
  Result<Events> full = Events::Open("/dev/full");
  ASSERT_TRUE(full.ok());
  full->NightBegan("n", 0, 2, false);
  full->TargetBegan("a", false);
  ASSERT_FALSE(full->status().ok());
  EXPECT_EQ(full->status().error().ToString(), "/dev/full: cannot be written: No space left on device");
  const Result<Events> nowhere = Events::Open("/no/such/folder/e");
  ASSERT_FALSE(nowhere.ok());
  EXPECT_THAT(nowhere.error().ToString(), HasSubstr("/no/such/folder/e: cannot be written"));
}

// A named pipe in a folder of its own.
std::string NewPipe() {
  const std::string file = NewFile();
  EXPECT_EQ(mkfifo(file.c_str(), 0600), 0);
  return file;
}

// More than any pipe takes.
void WriteMuch(Events& events) {
  for (int i = 0; i < 300; ++i) events.TargetBegan(std::string(1000, 'x'), false);
}

std::string ReadToEnd(int descriptor) {
  std::string all;
  char bytes[4096];
  for (ssize_t size; (size = read(descriptor, bytes, sizeof bytes)) > 0;) all.append(bytes, static_cast<size_t>(size));
  return all;
}

TEST(Events, APipeThatNobodyOpensIsAnError) {
  const std::string pipe = NewPipe();
  const Result<Events> events = Events::Open(pipe, 50ms);
  ASSERT_FALSE(events.ok());
  EXPECT_EQ(events.error().ToString(), pipe + ": cannot be written: nobody reads it");
}

TEST(Events, APipeIsWaitedFor) {
  const std::string pipe = NewPipe();
  std::string heard;
  std::thread reader([&] {
    std::this_thread::sleep_for(100ms);
    const int descriptor = open(pipe.c_str(), O_RDONLY);
    heard = ReadToEnd(descriptor);
    close(descriptor);
  });
  {
    Result<Events> events = Events::Open(pipe);
    ASSERT_TRUE(events.ok());
    WriteMuch(*events);
    EXPECT_TRUE(events->status().ok());
    events->NightEnded("n", 0, true, 0);
  }
  reader.join();
  EXPECT_EQ(std::count(heard.begin(), heard.end(), '\n'), 301);
  EXPECT_THAT(heard, HasSubstr("night_ended"));
}

TEST(Events, AReaderThatStopsReadingStallsNothingAndIsToldOnce) {
  const std::string pipe = NewPipe();
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  Result<Events> events = Events::Open(pipe, 200ms);
  ASSERT_TRUE(events.ok());
  WriteMuch(*events);
  const Status status = events->status();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().ToString(), MatchesRegex(pipe + ": is not read: [0-9]+ bytes of events were given up"));
  events->NightEnded("n", 4, false, 0);
  EXPECT_EQ(events->status().error().ToString(), status.error().ToString());
  close(reader);
}

TEST(Events, AReaderThatNeverReadsIsNotWrittenForWithoutBound) {
  const std::string pipe = NewPipe();
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  Result<Events> events = Events::Open(pipe, 1h);
  ASSERT_TRUE(events.ok());
  for (int i = 0; i < 20; ++i) events->TargetBegan(std::string(1 << 20, 'x'), false);
  EXPECT_THAT(events->status().error().ToString(), HasSubstr("is not read fast enough: 16 MiB wait"));
  close(reader);
}

// Standard output is shared: a pipe there must not be made O_NONBLOCK for other programs, and must not block us.
TEST(Events, StandardOutputThatIsNotReadStallsNothingAndStaysAsItIs) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const int before = dup(STDOUT_FILENO);
  ASSERT_GE(dup2(ends[1], STDOUT_FILENO), 0);
  Result<Events> events = Events::Open("-", 200ms);
  WriteMuch(*events);
  const Status status = events->status();
  const int flags = fcntl(STDOUT_FILENO, F_GETFL);
  dup2(before, STDOUT_FILENO);
  close(before);
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.error().ToString(), HasSubstr("standard output: is not read"));
  EXPECT_EQ(flags & O_NONBLOCK, 0);
  close(ends[0]);
  close(ends[1]);
}

TEST(Events, AReaderThatHasGoneIsNoTrouble) {
  const auto handler = std::signal(SIGPIPE, SIG_IGN);
  const std::string pipe = NewPipe();
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  Result<Events> events = Events::Open(pipe, 200ms);
  close(reader);
  WriteMuch(*events);
  EXPECT_TRUE(events->status().ok());
  std::signal(SIGPIPE, handler);
}

}  // namespace
}  // namespace authconform
