#include "harness/judge/timing.h"

#include <algorithm>
#include <vector>

namespace authconform {
namespace {

// Of all values, their ranks in ascending order; where ties share the mean of theirs, each is doubled, so that it is
// whole.
struct Ranks {
  std::vector<size_t> all;
  size_t first_sum = 0;  // of the first kind's
};

Ranks Rank(std::span<const int64_t> first, std::span<const int64_t> second) {
  struct Value {
    int64_t us;
    bool is_first;
  };
  std::vector<Value> values;
  for (int64_t us : first) values.push_back({us, true});
  for (int64_t us : second) values.push_back({us, false});
  std::sort(values.begin(), values.end(), [](const Value& a, const Value& b) { return a.us < b.us; });
  const bool tied = std::adjacent_find(values.begin(), values.end(),
                                       [](const Value& a, const Value& b) { return a.us == b.us; }) != values.end();
  Ranks ranks;
  for (size_t start = 0; start < values.size();) {
    size_t end = start;
    while (end < values.size() && values[end].us == values[start].us) ++end;
    const size_t rank = tied ? start + 1 + end : end;  // twice the mean of start + 1 to end
    for (; start < end; ++start) {
      ranks.all.push_back(rank);
      if (values[start].is_first) ranks.first_sum += rank;
    }
  }
  return ranks;
}

// How many ways there are to choose `count` of the ranks, by their sum. At most C(64, 32) in all, which is below 2^61.
std::vector<uint64_t> WaysBySum(const std::vector<size_t>& ranks, size_t count) {
  size_t most = 0;  // ranks are sorted: the largest sum is that of the last ones
  for (size_t i = ranks.size() - count; i < ranks.size(); ++i) most += ranks[i];
  std::vector<std::vector<uint64_t>> ways(count + 1, std::vector<uint64_t>(most + 1));
  ways[0][0] = 1;
  size_t reached = 0;
  for (const size_t rank : ranks) {
    reached = std::min(reached + rank, most);
    for (size_t chosen = count; chosen > 0; --chosen) {
      uint64_t* const with = ways[chosen].data() + rank;
      const uint64_t* const without = ways[chosen - 1].data();
      for (size_t sum = 0; sum + rank <= reached; ++sum) with[sum] += without[sum];
    }
  }
  return std::move(ways[count]);
}

double PermutationP(std::span<const int64_t> first, std::span<const int64_t> second) {
  const Ranks ranks = Rank(first, second);
  const std::vector<uint64_t> ways = WaysBySum(ranks.all, first.size());
  uint64_t below = 0;
  uint64_t above = 0;
  uint64_t all = 0;
  for (size_t sum = 0; sum < ways.size(); ++sum) {
    all += ways[sum];
    if (sum <= ranks.first_sum) below += ways[sum];
    if (sum >= ranks.first_sum) above += ways[sum];
  }
  return std::min(1.0, 2.0 * static_cast<double>(std::min(below, above)) / static_cast<double>(all));
}

int64_t Median(std::span<const int64_t> times) {
  if (times.empty()) return 0;
  std::vector<int64_t> sorted(times.begin(), times.end());
  std::sort(sorted.begin(), sorted.end());
  const int64_t low = sorted[(sorted.size() - 1) / 2];
  return low + (sorted[sorted.size() / 2] - low) / 2;
}

}  // namespace

bool TimeComparison::Differs() const {
  const int64_t effect = std::max(first_median_us, second_median_us) - std::min(first_median_us, second_median_us);
  return p <= kTimeAlpha && effect > kTimeEffectUs;
}

TimeComparison CompareTimes(std::span<const int64_t> first, std::span<const int64_t> second) {
  first = first.first(std::min(first.size(), kMostTimes));
  second = second.first(std::min(second.size(), kMostTimes));
  TimeComparison comparison;
  comparison.first_median_us = Median(first);
  comparison.second_median_us = Median(second);
  if (!first.empty() && !second.empty()) comparison.p = PermutationP(first, second);
  return comparison;
}

bool EnoughTimes(size_t first, size_t second) {
  first = std::min(first, kMostTimes);
  second = std::min(second, kMostTimes);
  double orders = 1;  // C(first + second, first)
  for (size_t i = 1; i <= first; ++i) orders *= static_cast<double>(second + i) / static_cast<double>(i);
  return first > 0 && second > 0 && 2 / orders <= kTimeAlpha;
}

}  // namespace authconform
