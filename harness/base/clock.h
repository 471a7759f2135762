// This moment into the number that artefacts tell it by.
#pragma once

#include <chrono>
#include <cstdint>

namespace authconform {

// Unix microseconds. The system's clock: it may jump, so what is to be waited for or measured takes steady_clock.
inline int64_t NowUs() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace authconform
