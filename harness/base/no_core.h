// A crash into nothing that tells a secret: passwords and tokens are in memory and in exceptions' texts.
#pragma once

namespace authconform {

// From now on this process leaves no core file (RLIMIT_CORE 0, also for its children), no other process of its user may
// read its memory (PR_SET_DUMPABLE 0; left as it is under AddressSanitizer and LeakSanitizer, which look themselves),
// and std::terminate says a fixed sentence before it aborts. To be called first in main.
void ForbidCoreDumps();

}  // namespace authconform
