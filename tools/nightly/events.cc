#include "tools/nightly/events.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "reports/summary.h"

namespace authconform {
namespace {

int64_t NowUs() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// 0, or errno.
int WriteAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

}  // namespace

Result<Events> Events::Open(const std::string& file) {
  if (file.empty()) return Events("", -1);
  if (file == "-") return Events("standard output", dup(STDOUT_FILENO));
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (descriptor < 0) return Error{file, "", "cannot be written: " + std::string(std::strerror(errno))};
  return Events(file, descriptor);
}

Events::Events(Events&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)), status_(other.status_) {}

Events::~Events() {
  if (descriptor_ >= 0) close(descriptor_);
}

void Events::NightBegan(const std::string& night, int64_t started_us, size_t targets, bool resumed) {
  Write("night_began",
        {{"night", night}, {"started", Instant(started_us, true)}, {"targets", targets}, {"resumed", resumed}});
}

void Events::TargetBegan(const std::string& target, bool resumed) {
  Write("target_began", {{"target", target}, {"resumed", resumed}});
}

void Events::Progressed(size_t done, size_t targets, size_t running, int64_t requests) {
  Write("progress", {{"done", done}, {"targets", targets}, {"running", running}, {"requests", requests}});
}

void Events::TargetEnded(const TargetResult& result) { Write("target_ended", std::move(ToJson(result).object())); }

void Events::Trouble(const Error& error) {
  Write("trouble", {{"file", error.file}, {"position", error.position}, {"message", error.message}});
}

void Events::NightEnded(const std::string& night, int exit_code, bool finished, size_t regressions) {
  Write("night_ended",
        {{"night", night}, {"exit_code", exit_code}, {"finished", finished}, {"regressions", regressions}});
}

Status Events::status() {
  std::lock_guard lock(mutex_);
  return status_;
}

void Events::Write(const char* event, Json::Object members) {
  if (descriptor_ < 0) return;
  members.insert(members.begin(), {{"event", event}, {"time", Instant(NowUs(), true)}});
  const std::string line = WriteJson(Json(std::move(members))) + "\n";
  std::lock_guard lock(mutex_);
  if (!status_) return;
  const int failure = WriteAll(descriptor_, line);
  // Who has stopped reading, as head does, has what they wanted.
  if (failure == 0 || failure == EPIPE) return;
  status_ = Error{file_, "", "cannot be written: " + std::string(std::strerror(failure))};
}

}  // namespace authconform
