// What happens in a night into lines of JSON (NDJSON) for machines, each written at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "tools/nightly/target_result.h"

namespace authconform {

// For any thread. The events and their members are told in the README of this folder.
//
// Who reads a pipe slowly, or not at all, costs the night nothing: what does not go into the pipe is held, up to 16
// MiB, and tried again with each event.
class Events {
 public:
  // To the end of `file`; "-" is standard output, "" nowhere. A named pipe has `patience` for a reader to come. Error:
  // it cannot be opened.
  static Result<Events> Open(const std::string& file, std::chrono::milliseconds patience = std::chrono::seconds(10));
  ~Events();
  Events(Events&& other) noexcept;
  Events& operator=(Events&&) = delete;

  void NightBegan(const std::string& night, int64_t started_us, size_t targets, bool resumed);
  void TargetBegan(const std::string& target, bool resumed);
  void Progressed(size_t done, size_t targets, size_t running, int64_t requests);
  void TargetEnded(const TargetResult& result);
  void Trouble(const Error& error);
  void NightEnded(const std::string& night, int exit_code, bool finished, size_t regressions);

  // Why events were given up; Done while all were written, and when their reader has gone. Waits first for a reader
  // that is behind: until nothing has been read for the patience, six times that at most. So does the end.
  Status status();

 private:
  Events(std::string file, int descriptor, std::chrono::milliseconds patience)
      : file_(std::move(file)), descriptor_(descriptor), patience_(patience) {}
  void Write(const char* event, Json::Object members);
  // What of what is held can be written, waiting so long for the first of it. Answers how much was.
  size_t WriteHeld(std::chrono::milliseconds wait);
  void AwaitReader();
  void GiveUp(const std::string& why);

  std::string file_;
  int descriptor_;  // -1: nowhere
  std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::string held_;      // lines, the first of them perhaps without what was written of it
  bool is_over_ = false;  // given up, or the reader has gone
  Status status_ = Done{};
};

}  // namespace authconform
