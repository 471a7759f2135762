// Backends and a folder into nights of one history, for tests.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "tools/cli/testing/scripted_backend.h"
#include "tools/nightly/engine.h"

namespace authconform::testing {

// A backend that keeps the document, or breaks one requirement of it.
class FaultyBackend {
 public:
  FaultyBackend();
  std::atomic<bool> faulty = false;
  const ScriptedBackend& http() const { return *http_; }

 private:
  std::unique_ptr<ScriptedBackend> http_;
};

// Takes connections and never answers.
class HangingBackend {
 public:
  HangingBackend();
  ~HangingBackend();
  HangingBackend(const HangingBackend&) = delete;
  HangingBackend& operator=(const HangingBackend&) = delete;
  std::string url() const;

 private:
  int listening_ = -1;
  int port_ = 0;
};

// A folder with a nightly file.
class NightlyFolder {
 public:
  explicit NightlyFolder(const std::string& name);

  // One more target, as the nightly file calls it; its members there: "\"strict\": true".
  void Add(const std::string& name, const FaultyBackend& backend, const std::string& members = "");
  void AddUrl(const std::string& name, const std::string& url, const std::string& members = "");
  void AddFile(const std::string& name, const std::string& file, const std::string& members = "");

  // Writes the nightly file, with these members beside its targets: "\"site\": \"site\"". Its path.
  std::string Write(const std::string& members = "") const;

  // One night in this process. The test fails when it answers an Error.
  NightResult Run(const NightOptions& options = {}) const;
  Result<NightResult> MayRun(const NightOptions& options = {}) const;
  // One night during which the history, which must be there, is locked: --resume has its runs to keep.
  NightResult JudgeOnly() const;

  const std::string& folder() const { return folder_; }
  std::string history() const { return folder_ + "/history.db"; }

 private:
  std::string folder_;
  std::vector<std::string> targets_;
};

// The target of that name; the test fails when there is none.
TargetResult Of(const NightResult& night, const std::string& target);

// "target case verdict findings" of every run of the history, sorted: what two histories must have in common when the
// same was found.
std::vector<std::string> Found(const std::string& history);

}  // namespace authconform::testing
