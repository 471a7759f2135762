#include "harness/spec/spec.h"

#include <string_view>

namespace authconform {

std::string_view ConfidenceName(Confidence confidence) {
  static constexpr std::string_view kNames[] = {"stated", "shown", "assumed"};
  return kNames[static_cast<size_t>(confidence)];
}

const Requirement* Spec::FindRequirement(std::string_view id) const {
  for (const Requirement& requirement : requirements) {
    if (requirement.id == id) return &requirement;
  }
  return nullptr;
}

}  // namespace authconform
