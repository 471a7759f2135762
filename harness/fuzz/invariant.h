// A sentence that must hold of every input into a finding, where it does not.
#pragma once

#include <cstdio>
#include <string_view>

namespace authconform {

// Ends the process, as libFuzzer wants it, and says which invariant is broken.
inline void Require(bool holds, std::string_view invariant) {
  if (holds) return;
  std::fprintf(stderr, "invariant broken: %.*s\n", static_cast<int>(invariant.size()), invariant.data());
  __builtin_trap();
}

}  // namespace authconform
