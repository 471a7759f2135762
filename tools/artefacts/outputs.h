// What a command reads, and a file that it is about to write, into a refusal where the one would destroy the other.
#pragma once

#include <string>
#include <vector>

#include "harness/base/result.h"

namespace authconform {

struct InputFile {
  std::string what;  // "the target file"
  std::string path;  // empty: there is none
};

// Whether both name one file: by device and inode, so that links and other spellings count; where they are not there
// yet, by folder and name.
bool AreOneFile(const std::string& one, const std::string& other);

// Error, which names `output`: it is one of the inputs, or holds a private key, whose owner has no other. `option` is
// where the command line names it: "--out".
Status SpareInputs(const std::string& output, const std::string& option, const std::vector<InputFile>& inputs);

// Whether WriteFileWhole could write the file now, but for what the disk then says. Error, which names it: there is no
// such folder, it cannot be written, or something that is no file is in its place.
Status CanBeWritten(const std::string& path);

}  // namespace authconform
