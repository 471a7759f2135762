#include "harness/base/redact.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace authconform {
namespace {

TEST(Redactor, LeavesTextThatHoldsNoSecretAsItIs) {
  Redactor redactor;
  redactor.Add("pw", "s3cret");
  redactor.Add("spaced", "a b c d");
  for (std::string_view text : {"", "s3", "s3cre s", "S3CRET", "s3 cret", "%", "%%%", "100%zz + 1", "\\", "\\u12",
                                "\\ud83d\\u", "a%20b", "s3cre%7 ", "{\"a\":\"\\u00e4\\n\"}", "aaaa", "\xff\xfe\x00"}) {
    EXPECT_EQ(redactor.Redact(text), text);
  }
}

TEST(Redactor, OverlapsAreMaskedOnceUnderTheLongest) {
  Redactor redactor;
  redactor.Add("inner", "word");
  redactor.Add("outer", "password");
  redactor.Add("next", "wordplay");
  redactor.Add("middle", "sswo");
  redactor.Add("run", "aaaa");
  redactor.Add("shorter", "k3y-12");
  redactor.Add("longer", "k3y-1234");
  redactor.Add("after", "k3y-15");
  const std::pair<const char*, const char*> rows[] = {
      {"word", "<secret:inner>"},
      {"password", "<secret:outer>"},
      {"a password, a word", "a <secret:outer>, a <secret:inner>"},
      {"passwordplay!", "<secret:outer>!"},
      {"passwordpassword", "<secret:outer><secret:outer>"},
      {"aaaaaa.", "<secret:run>."},
      {"k3y-129", "<secret:shorter>9"},  // though k3y-1234 and k3y-15 are its neighbours in order
      {"aaaaaaaa.", "<secret:run>."},
  };
  for (const auto& [text, redacted] : rows) EXPECT_EQ(redactor.Redact(text), redacted) << text;
}

TEST(Redactor, TheFirstLabelOfAValueStaysAndTheNextValueOfALabelHasANumber) {
  Redactor redactor;
  redactor.Add("first", "s3cret");
  redactor.Add("second", "s3cret");
  redactor.Add("first", "an0ther");
  EXPECT_EQ(redactor.Redact("s3cret an0ther"), "<secret:first> <secret:first:2>");
}

TEST(Redactor, IssuedValuesAreNumberedByKindAndKeepTheirMask) {
  Redactor redactor;
  redactor.Add("client.key", "s3cret");
  EXPECT_EQ(redactor.AddIssued("access_token", "eyJhbGci.eyJzdWIi.c2ln"), "<secret:access_token:1>");
  EXPECT_EQ(redactor.AddIssued("cookie.sid", "abc-123"), "<secret:cookie.sid:1>");
  EXPECT_EQ(redactor.AddIssued("access_token", "eyJhbGci.eyJzdWIi.c2ln2"), "<secret:access_token:2>");
  EXPECT_EQ(redactor.AddIssued("debug", "abc-123"), "<secret:cookie.sid:1>");
  EXPECT_EQ(redactor.AddIssued("debug", "s3cret"), "<secret:client.key>");
  EXPECT_EQ(redactor.AddIssued("client.key", "0ther"), "<secret:client.key:2>");
  EXPECT_EQ(redactor.AddIssued("debug", "abc"), "");
  EXPECT_EQ(redactor.Redact("eyJhbGci.eyJzdWIi.c2ln2 eyJhbGci.eyJzdWIi.c2ln 0ther"),
            "<secret:access_token:2> <secret:access_token:1> <secret:client.key:2>");
}

TEST(Redactor, LabelsAreFitForEveryReport) {
  Redactor redactor;
  EXPECT_EQ(redactor.AddIssued("a<b>\"&'é\n", "v4lue-1"), "<secret:a-b-------:1>");
  EXPECT_EQ(redactor.AddIssued(std::string(1000, 'k'), "v4lue-2"), "<secret:" + std::string(48, 'k') + ":1>");
  for (int i = 0; i < 1000; ++i) redactor.AddIssued("kind" + std::to_string(i), "v4lue.kind" + std::to_string(i));
  EXPECT_EQ(redactor.AddIssued("one more", "v4lue-3").substr(0, 15), "<secret:issued:");
}

TEST(Redactor, MasksStayAsTheyAre) {
  Redactor redactor;
  for (const char* word : {"secret", "<sec", "account", "password", "active.password>", "token:1", "access_token"}) {
    redactor.Add("account.active.password", word);
  }
  redactor.AddIssued("access_token", "abcd.1234");
  for (std::string_view text :
       {"<secret:account.active.password>", "<secret:account.active.password:7>", "<secret:access_token:1>",
        "[<secret:access_token:1><secret:account.active.password:2>]", "&lt;secret:access_token:1&gt;",
        "\\u003csecret:access_token:1\\u003e"}) {
    EXPECT_EQ(redactor.Redact(text), text);
    EXPECT_FALSE(redactor.FindFirst(text)) << text;
  }
  // What only looks like a mask may hold a secret.
  for (std::string_view text : {"<secret:password>", "<secret:access_token:2>", "<secret:account.active.password:8>",
                                "secret:access_token:01"}) {
    EXPECT_NE(redactor.Redact(text), text);
  }
}

TEST(Redactor, TellsManyValuesWithOneBeginningApart) {
  Redactor redactor;
  const auto token = [](int i) { return "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ." + std::to_string(1'000'000 + i); };
  for (int i = 0; i < 4000; ++i) redactor.AddIssued("token", token(i));
  std::string text, expected;
  for (int i = 0; i < 4000; i += 7) {
    text += token(i) + " ";
    expected += "<secret:token:" + std::to_string(i + 1) + "> ";
  }
  EXPECT_EQ(redactor.Redact(text), expected);
}

TEST(Redactor, WhatIsIssuedBeyondItsMemoryKeepsItsMaskAndIsMaskedAsAWord) {
  Redactor redactor;
  const auto token = [](size_t i) { return "t0ken-" + std::to_string(10'000'000 + i); };
  redactor.Add("password", "supplied-0nce");
  for (size_t i = 0; i < 2 * Redactor::kWholeIssued; ++i) redactor.AddIssued("token", token(i));
  EXPECT_EQ(redactor.Redact("token=" + token(5) + "&x"), "token=<secret:token:6>&x");
  EXPECT_EQ(redactor.Redact("supplied-0nce"), "<secret:password>");
  EXPECT_EQ(redactor.AddIssued("other", token(5)), "<secret:token:6>");
  EXPECT_EQ(redactor.Redact("x" + token(5) + "x"), "x<secret:token:6>x");  // at hand again
  EXPECT_EQ(redactor.AddIssued("token", "something-n3w"), "<secret:token:" + std::to_string(8193) + ">");
}

TEST(Redactor, HoldsNoMoreBytesThanItSays) {
  Redactor redactor;
  std::string large;
  for (int i = 0; large.size() < Redactor::kWholeIssuedBytes / 4; ++i) large += std::to_string(i) + ".~";
  for (int i = 0; i < 8; ++i) redactor.AddIssued("token", std::to_string(i) + "." + large);
  // The newest three are whole, the others words.
  EXPECT_EQ(redactor.Redact("-7." + large), "-<secret:token:8>");
  EXPECT_EQ(redactor.Redact(" 0." + large), " <secret:token:1>");
}

TEST(Redactor, ManyThreadsMayRedactWhileOthersAdd) {
  Redactor redactor;
  redactor.Add("password", "supplied-0nce");
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&redactor, thread] {
      for (int i = 0; i < 500; ++i) {
        const std::string value = "v4lue-" + std::to_string(thread) + "-" + std::to_string(i);
        const std::string mask = redactor.AddIssued("token", value);
        EXPECT_EQ(redactor.Redact(value + " supplied-0nce"), mask + " <secret:password>");
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Redactor, ShorterThanTheShortestIsNotMasked) {
  Redactor redactor;
  redactor.Add("short", "abc");
  redactor.Add("empty", "");
  redactor.Add("shortest", "wxyz");
  EXPECT_EQ(redactor.Redact("abc wxyz d3h5eg=="), "abc <secret:shortest> <secret:shortest>");
}

TEST(Redactor, SurrogatePairsAreOneCharacter) {
  Redactor redactor;
  redactor.Add("key", "\xF0\x9F\x94\x91 \xE2\x82\xAC");  // a key and a euro sign
  EXPECT_EQ(redactor.Redact("[\\ud83d\\udd11 \\u20AC]"), "[<secret:key>]");
}

TEST(Redactor, AReservedMaskIsGivenToNoOtherValueAndStaysAsItIs) {
  Redactor redactor;
  redactor.Add("client.key", "the-key-123");
  for (const char* mask : {"<secret:token:3>", "<secret:token:2>", "<secret:client.key>"}) redactor.Reserve(mask);
  EXPECT_EQ(redactor.AddIssued("token", "value-0123456789"), "<secret:token:4>");
  EXPECT_EQ(redactor.Redact("<secret:token:3>"), "<secret:token:3>");
  EXPECT_EQ(redactor.Redact("the-key-123"), "<secret:client.key>");
  for (const char* none : {"", "<secret:", "<secret:>", "<secret:a>", "<secret:a:>", "<secret:a:x>", "<secret:a:1",
                           "<secret:a b:1>", "<secret:a:99999999999>", "<secret:a:2000000000>", "<secret::1>"}) {
    redactor.Reserve(none);
  }
  EXPECT_EQ(redactor.AddIssued("a", "value-another-0123"), "<secret:a:1>");
}

TEST(Redactor, ATextMadeToBeCostlyIsWithheld) {
  Redactor redactor;
  redactor.Add("token", std::string(500'000, 'a') + "b");
  const std::string redacted = redactor.Redact(std::string(1'000'000, 'a'));
  EXPECT_EQ(redacted, "<text withheld: searching it for secrets would take too long>");
}

TEST(Redactor, ALongSecretInALongTextIsFound) {
  Redactor redactor;
  std::string token;
  for (int part = 0; part < 50'000; ++part) token += std::to_string(part) + ".";
  redactor.Add("token", token);
  EXPECT_EQ(redactor.Redact("{\"a\":\"" + token + "\",\"b\":\"" + token + "\"}"),
            "{\"a\":\"<secret:token>\",\"b\":\"<secret:token>\"}");
}

}  // namespace
}  // namespace authconform
