#include "reports/site/base_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace authconform {
namespace {

using ::testing::HasSubstr;

TEST(BaseUrl, IsWhatAPathCanFollow) {
  for (const char* url : {"https://x.example", "http://x.example:8080/", "https://x.example/auth/nights%20here/",
                          "https://[2001:db8::1]:8443/a", "https://x.example/~us/a(b)/"}) {
    const Status fine = CheckBaseUrl(url);
    EXPECT_TRUE(fine.ok()) << url << ": " << fine.error().ToString();
  }
}

TEST(BaseUrl, IsRefusedForWhatNoLinkCanBeginWith) {
  const struct {
    std::string url;
    const char* error;
  } rows[] = {
      {"", "must begin with https:// or http://"},
      {"ftp://x.example/", "must begin with"},
      {"javascript:alert(1)", "must begin with"},
      {" https://x.example/", "must begin with"},
      {"https://x.example/our nights/", "a blank"},
      {"https://x.example/\n", "a blank"},
      {"https://x.example/\t", "a blank"},
      {"https://x.example/\"><b>", "a blank"},
      {std::string("https://x.example/\0y", 20), "a blank"},
      {"https://bücher.example/", "a blank"},
      {"https://x.example/?site=1", "a query or a fragment"},
      {"https://x.example/#here", "a query or a fragment"},
      {"https://", "no host"},
      {"https:///path", "no host"},
      {"https://:8080/", "no host"},
      {"https://ann:secret@x.example/", "must not name a user"},
  };
  for (const auto& row : rows) {
    const Status refused = CheckBaseUrl(row.url);
    ASSERT_FALSE(refused.ok()) << row.url;
    EXPECT_THAT(refused.error().ToString(), HasSubstr(row.error)) << row.url;
  }
}

}  // namespace
}  // namespace authconform
