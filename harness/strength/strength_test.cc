// Every body schema of //specs against bodies that differ in one thing from one it accepts: each is refused, by the
// schema or by a requirement that strength.json names, or strength.json says why the document allows it.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/schema.h"
#include "harness/judge/judge.h"
#include "harness/plan/plan.h"
#include "harness/spec/load.h"
#include "harness/strength/body_mutations.h"

namespace authconform {
namespace {

const FileSet& Specs() {
  static const FileSet* const kFiles = [] {
    Result<FileSet> files = ReadFolder(".", "specs");
    EXPECT_TRUE(files.ok()) << files.error().ToString();
    return new FileSet(files.ok() ? *files : FileSet());
  }();
  return *kFiles;
}

// strength.json of an endpoint; null, and a failure, when it is not as specs/strength.schema.json says.
Json ReadStrength(const std::string& endpoint) {
  const std::string file = "specs/" + endpoint + "/strength.json";
  const auto found = Specs().find(file);
  if (found == Specs().end()) {
    ADD_FAILURE() << file << " is missing: give each outcome's schema a body that it accepts";
    return nullptr;
  }
  const Result<Json> strength = ParseJson(found->second, file);
  const Result<Schema> form = Schema::Compile(*ParseJson(Specs().at("specs/strength.schema.json")));
  if (!strength || !form) {
    ADD_FAILURE() << (strength ? form.error() : strength.error()).ToString();
    return nullptr;
  }
  const std::vector<SchemaViolation> violations = form->Check(*strength);
  for (const SchemaViolation& violation : violations) {
    ADD_FAILURE() << file << ":" << violation.pointer << ": expected " << violation.expected << ", found "
                  << violation.actual;
  }
  return violations.empty() ? *strength : Json();
}

// The planned cases whose answer must be this outcome, judged on a body.
class Bench {
 public:
  Bench(const Spec& spec, const Outcome& outcome, const Json& strength)
      : outcome_(outcome),
        schema_(*Schema::Compile(outcome.schema, outcome.schema_file)),
        judge_(*Judge::Make(spec)),
        sent_{strength.Find("login")->string(), "a-password", Text(strength, "client_id"), "a-client-key"},
        received_us_(*strength.Find("received")->AsInt64() * 1'000'000) {
    for (Case& planned : Plan(spec)) {
      if (planned.expect == std::vector<std::string>{outcome.name}) cases_.push_back(std::move(planned));
    }
  }

  bool SchemaAccepts(const Json& body) const { return schema_.Check(body).empty(); }

  // The requirements and rules that some case finds broken.
  std::set<std::string> BrokenRules(const Json& body) const {
    Exchange exchange;
    exchange.started_us = received_us_;
    exchange.result = Response{
        outcome_.status,
        "",
        {{"Content-Type", outcome_.content_type}, {"Cache-Control", "no-store"}, {"WWW-Authenticate", "Basic"}},
        WriteJson(body)};
    std::set<std::string> rules;
    for (const Case& planned : cases_) {
      for (const Finding& finding : judge_(planned, {exchange, &exchange, sent_, &sent_}).findings) {
        rules.insert(finding.rule.id);
      }
    }
    return rules;
  }

 private:
  static std::string Text(const Json& object, const char* name) {
    const Json* text = object.Find(name);
    return text == nullptr ? "" : text->string();
  }

  const Outcome& outcome_;
  const Schema schema_;
  const Judge judge_;
  const Sent sent_;
  const int64_t received_us_;
  std::vector<Case> cases_;
};

// A member that the body does not show is a member that no mutation tries.
void CheckShowsAll(const Json& schema, const Json& body, const std::string& pointer) {
  if (const Json* properties = schema.Find("properties"); properties != nullptr) {
    for (const auto& [name, property] : properties->object()) {
      const Json* member = body.Find(name);
      const std::string below = pointer + "/" + EscapePointerToken(name);
      EXPECT_NE(member, nullptr) << "the schema tells of " << below
                                 << ", and the body in strength.json does not show it";
      if (member != nullptr) CheckShowsAll(property, *member, below);
    }
  }
  const Json* items = schema.Find("items");
  if (items == nullptr || !items->is_object()) return;
  ASSERT_TRUE(body.is_array() && !body.array().empty()) << pointer << " shows no item";
  CheckShowsAll(*items, body.array()[0], pointer + "/0");
}

// What strength.json lists for one outcome: each mutation with the requirement that refuses it, or "" where it is
// allowed.
std::map<std::string, std::string> Listed(const Json& entry) {
  std::map<std::string, std::string> listed;
  const auto list = [&](const Json& mutations, const std::string& requirement) {
    for (const Json& mutation : mutations.array()) {
      EXPECT_TRUE(listed.emplace(mutation.string(), requirement).second) << mutation.string() << " is listed twice";
    }
  };
  for (const auto& [requirement, mutations] : entry.Find("refused_by")->object()) list(mutations, requirement);
  for (const Json& allowed : entry.Find("allowed")->array()) list(*allowed.Find("mutations"), "");
  return listed;
}

std::string Join(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void CheckOutcome(const Spec& spec, const Outcome& outcome, const Json& strength) {
  const Json* entry = strength.Find("outcomes")->Find(outcome.name);
  ASSERT_NE(entry, nullptr) << "strength.json has no body for this outcome's schema";
  const Bench bench(spec, outcome, strength);
  const Json& body = *entry->Find("body");
  ASSERT_TRUE(bench.SchemaAccepts(body)) << "the body in strength.json is not one that the schema accepts";
  ASSERT_EQ(Join(bench.BrokenRules(body)), "") << "the body in strength.json breaks these";

  CheckShowsAll(outcome.schema, body, "");

  std::map<std::string, std::string> listed = Listed(*entry);
  for (const BodyMutation& mutation : MutateBody(body)) {
    const auto found = listed.find(mutation.name);
    const bool is_listed = found != listed.end();
    const std::string refuser = is_listed ? found->second : "";
    if (is_listed) listed.erase(found);
    if (!bench.SchemaAccepts(mutation.body)) {
      EXPECT_FALSE(is_listed) << mutation.name << ": is listed, and the schema refuses it: take it out";
      continue;
    }
    const std::set<std::string> rules = bench.BrokenRules(mutation.body);
    if (rules.empty()) {
      EXPECT_TRUE(is_listed && refuser.empty())
          << mutation.name << ": is accepted; the schema is too weak, or strength.json says why the document allows it";
    } else {
      EXPECT_TRUE(rules.contains(refuser)) << mutation.name << ": only these refuse it, and refused_by says "
                                           << (refuser.empty() ? "nothing" : refuser) << ": " << Join(rules);
    }
  }
  for (const auto& [name, refuser] : listed) ADD_FAILURE() << name << ": is listed, and there is no such mutation";
}

TEST(StrengthTest, NoSchemaTakesABodyThatTheDocumentDoesNotAllow) {
  const std::vector<std::string> endpoints = Endpoints(Specs());
  EXPECT_GE(endpoints.size(), 5u);
  for (const std::string& endpoint : endpoints) {
    const Result<Spec> spec = LoadSpec(Specs(), endpoint);
    ASSERT_TRUE(spec.ok()) << spec.error().ToString();
    const Json strength = ReadStrength(endpoint);
    if (strength.is_null()) continue;
    std::set<std::string> unknown;
    for (const auto& [name, entry] : strength.Find("outcomes")->object()) unknown.insert(name);
    for (const auto& [name, outcome] : spec->outcomes) {
      if (outcome.schema_file.empty()) continue;
      unknown.erase(name);
      SCOPED_TRACE(endpoint + " " + name);
      CheckOutcome(*spec, outcome, strength);
    }
    EXPECT_EQ(Join(unknown), "") << endpoint << ": strength.json has outcomes that have no schema";
  }
}

}  // namespace
}  // namespace authconform
