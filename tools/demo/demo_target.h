// The reference backends' public accounts into a target, for the demonstration and the hermetic tests.
#pragma once

#include <string>

#include "harness/run/target.h"
#include "tools/reference/reference.h"

namespace authconform {

// The reference server at `url` with its accounts and clients, and the limits of one that was started with `options`:
// no limit on wrong passwords unless it locks accounts.
Result<Target> DemoTarget(const std::string& url, const ReferenceOptions& options = {});

// The same as a target file, FOLDER/target.json, with each secret in a file of its own beside it.
Status WriteDemoTarget(const std::string& url, const std::string& folder, const ReferenceOptions& options = {});

}  // namespace authconform
