#include "harness/base/secret_finder.h"

#include <optional>
#include <vector>

#include "harness/base/redact_search.h"

namespace authconform {

SecretFinder::SecretFinder(std::string_view value) : value_(value) { registry_.AddSupplied("sought", value_); }

bool SecretFinder::IsIn(std::string_view text) const {
  // No form is shorter than what it tells.
  if (value_.size() < SecretIndex::kShortest || text.size() < value_.size()) return false;
  if (text.find(value_) != std::string_view::npos) return true;
  const std::optional<std::vector<SecretPlace>> places =
      SecretSearch(registry_, SecretSearch::For::kFinding).Search(text);
  return places && !places->empty();
}

}  // namespace authconform
