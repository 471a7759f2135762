// Runs with a journal, in processes that can be killed, into what they came to.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "harness/run/run.h"
#include "tools/cli/testing/child_process.h"

namespace authconform::testing {

// What the run says of each case, but for times and the numbers of masks.
std::vector<std::string> Verdicts(const Run& run);

// A process with a run of its own, with its journal in `folder`, that goes on with what is there; it must be among the
// test's data (journaled_run.cc).
std::vector<std::string> JournaledWords(const std::string& endpoint, const std::string& target,
                                        const std::string& folder);

// To its end.
Run FinishJournaled(const std::string& endpoint, const std::string& target, const std::string& folder);

// The transcript of what is in the folder, judged again, gives the very run.
void ExpectReplays(const std::string& endpoint, const std::string& folder);

// Kills a process when so many more requests have come, before the last of them is answered.
class Killer {
 public:
  // 0: none.
  void Load(int after);
  void Point(ChildProcess& process) { process_ = &process; }

  // For the backend's threads: a request came.
  void Heard();

 private:
  std::atomic<int> left_ = 0;
  std::atomic<ChildProcess*> process_ = nullptr;
};

// Runs again and again, each killed at the `after`th request that the backend hears, until one comes to its end. The
// number of kills.
int FinishThroughKills(const std::string& endpoint, const std::string& target, const std::string& folder, int after,
                       Killer& killer);

}  // namespace authconform::testing
