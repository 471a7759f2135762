// A token into a text of the same make that is worth nothing, so that a masked answer is judged as the answer was.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/redact.h"
#include "harness/spec/spec.h"

namespace authconform {

// What a recorded answer holds in place of `value`, an issued secret masked as `mask`. Never `value` itself; the same
// for the same mask and make.
// - A JWT keeps its header and its claims, which relations speak of, and loses its signature, without which nobody
// takes
//   it; of one that has none, or one too short to guard anything, the claims go as well.
// - A packed text (Operand::Kind::kPacked, `parts`) keeps the parts that relations speak of.
// - Anything else keeps its length, its digits' and letters' places and its punctuation, which is what patterns speak
// of. Secrets inside what is kept are masked by `redactor`.
std::string StandIn(std::string_view value, std::string_view mask, const std::vector<const Operand*>& parts,
                    const Redactor& redactor);

}  // namespace authconform
