// A run into what a history adds of it: all that takes time and needs no file, for any thread to make beforehand.
#pragma once

#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/run/run.h"
#include "reports/history/kept.h"

namespace authconform {

// A file of specs/ or cases/ that a run was judged by.
struct JudgedBy {
  std::string name;
  std::string sha256;
  std::string_view bytes;  // the file set's
};

struct ReadyRun {
  std::string digest;  // SHA-256 of run.json
  KeptRecord packed;   // as PackText gives it
  KeptPlan plan;
  std::string plan_digest;
  std::vector<JudgedBy> files;
};

// `run_json`: the run as WriteRun gives it. `files` may hold more than the run was judged by, and must outlive the
// answer. `transcript` as the run wrote it.
ReadyRun MakeReady(const Run& run, std::string_view run_json, const FileSet& files, std::string_view transcript);

}  // namespace authconform
