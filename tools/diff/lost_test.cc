#include "tools/diff/lost.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/run/controls.h"
#include "reports/history/loss.h"

namespace authconform {
namespace {

using Kind = TransportError::Kind;

Control Answered(int status, bool rate_limited = false) {
  Control control;
  control.answer.exchange.result = Response{status, "", {}, "{}"};
  control.answer.rate_limited = rate_limited;
  return control;
}

Control Ended(Kind kind, const std::string& message) {
  Control control;
  control.answer.exchange.result = TransportError{kind, message};
  return control;
}

TEST(CauseOfLoss, OfAControlIsTheTargetWhereItAnswered) {
  const struct {
    Control control;
    Cause cause;
  } rows[] = {
      {Answered(500), Cause::kTarget},
      {Answered(423), Cause::kTarget},
      {Answered(401), Cause::kTarget},
      {Answered(429, true), Cause::kEnvironment},
      {Ended(Kind::kTimeout, "no answer within 15 s"), Cause::kEnvironment},
      {Ended(Kind::kClosed, "the connection ended (500) early"), Cause::kEnvironment},
      {Ended(Kind::kClosed, "500 bytes short"), Cause::kEnvironment},
      {Ended(Kind::kShortage, "too many open files here"), Cause::kUnknown},
  };
  for (const auto& row : rows) {
    for (const char* when : {"before", "after"}) {
      const std::string reason = ControlTrouble(row.control, when);
      EXPECT_EQ(CauseOfLoss(Verdict::kInconclusive, reason, std::nullopt), row.cause) << reason;
    }
  }
}

// As harness/run writes them: preflight.cc, prepare.cc, runner.cc and hear.cc.
TEST(CauseOfLoss, OfACaseThatWasNotAskedIsToldByTheReason) {
  const struct {
    const char* reason;
    Cause cause;
  } rows[] = {
      {"the control failed: the valid request was not accepted", Cause::kTarget},
      {"a/b: the target refuses the active account (401): check its login, password and client in the target file",
       Cause::kTarget},
      {"a/b: the active account was refused for other endpoints, and is not tried again", Cause::kTarget},
      {"a/b: the target limits the rate of requests (429)", Cause::kEnvironment},
      {"the target limits the rate of requests (429) and went on doing so", Cause::kEnvironment},
      {"the host of http://a.example cannot be found: no address", Cause::kEnvironment},
      {"cannot connect to http://a.example: connection refused", Cause::kEnvironment},
      {"no TLS with https://a.example: the certificate has expired", Cause::kEnvironment},
      {"http://a.example does not answer: no answer within 15 s", Cause::kEnvironment},
      {"http://a.example was not asked: too many open files here", Cause::kUnknown},
      {"the run was interrupted before the control after it", Cause::kUnknown},
      {"", Cause::kUnknown},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(CauseOfLoss(Verdict::kInconclusive, row.reason, std::nullopt), row.cause) << row.reason;
  }
  EXPECT_EQ(CauseOfLoss(Verdict::kSkipped, "the limit of wrong passwords leaves none", std::nullopt),
            Cause::kEnvironment);
  EXPECT_EQ(CauseOfLoss(Verdict::kSkipped, "the run was interrupted before it", std::nullopt), Cause::kUnknown);
}

TEST(CauseOfLostTarget, IsWhatTheRunTellsOrWhatItsCasesHaveInCommon) {
  const struct {
    const char* trouble;
    std::vector<Cause> of_cases;
    Cause cause;
  } rows[] = {
      {"cannot connect to http://a.example: refused", {}, Cause::kEnvironment},
      {"a/b: the target refuses the active account (401)", {Cause::kEnvironment}, Cause::kTarget},
      {"the run was interrupted", {}, Cause::kUnknown},
      {"", {Cause::kTarget, Cause::kTarget}, Cause::kTarget},
      {"", {Cause::kTarget, Cause::kEnvironment}, Cause::kMixed},
  };
  for (const auto& row : rows) EXPECT_EQ(CauseOfLostTarget(row.trouble, row.of_cases), row.cause) << row.trouble;
}

TEST(CauseOfLoss, OfAnErrorIsTheEnvironmentOnlyWhereTheExchangeFailed) {
  const struct {
    std::optional<Kind> failed;
    Cause cause;
  } rows[] = {
      {Kind::kResolve, Cause::kEnvironment}, {Kind::kConnect, Cause::kEnvironment}, {Kind::kTls, Cause::kEnvironment},
      {Kind::kTimeout, Cause::kEnvironment}, {Kind::kClosed, Cause::kEnvironment},  {Kind::kShortage, Cause::kUnknown},
      {Kind::kUnsupported, Cause::kUnknown}, {std::nullopt, Cause::kUnknown},
  };
  for (const auto& row : rows) EXPECT_EQ(CauseOfLoss(Verdict::kError, "for a reason", row.failed), row.cause);
}

TEST(FailedIn, TellsOfEachCaseHowItsFirstFailedExchangeEnded) {
  ReadTranscript transcript;
  for (const char* id : {"a/b/c/one", "a/b/c/two", "a/b/c/three"}) transcript.cases.emplace_back().id = id;
  const Answer good = Answered(200).answer;
  const Answer late = Ended(Kind::kTimeout, "late").answer;
  const Answer closed = Ended(Kind::kClosed, "closed").answer;
  const auto ask = [&](size_t index, const std::vector<Answer>& twins, const Answer& answer) {
    Asked& asked = transcript.asked.emplace_back();
    asked.index = index;
    asked.twins = twins;
    asked.mains = {answer};
  };
  ask(0, {}, good);
  ask(1, {good}, late);
  ask(1, {}, closed);
  ask(2, {closed}, good);
  EXPECT_EQ(FailedIn(transcript), (FailedExchanges{{"a/b/c/two", Kind::kTimeout}, {"a/b/c/three", Kind::kClosed}}));
}

}  // namespace
}  // namespace authconform
