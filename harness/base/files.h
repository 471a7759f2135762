// Folders into named bytes and back: what is read whole, and what is written whole or not at all.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace authconform {

// Files by path relative to one root, '/' between the parts: "specs/duktig/token/spec.json". Read from a folder, or
// embedded in the binary.
using FileSet = std::map<std::string, std::string>;

// The bytes of a regular file of at most `max_bytes`.
Result<std::string> ReadFile(const std::string& path, size_t max_bytes = 16 << 20);

// All bytes written, however many calls it takes. False: errno says why, and part of them may be written.
bool WriteAllTo(int descriptor, std::string_view bytes);

// Every *.json file below `root`/`folder`, each named "<folder>/…". Links to files are read (Bazel's runfiles are
// links), links to folders are not followed.
Result<FileSet> ReadFolder(const std::string& root, const std::string& folder);

// Who may read a file that is written: all whom the process's umask lets, or its owner alone, at every moment.
enum class Readers { kAll, kOwner };

// Writes beside the file, fsyncs, renames: a reader sees the old file or the new one, never a part. Replaces regular
// files only: not /dev/null, which is a file's name too.
Status WriteFileWhole(const std::string& path, std::string_view bytes, Readers readers = Readers::kAll);

// Creates the folder and its parents.
Status MakeFolder(const std::string& path);

// Creates the folder and its parents, and proves that a file can be written there.
Status MakeWritableFolder(const std::string& path);

}  // namespace authconform
