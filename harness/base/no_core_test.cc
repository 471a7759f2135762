// What a process that crashes with a secret in memory leaves behind.
#include "harness/base/no_core.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>

namespace authconform {
namespace {

constexpr const char* kCanary = "canary-0f-th3-m1ne";

struct Crashed {
  int signal = 0;
  bool dumped = false;
  std::string error;  // what it wrote to standard error
  int files = 0;      // in the folder it crashed in
};

// Runs `crash` in a child that would leave a core file if it may.
Crashed Crash(const std::string& name, const std::function<void()>& crash) {
  const char* root = std::getenv("TEST_TMPDIR");
  const std::filesystem::path folder = std::filesystem::path(root != nullptr ? root : "/tmp") / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  const std::string error = folder.string() + ".stderr";
  const pid_t child = fork();
  if (child == 0) {
    if (chdir(folder.c_str()) != 0) _exit(1);
    rlimit core = {};
    getrlimit(RLIMIT_CORE, &core);
    core.rlim_cur = core.rlim_max;
    setrlimit(RLIMIT_CORE, &core);
    const int file = open(error.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(file, STDERR_FILENO);
    crash();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  Crashed crashed;
  crashed.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  crashed.dumped = WIFSIGNALED(status) && WCOREDUMP(status);
  std::ifstream said(error);
  crashed.error.assign(std::istreambuf_iterator<char>(said), {});
  const std::filesystem::directory_iterator files(folder);
  crashed.files = static_cast<int>(std::distance(begin(files), end(files)));
  return crashed;
}

TEST(NoCore, ACrashLeavesNoCoreFileAndNoSecretInItsWords) {
  const struct {
    const char* name;
    std::function<void()> crash;
  } kRows[] = {
      {"abort", [] { std::abort(); }},
      {"an exception nobody catches", [] { throw std::runtime_error(std::string("the password is ") + kCanary); }},
      {"one of another type", [] { throw std::string(kCanary); }},
      {"in a thread",
       [] { std::thread([] { throw std::invalid_argument(std::string("bad header ") + kCanary); }).join(); }},
      {"a thread left alone", [] { std::thread never([] { pause(); }); }},
  };
  for (const auto& row : kRows) {
    const Crashed crashed = Crash(row.name, [&] {
      const std::string held = kCanary;
      ForbidCoreDumps();
      // Out of GoogleTest's reach, which catches and prints what a test throws.
      [&]() noexcept { row.crash(); }();
    });
    EXPECT_EQ(crashed.signal, SIGABRT) << row.name << ": " << crashed.error;
    EXPECT_FALSE(crashed.dumped) << row.name;
    EXPECT_EQ(crashed.files, 0) << row.name;
    EXPECT_EQ(crashed.error.find(kCanary), std::string::npos) << row.name << ": " << crashed.error;
    if (std::string_view(row.name) != "abort") {
      EXPECT_EQ(crashed.error, "authconform: an error inside authconform ended it\n") << row.name;
    }
  }
}

TEST(NoCore, NeitherCoreFilesNorOtherProcessesGetAtTheMemory) {
  const Crashed looked = Crash("limits", [] {
    ForbidCoreDumps();
    rlimit core = {1, 1};
    getrlimit(RLIMIT_CORE, &core);
    const bool none = core.rlim_cur == 0 && core.rlim_max == 0;
#if defined(__SANITIZE_ADDRESS__)
    const bool dumpable = false;
#else
    const bool dumpable = prctl(PR_GET_DUMPABLE) != 0;
#endif
    if (none && !dumpable) raise(SIGKILL);
  });
  EXPECT_EQ(looked.signal, SIGKILL);
}

}  // namespace
}  // namespace authconform
