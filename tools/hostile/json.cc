// JSON that breaks readers of JSON: the rows on RapidJSON, and tokens made to break readers of tokens.
#include "tools/hostile/sample_endpoint.h"
#include "tools/hostile/says.h"

namespace authconform {
namespace {

Attack Body(std::string body) { return Says(Answer("200 OK", body)); }
Attack Member(const std::string& member) { return Body(SampleBody(member)); }

// The sample's body with this token.
Attack Token(const std::string& token) { return Body(R"({"token":")" + token + R"(","expires_in":3600})"); }
Attack Payload(const std::string& payload) { return Token(SampleToken(R"({"alg":"HS256"})", payload)); }

std::string Keys(int count) {
  std::string keys;
  for (int i = 0; i < count; ++i) keys += (i > 0 ? ",\"" : "\"") + std::to_string(i) + "\":0";
  return keys;
}

}  // namespace

// clang-format off
std::vector<Behaviour> JsonBehaviours() {
  using std::string_literals::operator""s;
  const std::string good = SampleBody();
  const std::string hs256 = R"({"alg":"HS256"})";
  return {
      {"MillionArrays", "opens a million arrays", Body(Times(1'000'000, "[")), Verdict::kFail, "nested deeper than 64"},
      {"DeepArrays", "nests arrays half a million deep in a sound answer", Member("\"a\":" + Times(500'000, "[") + Times(500'000, "]")), Verdict::kFail, "nested deeper than 64"},
      {"DeepObjects", "nests objects a hundred thousand deep", Body(Times(100'000, "{\"a\":") + "1" + Times(100'000, "}")), Verdict::kFail, "nested deeper than 64"},
      {"ArraysOf60Levels", "nests arrays as deep as one may, which is legal", Member("\"a\":" + Times(60, "[") + Times(60, "]")), Verdict::kPass, ""},
      {"MillionKeys", "sends an object of a million keys, in chunks", Floods(Chunked(Chunk("{\"0\":0")), Chunk(Times(10'000, ",\"key\":0"))), Verdict::kFail, "over the limit of 1048576 bytes"},
      {"ManyKeys", "sends ninety thousand keys more than documented, which is legal", Makes([] { return Answer("200 OK", SampleBody(Keys(90'000))); }), Verdict::kPass, ""},
      {"ManyValues", "sends half a million values", Makes([] { return Answer("200 OK", SampleBody("\"a\":[0" + Times(500'000, ",0") + "]")); }), Verdict::kFail, "more than 200000 values"},
      {"DuplicateKeys", "sends a key twice", Member(R"("expires_in":1)"), Verdict::kFail, "two members named \"expires_in\""},
      {"DuplicateKeysEscaped", "sends a key twice, once in escapes", Member(R"("\u0065xpires_in":1)"), Verdict::kFail, "two members named \"expires_in\""},
      {"ManyDuplicateKeys", "sends a key a hundred thousand times", Makes([] { return Answer("200 OK", SampleBody("\"a\":0" + Times(99'999, ",\"a\":0"))); }), Verdict::kFail, "two members named \"a\""},
      {"HugeExponent", "sends a number with a huge exponent", Member("\"a\":1e2147483648"), Verdict::kFail, "too large for a double"},
      {"HugeNegativeExponent", "sends a number with a huge negative exponent, which is legal", Member("\"a\":0.00000000001e-2147483639"), Verdict::kPass, ""},
      {"JustOverTheLargestDouble", "sends a number just over the largest double", Member("\"a\":1.7976931348623159e308"), Verdict::kFail, "too large for a double"},
      {"ManyZeros", "sends a number with 350 zeros, which is legal", Member("\"a\":0." + Times(350, "0") + "1"), Verdict::kPass, ""},
      {"LongNumber", "sends an integer of a million digits", Makes([] { return Answer("200 OK", SampleBody("\"a\":" + Times(1'000'000, "9"))); }), Verdict::kFail, "too large for a double"},
      {"LongFraction", "sends a fraction of a million digits, which is legal", Makes([] { return Answer("200 OK", SampleBody("\"a\":0." + Times(1'000'000, "9"))); }), Verdict::kPass, ""},
      {"ManyLongNumbers", "sends numbers of some hundred digits, many of them, which is legal", Makes([] { return Answer("200 OK", SampleBody("\"a\":[0" + Times(3'000, "," + Times(300, "7")) + "]")); }), Verdict::kPass, ""},
      {"LongString", "sends a string of a million characters, which is legal", Makes([] { return Answer("200 OK", SampleBody("\"a\":\"" + Times(1'000'000, "a") + "\"")); }), Verdict::kPass, ""},
      {"StringOfEscapes", "sends a string of escaped NULs, which is legal", Makes([] { return Answer("200 OK", SampleBody("\"a\":\"" + Times(170'000, "\\u0000") + "\"")); }), Verdict::kPass, ""},
      {"LoneSurrogate", "sends half a surrogate pair", Member(R"("a":"\udc00")"), Verdict::kFail, "half a surrogate pair"},
      {"NulAfterJson", "sends NUL and garbage after its JSON", Body(good + "\0garbage"s), Verdict::kFail, "NUL"},
      {"SecondValue", "sends a second value after its JSON", Body(good + good), Verdict::kFail, "something follows"},
      {"JsonCutShort", "ends its JSON too early", Body(good.substr(0, good.size() - 1)), Verdict::kFail, "a comma or }"},
      {"NotANumber", "sends NaN", Member("\"a\":NaN"), Verdict::kFail, "a JSON value is expected"},
      {"DeepRefusal", "refuses with a million open arrays", Says(Answer("401 Unauthorized", Times(1'000'000, "["))), Verdict::kFail, "nested deeper than 64", true},
      {"RefusalOfManyKeys", "refuses with ninety thousand keys more than documented, which is legal", Makes([] { return Answer("401 Unauthorized", "{\"error\":\"no\"," + Keys(90'000) + "}"); }), Verdict::kPass, "", true},
      {"RefusalLikeStackTraces", "refuses with a text made to keep a searcher of stack traces busy", Makes([] { return Answer("401 Unauthorized", "{\"error\":\"" + Times(200'000, "at a") + "\"}"); }), Verdict::kPass, "", true},
      {"RefusalLikeEncodedSecrets", "refuses with a text made to keep a searcher of passwords busy", Makes([] { return Answer("401 Unauthorized", "{\"error\":\"" + Times(90'000, "attack-thi%61") .substr(0, 900'000) + "\"}"); }), Verdict::kPass, "", true},
      {"TokenOfAMegabyte", "sends a token of almost a megabyte", Makes([] { return Answer("200 OK", R"({"token":")" + Times(900'000, "a") + R"(","expires_in":3600})"); }), Verdict::kFail, "it does not have three parts"},
      {"TokenOfDots", "sends a token of a million dots", Makes([] { return Answer("200 OK", R"({"token":")" + Times(1'000'000, ".") + R"(","expires_in":3600})"); }), Verdict::kFail, "it does not have three parts"},
      {"TokenWithDeepPayload", "nests arrays in a token's payload half a million deep", Payload(Times(500'000, "[")), Verdict::kFail, "its payload is not a JSON object"},
      {"TokenWithDeepHeader", "nests objects in a token's header a hundred thousand deep", Token(SampleToken(Times(100'000, "{\"a\":"), "{}")), Verdict::kFail, "its header is not a JSON object"},
      {"TokenOfManyClaims", "puts fifty thousand claims into a token, which is legal", Makes([hs256] { return Answer("200 OK", R"({"token":")" + SampleToken(hs256, R"({"iat":1,"exp":3601,)" + Keys(50'000) + "}") + R"(","expires_in":3600})"); }), Verdict::kPass, ""},
      {"TokenWithHugeDates", "dates a token with huge exponents", Payload(R"({"iat":1e2147483648,"exp":1})"), Verdict::kFail, "its payload is not a JSON object"},
      {"TokenWithLongDates", "dates a token with numbers of three hundred digits", Payload("{\"iat\":1" + Times(300, "0") + ",\"exp\":2" + Times(300, "0") + "}"), Verdict::kFail, "/expires_in"},
      {"TokenNotSigned", "says that its token is not signed", Token(SampleToken(R"({"alg":"None"})", "{}")), Verdict::kFail, "its alg is none"},
      {"TokenWithNul", "puts a NUL into a token's header", Token(SampleToken("{\"alg\":\"HS256\"\0}"s, "{}")), Verdict::kFail, "its header is not a JSON object"},
  };
}
// clang-format on

}  // namespace authconform
