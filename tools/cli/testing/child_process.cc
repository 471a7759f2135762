#include "tools/cli/testing/child_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace authconform::testing {
namespace {

[[noreturn]] void GiveUp(const std::string& why) {
  ADD_FAILURE() << why;
  std::abort();
}

constexpr std::chrono::minutes kLongest(1);

struct Pipe {
  int read = -1;
  int write = -1;
};

Pipe MakePipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) GiveUp("no pipe");
  return {ends[0], ends[1]};
}

Pipe MakeTerminal() {
  Pipe ends;
  const winsize size = {.ws_row = 40, .ws_col = 100, .ws_xpixel = 0, .ws_ypixel = 0};
  if (openpty(&ends.read, &ends.write, nullptr, nullptr, &size) != 0) GiveUp("no terminal");
  fcntl(ends.read, F_SETFD, FD_CLOEXEC);
  fcntl(ends.write, F_SETFD, FD_CLOEXEC);
  return ends;
}

void ReadAll(int descriptor, std::string& into, std::mutex& mutex) {
  char buffer[4096];
  for (ssize_t got; (got = read(descriptor, buffer, sizeof buffer)) > 0;) {
    std::lock_guard lock(mutex);
    into.append(buffer, static_cast<size_t>(got));
  }
  close(descriptor);
}

}  // namespace

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, const ChildOptions& options) {
  using Output = ChildOptions::Output;
  const Pipe out = options.output == Output::kTerminal ? MakeTerminal() : MakePipe();
  const Pipe err = options.output == Output::kTerminal ? Pipe{-1, dup(out.write)} : MakePipe();

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (options.output == Output::kFull) {
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/full", O_WRONLY, 0);
  } else {
    posix_spawn_file_actions_adddup2(&actions, out.write, STDOUT_FILENO);
  }
  posix_spawn_file_actions_adddup2(&actions, err.write, STDERR_FILENO);
  if (!options.folder.empty()) posix_spawn_file_actions_addchdir_np(&actions, options.folder.c_str());

  std::vector<char*> words;
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  std::vector<std::string> settings;
  for (const auto& [name, value] : options.environment) settings.push_back(name + "=" + value);
  std::vector<char*> environment;
  for (const std::string& setting : settings) environment.push_back(const_cast<char*>(setting.c_str()));
  environment.push_back(nullptr);

  if (options.output == Output::kClosedPipe) close(out.read);
  if (posix_spawn(&pid_, words[0], &actions, nullptr, words.data(), environment.data()) != 0) {
    GiveUp("cannot start " + arguments.front());
  }
  posix_spawn_file_actions_destroy(&actions);
  close(out.write);
  close(err.write);
  if (options.output != Output::kClosedPipe)
    reading_out_ = std::thread([this, out] { ReadAll(out.read, ended_.out, mutex_); });
  if (err.read >= 0) reading_err_ = std::thread([this, err] { ReadAll(err.read, ended_.err, mutex_); });
}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  Signal(SIGKILL);
  Wait();
}

void ChildProcess::Signal(int signal) const { kill(pid_, signal); }

void ChildProcess::AwaitError(const std::string& text) {
  const auto end = std::chrono::steady_clock::now() + kLongest;
  while (std::chrono::steady_clock::now() < end) {
    {
      std::lock_guard lock(mutex_);
      if (ended_.err.find(text) != std::string::npos) return;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ADD_FAILURE() << "the program does not say " << text;
}

Ended ChildProcess::Wait() {
  const auto end = std::chrono::steady_clock::now() + kLongest;
  int status = 0;
  while (waitpid(pid_, &status, WNOHANG) == 0) {
    if (std::chrono::steady_clock::now() > end) {
      ADD_FAILURE() << "the program does not end";
      Signal(SIGKILL);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  pid_ = -1;
  if (reading_out_.joinable()) reading_out_.join();
  if (reading_err_.joinable()) reading_err_.join();
  ended_.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ended_;
}

std::string AuthconformPath() { return std::filesystem::absolute("tools/cli/authconform").string(); }

Ended RunAuthconform(const std::vector<std::string>& arguments, const ChildOptions& options) {
  std::vector<std::string> words = {AuthconformPath()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return ChildProcess(words, options).Wait();
}

std::string FreshFolder(const std::string& name) {
  const char* root = std::getenv("TEST_TMPDIR");
  const std::filesystem::path folder = std::filesystem::path(root != nullptr ? root : "/tmp") / name;
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder.string();
}

void WriteText(const std::string& path, const std::string& text) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace authconform::testing
