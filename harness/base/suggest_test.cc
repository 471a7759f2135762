#include "harness/base/suggest.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace authconform {
namespace {

const std::vector<std::string>& Known() {
  static const std::vector<std::string> known = {
      "microting/token", "duktig/token", "backoffice/auth", "gooru/token", "recoveryconnect/login", "id", "url"};
  return known;
}

TEST(DidYouMean, NamesTheWordMostLikeTheOneGiven) {
  const std::pair<const char*, const char*> rows[] = {
      {"duktig/tokn", "duktig/token"},       // left out
      {"duktigg/token", "duktig/token"},     // put in
      {"duktik/token", "duktig/token"},      // changed
      {"duktgi/token", "duktig/token"},      // swapped
      {"guru/tokne", "gooru/token"},         // several
      {"Duktig/Token", "duktig/token"},      // letter case
      {"duktig", "duktig/token"},            // the beginning
      {"gooru/token/valid", "gooru/token"},  // the beginning, and more
      {"login", "recoveryconnect/login"},    // a part
      {"token", "microting/token"},          // a part of several: the first
      {"urls", "url"},                       // an error is likelier than a beginning
      {"ud", "id"},                          // short words too
  };
  for (const auto& [given, meant] : rows) {
    EXPECT_EQ(DidYouMean(given, Known()), std::string(", did you mean \"") + meant + "\"?") << given;
  }
}

TEST(DidYouMean, SaysNothingWithoutALikeWord) {
  for (const char* given : {"", "x", "to", "password", "backoffice-token-endpoint", "xyzzy/token-of-nobody"}) {
    EXPECT_EQ(DidYouMean(given, Known()), "") << given;
  }
  EXPECT_EQ(DidYouMean("url", {}), "");
  EXPECT_EQ(DidYouMean("url", {""}), "");
}

TEST(DidYouMean, IsNotKeptBusyByLongWords) {
  EXPECT_EQ(DidYouMean(std::string(50'000'000, 'a'), Known()), "");
  EXPECT_EQ(DidYouMean("url", {std::string(50'000'000, 'u'), "url"}), ", did you mean \"url\"?");
}

}  // namespace
}  // namespace authconform
