#include "harness/run/replay.h"

#include <algorithm>
#include <map>
#include <utility>

#include "harness/judge/judge.h"
#include "harness/run/hear.h"
#include "harness/run/ledger.h"
#include "harness/run/record.h"
#include "harness/run/stand_ins.h"
#include "harness/run/transcript.h"
#include "harness/wire/wire.h"

namespace authconform {
namespace {

class Replaying {
 public:
  Replaying(ReadTranscript read, const std::string& file) : read_(std::move(read)), file_(file) {}

  Result<Run> All(const std::vector<Selected>& plans) {
    const Result<Origin> origin = ParseOrigin(read_.run.url);
    if (!origin) return Error{file_, "line 1", origin.error().message};
    if (Status chosen = Choose(plans); !chosen) return chosen.error();
    Ledger ledger(selected_, *origin);
    for (const TranscriptEndpoint& each : read_.run.endpoints) ledger.AddEndpoint(each.url, each.encoding);
    std::vector<Judge> judges;
    for (const Selected& each : selected_) {
      Result<Judge> judge = Judge::Make(*each.spec);
      if (!judge) return judge.error();
      judges.push_back(*std::move(judge));
    }
    for (size_t i = 0; i < read_.cases.size(); ++i) {
      const TranscriptCase& each = read_.cases[i];
      ledger.AddCase({places_[i].endpoint, places_[i].asked, judges[places_[i].endpoint].Rules(*places_[i].asked),
                      each.not_sent, each.partial, each.control_failed});
    }
    for (const Asked& asked : read_.asked) {
      const Place& place = places_[asked.index];
      const bool mutated = place.asked->mutation.op != Mutation::Op::kNone;
      if (mutated && asked.before == Asked::kNone)
        return Error{file_, "", place.asked->id + " has no control before it"};
      if (Status judged = JudgeAgain(asked, judges[place.endpoint], ledger); !judged) return judged.error();
    }
    return ledger.Conclude(read_.run, read_.end);
  }

 private:
  struct Place {
    size_t endpoint;
    const Case* asked;
  };

  // The plans of the transcript's endpoints, in its order, and each of its cases among them.
  Status Choose(const std::vector<Selected>& plans) {
    for (const TranscriptEndpoint& each : read_.run.endpoints) {
      const auto plan = std::find_if(plans.begin(), plans.end(),
                                     [&](const Selected& plan) { return plan.spec->endpoint == each.endpoint; });
      if (plan == plans.end()) return Error{file_, "", "there is no spec of the endpoint " + each.endpoint};
      selected_.push_back(*plan);
    }
    std::map<std::string, size_t> order;
    for (size_t i = 0; i < read_.cases.size(); ++i) order[read_.cases[i].id] = i;
    places_.resize(read_.cases.size(), {0, nullptr});
    for (size_t i = 0; i < selected_.size(); ++i) {
      std::vector<Case> planned = std::exchange(selected_[i].cases, {});
      for (Case& each : planned) {
        (order.contains(each.id) ? selected_[i].cases : selected_[i].left_out).push_back(std::move(each));
      }
      for (const Case& each : selected_[i].cases) places_[order.at(each.id)] = {i, &each};
    }
    // A run that could judge nothing has no cases at all.
    if (!read_.run.preflight_error.empty()) {
      for (Selected& each : selected_) {
        each.cases.insert(each.cases.end(), each.left_out.begin(), each.left_out.end());
        each.left_out.clear();
      }
    }
    for (size_t i = 0; i < places_.size(); ++i) {
      if (places_[i].asked == nullptr) return Error{file_, "", "there is no case " + read_.cases[i].id};
    }
    return Done{};
  }

  Status JudgeAgain(const Asked& asked, const Judge& judge, Ledger& ledger) {
    const TranscriptCase& each = read_.cases[asked.index];
    Asked expanded = asked;
    StandIns used;
    const size_t had = std::min(kMostStandInBytes, room_);
    size_t room = had;
    for (std::vector<Answer>* answers : {&expanded.twins, &expanded.mains}) {
      for (Answer& answer : *answers) {
        if (!Expand(answer, read_.stand_ins, used, room)) return Error{file_, "", each.id + ": " + kNoRoomForStandIns};
      }
    }
    room_ -= had - room;
    const Result<Json> body = expanded.mains.empty() ? Result<Json>(Error{}) : ParseBody(expanded.mains.front());
    Judgement judgement = Hear({.asked = *places_[asked.index].asked,
                                .answers = expanded,
                                .main = *each.main,
                                .twin = each.twin ? &*each.twin : nullptr,
                                .before = ControlOf(asked.before),
                                .after = ControlOf(asked.after)},
                               body, judge);
    Collapse(judgement, used);
    ledger.Add(asked, *each.main, each.twin ? &*each.twin : nullptr, judgement);
    return Done{};
  }

  const Control* ControlOf(int number) const { return number == Asked::kNone ? nullptr : &read_.controls.at(number); }

  ReadTranscript read_;
  const std::string& file_;
  std::vector<Selected> selected_;
  std::vector<Place> places_;      // by the transcript's case
  size_t room_ = size_t{8} << 30;  // for stand-ins, in bytes of all answers: a time, not a memory
};

}  // namespace

Result<Run> Replay(const std::vector<Selected>& plans, std::string_view transcript, const std::string& file) {
  Result<ReadTranscript> read = ParseTranscript(transcript, file);
  if (!read) return read.error();
  return Replaying(*std::move(read), file).All(plans);
}

}  // namespace authconform
