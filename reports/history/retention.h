// How old runs are into which of them a history no longer keeps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace authconform {

// In days of 24 hours. Each span goes on where the one before it ends; what is older than the last is dropped.
struct Retention {
  int every_run = 90;    // all runs are kept
  int one_a_week = 365;  // then the last of each week (from Monday, UTC)
  int one_a_month = 3650;
  int records = 30;  // run.json and transcript
};

// One run of a target, in the order in which they were added.
struct AgedRun {
  int64_t started_us = 0;
  bool changed = false;  // some case has another verdict than in the run before, or a regression was told of it
  bool judged = true;    // some case has a verdict that tells of the target
};

struct Dropped {
  std::vector<size_t> runs;     // by place in what was given
  std::vector<size_t> records;  // of runs that are kept
};

// Clocks go wrong. What began, by its own time, after `now_us` or before the one before it, is as old as that one;
// without one before it, it is as old as the first whose time is sound, and new when there is none. So no time that
// comes back lies before the one before it, or after `now_us`.
std::vector<int64_t> SoundTimes(const std::vector<int64_t>& started_us, int64_t now_us);

// Whatever their age: a target's last kFlakyWindow runs stay, as what is flaky is told by them (streaks.h), and were
// those that changed something left alone, all would be; and the last run and the last that judged something stay with
// their records, as the next run is compared with them. In the weekly and monthly spans a run in which something
// changed stays too, so that "since when" remains true. Ages are those of SoundTimes.
Dropped WhatToDrop(const std::vector<AgedRun>& runs, const Retention& retention, int64_t now_us);

// A clock that is years ahead for a night makes everything else old. No age tells it from a machine that was off for
// years, so whoever removes by age waits: as long as there is a jump within the last kJumpDays, nothing is removed.
//
// Longer than a month, the rarest schedule there is, with some days to spare.
inline constexpr int kLongestGapDays = 40;
// So that a clock may be wrong for some nights in a row, and somebody has a week to see it.
inline constexpr int kJumpDays = 7;

// When the run before the jump began: the last that lies more than kLongestGapDays before what came after it, where
// that is now or within kJumpDays of now. Null: there is no jump. `earlier` gives when each run began, the last added
// first, then null, and is asked for no more than it takes. A clock that went back is no jump.
std::optional<int64_t> JumpBefore(int64_t now_us, const std::function<std::optional<int64_t>()>& earlier);

}  // namespace authconform
