// The specs, cases and schemas that the binary carries inside, so that it works from any folder.
#pragma once

#include "harness/base/files.h"

namespace authconform {

// specs/, cases/ and the published schemas, by path from the workspace's root.
const FileSet& EmbeddedFiles();

}  // namespace authconform
