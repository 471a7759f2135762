// What a run makes of each behaviour: in time, in bounds, with the right verdict, and without harm to its other cases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

#include "harness/base/files.h"
#include "tools/hostile/hostile_backend.h"
#include "tools/hostile/limits.h"
#include "tools/hostile/sample_endpoint.h"
#include "tools/hostile/trial.h"

namespace authconform {
namespace {

using testing::HasSubstr;

constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

// All that a case says.
std::string Told(const CaseResult& result) {
  std::string text = std::string(VerdictName(result.verdict)) + ": " + result.reason;
  for (const Finding& finding : result.findings) {
    text += "\n" + finding.check + " at " + finding.pointer + ": " + finding.expected + " | " + finding.actual;
  }
  return text;
}

// A finding on the protocol cites the clause that is broken, or the limit that is passed.
bool CitesItsReason(const Finding& finding) {
  if (finding.check != "protocol") return true;
  for (const char* word :
       {"(RFC 9112 ", "(RFC 9110 ", "limit", "larger than", "longer than", "more than", "too many", "more digits"}) {
    if (finding.actual.find(word) != std::string::npos) return true;
  }
  return false;
}

class Hostile : public testing::TestWithParam<Behaviour> {};

TEST_P(Hostile, EndsInTimeAndInBoundsWithItsVerdictAndTheOthersKeepTheirs) {
  const Behaviour& row = GetParam();
  const HostileBackend backend(row);
  const HostileTrial trial = Try({.url = backend.url(),
                                  .ca_file = backend.ca_file(),
                                  .attack_refusal = row.refusal,
                                  .exchange_timeout_ms = kDeadlineMs,
                                  .rate_per_second = row.rate_per_second});
  ASSERT_TRUE(trial.run.has_value()) << trial.problem;
  const auto& run = *trial.run;
  EXPECT_EQ(run.preflight_error, "");
  EXPECT_GE(backend.attacks(), 1u);
  EXPECT_EQ(backend.asked_elsewhere(), 0u);

  bool found = false;
  for (const CaseResult& result : run.cases) {
    if (result.id != kAttackedSignIn && result.id != kAttackedRefusal) {
      EXPECT_EQ(VerdictName(result.verdict), "pass") << result.id << " " << Told(result);
      continue;
    }
    found = true;
    EXPECT_EQ(VerdictName(result.verdict), VerdictName(row.verdict)) << Told(result);
    EXPECT_THAT(Told(result), HasSubstr(row.words));
    for (const Finding& finding : result.findings) EXPECT_TRUE(CitesItsReason(finding)) << finding.actual;
    EXPECT_LE(result.slowest_us, LongestUs(1));
  }
  EXPECT_TRUE(found);

  ExpectBounded(trial, backend.attacks(), row.rate_per_second);
  const ExitCode expected = row.verdict == Verdict::kFail                                    ? ExitCode::kDoesNotConform
                            : row.verdict == Verdict::kPass || row.verdict == Verdict::kWarn ? ExitCode::kConforms
                                                                                             : ExitCode::kInconclusive;
  EXPECT_EQ(run.exit_code, expected);
  EXPECT_EQ(trial.exit_code, static_cast<int>(expected));
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Hostile, testing::ValuesIn(Behaviours()),
                         [](const testing::TestParamInfo<Behaviour>& row) { return std::string(row.param.name); });

TEST(Catalogue, NamesEveryBehaviourOnceAndSaysWhatItIs) {
  std::set<std::string> names;
  std::set<std::string> sentences;
  for (const Behaviour& row : Behaviours()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(sentences.insert(std::string(row.sentence) + (row.tls ? " over TLS" : "")).second) << row.sentence;
  }
  for (const DeadBehaviour& row : DeadBehaviours()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(sentences.insert(row.sentence).second) << row.sentence;
  }
  EXPECT_GE(names.size(), 60u);

  // What the README says of hazards is about these. Names with a dot are tests of others.
  const Result<std::string> readme = ReadFile("tools/hostile/README.md");
  ASSERT_TRUE(readme.ok());
  const std::string table = readme->substr(std::min(readme->find("| hazard |"), readme->size()));
  std::set<std::string> named;
  for (size_t at = table.find('`'); at != table.npos; at = table.find('`', at + 1)) {
    const size_t start = at + 1;
    at = table.find('`', start);
    ASSERT_NE(at, table.npos);
    const std::string name = table.substr(start, at - start);
    if (name.find_first_not_of(kLetters) == name.npos && name[0] < 'a') named.insert(name);
  }
  EXPECT_THAT(names, testing::IsSupersetOf(named));
  EXPECT_GE(named.size(), 60u);
}

}  // namespace
}  // namespace authconform
