#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/judge/acme_answers.h"
#include "harness/judge/baseline.h"

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const AcmeAnswer kRefused = {401, R"({"message":"no"})"};

TEST(LookAlikeTest, ComparesWithTheTwin) {
  const Case asked = Asks({"bad_credentials"}, {Check::kLookAlike});
  const AcmeAnswer twin = {401, R"({"message":"no","id":"a1"})"};
  EXPECT_EQ(Hear(asked, {401, R"({"message":"no","id":"b2"})"}, &twin), "pass");
  EXPECT_EQ(Hear(asked, {401, R"({"message":"who?","id":"b2"})"}, &twin), "warn baseline/look-alike@/message");
  const AcmeAnswer echo = {401, R"({"message":"no bob"})"};
  EXPECT_EQ(Hear(asked, {401, R"({"message":"no ann"})"}, &echo), "pass");
  EXPECT_EQ(Hear(asked, {404, R"({"message":"no","id":"b2"})"}, &twin), "warn baseline/look-alike@");
}

// As Duktig's document does: 403 for an inactive account, 401 for bad credentials.
Spec SpecWithInactive(int status, const std::string& schema) {
  Spec spec = AcmeSpec();
  Outcome& inactive = spec.outcomes["inactive_account"];
  inactive = spec.outcomes["bad_credentials"];
  inactive.name = "inactive_account";
  inactive.status = status;
  inactive.schema = *ParseJson(schema);
  inactive.status_requirement = "status";
  return spec;
}

TEST(LookAlikeTest, ADocumentThatDemandsAnotherAnswerForInactiveAccountsIsNotHeldAgainstTheTarget) {
  constexpr char kSame[] = R"({"type":"object","required":["message"]})";
  constexpr char kOther[] = R"({"type":"object","required":["reason"]})";
  const AcmeAnswer forbidden = {403, R"({"message":"inactive"})"};
  Case asked = Asks({"bad_credentials", "inactive_account"}, {Check::kLookAlike});
  asked.mutation = {Mutation::Op::kLogin, "inactive", {}};
  asked.twin = {{Mutation::Op::kLogin, "unknown", {}}};
  const struct {
    const char* name;
    Spec spec;
    AcmeAnswer answer;
    const char* expected;
  } kRows[] = {
      {"not documented, alike", AcmeSpec(), kRefused, "pass"},
      {"not documented, another", AcmeSpec(), forbidden, "warn baseline/look-alike-inactive@"},
      {"another status documented, alike", SpecWithInactive(403, kSame), kRefused, "pass"},
      {"another status documented and sent", SpecWithInactive(403, kSame), forbidden, "skipped"},
      {"another status documented, a third one sent",
       SpecWithInactive(403, kSame),
       {404, R"({"message":"no"})"},
       "warn baseline/look-alike-inactive@"},
      {"another status documented, with another body", SpecWithInactive(403, kOther), forbidden,
       "warn baseline/look-alike-inactive@"},
      {"another body documented and sent", SpecWithInactive(401, kOther), {401, R"({"reason":"inactive"})"}, "skipped"},
      {"the same documented, another text",
       SpecWithInactive(401, kSame),
       {401, R"({"message":"inactive"})"},
       "warn baseline/look-alike-inactive@/message"},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(Summary(JudgeAnswer(row.spec, asked, row.answer, &kRefused)), row.expected) << row.name;
  }
  const Judgement judgement = JudgeAnswer(SpecWithInactive(403, kSame), asked, forbidden, &kRefused);
  EXPECT_THAT(judgement.reason, HasSubstr("the document (acme.md:3-5) demands an answer of its own"));
  EXPECT_THAT(judgement.reason, HasSubstr("OWASP ASVS"));
  EXPECT_THAT(judgement.unfired, ElementsAre("look_alike"));
  EXPECT_THAT(judgement.judged, IsEmpty());
}

struct TimeRow {
  const char* name;
  int status;
  std::vector<int64_t> unknown;
  std::vector<int64_t> wrong;
  const char* expected;
};

TEST(LookAlikeTest, TimesAreComparedWhereBothAreRefused) {
  const std::vector<int64_t> quick(26, 2'100);
  const std::vector<int64_t> slow(4, 52'360);
  const std::vector<int64_t> as_quick(4, 2'300);
  const TimeRow kRows[] = {
      {"alike", 401, quick, as_quick, "pass"},
      {"a skipped hash", 401, quick, slow, "warn baseline/look-alike-time@"},
      {"too few", 401, {2'100}, {52'360}, "skipped"},
      {"none", 401, {}, {}, "skipped"},
      {"not refused", 200, quick, slow, "skipped"},
      {"a server error", 500, quick, slow, "skipped"},
  };
  Case asked = Asks({"bad_credentials"}, {Check::kLookAlikeTime});
  const Spec spec = AcmeSpec();
  const Result<Judge> judge = Judge::Make(spec);
  ASSERT_TRUE(judge.ok());
  const Sent sent;
  const Exchange refused = Received(kRefused);
  for (const TimeRow& row : kRows) {
    const Exchange exchange = Received({row.status, "{}"});
    const Evidence evidence = {exchange, &refused, sent, &sent, nullptr, &row.unknown, &row.wrong};
    EXPECT_EQ(Summary((*judge)(asked, evidence)), row.expected) << row.name;
    const Evidence swapped = {refused, &exchange, sent, &sent, nullptr, &row.unknown, &row.wrong};
    EXPECT_EQ(Summary((*judge)(asked, swapped)), row.expected) << row.name << ", exchanged";
  }
  EXPECT_EQ((*judge)(asked, {refused, &refused, sent, &sent}).reason, "0 and 0 answers are too few to tell");
  const Judgement found = (*judge)(asked, {refused, &refused, sent, &sent, nullptr, &quick, &slow});
  ASSERT_EQ(found.findings.size(), 1u);
  EXPECT_EQ(found.findings[0].expected, "about 52.3 ms, as after a wrong password (the median of 4)");
  EXPECT_EQ(found.findings[0].actual, "2.1 ms (the median of 26)");
}

}  // namespace
}  // namespace authconform
