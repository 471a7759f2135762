#include "reports/har.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/base/schema.h"
#include "harness/run/run_json.h"

namespace authconform {
namespace {

using testing::HasSubstr;

Json Render(const Run& run) {
  std::ostringstream out;
  WriteHar(run, out);
  const Result<Json> har = ParseJson(out.str());
  EXPECT_TRUE(har.ok()) << har.error().ToString();
  return har ? *har : Json();
}

void ExpectOfTheForm(const Json& har) {
  const Result<Json> form = ReadJsonFile("reports/testdata/har.schema.json");
  ASSERT_TRUE(form.ok()) << form.error().ToString();
  const Result<Schema> schema = Schema::Compile(*form);
  ASSERT_TRUE(schema.ok()) << schema.error().ToString();
  for (const SchemaViolation& violation : schema->Check(har)) {
    ADD_FAILURE() << violation.pointer << ": expected " << violation.expected << ", got " << violation.actual;
  }
}

// A run of one case with this exchange.
Run RunOf(const RecordedExchange& exchange) {
  CaseResult result;
  result.id = "acme/login/valid/documented";
  result.verdict = Verdict::kFail;
  result.reason = "why";
  result.exchanges = {exchange};
  authconform::Run run;
  run.cases = {result};
  return run;
}

const Json& Entry(const Json& har, size_t index = 0) { return har.At("/log/entries")->array().at(index); }

TEST(Har, TheSampleRunsAreOfTheFormOfHar12) {
  for (const char* name : {"sample_run.json", "preflight_run.json"}) {
    const Result<std::string> text = ReadFile(std::string("reports/testdata/") + name);
    ASSERT_TRUE(text.ok());
    const Result<authconform::Run> run = ReadRun(*text, name);
    ASSERT_TRUE(run.ok());
    const Json har = Render(*run);
    ExpectOfTheForm(har);
    size_t exchanges = 0;
    for (const CaseResult& result : run->cases) exchanges += result.exchanges.size();
    EXPECT_EQ(har.At("/log/entries")->array().size(), exchanges);
  }
}

TEST(Har, EntriesStandInTheOrderOfTheirStartAndNameTheirCase) {
  RecordedExchange late;
  late.started_us = 1'764'000'001'500'000;
  RecordedExchange early;
  early.started_us = 1'764'000'001'023'999;
  early.duration_us = 15'060;
  authconform::Run run = RunOf(late);
  run.cases[0].exchanges.push_back(early);
  const Json har = Render(run);
  EXPECT_EQ(Entry(har).Find("startedDateTime")->string(), "2025-11-24T16:00:01.023Z");
  EXPECT_EQ(Entry(har, 1).Find("startedDateTime")->string(), "2025-11-24T16:00:01.500Z");
  EXPECT_EQ(Entry(har).Find("comment")->string(), "acme/login/valid/documented: fail: why");
  EXPECT_EQ(Entry(har).Find("time")->AsDouble(), 15.06);
}

// A run keeps the exchanges of one repetition of each case: nobody should count requests here unwarned.
TEST(Har, TheLogSaysHowManyRequestsAreNotInIt) {
  authconform::Run run = RunOf(RecordedExchange());
  run.requests = 3;
  EXPECT_THAT(
      Render(run).At("/log/comment")->string(),
      testing::HasSubstr(" These are 1 of the 3 requests that the run sent: preflight, controls, and all but one "
                         "repetition of a case are in transcript.ndjson alone. Secrets are masked."));
  run.requests = 1;
  EXPECT_THAT(Render(run).At("/log/comment")->string(), testing::Not(testing::HasSubstr("These are")));
}

TEST(Har, TimeIsTheSumOfTheTimingsThatAreKnown) {
  RecordedExchange exchange;
  exchange.duration_us = 1'234'567;
  const Json har = Render(RunOf(exchange));
  double sum = 0;
  for (const auto& [name, value] : Entry(har).Find("timings")->object()) {
    if (*value.AsDouble() >= 0) sum += *value.AsDouble();
  }
  EXPECT_EQ(sum, Entry(har).Find("time")->AsDouble());
  EXPECT_EQ(sum, 1234.567);
}

TEST(Har, WhatTheTargetSentIsThereByteForByte) {
  RecordedExchange exchange;
  exchange.method = "POST";
  exchange.url = "https://a.example/p?x=1&y=%20z&=&flag#no";
  exchange.request_headers = {{"content-type", "application/json"}, {"Cookie", "a=1; b = 2;;"}};
  exchange.request_body = "{\"login\": \"<secret 1>\"}";
  exchange.status = 302;
  exchange.reason = "Found \x1b[31m\"";
  exchange.response_headers = {
      {"LOCATION", "/x"}, {"Set-Cookie", "sid=<secret 2>; Path=/; Secure"}, {"Set-Cookie", "b"}};
  exchange.response_body = "</script>\x01\u202e\n\"";
  const Json har = Render(RunOf(exchange));
  ExpectOfTheForm(har);
  const Json& entry = Entry(har);
  EXPECT_EQ(WriteJson(*entry.At("/request/queryString")),
            R"([{"name":"x","value":"1"},{"name":"y","value":"%20z"},{"name":"flag","value":""}])");
  EXPECT_EQ(WriteJson(*entry.At("/request/cookies")), R"([{"name":"a","value":"1"},{"name":"b","value":"2"}])");
  EXPECT_EQ(WriteJson(*entry.At("/response/cookies")),
            R"([{"name":"sid","value":"<secret 2>"},{"name":"b","value":""}])");
  EXPECT_EQ(entry.At("/request/postData/mimeType")->string(), "application/json");
  EXPECT_EQ(entry.At("/request/postData/text")->string(), exchange.request_body);
  EXPECT_EQ(entry.At("/response/statusText")->string(), exchange.reason);
  EXPECT_EQ(entry.At("/response/content/text")->string(), exchange.response_body);
  EXPECT_EQ(entry.At("/response/content/size")->AsInt64(), static_cast<int64_t>(exchange.response_body.size()));
  EXPECT_EQ(entry.At("/response/redirectURL")->string(), "/x");
  EXPECT_EQ(entry.At("/response/content/comment"), nullptr);
}

TEST(Har, ABodyThatWasCutSaysSo) {
  const std::string kept(16 << 10, 'x');
  struct Row {
    std::string recorded;
    size_t shown;
    int64_t size;
    bool cut;
  };
  const Row rows[] = {
      {kept, kept.size(), 16'384, false},
      {kept + "\n(7 more bytes)", kept.size(), 16'391, true},
      {"\n(7 more bytes)", 15, 15, false},  // the target's own words: it is too short to have been cut
      {kept + "\n(07 more bytes)", kept.size() + 16, 16'400, false},
      {kept + "\n(-7 more bytes)", kept.size() + 16, 16'400, false},
      {kept + "\n( more bytes)", kept.size() + 14, 16'398, false},
      {kept + "\n(99999999999999999999 more bytes)", kept.size() + 34, 16'418, false},
  };
  for (const Row& row : rows) {
    RecordedExchange exchange;
    exchange.status = 200;
    exchange.response_body = row.recorded;
    const Json har = Render(RunOf(exchange));
    const Json& content = *Entry(har).At("/response/content");
    EXPECT_EQ(content.Find("text")->string().size(), row.shown) << row.recorded.substr(kept.size() - 1);
    EXPECT_EQ(content.Find("size")->AsInt64(), row.size);
    EXPECT_EQ(content.Find("comment") != nullptr, row.cut);
    if (row.cut) {
      EXPECT_EQ(content.Find("comment")->string(), "cut: 7 more bytes were not recorded");
    }
  }
}

TEST(Har, WithoutAnAnswerTheStatusIsNothingAndTheErrorIsTold) {
  RecordedExchange exchange;
  exchange.error = "the connection was reset";
  const Json har = Render(RunOf(exchange));
  ExpectOfTheForm(har);
  EXPECT_EQ(Entry(har).At("/response/status")->AsInt64(), 0);
  EXPECT_EQ(Entry(har).At("/response/_error")->string(), "the connection was reset");
  EXPECT_EQ(Entry(har).At("/response/httpVersion")->string(), "unknown");
}

}  // namespace
}  // namespace authconform
