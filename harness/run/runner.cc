#include "harness/run/runner.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <system_error>
#include <thread>

#include "harness/judge/judge.h"
#include "harness/run/prepare.h"
#include "harness/run/record.h"
#include "harness/run/sender.h"
#include "harness/run/tally.h"

namespace authconform {
namespace {

int64_t NowUs() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// One repetition of one case, sent but not judged.
struct Asked {
  size_t index;  // of the prepared case
  int repetition;
  Sender::Answer answer;
  std::optional<Sender::Answer> twin;
};
using Batch = std::vector<Asked>;

// Judges what was asked, on threads of its own so that the next request need not wait for it.
class Bench {
 public:
  Bench(const std::vector<Selected>& selected, const std::vector<Prepared>& prepared, const Target& target,
        const Redactor& redactor, Run& run, Transcript& transcript)
      : selected_(selected),
        prepared_(prepared),
        target_(target),
        redactor_(redactor),
        run_(run),
        transcript_(transcript) {}

  // Leaves the batch to the judging threads; waits while they are far behind, so that memory stays bounded.
  void Submit(Batch batch) {
    {
      std::unique_lock lock(mutex_);
      room_.wait(lock, [&] { return waiting_.size() < kMostWaiting; });
      waiting_.push_back(std::move(batch));
    }
    work_.notify_one();
  }

  void Close() {
    {
      std::lock_guard lock(mutex_);
      closed_ = true;
    }
    work_.notify_all();
  }

  // Until Close and nothing is left; every judging thread runs one, with judges of its own.
  void Work(const std::vector<Judge>& judges) {
    for (;;) {
      Batch batch;
      {
        std::unique_lock lock(mutex_);
        work_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        batch = std::move(waiting_.front());
        waiting_.pop_front();
      }
      room_.notify_one();
      for (const Asked& asked : batch) Hear(asked, judges);
      done_ += static_cast<int64_t>(batch.size());
    }
  }

  int64_t done() const { return done_; }

 private:
  static constexpr size_t kMostWaiting = 16;

  Judgement JudgeOne(const Asked& asked, const Prepared& prepared, const Result<Json>& body, const Judge& judge) const {
    if (asked.answer.rate_limited || (asked.twin && asked.twin->rate_limited)) {
      return {Verdict::kInconclusive, "the target limits the rate of requests (429) and went on doing so", {}};
    }
    return judge(*prepared.asked, {asked.answer.exchange, asked.twin ? &asked.twin->exchange : nullptr,
                                   prepared.main->sent, prepared.twin ? &prepared.twin->sent : nullptr, &body});
  }

  // Findings quote the response: header values, reason phrases.
  static void Mask(Judgement& judgement, const Redactor& redactor) {
    judgement.reason = redactor.Redact(judgement.reason);
    for (Finding& finding : judgement.findings) {
      finding.pointer = redactor.Redact(finding.pointer);
      finding.expected = redactor.Redact(finding.expected);
      finding.actual = redactor.Redact(finding.actual);
    }
  }

  void Hear(const Asked& asked, const std::vector<Judge>& judges) {
    const Prepared& prepared = prepared_[asked.index];
    const Spec& spec = *selected_[prepared.endpoint].spec;
    const std::string& id = prepared.asked->id;
    const Exchange& exchange = asked.answer.exchange;
    const Result<Json> body = ParseBody(exchange);
    Judgement judgement = JudgeOne(asked, prepared, body, judges[prepared.endpoint]);
    const Redactor redactor = WithIssued(redactor_, spec, exchange, body);
    Mask(judgement, redactor);

    std::string lines;
    std::optional<Redactor> twin_redactor;
    if (asked.twin) {
      twin_redactor = WithIssued(redactor_, spec, asked.twin->exchange, ParseBody(asked.twin->exchange));
      AppendExchangeLine(id + "#twin", asked.repetition, asked.twin->exchange, *twin_redactor, lines);
    }
    AppendExchangeLine(id, asked.repetition, exchange, redactor, lines);

    std::lock_guard lock(results_);
    transcript_.Append(lines);
    CaseResult& result = run_.cases[asked.index];
    if (!AddRepetition(result, judgement, exchange.duration_us)) return;
    result.exchanges.clear();
    if (asked.twin) {
      result.exchanges.push_back(Record(asked.twin->exchange, target_.origin, *twin_redactor));
      result.exchanges.back().curl = prepared.twin->curl;
    }
    result.exchanges.push_back(Record(exchange, target_.origin, redactor));
    result.exchanges.back().curl = prepared.main->curl;
  }

  const std::vector<Selected>& selected_;
  const std::vector<Prepared>& prepared_;
  const Target& target_;
  const Redactor& redactor_;
  Run& run_;
  Transcript& transcript_;
  std::mutex results_;  // guards run_ and transcript_
  std::mutex mutex_;    // guards waiting_ and closed_
  std::condition_variable work_;
  std::condition_variable room_;
  std::deque<Batch> waiting_;
  bool closed_ = false;
  std::atomic<int64_t> done_ = 0;
};

// Sends what is left of the run, one connection's worth; every sending thread runs one.
void SendAll(const std::vector<Prepared>& prepared, int repeat, Sender& sender, std::atomic<int64_t>& next,
             Bench& bench) {
  constexpr size_t kBatch = 32;
  constexpr int64_t kLongestHeldUs = 5'000;
  constexpr size_t kMostBytes = 1 << 20;
  const int64_t total = static_cast<int64_t>(prepared.size()) * repeat;
  Batch batch;
  size_t bytes = 0;
  for (bool stopped = false; !stopped;) {
    const int64_t item = next++;
    if (item >= total) break;
    const size_t index = static_cast<size_t>(item) % prepared.size();
    const int repetition = static_cast<int>(item / static_cast<int64_t>(prepared.size()));
    const Prepared& each = prepared[index];
    if (repetition >= each.repetitions) continue;
    Asked asked{index, repetition, {}, std::nullopt};
    if (each.twin) {
      asked.twin = sender.Send(each.twin->request);
      stopped = asked.twin->stopped;
    }
    if (!stopped) {
      asked.answer = sender.Send(each.main->request);
      stopped = asked.answer.stopped;
    }
    if (stopped) break;
    batch.push_back(std::move(asked));
    const Exchange& last = batch.back().answer.exchange;
    const int64_t held = last.started_us + last.duration_us - batch.front().answer.exchange.started_us;
    const Response* response = last.response();
    bytes += response != nullptr ? response->body.size() : 0;
    if (batch.size() < kBatch && held <= kLongestHeldUs && bytes < kMostBytes) continue;
    bench.Submit(std::exchange(batch, {}));
    bytes = 0;
  }
  if (!batch.empty()) bench.Submit(std::move(batch));
}

class Running {
 public:
  Running(const std::vector<Selected>& selected, const Target& target, const RunOptions& options)
      : selected_(selected),
        target_(target),
        options_(options),
        stop_(options.stop != nullptr ? *options.stop : never_),
        rate_(target.limits.rate_per_second, stop_),
        budget_(target.limits.wrong_passwords) {
    RegisterSecrets(target, redactor_);
    RegisterDerivedSecrets(target, redactor_);
    run_.authconform = kVersion;
    run_.target = target.name;
    run_.url = target.origin.ToString();
    run_.started_us = NowUs();
    run_.jobs = target.limits.jobs;
    run_.repeat = options.repeat;
    run_.strict = options.strict;
  }

  Result<Run> All() {
    Result<Transcript> transcript = Transcript::Open(options_.transcript);
    if (!transcript) return transcript.error();
    Result<Sender> sender = Sender::Make(target_, rate_, stop_, requests_);
    if (!sender) return sender.error();

    SignInAll(*sender);
    if (run_.preflight_error.empty()) {
      PrepareAll(*transcript);
      if (Status asked = AskAll(*transcript); !asked) return asked.error();
      ControlAfter(*sender);
    }
    const Status closed = transcript->Close();
    Conclude();
    if (!closed) {  // the verdicts stand, the evidence does not
      run_.partial += (run_.partial.empty() ? "" : "; ") + closed.error().ToString();
      if (run_.exit_code == ExitCode::kConforms) run_.exit_code = ExitCode::kHarnessError;
    }
    return std::move(run_);
  }

 private:
  void Report(int64_t done, int64_t total, const std::string& doing) const {
    if (options_.on_progress) options_.on_progress({done, total, doing});
  }

  void SignInAll(Sender& sender) {
    std::set<std::string> errors;
    bool unreachable = false;
    for (const Selected& each : selected_) {
      Report(0, 0, "signing in: " + each.spec->endpoint);
      sign_ins_.push_back(Preflight(*each.spec, target_, sender));
      const SignIn& sign_in = sign_ins_.back();
      if (!sign_in.error.empty()) errors.insert(redactor_.Redact(sign_in.error));
      unreachable = unreachable || sign_in.unreachable;
      EndpointResult& endpoint = run_.endpoints.emplace_back();
      const Spec& spec = *each.spec;
      endpoint.endpoint = spec.endpoint;
      endpoint.document = spec.source.document;
      endpoint.document_title = spec.source.title;
      endpoint.document_sha256 = spec.source.sha256;
      endpoint.url = run_.url + target_.For(spec.endpoint).path.value_or(spec.request.path);
      endpoint.encoding = EncodingName(sign_in.encoding);
      endpoint.requirements = static_cast<int>(spec.requirements.size());
      for (const Requirement& requirement : spec.requirements) {
        if (requirement.unchecked.empty()) continue;
        Rule rule = RuleOf(spec, requirement.id);
        rule.text += ": " + requirement.unchecked;
        endpoint.unchecked.push_back(std::move(rule));
      }
    }
    // An endpoint whose account is refused takes only its own cases along, unless there is no other.
    const bool none =
        std::all_of(sign_ins_.begin(), sign_ins_.end(), [](const SignIn& each) { return !each.error.empty(); });
    if (!unreachable && !none) return;
    for (const std::string& error : errors) run_.preflight_error += (run_.preflight_error.empty() ? "" : "; ") + error;
  }

  void PrepareAll(Transcript& transcript) {
    for (size_t i = 0; i < selected_.size(); ++i) {
      const Spec& spec = *selected_[i].spec;
      for (const Case& asked : selected_[i].cases) {
        Prepared& prepared =
            prepared_.emplace_back(Prepare(asked, spec, target_, sign_ins_[i], options_.repeat, redactor_, budget_));
        prepared.endpoint = i;
        CaseResult& result = run_.cases.emplace_back();
        result.id = asked.id;
        result.endpoint = spec.endpoint;
        result.family = asked.Family();
        result.title = asked.title;
        result.mutation = Describe(asked.mutation);
        result.expected = ExpectedInWords(asked, spec);
        std::string lines;
        if (prepared.twin) AppendRequestLine(asked.id + "#twin", prepared.twin->request, redactor_, lines);
        if (prepared.main) AppendRequestLine(asked.id, prepared.main->request, redactor_, lines);
        transcript.Append(lines);
      }
    }
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
    for (size_t i = 0; i < prepared_.size(); ++i) {
      run_.cases[i].rules = judges.front()[prepared_[i].endpoint].Rules(*prepared_[i].asked);
    }
    std::vector<Sender> senders;
    for (int64_t i = 0; i < connections; ++i) {
      Result<Sender> sender = Sender::Make(target_, rate_, stop_, requests_);
      if (!sender) return sender.error();
      senders.push_back(*std::move(sender));
    }
    Bench bench(selected_, prepared_, target_, redactor_, run_, transcript);
    std::atomic<int64_t> next = 0;
    std::atomic<size_t> sending = senders.size();
    std::vector<std::thread> judging;
    for (const std::vector<Judge>& mine : judges) {
      try {
        judging.emplace_back([&] { bench.Work(mine); });
      } catch (const std::system_error&) {
        if (judging.empty()) return Error{"", "", "no thread can be started"};
      }
    }
    std::vector<std::thread> threads;
    for (Sender& sender : senders) {
      try {
        threads.emplace_back([&] {
          SendAll(prepared_, options_.repeat, sender, next, bench);
          --sending;
        });
      } catch (const std::system_error&) {  // no more threads to be had: those there are do the work
        --sending;
      }
    }
    if (threads.empty()) {
      SendAll(prepared_, options_.repeat, senders.front(), next, bench);
    }
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

  // Whether a result stands though the control after it failed: a sign-in that was accepted, or the valid request
  // itself answered otherwise than a locked-out one is.
  static bool Stands(const CaseResult& result, const Case& asked) {
    if (asked.expect != std::vector<std::string>{"success"} || result.exchanges.empty()) return false;
    const int status = result.exchanges.back().status;
    const bool locked_out = status == 401 || status == 403 || status == 423 || status == 429;
    return status / 100 == 2 || (asked.mutation.op == Mutation::Op::kNone && !locked_out);
  }

  // A target that no longer takes the valid request has said nothing by refusing others.
  void ControlAfter(Sender& sender) {
    for (size_t i = 0; i < selected_.size() && !stop_; ++i) {
      const Spec& spec = *selected_[i].spec;
      const EndpointTarget& values = target_.For(spec.endpoint);
      const bool needed = std::any_of(prepared_.begin(), prepared_.end(), [&](const Prepared& each) {
        return each.endpoint == i && each.main && each.asked->mutation.op != Mutation::Op::kNone;
      });
      if (!needed || !sign_ins_[i].accepted) continue;
      const auto bound = Bind(spec, values, {});
      const Sender::Answer answer =
          sender.Send(Compose(spec, target_, values, sign_ins_[i].encoding, {}, std::get<Sent>(bound)));
      if (answer.stopped || Accepted(answer.exchange)) continue;
      const Response* response = answer.exchange.response();
      const std::string reason = "the control after it failed: the valid request is no longer accepted (" +
                                 (response != nullptr ? std::to_string(response->status) : std::string("no response")) +
                                 ")";
      for (size_t k = 0; k < prepared_.size(); ++k) {
        if (prepared_[k].endpoint != i || !prepared_[k].main) continue;
        if (Stands(run_.cases[k], *prepared_[k].asked)) continue;
        run_.cases[k].verdict = Verdict::kInconclusive;
        run_.cases[k].reason = reason;
      }
    }
  }

  void Conclude() {
    run_.interrupted = stop_;
    std::set<std::string> partial;
    for (size_t i = 0; i < prepared_.size(); ++i) {
      const Prepared& prepared = prepared_[i];
      CaseResult& result = run_.cases[i];
      const std::string not_sent = redactor_.Redact(prepared.not_sent);
      if (prepared.partial) partial.insert(not_sent);
      if (std::any_of(result.repetitions.begin(), result.repetitions.end(), [](int64_t n) { return n > 0; })) continue;
      result.verdict = prepared.control_failed ? Verdict::kInconclusive : Verdict::kSkipped;
      result.reason = not_sent.empty() ? "the run was interrupted before it" : not_sent;
    }
    if (run_.interrupted) partial.insert("the run was interrupted");
    for (const std::string& reason : partial) run_.partial += (run_.partial.empty() ? "" : "; ") + reason;
    CountRequirements();
    run_.requests = requests_;
    run_.duration_us = NowUs() - run_.started_us;
    Finish(run_);
  }

  void CountRequirements() {
    for (size_t i = 0; i < run_.endpoints.size(); ++i) {
      std::set<std::string> checked;
      for (size_t k = 0; k < prepared_.size(); ++k) {
        const Verdict verdict = run_.cases[k].verdict;
        const bool judged = verdict == Verdict::kPass || verdict == Verdict::kWarn || verdict == Verdict::kFail;
        if (prepared_[k].endpoint != i || !judged) continue;
        checked.insert(prepared_[k].asked->requirements.begin(), prepared_[k].asked->requirements.end());
      }
      run_.endpoints[i].requirements_checked = static_cast<int>(checked.size());
    }
  }

  // Judging keeps up with many connections on two cores' worth of threads.
  static constexpr int64_t kMostJudging = 2;

  const std::vector<Selected>& selected_;
  const Target& target_;
  const RunOptions& options_;
  const std::atomic<bool> never_ = false;
  const std::atomic<bool>& stop_;
  Rate rate_;
  std::atomic<int64_t> requests_ = 0;
  AttemptBudget budget_;
  Redactor redactor_;
  std::vector<SignIn> sign_ins_;
  std::vector<Prepared> prepared_;
  Run run_;
};

}  // namespace

Result<Run> RunCases(const std::vector<Selected>& selected, const Target& target, const RunOptions& options) {
  return Running(selected, target, options).All();
}

}  // namespace authconform
