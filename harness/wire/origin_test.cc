#include <gtest/gtest.h>

#include "harness/wire/wire.h"

namespace authconform {
namespace {

TEST(ParseOrigin, TakesAbsoluteHttpUrlsApart) {
  const struct {
    const char* url;
    bool tls;
    const char* host;
    int port;
    const char* path_prefix;
    const char* written;
  } kRows[] = {
      {"http://localhost", false, "localhost", 80, "", "http://localhost"},
      {"http://localhost/", false, "localhost", 80, "", "http://localhost"},
      {"HTTPS://Example.COM", true, "example.com", 443, "", "https://example.com"},
      {"https://host:8443/base/", true, "host", 8443, "/base", "https://host:8443/base"},
      {"https://host:443/a/B//", true, "host", 443, "/a/B", "https://host/a/B"},
      {"http://host:443", false, "host", 443, "", "http://host:443"},
      {"http://127.0.0.1:1", false, "127.0.0.1", 1, "", "http://127.0.0.1:1"},
      {"http://[::1]:65535/x", false, "::1", 65535, "/x", "http://[::1]:65535/x"},
      {"http://[FE80::1]", false, "fe80::1", 80, "", "http://[fe80::1]"},
  };
  for (const auto& row : kRows) {
    const auto origin = ParseOrigin(row.url);
    ASSERT_TRUE(origin.ok()) << row.url << ": " << origin.error().message;
    EXPECT_EQ(origin->tls, row.tls) << row.url;
    EXPECT_EQ(origin->host, row.host) << row.url;
    EXPECT_EQ(origin->port, row.port) << row.url;
    EXPECT_EQ(origin->path_prefix, row.path_prefix) << row.url;
    EXPECT_EQ(origin->ToString(), row.written) << row.url;
  }
}

TEST(ParseOrigin, RefusesWhatIsNoOriginAndSaysWhy) {
  const struct {
    const char* url;
    const char* why;
  } kRows[] = {
      {"", "start with http:// or https://"},
      {"localhost:8080", "start with http:// or https://"},
      {"/auth", "start with http:// or https://"},
      {"ftp://host", "scheme"},
      {"http://", "host name"},
      {"http://:80", "host name"},
      {"http://ho st", "white space"},
      {"http://h\xc3\xb6st", "ASCII"},
      {"http://host\r\nX: y", "white space"},
      {"http://a..b", "host name"},
      {"http://user:hunter2@host", "user name or password"},
      {"http://host?q", "query"},
      {"http://host/a?q=1", "query"},
      {"http://host/#f", "fragment"},
      {"http://host:", "port"},
      {"http://host:0", "port"},
      {"http://host:65536", "port"},
      {"http://host:99999999999999999999", "port"},
      {"http://host:-1", "port"},
      {"http://host:8x", "port"},
      {"http://[::1", "bracket"},
      {"http://[::g]", "IPv6"},
      {"http://[::1]x", "port"},
      {"http://::1", "host name"},
  };
  for (const auto& row : kRows) {
    const auto origin = ParseOrigin(row.url);
    ASSERT_FALSE(origin.ok()) << row.url;
    EXPECT_NE(origin.error().message.find(row.why), std::string::npos) << row.url << ": " << origin.error().message;
    EXPECT_EQ(origin.error().message.find("hunter2"), std::string::npos);
  }
}

}  // namespace
}  // namespace authconform
