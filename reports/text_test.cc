#include "reports/text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace authconform {
namespace {

struct Row {
  std::string from;
  std::string visible;
  std::string line;
};

TEST(Visible, SpellsOutWhatCannotBeSeenOrMovesOtherText) {
  const std::vector<Row> rows = {
      // clang-format off
      {"plain", "plain", "plain"},
      {"", "", ""},
      {"a\nb\tc", "a\nb\tc", "a\\nb\\tc"},
      {"a\r\nb", "a\nb", "a\\nb"},
      {"a\rb", "a\\x0db", "a\\x0db"},
      {"a\r", "a\\x0d", "a\\x0d"},
      {"\x1b[31mred\x1b]0;title\x07", "\\x1b[31mred\\x1b]0;title\\x07", "\\x1b[31mred\\x1b]0;title\\x07"},
      {std::string("nul\0end", 7), "nul\\x00end", "nul\\x00end"},
      {"\x7f", "\\x7f", "\\x7f"},
      {"\u009b31m", "\\u{9b}31m", "\\u{9b}31m"},
      {"\u202eexe.txt\u2066", "\\u{202e}exe.txt\\u{2066}", "\\u{202e}exe.txt\\u{2066}"},
      {"a\u200bb\ufeffc\u00add", "a\\u{200b}b\\u{feff}c\\u{ad}d", "a\\u{200b}b\\u{feff}c\\u{ad}d"},
      {"\uffff\U0001fffe\U000e0041", "\\u{ffff}\\u{1fffe}\\u{e0041}", "\\u{ffff}\\u{1fffe}\\u{e0041}"},
      {"line\u2028end", "line\\u{2028}end", "line\\u{2028}end"},
      {"é 漢 🔒 \u0627\u0644 👩\u200d💻", "é 漢 🔒 \u0627\u0644 👩\u200d💻", "é 漢 🔒 \u0627\u0644 👩\u200d💻"},
      {"bad \xff\xfe utf \xc3", "bad \uFFFD\uFFFD utf \uFFFD", "bad \uFFFD\uFFFD utf \uFFFD"},
      {"overlong \xc0\x9b", "overlong \uFFFD\uFFFD", "overlong \uFFFD\uFFFD"},
      {"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD", "\uFFFD\uFFFD\uFFFD"},
      // clang-format on
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Visible(row.from), row.visible);
    EXPECT_EQ(VisibleLine(row.from), row.line);
  }
}

TEST(Clip, CutsBetweenCharactersAndSaysHowManyAreMissing) {
  EXPECT_EQ(Clip("abc", 3), "abc");
  EXPECT_EQ(Clip("abcd", 3), "abc… (1 more character)");
  EXPECT_EQ(Clip("äöüß€", 2), "äö… (3 more characters)");
  EXPECT_EQ(Clip("🔒🔒🔒", 1), "🔒… (2 more characters)");
  EXPECT_EQ(Clip("", 0), "");
}

TEST(Pad, FillsToColumnsNotBytes) {
  EXPECT_EQ(Pad("ä", 3), "ä  ");
  EXPECT_EQ(Pad("abc", 3), "abc");
  EXPECT_EQ(Pad("abcd", 3), "abcd");
}

TEST(Wrap, BreaksAtSpacesAndNeverWithinAWord) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(Wrap("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(Wrap("one two three", 80), (Lines{"one two three"}));
  EXPECT_EQ(Wrap("a longerthanthat b", 5), (Lines{"a", "longerthanthat", "b"}));
  EXPECT_EQ(Wrap("äöü äöü", 7), (Lines{"äöü äöü"}));
  EXPECT_EQ(Wrap("", 10), (Lines{""}));
}

TEST(WithoutCommands, SpellsWhatACiRunnerWouldObeyAndNothingElse) {
  const std::pair<const char*, const char*> rows[] = {
      {"::error::x", "\\x3a:error::x"},
      {"a ::error::x", "a ::error::x"},
      {"a\n \t\u00a0\u3000::x", "a\n \t\u00a0\u3000\\x3a:x"},
      {"a\n::::x", "a\n\\x3a:::x"},
      {":x\n::", ":x\n\\x3a:"},
      {"a ##[error]x ###[y]", "a #\\x23[error]x ##\\x23[y]"},
      {"# [x] #[y]", "# [x] #[y]"},
      {"a ##vso[task.setvariable]x", "a #\\x23vso[task.setvariable]x"},
      {"##VSO[x ###Vso[", "#\\x23VSO[x ##\\x23Vso["},
      {"a\n##teamcity[buildStatus]", "a\n#\\x23teamcity[buildStatus]"},
      {"## vso[ ##vs[ ##vso ##team", "## vso[ ##vs[ ##vso ##team"},
      {"", ""},
  };
  for (const auto& [text, expected] : rows) EXPECT_EQ(WithoutCommands(text), expected);
}

}  // namespace
}  // namespace authconform
