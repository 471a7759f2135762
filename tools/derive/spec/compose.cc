#include "tools/derive/spec/compose.h"

#include <set>
#include <utility>

#include "tools/derive/spec/compose_outcome.h"
#include "tools/derive/spec/compose_request.h"
#include "tools/derive/spec/outcome.h"
#include "tools/derive/spec/requirements.h"

namespace authconform {
namespace {

Json ToJson(const DocumentSource& source, const EndpointMaterial& material) {
  std::string title = source.title;
  const std::string& own = material.fact.title;
  if (!own.empty() && !title.ends_with(own)) title += (title.empty() ? "" : ": ") + own;
  if (title.empty()) title = source.document;
  return Json::Object{{"document", source.document},
                      {"title", std::move(title)},
                      {"version", source.version},
                      {"sha256", source.sha256}};
}

// That tokens are for valid credentials: as a sentence says, else because tokens answer a password.
std::string AddCredentials(const EndpointMaterial& material, const DocumentPromises& document,
                           Requirements& requirements) {
  std::optional<Lines> stated = CredentialsPromise(material.narrative);
  if (!stated) stated = document.credentials;
  if (!stated) stated = SignInPromise(material.narrative);
  const std::string text = "a token is given for valid credentials";
  if (stated) return requirements.Add("credentials", Level::kMust, Confidence::kStated, *stated, text);
  if (!SignsIn(material.fact)) return "";
  const Shape* token = material.Find("success")->shape.At(material.tokens.front());
  return requirements.Add("credentials", Level::kMust, Confidence::kAssumed, token->lines, text);
}

void AddTokenUses(const EndpointMaterial& material, const DocumentPromises& document, Requirements& requirements) {
  const OutcomeMaterial* success = material.Find("success");
  if (success == nullptr || material.tokens.empty()) return;
  std::set<std::string> told;
  const auto add = [&](const std::vector<TokenUse>& uses) {
    for (const TokenUse& use : uses) {
      if (!told.insert(use.id).second) continue;
      requirements.Add(use.id, Level::kMust, Confidence::kStated, use.lines, use.text,
                       "this endpoint alone is called, and the token is used elsewhere");
    }
  };
  add(TokenUses(success->shape, material.tokens));
  add(TokenUses(material.narrative));
  add(document.uses);
}

}  // namespace

Composed Compose(const EndpointMaterial& material, const DocumentSource& source, const DocumentPromises& document) {
  Requirements requirements({material.fact.lines.first, material.fact.lines.first});
  Composed composed;
  Json::Object spec = {{"endpoint", material.name}, {"source", ToJson(source, material)}};
  spec.emplace_back("request", ComposeRequest(material, requirements));
  Json::Object outcomes;
  for (const OutcomeMaterial& outcome : material.outcomes) {
    ComposedOutcome made = ComposeOutcome(material, outcome, requirements);
    outcomes.emplace_back(outcome.outcome, std::move(made.outcome));
    if (!made.schema.is_null()) composed.schemas.emplace(outcome.outcome + ".schema.json", std::move(made.schema));
    for (MinedRelation& mined : made.relations) composed.relations.push_back({outcome.outcome, std::move(mined)});
  }
  spec.emplace_back("outcomes", std::move(outcomes));
  if (std::string credentials = material.tokens.empty() ? "" : AddCredentials(material, document, requirements);
      !credentials.empty()) {
    spec.emplace_back("credentials_requirement", std::move(credentials));
  }
  if (material.Find("success") != nullptr) {
    spec.emplace_back("tokens", Json::Array(material.tokens.begin(), material.tokens.end()));
  }
  for (const ResponseFact* response : material.untold) {
    if (response->status == 0) continue;
    const std::string status = std::to_string(response->status);
    requirements.Add("status-" + status, Level::kMust, Confidence::kStated, response->lines,
                     "some requests are answered with " + status,
                     "no rule tells which requests these are, or another status has their outcome already");
  }
  AddTokenUses(material, document, requirements);
  spec.emplace_back("requirements", requirements.ToJson());
  composed.spec = std::move(spec);
  return composed;
}

}  // namespace authconform
