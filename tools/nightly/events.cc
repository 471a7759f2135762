#include "tools/nightly/events.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstring>
#include <thread>
#include <utility>

#include "harness/base/clock.h"
#include "reports/summary.h"

namespace authconform {
namespace {

constexpr size_t kMostHeld = size_t{16} << 20;

std::string Because(int failure) { return "cannot be written: " + std::string(std::strerror(failure)); }

// A named pipe that nobody reads is waited for; a terminal does not become ours.
int OpenToAppend(const char* file, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const int descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0666);
    if (descriptor >= 0 || errno != ENXIO || std::chrono::steady_clock::now() >= until) return descriptor;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

// As much as is sure to be taken at once by what can be written to: standard output is other programs', too, and must
// not be made O_NONBLOCK. A file takes all, so that lines of two writers stay whole.
size_t Portion(int descriptor) {
  struct stat about = {};
  return fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode) ? kMostHeld : PIPE_BUF;
}

bool CanBeWritten(int descriptor, std::chrono::milliseconds wait) {
  pollfd poll_for = {descriptor, POLLOUT, 0};
  return poll(&poll_for, 1, static_cast<int>(wait.count())) > 0;
}

}  // namespace

Result<Events> Events::Open(const std::string& file, std::chrono::milliseconds patience) {
  if (file.empty()) return Events("", -1, patience);
  if (file == "-") return Events("standard output", dup(STDOUT_FILENO), patience);
  const int descriptor = OpenToAppend(file.c_str(), patience);
  if (descriptor < 0 && errno == ENXIO) return Error{file, "", "cannot be written: nobody reads it"};
  if (descriptor < 0) return Error{file, "", Because(errno)};
  return Events(file, descriptor, patience);
}

Events::Events(Events&& other) noexcept
    : file_(std::move(other.file_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      patience_(other.patience_),
      held_(std::move(other.held_)),
      is_over_(other.is_over_),
      status_(other.status_) {}

Events::~Events() {
  if (descriptor_ < 0) return;
  AwaitReader();
  close(descriptor_);
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
  AwaitReader();
  return status_;
}

void Events::Write(const char* event, Json::Object members) {
  if (descriptor_ < 0) return;
  members.insert(members.begin(), {{"event", event}, {"time", Instant(NowUs(), true)}});
  const std::string line = WriteJson(Json(std::move(members))) + "\n";
  std::lock_guard lock(mutex_);
  if (is_over_) return;
  held_ += line;
  WriteHeld(std::chrono::milliseconds(0));
  if (held_.size() > kMostHeld) GiveUp("is not read fast enough: " + std::to_string(kMostHeld >> 20) + " MiB wait");
}

size_t Events::WriteHeld(std::chrono::milliseconds wait) {
  const size_t portion = Portion(descriptor_);
  size_t done = 0;
  while (done < held_.size() && CanBeWritten(descriptor_, done == 0 ? wait : std::chrono::milliseconds(0))) {
    const ssize_t written = write(descriptor_, held_.data() + done, std::min(portion, held_.size() - done));
    if (written >= 0) {
      done += static_cast<size_t>(written);
    } else if (errno == EPIPE) {  // who has stopped reading, as head does, has what they wanted
      held_.clear();
      is_over_ = true;
      return done;
    } else if (errno == EAGAIN) {
      break;
    } else if (errno != EINTR) {
      GiveUp(Because(errno));
      return done;
    }
  }
  held_.erase(0, done);
  return done;
}

void Events::AwaitReader() {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point began = Clock::now();
  Clock::time_point last_read = began;
  while (!held_.empty()) {
    if (WriteHeld(std::min(patience_, std::chrono::milliseconds(100))) > 0) last_read = Clock::now();
    if (held_.empty()) return;
    const Clock::time_point now = Clock::now();
    if (now - last_read < patience_ && now - began < 6 * patience_) continue;
    GiveUp("is not read: " + std::to_string(held_.size()) + " bytes of events were given up");
  }
}

void Events::GiveUp(const std::string& why) {
  held_.clear();
  is_over_ = true;
  status_ = Error{file_, "", why};
}

}  // namespace authconform
