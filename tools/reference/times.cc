#include "tools/reference/times.h"

#include <array>
#include <chrono>
#include <ctime>

namespace authconform::reference {
namespace {

std::string Format(std::int64_t unix_seconds, const char* format) {
  const std::time_t time = unix_seconds;
  std::tm parts{};
  gmtime_r(&time, &parts);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &parts)};
}

}  // namespace

std::int64_t UnixMilliseconds() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

std::int64_t UnixSeconds() { return UnixMilliseconds() / 1000; }

std::int64_t SteadyMicroseconds() {
  const auto since = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

std::string SqlDateTime(std::int64_t unix_seconds) { return Format(unix_seconds, "%Y-%m-%d %H:%M:%S"); }

std::string HttpDateTime(std::int64_t unix_seconds) { return Format(unix_seconds, "%a, %d %b %Y %H:%M:%S GMT"); }

std::string CtimeDateTime(std::int64_t unix_seconds) { return Format(unix_seconds, "%a %b %d %H:%M:%S UTC %Y"); }

}  // namespace authconform::reference
