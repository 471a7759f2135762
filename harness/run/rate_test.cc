#include "harness/run/rate.h"

#include <gtest/gtest.h>

#include <mutex>
#include <thread>
#include <vector>

namespace authconform {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

TEST(RateTest, GivesTurnsNoCloserThanTheIntervalWhoeverAsks) {
  const std::atomic<bool> stop = false;
  const Clock::time_point start = Clock::now();
  Rate rate(200);
  std::mutex mutex;
  std::vector<Clock::time_point> turns;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) {
        EXPECT_TRUE(rate.Wait(stop));
        std::lock_guard lock(mutex);
        turns.push_back(Clock::now());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_EQ(turns.size(), 20u);
  // A turn may come late, never early: the nth is n intervals after the first at the least.
  for (size_t n = 0; n < turns.size(); ++n) EXPECT_GE(turns[n] - start, milliseconds(5) * n) << n;
}

TEST(RateTest, AnIdleTimeIsNotSavedUpForABurst) {
  const std::atomic<bool> stop = false;
  Rate rate(50);
  EXPECT_TRUE(rate.Wait(stop));
  std::this_thread::sleep_for(milliseconds(60));
  const Clock::time_point resumed = Clock::now();
  for (int n = 0; n < 3; ++n) EXPECT_TRUE(rate.Wait(stop));
  EXPECT_GE(Clock::now() - resumed, milliseconds(2 * 20));
}

TEST(RateTest, AStopEndsEveryWait) {
  std::atomic<bool> stop = false;
  Rate slow(0.001);
  EXPECT_TRUE(slow.Wait(stop));  // the first need not wait
  std::vector<std::thread> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.emplace_back([&] { EXPECT_FALSE(slow.Wait(stop)); });  // would take 1,000 s
  }
  stop = true;
  for (std::thread& thread : waiting) thread.join();
  EXPECT_FALSE(slow.Wait(stop));
  Rate unlimited(0);
  EXPECT_FALSE(unlimited.Wait(stop));
}

TEST(RateTest, OfManyRunsTheStopOfOneEndsItsWaitsAlone) {
  std::atomic<bool> stopped = false;
  const std::atomic<bool> going = false;
  Rate shared(5);
  EXPECT_TRUE(shared.Wait(going));
  std::atomic<int> turns = 0;
  std::thread other([&] {
    for (int i = 0; i < 3; ++i) turns += shared.Wait(going) ? 1 : 0;
  });
  stopped = true;
  EXPECT_FALSE(shared.Wait(stopped));
  other.join();
  EXPECT_EQ(turns, 3);
}

TEST(RateTest, WhoWaitsSaysSoMeanwhileAndForHowLong) {
  std::atomic<bool> stop = false;
  Rate slow(0.001);
  RateWait waited;
  EXPECT_TRUE(slow.Wait(stop, &waited));  // the first need not wait
  EXPECT_FALSE(waited.now());
  EXPECT_EQ(waited.total(), Clock::duration::zero());

  const Clock::time_point start = Clock::now();
  std::vector<std::thread> waiting;
  for (int i = 0; i < 3; ++i) waiting.emplace_back([&] { EXPECT_FALSE(slow.Wait(stop, &waited)); });
  while (!waited.now() && Clock::now() - start < std::chrono::seconds(20)) std::this_thread::yield();
  EXPECT_TRUE(waited.now());
  const Clock::duration before = waited.total();
  std::this_thread::sleep_for(milliseconds(60));
  EXPECT_GE(waited.total() - before, milliseconds(60)) << "grows while it waits";
  stop = true;
  for (std::thread& thread : waiting) thread.join();
  EXPECT_FALSE(waited.now());
  const Clock::duration total = waited.total();
  EXPECT_LE(total, Clock::now() - start) << "three that wait at once count once";
  std::this_thread::sleep_for(milliseconds(10));
  EXPECT_EQ(waited.total(), total) << "and not at all once they are through";
}

TEST(RateTest, OneThatIsTooSmallToTellIsNotUnlimited) {
  for (const double per_second : {1e-9, 1e-12, 1e-300, 5e-324}) {
    std::atomic<bool> stop = false;
    Rate rate(per_second);
    EXPECT_TRUE(rate.Wait(stop));  // the first need not wait
    std::atomic<int> turns = 0;
    std::thread waiting([&] { turns += rate.Wait(stop) ? 1 : 0; });
    std::this_thread::sleep_for(milliseconds(100));
    stop = true;
    waiting.join();
    EXPECT_EQ(turns, 0) << per_second;
  }
}

TEST(RateTest, SleepsUntilATimeThatMayBePast) {
  std::atomic<bool> stop = false;
  EXPECT_TRUE(SleepUntil(Clock::now() - milliseconds(10), stop));
  const Clock::time_point until = Clock::now() + milliseconds(70);
  EXPECT_TRUE(SleepUntil(until, stop));
  EXPECT_GE(Clock::now(), until);
  stop = true;
  EXPECT_FALSE(SleepUntil(Clock::now() + std::chrono::hours(1), stop));
}

}  // namespace
}  // namespace authconform
