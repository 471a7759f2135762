#include "tools/reference/request_head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform::reference {
namespace {

using std::string_literals::operator""s;
using testing::ElementsAre;
using testing::Pair;

std::string Head(const std::string& fields) { return "POST / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n"; }

TEST(ParseHead, KeepsValuesAsTheyWereSent) {
  const auto head = ParseHead(Head("X-Auth-Key:  abc%37*53 \t\r\nEmpty:\r\nContent-Length: 12\r\n"));
  ASSERT_TRUE(head.has_value());
  EXPECT_THAT(head->headers, ElementsAre(Pair("Host", "x"), Pair("X-Auth-Key", "abc%37*53"), Pair("Empty", ""),
                                         Pair("Content-Length", "12")));
  EXPECT_EQ(head->body_length, 12u);
  EXPECT_FALSE(head->chunked);
}

TEST(ParseHead, KnowsChunked) { EXPECT_TRUE(ParseHead(Head("Transfer-Encoding: Chunked\r\n"))->chunked); }

TEST(ParseHead, WantsAHostFromHttp11Only) {
  EXPECT_TRUE(ParseHead("GET / HTTP/1.0\r\n\r\n").has_value());
  EXPECT_FALSE(ParseHead("GET / HTTP/1.1\r\n\r\n").has_value());
}

TEST(ParseHead, RefusesWhatCouldBeReadInTwoWays) {
  const std::string rows[] = {
      "Host: y\r\n",
      "Content-Length: 1\r\nContent-Length: 1\r\n",
      "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
      "Transfer-Encoding: gzip, chunked\r\n",
      "Transfer-Encoding: identity\r\n",
      "Content-Length:\r\n",
      "Content-Length: abc\r\n",
      "Content-Length: -1\r\n",
      "Content-Length: +1\r\n",
      "Content-Length: 1, 1\r\n",
      "Content-Length: 99999999999999999999\r\n",
      "No-Colon\r\n",
      "Blank : x\r\n",
      " Folded: x\r\n",
      ": x\r\n",
      "A: b\rc\r\n",
      "A: b\0c\r\n"s,
  };
  for (const std::string& row : rows) EXPECT_FALSE(ParseHead(Head(row)).has_value()) << row;
}

}  // namespace
}  // namespace authconform::reference
