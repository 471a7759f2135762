#include "harness/spec/spec.h"

#include <string_view>

namespace authconform {

const Requirement* Spec::FindRequirement(std::string_view id) const {
  for (const Requirement& requirement : requirements) {
    if (requirement.id == id) return &requirement;
  }
  return nullptr;
}

}  // namespace authconform
