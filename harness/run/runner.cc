#include "harness/run/runner.h"

#include <algorithm>
#include <chrono>
#include <set>
#include <system_error>
#include <thread>

#include "harness/judge/judge.h"
#include "harness/run/asker.h"
#include "harness/run/bench.h"
#include "harness/run/ledger.h"
#include "harness/run/mask.h"
#include "harness/run/prepare.h"
#include "harness/run/sender.h"
#include "harness/run/tally.h"
#include "harness/run/transcript.h"

namespace authconform {
namespace {

// Judging keeps up with many connections on two cores' worth of threads.
constexpr int64_t kMostJudging = 2;

int64_t NowUs() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Asks units until none is left; every sending thread runs one.
void AskAllUnits(Schedule& schedule, Asking& asking, Sender& sender) {
  while (std::optional<Unit> unit = schedule.Next()) {
    const bool went_on = AskUnit(*unit, asking, sender);
    schedule.Ended(*unit);
    if (!went_on) return;
  }
}

class Running {
 public:
  Running(const std::vector<Selected>& selected, const Target& target, const RunOptions& options, Redactor& redactor)
      : selected_(selected),
        target_(target),
        options_(options),
        redactor_(redactor),
        stop_(options.stop != nullptr ? *options.stop : never_),
        rate_(target.limits.rate_per_second, stop_),
        budget_(target.limits.wrong_passwords),
        attempts_(target.limits),
        ledger_(selected, target.origin) {
    RegisterSecrets(target, redactor_);
    RegisterDerivedSecrets(target, redactor_);
    header_.authconform = kVersion;
    header_.target = redactor_.Redact(target.name);
    header_.url = target.origin.ToString();
    header_.started_us = NowUs();
    header_.jobs = target.limits.jobs;
    header_.repeat = options.repeat;
    header_.strict = options.strict;
    header_.left_out = options.left_out;
  }

  Result<Run> All() {
    Result<Transcript> transcript = Transcript::Open(options_.transcript);
    if (!transcript) return transcript.error();
    Result<Sender> sender = Sender::Make(target_, rate_, stop_, requests_);
    if (!sender) return sender.error();

    SignInAll(*sender);
    WriteHeader(*transcript);
    if (header_.preflight_error.empty()) {
      if (Status prepared = PrepareAll(*transcript); !prepared) return prepared.error();
      if (Status asked = AskAll(*transcript); !asked) return asked.error();
    }
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began_);
    const TranscriptEnd end = {took.count(), requests_, controls_.sent(), stop_};
    std::string line;
    AppendEnd(end, line);
    transcript->Append(line);
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
  void Report(int64_t done, int64_t total, const std::string& doing) const {
    if (options_.on_progress) options_.on_progress({done, total, doing});
  }

  // What the target refuses counts as a wrong password, also when it is the target file that is wrong.
  SignIn SignInOnce(const Spec& spec, const std::string& login, Sender& sender) {
    if (budget_.Left(login) > 0) {
      SignIn sign_in = Preflight(spec, target_, sender);
      budget_.Take(login, sign_in.refusals);
      return sign_in;
    }
    SignIn given_up;
    given_up.error = spec.endpoint + ": the active account was refused for other endpoints, and is not tried again";
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
    transcript.Append(line);
  }

  Status PrepareAll(Transcript& transcript) {
    Result<std::vector<Judge>> judges = Judges();
    if (!judges) return judges.error();
    for (size_t i = 0; i < selected_.size(); ++i) {
      const Spec& spec = *selected_[i].spec;
      for (const Case& asked : selected_[i].cases) {
        Prepared& prepared =
            prepared_.emplace_back(Prepare(asked, spec, target_, sign_ins_[i], options_.repeat, redactor_, budget_));
        prepared.endpoint = i;
        const TranscriptCase written = Written(prepared);
        std::string line;
        AppendCase(written, line);
        transcript.Append(line);
        ledger_.AddCase(
            {i, &asked, (*judges)[i].Rules(asked), written.not_sent, written.partial, written.control_failed});
      }
    }
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

  Result<std::vector<Judge>> Judges() const {
    std::vector<Judge> judges;
    for (const Selected& each : selected_) {
      Result<Judge> judge = Judge::Make(*each.spec);
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
    std::vector<std::vector<Judge>> judges;
    for (int64_t i = 0; i < std::min<int64_t>(connections, kMostJudging); ++i) {
      Result<std::vector<Judge>> made = Judges();
      if (!made) return made.error();
      judges.push_back(*std::move(made));
    }
    std::vector<Sender> senders;
    for (int64_t i = 0; i < connections; ++i) {
      Result<Sender> sender = Sender::Make(target_, rate_, stop_, requests_);
      if (!sender) return sender.error();
      senders.push_back(*std::move(sender));
    }

    Bench bench(selected_, prepared_, redactor_, ledger_, transcript);
    const bool lane = target_.limits.success_resets || target_.limits.wrong_passwords_window_s > 0;
    Schedule schedule(prepared_, options_.repeat, options_.controls, lane);
    Asking asking{prepared_, active_logins_, controls_,
                  attempts_, stop_,          [&](Batch batch) { bench.Submit(std::move(batch)); }};
    std::vector<std::thread> judging;
    for (const std::vector<Judge>& mine : judges) {
      try {
        judging.emplace_back([&] { bench.Work(mine); });
      } catch (const std::system_error&) {
        if (judging.empty()) return Error{"", "", "no thread can be started"};
      }
    }
    WritePreflight(bench);
    std::atomic<size_t> sending = senders.size();
    std::vector<std::thread> threads;
    for (Sender& sender : senders) {
      try {
        threads.emplace_back([&] {
          AskAllUnits(schedule, asking, sender);
          --sending;
        });
      } catch (const std::system_error&) {  // no more threads to be had: those there are do the work
        --sending;
      }
    }
    if (threads.empty()) AskAllUnits(schedule, asking, senders.front());
    while (sending > 0) {
      Report(bench.done(), total, "asking");
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    for (std::thread& thread : threads) thread.join();
    bench.Close();
    for (std::thread& thread : judging) thread.join();
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
  AttemptBudget budget_;
  Attempts attempts_;
  Controls controls_;
  Ledger ledger_;
  TranscriptRun header_;
  std::vector<std::string> active_logins_;  // by endpoint
  std::vector<SignIn> sign_ins_;
  std::vector<Prepared> prepared_;
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
