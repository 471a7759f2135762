// Sound JSON whose values break checkers of schemas: the rows on valijson. The schema is testdata's
// success.schema.json.
#include "tools/hostile/says.h"

namespace authconform {
namespace {

Attack Member(const std::string& member) { return Says(Answer("200 OK", SampleBody(member))); }
Attack LongMember(std::function<std::string()> member) {
  return Makes([member = std::move(member)] { return Answer("200 OK", SampleBody(member())); });
}

std::string Distinct(int count) {
  std::string items = "0";
  for (int i = 1; i < count; ++i) items += "," + std::to_string(i);
  return items;
}

std::string Tree(size_t depth, const std::string& inside) {
  return "\"tree\":" + Times(depth, "{\"next\":") + inside + Times(depth, "}");
}

}  // namespace

// clang-format off
std::vector<Behaviour> SchemaBehaviours() {
  return {
      {"LongStringUnderPattern", "sends a string of 900 KB where there is a pattern, which is legal", LongMember([] { return "\"code\":\"" + Times(900'000, "a") + "\""; }), Verdict::kPass, ""},
      {"LongStringAgainstPattern", "sends a string of 900 KB whose last character breaks the pattern", LongMember([] { return "\"code\":\"" + Times(900'000, "a") + "!\""; }), Verdict::kFail, "/code"},
      {"LongNameUnderPattern", "sends a member of 900 KB's name where there is a pattern", LongMember([] { return "\"x-" + Times(900'000, "a") + "\":\"no integer\""; }), Verdict::kFail, "an integer"},
      {"LongDate", "sends a date of 900 KB", LongMember([] { return "\"day\":\"" + Times(900'000, "1") + "\""; }), Verdict::kFail, "/day"},
      {"FormatOfAnArray", "sends an array where there is a format, which is legal", Member("\"day\":[1,2]"), Verdict::kPass, ""},
      {"FormatOfAnObject", "sends an object where there is a format, which is legal", Member("\"day\":{\"a\":1}"), Verdict::kPass, ""},
      {"IntegerOf64Bits", "sends 2^64-1 where at most 86400 is allowed", Says(Answer("200 OK", R"({"token":"a.b.c","expires_in":18446744073709551615})")), Verdict::kFail, "/expires_in"},
      {"IntegerOf200Bits", "sends an integer of 60 digits where at most 86400 is allowed", Says(Answer("200 OK", R"({"token":"a.b.c","expires_in":)" + Times(60, "9") + "}")), Verdict::kFail, "/expires_in"},
      {"IntegerWithFraction", "writes an integer as 3600.0, which is legal", Says(Answer("200 OK", SampleBody().substr(0, SampleBody().size() - 1) + ".0}")), Verdict::kPass, ""},
      {"CentsInADouble", "sends 19.99, which is a multiple of 0.01", Member("\"price\":19.99"), Verdict::kPass, ""},
      {"NoMultiple", "sends 19.995, which is no multiple of 0.01", Member("\"price\":19.995"), Verdict::kFail, "/price"},
      {"MultipleOfLongNumber", "sends a fraction of 900 KB where there is a multiple", LongMember([] { return "\"price\":0." + Times(900'000, "1"); }), Verdict::kFail, "/price"},
      {"ManyDistinctItems", "sends a hundred thousand distinct items, which is legal", LongMember([] { return "\"scopes\":[" + Distinct(100'000) + "]"; }), Verdict::kPass, ""},
      {"ManyEqualItems", "sends a hundred thousand equal items", LongMember([] { return "\"scopes\":[0" + Times(99'999, ",0") + "]"; }), Verdict::kFail, "/scopes/1"},
      {"ManyEqualNestedItems", "sends thousands of equal nested items", LongMember([] { return "\"scopes\":[[[{\"a\":[1]}]]" + Times(9'999, ",[[{\"a\":[1.0]}]]") + "]"; }), Verdict::kFail, "/scopes/1"},
      {"DeepUnderRecursiveSchema", "nests 3,000 deep where the schema recurs", LongMember([] { return Tree(3'000, "{}"); }), Verdict::kFail, "nested deeper than 64"},
      {"DeepestUnderRecursiveSchema", "breaks a recursive schema as deep as one may nest", Member(Tree(60, "{\"leaf\":1}")), Verdict::kFail, "/next/leaf"},
      {"ManyViolations", "breaks the schema ninety thousand times", LongMember([] { std::string all; for (int i = 0; i < 30'000; ++i) { std::string name; for (int bit = 14; bit >= 0; --bit) name += (i >> bit & 1) != 0 ? 'b' : 'a'; all += (i > 0 ? ",\"x-" : "\"x-") + name + "\":\"\""; } return all; }), Verdict::kFail, "an integer"},
      {"SlashInName", "breaks the schema in a member whose name needs escapes in a pointer", Member(R"("tree":{"next":{"leaf":5,"a/b~c":1}})"), Verdict::kFail, "/tree/next/leaf"},
  };
}
// clang-format on

}  // namespace authconform
