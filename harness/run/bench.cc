#include "harness/run/bench.h"

#include <algorithm>
#include <new>
#include <utility>

#include "harness/run/hear.h"
#include "harness/run/issued.h"
#include "harness/run/mask.h"
#include "harness/run/record.h"
#include "harness/run/transcript.h"

namespace authconform {
namespace {

bool AnyRestored(const Asked& asked) {
  const auto restored = [](const Answer& answer) { return answer.restored; };
  return std::any_of(asked.mains.begin(), asked.mains.end(), restored) ||
         std::any_of(asked.twins.begin(), asked.twins.end(), restored);
}

bool BeginsRestored(const std::vector<Answer>& answers) { return !answers.empty() && answers.front().restored; }

void MaskOne(Answer& answer, MaskedTexts& texts, const Redactor& redactor) {
  if (answer.restored) return;
  MaskSeen(answer, redactor);
  answer.exchange = answer.kept != nullptr ? answer.kept->masked : Masked(answer.exchange, texts);
}

void MaskAll(std::vector<Answer>& answers, MaskedTexts& texts, const Redactor& redactor) {
  for (Answer& answer : answers) MaskOne(answer, texts, redactor);
}

}  // namespace

Bench::Bench(const std::vector<Selected>& selected, const std::vector<Prepared>& prepared,
             const std::vector<MaskedRequests>& masked, Redactor& redactor, Ledger& ledger, Transcript& transcript,
             const StandIns& stand_ins)
    : selected_(selected),
      prepared_(prepared),
      masked_(masked),
      redactor_(redactor),
      ledger_(ledger),
      transcript_(transcript),
      stand_ins_(stand_ins) {}

void Bench::Submit(Batch batch) {
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return waiting_.size() < kMostWaiting && waiting_bytes_ < kMostWaitingBytes; });
    const size_t bytes = batch.bytes;
    waiting_.push_back(std::move(batch));  // may throw: what is not in it is not counted
    waiting_bytes_ += bytes;
  }
  work_.notify_one();
}

void Bench::Close() {
  {
    std::lock_guard lock(mutex_);
    closed_ = true;
  }
  work_.notify_all();
}

void Bench::Fail(Error error) noexcept {
  if (!failed_.exchange(true)) failure_ = std::move(error);
}

void Bench::FailOf(const std::exception& thrown) noexcept {
  Error error = {"", "", "out of memory", true};  // short enough to take none
  try {
    if (dynamic_cast<const std::bad_alloc*>(&thrown) == nullptr) error.message = thrown.what();
  } catch (const std::bad_alloc&) {
  }
  Fail(std::move(error));
}

void Bench::Work(const Judges& judges) {
  MaskedTexts texts(redactor_);
  for (;;) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      work_.wait(lock, [&] { return closed_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      batch = std::move(waiting_.front());
      waiting_.pop_front();
      waiting_bytes_ -= batch.bytes;
    }
    room_.notify_one();
    // Taken from the queue all the same, so that nobody waits for room in it.
    if (failed_) continue;
    try {
      HearBatch(std::move(batch), judges, texts);
    } catch (const std::exception& thrown) {
      FailOf(thrown);
    }
  }
}

void Bench::HearBatch(Batch batch, const Judges& judges, MaskedTexts& texts) {
  for (Control& control : batch.controls) TellControl(std::move(control), texts);
  // One that another connection sent may be told only later: too late, should the transcript be full by then.
  for (const std::optional<Control>* control : {&batch.before, &batch.after}) {
    if (*control && !IsTold(**control)) TellControl(**control, texts);
  }
  for (Asked& asked : batch.asked) HearOne(batch, asked, judges, texts);
  done_ += static_cast<int64_t>(batch.asked.size());
}

bool Bench::IsTold(const Control& control) {
  const std::lock_guard lock(results_);
  const auto number = static_cast<size_t>(control.number);
  return number < is_told_.size() && is_told_[number];
}

void Bench::TellControl(Control control, MaskedTexts& texts) {
  std::string lines;
  TellIssued(*selected_[control.endpoint].spec, control.answer, nullptr, lines);
  MaskOne(control.answer, texts, redactor_);
  AppendControl(control, lines);
  const std::lock_guard lock(results_);
  const auto number = static_cast<size_t>(control.number);
  if (number >= is_told_.size()) is_told_.resize(number + 1);
  if (is_told_[number] || !Tell(lines)) return;
  is_told_[number] = true;
  ++controls_told_;
}

// Holding results_.
bool Bench::Tell(const std::string& lines) {
  const bool told = transcript_.Append(lines);
  if (!told) full_ = true;
  return told;
}

void Bench::HearOne(const Batch& batch, Asked& asked, const Judges& judges, MaskedTexts& texts) {
  const Prepared& prepared = prepared_[asked.index];
  const Spec& spec = *selected_[prepared.endpoint].spec;
  std::string lines;
  const Result<Json> body = asked.mains.empty() ? Result<Json>(Error{}) : ParseBody(asked.mains.front().exchange);
  for (const std::vector<Answer>* answers : {&asked.twins, &asked.mains}) {
    for (const Answer& answer : *answers) {
      const bool parsed = answers == &asked.mains && &answer == &answers->front();
      TellIssued(spec, answer, parsed ? &body : nullptr, lines);
    }
  }
  Result<Judgement> judgement =
      AnyRestored(asked) ? HearRestored(batch, asked, judges) : HearAsked(batch, asked, body, judges);
  if (!judgement) return Fail(judgement.error());
  Mask(*judgement, redactor_);
  asked.not_sent = redactor_.Redact(asked.not_sent);
  MaskAll(asked.twins, texts, redactor_);
  MaskAll(asked.mains, texts, redactor_);
  AppendAsked(prepared.asked->id, asked, lines);

  const MaskedRequests& requests = masked_[asked.index];
  const std::lock_guard lock(results_);
  // What the transcript does not tell the run does not tell either: judged again, it gives the same.
  if (!Tell(lines)) return;
  ledger_.Add(asked, *requests.main, requests.twin ? &*requests.twin : nullptr, *judgement);
}

Judgement Bench::HearAsked(const Batch& batch, const Asked& asked, const Result<Json>& body,
                           const Judges& judges) const {
  const Prepared& prepared = prepared_[asked.index];
  const MaskedRequests& masked = masked_[asked.index];
  const std::optional<Ready>& main = BeginsRestored(asked.mains) ? masked.main : prepared.main;
  const std::optional<Ready>& twin = BeginsRestored(asked.twins) ? masked.twin : prepared.twin;
  return Hear({.asked = *prepared.asked,
               .answers = asked,
               .main = *main,
               .twin = twin ? &*twin : nullptr,
               .before = batch.before ? &*batch.before : nullptr,
               .after = batch.after ? &*batch.after : nullptr},
              body, *judges[prepared.endpoint]);
}

// As replay.h judges it. Where some answers are restored and others have just come, each side is taken as it is.
Result<Judgement> Bench::HearRestored(const Batch& batch, const Asked& asked, const Judges& judges) const {
  Asked expanded = asked;
  StandIns used;
  size_t room = kMostStandInBytes;
  for (std::vector<Answer>* answers : {&expanded.twins, &expanded.mains}) {
    for (Answer& answer : *answers) {
      if (answer.restored && !Expand(answer, stand_ins_, used, room)) {
        return Error{"", "", prepared_[asked.index].asked->id + ": " + kNoRoomForStandIns};
      }
    }
  }
  const Result<Json> body = expanded.mains.empty() ? Result<Json>(Error{}) : ParseBody(expanded.mains.front());
  Judgement judgement = HearAsked(batch, expanded, body, judges);
  Collapse(judgement, used);
  return judgement;
}

// Appends a line for each secret that has none yet; now and then one for a secret that has, so that memory stays
// bounded. `body`: parsed, where it is.
void Bench::TellIssued(const Spec& spec, const Answer& answer, const Result<Json>* body, std::string& lines) {
  if (answer.restored) return;
  if (answer.kept != nullptr) {
    lines += answer.kept->secrets;
    return;
  }
  const std::vector<IssuedMask> issued =
      RegisterIssued(spec, answer.exchange, body != nullptr ? *body : ParseBody(answer.exchange), redactor_,
                     [&](const std::string& mask) { return IsNew(mask); });
  for (const IssuedMask& each : issued) AppendSecret(each.mask, each.stand_in, lines);
}

bool Bench::IsNew(const std::string& mask) {
  const std::lock_guard lock(results_);
  if (told_.size() >= kMostTold) told_.clear();
  return told_.insert(mask).second;
}

}  // namespace authconform
