#include "tools/diff/rulings.h"

#include <optional>
#include <set>
#include <utility>

#include "tools/diff/judged_again.h"

namespace authconform {
namespace {

using Judged = std::map<std::string, JudgedAgain>;

// As Judgings holds it: only whether two are equal matters.
std::string TextOf(Verdict verdict, const std::set<std::string>& broken, Changed::Kind kind) {
  std::string text(VerdictName(verdict));
  if (kind == Changed::Kind::kVerdict) return text;
  for (const std::string& each : broken) text += "\n" + each;
  return text;
}

std::optional<std::string> Find(const std::optional<Judged>& judged, const Changed& changed) {
  if (!judged) return std::nullopt;
  const auto found = judged->find(changed.id);
  if (found == judged->end()) return std::nullopt;
  return TextOf(found->second.verdict, found->second.broken, changed.kind);
}

std::string TextOf(const Word& word, const Changed& changed) {
  return TextOf(word.result->verdict, Broken(word.result->findings), changed.kind);
}

class Rulings {
 public:
  Rulings(const RecalledRun& older, const RecalledRun& newer, const Wording& names)
      : older_(older), newer_(newer), words_(names) {
    words_.missing = older.trouble().empty() ? newer.trouble() : older.trouble();
  }

  std::map<std::string, Ruling> On(const std::vector<const Changed*>& changes) {
    std::map<std::string, Ruling> rulings;
    std::set<std::string> judged;
    for (const Changed* each : changes) {
      std::string otherwise = Otherwise(each->id);
      if (otherwise.empty()) {
        judged.insert(each->id);
      } else {
        rulings[each->id] = {Cause::kPlan, "the plan changed what is sent: " + std::move(otherwise)};
      }
    }
    if (!judged.empty()) Judge(judged);
    for (const Changed* each : changes) {
      if (judged.contains(each->id)) rulings[each->id] = On(*each);
    }
    return rulings;
  }

 private:
  std::string Otherwise(const std::string& id) const {
    const Question older = older_.Find(id);
    const Question newer = newer_.Find(id);
    return older.asked == nullptr || newer.asked == nullptr ? "" : SentOtherwise(older, newer);
  }

  std::optional<Judged> Judging(const RecalledRun& answers, const RecalledRun& judge,
                                const std::set<std::string>& cases, const std::string& name) {
    if (!answers.transcript() || !judge.plan()) return std::nullopt;
    Result<Judged> judged = JudgeAgain(judge.plan()->selected, *answers.transcript(), cases, "transcript.ndjson");
    if (judged) return *std::move(judged);
    words_.missing = "the answers of " + name + " cannot be judged again: " + judged.error().ToString();
    return std::nullopt;
  }

  void Judge(const std::set<std::string>& cases) {
    old_by_new_ = Judging(older_, newer_, cases, words_.older);
    new_by_new_ = Judging(newer_, newer_, cases, words_.newer);
    if (!older_.recorded().own_files) return;
    const bool alike = older_.recorded().files == newer_.recorded().files;
    old_by_old_ = alike ? old_by_new_ : Judging(older_, older_, cases, words_.older);
    new_by_old_ = alike ? new_by_new_ : Judging(newer_, older_, cases, words_.newer);
  }

  Ruling On(const Changed& changed) const {
    const Judgings judgings = {
        .before = TextOf(changed.before, changed),
        .now = TextOf(changed.now, changed),
        .old_by_old = Find(old_by_old_, changed),
        .old_by_new = Find(old_by_new_, changed),
        .new_by_old = Find(new_by_old_, changed),
        .new_by_new = Find(new_by_new_, changed),
        .old_specs = older_.recorded().own_files,
        .new_specs = newer_.recorded().own_files,
        .same_version = changed.before.run->plan->authconform == changed.now.run->plan->authconform,
    };
    Wording words = words_;
    if (changed.kind == Changed::Kind::kVerdict) {
      words.before = judgings.before;
      words.now = judgings.now;
    } else {
      words.before = "what " + words.older + " found";
      words.now = "what " + words.newer + " found";
    }
    return Decide(judgings, words);
  }

  const RecalledRun& older_;
  const RecalledRun& newer_;
  Wording words_;
  std::optional<Judged> old_by_old_;
  std::optional<Judged> old_by_new_;
  std::optional<Judged> new_by_old_;
  std::optional<Judged> new_by_new_;
};

}  // namespace

std::map<std::string, Ruling> RuleOn(const std::vector<const Changed*>& changes, const RecalledRun& older,
                                     const RecalledRun& newer, const Wording& names) {
  return Rulings(older, newer, names).On(changes);
}

}  // namespace authconform
