// A secret into whether a text holds it, in any form in which a Redactor would mask it.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/redact_registry.h"

namespace authconform {

// Parts of it at a text's ends do not count, which a Redactor masks as well. Nor does a value shorter than six bytes,
// or one that is ordinary text (IsOrdinaryText), where it stands in base64 or hexadecimal: four bytes come up in some
// thousand tokens by chance, and "admin" in the claims of every other. As letters, escaped or not, it counts.
class SecretFinder {
 public:
  // Of at least Redactor::kShortest bytes; a shorter one is in no text.
  explicit SecretFinder(std::string_view value);

  // A text made to be costly to search (see Redactor) is looked through for the value as it is.
  bool IsIn(std::string_view text) const;

 private:
  const std::string value_;
  SecretRegistry registry_;
};

}  // namespace authconform
