#include "harness/run/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <utility>

#include "harness/base/files.h"
#include "harness/run/record.h"

namespace authconform {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

const RunIdentity kIdentity = {
    {"version", "0.1.0"}, {"target", "staging"}, {"digest of the cases of acme/token", "0123456789abcdef"}};
constexpr int64_t kBegan = 1'764'000'000'000'000;

Spec AcmeSpec() {
  Spec spec;
  spec.endpoint = "acme/token";
  spec.tokens = {"/access_token"};
  return spec;
}
const Spec kSpec = AcmeSpec();

Answer Answered(int status, const std::string& body, int64_t at_us = kBegan + 10) {
  Answer answer;
  answer.exchange.started_us = at_us;
  answer.exchange.duration_us = 5;
  answer.exchange.result = Response{status, "OK", {{"Content-Type", "application/json"}}, body};
  return answer;
}

Answer Unreached(TransportError::Kind kind) {
  Answer answer;
  answer.exchange.started_us = kBegan;
  answer.exchange.result = TransportError{kind, "nobody there"};
  return answer;
}

class JournalTest : public ::testing::Test {
 protected:
  JournalTest() {
    std::filesystem::remove(path_);
    redactor_.Add("account.active.password", "pa55word!x");
    target_.defaults.accounts["active"] = {"ann", "pa55word!x"};
  }

  Result<std::unique_ptr<Journal>> Open(bool resume, Redactor& redactor, const RunIdentity& identity = kIdentity,
                                        int64_t now_us = kBegan) {
    return Journal::Open(path_, resume, identity, target_, now_us, redactor, most_bytes_);
  }
  std::unique_ptr<Journal> Begin() {
    Result<std::unique_ptr<Journal>> journal = Open(false, redactor_);
    EXPECT_TRUE(journal) << journal.error().ToString();
    return *std::move(journal);
  }
  std::unique_ptr<Journal> Resume(Redactor& redactor) {
    Result<std::unique_ptr<Journal>> journal = Open(true, redactor, kIdentity, kBegan + 1'000'000);
    EXPECT_TRUE(journal) << journal.error().ToString();
    return *std::move(journal);
  }
  bool Keep(Journal& journal, const std::string& key, Answer answer) {
    MaskedTexts texts(journal.redactor());
    return journal.Keep({key, &kSpec}, answer, ParseBody(answer.exchange), texts);
  }
  std::string Text() const { return *ReadFile(path_); }
  void Write(const std::string& text) const { ASSERT_TRUE(WriteFileWhole(path_, text)); }

  const std::string path_ = ::testing::TempDir() + "/journal.ndjson";
  Redactor redactor_;
  Target target_;
  size_t most_bytes_ = kMostJournalBytes;
};

TEST_F(JournalTest, GivesBackWhatWasKeptOnceAndMasked) {
  {
    const auto journal = Begin();
    EXPECT_TRUE(Keep(*journal, "case a 0 main 0",
                     Answered(200, R"({"access_token": "tok-0123456789abcdef", "echo": "pa55word!x"})")));
    EXPECT_TRUE(Keep(*journal, "control after a 0", Answered(401, "no")));
    EXPECT_TRUE(journal->KeepUnsent("case b 0", "the limit is reached for pa55word!x"));
  }
  EXPECT_THAT(Text(), AllOf(Not(HasSubstr("tok-0123456789abcdef")), Not(HasSubstr("pa55word!x"))));
  Redactor redactor;
  const auto journal = Resume(redactor);
  EXPECT_EQ(journal->started_us(), kBegan);
  EXPECT_EQ(journal->worked_us(), 15);
  EXPECT_EQ(journal->requests(), 2);
  EXPECT_FALSE(journal->whole());
  EXPECT_EQ(journal->stand_ins().count("<secret:access_token:1>"), 1u);
  EXPECT_TRUE(journal->Has("control after a 0"));
  const std::optional<Answer> answer = journal->Restore("case a 0 main 0");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->restored);
  EXPECT_EQ(answer->exchange.response()->body,
            R"({"access_token": "<secret:access_token:1>", "echo": "<secret:account.active.password>"})");
  EXPECT_FALSE(journal->Restore("case a 0 main 0"));
  EXPECT_FALSE(journal->Has("case a 0 main 0"));
  EXPECT_EQ(journal->Unsent("case b 0"), "the limit is reached for <secret:account.active.password>");
  EXPECT_FALSE(journal->Unsent("case a 0"));
}

TEST_F(JournalTest, AMaskThatStandsInItIsGivenToNoOtherValue) {
  {
    const auto journal = Begin();
    EXPECT_TRUE(Keep(*journal, "case a 0 main 0", Answered(200, R"({"access_token": "tok-0123456789abcdef"})")));
  }
  // As when a process was killed between another's secret and its answer: a mask without a stand-in.
  Write(Text() + R"({"unsent":"case b 0","reason":"<secret:access_token:7>"})" + "\n");
  Redactor redactor;
  const auto journal = Resume(redactor);
  EXPECT_EQ(redactor.AddIssued("access_token", "tok-another-0123456"), "<secret:access_token:8>");
  EXPECT_EQ(redactor.Redact("<secret:access_token:7>"), "<secret:access_token:7>");
}

TEST_F(JournalTest, WhatTurnsOutToBeASecretLaterIsMaskedAtTheEnd) {
  const auto journal = Begin();
  EXPECT_TRUE(Keep(*journal, "case a 0 main 0", Answered(401, R"({"hint": "tok-0123456789abcdef"})")));
  EXPECT_TRUE(Keep(*journal, "case b 0 main 0", Answered(200, R"({"access_token": "tok-0123456789abcdef"})")));
  EXPECT_THAT(Text(), HasSubstr("tok-0123456789abcdef"));
  ASSERT_TRUE(journal->Close(false, 100));
  EXPECT_THAT(Text(), Not(HasSubstr("tok-0123456789abcdef")));
  struct stat about = {};
  ASSERT_EQ(stat(path_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  Redactor redactor;
  EXPECT_EQ(Resume(redactor)->Restore("case a 0 main 0")->exchange.response()->body,
            R"({"hint": "<secret:access_token:1>"})");
}

TEST_F(JournalTest, OneThatCannotBeSearchedForSecretsIsAnErrorAndGone) {
  const auto journal = Begin();
  EXPECT_TRUE(Keep(*journal, "case a 0 main 0", Answered(401, std::string(1'000'000, 'a'))));
  redactor_.Add("token", std::string(500'000, 'a') + "b");
  const Status closed = journal->Close(false, 100);
  ASSERT_FALSE(closed);
  EXPECT_THAT(closed.error().message, HasSubstr("an answer is made so that it cannot be searched for secrets"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(JournalTest, WhatWasIssuedBeforeAKillIsKnownAfterItWhereverItIsSaid) {
  constexpr const char* kTokens = R"({"access_token": "tok-0123456789abcdef", "otp": "481516"})";
  {
    const auto journal = Begin();
    EXPECT_TRUE(Keep(*journal, "case a 0 main 0", Answered(200, kTokens)));
  }
  const std::string text = Text();
  EXPECT_THAT(text, AllOf(Not(HasSubstr("tok-0123456789abcdef")), Not(HasSubstr("481516"))));
  EXPECT_EQ(text.find("\"digest\""), text.rfind("\"digest\"")) << "none of the code, which has a million forms only";
  Redactor redactor;
  const auto journal = Resume(redactor);
  EXPECT_TRUE(Keep(*journal, "case b 0 main 0", Answered(401, R"({"hint": "tok-0123456789abcdef"})")));
  EXPECT_TRUE(Keep(*journal, "case c 0 main 0", Answered(200, kTokens)));
  EXPECT_THAT(Text(), AllOf(Not(HasSubstr("tok-0123456789abcdef")), Not(HasSubstr("access_token:2"))));
  EXPECT_EQ(redactor.Redact("tok-0123456789abcdef"), "<secret:access_token:1>");
  EXPECT_THAT(redactor.Redact("481516"), "<secret:otp:2>") << "nobody knows that it is the same";
}

TEST_F(JournalTest, TwoJournalsHaveNoDigestInCommon) {
  std::string digests[2];
  for (std::string& digest : digests) {
    std::filesystem::remove(path_);
    EXPECT_TRUE(Keep(*Begin(), "case a 0 main 0", Answered(200, R"({"access_token": "tok-0123456789abcdef"})")));
    const Result<ReadJournal> read = ParseJournal(Text(), path_);
    ASSERT_TRUE(read && read->issued.size() == 1);
    digest = std::to_string(read->issued.front().digest[0]);
  }
  EXPECT_NE(digests[0], digests[1]);
}

TEST_F(JournalTest, OfATargetWithOtherSecretsIsRefusedWhicheverChanged) {
  target_.headers = {{"X-Api-Key", "key-0123456789"}, {"X-Stage", "night"}};
  target_.secret_headers = {"X-Api-Key"};
  target_.endpoints["acme"] = {{}, {}, {{"active", {"bob", "bobs-pa55word"}}}, "client", "client-key-77"};
  Begin();
  const Target same = target_;
  const std::function<void(Target&)> kChanges[] = {
      [](Target& target) { target.defaults.accounts["active"].password = "another-pa55word"; },
      [](Target& target) { target.endpoints["acme"].accounts["active"].password += "!"; },
      [](Target& target) { target.endpoints["acme"].client_key = "client-key-78"; },
      [](Target& target) { target.headers[0].value = "key-9876543210"; },
      [](Target& target) { std::swap(target.defaults.accounts, target.endpoints["acme"].accounts); },
      [](Target& target) { target = Target(); },
  };
  for (const auto& change : kChanges) {
    target_ = same;
    change(target_);
    Redactor redactor;
    const Result<std::unique_ptr<Journal>> journal = Open(true, redactor);
    ASSERT_FALSE(journal) << &change - kChanges;
    EXPECT_EQ(journal.error().ToString(),
              path_ +
                  ":line 1: is the journal of another run: the target's secrets (passwords, keys) changed since it was "
                  "begun");
  }
  target_ = same;
  target_.headers[1].value = "day";  // no secret: the identity tells of it
  Redactor redactor;
  EXPECT_TRUE(Open(true, redactor));
}

TEST_F(JournalTest, ATargetWithoutSecretsHasAJournalWithoutDigests) {
  target_ = Target();
  {
    const auto journal = Begin();
    EXPECT_TRUE(Keep(*journal, "case a 0 main 0", Answered(200, R"({"access_token": "tok-0123456789abcdef"})")));
  }
  EXPECT_THAT(Text(), Not(HasSubstr("digest\":")));
  Redactor redactor;
  EXPECT_EQ(Resume(redactor)->stand_ins().count("<secret:access_token:1>"), 1u);
}

TEST_F(JournalTest, WhatDoesNotFitIsNotWrittenAndTheRestStaysGoodToResume) {
  most_bytes_ = 4'000;
  for (int session = 0; session < 3; ++session) {
    Redactor redactor;
    const auto journal = session == 0 ? Begin() : Resume(redactor);
    int kept = 0;
    for (int i = 0; i < 100 && journal->full().empty(); ++i) {
      const std::string key = "case a " + std::to_string(session * 100 + i) + " main 0";
      if (!journal->WillSend({key, &kSpec, "ann"})) break;
      kept += Keep(*journal, key, Answered(401, "no")) ? 1 : 0;
    }
    EXPECT_EQ(journal->full(), "the journal is full at 4000 bytes");
    EXPECT_EQ(kept > 0, session == 0);
    EXPECT_FALSE(journal->WillSend({"case b 0 main 0", &kSpec})) << "its answer would find no room";
    EXPECT_FALSE(journal->KeepUnsent("case b 0", "x"));
    EXPECT_TRUE(journal->Close(false, 100));
    EXPECT_LE(Text().size(), most_bytes_);
    EXPECT_TRUE(ParseJournal(Text(), path_));
  }
}

TEST_F(JournalTest, ARequestThatWasUnderWayCountsAsAWrongPassword) {
  {
    const auto journal = Begin();
    EXPECT_TRUE(journal->WillSend({"preflight acme/token json", &kSpec, "ann"}));
    EXPECT_TRUE(journal->WillSend({"case a 0 main 0", &kSpec, "ann"}));
    EXPECT_TRUE(Keep(*journal, "case a 0 main 0", Answered(401, "no")));
    EXPECT_TRUE(journal->WillSend({"case b 0 main 0", &kSpec, "bob"}));
    EXPECT_TRUE(journal->WillSend({"control after a 0", &kSpec}));  // counts for nobody: no line
  }
  Redactor redactor;
  const auto journal = Resume(redactor);
  std::vector<std::string> logins;
  for (const Journal::WrongPasswords& each : journal->wrong_passwords()) logins.push_back(each.login);
  EXPECT_THAT(logins, UnorderedElementsAre("ann", "bob"));
  EXPECT_EQ(journal->wrong_passwords().front().heard_us, kBegan + 15);
  EXPECT_GT(journal->wrong_passwords().back().heard_us, kBegan + 15) << "up to now, for all we know";
  EXPECT_EQ(journal->Lost("preflight acme/token json"), 1);
  EXPECT_EQ(journal->Lost("case b 0 main 0"), 1);
  EXPECT_EQ(journal->Lost("case a 0 main 0"), 0);
  EXPECT_EQ(journal->requests(), 3);
}

TEST_F(JournalTest, ATargetOutOfReachIsTriedAgainUnlessTheRunEndedWithThat) {
  for (bool whole : {false, true}) {
    std::filesystem::remove(path_);
    {
      const auto journal = Begin();
      EXPECT_TRUE(Keep(*journal, "preflight acme/token json", Unreached(TransportError::Kind::kConnect)));
      EXPECT_TRUE(Keep(*journal, "preflight acme/token form", Unreached(TransportError::Kind::kViolation)));
      ASSERT_TRUE(journal->Close(whole, 100));
    }
    Redactor redactor;
    {
      const auto journal = Resume(redactor);
      EXPECT_EQ(journal->Has("preflight acme/token json"), whole);
      EXPECT_TRUE(journal->Has("preflight acme/token form"));
      if (whole) continue;
      EXPECT_TRUE(Keep(*journal, "preflight acme/token json", Answered(200, "{}")));
    }
    EXPECT_EQ(Resume(redactor)->Restore("preflight acme/token json")->exchange.response()->status, 200);
  }
}

TEST_F(JournalTest, AWholeOneLetsNothingBeSent) {
  {
    const auto journal = Begin();
    ASSERT_TRUE(journal->Close(true, 1'234));
  }
  Redactor redactor;
  const auto journal = Resume(redactor);
  EXPECT_TRUE(journal->whole());
  EXPECT_EQ(journal->worked_us(), 1'234);
  EXPECT_FALSE(journal->WillSend({"case a 0 main 0", &kSpec}));
  const Status closed = journal->Close(true, 1);
  ASSERT_FALSE(closed);
  EXPECT_THAT(closed.error().message, HasSubstr("lacks the answer of \"case a 0 main 0\""));
}

TEST_F(JournalTest, IsHeldByOneRunAtATimeAndNeverBegunTwice) {
  auto journal = Begin();
  Redactor redactor;
  Result<std::unique_ptr<Journal>> second = Open(true, redactor);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().ToString(), HasSubstr("another run is writing it"));
  journal.reset();
  second = Open(false, redactor);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().ToString(), HasSubstr("is there already"));
  EXPECT_TRUE(Open(true, redactor));
}

TEST_F(JournalTest, OfAnotherRunIsRefusedWithWhatDiffers) {
  struct {
    size_t fact;
    const char* value;
    const char* told;
  } const kRows[] = {
      {0, "0.0.9", "its version is \"0.1.0\", and this run's is \"0.0.9\""},
      {1, "production", "its target is \"staging\", and this run's is \"production\""},
      {2, "fedcba9876543210", "the cases of acme/token changed since it was begun"},
  };
  Begin();
  const std::string before = Text();
  for (const auto& row : kRows) {
    RunIdentity other = kIdentity;
    other[row.fact].second = row.value;
    Redactor redactor;
    const Result<std::unique_ptr<Journal>> journal = Open(true, redactor, other);
    ASSERT_FALSE(journal) << row.told;
    EXPECT_EQ(journal.error().ToString(), path_ + ":line 1: is the journal of another run: " + row.told);
  }
  RunIdentity more = kIdentity;
  more.emplace_back("repeat", "1");
  EXPECT_EQ(HowTheyDiffer(kIdentity, more), "it does not tell its repeat");
  EXPECT_EQ(HowTheyDiffer(more, kIdentity), "it tells more than this run has: repeat");
  EXPECT_EQ(Text(), before);
}

TEST_F(JournalTest, CutAtAnyByteItIsResumedFromItsWholeLines) {
  target_ = Target();  // making a key takes time on purpose
  {
    const auto journal = Begin();
    EXPECT_TRUE(journal->WillSend({"case a 0 main 0", &kSpec, "ann"}));
    EXPECT_TRUE(Keep(*journal, "case a 0 main 0", Answered(200, R"({"access_token": "tok-0123456789abcdef"})")));
    EXPECT_TRUE(journal->KeepUnsent("case b 0", "a reason"));
    ASSERT_TRUE(journal->Close(true, 9));
  }
  const std::string whole = Text();
  const size_t answered = whole.find('\n', whole.find("{\"answer\"")) + 1;
  for (size_t cut = 0; cut <= whole.size(); ++cut) {
    Write(whole.substr(0, cut));
    Redactor redactor;
    const auto journal = Resume(redactor);
    EXPECT_EQ(journal->Has("case a 0 main 0"), cut >= answered) << cut;
    EXPECT_EQ(journal->whole(), cut == whole.size()) << cut;
    if (cut == whole.size()) break;
    EXPECT_TRUE(Keep(*journal, "case c 0 main 0", Answered(401, "no"))) << cut;
    EXPECT_TRUE(ParseJournal(Text(), path_)) << cut;
    if (HasFailure()) return;
  }
}

TEST_F(JournalTest, WhatIsNoJournalIsRefusedByLine) {
  constexpr const char* kFirst =
      R"({"journal":3,"started_us":5,"of":{"a":"b"},"salt":"AAAAAAAAAAAAAAAAAAAAAA","secrets":""})";
  constexpr const char* kAnswer =
      R"({"answer":"k","sends":1,"is":{"started_us":1,"duration_us":1,"error":"timeout","message":"m"}})";
  struct {
    std::vector<std::string> lines;
    const char* error;
  } const kRows[] = {
      {{""}, "line 1"},
      {{"nonsense"}, "line 1"},
      {{"[]"}, "line 1: must be an object"},
      {{"{}"}, "is no line of a journal"},
      {{R"({"unheard":1})"}, "line 1:/: is no line of a journal"},
      {{R"({"unsent":"a","reason":"b"})"}, "must stand in the first line"},
      {{R"({"journal":2,"started_us":5,"of":{}})"}, "is of form 2, and this authconform reads form 3 only"},
      {{R"({"journal":3,"started_us":-5,"of":{}})"}, "/started_us: must be an integer"},
      {{R"({"journal":3,"started_us":9223372036854775807,"of":{}})"}, "/started_us"},
      {{R"({"journal":3,"started_us":5,"of":[]})"}, "/of: must be an object"},
      {{R"({"journal":3,"started_us":5,"of":{"a":1}})"}, "/of: must hold strings"},
      {{R"({"journal":3,"started_us":5,"of":{},"salt":"AAAA","secrets":""})"}, "/salt: must be 16 bytes in base64url"},
      {{kFirst, R"({"secret":"<secret:a:1>","stand_in":"x","digest":"AAA"})"},
       "/digest: must be 16 bytes in base64url"},
      {{kFirst, R"({"secret":"<secret:t:1>","stand_in":""})"}, "line 2:/stand_in: must not be empty"},
      {{kFirst, R"({"secret":"t","stand_in":"x"})"}, "line 2:/secret: is no mask"},
      {{kFirst, kFirst}, "line 2:/journal: must stand in the first line, and there alone"},
      {{kFirst, kAnswer, kAnswer}, "line 3:/answer: is there twice"},
      {{kFirst, R"({"answer":"k","sends":0,"is":{"started_us":1,"duration_us":1,"error":"timeout","message":"m"}})"},
       "/sends: must be from 1"},
      {{kFirst, R"({"answer":"k","sends":1,"is":{"started_us":1,"duration_us":1,"error":"tired","message":"m"}})"},
       "/is/error: is no kind of transport error"},
      {{kFirst,
        R"({"answer":"k","sends":1,"is":{"started_us":9223372036854775807,"duration_us":1,"error":"timeout","message":"m"}})"},
       "/is: tells a time that is none"},
      {{kFirst, R"({"answer":"k","sends":1})"}, "/is: the member is missing"},
      {{kFirst, R"({"unsent":"a","reason":"b"})", R"({"unsent":"a","reason":"b"})"}, "is there twice"},
      {{kFirst, R"({"secret":"<secret:a:1>"})"}, "/stand_in: the member is missing"},
      {{kFirst, R"({"end":5})", kAnswer}, "line 3:/answer: comes after the end"},
  };
  for (const auto& row : kRows) {
    std::string text;
    for (const std::string& line : row.lines) text += line + "\n";
    const Result<ReadJournal> read = ParseJournal(text, "j");
    ASSERT_FALSE(read) << row.error;
    const std::string place = read.error().file + ":" + read.error().position + ": " + read.error().message;
    std::string told = read.error().position + ": " + read.error().message;
    std::string::size_type comma = told.find(", /");
    if (comma != std::string::npos) told.replace(comma, 2, ":");
    EXPECT_THAT(told, HasSubstr(row.error)) << place;
    EXPECT_EQ(read.error().file, "j");
  }
}

TEST_F(JournalTest, WhatCannotBeWrittenIsAnErrorAtOnce) {
  Redactor redactor;
  struct {
    std::string path;
    const char* error;
  } const kRows[] = {
      {"/dev/full", "it is no regular file"},
      {::testing::TempDir(), "cannot be written"},
      {::testing::TempDir() + "/none/such/journal", "No such file"},
  };
  for (const auto& row : kRows) {
    const Result<std::unique_ptr<Journal>> journal =
        Journal::Open(row.path, true, kIdentity, target_, kBegan, redactor);
    ASSERT_FALSE(journal) << row.path;
    EXPECT_THAT(journal.error().ToString(), HasSubstr(row.error));
  }
}

}  // namespace
}  // namespace authconform
