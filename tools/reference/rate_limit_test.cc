#include "tools/reference/rate_limit.h"

#include <gtest/gtest.h>

namespace authconform::reference {
namespace {

// How many of `requests`, `apart` microseconds from each other, are served.
int Admitted(int per_second, int requests, std::int64_t apart) {
  RateLimit limit(per_second);
  int admitted = 0;
  for (int i = 0; i < requests; ++i) admitted += limit.Admits(5'000'000 + i * apart) ? 1 : 0;
  return admitted;
}

TEST(RateLimit, AdmitsSoManyASecond) {
  EXPECT_EQ(Admitted(0, 100'000, 0), 100'000) << "no limit";
  EXPECT_EQ(Admitted(10, 100, 0), 10) << "a burst of one second's worth";
  EXPECT_EQ(Admitted(10, 100, 100'000), 100) << "just in time";
  EXPECT_NEAR(Admitted(10, 200, 50'000), 110, 1) << "twice too fast for ten seconds: the burst, then ten a second";
  EXPECT_EQ(Admitted(1, 10, 1'000'000), 10);
}

TEST(RateLimit, TimeThatGoesBackGivesNothing) {
  RateLimit limit(1);
  EXPECT_TRUE(limit.Admits(9'000'000));
  EXPECT_FALSE(limit.Admits(1'000'000));
  EXPECT_FALSE(limit.Admits(9'000'000));
  EXPECT_TRUE(limit.Admits(10'000'000));
}

}  // namespace
}  // namespace authconform::reference
