// What the trials of all faults came to into the files that tell it: one proof for each endpoint, one page for all.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "tools/reference/matrix/trial.h"

namespace authconform {

// A requirement that no fault can break for a case to tell, and why.
struct Unproved {
  const char* endpoint;
  const char* requirement;
  const char* reason;
};
const std::vector<Unproved>& UnprovedRequirements();

// The ids of what a case of the endpoint can fail by: requirements that cases check, and the baseline.
std::vector<std::string> RulesToProve(const Spec& spec);

// A fault's member in the proof: see harness/plan/proof.h.
Json ProofOf(const Trial& trial);

// "cases/<endpoint>.proof.json", and its text, one fault a line.
std::string ProofFile(const std::string& endpoint);
std::string WriteProof(const std::string& endpoint, const std::vector<Trial>& trials);

// tools/reference/KILL_MATRIX.md out of the proofs' texts, by endpoint. Error: a proof that cannot be read.
inline constexpr const char* kPage = "tools/reference/KILL_MATRIX.md";
Result<std::string> WritePage(const std::vector<Questions>& questions, const FileSet& proofs);

}  // namespace authconform
