#include "tools/nightly/seats.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <list>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>

namespace authconform {

using Clock = Seat::Clock;

namespace {

constexpr std::chrono::milliseconds kTick(100);
constexpr uint64_t kFilesOfOurs = 64;
constexpr int64_t kFilesOfATarget = 4;      // journal, transcript, the one being written, one to spare
constexpr int64_t kFilesOfAConnection = 2;  // itself, and what finding its address takes

std::string InWords(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::bad_alloc&) {
    return "out of memory";
  } catch (const std::exception& error) {
    return std::string("an error inside authconform: ") + error.what();
  } catch (...) {
    return "an error inside authconform";
  }
}

}  // namespace

class Overseer {
 public:
  Overseer(const std::vector<Piece>& pieces, const Seats& seats, const std::atomic<bool>& stop,
           const std::function<void(size_t, Seat&)>& work, const std::function<void(size_t, const std::string&)>& threw)
      : pieces_(pieces), seats_(seats), stop_(stop), work_(work), threw_(threw) {}

  size_t Oversee(const std::function<void(size_t)>& tick) {
    for (;;) {
      Reap();
      Watch();
      while (MayBegin()) {
        if (!Begin()) break;
      }
      tick(running_.size());
      const bool over = stop_ || begun_ == pieces_.size() || no_thread_;
      if (running_.empty() && over) return begun_;
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, kTick, [&] { return woken_; });
      woken_ = false;
    }
  }

 private:
  struct Running {
    Seat seat;
    Clock::time_point began = Clock::now();
    size_t index = 0;
    Piece piece;
    std::exception_ptr thrown;
    std::atomic<bool> ended = false;
    std::thread thread;
  };

  bool MayBegin() const {
    if (stop_ || no_thread_ || begun_ == pieces_.size()) return false;
    if (running_.size() >= static_cast<size_t>(seats_.most) || !HasFiles(pieces_[begun_])) return false;
    const Clock::rep since = (Clock::now() - seats_.patience).time_since_epoch().count();
    int getting_on = 0;
    int ending = 0;
    for (const Running& each : running_) {
      const bool at_its_end = each.seat.ending_;
      ending += at_its_end ? 1 : 0;
      getting_on += !at_its_end && each.seat.moved_ > since ? 1 : 0;
    }
    return getting_on + std::max(0, ending - seats_.ending) < seats_.side_by_side;
  }

  bool HasFiles(const Piece& next) const {
    int64_t files = next.files;
    for (const Running& each : running_) files += each.piece.files;
    return running_.empty() || files <= seats_.files;
  }

  bool Begin() {
    Running& mine = running_.emplace_back();
    mine.index = begun_;
    mine.piece = pieces_[begun_];
    mine.seat.wake_ = [this] { Wake(); };
    try {
      mine.thread = std::thread([this, &mine] {
        try {
          work_(mine.index, mine.seat);
        } catch (...) {
          mine.thrown = std::current_exception();
        }
        mine.ended = true;
        Wake();
      });
    } catch (const std::system_error&) {  // the next tick tries again, while others run
      running_.pop_back();
      no_thread_ = running_.empty();
      return false;
    }
    ++begun_;
    return true;
  }

  void Wake() {
    std::lock_guard lock(mutex_);
    woken_ = true;
    changed_.notify_one();
  }

  void Reap() {
    running_.remove_if([this](Running& each) {
      if (!each.ended) return false;
      each.thread.join();
      if (each.thrown) threw_(each.index, InWords(each.thrown));
      return true;
    });
  }

  void Watch() {
    for (Running& each : running_) {
      if (each.seat.waited_.now()) each.seat.Moved();
      const Clock::duration worked = Clock::now() - each.began - each.seat.waited_.total();
      if (!each.seat.stop_ && worked >= each.piece.time_limit) {
        each.seat.out_of_time_ = true;
        each.seat.stop_ = true;
      }
      if (stop_) each.seat.stop_ = true;
    }
  }

  const std::vector<Piece>& pieces_;
  const Seats& seats_;
  const std::atomic<bool>& stop_;
  const std::function<void(size_t, Seat&)>& work_;
  const std::function<void(size_t, const std::string&)>& threw_;
  std::list<Running> running_;
  size_t begun_ = 0;
  bool no_thread_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;
};

void Seat::Ending() {
  ending_ = true;
  if (wake_) wake_();
}

size_t WorkSideBySide(const std::vector<Piece>& pieces, const Seats& seats, const std::atomic<bool>& stop,
                      const std::function<void(size_t, Seat&)>& work, const std::function<void(size_t)>& tick,
                      const std::function<void(size_t, const std::string&)>& threw) {
  return Overseer(pieces, seats, stop, work, threw).Oversee(tick);
}

Seats SeatsFor(uint64_t open_files) {
  Seats seats;
  seats.files = static_cast<int64_t>(open_files - std::min(open_files, kFilesOfOurs));
  return seats;
}

int64_t FilesFor(int connections) { return kFilesOfATarget + kFilesOfAConnection * connections; }

}  // namespace authconform
