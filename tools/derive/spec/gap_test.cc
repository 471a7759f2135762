#include "tools/derive/spec/gap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "harness/base/schema.h"
#include "tools/derive/spec/testing/samples.h"

namespace authconform {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Nothing is left open.
EndpointFact Complete() {
  EndpointFact endpoint = SignIn();
  endpoint.responses = {Answer(200, R"({"token": "f3b1c2d4e5f60718"})"),
                        Answer(401, R"({"message": "Wrong password"})")};
  return endpoint;
}

std::vector<Gap> GapsOf(const EndpointFact& endpoint) { return FindGaps(Sort(endpoint, "acme/sign-in")); }

TEST(GapTest, ACompleteDocumentHasNone) { EXPECT_THAT(GapsOf(Complete()), IsEmpty()); }

TEST(GapTest, EachGapIsToldByItsId) {
  using Change = std::function<void(EndpointFact&)>;
  const std::vector<std::pair<std::vector<std::string>, Change>> kRows = {
      {{"encoding-not-told"}, [](EndpointFact& e) { e.encoding.reset(); }},
      {{"required-not-told"}, [](EndpointFact& e) { e.fields[1].required.reset(); }},
      {{"auth-scheme-not-told"}, [](EndpointFact& e) { e.needs_auth = true; }},
      {{"auth-scheme-not-told", "outcome-not-told"}, [](EndpointFact& e) { e.fields.pop_back(); }},
      {{"not-a-sign-in"}, [](EndpointFact& e) { e.auth = FactAuth::kBearer; }},
      {{"not-a-sign-in"}, [](EndpointFact& e) { e.responses[0] = Answer(200, R"({"id": 1})"); }},
      {{"outcome-not-told"}, [](EndpointFact& e) { e.responses.insert(e.responses.end(), 2, Answer(429, "")); }},
      {{"no-refusal-documented"}, [](EndpointFact& e) { e.responses.pop_back(); }},
      {{"no-success-documented"}, [](EndpointFact& e) { e.responses.erase(e.responses.begin()); }},
      {{"described-error-without-status"}, [](EndpointFact& e) { e.responses.push_back(Answer(0, "", "Error")); }},
      {{"outcome-not-told"}, [](EndpointFact& e) { e.responses.push_back(Answer(429, "")); }},
      {{"unreadable-example"}, [](EndpointFact& e) { e.responses[1].examples.push_back(Shown("<xml/>")); }},
      {{"unreadable-example"}, [](EndpointFact& e) { e.requests.push_back(Shown("")); }},
      {{"same-status-two-bodies"},
       [](EndpointFact& e) { e.responses.push_back(Answer(401, R"({"error": "Wrong password"})")); }},
      {{"token-truncated"}, [](EndpointFact& e) { e.responses[0] = Answer(200, R"({"token": "eyJh..."})"); }},
      {{"type-not-told"},
       [](EndpointFact& e) { e.responses[0] = Answer(200, R"({"token": "f3b1c2d4e5f60718", "a": null})"); }},
      {{"type-not-told", "value-not-told"},
       [](EndpointFact& e) {
         e.fields.push_back(Declared("/color"));
         e.fields.back().type = ValueType::kUnknown;
         e.fields.back().required = true;
       }},
      {{"value-not-told"}, [](EndpointFact& e) { e.path = "/v2/{tenant}/sign-in"; }},
      {{"credentials-in-path"}, [](EndpointFact& e) { e.fields[1].misdeclared = Field::In::kPath; }},
      {{"credentials-in-path"},
       [](EndpointFact& e) {
         for (Field& field : e.fields) field.in = Field::In::kQuery;
       }},
      {{"template-leftover"}, [](EndpointFact& e) { e.responses[0].title = "Cake successfully retrieved."; }},
      {{"template-leftover"},
       [](EndpointFact& e) {
         e.prose.push_back({"Lorem ipsum dolor", {12, 12}});
       }},
      {{"example-contradicts-table"},
       [](EndpointFact& e) {
         e.fields[0].type = ValueType::kInteger;
         e.requests = {Shown(R"({"email": "k@acme.example", "password": "p"})")};
       }},
      {{"example-contradicts-table"}, [](EndpointFact& e) { e.requests = {Shown(R"({"email": "k@acme.example"})")}; }},
      {{"example-contradicts-table"}, [](EndpointFact& e) { e.responses[0].fields = {Declared("/expires")}; }},
      {{"example-contradicts-table"},
       [](EndpointFact& e) {
         Field token = Declared("/token");
         token.type = ValueType::kObject;
         e.responses[0].fields = {token};
       }},
  };
  for (size_t i = 0; i < kRows.size(); ++i) {
    EndpointFact endpoint = Complete();
    kRows[i].second(endpoint);
    std::vector<std::string> ids;
    for (const Gap& gap : GapsOf(endpoint)) {
      ids.push_back(gap.id);
      EXPECT_EQ(gap.endpoint, "acme/sign-in");
      EXPECT_FALSE(gap.text.empty());
    }
    EXPECT_EQ(ids, kRows[i].first) << "row " << i;
  }
}

TEST(GapTest, DecisionsAreProposedAsMergePatches) {
  EndpointFact endpoint = Complete();
  endpoint.encoding.reset();
  endpoint.fields[1].required.reset();
  std::vector<std::string> patches;
  for (const Gap& gap : GapsOf(endpoint)) patches.push_back(WriteJson(gap.decide));
  EXPECT_THAT(patches, ElementsAre(R"({"request":{"encodings":["json"],"encoding_requirement":"parameters"}})",
                                   R"({"request":{"fields":{"password":{"required":true}}}})"));
}

TEST(TemplateLeftoverTest, PhrasesOfToolsAreKnown) {
  EXPECT_EQ(TemplateLeftover("Returns the {{ thing }}"), "a placeholder in double braces");
  EXPECT_EQ(TemplateLeftover("Try it out ⚡"), "the label of a button");
  EXPECT_EQ(TemplateLeftover("Returns a {thing}"), "");
  EXPECT_EQ(TemplateLeftover(""), "");
}

TEST(DocumentGapsTest, RemarksOfReadersAreKeptAndOthersLeftOut) {
  Facts facts;
  facts.remarks = {{"template-leftover", {4, 4}, "an empty caption"}, {"no-such-gap", {5, 5}, "?"}};
  facts.prose = {{"{{ page.title }}", {1, 1}}};
  const std::vector<Gap> gaps = FindDocumentGaps(facts);
  ASSERT_EQ(gaps.size(), 2u);
  EXPECT_EQ(gaps[0].text, "an empty caption");
  EXPECT_EQ(gaps[1].lines, (Lines{1, 1}));
}

}  // namespace
}  // namespace authconform
