// The file of a bundle into what it proves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/run/run.h"
#include "tools/bundle/bundle.h"
#include "tools/bundle/key.h"

namespace authconform {

// A bundle that nobody has looked into yet.
struct SealedBundle {
  std::string file;
  std::string bytes;
  std::optional<PublicKey> key;  // that must have signed it
};

// `key_file` empty: any key. Error: a file that cannot be read, no gzip'd archive, no public key.
Result<SealedBundle> ReadBundle(const std::string& file, const std::string& key_file);

// A bundle that holds what it says.
struct Verified {
  OpenedBundle bundle;
  Run run;
  bool key_checked = false;
  std::vector<std::string> unlike;  // specs and cases that are not those of this authconform
};

// `own`: the specs and cases to compare with. Error: what is wrong with the bundle, its signature, or its run.
Result<Verified> Verify(const SealedBundle& sealed, const FileSet& own);

std::vector<std::string> EndpointsOf(const Run& run);

}  // namespace authconform
