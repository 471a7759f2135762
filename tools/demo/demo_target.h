// The reference backends' public accounts into a target, for the demonstration and the hermetic tests.
#pragma once

#include <string>

#include "harness/run/target.h"

namespace authconform {

// The reference server at `url` with its accounts and clients; no limit on wrong passwords, for it locks nobody out.
Result<Target> DemoTarget(const std::string& url);

// The same as a target file, FOLDER/target.json, with each secret in a file of its own beside it.
Status WriteDemoTarget(const std::string& url, const std::string& folder);

}  // namespace authconform
