// A nightly file into a night: every target asked side by side, kept, told, and what the night came to.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "tools/nightly/events.h"
#include "tools/nightly/night_result.h"
#include "tools/nightly/nightly_file.h"
#include "tools/nightly/seats.h"

namespace authconform {

struct NightProgress {
  size_t done = 0;
  size_t targets = 0;
  size_t running = 0;
  size_t failing = 0;    // targets that do not conform, or of which nothing was judged
  int64_t requests = 0;  // sent so far, by targets of this process
};

struct NightOptions {
  bool resume = false;
  std::string only = {};                                              // glob over the targets' names; empty: all
  std::optional<FailOn> fail_on = {};                                 // in place of the file's
  Seats seats = {};                                                   // `side_by_side` is the file's
  std::chrono::milliseconds history_wait = std::chrono::seconds(30);  // for others' locks
  std::optional<size_t> most_transcript_bytes = {};                   // of each target; none: as in RunOptions
  std::optional<size_t> most_journal_bytes = {};
  const std::atomic<bool>* stop = nullptr;                     // ends the night soon; it can be resumed
  std::function<void(const NightProgress&)> on_progress = {};  // from one thread, about ten times a second
  std::function<void(const std::string&)> say = {};            // a sentence for people; one thread at a time
};

// `files`: specs, cases and schemas. Error: nothing was asked. With `environment` set it is about history, disk or
// another nightly at work on the same folder; otherwise the input's mistake.
Result<NightResult> RunNight(const NightlyFile& nightly, const FileSet& files, const NightOptions& options,
                             Events& events);

// Whether the night of this file that was begun last is unfinished, so that --resume goes on with it. Error: as
// RunNight.
Result<bool> LastIsUnfinished(const NightlyFile& nightly);

// The targets whose names the glob matches, in order; all when it is empty. Error: none, with the nearest name.
Result<std::vector<const NightlyTarget*>> ChooseTargets(const NightlyFile& nightly, const std::string& only);

}  // namespace authconform
