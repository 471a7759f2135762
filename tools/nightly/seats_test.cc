#include "tools/nightly/seats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <thread>

namespace authconform {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

constexpr auto kLong = std::chrono::milliseconds(std::chrono::minutes(10));

void HangUntilStopped(const Seat& seat) {
  while (!seat.stop()) std::this_thread::sleep_for(1ms);
}

const auto kNoTick = [](size_t) {};

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
  Seats seats = {4, 256, kLong};
  EXPECT_EQ(WorkSideBySide(std::vector<std::chrono::milliseconds>(40, kLong), seats, stop, work, kNoTick), 40u);
  EXPECT_LE(most, 4);
  EXPECT_GE(most, 2);
  for (const std::atomic<int>& each : times) EXPECT_EQ(each, 1);
}

// The last ends the others: it is begun only because they gave their seats away.
TEST(Seats, ThoseThatHangGiveTheirSeatToTheNext) {
  const std::atomic<bool> stop = false;
  std::atomic<bool> last_ended = false;
  const auto work = [&](size_t index, Seat&) {
    while (index < 8 && !last_ended) std::this_thread::sleep_for(1ms);
    if (index == 8) last_ended = true;
  };
  Seats seats = {8, 256, 50ms};
  EXPECT_EQ(WorkSideBySide(std::vector<std::chrono::milliseconds>(9, kLong), seats, stop, work, kNoTick), 9u);
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
  Seats seats = {1, 256, 2000ms};
  EXPECT_EQ(WorkSideBySide(std::vector<std::chrono::milliseconds>(2, kLong), seats, stop, work, kNoTick), 2u);
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
  Seats seats = {2, 5, 1ms};
  EXPECT_EQ(WorkSideBySide(std::vector<std::chrono::milliseconds>(50, kLong), seats, stop, work, tick), 5u);
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
  Seats seats = {3, 256, kLong};
  EXPECT_EQ(WorkSideBySide({50ms, kLong, kLong}, seats, stop, work, kNoTick), 3u);
  EXPECT_THAT(out_of_time, ElementsAre(true, false, false));
}

TEST(Seats, AProcessOfFewFilesHasFewSeats) {
  const struct {
    uint64_t files;
    int side_by_side;
    int most;
  } rows[] = {{0, 1, 1}, {64, 1, 1}, {80, 2, 2}, {256, 24, 24}, {1024, 64, 120}, {16'384, 64, 256}};
  for (const auto& row : rows) {
    const Seats seats = SeatsFor(64, row.files);
    EXPECT_EQ(seats.side_by_side, row.side_by_side) << row.files;
    EXPECT_EQ(seats.most, row.most) << row.files;
  }
}

}  // namespace
}  // namespace authconform
