// Histories into sites in folders of the test's own, and what is in them.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <map>
#include <memory>
#include <string>

#include "harness/run/run.h"
#include "reports/history/history.h"
#include "reports/site/site.h"
#include "reports/site/testing/sample_history.h"

namespace authconform::testing {

using HarnessRun = authconform::Run;  // gtest has a Run too

std::string FreshFolder();
std::unique_ptr<History> NewHistory();
void Write(History& history, const SiteOptions& options);

// The file's bytes, or a sentence that no file holds.
std::string Read(const std::string& path);

// By path within the folder; the lists of files left out.
std::map<std::string, ino_t> FilesOf(const std::string& folder);

// Sites of their own, for what changes.
class Sites : public ::testing::Test {
 protected:
  int64_t Add(const HarnessRun& run) {
    const Result<int64_t> added = history_->Add(run, {});
    EXPECT_TRUE(added.ok()) << added.error().ToString();
    return added ? *added : 0;
  }
  void WriteAsOf(int night) {
    Write(*history_, {.folder = folder_, .now_us = kFirstUs + night * kNightUs + kNightUs / 2});
  }

  const std::unique_ptr<History> history_ = NewHistory();
  const std::string folder_ = FreshFolder();
};

}  // namespace authconform::testing
