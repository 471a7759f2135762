#include "tools/nightly/events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>
#include <thread>
#include <vector>

#include "harness/base/files.h"

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace authconform
