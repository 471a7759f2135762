#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/base/schema.h"

namespace authconform {
namespace {

using std::string_literals::operator""s;

struct Row {
  std::string format;
  std::vector<std::string> valid;
  std::vector<std::string> invalid;
};

const std::string kHeader = "eyJhbGciOiJIUzI1NiJ9";  // {"alg":"HS256"}
const std::string kNone = "eyJhbGciOiJub25lIn0";     // {"alg":"none"}
const std::string kPayload = "eyJzdWIiOiIxIn0";      // {"sub":"1"}
const std::string kArray = "WzFd";                   // [1]
const std::string kTwice = "eyJhIjoxLCJhIjoyfQ";     // {"a":1,"a":2}

const std::vector<Row>& Rows() {
  static const std::vector<Row> kRows = {
      {"date-time",
       {"2019-11-15T11:55:37Z", "2019-11-15t11:55:37z", "1963-06-19T08:30:06.283185Z", "2020-02-29T00:00:00+14:00",
        "1998-12-31T23:59:60Z", "1998-12-31T15:59:60.123-08:00", "0000-01-01T00:00:00-00:00", "1990-12-31T23:59:59.0Z"},
       {"",
        "2019-11-15",
        "2019-11-15 11:55:37Z",
        "2019-11-15T11:55:37",
        "2019-11-15T11:55Z",
        "2019-11-15T24:00:00Z",
        "2019-11-15T11:60:00Z",
        "2019-11-15T11:55:61Z",
        "1998-12-31T22:59:60Z",
        "1998-12-31T23:58:60Z",
        "2019-11-15T11:55:37.Z",
        "2019-11-15T11:55:37+1:00",
        "2019-11-15T11:55:37+0100",
        "2019-11-15T11:55:37+24:00",
        "2019-11-15T11:55:37+01:60",
        "2021-02-29T00:00:00Z",
        "2019-13-01T00:00:00Z",
        "2019-11-15T11:55:37Zx",
        "2019-350T01:01:01Z",
        "06/19/1963 08:30:06 PST",
        " 2019-11-15T11:55:37Z",
        "2019-11-15T11:55:37Z\n",
        "1963-06-1৪T00:00:00Z"}},
      {"date",
       {"2019-11-15", "2000-02-29", "2020-02-29", "0001-01-01", "9999-12-31", "2020-04-30"},
       {"", "1900-02-29", "2021-02-29", "2020-02-30", "2020-04-31", "2020-00-10", "2020-13-10", "2020-01-00",
        "2020-01-32", "20200101", "2020-1-01", "2020-01-1", "20-01-01", "2020-01-01T", "2020-01-01 ", "+020-01-01",
        "2020-W01-1"}},
      {"time",
       {"11:55:37Z", "23:59:60Z", "00:00:00.1+00:00", "01:29:60+01:30", "15:59:60-08:00"},
       {"", "11:55:37", "11:55Z", "24:00:00Z", "11:60:00Z", "22:59:60Z", "23:59:60+01:00", "11:55:37+", "1:55:37Z",
        "11:55:37Z0"}},
      {"sql-date-time",
       {"2019-11-15 11:55:37", "2020-02-29 00:00:00", "2019-12-31 23:59:59"},
       {"", "2019-11-15T11:55:37", "2019-11-15 11:55", "2019-11-15 11:55:37Z", "2019-11-15 11:55:60",
        "2019-11-15  11:55:37", "2019-02-29 00:00:00", "2019-11-15 24:00:00", "2019-11-15 11:55:37.0",
        "15-11-2019 11:55:37"}},
      {"email",
       {"joe@example.com", "a+b@c.example", "te~st@example.com", "~test@example.com", "j.d@localhost",
        "\"joe bloggs\"@example.com", "\"joe..bloggs\"@example.com", R"("a\"b"@example.com)",
        "\"joe@bloggs\"@example.com", "joe@[127.0.0.1]", "joe@[IPv6:::1]", "JOE@EXAMPLE.COM", "a@xn--e1afmkfd.example"},
       {"",
        "joe",
        "@example.com",
        "joe@",
        ".joe@example.com",
        "joe.@example.com",
        "jo..e@example.com",
        "joe@bad..host",
        "joe@-bad.example",
        "joe bloggs@example.com",
        "joe@exa mple.com",
        "joe@ex=ample",
        "\"joe@example.com",
        "\"a\"b\"@example.com",
        R"("a\\"b"@example.com)",
        R"("a\"@example.com)",
        "joe@[127.0.0.300]",
        "joe@[::1]",
        "joe@[127.0.0.1",
        "jörg@example.com",
        "joe@example.com\n",
        "a,b@example.com",
        "<joe@example.com>",
        std::string(65, 'a') + "@example.com"}},
      {"hostname",
       {"example.com", "localhost", "a", "1host", "a-b.c-d", "xn--4gbwdl.xn--wgbh1c", "1.2.3",
        std::string(63, 'a') + ".x"},
       {"", ".", "example.com.", ".example.com", "a..b", "-a.com", "a-.com", "a_b.com", "a b", "exämple", "a/b",
        std::string(64, 'a'), "a." + std::string(252, 'b')}},
      {"ipv4",
       {"127.0.0.1", "0.0.0.0", "255.255.255.255"},
       {"", "127.0.0", "127.0.0.0.1", "256.0.0.1", "127.00.0.1", "087.10.0.1", "0x7f.0.0.1", "2130706433",
        "127.0.0.1/24", " 127.0.0.1", "127.0.0.1\0"s, "1২7.0.0.1"}},
      {"ipv6",
       {"::", "::1", "1::", "2001:db8::1", "::ffff:192.168.0.1", "1:2:3:4:5:6:7:8", "FE80::A", "1:2::192.168.0.1"},
       {"", ":", "12345::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":2:3:4:5:6:7:8", "::laptop",
        "fe80::1%eth0", "::1/64", "::1\0"s, "1:2:3:4:5:6:7:8:", "::192.168.0.256"}},
      {"uri",
       {"http://example.com", "https://user:pw@example.com:8080/a/b;c=1?q=%20x#frag", "ftp://[2001:db8::7]:21/x",
        "mailto:a@b.c", "urn:oasis:names:tc", "tel:+1-816-555-1212",
        "http://-.~_!$&'()*+,;=:%40:80%2f::::::@example.com", "http://a.b?", "file:///x", "data:,",
        "x:", "http://example.com:"},
       {"",
        "example.com",
        "/relative",
        "//example.com/a",
        "?q",
        "#f",
        "http://exa mple.com",
        "http://example.com/ä",
        "http://[::1",
        "http://[zz]/",
        "http://example.com:8x/",
        "1http://a",
        "http:// a",
        "http://a/%zz",
        "http://a/%2",
        "http://a/{b}",
        "http://a/\\b",
        ":foo",
        "http://a/#x#y",
        "http://a\"b/",
        "http://a/<b>",
        "ht_tp://a"}},
      {"uuid",
       {"ba956a12-be02-466b-a3eb-af3a0c1d6be5", "BA956A12-BE02-466B-A3EB-AF3A0C1D6BE5",
        "00000000-0000-0000-0000-000000000000"},
       {"", "ba956a12be02466ba3ebaf3a0c1d6be5", "ba956a12-be02-466b-a3eb-af3a0c1d6be",
        "ba956a12-be02-466b-a3eb-af3a0c1d6be5a", "{ba956a12-be02-466b-a3eb-af3a0c1d6be}",
        "ga956a12-be02-466b-a3eb-af3a0c1d6be5", "ba956a1-2be02-466b-a3eb-af3a0c1d6be5"}},
      {"base64",
       {"", "YQ==", "YWI=", "YWJj", "+/+/"},
       {"YQ", "YQ=", "YWJj=", "YW=j", "Y===", "-_-_", "YWJj\n", "YW J", "===="}},
      {"base64url",
       {"", "YQ", "YQ==", "YWI", "YWI=", "YWJj", "-_-_"},
       {"Y", "YQ=", "YWJj=", "+/+/", "YW Jj", "YWJj.", "YWJjY", "===="}},
      {"jwt",
       {kHeader + "." + kPayload + ".c2ln", kNone + "." + kPayload + "."},
       {"", "a.b.c", kHeader + "." + kPayload, kHeader + "." + kPayload + ".", kNone + "." + kPayload + ".c2ln",
        kHeader + "." + kPayload + ".c2ln.x", kPayload + "." + kPayload + ".c2ln", kHeader + "." + kArray + ".c2ln",
        kArray + "." + kPayload + ".c2ln", kHeader + "." + kTwice + ".c2ln", kHeader + "." + kPayload + ".c2l+",
        kHeader + "." + kPayload + ".c2ln=", kHeader + "." + kPayload + "=.c2ln",
        " " + kHeader + "." + kPayload + ".c2ln", "..", "." + kPayload + ".c2ln", kHeader + "..c2ln"}},
  };
  return kRows;
}

TEST(MatchesFormat, TakesWhatTheFormatsRfcAllowsAndNothingElse) {
  for (const Row& row : Rows()) {
    for (const std::string& text : row.valid)
      EXPECT_EQ(MatchesFormat(row.format, text), true) << row.format << " " << text;
    for (const std::string& text : row.invalid)
      EXPECT_EQ(MatchesFormat(row.format, text), false) << row.format << " " << text;
  }
}

TEST(MatchesFormat, KnowsNoOtherFormat) {
  for (const char* name : {"", "Date", "regex", "idn-email", "uri-reference"})
    EXPECT_EQ(MatchesFormat(name, ""), std::nullopt);
}

TEST(MatchesFormat, EndsOnEveryPrefixAndOnLongTexts) {
  for (const Row& row : Rows()) {
    for (const std::string& text : row.valid) {
      for (size_t i = 0; i <= text.size(); ++i) EXPECT_TRUE(MatchesFormat(row.format, text.substr(0, i)).has_value());
    }
    for (const char c : {'a', '1', '.', '"', ':', '=', '@', '%', '-', '\0', '\xFF'}) {
      EXPECT_TRUE(MatchesFormat(row.format, std::string(100'000, c)).has_value()) << row.format;
    }
    EXPECT_EQ(MatchesFormat(row.format, row.valid[1] + std::string(100'000, ' ')), false) << row.format;
  }
}

}  // namespace
}  // namespace authconform
