#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/derive/read/facts_text.h"
#include "tools/derive/read/readers.h"

namespace authconform {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

EndpointFact Only(const Facts& facts) {
  EXPECT_EQ(facts.endpoints.size(), 1u);
  return facts.endpoints.empty() ? EndpointFact{} : facts.endpoints[0];
}

// The page of one call; `api` and `page` are further members, each after a comma.
std::string Page(const std::string& api, const std::string& page = "") {
  return R"({"title": "T", "api": {"method": "post", "url": "/a/:id")" + api + "}" + page + "}";
}

EndpointFact ReadCall(const std::string& api) { return Only(ReadReadmeIo(Page(api), "x")); }

// A call whose page has this body.
EndpointFact ReadBody(const std::string& body) {
  return Only(ReadReadmeIo(Page("", ", \"body\": " + WriteJson(Json(body))), "x"));
}

TEST(ReadmeIoTest, APageFollowedByItsTextHasItsProseOnTheLinesOfTheText) {
  const Facts facts = ReadReadmeIo(ReadTestDocument("readmeio/page_with_text.json"), "shed.json");
  EXPECT_EQ(facts.dialect, Dialect::kReadmeIo);
  EXPECT_EQ(facts.title + " " + facts.version, "Sheds: Open a shed 2.3.0");
  const EndpointFact open = Only(facts);
  EXPECT_EQ(CallText(open), "POST /gardens/:garden/openings");
  EXPECT_EQ(open.title, "Open a shed");
  EXPECT_THAT(FieldTexts(open), ElementsAre("/garden path string required @1", "/labels body array optional @1",
                                            "/labels/* body string @1", "/shed_no body integer required @1",
                                            "/memo body string optional @1"));
  EXPECT_THAT(HeaderTexts(open), ElementsAre("X-Panel: shed-panel @1", "Authorization: Basic base64(mail:phrase) @13"));
  EXPECT_EQ(open.auth, FactAuth::kBasic);
  EXPECT_EQ(At(open.auth_lines), " @13");
  EXPECT_EQ(open.encoding, FactEncoding::kJson);
  EXPECT_EQ(At(open.encoding_lines), " @13");
  ASSERT_EQ(open.requests.size(), 1u);
  EXPECT_EQ(WriteJson(open.requests[0].body->value), R"({"keeper_key":"k-77","shed_no":4})");
  EXPECT_EQ(open.requests[0].body->lines.at("/shed_no"), (Lines{1, 1}));
  EXPECT_THAT(ResponseTexts(open),
              ElementsAre("200 @1", R"(  {"pass":"p.q.r","until":1700000000,"doors":["north"]} @1)", "400 @1", "423 @1",
                          R"(  {"reason":"shed is shut"} @1)"));
  EXPECT_EQ(At(open.prose[0].lines), " @5");
  ASSERT_EQ(facts.remarks.size(), 1u);
  EXPECT_EQ(facts.remarks[0].id, "template-leftover");
}

TEST(ReadmeIoTest, MetadataAndOperationOfAMarkdownPageAreOneCall) {
  const Facts facts = ReadReadmeIo(ReadTestDocument("readmeio/operation.md"), "log.md");
  EXPECT_EQ(facts.title + " " + facts.version, "Read a shed's log 9.1.4");
  const EndpointFact log = Only(facts);
  EXPECT_EQ(CallText(log), "GET /garden/v3/sheds/{shed_no}/log?from=0 https://api.sheds.example");
  EXPECT_EQ(log.auth, FactAuth::kApiKey);
  EXPECT_THAT(HeaderTexts(log), ElementsAre("panel-key:  @142-146", "Shed-Trace:  @45-52"));
  EXPECT_THAT(FieldTexts(log),
              ElementsAre("/from query integer optional @101-107", "/shed_no path integer required @89-96"));
  EXPECT_THAT(ResponseTexts(log), ElementsAre("200 @110", "  /rows array @122-132", "  /rows/* object @124-131",
                                              "  /rows/*/at integer @127-129", "  {\"rows\":[{\"at\":5}]} @116",
                                              "404 @28", "  {\"why\":\"no such shed\"} @27"));
}

TEST(ReadmeIoTest, PagesAreFoundInWhateverTheyAreWrappedIn) {
  const std::string page = Page("");
  const std::string documents[] = {
      "\xEF\xBB\xBF" + page,
      "[" + page + "]",
      R"({"doc": )" + page + "}",
      R"({"page": )" + page + "}",
      R"({"data": {"docs": [)" + page + "]}}",
      "Saved from the site\n\n" + page + "\n\nTry it",
      R"({"title": "T", "content": {"body": "x"}, "api": {"method": "post", "path": "/a/:id", "stats": {}}})",
      "# T\n\n```json\n" + page + "\n```\n",
      "# T\n\n```json\n{\"method\": \"post\", \"url\": \"/a/:id\", \"params\": []}\n```\n",
      "---\ntitle: T\napi:\n  method: post\n  url: /a/:id\n---\nText\n",
      "# T\n\n```json\n{\"openapi\": \"3.0.0\", \"paths\": {\"/a/:id\": {\"post\": {}}}}\n```\n",
      "# T\n\n```yaml\nopenapi: 3.0.0\npaths:\n  /a/:id:\n    post: {}\n```\n",
  };
  for (const std::string& document : documents) {
    EXPECT_EQ(CallText(Only(ReadReadmeIo(document, "x"))), "POST /a/:id") << document;
  }
}

TEST(ReadmeIoTest, APageOfTextOnlyIsNoCall) {
  for (const char* type : {"link", "error"}) {
    const std::string page = Page("", std::string(R"(, "type": ")") + type + R"(", "body": "Words.")");
    EXPECT_THAT(ReadReadmeIo(page, "x").endpoints, IsEmpty()) << type;
  }
  EXPECT_THAT(ReadReadmeIo(R"({"api": {"method": "get", "url": "", "params": []}, "title": "T"})", "x").endpoints,
              IsEmpty());
  const std::string text = R"(, "title": "T", "type": "basic", "body": "The endpoint is https://h.example/a."})";
  EXPECT_THAT(ReadReadmeIo(R"({"api": {"method": "get", "url": "", "params": []})" + text, "x").endpoints, IsEmpty());
}

TEST(ReadmeIoTest, ABasicPageWithAnAddressIsACall) {
  EXPECT_EQ(CallText(Only(ReadReadmeIo(Page("", R"(, "type": "basic")"), "x"))), "POST /a/:id");
}

// Of the page of a call without an address, as a page object and as Markdown.
std::vector<std::string> CallsToldBy(const std::string& text) {
  const std::string api = R"({"method": "get", "url": "", "params": [], "results": {"codes": []}})";
  std::vector<std::string> calls;
  for (const std::string& page : {R"({"title": "T", "api": )" + api + R"(, "body": )" + WriteJson(Json(text)) + "}",
                                  "# T\n\n" + text + "\n\n## Metadata\n\n```json\n" + api + "\n```\n"}) {
    const Facts facts = ReadReadmeIo(page, "x");
    calls.push_back(facts.endpoints.size() == 1 ? CallText(facts.endpoints[0])
                                                : std::to_string(facts.endpoints.size()) + " calls");
  }
  return calls;
}

TEST(ReadmeIoTest, TheTextTellsTheAddressOfACallThatHasNone) {
  struct Row {
    const char* text;
    const char* call;
  };
  const Row kRows[] = {
      {"> The API endpoint for it is: [https://{Area}.h.example/v1/sheds].", "GET https://{Area}.h.example/v1/sheds"},
      {"The endpoint is https://h.example/a/{id}, or the endpoint https://h.example/a/{no}.",
       "GET https://h.example/a/{id}"},
      {"```\ncurl -X PUT https://h.example/a/b\n```", "PUT https://h.example/a/b"},
      {"The endpoint is https://h.example/a. Another endpoint is https://h.example/b.", "0 calls"},
      {"Read on at https://h.example/guide.", "0 calls"},
      {"The endpoint is [here](https://h.example/guide).", "0 calls"},
      {"The endpoint is on https://h.example/.", "0 calls"},
      {"Words.", "0 calls"},
  };
  for (const Row& row : kRows) EXPECT_THAT(CallsToldBy(row.text), ElementsAre(row.call, row.call)) << row.text;
}

TEST(ReadmeIoTest, ABlockCaptionIsTheLabelOfItsCode) {
  struct Row {
    const char* body;
    std::vector<std::string> responses;
  };
  const Row kRows[] = {
      {"```json 200 Shed is open\n{\"a\": 1}\n```", {"200 @1", "  {\"a\":1} @1"}},
      {"```json 404 Not Found\n{\"e\": 1}\n```\n```json\n{\"b\": 1}\n```", {"404 @1", "  {\"e\":1} @1"}},
      {"```json 400 Bad Request\nStatus code- 400\n\n[{\"e\": 1}]\n```", {"400 @1", "  [{\"e\":1}] @1"}},
      {"```json Shed\n{\"a\": 1}\n```", {}},
  };
  for (const Row& row : kRows) EXPECT_EQ(ResponseTexts(ReadBody(row.body)), row.responses) << row.body;
  EXPECT_EQ(ReadBody("```json Request\n{\"a\": 1}\n```").requests.size(), 1u);
}

TEST(ReadmeIoTest, AResponseWithoutAStatusIsTheBodyOfTheOnlySuccess) {
  const char* const kShown = "**Response**\n\n```json\n{\"a\": 1}\n```";
  struct Row {
    const char* codes;
    const char* body;
    std::vector<std::string> responses;
  };
  const Row kRows[] = {
      {R"({"status": 200, "code": ""}, {"status": 404, "code": ""})", kShown, {"200 @1", "  {\"a\":1} @1", "404 @1"}},
      {R"({"status": 200, "code": "{\"b\": 1}"})", kShown, {"200 @1", "  {\"b\":1} @1"}},
      {R"({"status": 200, "code": ""}, {"status": 201, "code": ""})", kShown, {"200 @1", "201 @1"}},
      {R"({"status": 404, "code": ""})", kShown, {"404 @1"}},
      {R"({"status": 200, "code": ""})", "**Error response**\n\n```json\n{\"a\": 1}\n```", {"200 @1"}},
  };
  for (const Row& row : kRows) {
    const std::string results = std::string(", \"results\": {\"codes\": [") + row.codes + "]}";
    const std::string body = ", \"body\": " + WriteJson(Json(row.body));
    EXPECT_EQ(ResponseTexts(Only(ReadReadmeIo(Page(results, body), "x"))), row.responses) << row.codes;
  }
}

TEST(ReadmeIoTest, ATableOfMembersIsOfTheObjectsThatTheBodyLists) {
  EXPECT_THAT(ResponseTexts(ReadBody("## Response\n\n```json 200\n[{\"a\": 1}]\n```\n\n"
                                     "| Name | Type |\n|---|---|\n| a | integer |\n")),
              ElementsAre("200 @1", "  /*/a integer @1", "  [{\"a\":1}] @1"));
}

TEST(ReadmeIoTest, ATitleTellsItsPartBeforeWhatItSaysOfTheCall) {
  const EndpointFact call =
      ReadBody("## Request body to open a shed by its keeper\n\n| Name | Type |\n|---|---|\n| a | int |\n");
  EXPECT_THAT(FieldTexts(call), ElementsAre("/a body integer @1"));
}

TEST(ReadmeIoTest, ParametersAreWhereTheyAreSaidToBe) {
  struct Row {
    const char* parameter;
    const char* field;
  };
  const Row kRows[] = {
      {R"({"name": "id", "in": "path", "type": "string", "required": true})", "/id path string required @1"},
      {R"({"name": "q", "in": "query", "type": "boolean", "required": false})", "/q query boolean optional @1"},
      {R"({"name": "n", "in": "body", "type": "int"})", "/n body integer @1"},
      {R"({"name": "n", "in": "body", "type": "double", "required": "true"})", "/n body number required @1"},
      {R"({"name": "f", "in": "formData", "type": "file"})", "/f body unknown @1"},
      {R"({"name": "a.b", "in": "body", "type": "string"})", "/a/b body string @1"},
      {R"({"name": "a[].b", "in": "body", "type": "date"})", "/a/*/b body string @1"},
      {R"({"name": "m", "in": "body", "type": "mixed"})", "/m body unknown @1"},
      {R"({"name": "o", "in": "body", "type": "object"})", "/o body object @1"},
  };
  for (const Row& row : kRows) {
    EXPECT_THAT(FieldTexts(ReadCall(std::string(", \"params\": [") + row.parameter + "]")), ElementsAre(row.field));
  }
  EXPECT_EQ(ReadCall(R"(, "params": [{"name": "f", "in": "formData"}])").encoding, FactEncoding::kForm);
  const EndpointFact listed = ReadCall(R"(, "params": [{"name": "s", "in": "body", "enumValues": "on, off"}])");
  EXPECT_THAT(listed.fields[0].allowed, ElementsAre(Json("on"), Json("off")));
}

TEST(ReadmeIoTest, ResultsNeedAStatus) {
  struct Row {
    const char* result;
    std::vector<std::string> responses;
  };
  const Row kRows[] = {
      {R"({"status": 200, "code": "{\"a\": 1}"})", {"200 @1", "  {\"a\":1} @1"}},
      {R"({"status": "201", "code": "[1]"})", {"201 @1", "  [1] @1"}},
      {R"({"status": null, "name": "404 Not Found", "code": "{\"e\": 1}"})", {"404 @1", "  {\"e\":1} @1"}},
      {R"({"status": 204, "code": ""})", {"204 @1"}},
      {R"({"status": 400, "code": "{}"})", {"400 @1"}},
      {R"({"status": 500, "code": "<b>x</b>", "language": "xml"})", {"500 @1", "  unread @1"}},
      {R"({"status": 7, "code": "{\"a\": 1}"})", {}},
      {R"({"code": "{\"a\": 1}"})", {}},
  };
  for (const Row& row : kRows) {
    const std::string api = std::string(", \"results\": {\"codes\": [") + row.result + "]}";
    EXPECT_EQ(ResponseTexts(ReadCall(api)), row.responses) << row.result;
  }
}

TEST(ReadmeIoTest, TheBodyTellsMembersAndStatusesUnderItsHeadings) {
  EXPECT_THAT(ResponseTexts(ReadBody("## Response\n\n### 200 OK\n\n```json\n{\"a\": 1}\n```\n")),
              ElementsAre("200 @1", "  {\"a\":1} @1"));
  EXPECT_THAT(ResponseTexts(ReadBody("| Status code | Description |\n|---|---|\n| 401 | Who? |\n| 404 | Where? |\n")),
              ElementsAre("401 @1", "404 @1"));
  EXPECT_THAT(ResponseTexts(ReadBody("## Errors\n\n```json\n{\"code\": 40}\n```\n")), IsEmpty());
  EXPECT_THAT(FieldTexts(ReadBody("## Query parameters\n\n| Name | Type |\n|---|---|\n| q | string |\n")),
              ElementsAre("/q query string @1"));
  EXPECT_THAT(ReadBody("## Request body\n\n```json\n{\"a\": 1}\n```\n").requests.size(), 1u);
  EXPECT_THAT(HeaderTexts(ReadBody("## Headers\n\n| Name | Required |\n|---|---|\n| X-A | yes |\n")),
              ElementsAre("X-A:  @1"));
}

TEST(ReadmeIoTest, MagicBlocksOfAMarkdownPageKeepTheirLines) {
  const Facts facts = ReadReadmeIo(
      "---\ntitle: \"Shed\"\napi: {method: get, url: /s}\n---\nText.\n[block:code]\n{\n  \"codes\": [\n    {\"code\": "
      "\"{\\\"a\\\": 1}\", \"language\": \"json\", \"name\": \"200\"}\n  ]\n}\n[/block]\nMore text here.\n",
      "x");
  const EndpointFact call = Only(facts);
  EXPECT_EQ(facts.title, "Shed");
  EXPECT_THAT(ResponseTexts(call), ElementsAre("200 @6", "  {\"a\":1} @6"));
  ASSERT_EQ(call.prose.size(), 2u);
  EXPECT_EQ(At(call.prose[1].lines), " @13");
}

TEST(ReadmeIoTest, ABlockThatNeverClosesOrIsNoJsonIsRecorded) {
  const Facts facts =
      ReadReadmeIo(Page("", R"(, "body": "[block:code]\nnothing\n[/block]\n[block:html]\n{\"html\": \"x\"}")"), "x");
  EXPECT_THAT(RepairTexts(facts), ElementsAre("a [block] is not JSON and is left out @1", "a [block] never closes @1"));
}

TEST(ReadmeIoTest, TheAuthorizationHeaderIsReadFromProse) {
  struct Row {
    const char* text;
    std::optional<FactAuth> auth;
    std::vector<std::string> headers;
  };
  const Row kRows[] = {
      {"Send Authorization: Bearer {pass} with it.", FactAuth::kBearer, {"Authorization: Bearer {pass} with it @1"}},
      {"It uses basic authentication.", FactAuth::kBasic, {}},
      {"The bearer token goes into the header.", FactAuth::kBearer, {}},
      {"A basic sentence.", std::nullopt, {}},
      {"Basic or Bearer in Authorization.", std::nullopt, {}},
  };
  for (const Row& row : kRows) {
    const EndpointFact call = ReadBody(row.text);
    EXPECT_EQ(call.auth, row.auth) << row.text;
    EXPECT_EQ(HeaderTexts(call), row.headers) << row.text;
  }
}

TEST(ReadmeIoTest, SamplesOfTheCallTellItsBasePathWhereTheyAgree) {
  struct Row {
    const char* urls[2];
    const char* call;
  };
  const Row kRows[] = {
      {{"https://h.example/v1/a/5", "https://h.example/v1/a/6?x=1"}, "POST /a/:id https://h.example/v1"},
      {{"https://h.example/a/5", "https://h.example/b"}, "POST /a/:id https://h.example"},
      {{"https://h.example/v1/a/5", "https://h.example/v2/a/5"}, "POST /a/:id"},
      {{"https://h.example/b", "https://h.example/c/d"}, "POST /a/:id"},
  };
  for (const Row& row : kRows) {
    std::string codes;
    for (const char* url : row.urls) {
      codes +=
          std::string(codes.empty() ? "" : ", ") + R"({"language": "curl", "code": "curl -X POST )" + url + R"("})";
    }
    EXPECT_EQ(CallText(ReadCall(", \"examples\": {\"codes\": [" + codes + "]}")), row.call) << row.urls[0];
  }
}

TEST(ReadmeIoTest, AnyBytesAreRead) {
  std::string deep = R"({"api": )";
  for (int i = 0; i < 10'000; ++i) deep += R"({"api": [)";
  const std::string documents[] = {"",
                                   "{",
                                   "[",
                                   "[block:code]",
                                   "[block:",
                                   "---",
                                   "---\n",
                                   "{\"api\"",
                                   deep,
                                   "\xFF\xFE{",
                                   "```json\n{\"api\": {\"method\": 5, \"url\": 6}}",
                                   Page("").substr(0, 40),
                                   "{\"api\": {\"method\": \"get\", \"url\": \"/a\", \"params\": 5, \"results\": []}}"};
  for (const std::string& document : documents) ReadReadmeIo(document, "x");
}

}  // namespace
}  // namespace authconform
