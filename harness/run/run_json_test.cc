#include "harness/run/run_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/schema.h"

namespace authconform {
namespace {

// Every member differs from its default, so that one left out by the writer or the reader shows.
Run FullRun() {
  const Rule rule{"password-length", "must", "a password has 8 to 64 characters", "duktig.md:75-78"};
  const Rule baseline{"baseline/no-store", "baseline", "a token must not be cached", "RFC 6749 5.1"};

  RecordedExchange exchange;
  exchange.method = "POST";
  exchange.url = "http://localhost:8080/token?x=1";
  exchange.request_headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}};
  exchange.request_body = "{\"password\": \"<secret:account.active.password>\"}";
  exchange.status = 500;
  exchange.reason = "Internal Server Error";
  exchange.response_headers = {{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}};
  exchange.response_body = std::string("quote \" slash \\ nul ") + '\0' + " esc \x1b euro \u20ac rtl \u202e end\r\n";
  exchange.error = "the connection was closed before the response was whole";
  exchange.started_us = 1'764'000'000'123'456;
  exchange.duration_us = 1'234;
  exchange.curl = "curl -d \"$PASSWORD\" http://localhost:8080/token";

  CaseResult result;
  result.id = "duktig/token/bad-credentials/wrong-password";
  result.endpoint = "duktig/token";
  result.family = "bad-credentials";
  result.title = "a wrong password is refused";
  result.mutation = "the password is replaced";
  result.expected = "401 with bad_credentials";
  result.rules = {rule, baseline};
  result.verdict = Verdict::kFail;
  result.reason = "none, but kept";
  result.findings = {{rule, "status", "/a~1b", "401", "500"},
                     {baseline, "baseline", "header:Cache-Control", "no-store", ""}};
  result.exchanges = {exchange, RecordedExchange{}};
  result.unfired = {"schema"};
  result.judged = {"baseline/no-store", "no-guess"};
  result.repetitions = {1, 2, 3, 4, 5, 6};
  result.fastest_us = 7;
  result.mean_us = 8;
  result.slowest_us = 9;

  EndpointResult endpoint;
  endpoint.endpoint = "duktig/token";
  endpoint.document = "duktig.md";
  endpoint.document_title = "Sign in";
  endpoint.document_sha256 = std::string(64, 'a');
  endpoint.url = "http://localhost:8080/token";
  endpoint.encoding = "json";
  endpoint.planned = {result.id, "duktig/token/valid/sign-in"};
  endpoint.stated = {rule};
  endpoint.requirements = 30;
  endpoint.requirements_checked = 28;
  endpoint.unchecked = {rule};
  endpoint.proof = true;
  endpoint.unproved = {rule};
  endpoint.empty_families = {"method"};

  Run run;
  run.authconform = "1.0.0";
  run.target = "staging";
  run.url = "http://localhost:8080";
  run.started_us = 1'764'000'000'000'000;
  run.duration_us = 9'007'199'254'740'993;  // 2^53 + 1
  run.jobs = 4;
  run.repeat = 3;
  run.strict = true;
  run.insecure = true;
  run.partial = "no inactive account; --only";
  run.interrupted = true;
  run.preflight_error = "the URL does not resolve";
  run.endpoints = {endpoint, EndpointResult{}};
  run.cases = {result, CaseResult{}};
  run.totals = {6, 5, 4, 3, 2, 1};
  run.deviations = 1;
  run.deviation_errors = {"duktig/token/valid/sign-in is listed and passes"};
  run.cases_planned = 21;
  run.requests = 77;
  run.controls = 5;
  run.exit_code = ExitCode::kNothingChecked;
  return run;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from << " is not in the run any more";
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

TEST(RunJson, ARunSurvivesTheRoundTripWhole) {
  const std::string written = WriteRun(FullRun());
  const Result<authconform::Run> read = ReadRun(written, "run.json");
  ASSERT_TRUE(read.ok()) << read.error().ToString();
  EXPECT_EQ(WriteRun(*read), written);

  // Spot checks: the same bytes twice would also come from a reader and a writer that both leave a member out.
  const authconform::Run& run = *read;
  const authconform::Run full = FullRun();
  EXPECT_EQ(run.duration_us, full.duration_us);
  EXPECT_EQ(run.totals, full.totals);
  EXPECT_EQ(run.exit_code, full.exit_code);
  EXPECT_TRUE(run.insecure);
  EXPECT_EQ(run.deviation_errors, full.deviation_errors);
  EXPECT_EQ(run.endpoints[0].empty_families, full.endpoints[0].empty_families);
  ASSERT_EQ(run.cases.size(), 2u);
  EXPECT_EQ(run.cases[0].verdict, Verdict::kFail);
  EXPECT_EQ(run.cases[0].rules, full.cases[0].rules);
  EXPECT_EQ(run.cases[0].judged, full.cases[0].judged);
  EXPECT_EQ(run.endpoints[0].planned, full.endpoints[0].planned);
  EXPECT_EQ(run.endpoints[0].stated, full.endpoints[0].stated);
  EXPECT_EQ(run.cases[0].findings, full.cases[0].findings);
  EXPECT_EQ(run.cases[0].repetitions, full.cases[0].repetitions);
  ASSERT_EQ(run.cases[0].exchanges.size(), 2u);
  EXPECT_EQ(run.cases[0].exchanges[0].response_body, full.cases[0].exchanges[0].response_body);
  EXPECT_EQ(run.cases[0].exchanges[0].response_headers[1].value, "b=2");
}

TEST(RunJson, AnEmptyRunSurvivesTheRoundTrip) {
  const std::string written = WriteRun(authconform::Run{});
  const Result<authconform::Run> read = ReadRun(written, "run.json");
  ASSERT_TRUE(read.ok()) << read.error().ToString();
  EXPECT_EQ(WriteRun(*read), written);
}

// The members by name: a renamed or lost one breaks every reader of run.json out there.
TEST(RunJson, TheMembersKeepTheirNames) {
  const Result<Json> json = ParseJson(WriteRun(FullRun()));
  ASSERT_TRUE(json.ok()) << json.error().ToString();
  auto names = [&](std::string_view pointer) {
    std::string names;
    for (const Json::Member& member : json->At(pointer)->object()) names += (names.empty() ? "" : " ") + member.first;
    return names;
  };
  EXPECT_EQ(
      names(""),
      "version authconform target url started_us duration_us jobs repeat strict insecure partial interrupted "
      "preflight_error exit_code totals deviations deviation_errors cases_planned requests controls endpoints cases");
  EXPECT_EQ(names("/endpoints/0"),
            "endpoint document document_title document_sha256 url encoding planned stated "
            "requirements requirements_checked unchecked proof "
            "unproved empty_families");
  EXPECT_EQ(
      names("/cases/0"),
      "id endpoint family title mutation expected rules verdict reason findings unfired judged deviation exchanges "
      "repetitions "
      "fastest_us mean_us slowest_us");
  EXPECT_EQ(names("/cases/0/rules/0"), "id level text source");
  EXPECT_EQ(names("/cases/0/findings/0"), "rule check pointer expected actual");
  EXPECT_EQ(names("/cases/0/exchanges/0"),
            "method url request_headers request_body status reason response_headers response_body error started_us "
            "duration_us curl");
  EXPECT_EQ(names("/cases/0/exchanges/0/request_headers/0"), "name value");
  EXPECT_EQ(names("/totals"), "pass skipped warn inconclusive error fail");
}

// Runs of versions that did not know it are read, and written as they were.
TEST(RunJson, WhatOlderVersionsDidNotKnowStandsOnlyWhereThereIsSomeOfIt) {
  authconform::Run run = FullRun();
  run.insecure = false;
  run.cases[0].judged.clear();
  run.endpoints[0].planned.clear();
  run.endpoints[0].stated.clear();
  const std::string text = WriteRun(run);
  for (const char* name : {"insecure", "\"judged\"", "\"planned\"", "\"stated\""}) {
    EXPECT_EQ(text.find(name), std::string::npos) << name;
  }
  const Result<authconform::Run> read = ReadRun(text, "run.json");
  ASSERT_TRUE(read.ok()) << read.error().ToString();
  EXPECT_FALSE(read->insecure);
  EXPECT_TRUE(read->cases[0].judged.empty());
}

TEST(RunJson, VerdictsStandByNameAndTheExitCodeByNumber) {
  const Result<Json> json = ParseJson(WriteRun(FullRun()));
  ASSERT_TRUE(json.ok()) << json.error().ToString();
  EXPECT_EQ(*json->At("/cases/0/verdict"), Json("fail"));
  EXPECT_EQ(*json->At("/exit_code"), Json(5));
  EXPECT_EQ(*json->At("/version"), Json(1));
  EXPECT_EQ(*json->At("/cases/0/repetitions/fail"), Json(6));
}

TEST(RunJson, WhatIsWrittenConformsToThePublishedSchema) {
  const Result<Json> text = ReadJsonFile("reports/run.schema.json");
  ASSERT_TRUE(text.ok()) << text.error().ToString();
  const Result<Schema> schema = Schema::Compile(*text, "reports/run.schema.json");
  ASSERT_TRUE(schema.ok()) << schema.error().ToString();
  for (const authconform::Run& run : {FullRun(), authconform::Run{}}) {
    const Result<Json> json = ParseJson(WriteRun(run));
    ASSERT_TRUE(json.ok()) << json.error().ToString();
    for (const SchemaViolation& violation : schema->Check(*json)) {
      ADD_FAILURE() << violation.pointer << ": expected " << violation.expected << ", is " << violation.actual;
    }
  }
}

struct Broken {
  const char* name;
  const char* from;  // replaced in the full run, or "" to replace all of it
  const char* to;
  const char* error;
};

// Also says which of them the published schema refuses: all but the ones that are no JSON.
constexpr Broken kBroken[] = {
    // clang-format off
    {"NoObject", "", "[]", "run.json: a run must be an object, this is of type array"},
    {"NoVersion", "\"version\": 1,", "", "run.json:/version: must be 1; is this a run.json that authconform wrote?"},
    {"VersionText", "\"version\": 1", "\"version\": \"1\"", "run.json:/version: must be 1; is this a run.json that authconform wrote?"},
    {"VersionZero", "\"version\": 1", "\"version\": 0", "run.json:/version: must be 1; is this a run.json that authconform wrote?"},
    {"VersionNewer", "\"version\": 1", "\"version\": 2", "run.json:/version: version 2 of run.json was written by a newer authconform; this one reads 1"},
    {"MissingMember", "\"jobs\": 4,", "", "run.json:/jobs: the member is missing"},
    {"UnknownMember", "\"jobs\": 4,", "\"jobs\": 4, \"job/s\": 4,", "run.json:/job~1s: no such member in a run"},
    {"UnknownInside", "\"level\": \"must\",", "\"level\": \"must\", \"lvl\": 1,", "run.json:/endpoints/0/stated/0/lvl: no such member in a run"},
    {"StringIsNull", "\"target\": \"staging\"", "\"target\": null", "run.json:/target: must be a string, is of type null"},
    {"BoolIsNumber", "\"strict\": true", "\"strict\": 1", "run.json:/strict: must be true or false, is of type integer"},
    {"InsecureIsText", "\"insecure\": true", "\"insecure\": \"yes\"", "run.json:/insecure: must be true or false, is of type string"},
    {"IntegerIsText", "\"jobs\": 4", "\"jobs\": \"4\"", "run.json:/jobs: must be an integer, is of type string"},
    {"IntegerIsFraction", "\"requests\": 77", "\"requests\": 7.5", "run.json:/requests: must be an integer from 0 to 9223372036854775807"},
    {"IntegerNegative", "\"requests\": 77", "\"requests\": -1", "run.json:/requests: must be an integer from 0 to 9223372036854775807"},
    {"IntegerTooLarge", "\"jobs\": 4", "\"jobs\": 4294967297", "run.json:/jobs: must be an integer from 0 to 2147483647"},
    {"ExitCodeUnknown", "\"exit_code\": 5", "\"exit_code\": 6", "run.json:/exit_code: must be an exit code from 0 to 5"},
    {"ExitCodeByName", "\"exit_code\": 5", "\"exit_code\": \"conforms\"", "run.json:/exit_code: must be an exit code from 0 to 5"},
    {"VerdictUnknown", "\"verdict\": \"fail\"", "\"verdict\": \"failed\"", "run.json:/cases/0/verdict: must be one of pass, skipped, warn, inconclusive, error, fail"},
    {"VerdictByNumber", "\"verdict\": \"fail\"", "\"verdict\": 5", "run.json:/cases/0/verdict: must be one of pass, skipped, warn, inconclusive, error, fail"},
    {"CountMissing", "\"pass\": 6,", "", "run.json:/totals/pass: the member is missing"},
    {"CountUnknown", "\"pass\": 6,", "\"pass\": 6, \"passed\": 6,", "run.json:/totals/passed: no such verdict"},
    {"ArrayIsObject", "\"endpoints\": [", "\"endpoints\": {}, \"old\": [", "run.json:/endpoints: must be an array, is of type object"},
    {"ElementIsText", "\"cases\": [", "\"cases\": [ \"x\",", "run.json:/cases/0: must be an object, is of type string"},
    // clang-format on
};

class BrokenRun : public testing::TestWithParam<Broken> {
 protected:
  std::string Text() const {
    const Broken& row = GetParam();
    return *row.from == '\0' ? row.to : Replaced(WriteRun(FullRun()), row.from, row.to);
  }
};

TEST_P(BrokenRun, IsRefusedWithItsPointer) {
  const Result<authconform::Run> read = ReadRun(Text(), "run.json");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().ToString(), GetParam().error);
}

TEST_P(BrokenRun, IsRefusedByThePublishedSchemaToo) {
  const Result<Json> text = ReadJsonFile("reports/run.schema.json");
  ASSERT_TRUE(text.ok()) << text.error().ToString();
  const Result<Schema> schema = Schema::Compile(*text);
  ASSERT_TRUE(schema.ok()) << schema.error().ToString();
  const Result<Json> json = ParseJson(Text());
  ASSERT_TRUE(json.ok()) << json.error().ToString();
  EXPECT_FALSE(schema->Check(*json).empty());
}

INSTANTIATE_TEST_SUITE_P(RunJson, BrokenRun, testing::ValuesIn(kBroken),
                         [](const auto& row) { return std::string(row.param.name); });

// Were one larger to be written, neither report nor diff nor a night would take it again.
TEST(RunJson, OneThatNobodyWouldReadIsNotWritten) {
  const std::string large(kMostRunBytes, ' ');
  EXPECT_TRUE(CanBeRead(large, "out/run.json"));
  const std::string larger = large + ' ';
  const Status can = CanBeRead(larger, "out/run.json");
  ASSERT_FALSE(can);
  EXPECT_EQ(can.error().ToString(),
            "out/run.json: is not written: of more than 256 MiB, it would be larger than what is read of a run: ask "
            "fewer cases in one run");
  const Result<authconform::Run> read = ReadRun(larger, "out/run.json");
  ASSERT_FALSE(read.ok());
  EXPECT_THAT(read.error().message, testing::HasSubstr("longer than the"));
}

TEST(RunJson, TextThatIsNoJsonIsRefusedWithLineAndColumn) {
  const Result<authconform::Run> read = ReadRun("{\n  \"version\": 1,\n", "out/run.json");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().file, "out/run.json");
  EXPECT_THAT(read.error().position, testing::StartsWith("line 3, column "));
}

}  // namespace
}  // namespace authconform
