#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/base64.h"
#include "harness/base/redact.h"

// Wherever a value stands: what is quick to pass over text must not pass over a value.
namespace authconform {
namespace {

constexpr std::string_view kMask = "<secret:pw>";

bool IsMasked(const Redactor& redactor, const std::string& text) {
  return redactor.Redact(text).find(kMask) != std::string::npos;
}

std::string Hex(std::string_view bytes, std::string_view separator) {
  std::string hex;
  for (char byte : bytes) {
    if (!hex.empty()) hex += separator;
    for (int shift : {4, 0}) hex += "0123456789abcdef"[byte >> shift & 15];
  }
  return hex;
}

// The character as JSON may write it.
std::string Escaped(char c) { return "\\u00" + Hex(std::string(1, c), ""); }

TEST(RedactorPlaces, InBytesThatAreNoText) {
  for (std::string_view value : {"k3y!", "k3y!!", "k3y?>/", "hunter-2-two", "~~~k3y~~~key~~~key~~~key"}) {
    Redactor redactor;
    redactor.Add("pw", value);
    for (size_t before = 0; before < 9; ++before) {
      for (size_t after = 0; after < 9; ++after) {
        // Long enough for it not to be taken for text as a whole.
        const std::string filling(value.size() + 12, '\xFF');
        const std::string bytes =
            filling + std::string(before, '\xFE') + std::string(value) + std::string(after, '\xFD') + filling;
        for (size_t more = 0; more < 4; ++more) {
          EXPECT_TRUE(IsMasked(redactor, std::string(more, 'A') + EncodeBase64(bytes))) << value << before << after;
          EXPECT_TRUE(IsMasked(redactor, std::string(more, '-') + EncodeBase64Url(bytes))) << value << before << after;
        }
        EXPECT_TRUE(IsMasked(redactor, std::string(before, 'c') + Hex(bytes, ""))) << value << before << after;
      }
    }
  }
}

TEST(RedactorPlaces, AtTheEndsOfBytesThatAreNoText) {
  Redactor redactor;
  redactor.Add("pw", "correct-h0rse-b4ttery");
  const std::string filling(40, '\xFF');
  // Only the first and the last part are there, and a cut has gone through the character they begin or end in.
  for (size_t cut = 0; cut < 4; ++cut) {
    const std::string begins = EncodeBase64(filling + std::string(cut, '\xFF') + "correct-h0rse");
    EXPECT_TRUE(IsMasked(redactor, begins.substr(0, begins.find('=')))) << cut;
    EXPECT_TRUE(IsMasked(redactor, EncodeBase64("h0rse-b4ttery" + filling).substr(cut))) << cut;
  }
}

TEST(RedactorPlaces, InTextThatHoldsItInAnotherForm) {
  Redactor redactor;
  redactor.Add("pw", "hunter-2-two");
  for (size_t before = 0; before < 9; ++before) {
    for (size_t more = 0; more < 5; ++more) {
      const std::string inner = std::string(before, '~') + "{\"pw\": \"hunt\\u0065r-2\\u002dtwo\"} \xC3\xA4\xC3\xB6";
      EXPECT_TRUE(IsMasked(redactor, std::string(more, 'A') + EncodeBase64(inner))) << before << ' ' << more;
      const std::string twice = EncodeBase64(std::string(before, ' ') + EncodeBase64("\xFF" + inner));
      EXPECT_TRUE(IsMasked(redactor, std::string(more, '/') + twice)) << before << ' ' << more;
    }
  }
}

TEST(RedactorPlaces, InTextOfLettersBeyondAscii) {
  Redactor redactor;
  redactor.Add("pw", "hunter-2-two");
  std::string letters;
  for (int letter = 0; letter < 40; ++letter) letters += "\xC3\xA4";
  for (size_t before = 0; before < 4; ++before) {
    const std::string inner = std::string(before, '~') + letters + "hunter-2\\u002dtwo" + letters;
    EXPECT_TRUE(IsMasked(redactor, EncodeBase64(inner))) << before;
  }
}

// Long runs are counted in blocks.
TEST(RedactorPlaces, InALongTextThatIsEncoded) {
  Redactor redactor;
  redactor.Add("pw", "hunter-2-two");
  for (size_t size : {16'000, 24'000, 25'000, 100'000}) {
    EXPECT_TRUE(IsMasked(redactor, EncodeBase64(std::string(size, '~') + "hunter-2\\u002dtwo"))) << size;
  }
}

TEST(RedactorPlaces, WithAnEscapeAnywhereInItAndOthersAnywhereNear) {
  constexpr std::string_view kValue = "c0rrect-horse/b4ttery";
  Redactor redactor;
  redactor.Add("pw", kValue);
  for (size_t escaped = 0; escaped < kValue.size(); ++escaped) {
    const std::string form =
        std::string(kValue.substr(0, escaped)) + Escaped(kValue[escaped]) + std::string(kValue.substr(escaped + 1));
    for (size_t before = 0; before < 24; ++before) {
      for (size_t after : {0, 1, 7, 8, 16, 40}) {
        const std::string text = "\\\\\\t" + std::string(before, '.') + form + std::string(after, '.') + "\\n\\\"";
        EXPECT_TRUE(IsMasked(redactor, text)) << text;
        EXPECT_TRUE(IsMasked(redactor, text.substr(0, text.size() - 4))) << text;
      }
    }
  }
}

TEST(RedactorPlaces, RawBetweenEscapesAndOnceMoreInsideThem) {
  Redactor redactor;
  redactor.Add("pw", "c0rrect-horse");
  for (size_t gap = 0; gap < 24; ++gap) {
    const std::string dots(gap, '.');
    // The escapes of JSON undone, a value stands there that is percent-encoded, and one in base64.
    EXPECT_EQ(redactor.Redact("\\n" + dots + "c0rrect-horse" + dots + "\\n" + dots +
                              "c0rrect\\u0025"
                              "2dhorse\\t"),
              "\\n" + dots + "<secret:pw>" + dots + "\\n" + dots + "<secret:pw>\\t");
    EXPECT_TRUE(IsMasked(redactor, "\\n" + dots +
                                       "YzBycmVjdC1o\\u0062"
                                       "3JzZQ" +
                                       dots + "\\t"))
        << gap;
  }
}

// Before it was undone the escape was long, and what is left of the text not short.
TEST(RedactorPlaces, APartBeforeAnEscapeThatWasLong) {
  Redactor redactor;
  redactor.Add("pw", "hunt3r-two-tw0");
  EXPECT_EQ(redactor.Redact("the password is hunt3r-&l&#x00000000074;"), "the password is <secret:pw>");
  EXPECT_EQ(redactor.Redact("the password is hunt3r-&abcde&#x00000000066;"), "the password is <secret:pw>");
  EXPECT_EQ(redactor.Redact("&lt; hunt3r-&abcde&#x00000000066;"), "&lt; <secret:pw>");
}

TEST(RedactorPlaces, AsPairsAfterAnything) {
  Redactor redactor;
  redactor.Add("pw", "k3y!~");
  const std::vector<std::string> befores = {
      "",     " ",    "  ",   "   ",    "    ", "-",    "--",    ":",     "::",   "a",  "ab",     "abc",     "a ",
      "a b",  "a b ", "ab ",  "ab:",    "ab-",  "abc ", "12 34", "x",     "x ",   "ax", "ax ",    "1-2:",    "g",
      "a:b:", "0 0",  "00 0", "00 00x", ": :",  ":  ",  "a-:",   " a-b ", "\xFF", "\n", "ab cd ", "ab:cd:ef"};
  for (const std::string& before : befores) {
    for (std::string_view separator : {":", "-", " "}) {
      for (size_t spaces = 0; spaces < 12; ++spaces) {
        const std::string text = std::string(spaces, ' ') + before + Hex("k3y!~", separator);
        EXPECT_TRUE(IsMasked(redactor, text)) << text;
        EXPECT_TRUE(IsMasked(redactor, text + separator.data() + "x")) << text;
      }
    }
  }
}

TEST(RedactorPlaces, AsPairsWithAnEscapeAnywhereInThem) {
  Redactor redactor;
  redactor.Add("pw", "k3y!");
  const std::string pairs = Hex("k3y!", ":");
  for (size_t escaped = 0; escaped < pairs.size(); ++escaped) {
    const std::string form =
        pairs.substr(0, escaped) + "&#" + std::to_string(int{pairs[escaped]}) + ";" + pairs.substr(escaped + 1);
    for (size_t before = 0; before < 14; ++before) {
      EXPECT_TRUE(IsMasked(redactor, "&lt;" + std::string(before, '.') + form + "&gt;")) << form;
    }
  }
}

TEST(RedactorPlaces, InAFormWithManyOfOneMark) {
  Redactor redactor;
  redactor.Add("pw", "a b%c d");
  const std::string many(50, '%');
  EXPECT_TRUE(IsMasked(redactor, many + "a+b%25c+d"));
  EXPECT_TRUE(IsMasked(redactor, std::string(50, '+') + "a+b%25c+d" + std::string(50, '+')));
  EXPECT_TRUE(IsMasked(redactor, "a+b%25c+d" + many));
}

}  // namespace
}  // namespace authconform
