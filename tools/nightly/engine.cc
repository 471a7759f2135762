#include "tools/nightly/engine.h"

#include <fnmatch.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <utility>

#include "harness/base/clock.h"
#include "harness/base/suggest.h"
#include "reports/history/retention.h"
#include "tools/nightly/keeper.h"
#include "tools/nightly/night_folder.h"
#include "tools/nightly/one_target.h"
#include "tools/nightly/policy.h"

namespace authconform {
namespace {

constexpr std::chrono::seconds kProgressEvent(5);
// A history that refuses one run may take the next; one that refuses so many takes none.
constexpr int kMostRefusals = 3;

Error AsEnvironment(Error error) {
  error.environment = true;
  return error;
}

// One night in one process.
class Engine {
 public:
  Engine(const NightlyFile& nightly, const FileSet& files, const NightOptions& options, Events& events)
      : nightly_(nightly),
        options_(options),
        events_(events),
        stop_(options.stop != nullptr ? *options.stop : never_),
        shared_(files, nightly.rate_per_second) {}

  Result<NightResult> Run() {
    Result<NightResult> result = RunIt();
    if (!result && result.error().environment) events_.Trouble(result.error());
    return result;
  }

 private:
  Result<NightResult> RunIt() {
    if (Status shown = TitleHoldsNoSecret(nightly_, shared_.files()); !shown) return shown.error();
    Result<OutFolder> out = OutFolder::Take(nightly_.out);
    if (!out) return out.error();
    Result<std::vector<Night>> nights = NightsIn(*out);
    if (!nights) return AsEnvironment(nights.error());
    file_ = FileFrom(*out, nightly_.file);
    own_ = NightsOf(*nights, file_);
    RemoveHalfWritten(*out, own_);
    Result<std::unique_ptr<Keeper>> keeper = Keeper::Open(nightly_.history, options_.history_wait);
    if (!keeper) return AsEnvironment(keeper.error());
    keeper_ = *std::move(keeper);
    Result<Night> night = options_.resume ? Resume() : Begin(*out, *nights);
    if (!night) return night.error();
    night_ = *std::move(night);
    worked_before_us_ = night_.worked_us;
    Result<std::vector<const NightlyTarget*>> chosen = ChooseTargets(nightly_, night_.only);
    if (!chosen) return chosen.error();
    targets_ = *std::move(chosen);

    events_.NightBegan(night_.name, night_.started_us, targets_.size(), options_.resume);
    AskAll();
    if (!stop_) KeepTheRest();
    if (!stop_) EndNight();
    return Conclude();
  }

  struct Asked {
    bool begun_before = false;  // as AskedTonight has it
    std::atomic<int64_t> requests = 0;
    std::optional<TargetResult> result;     // of a judged one
    std::optional<TargetResult> unwritten;  // of one that was asked, and of which nothing could be written
    bool kept = false;
  };

  void Say(const std::string& sentence) {
    std::lock_guard lock(saying_);
    if (options_.say) options_.say(sentence);
  }

  Result<Night> Begin(const OutFolder& out, const std::vector<Night>& nights) {
    if (const Result<std::vector<const NightlyTarget*>> chosen = ChooseTargets(nightly_, options_.only); !chosen) {
      return chosen.error();
    }
    Night asked;
    asked.file = file_;
    asked.asks = AskedDigest(nightly_);
    asked.only = options_.only;
    const Result<int64_t> last_run = keeper_->LastAdded();
    if (!last_run) return AsEnvironment(last_run.error());
    asked.last_run = *last_run;
    for (const NightlyTarget& each : nightly_.targets) {
      if (!each.named_by.empty()) asked.names[each.named_by] = each.name;
    }
    Result<Night> night = BeginNight(out, nights, NowUs(), asked);
    if (!night) return AsEnvironment(night.error());
    if (const Night* last = LastBegun(own_); last != nullptr && !last->finished) {
      Say("The night " + last->name + " is not finished. This is a new one; --resume would have gone on with it.");
    }
    if (night->clock_back) Say("The clock went back: this night begins before the one before it.");
    return night;
  }

  Result<Night> Resume() {
    const std::optional<Night> night = UnfinishedNight(own_);
    if (!night) {
      return Error{nightly_.out, "",
                   "holds no unfinished night of " + nightly_.file + ": without --resume a new one begins"};
    }
    if (night->asks != AskedDigest(nightly_)) {
      return Error{nightly_.file, "",
                   "asks other targets, or asks them otherwise, than when the night " + night->name +
                       " began: without --resume a new one begins"};
    }
    if (!options_.only.empty() && options_.only != night->only) {
      return Error{
          "", "--only-target",
          "the night " + night->name + " asks " + (night->only.empty() ? "all targets" : "\"" + night->only + "\"")};
    }
    Say("Going on with the night " + night->name + ".");
    if (LastBegun(own_)->name != night->name) {
      Say("A later night has been finished since: what this one had asked before stays before that, and changes "
          "nothing "
          "now.");
    }
    return *night;
  }

  void AskAll() {
    asked_ = std::vector<Asked>(targets_.size());
    std::vector<Piece> pieces;
    for (const NightlyTarget* each : targets_) {
      pieces.push_back({std::chrono::seconds(each->time_limit_s), FilesFor(each->connections)});
    }
    Seats seats = options_.seats;
    seats.side_by_side = std::min(nightly_.side_by_side, seats.most);
    const size_t begun = WorkSideBySide(
        pieces, seats, stop_, [&](size_t index, Seat& seat) { AskOne(index, seat); },
        [&](size_t running) { Tick(running); }, [&](size_t index, const std::string& why) { Threw(index, why); });
    if (begun < targets_.size() && !stop_) AddTrouble({"", "", "no thread can be started"});
  }

  Tonight TonightOf(size_t index) {
    Tonight tonight;
    tonight.target = targets_[index];
    tonight.folder = night_.folder + "/" + FolderNameOf(targets_[index]->name);
    tonight.resume = options_.resume;
    if (options_.resume) tonight.last_run = night_.last_run;
    tonight.most_transcript_bytes = options_.most_transcript_bytes;
    tonight.most_journal_bytes = options_.most_journal_bytes;
    tonight.say = [this](const std::string& sentence) { Say(sentence); };
    return tonight;
  }

  void AskOne(size_t index, Seat& seat) {
    Tonight tonight = TonightOf(index);
    tonight.stop = &seat.stop();
    tonight.waited = &seat.waited();
    tonight.out_of_time = [&seat] { return seat.out_of_time(); };
    int64_t done = -1;
    std::string doing;
    tonight.on_progress = [&, index](const Progress& progress) {
      asked_[index].requests = progress.requests;
      if (progress.done == done && progress.doing == doing) return;
      done = progress.done;
      doing = progress.doing;
      seat.Moved();
    };
    tonight.on_asked = [&seat] { seat.Ending(); };
    events_.TargetBegan(tonight.target->name, options_.resume);
    Result<AskedTonight> asked = Ask(tonight, shared_);
    seat.Moved();
    if (!asked) return NotWritten(index, Unfinished(index), asked.error());
    if (asked->unwritten) return NotWritten(index, asked->state.result, *asked->unwritten);
    if (asked->state.stage == Stage::kAsked) return;
    asked_[index].begun_before = asked->begun_before;
    if (asked->run) asked_[index].requests = asked->run->requests;
    const Status kept = Keep(tonight, *asked, shared_, *keeper_);
    if (!kept) AddTrouble(kept.error());
    Ended(index, asked->state);
  }

  // Of a target of which nothing was judged, for no fault of its own.
  TargetResult Unfinished(size_t index) const {
    TargetResult result;
    result.target = targets_[index]->name;
    result.folder = FolderNameOf(result.target);
    result.exit_code = ExitCode::kHarnessError;
    result.requests = asked_[index].requests;
    return result;
  }

  void Threw(size_t index, const std::string& why) {
    AddTrouble({targets_[index]->name, "", why});
    TargetResult result = Unfinished(index);
    result.trouble = why;
    std::lock_guard lock(mutex_);
    asked_[index].unwritten = std::move(result);
  }

  // `result`: as far as anything was judged.
  void NotWritten(size_t index, TargetResult result, const Error& error) {
    AddTrouble(error);
    result.trouble += std::string(result.trouble.empty() ? "" : "; ") + "what came of it could not be written";
    std::lock_guard lock(mutex_);
    asked_[index].unwritten = std::move(result);
  }

  void Ended(size_t index, const TargetState& state) {
    {
      std::lock_guard lock(mutex_);
      ++done_;
      const TargetResult& result = state.result;
      failing_ += result.exit_code == ExitCode::kDoesNotConform || !result.judged ? 1 : 0;
      asked_[index].result = result;
      asked_[index].kept = state.stage == Stage::kKept;
    }
    if (state.stage == Stage::kKept) events_.TargetEnded(state.result);
  }

  // What was judged while the history was locked, or its disk full, once more.
  void KeepTheRest() {
    int refusals = 0;
    keeper_->Again();
    for (size_t i = 0; i < asked_.size() && !stop_ && refusals < kMostRefusals; ++i) {
      if (!asked_[i].result || asked_[i].kept) continue;
      if (const Status kept = KeepAgain(i); !kept) {
        AddTrouble(kept.error());
        refusals += keeper_->refuses() ? 1 : 0;
        keeper_->Again();
      }
    }
    if (missing() == 0) troubles_.clear();  // all were mended by this
  }

  Status KeepAgain(size_t index) {
    const Tonight tonight = TonightOf(index);
    Result<AskedTonight> asked = Ask(tonight, shared_);
    if (!asked) return asked.error();
    asked->begun_before = asked_[index].begun_before;
    if (Status kept = Keep(tonight, *asked, shared_, *keeper_); !kept) return kept;
    asked_[index].result = asked->state.result;
    asked_[index].kept = true;
    events_.TargetEnded(asked->state.result);
    return Done{};
  }

  size_t missing() const {
    return static_cast<size_t>(
        std::count_if(asked_.begin(), asked_.end(), [](const Asked& each) { return !each.kept; }));
  }

  // What can be done though a target is missing, is: the site has all others.
  void EndNight() {
    const int64_t now_us = NowUs();
    const bool all = missing() == 0;
    if (all) RemoveWhatIsOld(now_us);
    if (Status written = keeper_->WriteSite(nightly_, now_us); !written) return AddTrouble(written.error());
    ended_ = all;
  }

  void RemoveWhatIsOld(int64_t now_us) {
    const Result<std::optional<int64_t>> jump = JumpTo(now_us);
    if (!jump) return AddTrouble(jump.error());
    if (*jump) {
      constexpr int64_t kDayUs = int64_t{86'400} * 1'000'000;
      return Say("The last nights came " + std::to_string((now_us - **jump) / kDayUs) +
                 " days after the run before them, by the clock: nothing old is removed tonight. Is the clock right?");
    }
    if (Status pruned = keeper_->Prune(nightly_.retention, now_us); !pruned) AddTrouble(pruned.error());
    if (Status removed = RemoveOldNights(own_, nightly_.night_days, now_us); !removed) AddTrouble(removed.error());
  }

  // Of the history or, where that is a new one, of the nights' folders.
  Result<std::optional<int64_t>> JumpTo(int64_t now_us) {
    const Result<std::optional<int64_t>> jump = keeper_->JumpBefore(now_us);
    if (!jump || *jump) return jump;
    std::vector<Night> nights = own_;
    std::sort(nights.begin(), nights.end(), [](const Night& a, const Night& b) { return a.sequence > b.sequence; });
    auto next = nights.begin();
    return JumpBefore(now_us, [&]() -> std::optional<int64_t> {
      return next != nights.end() ? std::optional<int64_t>((next++)->started_us) : std::nullopt;
    });
  }

  void Tick(size_t running) {
    NightProgress progress;
    progress.targets = targets_.size();
    progress.running = running;
    {
      std::lock_guard lock(mutex_);
      progress.done = done_;
      progress.failing = failing_;
    }
    for (const Asked& each : asked_) progress.requests += each.requests;
    if (options_.on_progress) options_.on_progress(progress);
    const auto now = std::chrono::steady_clock::now();
    if (now < next_event_) return;
    next_event_ = now + kProgressEvent;
    events_.Progressed(progress.done, progress.targets, running, progress.requests);
    NoteWork();
    (void)WriteNight(night_);  // what is told of the night after a kill
  }

  void NoteWork() {
    night_.worked_us =
        worked_before_us_ +
        std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_).count();
  }

  void AddTrouble(const Error& error) {
    {
      std::lock_guard lock(mutex_);
      if (std::find(troubles_.begin(), troubles_.end(), error) != troubles_.end()) return;
      troubles_.push_back(error);
    }
    events_.Trouble(error);
  }

  Status WriteResult(const NightResult& result) const {
    return WriteFileWhole(night_.folder + "/" + kNightlyFile, WriteJsonIndented(ToJson(result)));
  }

  // The result says that the night is finished when it is, and the history that it was told when it is finished: killed
  // in between, the night's regressions are told twice rather than not at all.
  Status WriteDown(bool all_done, NightResult& result) {
    if (Status written = WriteResult(result); !written) return written;
    if (!all_done) return WriteNight(night_);
    if (Status finished = FinishNight(night_); !finished) return finished;
    result.finished = true;
    if (Status written = WriteResult(result); !written) return written;
    std::vector<int64_t> runs;
    for (const TargetResult& each : result.results) runs.push_back(each.run);
    return keeper_->SetTold(runs);
  }

  NightResult Conclude() {
    NightResult result;
    result.night = night_.name;
    result.folder = night_.folder;
    result.started_us = night_.started_us;
    result.clock_back = night_.clock_back;
    result.stopped = stop_ && !ended_;
    result.targets = targets_.size();
    result.fail_on = options_.fail_on.value_or(nightly_.fail_on);
    for (Asked& each : asked_) {
      if (!each.result) each.result = std::move(each.unwritten);
      if (each.result) result.results.push_back(*std::move(each.result));
    }
    if (Status written = events_.status(); !written) AddTrouble(written.error());
    const bool all_done = troubles_.empty() && ended_;
    const auto exit_code = [&] {
      return NightExit(result.fail_on, result.results, {result.stopped, !troubles_.empty()});
    };
    result.exit_code = exit_code();
    NoteWork();
    result.duration_us = night_.worked_us;
    result.troubles = troubles_;
    if (Status written = WriteDown(all_done, result); !written) {
      AddTrouble(written.error());
      result.troubles = troubles_;
      result.exit_code = exit_code();
      (void)WriteResult(result);  // what can be told still
    }
    events_.NightEnded(night_.name, static_cast<int>(result.exit_code), result.finished, result.Regressions());
    return result;
  }

  const NightlyFile& nightly_;
  const NightOptions& options_;
  Events& events_;
  const std::atomic<bool> never_ = false;
  const std::atomic<bool>& stop_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point next_event_ = began_ + kProgressEvent;
  Shared shared_;
  std::unique_ptr<Keeper> keeper_;
  std::string file_;        // the nightly file, as its nights name it
  std::vector<Night> own_;  // the nights of the file, before this one was begun
  Night night_;
  int64_t worked_before_us_ = 0;  // by earlier processes
  std::vector<const NightlyTarget*> targets_;
  std::vector<Asked> asked_;
  bool ended_ = false;  // all were kept, and the site is written
  std::mutex saying_;   // one sentence at a time
  std::mutex mutex_;    // of the following, and of what Asked holds but for its requests
  size_t done_ = 0;
  size_t failing_ = 0;
  std::vector<Error> troubles_;
};

}  // namespace

Result<std::vector<const NightlyTarget*>> ChooseTargets(const NightlyFile& nightly, const std::string& only) {
  std::vector<const NightlyTarget*> chosen;
  std::vector<std::string> names;
  for (const NightlyTarget& each : nightly.targets) {
    names.push_back(each.name);
    if (only.empty() || fnmatch(only.c_str(), each.name.c_str(), 0) == 0) chosen.push_back(&each);
  }
  if (!chosen.empty()) return chosen;
  return Error{"", "--only-target", "no target is named \"" + only + "\"" + DidYouMean(only, names)};
}

Result<bool> LastIsUnfinished(const NightlyFile& nightly) {
  const Result<OutFolder> out = OutFolder::Take(nightly.out);
  if (!out) return out.error();
  const Result<std::vector<Night>> nights = NightsIn(*out);
  if (!nights) return AsEnvironment(nights.error());
  const std::vector<Night> own = NightsOf(*nights, FileFrom(*out, nightly.file));
  const Night* last = LastBegun(own);
  return last != nullptr && !last->finished;
}

Result<NightResult> RunNight(const NightlyFile& nightly, const FileSet& files, const NightOptions& options,
                             Events& events) {
  return Engine(nightly, files, options, events).Run();
}

}  // namespace authconform
