// Weeks of nights of a dozen made-up targets, with all that can happen to them, into a history: for tests and for eyes.
#pragma once

#include <cstdint>
#include <string>

#include "harness/base/result.h"
#include "harness/run/run.h"
#include "reports/history/history.h"

namespace authconform::testing {

inline constexpr int kNights = 45;
inline constexpr int64_t kNightUs = int64_t{24} * 60 * 60 * 1'000'000;
// 2026-10-09 02:00:00 UTC.
inline constexpr int64_t kFirstUs = int64_t{1'791'511'200} * 1'000'000;
// Six hours after the last night began.
inline constexpr int64_t kAsOfUs = kFirstUs + (kNights - 1) * kNightUs + kNightUs / 4;

// A target's name that tries to get out of everything it is put into.
extern const std::string kHostileName;

// A night of "acme/login" and "acme/token": 46 cases that pass, each with an exchange.
Run GoodNight(const std::string& target, int night);
// Makes a case of the run fail, warn, …; `place` counts its cases.
void Turn(Run& run, size_t place, Verdict verdict);
// Makes it a run that judged nothing.
void Unreachable(Run& run);

// Fills an empty history. Records are kept of the last ten nights.
Status AddSample(History& history);

}  // namespace authconform::testing
