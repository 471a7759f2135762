#include "harness/run/bench.h"

#include <map>
#include <utility>

#include "harness/judge/leak.h"
#include "harness/run/hear.h"
#include "harness/run/mask.h"
#include "harness/run/record.h"
#include "harness/run/stand_in.h"
#include "harness/run/transcript.h"

namespace authconform {
namespace {

// The relations that speak of parts of `value`, where it stands in the body.
std::vector<const Operand*> PartsOf(const Spec& spec, const std::string& value, const Json& body) {
  std::vector<const Operand*> parts;
  auto add = [&](const Operand& operand) {
    if (operand.kind != Operand::Kind::kPacked) return;
    const Json* member = body.At(operand.pointer);
    if (member != nullptr && member->is_string() && member->string() == value) parts.push_back(&operand);
  };
  for (const auto& [name, outcome] : spec.outcomes) {
    for (const Relation& relation : outcome.relations) {
      add(relation.left);
      add(relation.right);
    }
  }
  return parts;
}

void MaskAll(std::vector<Answer>& answers, MaskedTexts& texts) {
  for (Answer& answer : answers) answer.exchange = Masked(answer.exchange, texts);
}

}  // namespace

Bench::Bench(const std::vector<Selected>& selected, const std::vector<Prepared>& prepared, Redactor& redactor,
             Ledger& ledger, Transcript& transcript)
    : selected_(selected), prepared_(prepared), redactor_(redactor), ledger_(ledger), transcript_(transcript) {
  for (const Prepared& each : prepared) {
    Requests requests;
    if (each.main) requests.main = Masked(*each.main, redactor);
    if (each.twin) requests.twin = Masked(*each.twin, redactor);
    masked_.push_back(std::move(requests));
  }
}

void Bench::Submit(Batch batch) {
  {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return waiting_.size() < kMostWaiting && waiting_bytes_ < kMostWaitingBytes; });
    waiting_bytes_ += batch.bytes;
    waiting_.push_back(std::move(batch));
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

void Bench::Work(const std::vector<Judge>& judges) {
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
    HearBatch(std::move(batch), judges, texts);
  }
}

void Bench::HearBatch(Batch batch, const std::vector<Judge>& judges, MaskedTexts& texts) {
  std::string lines;
  for (Control& control : batch.controls) {
    const Spec& spec = *selected_[control.endpoint].spec;
    RegisterIssued(spec, control.answer.exchange, ParseBody(control.answer.exchange), lines);
    control.answer.exchange = Masked(control.answer.exchange, texts);
    AppendControl(control, lines);
  }
  {
    std::lock_guard lock(results_);
    transcript_.Append(lines);
  }
  for (Asked& asked : batch.asked) HearOne(batch, asked, judges, texts);
  done_ += static_cast<int64_t>(batch.asked.size());
}

void Bench::HearOne(const Batch& batch, Asked& asked, const std::vector<Judge>& judges, MaskedTexts& texts) {
  const Prepared& prepared = prepared_[asked.index];
  const Spec& spec = *selected_[prepared.endpoint].spec;
  std::string lines;
  const Result<Json> body = asked.mains.empty() ? Result<Json>(Error{}) : ParseBody(asked.mains.front().exchange);
  for (const std::vector<Answer>* answers : {&asked.twins, &asked.mains}) {
    for (const Answer& answer : *answers) {
      const bool parsed = answers == &asked.mains && &answer == &answers->front();
      RegisterIssued(spec, answer.exchange, parsed ? body : ParseBody(answer.exchange), lines);
    }
  }
  Judgement judgement = Hear({.asked = *prepared.asked,
                              .answers = asked,
                              .main = *prepared.main,
                              .twin = prepared.twin ? &*prepared.twin : nullptr,
                              .before = batch.before ? &*batch.before : nullptr,
                              .after = batch.after ? &*batch.after : nullptr},
                             body, judges[prepared.endpoint]);
  Mask(judgement, redactor_);
  asked.not_sent = redactor_.Redact(asked.not_sent);
  MaskAll(asked.twins, texts);
  MaskAll(asked.mains, texts);
  AppendAsked(prepared.asked->id, asked, lines);

  const Requests& requests = masked_[asked.index];
  std::lock_guard lock(results_);
  transcript_.Append(lines);
  ledger_.Add(asked, *requests.main, requests.twin ? &*requests.twin : nullptr, judgement);
}

// Appends a line for each secret that has none yet; now and then one for a secret that has, so that memory stays
// bounded.
void Bench::RegisterIssued(const Spec& spec, const Exchange& exchange, const Result<Json>& body, std::string& lines) {
  const Response* response = exchange.response();
  if (response == nullptr) return;
  for (const IssuedSecret& secret : IssuedSecrets(spec, *response, body ? &*body : nullptr)) {
    const std::string mask = redactor_.AddIssued(secret.kind, secret.value);
    if (mask.empty() || !IsNew(mask)) continue;
    const auto parts = body ? PartsOf(spec, secret.value, *body) : std::vector<const Operand*>();
    AppendSecret(mask, StandIn(secret.value, mask, parts, redactor_), lines);
  }
}

bool Bench::IsNew(const std::string& mask) {
  const std::lock_guard lock(results_);
  if (told_.size() >= kMostTold) told_.clear();
  return told_.insert(mask).second;
}

}  // namespace authconform
