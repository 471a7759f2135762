#include "harness/base/redact.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace authconform {
namespace {

// One secret, with all that encoders treat differently; its base64 is "cMOkL3M+cz8gIn4iKw==" and has a '/' and a '+'.
constexpr std::string_view kValue = "p\xC3\xA4/s>s? \"~\"+";

TEST(Redactor, MasksEveryFormAlike) {
  Redactor redactor;
  redactor.Add("account.active.password", kValue);
  const std::pair<const char*, std::string> rows[] = {
      {"raw", "p\xC3\xA4/s>s? \"~\"+"},
      {"RFC 3986", "p%C3%A4%2Fs%3Es%3F%20%22~%22%2B"},
      {"RFC 3986, lower-case hex", "p%c3%a4%2fs%3es%3f%20%22~%22%2b"},
      {"path segment, few escapes", "p%C3%A4/s%3Es%3F%20%22~%22+"},
      {"form", "p%C3%A4%2Fs%3Es%3F+%22%7E%22%2B"},
      {"every byte escaped", "%70%C3%A4%2F%73%3E%73%3F%20%22%7E%22%2B"},
      {"JSON", "p\xC3\xA4/s>s? \\\"~\\\"+"},
      {"JSON with \\/", "p\xC3\xA4\\/s>s? \\\"~\\\"+"},
      {"JSON in ASCII", "p\\u00e4/s\\u003es? \\u0022~\\u0022+"},
      {"JSON in ASCII, upper-case hex", "p\\u00E4\\/s\\u003Es? \\\"~\\\"+"},
      {"JSON in JSON", "p\xC3\xA4/s>s? \\\\\\\"~\\\\\\\"+"},
      {"percent-encoded twice", "p%25C3%25A4%252Fs%253Es%253F%2520%2522~%2522%252B"},
      {"form in JSON", "p%C3%A4%2Fs%3Es%3F\\u002B%22~%22%2B"},
      {"base64", "cMOkL3M+cz8gIn4iKw=="},
      {"base64 without padding", "cMOkL3M+cz8gIn4iKw"},
      {"base64url", "cMOkL3M-cz8gIn4iKw=="},
      {"base64url without padding", "cMOkL3M-cz8gIn4iKw"},
      {"base64, percent-encoded", "cMOkL3M%2Bcz8gIn4iKw%3D%3D"},
      {"base64, JSON-escaped", "cMOkL3M\\u002bcz8gIn4iKw=="},
      {"HTML", "p\xC3\xA4/s&gt;s? &quot;~&quot;+"},
      {"HTML in ASCII", "p&#228;/s&gt;s? &quot;~&quot;&#43;"},
      {"HTML in ASCII, hexadecimal", "p&#xE4;&#x2F;s&gt;s? &quot;~&quot;&#x2B;"},
      {"HTML in HTML", "p\xC3\xA4/s&amp;gt;s? &amp;quot;~&amp;quot;+"},
      {"HTML in JSON", "p\\u00e4\\/s\\u0026gt;s? \\u0026quot;~&quot;+"},
      {"JSON in HTML", "p\\u00e4/s&gt;s? \\&quot;~\\&quot;+"},
      {"percent-encoded in HTML", "p%C3%A4%2Fs&#37;3Es%3F%20%22~%22&#x25;2B"},
      {"HTML, percent-encoded", "p%C3%A4/s%26gt%3Bs?%20%26quot%3B~%26quot;%2B"},
      {"base64 in HTML", "cMOkL3M&#x2B;cz8gIn4iKw&#61;="},
  };
  for (const auto& [form, text] : rows) {
    EXPECT_EQ(redactor.Redact("<" + text + ">"), "<<secret:account.active.password>>") << form;
    EXPECT_EQ(redactor.Redact(text), "<secret:account.active.password>") << form;
  }
}

TEST(Redactor, MasksAValueWhoseMarkupIsWrittenAsCharacterReferences) {
  Redactor redactor;
  redactor.Add("pw", "a&b<c>d\"e'f;");
  redactor.Add("reference", "x&amp;y");
  redactor.Add("key", "k\xF0\x9F\x94\x91");
  const std::pair<const char*, const char*> rows[] = {
      {"<p>a&amp;b&lt;c&gt;d&quot;e&apos;f;</p>", "<p><secret:pw></p>"},
      {"<p>a&amp;b&lt;c&gt;d\"e'f;</p>", "<p><secret:pw></p>"},
      {"a&amp;b&lt;c&gt;d&#34;e&#39;f;", "<secret:pw>"},
      {"a&#38;b&#60;c&#62;d&#34;e&#39;f&#59;", "<secret:pw>"},
      {"a&#x26;b&#x3c;c&#x3E;d&#X22;e&#X27;f&#x3B;", "<secret:pw>"},
      {"a&#038;b&#0000000000060;c&#x0000000003e;d&#x0022;e&#039;f;", "<secret:pw>"},
      {"&#97;&amp;b&#x3c;c>d&#34;e'&#102;;!", "<secret:pw>!"},
      {"a&amp;amp;b&amp;lt;c&amp;gt;d&amp;quot;e&amp;#39;f;", "<secret:pw>"},
      {"a&#38;amp;b&#x26;lt;c&amp;gt;d&#38;#34;e&amp;#x27;f;", "<secret:pw>"},
      {"&amp; &lt;a&amp;b&lt;c&gt;d&quot;e&apos;f;&gt; &amp;", "&amp; &lt;<secret:pw>&gt; &amp;"},
      {"x&amp;y x&amp;amp;y", "<secret:reference> <secret:reference>"},
      {"k&#128273;&#x1F511;", "<secret:key>&#x1F511;"},
  };
  for (const auto& [text, redacted] : rows) EXPECT_EQ(redactor.Redact(text), redacted) << text;
}

TEST(Redactor, WhatIsNoCharacterReferenceStandsForItself) {
  Redactor redactor;
  redactor.Add("pw", "s3cret");
  redactor.Add("replaced", "s3c\xEF\xBF\xBD");
  redactor.Add("nul", std::string_view("s3c\0", 4));
  redactor.Add("surrogates", "\xED\xA0\x80\xED\xBF\xBF");
  redactor.Add("beyond", "\xF4\x90\x80\x80");
  for (std::string_view text : {"&",
                                "&&&",
                                "&;",
                                "&#",
                                "&#;",
                                "&#x",
                                "&#x;",
                                "&amp",
                                "&#116",
                                "s3cre&#116",
                                "s3cre&#x74",
                                "s3cre&#116 ;",
                                "s3cre&#+116;",
                                "s3cre&#74x;",
                                "s3cre&x74;",
                                "s3cre&#b6;",
                                "s3cre&#4294967412;",
                                "s3cre&#x100000074;",
                                "s3cre&#18446744073709551732;",
                                "s3c&#0;",
                                "s3c&#;",
                                "s3c&#x;",
                                "s3c&#xD800;",
                                "s3c&#xDFFF;",
                                "&#xD800;&#xDFFF;",
                                "&#xD800;\xED\xBF\xBF",
                                "\xED\xA0\x80&#xDFFF;",
                                "&#x110000;",
                                "s3c&#x110000;"}) {
    EXPECT_EQ(redactor.Redact(text), text);
  }
  EXPECT_EQ(redactor.Redact("&&#s3cre&#116;"), "&&#<secret:pw>");
}

TEST(Redactor, MasksWhatALongerEncodedTextTellsOfTheValue) {
  Redactor redactor;
  redactor.Add("pw", "s3cret!");
  const std::pair<const char*, const char*> rows[] = {
      {"czNjcmV0IQ==", "<secret:pw>"},                 // s3cret!
      {"czNjcmV0IQ", "<secret:pw>"},                   // s3cret!
      {"czNjcmV0ITp4", "<secret:pw>Tp4"},              // s3cret!:x
      {"OnMzY3JldCE=", "On<secret:pw>"},               // :s3cret!
      {"OjpzM2NyZXQh", "Ojp<secret:pw>"},              // ::s3cret!
      {"Ojo6czNjcmV0ITo6", "Ojo6<secret:pw>To6"},      // :::s3cret!::
      {"OnMzY3JldCE6OjrDvw", "On<secret:pw>6OjrDvw"},  // :s3cret!:::ÿ
  };
  for (const auto& [text, redacted] : rows) EXPECT_EQ(redactor.Redact(text), redacted) << text;
}

TEST(Redactor, BothAlphabetsAreKnownFromTheFirstCharacterOn) {
  Redactor redactor;
  redactor.Add("pw", ">>>key");
  EXPECT_EQ(redactor.Redact("Pj4+a2V5 Pj4-a2V5"), "<secret:pw> <secret:pw>");
}

TEST(Redactor, LeavesTextThatHoldsNoSecretAsItIs) {
  Redactor redactor;
  redactor.Add("pw", "s3cret");
  redactor.Add("spaced", "a b c d");
  for (std::string_view text : {"", "s3", "s3cre", "S3CRET", "s3 cret", "%", "%%%", "100%zz + 1", "\\", "\\u12",
                                "\\ud83d\\u", "a%20b", "s3cre%7", "{\"a\":\"\\u00e4\\n\"}", "aaaa", "\xff\xfe\x00"}) {
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
  const std::pair<const char*, const char*> rows[] = {
      {"word", "<secret:inner>"},
      {"password", "<secret:outer>"},
      {"a password, a word", "a <secret:outer>, a <secret:inner>"},
      {"passwordplay!", "<secret:outer>!"},
      {"passwordpassword", "<secret:outer><secret:outer>"},
      {"aaaaaa.", "<secret:run>."},
      {"aaaaaaaa.", "<secret:run>."},
  };
  for (const auto& [text, redacted] : rows) EXPECT_EQ(redactor.Redact(text), redacted) << text;
}

TEST(Redactor, TheFirstLabelOfAValueStays) {
  Redactor redactor;
  redactor.Add("first", "s3cret");
  redactor.Add("second", "s3cret");
  EXPECT_EQ(redactor.Redact("s3cret"), "<secret:first>");
  Redactor extended = redactor.Extend();
  extended.Add("third", "s3cret");
  EXPECT_EQ(extended.Redact("s3cret"), "<secret:first>");
}

TEST(Redactor, ExtendKnowsMoreAndLeavesItsBaseAlone) {
  Redactor base;
  base.Add("account.active.password", "s3cret");
  Redactor first = base.Extend();
  first.Add("token", "eyJhbGci.eyJzdWIi.c2ln nature");
  Redactor second = first.Extend();
  second.Add("refresh", "r3fresh");
  const std::string text = "s3cret eyJhbGci.eyJzdWIi.c2ln+nature r3fresh%20";
  EXPECT_EQ(base.Redact(text), "<secret:account.active.password> eyJhbGci.eyJzdWIi.c2ln+nature r3fresh%20");
  EXPECT_EQ(first.Redact(text), "<secret:account.active.password> <secret:token> r3fresh%20");
  EXPECT_EQ(second.Redact(text), "<secret:account.active.password> <secret:token> <secret:refresh>%20");
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
