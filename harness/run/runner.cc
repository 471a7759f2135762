#include "harness/run/runner.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "harness/base/clock.h"
#include "harness/judge/judge.h"
#include "harness/run/asker.h"
#include "harness/run/bench.h"
#include "harness/run/journal.h"
#include "harness/run/ledger.h"
#include "harness/run/mask.h"
#include "harness/run/prepare.h"
#include "harness/run/reasons.h"
#include "harness/run/run_identity.h"
#include "harness/run/sender.h"
#include "harness/run/transcript.h"
#include "harness/run/transcript_file.h"

namespace authconform {
namespace {

// Judging keeps up with many connections on two cores' worth of threads.
constexpr int64_t kMostJudging = 2;

constexpr std::chrono::milliseconds kBetweenReports(50);

// Asks units until none is left; every sending thread runs one.
void AskAllUnits(Schedule& schedule, Asking& asking, Sender& sender, const Bench& bench) {
  while (std::optional<Unit> unit = schedule.Next()) {
    const bool went_on = AskUnit(*unit, asking, sender);
    schedule.Ended(*unit);
    if (!went_on || bench.over()) return;
  }
}

// Runs it; what it throws ends the run with an error. No exception leaves a thread.
template <typename Work>
void RunOrFail(Bench& bench, const Work& work) noexcept {
  try {
    work();
  } catch (const std::exception& thrown) {
    bench.FailOf(thrown);
  }
}

// Threads that judge until nothing more is submitted; none outlives this.
class JudgingThreads {
 public:
  // One for each of `judges`, or as many as are to be had.
  JudgingThreads(Bench& bench, const std::vector<Judges>& judges) : bench_(bench) {
    threads_.reserve(judges.size());
    for (const Judges& mine : judges) {
      try {
        threads_.emplace_back([&bench, &mine] { bench.Work(mine); });
      } catch (const std::exception&) {  // no more threads to be had: those there are do the work
        break;
      }
    }
  }
  ~JudgingThreads() { End(); }

  bool empty() const { return threads_.empty(); }
  void End() {
    bench_.Close();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  Bench& bench_;
  std::vector<std::thread> threads_;
};

// A thread for each sender; none outlives this.
class SendingThreads {
 public:
  SendingThreads(std::vector<Sender>& senders, const std::function<void(Sender&)>& ask) {
    threads_.reserve(senders.size());
    for (Sender& sender : senders) {
      const std::lock_guard lock(mutex_);  // it counts itself out only after it was counted
      try {
        threads_.emplace_back([this, &sender, &ask] {
          ask(sender);
          const std::lock_guard lock(mutex_);
          --sending_;
          ended_.notify_one();
        });
        ++sending_;
      } catch (const std::exception&) {
        break;
      }
    }
  }
  ~SendingThreads() {
    for (std::thread& thread : threads_) thread.join();
  }

  bool empty() const { return threads_.empty(); }
  // Whether all have ended; waits for that a while.
  bool Ended() {
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, kBetweenReports, [&] { return sending_ == 0; });
  }

 private:
  std::mutex mutex_;  // guards sending_
  std::condition_variable ended_;
  size_t sending_ = 0;
  std::vector<std::thread> threads_;
};

class Running {
 public:
  Running(const std::vector<Selected>& selected, const Target& target, const RunOptions& options, Redactor& redactor)
      : selected_(selected),
        target_(target),
        options_(options),
        redactor_(redactor),
        stop_(options.stop != nullptr ? *options.stop : never_),
        rate_(target.limits.rate_per_second),
        budget_(target.limits.wrong_passwords),
        attempts_(target.limits),
        ledger_(selected, target.origin) {
    RegisterSecrets(target, redactor_);
    RegisterDerivedSecrets(target, redactor_);
    if (options.also_rate != nullptr) sharing_.rates.push_back({options.also_rate, options.waited});
    header_.authconform = kVersion;
    header_.target = redactor_.Redact(target.name);
    header_.url = target.origin.ToString();
    header_.started_us = NowUs();
    header_.jobs = target.limits.jobs;
    header_.repeat = options.repeat;
    header_.strict = options.strict;
    header_.insecure = target.origin.tls && target.tls.insecure;
    header_.left_out = options.left_out;
  }

  Result<Run> All() {
    if (Status opened = OpenJournal(); !opened) return opened.error();
    Result<Transcript> transcript = Transcript::Open(options_.transcript, options_.most_transcript_bytes);
    if (!transcript) return transcript.error();
    Result<Sender> sender = Sender::Make(target_, sharing_);
    if (!sender) return sender.error();

    SignInAll(*sender);
    WriteHeader(*transcript);
    if (header_.preflight_error.empty()) {
      RememberWrongPasswords();
      if (Status prepared = PrepareAll(*transcript); !prepared) return prepared.error();
      if (Status asked = AskAll(*transcript); !asked) return asked.error();
    }
    const TranscriptEnd end = EndOf(*transcript);
    if (journal_ != nullptr) {
      if (Status kept = journal_->Close(!end.interrupted, end.duration_us); !kept) return kept.error();
    }
    transcript->AppendEnd(end);
    const Status closed = transcript->Close(redactor_);
    Run run = ledger_.Conclude(header_, end);
    Mask(run, redactor_);
    if (!closed) {  // the verdicts stand, the evidence does not
      run.partial += (run.partial.empty() ? "" : "; ") + closed.error().ToString();
      if (run.exit_code == ExitCode::kConforms) run.exit_code = ExitCode::kHarnessError;
    }
    return run;
  }

 private:
  TranscriptEnd EndOf(const Transcript& transcript) const {
    std::string cut = journal_ != nullptr ? journal_->full() : "";
    if (cut.empty()) cut = transcript.full();
    const int64_t controls = transcript.full().empty() ? controls_.sent() : controls_told_;
    return {WorkedUs(), requests_, controls, stop_ || !cut.empty(), cut};
  }

  Status OpenJournal() {
    if (options_.journal.empty()) return Done{};
    const char* controls = options_.controls == ControlPolicy::kEach ? "each" : "grouped";
    Result<std::unique_ptr<Journal>> journal =
        Journal::Open(options_.journal, options_.resume, IdentityOf(header_, controls, selected_, target_, redactor_),
                      target_, header_.started_us, redactor_, options_.most_journal_bytes);
    if (!journal) return journal.error();
    journal_ = *std::move(journal);
    sharing_.journal = journal_.get();
    header_.started_us = journal_->started_us();
    requests_ = journal_->requests();
    return Done{};
  }

  // By all processes of the run. One that only looked at a whole journal did no work.
  int64_t WorkedUs() const {
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_);
    if (journal_ == nullptr) return took.count();
    return journal_->worked_us() + (journal_->whole() ? 0 : took.count());
  }

  // Those of earlier processes count as if this one had sent them.
  void RememberWrongPasswords() {
    if (journal_ == nullptr) return;
    std::map<std::string, std::string> logins;  // by how they are masked
    for (const Selected& each : selected_) {
      for (const auto& [role, account] : target_.For(each.spec->endpoint).accounts) {
        logins[MaskedName(account.login, redactor_)] = account.login;
      }
    }
    const int64_t now_us = NowUs();
    const Attempts::Clock::time_point now = Attempts::Clock::now();
    for (const Journal::WrongPasswords& each : journal_->wrong_passwords()) {
      const auto login = logins.find(each.login);
      if (login == logins.end()) continue;
      each.lost ? budget_.TakeLost(login->second) : budget_.Take(login->second, 1);
      attempts_.Remember(login->second, now - std::chrono::microseconds(std::max<int64_t>(0, now_us - each.heard_us)));
    }
  }

  void Report(int64_t done, int64_t total, const std::string& doing) const {
    if (options_.on_progress) options_.on_progress({done, total, requests_, doing});
  }

  // What the target refuses counts as a wrong password, also when it is the target file that is wrong.
  SignIn SignInOnce(const Spec& spec, const std::string& login, Sender& sender) {
    if (budget_.Left(login) > 0) {
      SignIn sign_in = Preflight(spec, target_, sender);
      budget_.Take(login, sign_in.refusals);
      return sign_in;
    }
    SignIn given_up;
    given_up.error = spec.endpoint + std::string(reasons::kNotTriedAgain);
    return given_up;
  }

  void SignInAll(Sender& sender) {
    std::set<std::string> errors;
    bool unreachable = false;
    for (const Selected& each : selected_) {
      const Spec& spec = *each.spec;
      Report(0, 0, "signing in: " + spec.endpoint);
      const EndpointTarget& values = target_.For(spec.endpoint);
      const auto active = values.accounts.find("active");
      const std::string& login =
          active_logins_.emplace_back(active == values.accounts.end() ? "" : active->second.login);
      SignIn sign_in = SignInOnce(spec, login, sender);
      if (!sign_in.error.empty()) errors.insert(redactor_.Redact(sign_in.error));
      unreachable = unreachable || sign_in.unreachable;
      header_.endpoints.push_back({spec.endpoint,
                                   redactor_.Redact(header_.url + values.path.value_or(spec.request.path)),
                                   std::string(EncodingName(sign_in.encoding))});
      ledger_.AddEndpoint(header_.endpoints.back().url, header_.endpoints.back().encoding);
      std::optional<Request> valid;
      std::optional<Answer> preflight;
      if (sign_in.accepted) {
        valid = sign_in.answer.exchange.request;
        preflight = std::move(sign_in.answer);
      }
      controls_.AddEndpoint(std::move(valid), std::move(preflight));
      sign_ins_.push_back(std::move(sign_in));
    }
    // An endpoint whose account is refused takes only its own cases along, unless there is no other.
    const bool none =
        std::all_of(sign_ins_.begin(), sign_ins_.end(), [](const SignIn& each) { return !each.error.empty(); });
    if (!unreachable && !none) return;
    for (const std::string& error : errors) {
      header_.preflight_error += (header_.preflight_error.empty() ? "" : "; ") + error;
    }
  }

  void WriteHeader(Transcript& transcript) {
    std::string line;
    AppendRun(header_, line);
    for (const auto& [mask, stand_in] : stand_ins()) AppendSecret(mask, stand_in, line);
    transcript.Append(line);
  }

  const StandIns& stand_ins() const {
    static const StandIns kNone;
    return journal_ != nullptr ? journal_->stand_ins() : kNone;
  }

  Status PrepareAll(Transcript& transcript) {
    Answered answered;
    if (journal_ != nullptr) answered = [&](const std::string& key) { return journal_->Has(key); };
    Result<Judges> judges = BorrowJudges();
    if (!judges) return judges.error();
    budget_.Needs(NeededLimit(NeededWrongPasswords(selected_, target_, sign_ins_, options_.repeat, redactor_)));
    for (size_t i = 0; i < selected_.size(); ++i) {
      const Spec& spec = *selected_[i].spec;
      for (const Case& asked : selected_[i].cases) {
        Prepared& prepared = prepared_.emplace_back(
            Prepare(asked, spec, target_, sign_ins_[i], options_.repeat, redactor_, budget_, answered));
        prepared.endpoint = i;
        TranscriptCase written = Written(prepared);
        std::string line;
        AppendCase(written, line);
        transcript.Append(line);
        ledger_.AddCase(
            {i, &asked, (*(*judges)[i]).Rules(asked), written.not_sent, written.partial, written.control_failed});
        masked_.push_back({std::move(written.main), std::move(written.twin)});
      }
    }
    if (!transcript.full().empty())
      return Error{options_.transcript, "", transcript.full() + " before anything is asked"};
    return Done{};
  }

  TranscriptCase Written(const Prepared& prepared) const {
    TranscriptCase written;
    written.id = prepared.asked->id;
    written.not_sent = redactor_.Redact(prepared.not_sent);
    written.partial = prepared.partial;
    written.control_failed = prepared.control_failed;
    written.repetitions = prepared.main ? prepared.repetitions : 0;
    if (prepared.main) written.main = Masked(*prepared.main, redactor_);
    if (prepared.main && prepared.twin) written.twin = Masked(*prepared.twin, redactor_);
    return written;
  }

  Result<Judges> BorrowJudges() {
    JudgeShelf& shelf = options_.judges != nullptr ? *options_.judges : shelf_;
    Judges judges;
    for (const Selected& each : selected_) {
      Result<JudgeShelf::Borrowed> judge = shelf.Borrow(*each.spec);
      if (!judge) return judge.error();
      judges.push_back(*std::move(judge));
    }
    return judges;
  }

  // The preflight's controls come first: cases name them.
  void WritePreflight(Bench& bench) {
    Batch batch;
    batch.controls = controls_.Preflight();
    if (!batch.controls.empty()) bench.Submit(std::move(batch));
  }

  Status AskAll(Transcript& transcript) {
    int64_t total = 0;
    for (const Prepared& each : prepared_) total += each.repetitions;
    const int64_t connections = std::max<int64_t>(1, std::min<int64_t>(target_.limits.jobs, total));
    std::vector<Judges> judges;
    for (int64_t i = 0; i < std::min<int64_t>(connections, kMostJudging); ++i) {
      Result<Judges> made = BorrowJudges();
      if (!made) return made.error();
      judges.push_back(*std::move(made));
    }
    std::vector<Sender> senders;
    for (int64_t i = 0; i < connections; ++i) {
      Result<Sender> sender = Sender::Make(target_, sharing_);
      if (!sender) return sender.error();
      senders.push_back(*std::move(sender));
    }

    Bench bench(selected_, prepared_, masked_, redactor_, ledger_, transcript, stand_ins());
    const bool lane = target_.limits.success_resets || target_.limits.wrong_passwords_window_s > 0;
    Schedule schedule(prepared_, options_.repeat, options_.controls, lane);
    Asking asking{selected_, prepared_, active_logins_, controls_,
                  attempts_, stop_,     journal_.get(), [&](Batch batch) { bench.Submit(std::move(batch)); }};
    JudgingThreads judging(bench, judges);
    if (judging.empty()) return Error{"", "", "no thread can be started"};
    RunOrFail(bench, [&] { WritePreflight(bench); });
    const std::function<void(Sender&)> ask = [&](Sender& sender) {
      RunOrFail(bench, [&] { AskAllUnits(schedule, asking, sender, bench); });
    };
    {
      SendingThreads sending(senders, ask);
      if (sending.empty()) ask(senders.front());
      RunOrFail(bench, [&] {
        do Report(bench.done(), total, "asking");
        while (!sending.Ended());
      });
    }
    judging.End();
    if (Status ended = bench.ended(); !ended) return ended.error();
    controls_told_ = bench.controls_told() - static_cast<int64_t>(controls_.Preflight().size());
    Report(bench.done(), total, "asking");
    return Done{};
  }

  const std::vector<Selected>& selected_;
  const Target& target_;
  const RunOptions& options_;
  Redactor& redactor_;
  const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  const std::atomic<bool> never_ = false;
  const std::atomic<bool>& stop_;
  Rate rate_;
  std::atomic<int64_t> requests_ = 0;
  Sharing sharing_ = {{{&rate_}}, stop_, requests_};
  std::unique_ptr<Journal> journal_;  // null: none
  JudgeShelf shelf_;
  AttemptBudget budget_;
  Attempts attempts_;
  Controls controls_;
  int64_t controls_told_ = 0;  // in the transcript, but for those of the preflight
  Ledger ledger_;
  TranscriptRun header_;
  std::vector<std::string> active_logins_;  // by endpoint
  std::vector<SignIn> sign_ins_;
  std::vector<Prepared> prepared_;
  std::vector<MaskedRequests> masked_;  // of those
};

}  // namespace

Result<Run> RunCases(const std::vector<Selected>& selected, const Target& target, const RunOptions& options) {
  Redactor redactor;
  return RunCases(selected, target, options, redactor);
}

Result<Run> RunCases(const std::vector<Selected>& selected, const Target& target, const RunOptions& options,
                     Redactor& redactor) {
  return Running(selected, target, options, redactor).All();
}

}  // namespace authconform
