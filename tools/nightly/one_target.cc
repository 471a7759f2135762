#include "tools/nightly/one_target.h"

#include <filesystem>
#include <utility>

#include "harness/base/clock.h"
#include "harness/base/joined.h"
#include "harness/base/secret_scan.h"
#include "harness/run/run_json.h"
#include "harness/run/transcript.h"
#include "harness/spec/load.h"
#include "reports/formats.h"
#include "reports/summary.h"

namespace authconform {
namespace {

// The run of a target that could not be asked.
Run BrokenRun(const NightlyTarget& target, const Error& error, const Redactor& redactor) {
  Run run;
  run.authconform = kVersion;
  run.target = redactor.Redact(target.name);
  run.started_us = NowUs();
  run.repeat = target.repeat;
  run.strict = target.strict;
  run.preflight_error = redactor.Redact(error.ToString());
  run.exit_code = ExitCode::kBadUsage;
  return run;
}

// Whether what went wrong is about a file of the night, and not about the target's.
bool IsDisk(const Error& error, const std::string& folder) { return error.file.starts_with(folder + "/"); }

RunOptions OptionsFor(const Tonight& tonight, Shared& shared) {
  RunOptions options;
  options.repeat = tonight.target->repeat;
  options.strict = tonight.target->strict;
  options.transcript = tonight.folder + "/transcript.ndjson";
  options.journal = tonight.folder + "/journal.ndjson";
  options.resume = tonight.resume;
  options.most_transcript_bytes = tonight.most_transcript_bytes.value_or(options.most_transcript_bytes);
  options.most_journal_bytes = tonight.most_journal_bytes.value_or(options.most_journal_bytes);
  options.also_rate = &shared.rate();
  options.judges = &shared.judges();
  options.stop = tonight.stop;
  options.waited = tonight.waited;
  options.on_progress = tonight.on_progress;
  return options;
}

// What the nightly file names, read before anything is sent.
struct TonightsPlan {
  Loaded loaded;
  std::vector<Selected> selected;
  std::optional<HeldDeviations> deviations;
};

Result<TonightsPlan> MakeReady(const NightlyTarget& target, Shared& shared) {
  TonightsPlan ready;
  Result<Loaded> loaded = LoadTonight(target, shared.files(), Secrets::kRead);
  if (!loaded) return loaded.error();
  ready.loaded = *std::move(loaded);
  Result<std::vector<Selected>> selected = shared.Select(ready.loaded.endpoints);
  if (!selected) return selected.error();
  ready.selected = *std::move(selected);
  if (target.deviations.empty()) return ready;
  Result<HeldDeviations> deviations = shared.DeviationsIn(target.deviations);
  if (!deviations) return deviations.error();
  ready.deviations = *std::move(deviations);
  return ready;
}

bool HoldsASecret(const NightlyTarget& target, const Redactor& redactor) {
  std::string told = target.owner.value_or("");
  for (const std::string& each : target.labels.value_or(std::vector<std::string>())) told += "\n" + each;
  return !told.empty() && FindSecret(redactor, told).has_value();
}

// Whether it is about what the journal holds, and not whether it can be read or written.
bool IsOfAnotherJournal(const Error& error, const std::string& journal) {
  return error.file == journal && !error.position.empty();
}

void Say(const Tonight& tonight, const std::string& sentence) {
  if (tonight.say) tonight.say(tonight.target->name + sentence);
}

bool IsOutOfTime(const Tonight& tonight) { return tonight.out_of_time && tonight.out_of_time(); }

// Whether a signal ended it, and not its time limit.
bool IsStopped(const Tonight& tonight) { return tonight.stop != nullptr && *tonight.stop && !IsOutOfTime(tonight); }

// Error: disk or memory, or a journal of something else. What is wrong with the target is in the run.
Result<Run> RunOf(const Tonight& tonight, Shared& shared, Redactor& redactor) {
  const NightlyTarget& target = *tonight.target;
  const Result<TonightsPlan> ready = MakeReady(target, shared);
  if (!ready) return BrokenRun(target, ready.error(), redactor);
  Redactor known;
  RegisterSecrets(ready->loaded.target, known);
  if (HoldsASecret(target, known)) {
    RegisterSecrets(ready->loaded.target, redactor);
    return BrokenRun(target,
                     {target.nightly_file, target.pointer,
                      "its owner or a label holds a secret of its target file, and both are shown to all"},
                     redactor);
  }
  Result<Run> run = RunCases(ready->selected, ready->loaded.target, OptionsFor(tonight, shared), redactor);
  if (!run && (run.error().environment || IsDisk(run.error(), tonight.folder))) return run;
  if (!run) return BrokenRun(target, run.error(), redactor);
  if (!ready->deviations) return run;
  if (FindSecret(redactor, ready->deviations->text)) {
    return BrokenRun(target, {target.deviations, "", "holds a secret of this run: take it out of the reasons"},
                     redactor);
  }
  Apply(*ready->deviations, shared.files(), *run);
  return run;
}

// The run, asked anew where there is a journal that is not its own.
Result<Run> RunWithItsJournal(const Tonight& tonight, Shared& shared, std::unique_ptr<Redactor>& redactor,
                              bool& begun_before) {
  const std::string journal = tonight.folder + "/journal.ndjson";
  std::error_code ignored;
  begun_before = std::filesystem::exists(journal, ignored);
  Result<Run> run = RunOf(tonight, shared, *redactor);
  if (run || !IsOfAnotherJournal(run.error(), journal)) return run;
  begun_before = false;
  Say(tonight, " is asked anew: " + run.error().ToString());
  std::error_code error;
  std::filesystem::remove(journal, error);
  if (error) return Error{journal, "", "cannot be removed: " + error.message()};
  redactor = std::make_unique<Redactor>();
  return RunOf(tonight, shared, *redactor);
}

// Pages are the site's.
Status WriteFor(const Run& run, const std::string& run_json, const std::string& folder, const Redactor& redactor) {
  const std::string file = folder + "/run.json";
  if (Status can = CanBeRead(run_json, file); !can) return can;
  if (Status written = WriteFreeOfSecrets(run_json, file, redactor); !written) return written;
  return WriteReport(run, *FindFormat("junit"), folder, redactor);
}

// Of a result that nobody could look through for secrets.
TargetResult WithoutTexts(const TargetResult& result) {
  TargetResult plain;
  plain.target = result.target;
  plain.folder = result.folder;
  plain.exit_code = result.exit_code;
  plain.judged = result.judged;
  plain.interrupted = result.interrupted;
  plain.counts = result.counts;
  plain.requests = result.requests;
  plain.started_us = result.started_us;
  plain.duration_us = result.duration_us;
  return plain;
}

// What the history keeps beside the run.
HistoryExtras ExtrasOf(const Tonight& tonight, const AskedTonight& asked) {
  const NightlyTarget& target = *tonight.target;
  HistoryExtras extras = {.owner = target.owner, .labels = target.labels, .untold = true};
  if (asked.begun_before) extras.begun_after = tonight.last_run;
  if (!HoldsASecret(target, *asked.redactor)) return extras;
  Say(tonight, ": its owner or a label holds a secret: the history keeps neither");
  extras.owner = std::nullopt;
  extras.labels = std::nullopt;
  return extras;
}

// Empty: it has none, as where it is broken.
Result<std::string> TranscriptOf(const Tonight& tonight) {
  const std::string transcript = tonight.folder + "/transcript.ndjson";
  std::error_code ignored;
  if (!std::filesystem::exists(transcript, ignored)) return std::string();
  return ReadFile(transcript, kMostTranscriptBytes);
}

}  // namespace

Shared::Shared(const FileSet& files, double rate_per_second) : files_(files), rate_(rate_per_second) {}

Result<std::vector<Selected>> Shared::Select(const std::vector<std::string>& endpoints) {
  std::lock_guard lock(mutex_);
  std::vector<Selected> selected;
  for (const std::string& endpoint : endpoints) {
    auto known = selections_.find(endpoint);
    if (known == selections_.end()) {
      Result<Selection> selection = SelectCases(files_, {endpoint}, {});
      if (!selection) return selection.error();
      known = selections_.emplace(endpoint, *std::move(selection)).first;
    }
    const std::vector<Selected>& of_endpoint = known->second.selected;
    selected.insert(selected.end(), of_endpoint.begin(), of_endpoint.end());
  }
  if (selected.empty()) return Error{"", "", "there is no case to ask"};
  return selected;
}

Result<HeldDeviations> Shared::DeviationsIn(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (const auto known = deviations_.find(path); known != deviations_.end()) return known->second;
  Result<HeldDeviations> held = ReadHeldDeviations(files_, path);
  if (held) deviations_.emplace(path, *held);
  return held;
}

Result<Loaded> LoadTonight(const NightlyTarget& target, const FileSet& files, Secrets secrets) {
  if (target.mistake) return *target.mistake;
  Result<Target> loaded = LoadTargetFile(files, target.file, secrets);
  if (!loaded) return loaded.error();
  loaded->name = target.name;
  if (target.rate_per_second > 0) loaded->limits.rate_per_second = target.rate_per_second;
  Result<std::vector<std::string>> endpoints =
      ChooseEndpoints(files, target.endpoints.empty() ? EndpointsOf(*loaded) : target.endpoints);
  if (!endpoints) {
    const Result<std::vector<std::string>> all = ChooseEndpoints(files, {});
    const std::string known = all ? " (there are " + Joined(*all) + ")" : "";
    return Error{target.nightly_file, target.pointer + "/endpoints", endpoints.error().message + known};
  }
  return Loaded{*std::move(loaded), *std::move(endpoints)};
}

Status TitleHoldsNoSecret(const NightlyFile& nightly, const FileSet& files) {
  if (nightly.site.empty() || nightly.title == NightlyFile().title) return Done{};
  for (const NightlyTarget& each : nightly.targets) {
    const Result<Target> target = LoadTargetFile(files, each.file, Secrets::kRead);
    if (!target) continue;
    Redactor known;
    RegisterSecrets(*target, known);
    if (!FindSecret(known, nightly.title)) continue;
    return Error{nightly.file, "/title",
                 "holds a secret of the target file of " + each.pointer + ", and the site shows it to all"};
  }
  return Done{};
}

Result<AskedTonight> Ask(const Tonight& tonight, Shared& shared) {
  AskedTonight asked;
  asked.redactor = std::make_unique<Redactor>();
  Result<TargetState> state = ReadState(tonight.folder);
  if (!state) return state.error();
  asked.state = *std::move(state);
  if (asked.state.stage != Stage::kAsked) {
    asked.begun_before = true;
    const Result<Loaded> loaded = LoadTonight(*tonight.target, shared.files(), Secrets::kRead);
    if (loaded) RegisterSecrets(loaded->target, *asked.redactor);
    return asked;
  }
  if (Status made = MakeFolder(tonight.folder); !made) return made.error();
  Result<Run> run = RunWithItsJournal(tonight, shared, asked.redactor, asked.begun_before);
  if (!run) return run.error();
  if (tonight.on_asked) tonight.on_asked();
  if (run->interrupted && IsStopped(tonight)) return asked;
  if (run->interrupted && IsOutOfTime(tonight)) {
    run->partial += std::string(run->partial.empty() ? "" : "; ") + "the time limit of " +
                    std::to_string(tonight.target->time_limit_s) + " s ended it";
  }
  asked.run_json = WriteRun(*run);
  const std::string folder = std::filesystem::path(tonight.folder).filename().string();
  const TargetState judged = {Stage::kJudged, TargetResultOf(*run, folder)};
  Status written = WriteFor(*run, asked.run_json, tonight.folder, *asked.redactor);
  if (written) written = WriteState(tonight.folder, judged, *asked.redactor);
  asked.state.result = judged.result;
  if (!written) {
    asked.state.result = WithoutTexts(judged.result);
    asked.unwritten = written.error();
    return asked;
  }
  asked.state.stage = Stage::kJudged;
  std::error_code ignored;
  std::filesystem::remove(tonight.folder + "/journal.ndjson", ignored);  // the transcript has it all
  asked.run = *std::move(run);
  return asked;
}

Status Keep(const Tonight& tonight, AskedTonight& asked, Shared& shared, Keeper& keeper) {
  if (asked.state.stage == Stage::kKept) return keeper.LeaveOutWhatIsOvertaken(asked.state.result);
  if (asked.state.stage != Stage::kJudged) return Done{};
  if (!asked.run) {
    const std::string file = tonight.folder + "/run.json";
    Result<std::string> text = ReadFile(file, kMostRunBytes);
    if (!text) return text.error();
    Result<Run> run = ReadRun(*text, file);
    if (!run) return run.error();
    asked.run = *std::move(run);
    asked.run_json = *std::move(text);
  }
  const Result<std::string> transcript = TranscriptOf(tonight);
  if (!transcript) return transcript.error();
  const ReadyRun ready = MakeReady(*asked.run, asked.run_json, shared.files(), *transcript);
  TargetState kept = {Stage::kKept, asked.state.result};
  if (Status status = keeper.Keep(*asked.run, ExtrasOf(tonight, asked), ready, kept.result); !status) return status;
  // An earlier run may have told what is a secret only now.
  for (KeptChange& each : kept.result.changes) each.why = asked.redactor->Redact(each.why);
  if (Status written = WriteState(tonight.folder, kept, *asked.redactor); !written) return written;
  asked.state = std::move(kept);
  return Done{};
}

}  // namespace authconform
