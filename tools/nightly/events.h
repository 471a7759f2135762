// What happens in a night into lines of JSON (NDJSON) for machines, each written at once.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "tools/nightly/target_result.h"

namespace authconform {

// For any thread. The events and their members are told in the README of this folder.
class Events {
 public:
  // To the end of `file`; "-" is standard output, "" nowhere. Error: it cannot be opened.
  static Result<Events> Open(const std::string& file);
  ~Events();
  Events(Events&& other) noexcept;
  Events& operator=(Events&&) = delete;

  void NightBegan(const std::string& night, int64_t started_us, size_t targets, bool resumed);
  void TargetBegan(const std::string& target, bool resumed);
  void Progressed(size_t done, size_t targets, size_t running, int64_t requests);
  void TargetEnded(const TargetResult& result);
  void Trouble(const Error& error);
  void NightEnded(const std::string& night, int exit_code, bool finished, size_t regressions);

  // The first line that could not be written; Done while all could, and when nobody reads them any more.
  Status status();

 private:
  Events(std::string file, int descriptor) : file_(std::move(file)), descriptor_(descriptor) {}
  void Write(const char* event, Json::Object members);

  std::string file_;
  int descriptor_;  // -1: nowhere
  std::mutex mutex_;
  Status status_ = Done{};
};

}  // namespace authconform
