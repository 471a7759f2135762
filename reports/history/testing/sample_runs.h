// Verdicts in letters into runs, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/run/run.h"

namespace authconform::testing {

inline constexpr int64_t kDayUs = int64_t{24} * 60 * 60 * 1'000'000;
// 2026-01-05 02:00:00 UTC, a Monday.
inline constexpr int64_t kFirstNightUs = int64_t{1'767'578'400} * 1'000'000;

// A run of "duktig/token" with a case a letter, "duktig/token/valid/v0" and so on: p pass, s skipped, w warn,
// i inconclusive, e error, f fail (with a finding), d fail that is a deviation. Began on that night, from 0.
Run SampleRun(const std::string& target, std::string_view verdicts, int night);

// A new folder, in TEST_TMPDIR or else in /tmp.
std::string EmptyFolder();

}  // namespace authconform::testing
