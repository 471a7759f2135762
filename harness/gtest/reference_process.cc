#include "harness/gtest/reference_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "harness/base/files.h"

namespace authconform {
namespace {

using Clock = std::chrono::steady_clock;

// Bounds for a process that hangs, far above what a slow machine takes.
constexpr std::chrono::seconds kLongestStart(60);
constexpr std::chrono::seconds kLongestEnd(10);

// Between fork and exec: calls that are safe there, and nothing else.
[[noreturn]] void Become(char* const* arguments, int output, int log, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(127);
  // A group of its own: Ctrl-C and a test's time limit end the run first, and the backend after it.
  setpgid(0, 0);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  dup2(output, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  execv(arguments[0], arguments);
  constexpr char kFailed[] = "the program cannot be started\n";
  // Nobody is left to tell of a failed write.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kFailed, sizeof kFailed - 1);
  _exit(127);
}

std::string OneLine(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  for (char& c : text) {
    if (c == '\n') c = ' ';
  }
  return text;
}

}  // namespace

Result<std::unique_ptr<ReferenceProcess>> ReferenceProcess::Start(const std::string& program,
                                                                  const std::vector<std::string>& faults,
                                                                  const std::string& folder) {
  if (Status made = MakeWritableFolder(folder); !made) return made.error();
  const std::string log_file = folder + "/reference.log";
  std::vector<std::string> words = {program, "reference", "--port", "0", "--write-target", folder};
  for (const std::string& fault : faults) words.insert(words.end(), {"--fault", fault});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  const int log = open(log_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (log < 0) return Error{log_file, "", std::string("cannot be written: ") + std::strerror(errno)};
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) {
    close(log);
    return Error{program, "", std::string("cannot be started: ") + std::strerror(errno)};
  }
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) Become(arguments.data(), pipe_ends[1], log, parent);
  const int failure = errno;
  close(log);
  close(pipe_ends[1]);
  if (child < 0) {
    close(pipe_ends[0]);
    return Error{program, "", std::string("cannot be started: ") + std::strerror(failure)};
  }

  std::unique_ptr<ReferenceProcess> process(new ReferenceProcess(child, pipe_ends[0], folder));
  process->url_ = process->FirstLine();
  if (process->url_.starts_with("http://")) return process;
  process.reset();
  const Result<std::string> said = ReadFile(log_file);
  return Error{program, "",
               "the reference backends did not start: " + (said && !said->empty() ? OneLine(*said) : "it gave no URL")};
}

std::string ReferenceProcess::FirstLine() const {
  const Clock::time_point until = Clock::now() + kLongestStart;
  std::string line;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
    pollfd waited = {.fd = output_, .events = POLLIN, .revents = 0};
    if (left <= 0 || (poll(&waited, 1, static_cast<int>(left)) < 0 && errno != EINTR)) return "";
    if (waited.revents == 0) continue;
    char c = 0;
    const ssize_t got = read(output_, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return "";
    if (c == '\n') return line;
    line += c;
  }
}

ReferenceProcess::~ReferenceProcess() {
  kill(process_, SIGTERM);
  const Clock::time_point until = Clock::now() + kLongestEnd;
  while (waitpid(process_, nullptr, WNOHANG) == 0) {
    if (Clock::now() > until) {
      kill(process_, SIGKILL);
      waitpid(process_, nullptr, 0);
      break;
    }
    usleep(5'000);
  }
  close(output_);
}

}  // namespace authconform
