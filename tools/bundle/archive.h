// Named files into the bytes of one archive, a gzip'd tar (POSIX.1-2001 pax), and back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/files.h"
#include "harness/base/result.h"

namespace authconform {

// Held by the writer too: what it writes can be read.
struct ArchiveLimits {
  size_t files = 4'096;
  size_t file_bytes = size_t{256} << 20;
  size_t bytes = size_t{512} << 20;  // unpacked, with the tar's own
};

// Same files, same bytes: in the order of their names, of nobody, at 1970-01-01, readable by all.
// Error: a limit is passed, or a name is not of the form that ReadArchive takes.
Result<std::string> WriteArchive(const FileSet& files, const ArchiveLimits& limits = {});

// Trusts nothing in the archive, and writes nothing to disk. Names are relative, of letters, digits and "._-", the
// parts between '/', none of them "." or "..". `file` names the archive in errors. Error: no gzip'd tar, cut short,
// damaged, followed by something, a limit is passed, an entry that is no regular file, a name that is not of that form
// or stands twice; names the entry at fault.
Result<FileSet> ReadArchive(std::string_view archive, const std::string& file, const ArchiveLimits& limits = {});

// Whether the bytes begin as a gzip file does (RFC 1952 2.3.1); tells another file from a damaged archive.
bool IsGzip(std::string_view bytes);

}  // namespace authconform
