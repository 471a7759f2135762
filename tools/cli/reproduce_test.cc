// The shell line that a report gives for each case, run by curl itself against the backend that the case was asked of.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <sstream>

#include "harness/run/run_json.h"
#include "tools/cli/testing/child_process.h"
#include "tools/reference/demo_accounts.h"

namespace authconform {
namespace {

using namespace authconform::testing;

std::string OtherCase(std::string text) {
  for (char& c : text) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) c ^= 0x20;
  }
  return text;
}

// Backoffice's demo passwords hold what a JSON body has to escape, which a line leaves to its reader.
class EachVendor : public ::testing::TestWithParam<std::string> {};

TEST_P(EachVendor, EveryLineGetsTheStatusThatTheReportTells) {
  ASSERT_EQ(access("/usr/bin/curl", X_OK), 0) << "curl is missing: tools/setup installs it";
  const std::string vendor = GetParam();
  const std::string folder = FreshFolder("reproduce_" + vendor);
  ChildProcess reference({AuthconformPath(), "reference", "--write-target", folder});
  reference.AwaitError("Ctrl-C ends it.");
  ASSERT_EQ(RunAuthconform({"run", vendor, "--target", folder + "/target.json", "--out", folder + "/report"}).code, 0);
  const auto run = ReadRun(ReadText(folder + "/report/run.json"), "run.json");
  ASSERT_TRUE(run.ok());

  std::string script;
  std::vector<std::pair<std::string, int>> expected;
  for (const CaseResult& result : run->cases) {
    for (const RecordedExchange& exchange : result.exchanges) {
      script += exchange.curl + " -o /dev/null -w '%{http_code}\\n'\n";
      expected.emplace_back(exchange.curl, exchange.status);
    }
  }
  WriteText(folder + "/lines.sh", script);
  ChildOptions options = {
      .environment = {{"PATH", "/usr/bin:/bin"}, {"AUTHCONFORM_CLIENT_KEY", DemoClient(vendor).key}}};
  for (const DemoAccount& account : DemoAccounts()) {
    if (account.vendor != vendor) continue;
    const bool active = account.role == "active";
    options.environment.emplace_back(active ? "AUTHCONFORM_ACTIVE_PASSWORD" : "AUTHCONFORM_INACTIVE_PASSWORD",
                                     account.password);
    if (active) options.environment.emplace_back("AUTHCONFORM_MUTATED_PASSWORD", OtherCase(account.password));
  }
  const Ended lines = ChildProcess({"/bin/bash", folder + "/lines.sh"}, options).Wait();
  EXPECT_EQ(lines.code, 0) << lines.err;
  std::istringstream statuses(lines.out);
  for (const auto& [line, status] : expected) {
    int got = 0;
    statuses >> got;
    EXPECT_EQ(got, status) << line;
  }
  EXPECT_GT(expected.size(), 40u);
}

INSTANTIATE_TEST_SUITE_P(Reference, EachVendor, ::testing::Values("duktig", "gooru", "microting", "recoveryconnect"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace authconform
