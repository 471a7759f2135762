#include "harness/run/hear.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/run/controls.h"

namespace authconform {
namespace {

Answer Answered(int status, bool rate_limited = false) {
  Answer answer;
  answer.rate_limited = rate_limited;
  answer.exchange.result = Response{status, "", {{"Content-Type", "application/json"}}, "{}"};
  return answer;
}

Answer Dead() {
  Answer answer;
  answer.exchange.result = TransportError{TransportError::Kind::kTimeout, "no answer within 15 s"};
  return answer;
}

Answer ShortOfFiles() {
  Answer answer;
  answer.exchange.result = TransportError{TransportError::Kind::kShortage, "too many open files here"};
  return answer;
}

Spec TestSpec() {
  Spec spec;
  spec.endpoint = "acme/token";
  Requirement& requirement = spec.requirements.emplace_back();
  requirement.id = "status";
  requirement.level = Level::kMust;
  for (const auto& [name, status] :
       {std::pair<const char*, int>{"success", 200}, {"bad_credentials", 401}, {"invalid_request", 422}}) {
    Outcome& outcome = spec.outcomes[name];
    outcome.name = name;
    outcome.documented = true;
    outcome.status = status;
    outcome.status_requirement = "status";
  }
  return spec;
}

Case Asking(const char* outcome, Mutation mutation) {
  Case asked;
  asked.id = "acme/token/family/variant";
  asked.mutation = std::move(mutation);
  asked.expect = {outcome};
  asked.checks = {Check::kStatus};
  return asked;
}

TEST(HearTest, AVerdictTakesAControlBeforeAndAfter) {
  using Op = Mutation::Op;
  const Spec spec = TestSpec();
  const Result<Judge> judge = Judge::Make(spec);
  ASSERT_TRUE(judge) << judge.error().ToString();
  const Case wrong = Asking("bad_credentials", {Op::kPassword, "wrong", {}});
  const Case valid = Asking("success", {});
  const Case lower = Asking("success", {Op::kLowerCaseHeaders, "", {}});
  const Control good{0, 0, Answered(200)};
  const Control locked{1, 0, Answered(423)};
  const Control limited{2, 0, Answered(200, true)};
  const Control dead{3, 0, Dead()};
  const Control short_of_files{4, 0, ShortOfFiles()};
  const std::string failed = "the control after it failed: the valid request is no longer accepted (";
  const struct {
    const char* name;
    const Case& asked;
    Answer answer;
    const Control* before;
    const Control* after;
    Verdict verdict;
    std::string reason;
  } kRows[] = {
      {"both", wrong, Answered(401), &good, &good, Verdict::kPass, ""},
      {"both, let in", wrong, Answered(200), &good, &good, Verdict::kFail, ""},
      {"locked after it", wrong, Answered(401), &good, &locked, Verdict::kInconclusive, failed + "423)"},
      {"never a failure without control", wrong, Answered(200), &good, &locked, Verdict::kInconclusive,
       failed + "423)"},
      {"dead after it", wrong, Answered(401), &good, &dead, Verdict::kInconclusive, failed + "no answer within 15 s)"},
      {"limited after it", wrong, Answered(401), &good, &limited, Verdict::kInconclusive, failed + "200)"},
      {"interrupted", wrong, Answered(401), &good, nullptr, Verdict::kInconclusive,
       "the run was interrupted before the control after it"},
      {"rate limited itself", wrong, Answered(429, true), &good, &good, Verdict::kInconclusive,
       "the target limits the rate of requests (429) and went on doing so"},
      {"an accepted sign-in stands", lower, Answered(200), &good, &locked, Verdict::kPass, ""},
      {"a refused one may be for the lock", lower, Answered(500), &good, &locked, Verdict::kInconclusive,
       failed + "423)"},
      {"the valid request itself stands", valid, Answered(500), &good, &locked, Verdict::kFail, ""},
      {"but not when the server is down", valid, Answered(503), &good, &locked, Verdict::kInconclusive,
       failed + "423)"},
      {"but not when it is locked out", valid, Answered(423), &good, &locked, Verdict::kInconclusive, failed + "423)"},
      {"our own lack after it", wrong, Answered(200), &good, &short_of_files, Verdict::kInconclusive,
       "the control after it could not be sent: too many open files here"},
      {"our own lack", wrong, ShortOfFiles(), &good, &good, Verdict::kError, "too many open files here"},
      {"an endpoint without controls", valid, Answered(500), nullptr, nullptr, Verdict::kFail, ""},
  };
  const Ready ready;
  for (const auto& row : kRows) {
    Asked asked;
    asked.mains = {row.answer};
    const Judgement judgement =
        Hear({row.asked, asked, ready, nullptr, row.before, row.after}, ParseJson("{}"), *judge);
    EXPECT_EQ(judgement.verdict, row.verdict) << row.name;
    EXPECT_EQ(judgement.reason, row.reason) << row.name;
    const bool short_here = row.reason.ends_with("too many open files here");
    EXPECT_EQ(judgement.shortage, short_here ? "too many open files here" : "") << row.name;
  }
}

TEST(HearTest, ASampleThatOurOwnLackCutShortIsNoTime) {
  const Spec spec = TestSpec();
  const Result<Judge> judge = Judge::Make(spec);
  ASSERT_TRUE(judge);
  const Control good{0, 0, Answered(200)};
  const Case wrong = Asking("bad_credentials", {Mutation::Op::kPassword, "wrong", {}});
  const Ready ready;
  for (const bool twin : {false, true}) {
    Asked asked;
    asked.mains = {Answered(401), Answered(401)};
    asked.twins = {Answered(401), Answered(401)};
    (twin ? asked.twins : asked.mains)[1] = ShortOfFiles();
    const Judgement judgement = Hear({wrong, asked, ready, &ready, &good, &good}, ParseJson("{}"), *judge);
    EXPECT_EQ(judgement.verdict, Verdict::kError) << twin;
    EXPECT_EQ(judgement.shortage, "too many open files here") << twin;
  }
}

TEST(HearTest, WhatWasNotSentIsInconclusiveForItsReason) {
  const Spec spec = TestSpec();
  const Result<Judge> judge = Judge::Make(spec);
  ASSERT_TRUE(judge);
  Asked asked;
  asked.not_sent = "the control before it failed";
  const Ready ready;
  const Case wrong = Asking("bad_credentials", {Mutation::Op::kPassword, "wrong", {}});
  const Judgement judgement = Hear({wrong, asked, ready}, Error{}, *judge);
  EXPECT_EQ(judgement.verdict, Verdict::kInconclusive);
  EXPECT_EQ(judgement.reason, "the control before it failed");
}

}  // namespace
}  // namespace authconform
