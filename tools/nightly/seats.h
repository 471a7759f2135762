// Work on many targets into threads side by side, so that one that hangs costs the others nothing.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "harness/run/rate.h"

namespace authconform {

struct Seats {
  int side_by_side = 64;   // that get on, at a time
  int ending = 8;          // that may be at their end beside these
  int most = 256;          // in all, with those that are only waited for
  int64_t files = 16'384;  // that all of them may have open at a time
  // One that has not got on for so long gives its seat to the next; it goes on beside it.
  std::chrono::milliseconds patience = std::chrono::milliseconds(1500);
};

// What there is to do for one target.
struct Piece {
  std::chrono::milliseconds time_limit;
  int64_t files = 0;  // open at a time, at most
};

// One piece of work while it runs. For its own thread, but for what the overseer sets.
class Seat {
 public:
  using Clock = std::chrono::steady_clock;

  // It has got on.
  void Moved() { moved_ = Clock::now().time_since_epoch().count(); }
  // It is at its end and takes its target's time no more: the next may have its seat.
  void Ending();
  // To be told of its waits for a rate that all share. While it waits it gets on, and its time limit stands still.
  RateWait& waited() { return waited_; }
  // To be looked at often: ends the work soon.
  const std::atomic<bool>& stop() const { return stop_; }
  // Whether `stop` was set for its time limit, and not for the end of everything.
  bool out_of_time() const { return out_of_time_; }

 private:
  friend class Overseer;
  std::atomic<Clock::rep> moved_ = Clock::now().time_since_epoch().count();
  std::atomic<bool> stop_ = false;
  std::atomic<bool> out_of_time_ = false;
  std::atomic<bool> ending_ = false;
  std::function<void()> wake_;  // the overseer
  RateWait waited_;
};

// Runs `work` for each of `pieces`, by its place there, each on a thread of its own and in order. One whose files are
// not free waits for those that run to end, and those behind it wait with it; alone it may begin whatever it takes.
// `stop`: none is begun any more, and those that run are told. `tick` is called from this thread about ten times a
// second, with how many run. `threw`: from this thread, of a piece whose work ended in an exception, its place and why;
// the others go on. Answers how many were begun: all of them, unless stopped or no thread can be had.
size_t WorkSideBySide(const std::vector<Piece>& pieces, const Seats& seats, const std::atomic<bool>& stop,
                      const std::function<void(size_t, Seat&)>& work, const std::function<void(size_t)>& tick,
                      const std::function<void(size_t, const std::string&)>& threw);

// The seats of a process that may have so many files open.
Seats SeatsFor(uint64_t open_files);

// The files that asking a target over so many connections takes.
int64_t FilesFor(int connections);

}  // namespace authconform
