// Entries into a tar's bytes (POSIX.1-1988 ustar), as nobody sound would write them.
#pragma once

#include <string>

namespace authconform::testing {

struct TarEntry {
  std::string name;
  std::string bytes = {};
  char type = '0';        // '1' hard link, '2' symbolic link, '5' folder, 'x' what follows in pax's own words, …
  std::string link = {};  // what a link points to
  std::string size = {};  // octal digits, or whatever else is to stand there; that of `bytes` when empty
};

// Head, bytes, and zeros up to the next 512.
std::string TarBlocks(const TarEntry& entry);

// The two empty blocks that end a tar.
std::string TarEnd();

// A record of a pax head: "length key=value\n".
std::string PaxRecord(const std::string& key, const std::string& value);

// The gzip file that holds these bytes.
std::string Gzipped(const std::string& bytes);

}  // namespace authconform::testing
