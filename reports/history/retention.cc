#include "reports/history/retention.h"

#include <algorithm>
#include <chrono>

#include "reports/history/streaks.h"

namespace authconform {
namespace {

constexpr int64_t kDayUs = int64_t{24} * 60 * 60 * 1'000'000;

int64_t DayOf(int64_t unix_us) { return unix_us / kDayUs - (unix_us % kDayUs < 0 ? 1 : 0); }

// Weeks from Monday; 1970-01-01 was a Thursday.
int64_t WeekOf(int64_t unix_us) {
  const int64_t day = DayOf(unix_us) + 3;
  return day / 7 - (day % 7 < 0 ? 1 : 0);
}

int64_t MonthOf(int64_t unix_us) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(DayOf(unix_us)))};
  return int64_t{static_cast<int>(date.year())} * 12 + static_cast<unsigned>(date.month());
}

}  // namespace

std::vector<int64_t> SoundTimes(const std::vector<int64_t>& started_us, int64_t now_us) {
  const auto sound = std::find_if(started_us.begin(), started_us.end(), [&](int64_t each) { return each <= now_us; });
  int64_t last = sound == started_us.end() ? now_us : *sound;
  std::vector<int64_t> times;
  for (const int64_t each : started_us) {
    if (each <= now_us) last = std::max(last, each);
    times.push_back(last);
  }
  return times;
}

Dropped WhatToDrop(const std::vector<AgedRun>& runs, const Retention& retention, int64_t now_us) {
  std::vector<int64_t> started_us;
  for (const AgedRun& each : runs) started_us.push_back(each.started_us);
  const std::vector<int64_t> times = SoundTimes(started_us, now_us);
  const auto is_within = [&](size_t place, int days) { return now_us - times[place] <= days * kDayUs; };
  const auto is_last_of = [&](size_t place, int64_t (*span)(int64_t)) {
    return place + 1 == runs.size() || span(times[place]) != span(times[place + 1]);
  };
  const auto is_kept = [&](size_t place) {
    if (place + static_cast<size_t>(kFlakyWindow) >= runs.size() || is_within(place, retention.every_run)) return true;
    if (is_within(place, retention.one_a_week)) return runs[place].changed || is_last_of(place, WeekOf);
    if (is_within(place, retention.one_a_month)) return runs[place].changed || is_last_of(place, MonthOf);
    return false;
  };
  size_t last_judged = runs.size();
  for (size_t place = 0; place < runs.size(); ++place) {
    if (runs[place].judged) last_judged = place;
  }
  Dropped dropped;
  for (size_t place = 0; place < runs.size(); ++place) {
    if (place == last_judged) continue;
    if (!is_kept(place)) {
      dropped.runs.push_back(place);
    } else if (place + 1 < runs.size() && !is_within(place, retention.records)) {
      dropped.records.push_back(place);
    }
  }
  return dropped;
}

std::optional<int64_t> JumpBefore(int64_t now_us, const std::function<std::optional<int64_t>()>& earlier) {
  int64_t after_us = now_us;
  while (now_us - after_us <= kJumpDays * kDayUs) {
    const std::optional<int64_t> began_us = earlier();
    if (!began_us) return std::nullopt;
    if (after_us - *began_us > kLongestGapDays * kDayUs) return began_us;
    after_us = std::min(after_us, *began_us);
  }
  return std::nullopt;
}

}  // namespace authconform
