// One target of a night into its run, its reports on disk and its place in the history.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/run/judge_shelf.h"
#include "harness/run/rate.h"
#include "harness/run/runner.h"
#include "tools/artefacts/artefacts.h"
#include "tools/choice/choice.h"
#include "tools/nightly/keeper.h"
#include "tools/nightly/night_folder.h"
#include "tools/nightly/nightly_file.h"

namespace authconform {

// What the targets of a night have in common, read once. For any thread.
class Shared {
 public:
  // `files` outlives it. `rate_per_second`: over all targets; 0: no limit.
  Shared(const FileSet& files, double rate_per_second);

  // All cases of the endpoints. What is selected points into this. Error: a spec or case file with a mistake.
  Result<std::vector<Selected>> Select(const std::vector<std::string>& endpoints);
  // Error: as ReadHeldDeviations.
  Result<HeldDeviations> DeviationsIn(const std::string& path);

  const FileSet& files() const { return files_; }
  Rate& rate() { return rate_; }
  JudgeShelf& judges() { return judges_; }

 private:
  const FileSet& files_;
  Rate rate_;
  std::mutex mutex_;
  std::map<std::string, Selection> selections_;  // by endpoint; before judges_, which point to their specs
  std::map<std::string, HeldDeviations> deviations_;
  JudgeShelf judges_;
};

// A target in a night.
struct Tonight {
  const NightlyTarget* target = nullptr;
  std::string folder;                                // of its reports
  bool resume = false;                               // what its journal holds is not asked again
  std::optional<int64_t> last_run = {};              // that the history had when the night began; none: nobody knows
  std::optional<size_t> most_transcript_bytes = {};  // none: as in RunOptions
  std::optional<size_t> most_journal_bytes = {};
  const std::atomic<bool>* stop = nullptr;  // ends it soon
  RateWait* waited = nullptr;               // told of its waits for the rate of all; null: nobody asks
  std::function<bool()> out_of_time;        // whether that was for its time limit alone
  std::function<void(const Progress&)> on_progress;
  std::function<void()> on_asked = {};               // nothing more is sent; none: nobody is told
  std::function<void(const std::string&)> say = {};  // a sentence for people; none: it goes unsaid
};

// A target that has been asked, and what of it is at hand still.
struct AskedTonight {
  TargetState state;
  std::optional<Run> run;  // none: only on disk
  std::string run_json;    // of that run, as it is on disk
  std::unique_ptr<Redactor> redactor;
  // Why what came of it is not on disk. Its state is kAsked then, with the result all the same.
  std::optional<Error> unwritten;
  bool begun_before = false;  // by another process, which did not keep it: its run may come late
};

// Asks the target and leaves it judged: run.json, transcript, reports and state in its folder. A target that cannot be
// asked for a mistake in its files becomes a run that says so, with exit code kBadUsage. Its state is kAsked when it
// was stopped, and not for its time limit: then its journal is what a resumed night goes on with. One whose transcript
// or journal is full is judged as far as it was asked. A journal that is no
// journal of what the target is asked now, as where a file of its was changed since, is told, removed and not gone on
// with: the target is asked anew. One that is judged already is left as it is. Error: disk, before anything was judged.
Result<AskedTonight> Ask(const Tonight& tonight, Shared& shared);

// A judged target into one that is kept. An owner or label that holds a secret is told and left out. Error: as
// Keeper::Keep, or disk; it stays judged.
Status Keep(const Tonight& tonight, AskedTonight& asked, Shared& shared, Keeper& keeper);

// The target file with what the nightly file sets over it, and the endpoints it is asked, each in full. Error: a
// mistake in either, or something named there that is not there.
struct Loaded {
  Target target;
  std::vector<std::string> endpoints;
};
Result<Loaded> LoadTonight(const NightlyTarget& target, const FileSet& files, Secrets secrets);

// The site shows the title to all. Error: it holds a secret of one of the target files, as far as these can be read.
Status TitleHoldsNoSecret(const NightlyFile& nightly, const FileSet& files);

}  // namespace authconform
