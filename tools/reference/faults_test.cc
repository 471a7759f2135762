#include "tools/reference/faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace authconform {
namespace {

using reference::FaultSwitches;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(FaultCatalogue, NamesEachFaultOnceAfterItsVendor) {
  std::set<std::string> names;
  for (const Fault& fault : FaultCatalogue()) {
    EXPECT_TRUE(names.insert(fault.name).second) << fault.name;
    EXPECT_TRUE(fault.name.starts_with(fault.vendor + "-")) << fault.name;
    EXPECT_EQ(fault.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"), std::string::npos) << fault.name;
    EXPECT_FALSE(fault.rules.empty()) << fault.name;
    EXPECT_FALSE(fault.description.empty()) << fault.name;
    EXPECT_FALSE(fault.description.ends_with('.')) << fault.name;
  }
}

TEST(FaultCatalogue, HoldsTheCommonFaultsOfEveryVendor) {
  std::set<std::string> names;
  for (const Fault& fault : FaultCatalogue()) names.insert(fault.name);
  for (const char* vendor : {"microting", "duktig", "backoffice", "gooru", "recoveryconnect"}) {
    for (const char* what : {"wrong-status", "missing-member", "wrong-type", "token-in-refusal", "inactive-let-in"}) {
      EXPECT_TRUE(names.contains(std::string(vendor) + "-" + what)) << vendor << " " << what;
    }
  }
}

TEST(FaultSwitches, SuggestTheNearestNameForAnUnknownOne) {
  const struct {
    const char* name;
    const char* nearest;
  } rows[] = {
      {"duktig-wrong-statu", "duktig-wrong-status"},
      {"gooru_wrong_type", "gooru-wrong-type"},
      {"recoveryconnect-lowercase-beerer", "recoveryconnect-lowercase-bearer"},
  };
  for (const auto& row : rows) {
    const auto made = FaultSwitches::Make({"gooru-enumeration", row.name});
    ASSERT_FALSE(made.ok()) << row.name;
    EXPECT_THAT(made.error().message, HasSubstr("did you mean \"" + std::string(row.nearest) + "\"?"));
  }
  EXPECT_FALSE(FaultSwitches::Make({""}).ok());
  EXPECT_LT(FaultSwitches::Make({std::string(1'000'000, 'x')}).error().message.size(), 500u);
}

TEST(FaultSwitches, CountOnlyWhatIsOn) {
  const auto switches = std::move(*FaultSwitches::Make({"gooru-enumeration", "duktig-no-allow", "gooru-enumeration"}));
  EXPECT_TRUE(switches->Applies("gooru", "enumeration"));
  EXPECT_TRUE(switches->Applies("gooru", "enumeration"));
  EXPECT_FALSE(switches->Applies("gooru", "no-allow"));
  EXPECT_FALSE(switches->Applies("gooru", "enumeratio"));
  EXPECT_FALSE(switches->Applies("goor", "u-enumeration"));
  EXPECT_TRUE(switches->IsOn("duktig", "no-allow"));
  EXPECT_THAT(switches->Applied(),
              ElementsAre(AppliedFault{"gooru-enumeration", 2}, AppliedFault{"duktig-no-allow", 0}));
}

}  // namespace
}  // namespace authconform
