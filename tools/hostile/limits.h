// What a run under attack may take, into expectations.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>

#include "tools/hostile/trial.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define AUTHCONFORM_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AUTHCONFORM_SANITIZED 1
#endif
#endif

namespace authconform {

#ifdef AUTHCONFORM_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

// Of one exchange. Not scaled: what a server does late has to stay late.
inline constexpr int kDeadlineMs = 1'000;
inline constexpr int64_t kSlackUs = 500'000;
// For all that is not waiting: starting, ordinary requests, judging. The processor's time is what the attack can cost;
// the clock's is wider, for a machine that does other things as well.
inline constexpr int64_t kMostCpuUs = kSanitized ? 20'000'000 : 2'000'000;
inline constexpr int64_t kOrdinaryUs = kSanitized ? 40'000'000 : 20'000'000;
inline constexpr int64_t kMostMoreKib = 64 << 10;

inline int64_t LongestUs(size_t requests) {
  return static_cast<int64_t>(requests) * (kDeadlineMs * 1'000 + kSlackUs) * (kSanitized ? 4 : 1);
}

// The peak of a run against a server that behaves.
int64_t OrdinaryPeakKib();

// In time for as many requests under attack, and not over the memory of an ordinary run by more than may be.
void ExpectBounded(const HostileTrial& trial, size_t attacks, double rate_per_second);

}  // namespace authconform
