// Cases and a target into a finished run.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "harness/base/redact.h"
#include "harness/base/result.h"
#include "harness/run/journal_text.h"
#include "harness/run/judge_shelf.h"
#include "harness/run/rate.h"
#include "harness/run/run.h"
#include "harness/run/schedule.h"
#include "harness/run/selected.h"
#include "harness/run/target.h"
#include "harness/run/transcript.h"

namespace authconform {

struct Progress {
  int64_t done = 0;  // cases judged, repetitions counted
  int64_t total = 0;
  int64_t requests = 0;  // sent so far: those of the preflight, of cases and of controls
  std::string doing;     // "signing in", "duktig/token"
};

struct RunOptions {
  int repeat = 1;
  bool strict = false;
  ControlPolicy controls = ControlPolicy::kGrouped;
  std::string left_out = "cases were left out";  // why the selection is not the whole plan, where it is not
  std::string transcript;                        // file to write the exchanges to as they come; empty: none
  // What was answered, exchange by exchange (journal.h); empty: none. It must not be there unless `resume` is set; then
  // what it holds is not asked again, and where there is none the run begins. Runs leave it where it is.
  std::string journal;
  bool resume = false;
  // Neither file grows beyond what is read of it. A run whose file is full asks no more, and is partial, with the
  // reason; both files stay good: the one is judged again, from the other the run goes on where there is room for more.
  size_t most_transcript_bytes = kMostTranscriptBytes;
  size_t most_journal_bytes = kMostJournalBytes;
  Rate* also_rate = nullptr;                         // shared with other runs; waited for beside the target's own
  RateWait* waited = nullptr;                        // told of the waits for also_rate; null: nobody asks
  JudgeShelf* judges = nullptr;                      // shared with other runs; null: made for this run
  const std::atomic<bool>* stop = nullptr;           // set by a signal handler: ends the run soon, with what was done
  std::function<void(const Progress&)> on_progress;  // called from one thread at a time, a few times a second
};

// Asks and judges. First the preflight: every endpoint's active account signs in, in each reading of the document until
// one is taken. If the target cannot be reached or refuses the account, Run::preflight_error says so and nothing is
// judged. Then every case, in small groups with the valid request before and after each: a case whose controls are not
// both accepted is inconclusive. Every secret that the target holds, and every one that it issues, is registered with
// `redactor`, for what is written of the run afterwards.
// Error: only what is wrong on our side (a schema that does not compile, a transcript or journal that cannot be
// written, a journal of something else; with `environment` set, no memory for what a connection or a judging thread
// does: the journal stays good to resume then).
Result<Run> RunCases(const std::vector<Selected>& selected, const Target& target, const RunOptions& options,
                     Redactor& redactor);

// For who writes nothing of the run but what it returns.
Result<Run> RunCases(const std::vector<Selected>& selected, const Target& target, const RunOptions& options);

// The version in reports.
inline constexpr const char* kVersion = "0.1.0";

}  // namespace authconform
