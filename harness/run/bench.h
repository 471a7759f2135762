// Batches into judged cases: the judging threads of a run, so that the next request need not wait for a judgement.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "harness/base/redact.h"
#include "harness/base/result.h"
#include "harness/judge/judge.h"
#include "harness/run/asker.h"
#include "harness/run/judge_shelf.h"
#include "harness/run/ledger.h"
#include "harness/run/mask.h"
#include "harness/run/prepare.h"
#include "harness/run/selected.h"
#include "harness/run/stand_ins.h"
#include "harness/run/transcript_file.h"

namespace authconform {

// Of a case.
struct MaskedRequests {
  std::optional<Ready> main;
  std::optional<Ready> twin;
};

// By endpoint.
using Judges = std::vector<JudgeShelf::Borrowed>;

class Bench {
 public:
  // All of it must outlive the bench. `redactor` learns what the answers issue. `stand_ins` are those of the masks in
  // restored answers; they are told in the transcript already.
  Bench(const std::vector<Selected>& selected, const std::vector<Prepared>& prepared,
        const std::vector<MaskedRequests>& masked, Redactor& redactor, Ledger& ledger, Transcript& transcript,
        const StandIns& stand_ins);

  // Leaves the batch to the judging threads; waits while they are far behind, so that memory stays bounded.
  void Submit(Batch batch);

  // Nothing more will be submitted.
  void Close();

  // Until Close and nothing is left; every judging thread runs one, with judges of its own. Throws nothing.
  void Work(const Judges& judges);

  // Cases judged, repetitions counted.
  int64_t done() const { return done_; }

  // On our side: nothing more is heard, and the run ends with an error. Of several the first is told. Throws nothing.
  void Fail(Error error) noexcept;
  // Of an exception that was caught.
  void FailOf(const std::exception& thrown) noexcept;
  // Done, once nothing is under way any more.
  Status ended() const { return failure_ ? Status(*failure_) : Done{}; }

  // No more need be submitted: the transcript is full, and what is heard from here on is neither in it nor judged; or
  // the run failed.
  bool over() const { return full_ || failed_; }
  // Controls that are in the transcript, once all is heard.
  int64_t controls_told() const { return controls_told_; }

 private:
  static constexpr size_t kMostWaiting = 16;
  static constexpr size_t kMostWaitingBytes = 1 << 20;
  static constexpr size_t kMostTold = 100'000;

  void HearBatch(Batch batch, const Judges& judges, MaskedTexts& texts);
  void TellControl(Control control, MaskedTexts& texts);
  bool IsTold(const Control& control);
  bool Tell(const std::string& lines);
  void HearOne(const Batch& batch, Asked& asked, const Judges& judges, MaskedTexts& texts);
  Judgement HearAsked(const Batch& batch, const Asked& asked, const Result<Json>& body, const Judges& judges) const;
  Result<Judgement> HearRestored(const Batch& batch, const Asked& asked, const Judges& judges) const;
  void TellIssued(const Spec& spec, const Answer& answer, const Result<Json>* body, std::string& lines);
  bool IsNew(const std::string& mask);

  const std::vector<Selected>& selected_;
  const std::vector<Prepared>& prepared_;
  const std::vector<MaskedRequests>& masked_;  // by prepared case
  Redactor& redactor_;
  Ledger& ledger_;
  Transcript& transcript_;
  const StandIns& stand_ins_;
  std::mutex results_;                    // guards ledger_, transcript_ and the three below
  std::unordered_set<std::string> told_;  // masks whose stand-in is in the transcript
  std::vector<bool> is_told_;             // controls that are in it, by number
  int64_t controls_told_ = 0;
  std::atomic<bool> full_ = false;
  std::mutex mutex_;  // guards waiting_ and closed_
  std::condition_variable work_;
  std::condition_variable room_;
  std::deque<Batch> waiting_;
  size_t waiting_bytes_ = 0;
  bool closed_ = false;
  std::atomic<bool> failed_ = false;
  std::optional<Error> failure_;  // written by who sets failed_ first
  std::atomic<int64_t> done_ = 0;
};

}  // namespace authconform
