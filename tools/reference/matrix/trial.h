// A fault of the reference backends into the cases that it brings to another verdict.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/base/verdict.h"
#include "harness/plan/case.h"
#include "harness/run/run.h"
#include "harness/run/target.h"
#include "harness/spec/spec.h"
#include "tools/reference/faults.h"
#include "tools/reference/reference.h"

namespace authconform {

// An endpoint with all that is asked of it.
struct Questions {
  Spec spec;
  std::vector<Case> cases;
};

// Every endpoint's, in the order of their names.
Result<std::vector<Questions>> LoadQuestions(const FileSet& files);

// A whole run of one endpoint. Error: also when the valid request is refused.
Result<Run> RunTarget(const Questions& questions, const Target& target);

// The same against reference backends, and what their faults came to.
struct TrialRun {
  Run run;
  std::vector<AppliedFault> applied;
};
Result<TrialRun> RunReference(const Questions& questions, const ReferenceOptions& options, int jobs = 4);

// A case that ends otherwise than without the fault.
struct ChangedCase {
  std::string id;
  Verdict verdict = Verdict::kPass;
  std::vector<std::string> found;  // the rules of its findings, each once, in their order
  std::vector<std::string> cited;  // the requirements that it checks

  bool Tells() const { return verdict == Verdict::kFail || verdict == Verdict::kWarn; }
};

struct Trial {
  Fault fault;
  std::int64_t applied = 0;          // answers that the fault changed
  std::vector<ChangedCase> changed;  // in plan order
  std::vector<std::string> kept;     // of the rules that the fault breaks, those that a case looked at and none found
                                     // broken: a report takes them for passed
};

// `without` is the same endpoint's run against backends without a fault.
Result<Trial> Try(const Questions& questions, const Fault& fault, const Run& without);

// Whether the case tells that the fault breaks `rule`: by a finding, or, for what the document says of requests, by
// being the case that checks it: what a request must be shows in the answer to another one only.
bool TellsOf(const ChangedCase& changed, const std::string& rule, const Spec& spec);

}  // namespace authconform
