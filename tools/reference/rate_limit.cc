#include "tools/reference/rate_limit.h"

#include <algorithm>

namespace authconform::reference {

bool RateLimit::Admits(std::int64_t now) {
  if (per_second_ == 0) return true;
  const std::lock_guard lock(mutex_);
  const auto passed = static_cast<double>(std::max<std::int64_t>(0, now - last_)) / 1'000'000;
  tokens_ = std::min(per_second_, tokens_ + passed * per_second_);
  last_ = std::max(last_, now);
  if (tokens_ < 1) return false;
  tokens_ -= 1;
  return true;
}

}  // namespace authconform::reference
