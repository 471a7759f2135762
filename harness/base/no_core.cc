#include "harness/base/no_core.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <string_view>

namespace authconform {
namespace {

// libstdc++'s own handler prints the exception's what(), which could quote anything.
[[noreturn]] void EndWithoutWords() {
  constexpr std::string_view kEnding = "authconform: an error inside authconform ended it\n";
  [[maybe_unused]] const ssize_t said = write(STDERR_FILENO, kEnding.data(), kEnding.size());
  std::abort();
}

}  // namespace

void ForbidCoreDumps() {
  const rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
#if !defined(__SANITIZE_ADDRESS__)
  prctl(PR_SET_DUMPABLE, 0);
#endif
  std::set_terminate(EndWithoutWords);
}

}  // namespace authconform
