#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/base64.h"
#include "harness/base/redact.h"

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
      {"HTML names", "p\xC3\xA4&sol;s&gt;s&quest; &QUOT;~&quot;&plus;"},
      {"HTML by number without semicolons", "p&#228/s&#62s&#x3F &#34~&#34&#43"},
      {"HTML by old names without semicolons", "p\xC3\xA4/s&gts? &quot~&quot+"},
      {"\\x as in JavaScript", "p\\xc3\\xA4\\x2fs>s? \\x22~\\\"+"},
      {"hexadecimal", "70c3a42f733e733f20227e222b"},
      {"hexadecimal, capitals", "70C3A42F733E733F20227E222B"},
      {"hexadecimal with colons", "70:c3:a4:2f:73:3e:73:3f:20:22:7e:22:2b"},
      {"hexadecimal with spaces", "70 C3 A4 2F 73 3E 73 3F 20 22 7E 22 2B"},
      {"hexadecimal with hyphens", "70-c3-a4-2f-73-3e-73-3f-20-22-7e-22-2b"},
      {"hexadecimal in JSON", "70\\u00633a42f733e733f20227e222b"},
      {"base64 of JSON", "cMOkL3M+cz8gXCJ+XCIr"},
      {"base64 of percent-encoded", "cCVDMyVBNCUyRnMlM0VzJTNGJTIwJTIyfiUyMiUyQg=="},
      {"base64 of hexadecimal", "NzBjM2E0MmY3MzNlNzMzZjIwMjI3ZTIyMmI="},
      {"base64 of base64", "Y01Pa0wzTStjejhnSW40aUt3PT0="},
      {"base64 of JSON in JSON", "cMOkL3M+cz8gXCJ+XCI\\u0072"},
  };
  for (const auto& [form, text] : rows) {
    EXPECT_EQ(redactor.Redact("<" + text + ">"), "<<secret:account.active.password>>") << form;
    EXPECT_EQ(redactor.Redact(text), "<secret:account.active.password>") << form;
    EXPECT_EQ(redactor.Redact(text + ", " + text), "<secret:account.active.password>, <secret:account.active.password>")
        << form;
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
                                "&none;",
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
    const std::string whole = std::string(text) + " and more";  // or it would be a secret that was cut
    EXPECT_EQ(redactor.Redact(whole), whole);
  }
  EXPECT_EQ(redactor.Redact("&&#s3cre&#116;"), "&&#<secret:pw>");
}

TEST(Redactor, MasksWhatALongerEncodedTextTellsOfTheValue) {
  Redactor redactor;
  redactor.Add("pw", "s3cret!");
  const std::pair<const char*, const char*> rows[] = {
      {"czNjcmV0IQ==", "<secret:pw>"},                  // s3cret!
      {"czNjcmV0IQ", "<secret:pw>"},                    // s3cret!
      {"czNjcmV0ITp4", "<secret:pw>Tp4"},               // s3cret!:x
      {"OnMzY3JldCE=", "On<secret:pw>"},                // :s3cret!
      {"OjpzM2NyZXQh", "Ojp<secret:pw>"},               // ::s3cret!
      {"Ojo6czNjcmV0ITo6", "Ojo6<secret:pw>To6"},       // :::s3cret!::
      {"OnMzY3JldCE6OjrDvw", "On<secret:pw>E6OjrDvw"},  // :s3cret!:::ÿ
  };
  for (const auto& [text, redacted] : rows) EXPECT_EQ(redactor.Redact(text), redacted) << text;
}

TEST(Redactor, BothAlphabetsAreKnownFromTheFirstCharacterOn) {
  Redactor redactor;
  redactor.Add("pw", ">>>key");
  EXPECT_EQ(redactor.Redact("Pj4+a2V5 Pj4-a2V5"), "<secret:pw> <secret:pw>");
}

// The secret at every alignment, in both alphabets, joined with what encoders join it with.
TEST(Redactor, MasksBase64AtEveryAlignment) {
  Redactor redactor;
  redactor.Add("pw", "correct-h0rse");
  for (const std::string before : {"", "a", "ab", "abc", "ann@example.com:", "{\"password\":\""}) {
    for (const std::string after : {"", "z", "zy", "zyx", "\"}", "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"}) {
      for (const std::string& encoded :
           {EncodeBase64(before + "correct-h0rse" + after), EncodeBase64Url(before + "correct-h0rse" + after)}) {
        for (const std::string& text : {encoded, "Basic " + encoded, "token/" + encoded, "x" + encoded + "-"}) {
          const std::string redacted = redactor.Redact(text);
          EXPECT_NE(redacted.find("<secret:pw>"), std::string::npos) << before << '|' << after << ": " << text;
          EXPECT_LT(redacted.size(), text.size()) << redacted;
        }
      }
    }
  }
}

TEST(Redactor, ATextThatWasCutKeepsNoPartOfAValue) {
  Redactor redactor;
  redactor.Add("key", "k3y/with=20\"letters");
  redactor.Add("pw", "hunter\\2-two");
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"the key is k3y/with=20", "the key is <secret:key>"},
      {"the key is k3y/with", "the key is <secret:key>"},
      {"the key is k3y/wit", "the key is k3y/wit"},  // seven of nineteen
      {"20\"letters is the key", "<secret:key> is the key"},
      {"\"letters is the key", "<secret:key> is the key"},
      {"letters is the key", "letters is the key"},
      {"k3y%2Fwith%3D20%", "<secret:key>"},
      {"k3y%2Fwith%3D20%2", "<secret:key>"},
      {"2Fwith%3D20%22letters.", "<secret:key>."},
      {"k3y\\/with=20\\u00", "<secret:key>"},
      {"u003d20\\u0022letters.", "<secret:key>."},
      {"k3y/with=20&quo", "<secret:key>"},
      {"uot;letters, 0\"letters", "uot;letters, 0\"letters"},  // a cut goes through the beginning alone
      {"azN5L3dpdGg9MjAi", "<secret:key>"},                    // k3y/with=20"
      {"MjAibGV0dGVycw==", "<secret:key>"},                    // 20"letters
      {"6b33792f776974683d", "<secret:key>"},
      {"k3y/with=20 is part of a key", "k3y/with=20 is part of a key"},
      {"password=hunter\\2", "password=<secret:pw>"},
      {"password=hunter", "password=hunter"},  // a word, and not more than half
      {"r\\2-two", "<secret:pw>"},
      {"2-two", "2-two"},
  };
  for (const auto& [text, redacted] : rows) EXPECT_EQ(redactor.Redact(text), redacted) << text;
}

TEST(Redactor, ShortTextIsNotTakenForAPartOfAValue) {
  Redactor redactor;
  redactor.Add("word", "testing1");
  redactor.Add("digits", "20242025");
  redactor.Add("short", "pa55");
  redactor.Add("capital", "Passw0rd");
  for (std::string_view text : {"test", "latest", "the test", "2024", "in 2024", "2025 was", "pa5", "p", "", "55",
                                "a55", "Passport", "CompanyPass", "ing1234", "ng1", "ting1000"}) {
    EXPECT_EQ(redactor.Redact(text), text);
  }
}

TEST(Redactor, APartOfSeveralValuesHasNoNumber) {
  Redactor redactor;
  redactor.AddIssued("token", "eyJhbGciOiJI.first");
  redactor.AddIssued("token", "eyJhbGciOiJI.second");
  EXPECT_EQ(redactor.Redact("Bearer eyJhbGciOi"), "Bearer <secret:token>");
  EXPECT_EQ(redactor.Redact("Bearer eyJhbGciOiJI.fi"), "Bearer <secret:token:1>");
  EXPECT_EQ(redactor.Redact("ciOiJI.second is it"), "<secret:token:2> is it");
}

}  // namespace
}  // namespace authconform
