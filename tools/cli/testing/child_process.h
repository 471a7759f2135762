// An argument list into what the program did: its exit code and what it wrote.
#pragma once

#include <sys/types.h>

#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace authconform::testing {

struct Ended {
  int code = -1;  // exit code; 128 + N when signal N ended it
  std::string out;
  std::string err;
};

struct ChildOptions {
  std::vector<std::pair<std::string, std::string>> environment = {};  // the whole of it
  std::string folder = {};                                            // to run in; the test's own when empty
  enum class Output {
    kPipes,
    kTerminal,    // a terminal of 100 columns; all that is written is in Ended::out
    kClosedPipe,  // standard output is a pipe that nobody reads
    kFull,        // standard output is /dev/full
  } output = Output::kPipes;
};

// A running program. Ended by force when it goes out of scope or runs for over a minute.
class ChildProcess {
 public:
  // Ends the test's process when it cannot be started: that is a mistake of the test.
  explicit ChildProcess(const std::vector<std::string>& arguments, const ChildOptions& options = {});
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  void Signal(int signal) const;
  // Until it has written that to standard error.
  void AwaitError(const std::string& text);
  Ended Wait();

 private:
  pid_t pid_ = -1;
  Ended ended_;
  std::mutex mutex_;  // of ended_ while the threads read
  std::thread reading_out_;
  std::thread reading_err_;
};

// The authconform binary that the test depends on.
std::string AuthconformPath();

// authconform with these arguments, run to its end.
Ended RunAuthconform(const std::vector<std::string>& arguments, const ChildOptions& options = {});

// A folder of its own below the test's temporary one, empty.
std::string FreshFolder(const std::string& name);
void WriteText(const std::string& path, const std::string& text);
std::string ReadText(const std::string& path);  // fails the test when there is no such file

}  // namespace authconform::testing
