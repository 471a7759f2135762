// What a run is of into named facts: two runs with the same facts ask the same of the same, and judge it alike.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/redact.h"
#include "harness/run/selected.h"
#include "harness/run/target.h"
#include "harness/run/transcript.h"

namespace authconform {

// In order, names unique. Values are texts for people ("0.1.0", "grouped"), or digests of 16 hexadecimal digits (FNV-1a
// 64: they tell a difference by mistake, none by intent) under a name that begins with "digest of". Nothing of a
// target's secrets, which such a digest would give away to who tries: journal_key.h tells those.
using RunIdentity = std::vector<std::pair<std::string, std::string>>;

// `controls` names the policy.
RunIdentity IdentityOf(const TranscriptRun& header, std::string_view controls, const std::vector<Selected>& selected,
                       const Target& target, const Redactor& redactor);

// Where they differ first, a sentence: "its controls is each, and this run's is grouped"; empty when they do not.
std::string HowTheyDiffer(const RunIdentity& journal, const RunIdentity& run);

}  // namespace authconform
