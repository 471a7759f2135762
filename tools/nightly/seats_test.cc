#include "tools/nightly/seats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <new>
#include <stdexcept>
#include <thread>

namespace authconform {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Pair;

constexpr auto kLong = std::chrono::milliseconds(std::chrono::minutes(10));

std::vector<Piece> Pieces(size_t count, std::chrono::milliseconds time_limit = kLong) {
  return std::vector<Piece>(count, {time_limit, 1});
}

void HangUntilStopped(const Seat& seat) {
  while (!seat.stop()) std::this_thread::sleep_for(1ms);
}

const auto kNoTick = [](size_t) {};
const auto kNothingThrown = [](size_t index, const std::string& why) { ADD_FAILURE() << index << ": " << why; };

TEST(Seats, AllIsDoneAndNoMoreAtATimeThanMay) {
  const std::atomic<bool> stop = false;
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;
  std::vector<std::atomic<int>> times(40);
  const auto work = [&](size_t index, Seat&) {
    const int running = ++now;
    int seen = most;
    while (seen < running && !most.compare_exchange_weak(seen, running)) {
    }
    std::this_thread::sleep_for(5ms);
    ++times[index];
    --now;
  };
  Seats seats = {.side_by_side = 4, .most = 256, .files = 1000, .patience = kLong};
  EXPECT_EQ(WorkSideBySide(Pieces(40), seats, stop, work, kNoTick, kNothingThrown), 40u);
  EXPECT_LE(most, 4);
  EXPECT_GE(most, 2);
  for (const std::atomic<int>& each : times) EXPECT_EQ(each, 1);
}

// The last ends the others: it is begun only because those at their end need no seat.
TEST(Seats, ThoseAtTheirEndGiveTheirSeatToTheNext) {
  const std::atomic<bool> stop = false;
  std::atomic<bool> last_ended = false;
  const auto work = [&](size_t index, Seat& seat) {
    seat.Ending();
    while (index < 5 && !last_ended) std::this_thread::sleep_for(1ms);
    if (index == 5) last_ended = true;
  };
  Seats seats = {.side_by_side = 2, .ending = 4, .patience = kLong};
  EXPECT_EQ(WorkSideBySide(Pieces(6), seats, stop, work, kNoTick, kNothingThrown), 6u);
  EXPECT_TRUE(last_ended);
}

TEST(Seats, MoreAtTheirEndThanMayBeTakeSeats) {
  const std::atomic<bool> stop = false;
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;
  const auto work = [&](size_t, Seat& seat) {
    const int running = ++now;
    for (int seen = most; seen < running && !most.compare_exchange_weak(seen, running);) {
    }
    seat.Ending();
    std::this_thread::sleep_for(5ms);
    --now;
  };
  Seats seats = {.side_by_side = 2, .ending = 3, .patience = kLong};
  EXPECT_EQ(WorkSideBySide(Pieces(40), seats, stop, work, kNoTick, kNothingThrown), 40u);
  EXPECT_LE(most, 5);
  EXPECT_GE(most, 3);
}

// The last ends the others: it is begun only because they gave their seats away.
TEST(Seats, ThoseThatHangGiveTheirSeatToTheNext) {
  const std::atomic<bool> stop = false;
  std::atomic<bool> last_ended = false;
  const auto work = [&](size_t index, Seat&) {
    while (index < 8 && !last_ended) std::this_thread::sleep_for(1ms);
    if (index == 8) last_ended = true;
  };
  Seats seats = {.side_by_side = 8, .most = 256, .files = 1000, .patience = 50ms};
  EXPECT_EQ(WorkSideBySide(Pieces(9), seats, stop, work, kNoTick, kNothingThrown), 9u);
  EXPECT_TRUE(last_ended);
}

TEST(Seats, ThoseThatGetOnKeepTheirSeat) {
  const std::atomic<bool> stop = false;
  std::atomic<bool> moving = true;
  std::atomic<bool> together = false;
  const auto work = [&](size_t index, Seat& seat) {
    if (index == 1) {
      together = moving.load();
      return;
    }
    for (int i = 0; i < 100; ++i) {
      seat.Moved();
      std::this_thread::sleep_for(5ms);
    }
    moving = false;
  };
  Seats seats = {.side_by_side = 1, .most = 256, .files = 1000, .patience = 2000ms};
  EXPECT_EQ(WorkSideBySide(Pieces(2), seats, stop, work, kNoTick, kNothingThrown), 2u);
  EXPECT_FALSE(together);
}

TEST(Seats, HoweverManyHangNoMoreThanTheMostRun) {
  std::atomic<bool> stop = false;
  std::atomic<int> begun = 0;
  const auto work = [&](size_t, Seat& seat) {
    ++begun;
    HangUntilStopped(seat);
  };
  size_t most = 0;
  int ticks = 0;
  const auto tick = [&](size_t running) {
    most = std::max(most, running);
    if (++ticks == 10) stop = true;
  };
  Seats seats = {.side_by_side = 2, .most = 5, .files = 1000, .patience = 1ms};
  EXPECT_EQ(WorkSideBySide(Pieces(50), seats, stop, work, tick, kNothingThrown), 5u);
  EXPECT_EQ(most, 5u);
  EXPECT_EQ(begun, 5);
}

TEST(Seats, ATimeLimitEndsOneAndStopEndsAll) {
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::vector<bool> out_of_time(3);
  const auto work = [&](size_t index, Seat& seat) {
    HangUntilStopped(seat);
    std::lock_guard lock(mutex);
    out_of_time[index] = seat.out_of_time();
    if (index == 0) stop = true;
  };
  Seats seats = {.side_by_side = 3, .most = 256, .files = 1000, .patience = kLong};
  EXPECT_EQ(WorkSideBySide({{50ms}, {kLong}, {kLong}}, seats, stop, work, kNoTick, kNothingThrown), 3u);
  EXPECT_THAT(out_of_time, ElementsAre(true, false, false));
}

TEST(Seats, WhatOneThrowsIsToldOfItAndTheOthersGoOn) {
  const std::atomic<bool> stop = false;
  std::atomic<int> done = 0;
  const auto work = [&](size_t index, Seat&) {
    if (index == 1) throw std::bad_alloc();
    if (index == 2) throw std::runtime_error("no luck");
    if (index == 3) throw 3;
    ++done;
  };
  std::map<size_t, std::string> told;
  const auto threw = [&](size_t index, const std::string& why) { told[index] = why; };
  EXPECT_EQ(WorkSideBySide(Pieces(6), {.side_by_side = 2}, stop, work, kNoTick, threw), 6u);
  EXPECT_EQ(done, 3);
  EXPECT_THAT(told, ElementsAre(Pair(1, "out of memory"), Pair(2, "an error inside authconform: no luck"),
                                Pair(3, "an error inside authconform")));
}

// The second is begun only when the first has ended, though the first does nothing but wait.
TEST(Seats, OneThatWaitsForTheRateOfAllGetsOnAndItsTimeLimitStandsStill) {
  const std::atomic<bool> stop = false;
  Rate rate(2);
  std::atomic<bool> waiting = false;
  std::atomic<bool> together = false;
  std::vector<std::atomic<bool>> out_of_time(2);
  const auto work = [&](size_t index, Seat& seat) {
    if (index == 1) {
      together = waiting.load();
      HangUntilStopped(seat);
    } else {
      waiting = true;
      for (int turn = 0; turn < 4; ++turn) rate.Wait(seat.stop(), &seat.waited());
      waiting = false;
    }
    out_of_time[index] = seat.out_of_time();
  };
  Seats seats = {.side_by_side = 1, .most = 256, .files = 1000, .patience = 200ms};
  EXPECT_EQ(WorkSideBySide(Pieces(2, 1000ms), seats, stop, work, kNoTick, kNothingThrown), 2u);
  EXPECT_FALSE(together);
  EXPECT_FALSE(out_of_time[0]) << "it waited for 1.5 s";
  EXPECT_TRUE(out_of_time[1]);
}

TEST(Seats, ThoseThatRunHaveNoMoreFilesOpenThanMay) {
  const std::atomic<bool> stop = false;
  const std::vector<int64_t> files = {4, 4, 4, 12, 1, 9, 1, 1};
  std::atomic<int64_t> open = 0;
  std::atomic<int64_t> most = 0;
  std::vector<Piece> pieces;
  for (const int64_t each : files) pieces.push_back({kLong, each});
  const auto work = [&](size_t index, Seat&) {
    const int64_t mine = open += files[index];
    const bool alone = index == 3;  // too much for all
    EXPECT_TRUE(!alone || mine == files[index]) << mine;
    if (!alone) most = std::max<int64_t>(most, mine);
    std::this_thread::sleep_for(20ms);
    open -= files[index];
  };
  Seats seats = {.side_by_side = 8, .most = 256, .files = 10, .patience = kLong};
  EXPECT_EQ(WorkSideBySide(pieces, seats, stop, work, kNoTick, kNothingThrown), files.size());
  EXPECT_LE(most, 10);
  EXPECT_GE(most, 8);
}

TEST(Seats, AProcessHasFilesForItsTargetsByTheirConnections) {
  const struct {
    uint64_t files;
    int connections;
    int64_t targets;
  } rows[] = {{0, 4, 0}, {64, 4, 0}, {76, 4, 1}, {256, 4, 16}, {1024, 4, 80}, {1024, 256, 1}, {16'384, 256, 31}};
  for (const auto& row : rows) {
    EXPECT_EQ(SeatsFor(row.files).files / FilesFor(row.connections), row.targets) << row.files;
  }
}

}  // namespace
}  // namespace authconform
