#include "tools/derive/text/loose_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <random>

namespace authconform {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string Repeat(std::string_view text, size_t times) {
  std::string all;
  for (size_t i = 0; i < times; ++i) all += text;
  return all;
}

// The value, then each placeholder as "/pointer:type", then each container with an ellipsis as "/pointer…".
std::string Reading(std::string_view text) {
  const auto read = ReadLooseJson(text, 1);
  if (!read) return "none";
  std::string all = WriteJson(read->value);
  for (const auto& [pointer, type] : read->placeholders) all += " " + pointer + ":" + std::string(TypeName(type));
  for (const std::string& pointer : read->elided) all += " " + pointer + "…";
  return all;
}

struct Row {
  std::string_view text;
  std::string_view reading;
};

// Each of these needs at least one repair.
template <size_t kCount>
void ExpectMended(const Row (&rows)[kCount]) {
  for (const Row& row : rows) {
    EXPECT_EQ(Reading(row.text), row.reading) << row.text;
    const auto read = ReadLooseJson(row.text, 1);
    EXPECT_TRUE(!read || !read->repairs.empty()) << row.text;
  }
}

TEST(ReadLooseJson, TakesASentenceInBracesForNoBody) {
  EXPECT_FALSE(ReadLooseJson("{ \"You are signed out\" }", 1).has_value());
  EXPECT_TRUE(ReadLooseJson("{ \"a\", \"b\" }", 1).has_value());
  EXPECT_TRUE(ReadLooseJson("[\"a\"]", 1).has_value());
}

TEST(ReadLooseJson, LeavesJsonAsItIs) {
  constexpr std::string_view kTexts[] = {
      "{}",
      " [ ] ",
      R"({"a":1,"b":[1,-2.5e+3,0.1E-7],"c":{"d":null,"e":true,"f":false}})",
      "[\n  {\n    \"a\" :\n      \"b\"\n  }\n]\n",
      R"(["", "\"", "\\", "\u00e9\ud83d\ude00", "/", "\/", "it's", "“x”", "a // b", "# c", "{", "]", "a\\"])",
      R"({"":1,"a/b":{"~":2},"x:y":"z: ","http":"http://h/p"})",
      R"(["a,b","c: \"d\"", "...", "{{x}}", "<int>", "// ..."])",
      R"([[], {}, [[]], [{}], [null], [true], [12], ["string"]])",
      R"(["&quot;", "&nbsp;", "<br>"])",
  };
  for (const std::string_view text : kTexts) {
    const auto read = ReadLooseJson(text, 1);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->value, *ParseJson(text)) << text;
    EXPECT_THAT(read->repairs, IsEmpty()) << text << "\n" << read->repairs.front().what;
    EXPECT_THAT(read->placeholders, IsEmpty()) << text;
    EXPECT_THAT(read->elided, IsEmpty()) << text;
  }
}

Json RandomJson(std::mt19937& random, int depth) {
  constexpr std::string_view kPieces[] = {"a", "\"", "\\", ":", ",",  "{", "]", "'",
                                          " ", "//", "#",  "…", "\n", "“", "1"};
  auto text = [&] {
    std::string out;
    for (int i = static_cast<int>(random() % 6); i > 0; --i) out += kPieces[random() % std::size(kPieces)];
    return out;
  };
  switch (depth == 0 ? random() % 4 : random() % 6) {
    case 0:
      return Json();
    case 1:
      return Json(random() % 2 == 0);
    case 2:
      return Json(static_cast<int64_t>(random()) - 1000);
    case 3:
      return Json(text());
    case 4: {
      Json::Array items;
      for (int i = static_cast<int>(random() % 4); i > 0; --i) items.push_back(RandomJson(random, depth - 1));
      return Json(std::move(items));
    }
    default: {
      Json object{Json::Object{}};
      for (int i = static_cast<int>(random() % 4); i > 0; --i) object.Set(text(), RandomJson(random, depth - 1));
      return object;
    }
  }
}

TEST(ReadLooseJson, AgreesWithTheStrictParserOnWhateverJsonHolds) {
  std::mt19937 random(7);
  for (int i = 0; i < 3000; ++i) {
    const Json value(Json::Array{RandomJson(random, 4), RandomJson(random, 3)});
    for (const std::string& text : {WriteJson(value), WriteJsonIndented(value)}) {
      const auto read = ReadLooseJson(text, 1);
      ASSERT_TRUE(read) << text;
      ASSERT_EQ(read->value, value) << text;
      ASSERT_THAT(read->repairs, IsEmpty()) << text << "\n" << read->repairs.front().what;
    }
  }
}

TEST(ReadLooseJson, LeavesCommentsOut) {
  ExpectMended({
      {"{\"a\": 1 // the id\n}", R"({"a":1})"},
      {"{\"a\": 1, // the id, \"quoted\"\n \"b\": 2}", R"({"a":1,"b":2})"},
      {"{\"a\": 1 /* one\n two */, \"b\": 2}", R"({"a":1,"b":2})"},
      {"{\"a\": \"x\", # note\n# whole line\n\"b\": 2}", R"({"a":"x","b":2})"},
      {"// Success\n{\"a\": 1}", R"({"a":1})"},
      {"{\"a\": 1} // done", R"({"a":1})"},
      {"{\"a\": 1 <!-- id --> }", R"({"a":1})"},
      {"{\"a\": 12 // id\n, \"b\": true # flag\n}", R"({"a":12,"b":true})"},
      {"{\"a\": 1 /* never closed\n}", R"({"a":1})"},
  });
}

TEST(ReadLooseJson, RecordsEllipses) {
  ExpectMended({
      {"{...}", "{} …"},
      {"[ ... ]", "[] …"},
      {"[…]", "[] …"},
      {"[\n 1,\n .\n .\n .\n]", "[1] …"},
      {"{\"a\": {\n ... \n}}", R"({"a":{}} /a…)"},
      {"{\"a\": [ ... ], \"b\": 1}", R"({"a":[],"b":1} /a…)"},
      {"{\"a\": 1, ...}", R"({"a":1} …)"},
      {"{\"a\": 1,\n ...\n \"b\": 2}", R"({"a":1,"b":2} …)"},
      {"{\"a\": 1\n ....\n}", R"({"a":1} …)"},
      {"[{\"a\": 1}, {...}, ...]", R"([{"a":1},{}] … /1…)"},
      {"{\"a\": ...}", R"({"a":null} /a:unknown)"},
      {"{\"a\": …, \"b\": 1}", R"({"a":null,"b":1} /a:unknown)"},
      {"{\"a\": 1 // ... more\n}", R"({"a":1} …)"},
      {"{\"...\": \"...\", \"a\": 1}", R"({"a":1} …)"},
      {"[1, 2, etc.]", "[1,2] …"},
      {"{ ...user, \"a\": 1 }", R"({"a":1} …)"},
      {"{\"token\": eyJh..., \"b\": 1}", R"({"token":"eyJh...","b":1})"},
  });
}

TEST(ReadLooseJson, MendsCommas) {
  ExpectMended({
      {"{\"a\": 1,}", R"({"a":1})"},
      {"[1, 2, ]", "[1,2]"},
      {"{\"a\": 1,, \"b\": 2}", R"({"a":1,"b":2})"},
      {"{, \"a\": 1}", R"({"a":1})"},
      {"{\"a\": 1\n\"b\": 2}", R"({"a":1,"b":2})"},
      {"{\"a\": \"x\" \"b\": \"y\"}", R"({"a":"x","b":"y"})"},
      {"{\"a\": 12 \"b\": true \"c\": null}", R"({"a":12,"b":true,"c":null})"},
      {"{\"a\": {}\n\"b\": []\n\"c\": 1}", R"({"a":{},"b":[],"c":1})"},
      {"[\"a\" \"b\"\n\"c\"]", R"(["a","b","c"])"},
      {"[{\"a\": 1}\n{\"a\": 2}]", R"([{"a":1},{"a":2}])"},
      {"[{\"a\": 1} {\"a\": 2}]", R"([{"a":1},{"a":2}])"},
      {"{ a: string; b: number; }", R"({"a":null,"b":null} /a:string /b:number)"},
  });
}

TEST(ReadLooseJson, MendsBrackets) {
  ExpectMended({
      {"{\"a\": {\"b\": 1", R"({"a":{"b":1}})"},
      {"{\"a\": [1, 2", R"({"a":[1,2]})"},
      {"{\"a\": [1, 2 }", R"({"a":[1,2]})"},
      {"{\"a\": [1, 2 }, \"b\": 3}", R"({"a":[1,2],"b":3})"},
      {"{\"a\": {\"b\": 1 ], \"c\": 2}", R"({"a":{"b":1},"c":2})"},
      {"[{\"a\": 1 ]", R"([{"a":1}])"},
      {"{\"a\": 1}}", R"({"a":1})"},
      {"{\"a\": 1}]}", R"({"a":1})"},
      {"{\"a\": {\"b\": 1}}, \"c\": 2}", R"({"a":{"b":1},"c":2})"},
      {"{\n  \"a\": {\n    \"b\": 1,\n    \"c\": 2\n  \"d\": 3\n}", R"({"a":{"b":1,"c":2},"d":3})"},
      {"{\n  \"a\": [\n    1\n  ,\n  \"d\": 3\n}", R"({"a":[1],"d":3})"},
      {"\"a\": 1,\n\"b\": {\"c\": 2}", R"({"a":1,"b":{"c":2}})"},
      {"\"a\": 1,\n\"b\": [2]\n}", R"({"a":1,"b":[2]})"},
      {"[ \"email\": [\"x\"], \"password\": [\"y\"] ]", R"({"email":["x"],"password":["y"]})"},
      {"{\"a\": [\"b\": 1]}", R"({"a":{"b":1}})"},
      {"{ \"a\", \"b\" }", R"(["a","b"])"},
      {"{\"x\": {\"a\", \"b\"}}", R"({"x":["a","b"]})"},
      {"{ {\"a\": 1}, {\"a\": 2} }", R"([{"a":1},{"a":2}])"},
  });
}

TEST(ReadLooseJson, MendsQuotes) {
  ExpectMended({
      {"{'a': 'b'}", R"({"a":"b"})"},
      {"{'a': f'x {y}', 'b': @\"z\"}", R"({"a":"x {y}","b":"z"})"},
      {"{'a': 'it\\'s'}", R"({"a":"it's"})"},
      {"{'a': 'it's wrong', 'b': 1}", R"({"a":"it's wrong","b":1})"},
      {"{“a”: “b”, ‘c’: ‘d’}", R"({"a":"b","c":"d"})"},
      {"{„a“: «b»}", R"({"a":"b"})"},
      {"{'key': '{secret}’}", R"({"key":"{secret}"})"},
      {"{\"a\": \"b”, \"c\": \"d\"}", R"({"a":"b","c":"d"})"},
      {"{`a`: `b`}", R"({"a":"b"})"},
      {"{\"a\": \"the \"b\" is wrong\"}", R"({"a":"the \"b\" is wrong"})"},
      {"{\"a\": \"b,\n\"c\": 1}", R"({"a":"b","c":1})"},
      {"{\"a: \"b\", \"c\": 1}", R"({"a":"b","c":1})"},
      {"{a\": \"b\"}", R"({"a":"b"})"},
      {"{\"a\": b\", \"c\": 1}", R"({"a":"b","c":1})"},
      {"{&quot;a&quot;: &quot;b&quot;}", R"({"a":"b"})"},
      {"{&amp;quot;a&amp;quot;: 1}", R"({"a":1})"},
      {"{&#39;a&#39;: &#039;b&#039;}", R"({"a":"b"})"},
      {"{\\\"a\\\": \\\"b\\\",\\n \\\"c\\\": 1}", R"({"a":"b","c":1})"},
      {R"("{\"a\": 1}")", R"({"a":1})"},
      {"\\{ \"a\": \\[1\\] \\}", R"({"a":[1]})"},
      {"{\"a\": \"eyJ0eXAi", R"({"a":"eyJ0eXAi"})"},
      {"{\"a\": \"eyJ0eXAi\n}", R"({"a":"eyJ0eXAi"})"},
      {"{\"a\": \"abc}", R"({"a":"abc"})"},
  });
}

TEST(ReadLooseJson, MendsStrings) {
  ExpectMended({
      {"{\"a\": \"eyJhb\n   GciOi\n   J9\"}", R"({"a":"eyJhbGciOiJ9"})"},
      {"{\"a\": \"two words\n   and more\", \"b\": 1}", R"({"a":"two words and more","b":1})"},
      {R"({"user\_id": "a\_b \[x\]"})", R"({"user_id":"a_b [x]"})"},
      {R"({"a": "App\Models\User"})", R"({"a":"App\\Models\\User"})"},
      {"{\"a\": \"x\ty\"}", R"({"a":"x\ty"})"},
      {R"({"a": "\ud800"})", "{\"a\":\"\xEF\xBF\xBD\"}"},
      {"{\"a\": \"\xE9\"}", "{\"a\":\"\xEF\xBF\xBD\"}"},
  });
}

TEST(ReadLooseJson, MendsNamesAndColons) {
  ExpectMended({
      {"{a: 1, b_c: 2, $d: 3, e-f: 4, g.h: 5}", R"({"a":1,"b_c":2,"$d":3,"e-f":4,"g.h":5})"},
      {"{user\\_id: 1}", R"({"user_id":1})"},
      {"{\"a\" = 1, b = 2}", R"({"a":1,"b":2})"},
      {"{\"a\" => 1, :b => \"c\", d => :e}", R"({"a":1,"b":"c","d":":e"})"},
      {"['a' => 'b', 'c' => ['d' => 1]]", R"({"a":"b","c":{"d":1}})"},
      {"array('a' => 'b', 'c' => array(1, 2))", R"({"a":"b","c":[1,2]})"},
      {"{\"a\"：1}", R"({"a":1})"},
      {"{\"a\":: 1}", R"({"a":1})"},
      {"{\"a\" \"b\", \"c\": 1}", R"({"a":"b","c":1})"},
      {"{\"a\" (required): \"b\", c?: 1, \"d\"*: 2}", R"({"a":"b","c":1,"d":2})"},
      {"{\"a\": , \"b\": 1}", R"({"a":null,"b":1} /a:unknown)"},
      {"{\"a\":\n \"b\": 1}", R"({"a":null,"b":1} /a:unknown)"},
      {"{\"a\": }", R"({"a":null} /a:unknown)"},
      {"{\"a\": 1, \"b\": 2, \"a\": 3}", R"({"a":3,"b":2})"},
      {"{\"a\": {\"x\": int}, \"a\": [1]}", R"({"a":[1]})"},
      {"{email, password}", R"({"email":null,"password":null} /email:unknown /password:unknown)"},
      {"{\n  email\n  password\n}", R"({"email":null,"password":null} /email:unknown /password:unknown)"},
      {"{ email, \"p\": 1 }", R"({"email":null,"p":1} /email:unknown)"},
  });
}

TEST(ReadLooseJson, ReadsBareValues) {
  ExpectMended({
      {"{\"a\": eyJhbGci.eyJz_-dW.sig}", R"({"a":"eyJhbGci.eyJz_-dW.sig"})"},
      {"{\"a\": word, \"b\": 2019-11-15 11:55:37, \"c\": 12:30}",
       R"({"a":"word","b":"2019-11-15 11:55:37","c":"12:30"})"},
      {"{\"a\": TRUE, \"b\": False, \"c\": None, \"d\": undefined, \"e\": NaN, \"f\": nil}",
       R"({"a":true,"b":false,"c":null,"d":null,"e":null,"f":null})"},
      {"[1., .5, 007, 1_000, 0x10, +3, -.5]", "[1,0.5,7,1000,16,3,-0.5]"},
      {"{\"a\": 1e999}", R"({"a":"1e999"})"},
      {"{\"a\": https://example.test/x?y=1, \"b\": +49 151}", R"({"a":"https://example.test/x?y=1","b":"+49 151"})"},
      {"{\"a\": someone@example.test}", R"({"a":"someone@example.test"})"},
      {"{\"a\": 12 (optional), \"b\": \"x\" required, \"c\": \"u\" | \"v\"}", R"({"a":12,"b":"x","c":"u"})"},
      {"{\"a\": true or false, \"b\": null | 1}", R"({"a":true,"b":null} /b:unknown)"},
      {"{\"a\": string, required, min 3\n \"b\": true/false}", R"({"a":null,"b":true} /a:string)"},
      {"{\"a\": 1, the id\n \"b\": 2}", R"({"a":1,"b":2})"},
      {"{\"a\": 1  <- the id\n}", R"({"a":1})"},
      {"{\"a\": \"Bearer \" + token}", R"({"a":"Bearer "})"},
  });
}

TEST(ReadLooseJson, ReadsPlaceholders) {
  ExpectMended({
      {"{\"a\": string, \"b\": Integer}", R"({"a":null,"b":null} /a:string /b:integer)"},
      {"{\"a\": [String], \"b\": [Number]}", R"({"a":null,"b":null} /a:string /b:number)"},
      {"{\"a\": <int>, \"b\": <string, optional>}", R"({"a":null,"b":null} /a:integer /b:string)"},
      {"{\"a\": {{x}}, \"b\": {id}, \"c\": ${y}, \"d\": $z}",
       R"({"a":null,"b":null,"c":null,"d":null} /a:unknown /b:unknown /c:unknown /d:unknown)"},
      {"{\"a\": String|null, \"b\": null|bool, \"c\": ?string}",
       R"({"a":null,"b":null,"c":null} /a:string /b:boolean /c:string)"},
      {"{\"a\": string[], \"b\": Array<String>, \"c\": object}",
       R"({"a":null,"b":null,"c":null} /a:array /b:array /c:object)"},
      {"{\"a\": string (required), \"b\": int // id\n}", R"({"a":null,"b":null} /a:string /b:integer)"},
      {"{\"a\": [your token], \"b\": [1]}", R"({"a":null,"b":[1]} /a:unknown)"},
      {"{\"a\": [\n string\n]}", R"({"a":[null]} /a/0:string)"},
      {"{\"a\": fopen('x', 'r'), \"b\": body.get(\"c\")}", R"({"a":null,"b":null} /a:unknown /b:unknown)"},
      {"{\"body\": JSON.stringify({\"a\": 1}), \"b\": 2}", R"({"body":{"a":1},"b":2})"},
      {"{\"a\": [Object], \"b\": [Array]}", R"({"a":null,"b":null} /a:object /b:array)"},
  });
  EXPECT_EQ(Reading(R"({"a": "[valid email address]", "b": ["string"]})"),
            R"({"a":"[valid email address]","b":["string"]})");
}

TEST(ReadLooseJson, LeavesOutWhatIsAround) {
  ExpectMended({
      {"HTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"a\": 1}", R"({"a":1})"},
      {"const x = {\"a\": 1};", R"({"a":1})"},
      {"data: {\"a\": 1}", R"({"a":1})"},
      {"Returns `{ \"a\": 1 }` when all is well.", R"({"a":1})"},
      {"GET /users/{id} gives\n{\"a\": 1}", R"({"a":1})"},
      {"See [here](x):\n[{\"a\": 1}]", R"([{"a":1}])"},
      {"{\"a\": 1}\n{\"b\": 2}", R"({"a":1})"},
      {"```json\n{\"a\": 1}\n```", R"({"a":1})"},
      {"\xEF\xBB\xBF{\"a\":\xC2\xA0\x31}", R"({"a":1})"},
      {"{&nbsp;\"a\": 1 }", R"({"a":1})"},
  });
  EXPECT_EQ(Reading("{\"a\": 1};"), "{\"a\":1}");
}

TEST(ReadLooseJson, MakesNothingOfProse) {
  constexpr std::string_view kTexts[] = {
      "",
      " \n",
      "null",
      "\"text\"",
      "12",
      "Returns [see here](x)",
      "[link](url)",
      "[1] a footnote",
      "see [1] and [2]",
      "<Empty response>",
      "{empty}",
      "{object}",
      "{ no body }",
      "{{body}}",
      "{% hint %}",
      "GET /users/{id}/posts/{post}",
      "token=abc&x=1",
      "\"message\": \"all is well\"",
      "<!DOCTYPE html><script>var x = {\"a\": 1}</script>",
      "<?xml version=\"1.0\"?><a>{}</a>",
      "function f() { return 1 }",
      "[String]x",
      "}",
      "]}",
  };
  for (const std::string_view text : kTexts) {
    EXPECT_EQ(Reading(text), "none") << text;
  }
}

TEST(ReadLooseJson, TellsTheLinesOfEachMember) {
  const auto read = ReadLooseJson("{\n  \"a\":\n    1,\r\n  \"b\": [\n    \"x\",\n    {\"c/d\": 2}\n  ]\n}\n", 10);
  ASSERT_TRUE(read);
  EXPECT_THAT(read->lines,
              ElementsAre(Pair("", Lines{10, 17}), Pair("/a", Lines{11, 12}), Pair("/b", Lines{13, 16}),
                          Pair("/b/0", Lines{14, 14}), Pair("/b/1", Lines{15, 15}), Pair("/b/1/c~1d", Lines{15, 15})));
}

TEST(ReadLooseJson, TellsTheLinesOfEachRepair) {
  const auto read = ReadLooseJson("Response:\n{\n  \"a\": 1\n  'b': TRUE, // flag\n  \"c\": [1, 2\n", 5);
  ASSERT_TRUE(read);
  std::vector<std::string> repairs;
  for (const Repair& repair : read->repairs) repairs.push_back(std::to_string(repair.lines.first) + " " + repair.what);
  EXPECT_THAT(repairs,
              ElementsAre("5 text before the first bracket is left out", "8 a comma is missing after a",
                          "8 a string is in other quotes than JSON's: b", "8 a literal is not spelled as in JSON: b",
                          "8 a comment", HasSubstr(" closing brackets are missing at the end")));
}

TEST(ReadLooseJson, ForgetsWhatADuplicateMemberHeld) {
  const auto read = ReadLooseJson("{\"a\": {\"x\": 1},\n \"a\": {\"y\": 2}}", 1);
  ASSERT_TRUE(read);
  EXPECT_THAT(read->lines, ElementsAre(Pair("", Lines{1, 2}), Pair("/a", Lines{2, 2}), Pair("/a/y", Lines{2, 2})));
  ASSERT_EQ(read->repairs.size(), 1u);
  EXPECT_EQ(read->repairs[0].what, "the member a is there twice; the last value is taken");
}

TEST(ReadLooseJson, QuotesNoValueInARepair) {
  const auto read = ReadLooseJson("{'a': 'sesame', b: sesame, \"c\": \"x\" sesame, \"d\": \"ses\"ame\"}", 1);
  ASSERT_TRUE(read);
  for (const Repair& repair : read->repairs) EXPECT_THAT(repair.what, Not(HasSubstr("sesame")));
}

TEST(ReadLooseJson, KeepsToItsLimits) {
  EXPECT_TRUE(ReadLooseJson(Repeat("[", 64) + Repeat("]", 64), 1));
  EXPECT_FALSE(ReadLooseJson(Repeat("[", 65) + Repeat("]", 65), 1));
  EXPECT_FALSE(ReadLooseJson("[1,2,3]", 1, {.values = 2}));
  EXPECT_FALSE(ReadLooseJson("[1,2,3]", 1, {.bytes = 6}));
  for (const std::string_view piece : {"[", "{\"a\":", "\"", "[\"", "{'", "{\"a\":}]'x\n\xFF"}) {
    const auto read = ReadLooseJson(Repeat(piece, 1'000'000 / piece.size()), 1);
    EXPECT_TRUE(!read || read->lines.size() <= 100'001) << piece;
  }
  EXPECT_FALSE(ReadLooseJson("{\"" + std::string(500'000, 'n') + "\":[" + Repeat("1,", 90'000) + "1]}", 1));
}

// Of processor time, which other programs on the machine do not change.
double SecondsToRead(std::string_view text) {
  const std::clock_t begin = std::clock();
  ReadLooseJson(text, 1);
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

TEST(ReadLooseJson, IsLinearInWhateverItIsGiven) {
  constexpr std::string_view kPieces[] = {
      "[",          "{\"a\":",    "\"",        "'",
      "{",          "}",          "],",        "{{",
      "{x ",        "/*",         "<!--",      "\"/* ",
      "\"x ",       "“",          "\"“x",      "a:",
      "a:,",        "\"a\":1,",   "\"a\" x ",  "[1]x",
      "{\"a\":1}x", "}},\"a\":",  "...",       "\\",
      "\\\"",       "\n",         "\"\n",      "'\n'",
      "a\n",        "&quot;",     "<",         "(",
      "a(",         "\"a\"(",     "=",         "\xC2",
      "\xFF",       "{\n\"a\":1", "{\"a\":\n", "#\n",
      "{a",         "[a",         "\"a\" \"",  "{\"a\":[}",
      "\"\"",       "\"b\"b\"",   "{\"a\":b{", "[[x]",
      ";",          ",\"a\n\"",   "\"a\\\n",   "{\"a\":\"\\u",
      "`",          "\"a:\"",
  };
  for (const std::string_view piece : kPieces) {
    for (const std::string_view start : {"", "{", "{\"a\":x", "{\"k\":["}) {
      const double once = SecondsToRead(std::string(start) + Repeat(piece, 2'500 / piece.size()));
      const double four_times = SecondsToRead(std::string(start) + Repeat(piece, 10'000 / piece.size()));
      // Quadratic time would be 16 times as much.
      EXPECT_LT(four_times, 9 * once + 0.05) << start << " then " << piece;
    }
  }
}

TEST(ReadLooseJson, SurvivesGarbage) {
  constexpr std::string_view kPieces[] = {"{",  "}",    "[",   "]",  "\"",     "'",    ":", ",", "a", "1",
                                          " ",  "\n",   "...", "//", "/*",     "=>",   "(", ")", "“", "’",
                                          "\\", "null", "<",   ">",  "&quot;", "\xC2", ";", "#"};
  std::mt19937 random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = "{";
    for (int n = static_cast<int>(random() % 40); n > 0; --n) text += kPieces[random() % std::size(kPieces)];
    const auto read = ReadLooseJson(text, 1);
    if (!read) continue;
    for (const auto& [pointer, lines] : read->lines) {
      ASSERT_NE(read->value.At(pointer), nullptr) << text;
      ASSERT_LE(lines.first, lines.last) << text;
    }
    for (const auto& [pointer, type] : read->placeholders) {
      ASSERT_NE(read->value.At(pointer), nullptr) << text;
      ASSERT_TRUE(read->value.At(pointer)->is_null()) << text;
    }
    for (const std::string& pointer : read->elided) ASSERT_NE(read->value.At(pointer), nullptr) << text;
  }
}

TEST(TypeOf, NamesTheTypesOfTheFactsSchema) {
  const struct {
    std::string_view text;
    std::string_view type;
  } kRows[] = {
      {"[1]", "integer"},    {"[1.0]", "number"}, {"[1e2]", "number"}, {"[\"x\"]", "string"},
      {"[true]", "boolean"}, {"[null]", "null"},  {"[[]]", "array"},   {"[{}]", "object"},
  };
  for (const auto& row : kRows) EXPECT_EQ(TypeName(TypeOf(ParseJson(row.text)->array()[0])), row.type);
  EXPECT_EQ(TypeName(ValueType::kUnknown), "unknown");
}

}  // namespace
}  // namespace authconform
