#include "tools/diff/cause.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

using ::testing::HasSubstr;

// What came to `p` and comes to `f`; "-" is a judging that there is not, and "w" neither.
Judgings JudgingsOf(const std::string& letters) {
  const auto said = [&](size_t place) {
    return letters[place] == '-' ? std::nullopt : std::optional(std::string(1, letters[place]));
  };
  return {.before = "p",
          .now = "f",
          .old_by_old = said(0),
          .old_by_new = said(1),
          .new_by_old = said(2),
          .new_by_new = said(3)};
}

Wording Words(const std::string& missing = "") {
  return {.older = "run 1", .newer = "run 2", .before = "pass", .now = "fail", .missing = missing};
}

TEST(Cause, FollowsFromWhatTheJudgesSay) {
  const struct {
    const char* judgings;  // old by old, old by new, new by old, new by new
    Cause cause;
    const char* why;
  } rows[] = {
      {"ppff", Cause::kTarget,
       "by the spec and cases of either run the answers of run 1 come to pass and those of run 2 to fail"},
      {"pfpf", Cause::kPlan,
       "the answers of run 1, judged by the spec and cases of run 2, come to fail too, and those of run 2, by what run "
       "1 was judged by, to pass"},
      {"pfff", Cause::kMixed, "each alone would do"},
      {"pppf", Cause::kMixed, "only both together do it"},
      {"pwff", Cause::kMixed, "judged by the spec and cases of run 2, come to something else"},
      {"pwwf", Cause::kMixed, "to something else"},
      {"ppwf", Cause::kMixed, "those of run 2, by what run 1 was judged by, to something else"},
      {"ffff", Cause::kAuthconform,
       "the answers of run 1, judged by its own spec and cases, come to fail with this authconform, and came to pass "
       "with the one that ran"},
      {"f---", Cause::kAuthconform, "the answers of run 1, judged by its own spec and cases, come to fail"},
      {"wfff", Cause::kMixed, "come to something else with this authconform"},
      {"pppp", Cause::kAuthconform,
       "the answers of run 2, judged by its own spec and cases, come to pass with this authconform, and came to fail "
       "with the one that ran"},
      {"ppfw", Cause::kMixed, "come to something else with this authconform"},
      // The older transcript is gone.
      {"--pf", Cause::kPlan, "the answers of run 2, judged by the spec and cases of run 1, come to pass too"},
      {"--ff", Cause::kUnknown, "nothing of the runs is kept"},
      {"---f", Cause::kUnknown, "nothing of the runs is kept"},
      {"--pp", Cause::kAuthconform, "the answers of run 2"},
      // The newer one is.
      {"pf--", Cause::kPlan, "the answers of run 1, judged by the spec and cases of run 2, come to fail too"},
      {"pp--", Cause::kUnknown, "nothing of the runs is kept"},
      {"----", Cause::kUnknown, "nothing of the runs is kept"},
  };
  for (const auto& row : rows) {
    const Ruling ruling = Decide(JudgingsOf(row.judgings), Words());
    EXPECT_EQ(CauseName(ruling.cause), CauseName(row.cause)) << row.judgings << ": " << ruling.why;
    EXPECT_THAT(ruling.why, HasSubstr(row.why)) << row.judgings;
  }
}

// The older run's own spec and cases are not at hand: both are judged by the newer's, or today's.
TEST(Cause, IsFoundByOneSpecForBoth) {
  const struct {
    const char* judgings;
    bool new_specs;
    bool same_version;
    Cause cause;
    const char* why;
  } rows[] = {
      {"-p-f", true, true, Cause::kTarget,
       "by the same spec and cases the answers of run 1 come to pass and those of run 2 to fail"},
      {"-p-f", false, false, Cause::kTarget, "by the same spec and cases"},
      {"-f-f", true, true, Cause::kPlan,
       "the answers of run 1, judged by the spec and cases of run 2, come to fail too"},
      {"-f-f", true, false, Cause::kMixed, "the spec, the cases or authconform changed"},
      {"-w-f", true, true, Cause::kMixed, "which is neither what it told nor what run 2 told"},
      {"-p-p", false, true, Cause::kPlan,
       "by today's spec and cases the answers of both runs come to pass: not the answers changed"},
      {"-p-p", false, false, Cause::kMixed, "by today's spec and cases the answers of both runs come to pass"},
      {"-f-p", false, true, Cause::kMixed, "which is not what the runs told"},
      {"---p", false, true, Cause::kUnknown, "nothing of the runs is kept"},
      {"-p-p", true, true, Cause::kAuthconform, "the answers of run 2, judged by its own spec and cases, come to pass"},
  };
  for (const auto& row : rows) {
    Judgings judgings = JudgingsOf(row.judgings);
    judgings.old_specs = false;
    judgings.new_specs = row.new_specs;
    judgings.same_version = row.same_version;
    const Ruling ruling = Decide(judgings, Words());
    EXPECT_EQ(CauseName(ruling.cause), CauseName(row.cause)) << row.judgings << ": " << ruling.why;
    EXPECT_THAT(ruling.why, HasSubstr(row.why)) << row.judgings;
  }
}

TEST(Cause, SaysWhatIsMissing) {
  EXPECT_EQ(Decide(JudgingsOf("--ff"), Words("the record of run 1 is no longer kept")).why,
            "the record of run 1 is no longer kept");
  EXPECT_THAT(Decide(JudgingsOf("--pf"), Words("the record of run 1 is no longer kept")).why,
              HasSubstr("(the record of run 1 is no longer kept)"));
}

}  // namespace
}  // namespace authconform
