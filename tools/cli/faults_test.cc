// Every fault of the reference backends, switched on alone, against the cases that must tell it and no others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "harness/run/runner.h"
#include "harness/spec/load.h"
#include "tools/cli/conduct.h"
#include "tools/demo/demo_target.h"
#include "tools/embed/embedded.h"
#include "tools/reference/reference.h"

namespace authconform {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

// Runs the endpoints of one vendor, or all, against reference backends with the faults.
Run RunWith(const std::vector<std::string>& faults, const std::string& vendor, int jobs) {
  ReferenceOptions options;
  options.faults = faults;
  Result<std::unique_ptr<ReferenceServer>> server = ReferenceServer::Start(options);
  EXPECT_TRUE(server.ok()) << server.error().ToString();
  Result<Target> target = DemoTarget((*server)->url());
  EXPECT_TRUE(target.ok()) << target.error().ToString();
  target->limits.jobs = jobs;
  Conduct conduct;
  for (const std::string& endpoint : Endpoints(EmbeddedFiles())) {
    if (vendor.empty() || endpoint.starts_with(vendor + "/")) conduct.endpoints.push_back(endpoint);
  }
  std::vector<Spec> specs;
  Result<Selection> selection = SelectCases(EmbeddedFiles(), conduct, specs);
  EXPECT_TRUE(selection.ok()) << selection.error().ToString();
  Result<authconform::Run> run = RunCases(selection->selected, *target, {});
  EXPECT_TRUE(run.ok()) << run.error().ToString();
  for (const AppliedFault& fault : (*server)->applied()) EXPECT_GT(fault.count, 0) << fault.name << " never applied";
  return *std::move(run);
}

// "fail bad-credentials/wrong-password" of every case that did not pass, in plan order.
std::vector<std::string> NotPassed(const Run& run) {
  std::vector<std::string> cases;
  for (const CaseResult& result : run.cases) {
    if (result.verdict == Verdict::kPass) continue;
    cases.push_back(std::string(VerdictName(result.verdict)) + " " + result.id.substr(result.endpoint.size() + 1));
  }
  return cases;
}

TEST(ReferenceTest, WithoutFaultsEveryCasePassesOverOneConnectionAndOverMany) {
  for (int jobs : {1, 8}) {
    const authconform::Run run = RunWith({}, "", jobs);
    EXPECT_THAT(NotPassed(run), IsEmpty()) << jobs;
    EXPECT_EQ(run.exit_code, ExitCode::kConforms);
    EXPECT_EQ(run.partial, "");
    EXPECT_EQ(run.endpoints.size(), 5u);
  }
}

const std::map<std::string, std::vector<std::string>>& Expected() {
  static const std::map<std::string, std::vector<std::string>> table = {
      {"microting-wrong-status", {"fail valid/sign-in"}},
      {"microting-wrong-content-type", {"warn valid/sign-in"}},
      {"microting-missing-member", {"fail valid/sign-in", "skipped token/message-text"}},
      {"microting-wrong-type", {"fail valid/sign-in"}},
      {"microting-token-in-refusal",
       {"fail bad-credentials/wrong-password", "fail bad-credentials/unknown-login",
        "fail bad-credentials/password-other-case", "warn malformed-request/login-over-long",
        "warn malformed-request/login-non-ascii"}},
      {"microting-inactive-let-in", {"warn inactive-account/sign-in"}},
      {"microting-login-any-case", {}},
      {"microting-enumeration", {"warn enumeration/unknown-login"}},
      {"microting-no-www-authenticate", {"warn bad-credentials/challenge"}},
      {"microting-no-cache-control", {"warn token/no-store"}},
      {"microting-no-allow", {"warn method/get", "warn method/put", "warn method/patch", "warn method/delete"}},
      {"microting-crash-on-array", {"warn malformed-request/array-body"}},
      {"microting-picky-charset", {"warn valid/content-type-charset"}},
      {"microting-sub-not-id", {"warn token/token-subject-is-id"}},
      {"duktig-wrong-status", {"fail valid/sign-in"}},
      {"duktig-wrong-content-type", {"warn valid/sign-in"}},
      {"duktig-missing-member", {"fail valid/sign-in"}},
      {"duktig-wrong-type", {"fail valid/sign-in"}},
      {"duktig-token-in-refusal",
       {"fail bad-credentials/wrong-password", "fail bad-credentials/unknown-login",
        "fail bad-credentials/password-other-case"}},
      {"duktig-inactive-let-in", {"fail inactive-account/sign-in"}},
      {"duktig-login-any-case", {}},
      {"duktig-enumeration", {"warn bad-credentials/unknown-login", "warn enumeration/unknown-login"}},
      {"duktig-no-www-authenticate", {"warn bad-credentials/challenge"}},
      {"duktig-no-cache-control", {"warn token/no-store"}},
      {"duktig-no-allow", {"warn method/get", "warn method/put", "warn method/patch", "warn method/delete"}},
      {"duktig-crash-on-array", {"warn malformed-request/array-body"}},
      {"duktig-picky-charset", {"warn valid/content-type-charset"}},
      {"duktig-expires-in-relative",
       {"fail valid/sign-in", "skipped token/expires-in-is-exp", "skipped token/expires-in-ahead"}},
      {"duktig-refresh-expires-first", {"warn token/refresh-token-outlives-access-token"}},
      {"duktig-weak-password-accepted",
       {"fail malformed-request/password-too-short", "fail malformed-request/password-too-long"}},
      {"duktig-extra-key-accepted", {"fail malformed-request/extra-field"}},
      {"duktig-client-key-ignored",
       {"fail client-auth/x-auth-key-absent", "fail client-auth/x-auth-key-empty",
        "fail client-auth/x-auth-key-wrong"}},
      {"backoffice-wrong-status", {"fail valid/sign-in"}},
      {"backoffice-wrong-content-type", {"fail valid/sign-in"}},
      {"backoffice-missing-member", {"fail valid/sign-in", "skipped token/token-is-jwt"}},
      {"backoffice-wrong-type", {"fail valid/sign-in", "skipped token/token-is-jwt"}},
      {"backoffice-token-in-refusal",
       {"fail bad-credentials/wrong-password", "fail bad-credentials/unknown-login",
        "fail bad-credentials/password-other-case", "warn malformed-request/login-over-long",
        "warn malformed-request/login-non-ascii"}},
      {"backoffice-inactive-let-in", {"warn inactive-account/sign-in"}},
      {"backoffice-login-any-case", {}},
      {"backoffice-enumeration", {"warn bad-credentials/unknown-login", "warn enumeration/unknown-login"}},
      {"backoffice-no-www-authenticate", {"warn bad-credentials/challenge"}},
      {"backoffice-no-cache-control", {"warn token/no-store"}},
      {"backoffice-no-allow", {"warn method/get", "warn method/put", "warn method/patch", "warn method/delete"}},
      {"backoffice-crash-on-array", {"warn malformed-request/array-body"}},
      {"backoffice-picky-charset", {"warn valid/content-type-charset"}},
      {"backoffice-token-unsigned", {"fail token/token-is-jwt"}},
      {"gooru-wrong-status", {"fail valid/sign-in"}},
      {"gooru-wrong-content-type", {"warn valid/sign-in"}},
      {"gooru-missing-member", {"fail valid/sign-in"}},
      {"gooru-wrong-type", {"fail valid/sign-in"}},
      {"gooru-token-in-refusal",
       {"fail bad-credentials/wrong-password", "fail bad-credentials/unknown-login",
        "fail bad-credentials/password-other-case", "warn malformed-request/login-over-long",
        "warn malformed-request/login-non-ascii"}},
      {"gooru-inactive-let-in", {"warn inactive-account/sign-in"}},
      {"gooru-login-any-case", {}},
      {"gooru-enumeration", {"warn enumeration/unknown-login"}},
      {"gooru-no-www-authenticate", {"warn bad-credentials/challenge"}},
      {"gooru-no-cache-control", {"warn token/no-store"}},
      {"gooru-no-allow", {"warn method/get", "warn method/put", "warn method/patch", "warn method/delete"}},
      {"gooru-crash-on-array", {"warn malformed-request/array-body"}},
      {"gooru-picky-charset", {"warn valid/content-type-charset"}},
      {"gooru-other-client-id", {"warn token/client-id-is-sent"}},
      {"gooru-token-not-packed",
       {"warn token/access-token-starts-with-user-id", "warn token/access-token-ends-with-provided-at"}},
      {"gooru-client-key-ignored", {"fail missing-fields/client-key-empty", "fail client-auth/client-key-wrong"}},
      {"gooru-grant-type-ignored", {"warn malformed-request/grant-type-wrong"}},
      {"recoveryconnect-wrong-status", {"fail valid/sign-in"}},
      {"recoveryconnect-wrong-content-type", {"warn valid/sign-in"}},
      {"recoveryconnect-missing-member", {"fail valid/sign-in", "skipped token/tokens-differ"}},
      {"recoveryconnect-wrong-type", {"fail valid/sign-in", "skipped token/expires-in-is-lifetime"}},
      {"recoveryconnect-token-in-refusal",
       {"fail bad-credentials/wrong-password", "fail bad-credentials/unknown-login",
        "fail bad-credentials/password-other-case", "warn malformed-request/login-over-long",
        "warn malformed-request/login-non-ascii"}},
      {"recoveryconnect-inactive-let-in", {"warn inactive-account/sign-in"}},
      {"recoveryconnect-login-any-case", {}},
      {"recoveryconnect-enumeration", {"warn enumeration/unknown-login"}},
      {"recoveryconnect-no-www-authenticate", {"warn bad-credentials/challenge"}},
      {"recoveryconnect-no-cache-control", {"warn token/no-store"}},
      {"recoveryconnect-no-allow", {"warn method/get", "warn method/put", "warn method/patch", "warn method/delete"}},
      {"recoveryconnect-crash-on-array", {"warn malformed-request/array-body"}},
      {"recoveryconnect-picky-charset", {"warn valid/content-type-charset"}},
      {"recoveryconnect-lowercase-bearer", {"fail valid/sign-in"}},
      {"recoveryconnect-expiry-mismatch", {"warn token/expires-in-is-lifetime"}},
      {"recoveryconnect-other-subject", {"warn token/token-subject-is-username"}},
  };
  return table;
}

TEST(FaultsTest, TheTableHoldsEveryFaultAndNoOther) {
  std::set<std::string> known;
  for (const Fault& fault : FaultCatalogue()) known.insert(fault.name);
  for (const auto& [fault, cases] : Expected()) EXPECT_TRUE(known.erase(fault)) << fault << " is not in the catalogue";
  EXPECT_THAT(known, IsEmpty()) << "faults without a row";
}

class EachFault : public testing::TestWithParam<std::string> {};

TEST_P(EachFault, IsToldByItsCasesAlone) {
  const std::string vendor = GetParam().substr(0, GetParam().find('-'));
  const authconform::Run run = RunWith({GetParam()}, vendor, 4);
  EXPECT_THAT(NotPassed(run), ElementsAreArray(Expected().at(GetParam())));
}

std::vector<std::string> Faults() {
  std::vector<std::string> names;
  for (const auto& [fault, cases] : Expected()) names.push_back(fault);
  return names;
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EachFault, testing::ValuesIn(Faults()), [](const auto& info) {
  std::string name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace authconform
