#include "harness/base/secret_scan.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <system_error>

namespace authconform {
namespace {

// The first secret that begins in [begin, end) of the file of `size` bytes, or soon after.
Result<std::optional<SecretHit>> FindInPart(const Redactor& redactor, const std::string& path, size_t size,
                                            size_t begin, size_t end) {
  constexpr size_t kFewestOverlap = 16 << 10;
  constexpr size_t kFewestPiece = 256 << 10;
  const size_t overlap = std::max(kFewestOverlap, redactor.LongestForm());
  const size_t piece = std::max(kFewestPiece, 4 * overlap);
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{path, "", "cannot be opened: " + std::string(std::strerror(errno))};
  file.seekg(static_cast<std::streamoff>(begin));
  std::string held;
  size_t before = begin;  // bytes of the file that came before `held`
  while (file && before < end) {
    const size_t kept = held.size();
    // A long secret's piece may be far longer than the file; one byte more than is left meets its end.
    const size_t left = size - std::min(size, before + kept);
    held.resize(kept + std::min(piece, left + 1));
    file.read(held.data() + kept, static_cast<std::streamsize>(held.size() - kept));
    held.resize(kept + static_cast<size_t>(file.gcount()));
    if (file.bad()) return Error{path, "", "cannot be read: " + std::string(std::strerror(errno))};
    if (std::optional<SecretHit> hit = redactor.FindFirst(held)) {
      hit->offset += before;
      return hit;
    }
    const size_t done = held.size() - std::min(held.size(), overlap);
    held.erase(0, done);
    before += done;
  }
  return std::optional<SecretHit>();
}

}  // namespace

std::optional<SecretHit> FindSecret(const Redactor& redactor, std::string_view text) {
  return redactor.FindFirst(text);
}

Result<std::optional<SecretHit>> FindSecretInFile(const Redactor& redactor, const std::string& path) {
  constexpr size_t kFewestToShare = 4 << 20;
  std::error_code failed;
  const size_t size = std::filesystem::file_size(path, failed);
  if (failed) return Error{path, "", "cannot be opened: " + failed.message()};
  if (size < kFewestToShare) return FindInPart(redactor, path, size, 0, size);
  // Two halves at once: a run that is over has a core to spare.
  std::future<Result<std::optional<SecretHit>>> rest;
  try {
    rest = std::async(std::launch::async, FindInPart, std::cref(redactor), std::cref(path), size, size / 2, size);
  } catch (const std::system_error&) {  // no thread to be had
    return FindInPart(redactor, path, size, 0, size);
  }
  Result<std::optional<SecretHit>> first = FindInPart(redactor, path, size, 0, size / 2);
  Result<std::optional<SecretHit>> second = rest.get();
  return !first || *first ? first : second;
}

std::string DescribeHit(const SecretHit& hit) {
  return "the secret " + hit.label + " stands at byte " + std::to_string(hit.offset);
}

}  // namespace authconform
