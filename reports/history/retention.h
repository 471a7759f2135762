// How old runs are into which of them a history no longer keeps.
#pragma once

#include <cstddef>
#include <cstdint>
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
  bool changed = false;  // some case has another verdict than in the run before
};

struct Dropped {
  std::vector<size_t> runs;     // by place in what was given
  std::vector<size_t> records;  // of runs that are kept
};

// A target's last run stays with its record, whatever its age. In the weekly and monthly spans a run in which something
// changed stays too, so that "since when" remains true.
//
// Clocks go wrong. A run whose own time lies after `now_us`, or before that of the run added before it, is as old as
// that one; without one before it, it is as old as the first whose time is sound, and new when there is none.
Dropped WhatToDrop(const std::vector<AgedRun>& runs, const Retention& retention, int64_t now_us);

}  // namespace authconform
