// (the types) What a history keeps of a run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/verdict.h"
#include "harness/judge/finding.h"

namespace authconform {

// What came of a case.
struct KeptResult {
  int64_t id = 0;
  Verdict verdict = Verdict::kSkipped;
  std::string reason;     // why skipped, inconclusive or error; empty otherwise
  std::string deviation;  // the owner's listed reason when this failure is a listed one; empty otherwise
  std::vector<Finding> findings;
  bool unsteady = false;  // its repetitions in the one run came to several verdicts
};

// An endpoint and what it was judged by. Digests are 64 hexadecimal digits.
struct KeptEndpoint {
  std::string endpoint;
  std::string document;
  std::string document_title;
  std::string document_sha256;
  std::string spec_sha256;   // over the names and bytes of specs/<endpoint>/…
  std::string cases_sha256;  // over those of cases/<endpoint>.…

  friend bool operator==(const KeptEndpoint&, const KeptEndpoint&) = default;
};

// What a run asked and was judged by: the same for most nights and targets.
struct KeptPlan {
  int64_t id = 0;
  std::string authconform;  // version
  std::vector<KeptEndpoint> endpoints;
  std::vector<std::string> cases;  // ids, in plan order
};

// A run. What it points to belongs to the History that gave it.
struct KeptRun {
  int64_t id = 0;  // grows with every run added
  std::string target;
  std::string url;
  int64_t started_us = 0;
  int64_t duration_us = 0;
  ExitCode exit_code = ExitCode::kConforms;
  bool strict = false;
  bool interrupted = false;
  std::string partial;                        // as in Run
  std::string preflight_error;                // as in Run
  std::vector<std::string> deviation_errors;  // as in Run
  int64_t requests = 0;
  bool recorded = false;    // whether run.json and the transcript are still kept
  bool clock_back = false;  // it began, by its clock, before the run of the target that stands before it
  bool compared = false;    // a diff looked at what changed in it: what it kept is all there is
  bool overtaken = false;   // what changed in it was never told, and is told of the run that overtook it
  const KeptPlan* plan = nullptr;
  std::vector<const KeptResult*> results;  // one a case of the plan
  std::vector<int64_t> mean_us;            // one a case of the plan; 0: nothing was sent
};

struct KeptTarget {
  std::string name;
  std::string owner;
  std::vector<std::string> labels;
  int64_t runs = 0;
  int64_t last_run = 0;  // its id
};

// What diff judges again: as `run` wrote it, secrets masked.
struct KeptRecord {
  std::string run_json;
  std::string transcript;  // empty: the run was added without one
};

}  // namespace authconform
