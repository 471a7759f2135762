#include "harness/run/transcript.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

using ::testing::HasSubstr;

TranscriptRun Header() {
  TranscriptRun run;
  run.authconform = "1.0.0";
  run.target = "staging";
  run.url = "https://staging.example/base";
  run.started_us = 1'764'000'000'000'000;
  run.jobs = 4;
  run.repeat = 2;
  run.strict = true;
  run.left_out = "--only left cases out";
  run.preflight_error = "";
  run.endpoints = {{"acme/token", "https://staging.example/base/token", "json"}};
  return run;
}

Ready Sample(const std::string& body) {
  return {{"POST", "/base/token", {{"Content-Type", "application/json"}, {"X-Key", "<secret:client.key>"}}, body},
          {"ann", "<secret:account.active.password>", "app", "<secret:client.key>"},
          "curl -sS …",
          ""};
}

Answer Answered(int status, const std::string& body) {
  Answer answer;
  answer.exchange.started_us = 17;
  answer.exchange.duration_us = 4;
  answer.exchange.result = Response{status, "Fine \"so\"", {{"Set-Cookie", "a=1"}, {"Set-Cookie", "b=2"}}, body};
  return answer;
}

Answer Failed(TransportError::Kind kind) {
  Answer answer;
  answer.rate_limited = true;
  answer.exchange.result = TransportError{kind, "the server closed the connection"};
  return answer;
}

std::string Whole() {
  std::string text;
  AppendRun(Header(), text);
  AppendCase({"acme/token/valid/sign-in", "", false, false, 2, Sample("{\"a\":\"\\u0000\"}"), std::nullopt}, text);
  AppendCase({"acme/token/enumeration/unknown-login", "a limit", true, false, 1, Sample("{}"), Sample("\xff\xfe")},
             text);
  AppendCase({"acme/token/inactive-account/sign-in", "no account", true, true, 0, std::nullopt, std::nullopt}, text);
  AppendControl({0, 0, Answered(200, "{\"access_token\":\"<secret:access_token:1>\"}")}, text);
  AppendSecret("<secret:access_token:1>", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.signature", text);
  AppendSecret("<secret:refresh_token:1>", "7777.not-a-jwt.x", text);
  Asked sign_in{0, 1, "", {}, {Answered(200, std::string("\x00\x80 bytes", 8))}, 0, 1};
  AppendAsked("acme/token/valid/sign-in", sign_in, text);
  Asked twins{1, 0,           "", {Answered(401, "no"), Answered(401, "no")}, {Failed(TransportError::Kind::kClosed)},
              1, Asked::kNone};
  AppendAsked("acme/token/enumeration/unknown-login", twins, text);
  Asked unsent{0, 0, "the control before it failed", {}, {}, 1, Asked::kNone};
  AppendAsked("acme/token/valid/sign-in", unsent, text);
  AppendControl({1, 0, Failed(TransportError::Kind::kTimeout)}, text);
  AppendEnd({900, 12, 2, true}, text);
  return text;
}

// What is said of the transcript once the first `from` in it reads `to`; empty when it is read.
std::string ErrorWith(const std::string& from, const std::string& to) {
  std::string text = Whole();
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  const Result<ReadTranscript> read = ParseTranscript(text, "t.ndjson");
  return read ? "" : read.error().ToString();
}

// Transcripts of versions that did not know it are read, and written as they were.
TEST(TranscriptTest, InsecureStandsOnlyWhereItIsTrue) {
  EXPECT_EQ(Whole().find("insecure"), std::string::npos);
  EXPECT_FALSE(ParseTranscript(Whole(), "t.ndjson")->run.insecure);
  TranscriptRun run = Header();
  run.insecure = true;
  std::string text;
  AppendRun(run, text);
  AppendEnd({900, 0, 0, true}, text);
  const Result<ReadTranscript> read = ParseTranscript(text, "t.ndjson");
  ASSERT_TRUE(read) << read.error().ToString();
  EXPECT_TRUE(read->run.insecure);
}

TEST(TranscriptTest, WhatIsWrittenIsRead) {
  const Result<ReadTranscript> read = ParseTranscript(Whole(), "t.ndjson");
  ASSERT_TRUE(read) << read.error().ToString();
  std::string again;
  AppendRun(read->run, again);
  for (const TranscriptCase& each : read->cases) AppendCase(each, again);
  AppendControl(read->controls.at(0), again);
  for (const auto& [mask, stand_in] : read->stand_ins) AppendSecret(mask, stand_in, again);
  for (const Asked& asked : read->asked) AppendAsked(read->cases[asked.index].id, asked, again);
  AppendControl(read->controls.at(1), again);
  AppendEnd(read->end, again);
  EXPECT_EQ(again, Whole());
  EXPECT_THAT(again, HasSubstr("\"claims\":\"{\\\"sub\\\":\\\"ann\\\"}\",\"signature\":\"signature\""));
  // Spot checks: a writer and a reader that both leave a member out would agree too.
  EXPECT_EQ(read->asked[0].mains[0].exchange.response()->body, std::string("\x00\x80 bytes", 8));
  EXPECT_EQ(read->asked[0].mains[0].exchange.request.path, "/base/token");
  EXPECT_EQ(read->asked[1].mains[0].exchange.error()->kind, TransportError::Kind::kClosed);
  EXPECT_TRUE(read->asked[1].mains[0].rate_limited);
  EXPECT_EQ(read->asked[2].not_sent, "the control before it failed");
  EXPECT_EQ(read->cases[1].twin->request.body, "\xff\xfe");
  EXPECT_EQ(read->run.endpoints[0].url, "https://staging.example/base/token");
}

TEST(TranscriptTest, ErrorsNameFileLineAndMember) {
  const struct {
    const char* from;
    const char* to;
    const char* error;
  } kRows[] = {
      {"\"jobs\":4", "\"jobs\":-4", "t.ndjson:line 1, /jobs: must be an integer from 0 to 2147483647"},
      {"{\"run\":", "{\"fun\":", "t.ndjson:line 1, /: is no line of a transcript"},
      {"\"method\":\"POST\"", "\"method\":7", "t.ndjson:line 2, /main/method: must be a string"},
      {"\"body_base64\":\"//4=\"", "\"body_base64\":\"%\"", "t.ndjson:line 3, /twin/body_base64: must be base64"},
      {"{\"control\":0,\"endpoint\":0", "{\"control\":0,\"endpoint\":1",
       "line 5, /endpoint: is none of the run's endpoints"},
      {"{\"control\":1", "{\"control\":0", "line 11, /control: is there twice"},
      {"\"asked\":\"acme/token/valid/sign-in\",\"repetition\":1", "\"asked\":\"acme/token/x/y\",\"repetition\":1",
       "t.ndjson:line 8, /asked: is no case of the lines before"},
      {"\"error\":\"closed\"", "\"error\":\"shut\"", "line 9, /mains/0/error: is no kind of transport error"},
      {"\"before\":0", "\"before\":9", "t.ndjson: acme/token/valid/sign-in names the control 9, which is not there"},
      {"\"interrupted\":true}\n", "\"interrupted\":true}", "t.ndjson:line 12: the line does not end: the file was cut"},
      {"{\"end\":", "{\"run\":", "t.ndjson:line 12, /run: must stand in the first line, and there alone"},
      {"\"headers\":[[\"Content-Type\",", "\"headers\":[[", "line 2, /main/headers: must hold pairs of strings"},
      {",\"not_sent\":\"the control before it failed\"", "", "line 10, /mains: answers are missing, or too many"},
      {"\"status\":401", "\"status\":4010", "line 9, /twins/0/status: must be an integer from 0 to 999"},
      {"\"stand_in\":\"7777.not-a-jwt.x\"", "\"stand_in\":\"\"", "t.ndjson:line 7, /stand_in: must not be empty"},
      {"\"secret\":\"<secret:refresh_token:1>\"", "\"secret\":\"refresh\"", "t.ndjson:line 7, /secret: is no mask"},
      {"\"secret\":\"<secret:refresh_token:1>\"", "\"secret\":\"<secret:a>b>\"", "line 7, /secret: is no mask"},
      {"{\"asked\":\"acme/token/valid/sign-in\",\"repetition\":0",
       "{\"asked\":\"acme/token/inactive-account/sign-in\",\"repetition\":0",
       "t.ndjson:line 10, /asked: is of a case that has no request"},
      {"\"a limit\"", "\"a limit", "t.ndjson:line 3, line 1, column "},
  };
  for (const auto& row : kRows) {
    EXPECT_THAT(ErrorWith(row.from, row.to), HasSubstr(row.error));
  }
}

// Each could be taken out of a bundle by who signs it.
TEST(TranscriptTest, WhatIsMissingIsNoticed) {
  const struct {
    const char* from;
    const char* to;
    const char* error;
  } kRows[] = {
      {"\"repetitions\":2", "\"repetitions\":1", "acme/token/valid/sign-in was asked 2 times, and should have been 1"},
      {"\"interrupted\":true", "\"interrupted\":false", "acme/token/enumeration/unknown-login has no control after it"},
      {"\"controls\":2", "\"controls\":3", "the controls are not as many as the end says"},
      {"\"controls\":2", "\"controls\":0", "the controls are not as many as the end says"},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(ErrorWith(row.from, row.to), std::string("t.ndjson: ") + row.error);
  }
}

TEST(TranscriptTest, ATranscriptThatWasCutIsNotRead) {
  const std::string whole = Whole();
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(ParseTranscript(whole.substr(0, size), "t.ndjson")) << size;
  }
  EXPECT_FALSE(ParseTranscript(whole + whole, "t.ndjson"));
}

}  // namespace
}  // namespace authconform
