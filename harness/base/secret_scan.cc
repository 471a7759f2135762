#include "harness/base/secret_scan.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace authconform {

std::optional<SecretHit> FindSecret(const Redactor& redactor, std::string_view text) {
  return redactor.FindFirst(text);
}

Result<std::optional<SecretHit>> FindSecretInFile(const Redactor& redactor, const std::string& path) {
  constexpr size_t kFewestOverlap = 16 << 10;
  constexpr size_t kFewestPiece = 1 << 20;
  const size_t overlap = std::max(kFewestOverlap, redactor.LongestForm());
  const size_t piece = std::max(kFewestPiece, 4 * overlap);
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{path, "", "cannot be opened: " + std::string(std::strerror(errno))};
  std::string held;
  size_t before = 0;  // bytes of the file that came before `held`
  while (file) {
    const size_t kept = held.size();
    held.resize(kept + piece);
    file.read(held.data() + kept, static_cast<std::streamsize>(piece));
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

std::string DescribeHit(const SecretHit& hit) {
  return "the secret " + hit.label + " stands at byte " + std::to_string(hit.offset);
}

}  // namespace authconform
