#include "harness/run/prepare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace authconform {
namespace {

using Op = Mutation::Op;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kRepeat = 3;

Spec TestSpec() {
  Spec spec;
  spec.endpoint = "acme/token";
  spec.request.method = "POST";
  spec.request.path = "/token";
  spec.request.encodings = {Encoding::kJson, Encoding::kForm};
  FieldSpec user;
  user.name = "user";
  user.value = "{{account.login}}";
  FieldSpec password;
  password.name = "password";
  password.value = "{{account.password}}";
  spec.request.fields = {user, password};
  for (const auto& [name, status] : {std::pair<const char*, int>{"success", 200},
                                     {"bad_credentials", 401},
                                     {"invalid_request", 422},
                                     {"inactive_account", 0}}) {
    Outcome& outcome = spec.outcomes[name];
    outcome.name = name;
    outcome.status = status;
    outcome.documented = status != 0;
  }
  return spec;
}

Target TestTarget() {
  Target target;
  target.origin = *ParseOrigin("http://localhost:8080");
  target.defaults.accounts["active"] = {"ann", "the-Password"};
  target.limits.wrong_passwords = 4;
  return target;
}

Case Asked(Mutation mutation, std::vector<std::string> expect, bool wrong_password = false) {
  Case asked;
  asked.id = "acme/token/family/variant";
  asked.mutation = std::move(mutation);
  asked.expect = std::move(expect);
  asked.wrong_password = wrong_password;
  return asked;
}

SignIn Accepted() {
  SignIn sign_in;
  sign_in.accepted = true;
  return sign_in;
}

TEST(PrepareTest, SaysWhyACaseIsNotSent) {
  SignIn refused;
  SignIn stopped;
  stopped.stopped = true;
  SignIn broken;
  broken.error = "acme/token: the target refuses the active account (401)";
  SignIn form = Accepted();
  form.encoding = Encoding::kForm;
  Case json_only = Asked({Op::kBody, "", "[]"}, {"invalid_request"});
  json_only.encodings = {Encoding::kJson};
  Case twin_of_inactive = Asked({Op::kLogin, "unknown", {}}, {"bad_credentials"});
  twin_of_inactive.twin = {{Op::kAccount, "inactive", {}}};
  const Case valid = Asked({}, {"success"});
  const Case wrong = Asked({Op::kPassword, "wrong", {}}, {"bad_credentials"}, true);
  const Case either = Asked({Op::kLogin, "padded", {}}, {"success", "bad_credentials"});
  const Case inactive = Asked({Op::kAccount, "inactive", {}}, {"inactive_account"});
  const std::string no_control = "the control failed: the valid request was not accepted";
  const struct {
    const char* name;
    Case asked;
    SignIn sign_in;
    int repetitions;
    std::string not_sent;
    bool partial;
    bool control_failed;
  } kRows[] = {
      {"valid", valid, Accepted(), kRepeat, "", false, false},
      {"negative", wrong, Accepted(), kRepeat, "", false, false},
      {"valid is sent to tell what is wrong", valid, refused, kRepeat, "", false, false},
      {"negative without control", wrong, refused, 0, no_control, false, true},
      {"refused or not, without control", either, refused, 0, no_control, false, true},
      {"interrupted", wrong, stopped, 0, "the run was interrupted before it", false, false},
      {"endpoint cannot be judged", valid, broken, 0, broken.error, true, true},
      {"other encoding", json_only, form, 0, "only for json bodies, and the target takes form", false, false},
      {"same encoding", json_only, Accepted(), kRepeat, "", false, false},
      {"no account", inactive, Accepted(), 0, "the target has no inactive account", true, false},
      {"no account for the twin", twin_of_inactive, Accepted(), 0, "the target has no inactive account", true, false},
  };
  const Spec spec = TestSpec();
  const Target target = TestTarget();
  for (const auto& row : kRows) {
    AttemptBudget budget(target.limits.wrong_passwords);
    const Prepared prepared = Prepare(row.asked, spec, target, row.sign_in, kRepeat, Redactor(), budget);
    EXPECT_EQ(prepared.repetitions, row.repetitions) << row.name;
    EXPECT_EQ(prepared.main.has_value(), row.repetitions > 0) << row.name;
    EXPECT_EQ(prepared.not_sent, row.not_sent) << row.name;
    EXPECT_EQ(prepared.partial, row.partial) << row.name;
    EXPECT_EQ(prepared.control_failed, row.control_failed) << row.name;
  }
}

Case WrongPassword() { return Asked({Op::kPassword, "wrong", {}}, {"bad_credentials"}, true); }

// An unknown login against a wrong password: only the twin gets a password of the account wrong.
Case LookAlike(int samples, int twin_samples) {
  Case asked = Asked({Op::kLogin, "unknown", {}}, {"bad_credentials"}, true);
  asked.twin = {{Op::kPassword, "wrong", {}}};
  asked.samples = samples;
  asked.twin_samples = twin_samples;
  return asked;
}

TEST(PrepareTest, StopsAtTheBudgetOfWrongPasswordsAndSaysSo) {
  const Spec spec = TestSpec();
  const Target target = TestTarget();
  AttemptBudget budget(target.limits.wrong_passwords);
  const std::string limit = "limits.wrong_passwords is 4 for one account, which is reached";
  const struct {
    Case asked;
    int repetitions;
    std::string not_sent;
  } kRows[] = {
      {LookAlike(9, 5), 0, limit}, {WrongPassword(), 3, ""}, {LookAlike(0, 0), 1, limit}, {WrongPassword(), 0, limit}};
  for (const auto& row : kRows) {
    const Prepared prepared = Prepare(row.asked, spec, target, Accepted(), kRepeat, Redactor(), budget);
    EXPECT_EQ(prepared.repetitions, row.repetitions);
    EXPECT_EQ(prepared.main.has_value(), row.repetitions > 0);
    EXPECT_EQ(prepared.not_sent, row.not_sent);
    EXPECT_EQ(prepared.partial, !row.not_sent.empty());
  }
}

TEST(PrepareTest, TellsTheLimitThatWouldLeaveNoCaseOut) {
  const Spec spec = TestSpec();
  SignIn refused_once = Accepted();
  refused_once.refusals = 1;
  const struct {
    const char* name;
    std::vector<Case> cases;
    SignIn sign_in;
    int repeat;
    bool success_resets;
    int64_t needed;
  } kRows[] = {
      {"one of each case", {WrongPassword(), WrongPassword()}, Accepted(), 1, false, 2},
      {"in every repetition", {WrongPassword(), WrongPassword()}, Accepted(), 3, false, 6},
      {"as many as are sampled", {LookAlike(9, 5), WrongPassword()}, Accepted(), 1, false, 6},
      {"a refused reading is one too", {WrongPassword()}, refused_once, 2, false, 3},
      {"of what is forgotten, the most at once", {LookAlike(9, 5), WrongPassword()}, Accepted(), 3, true, 5},
      {"no wrong password, no need", {Asked({}, {"success"})}, refused_once, 3, false, 0},
      {"more than an int holds", std::vector<Case>(5'000, WrongPassword()), Accepted(), 1'000'000, false,
       5'000'000'000},
  };
  for (const auto& row : kRows) {
    Target target = TestTarget();
    target.limits.success_resets = row.success_resets;
    const std::vector<Selected> selected = {{&spec, row.cases}};
    const auto needed = NeededWrongPasswords(selected, target, {row.sign_in}, row.repeat, Redactor());
    EXPECT_EQ(NeededLimit(needed), row.needed) << row.name;
    if (row.needed == 0 || row.needed > 1'000'000) continue;
    // So much is enough, and one less is not.
    for (const int less : {0, 1}) {
      target.limits.wrong_passwords = static_cast<int>(row.needed) - less;
      AttemptBudget budget(target.limits.wrong_passwords);
      budget.Take("ann", row.success_resets ? 0 : row.sign_in.refusals);
      bool whole = true;
      for (const Case& asked : row.cases) {
        const Prepared prepared = Prepare(asked, spec, target, row.sign_in, row.repeat, Redactor(), budget);
        whole = whole && prepared.repetitions == row.repeat;
      }
      EXPECT_EQ(whole, less == 0) << row.name << ", " << less << " less";
    }
  }
}

TEST(PrepareTest, TheReasonSaysHowManyAreNeededAndWhatToDo) {
  const Spec spec = TestSpec();
  Target target = TestTarget();
  const Case asked = WrongPassword();
  AttemptBudget budget(0);
  budget.Needs(10);
  EXPECT_EQ(
      Prepare(asked, spec, target, Accepted(), 1, Redactor(), budget).not_sent,
      "limits.wrong_passwords is 4 for one account, and this run needs 10: raise it where the target locks nobody "
      "for so many, or say success_resets where a sign-in clears them");
}

TEST(PrepareTest, WhatTheTargetForgetsInTimeIsNotCountedBeforehand) {
  const Spec spec = TestSpec();
  Target target = TestTarget();
  target.defaults.accounts["inactive"] = {"bob", "other-Password"};
  target.limits.success_resets = true;
  AttemptBudget budget(target.limits.wrong_passwords);
  for (int i = 0; i < 10; ++i) {
    const Case asked = WrongPassword();
    EXPECT_EQ(Prepare(asked, spec, target, Accepted(), kRepeat, Redactor(), budget).repetitions, kRepeat);
  }
  target.limits.success_resets = false;
  const Case asked = WrongPassword();
  EXPECT_EQ(Prepare(asked, spec, target, Accepted(), 5, Redactor(), budget).repetitions, 4);
}

TEST(PrepareTest, WhatAnEarlierProcessWasAnsweredNeedsNoRoomAndWhatItLostTakesSome) {
  const Spec spec = TestSpec();
  const Target target = TestTarget();  // 4 for each account
  Case asked = Asked({Op::kPassword, "wrong", {}}, {"bad_credentials"}, /*wrong_password=*/true);
  asked.samples = 2;
  const auto is_first = [&](const std::string& key) { return key.starts_with(CaseKey(asked.id, 0) + " "); };
  const auto is_first_of_first = [&](const std::string& key) { return key == CaseKey(asked.id, 0, false, 0); };
  const struct {
    int sent;  // by the earlier process
    Answered answered;
    int repetitions;
  } kRows[] = {
      {0, nullptr, 2},           {2, is_first, 2},  // both answered: the second repetition has room
      {1, is_first_of_first, 2},                    // one of two: there is room for three more
      {2, is_first_of_first, 1},                    // and the other was lost
      {3, is_first, 1},                             // one more was lost
      {4, nullptr, 0},                              // all were lost
  };
  for (const auto& row : kRows) {
    AttemptBudget budget(target.limits.wrong_passwords);
    budget.Take("ann", row.sent);
    const Prepared prepared = Prepare(asked, spec, target, Accepted(), kRepeat, Redactor(), budget, row.answered);
    EXPECT_EQ(prepared.repetitions, row.repetitions) << row.sent;
    EXPECT_TRUE(prepared.partial);
    EXPECT_GE(budget.Left("ann"), 0);
  }
}

TEST(PrepareTest, ARepetitionThatAKillCostIsLeftOutAndThoseAnsweredAfterItAreNot) {
  const Spec spec = TestSpec();
  const Target target = TestTarget();  // 4 for each account
  const Case asked = Asked({Op::kPassword, "wrong", {}}, {"bad_credentials"}, /*wrong_password=*/true);
  const struct {
    std::set<int> answered;
    int lost;
    std::vector<int> asks;
    const char* reason;
  } kRows[] = {
      {{0, 2, 3}, 1, {0, 2, 3}, "the answers of 1 of them were lost when the run was killed"},
      {{3}, 3, {3}, "the answers of 3 of them were lost when the run was killed"},
      {{0, 3}, 1, {0, 1, 3}, "the answers of 1 of them were lost when the run was killed"},
      {{0, 1, 2, 3}, 0, {0, 1, 2, 3}, "limits.wrong_passwords is 4 for one account, which is reached"},
  };
  for (const auto& row : kRows) {
    AttemptBudget budget(target.limits.wrong_passwords);
    budget.Take("ann", static_cast<int>(row.answered.size()));
    for (int i = 0; i < row.lost; ++i) budget.TakeLost("ANN ");
    const Answered answered = [&](const std::string& key) {
      return std::any_of(row.answered.begin(), row.answered.end(),
                         [&](int each) { return key == CaseKey(asked.id, each, false, 0); });
    };
    const Prepared prepared = Prepare(asked, spec, target, Accepted(), 5, Redactor(), budget, answered);
    std::vector<int> asks;
    for (int i = 0; i < 5; ++i) {
      if (prepared.Asks(i)) asks.push_back(i);
    }
    EXPECT_EQ(asks, row.asks) << row.reason;
    EXPECT_EQ(prepared.repetitions, static_cast<int>(row.asks.size()));
    EXPECT_TRUE(prepared.main && prepared.partial);
    EXPECT_THAT(prepared.not_sent, HasSubstr(row.reason));
    EXPECT_EQ(budget.Left("ann"), 0);
  }
}

TEST(PrepareTest, CountsWrongPasswordsByTheAccountThatGetsThem) {
  const Spec spec = TestSpec();
  const Target target = TestTarget();
  AttemptBudget budget(100);
  const struct {
    Case asked;
    std::map<std::string, int> wrong;
  } kRows[] = {
      {WrongPassword(), {{"ann", 1}}},
      {LookAlike(12, 6), {{"ann", 6}}},
      {Asked({Op::kSetField, "password", "authconform"}, {"invalid_request"}, true), {{"ann", 1}}},
      {Asked({Op::kLogin, "unknown", {}}, {"bad_credentials"}, true), {}},
      {Asked({}, {"success"}), {}},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(WrongPasswords(Prepare(row.asked, spec, target, Accepted(), 1, Redactor(), budget)), row.wrong);
  }
}

TEST(PrepareTest, TheTwinIsSentWithItsOwnValuesAndCurlLinesHoldNoSecret) {
  const Spec spec = TestSpec();
  const Target target = TestTarget();
  Redactor redactor;
  RegisterSecrets(target, redactor);
  AttemptBudget budget(4);
  const Case look_alike = LookAlike(0, 0);
  const Prepared prepared = Prepare(look_alike, spec, target, Accepted(), 1, redactor, budget);
  ASSERT_TRUE(prepared.main && prepared.twin);
  EXPECT_EQ(prepared.main->request.body, R"({"user":"authconform-nobody","password":"the-Password"})");
  EXPECT_EQ(prepared.twin->request.body, R"({"user":"ann","password":"Wr0ng-Passw0rd!"})");
  EXPECT_EQ(prepared.main->sent.login, "authconform-nobody");
  EXPECT_EQ(prepared.twin->sent.password, "Wr0ng-Passw0rd!");
  EXPECT_THAT(prepared.main->curl, HasSubstr("$AUTHCONFORM_ACTIVE_PASSWORD"));
  EXPECT_THAT(prepared.main->curl, Not(HasSubstr("the-Password")));
}

TEST(ExpectedInWordsTest, NamesStatusesWhereTheDocumentTellsThem) {
  const struct {
    std::vector<std::string> expect;
    const char* words;
  } kRows[] = {
      {{"success"}, "200 (success)"},
      {{"invalid_request", "bad_credentials"}, "422 (invalid_request) or 401 (bad_credentials)"},
      {{"inactive_account"}, "a refusal; the document does not say which"},
      {{"bad_credentials", "inactive_account"}, "a refusal; the document does not say which"},
      {{"success", "bad_credentials"}, "sign-in or refusal, and no failure of the server"},
  };
  for (const auto& row : kRows) EXPECT_EQ(ExpectedInWords(Asked({}, row.expect), TestSpec()), row.words);
}

}  // namespace
}  // namespace authconform
