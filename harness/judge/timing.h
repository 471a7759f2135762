// How long two kinds of refusals took, some samples of each, into whether an outsider could tell them apart by time.
//
// They can be told apart when both hold:
// - The exact two-sided Mann-Whitney test (ranks, ties at their mean, the whole permutation distribution and no normal
//   approximation) gives p <= kTimeAlpha. If both kinds take equally long, that happens to at most kTimeAlpha of the
//   comparisons, whatever the distribution is and however long its tail.
// - The medians differ by more than kTimeEffectUs: more than another query of a database costs, less than hashing a
//   password does as OWASP's Password Storage Cheat Sheet asks for it. No share of the median is asked on top: the
//   ranks already weigh the difference against the target's own jitter.
//
// Power, measured by timing_test for the 5 and 30 samples that the planner asks for: a skipped hash of 50 ms is found
// always where answers jitter by 2 ms, and in at least 95 of 100 comparisons where they jitter by 10 ms (one standard
// deviation) and one of 100 comes 60 ms late. Where they jitter by 20 ms, about one of three is missed; a hash that
// takes less than kTimeEffectUs is never found.
//
// What it assumes: that under equal work any order of the samples is as likely as any other. The runner sees to it by
// sending them in turns (Case::Turns), so that a drift of the target's speed meets both kinds alike.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace authconform {

inline constexpr double kTimeAlpha = 0.0002;
inline constexpr int64_t kTimeEffectUs = 5'000;
// Samples of each kind that are looked at, so that the count of permutations fits 64 bits. Later ones are left out.
inline constexpr size_t kMostTimes = 32;

struct TimeComparison {
  double p = 1;                  // exact and two-sided: how likely ranks as uneven as these are by chance
  int64_t first_median_us = 0;   // 0 without a sample
  int64_t second_median_us = 0;  // of an even count: the mean of the middle two

  bool Differs() const;
};

// Times in microseconds, in any order.
TimeComparison CompareTimes(std::span<const int64_t> first, std::span<const int64_t> second);

// Whether so many samples could tell a difference at all: even those that do not overlap need p <= kTimeAlpha.
bool EnoughTimes(size_t first, size_t second);

}  // namespace authconform
