#include "tools/hostile/trial.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "harness/run/run_json.h"

extern char** environ;

namespace authconform {
namespace {

using std::chrono::steady_clock;

constexpr char kProgram[] = "tools/hostile/ask_once";
constexpr auto kLongest = std::chrono::seconds(60);

std::string TranscriptFile() {
  const char* folder = std::getenv("TEST_TMPDIR");
  return std::string(folder == nullptr ? "/tmp" : folder) + "/transcript." + std::to_string(getpid()) + ".ndjson";
}

int64_t Microseconds(const timeval& time) { return int64_t{time.tv_sec} * 1'000'000 + time.tv_usec; }

// Until the other side ends or time is up; false: time was up.
bool ReadAll(int fd, std::string& all) {
  const auto deadline = steady_clock::now() + kLongest;
  char step[65'536];
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
    pollfd waits = {.fd = fd, .events = POLLIN, .revents = 0};
    if (left <= 0 || poll(&waits, 1, static_cast<int>(left)) == 0) return false;
    const ssize_t got = read(fd, step, sizeof step);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return true;
    all.append(step, static_cast<size_t>(got));
  }
}

}  // namespace

HostileTrial Try(const TrialOptions& options) {
  HostileTrial trial;
  std::vector<std::string> arguments = {kProgram,
                                        options.url,
                                        options.attack_refusal ? "refusal" : "sign-in",
                                        std::to_string(options.exchange_timeout_ms),
                                        std::to_string(options.rate_per_second),
                                        TranscriptFile(),
                                        options.ca_file};
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return {.run = {}, .problem = "no pipe"};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  pid_t child = 0;
  const int failed = posix_spawn(&child, kProgram, &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string said;
  if (failed != 0) {
    trial.problem = std::string(kProgram) + " cannot be started: " + std::strerror(failed);
  } else {
    if (!ReadAll(ends[0], said)) {
      trial.problem = "it hangs";
      kill(child, SIGKILL);
    }
    int status = 0;
    rusage usage = {};
    wait4(child, &status, 0, &usage);
    trial.cpu_us = Microseconds(usage.ru_utime) + Microseconds(usage.ru_stime);
    trial.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    if (WIFSIGNALED(status) && trial.problem.empty()) {
      trial.problem = std::string("it died: ") + strsignal(WTERMSIG(status));
    }
  }
  close(ends[0]);
  if (!trial.problem.empty()) return trial;

  const size_t line = said.find('\n');
  trial.peak_kib = std::strtoll(said.c_str(), nullptr, 10);
  Result<Run> run = ReadRun(line == std::string::npos ? "" : said.substr(line + 1), "run.json");
  if (run) {
    trial.run = *std::move(run);
  } else {
    trial.problem = run.error().ToString();
  }
  return trial;
}

}  // namespace authconform
