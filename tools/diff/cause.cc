#include "tools/diff/cause.h"

#include <string_view>

namespace authconform {
namespace {

using Said = std::optional<std::string>;

// Judgings and the words for them, for one case.
class Deciding {
 public:
  Deciding(const Judgings& judgings, const Wording& wording) : judged_(judgings), words_(wording) {}

  Ruling Rule() const {
    if (judged_.old_by_old && !IsBefore(judged_.old_by_old)) return OldIsJudgedOtherwise();
    if (judged_.new_by_new && !IsNow(judged_.new_by_new)) return NewIsJudgedOtherwise();
    if (judged_.old_by_new && judged_.new_by_old) return BySpecAndByAnswers();
    if (judged_.old_by_new) return ByOldAnswers();
    if (IsBefore(judged_.new_by_old) && judged_.new_by_new) {
      return {Cause::kPlan, Answers(words_.newer, words_.older, words_.before) + " too" + Missing()};
    }
    return Unknown();
  }

 private:
  bool IsBefore(const Said& said) const { return said == judged_.before; }
  bool IsNow(const Said& said) const { return said == judged_.now; }

  std::string InWords(const Said& said) const {
    if (IsBefore(said)) return words_.before;
    return IsNow(said) ? words_.now : "something else";
  }

  // "the answers of run 11, judged by the spec and cases of run 12, come to fail"
  static std::string Answers(const std::string& run, const std::string& judge, const std::string& result) {
    const std::string by = run == judge ? "its own spec and cases" : "the spec and cases of " + judge;
    return "the answers of " + run + ", judged by " + by + ", come to " + result;
  }
  std::string OldByNew() const { return Answers(words_.older, words_.newer, InWords(judged_.old_by_new)); }
  std::string Missing() const { return words_.missing.empty() ? "" : " (" + words_.missing + ")"; }

  Ruling OldIsJudgedOtherwise() const {
    const std::string why = Answers(words_.older, words_.older, InWords(judged_.old_by_old)) +
                            " with this authconform, and came to " + words_.before + " with the one that ran";
    return {IsNow(judged_.old_by_old) ? Cause::kAuthconform : Cause::kMixed, why};
  }

  Ruling NewIsJudgedOtherwise() const {
    if (!judged_.new_specs) return ByTodaysSpecsAlone();
    const std::string why = Answers(words_.newer, words_.newer, InWords(judged_.new_by_new)) +
                            " with this authconform, and came to " + words_.now + " with the one that ran";
    return {IsBefore(judged_.new_by_new) ? Cause::kAuthconform : Cause::kMixed, why};
  }

  // What the newer run was judged by is not at hand, and today's specs do not make of its answers what it told.
  Ruling ByTodaysSpecsAlone() const {
    if (!judged_.old_by_new) return Unknown();
    if (judged_.old_by_new != judged_.new_by_new) {
      return {Cause::kMixed, "by today's spec and cases the answers of " + words_.older + " come to " +
                                 InWords(judged_.old_by_new) + " and those of " + words_.newer + " to " +
                                 InWords(judged_.new_by_new) + ", which is not what the runs told"};
    }
    return {judged_.same_version ? Cause::kPlan : Cause::kMixed,
            "by today's spec and cases the answers of both runs come to " + InWords(judged_.new_by_new) +
                ": not the answers changed, but what they were judged by"};
  }

  Ruling BySpecAndByAnswers() const {
    const std::string& older = words_.older;
    const std::string& newer = words_.newer;
    if (IsBefore(judged_.old_by_new) && IsNow(judged_.new_by_old)) {
      return {Cause::kTarget, "by the spec and cases of either run the answers of " + older + " come to " +
                                  words_.before + " and those of " + newer + " to " + words_.now};
    }
    if (IsNow(judged_.old_by_new) && IsBefore(judged_.new_by_old)) {
      return {Cause::kPlan, OldByNew() + " too, and those of " + newer + ", by what " + older + " was judged by, to " +
                                words_.before};
    }
    if (IsNow(judged_.old_by_new) && IsNow(judged_.new_by_old)) {
      return {Cause::kMixed,
              "the answers and what they are judged by changed, and each alone would do: the answers of " + older +
                  " come to " + words_.now + " by the spec and cases of " + newer + ", and those of " + newer +
                  " by the spec and cases of " + older};
    }
    if (IsBefore(judged_.old_by_new) && IsBefore(judged_.new_by_old)) {
      return {Cause::kMixed,
              "the answers and what they are judged by changed, and only both together do it: by the spec and cases of "
              "the other run, those of either come to " +
                  words_.before};
    }
    return {Cause::kMixed, "the answers and what they are judged by changed: " + OldByNew() + ", and those of " +
                               newer + ", by what " + older + " was judged by, to " + InWords(judged_.new_by_old)};
  }

  Ruling ByOldAnswers() const {
    if (IsNow(judged_.old_by_new)) {
      // Without its own spec, an older authconform may as well have judged otherwise.
      const bool plan = judged_.old_specs || judged_.same_version;
      return {plan ? Cause::kPlan : Cause::kMixed,
              OldByNew() + " too" + (plan ? Missing() : "; the spec, the cases or authconform changed")};
    }
    if (IsBefore(judged_.old_by_new) && judged_.new_by_new) {
      return {Cause::kTarget, "by the same spec and cases the answers of " + words_.older + " come to " +
                                  words_.before + " and those of " + words_.newer + " to " + words_.now};
    }
    if (!judged_.new_by_new) return Unknown();
    return {Cause::kMixed, OldByNew() + ", which is neither what it told nor what " + words_.newer + " told"};
  }

  Ruling Unknown() const {
    return {Cause::kUnknown,
            words_.missing.empty() ? "nothing of the runs is kept that could be judged again" : words_.missing};
  }

  const Judgings& judged_;
  const Wording& words_;
};

}  // namespace

Ruling Decide(const Judgings& judgings, const Wording& wording) { return Deciding(judgings, wording).Rule(); }

}  // namespace authconform
