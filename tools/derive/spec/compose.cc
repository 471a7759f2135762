#include "tools/derive/spec/compose.h"

#include <utility>

#include "tools/derive/spec/compose_outcome.h"
#include "tools/derive/spec/compose_request.h"
#include "tools/derive/spec/outcome.h"
#include "tools/derive/spec/promise.h"
#include "tools/derive/spec/requirements.h"

namespace authconform {
namespace {

Json ToJson(const DocumentSource& source, const EndpointMaterial& material) {
  std::string title = source.title;
  const std::string& own = material.fact.title;
  if (!own.empty() && own != title) title += (title.empty() ? "" : ": ") + own;
  if (title.empty()) title = source.document;
  return Json::Object{{"document", source.document},
                      {"title", std::move(title)},
                      {"version", source.version},
                      {"sha256", source.sha256}};
}

// That tokens are for valid credentials: as a sentence or the title says, else because tokens answer a password.
std::string AddCredentials(const EndpointMaterial& material, Requirements& requirements) {
  if (std::optional<Lines> stated = CredentialsPromise(material.narrative)) {
    return requirements.Add("credentials", Level::kMust, Confidence::kStated, *stated,
                            "a token is given for valid credentials");
  }
  if (material.tokens.empty() || !SignsIn(material.fact)) return "";
  const OutcomeMaterial* success = material.Find("success");
  const Shape* token = success->shape.At(material.tokens.front());
  return requirements.Add("credentials", Level::kMust, Confidence::kAssumed, token->lines,
                          "a token is given for valid credentials");
}

void AddTokenUses(const EndpointMaterial& material, const Narrative& document, Requirements& requirements) {
  const OutcomeMaterial* success = material.Find("success");
  if (success == nullptr || material.tokens.empty()) return;
  for (const TokenUse& use : TokenUses(success->shape, material.tokens, {&material.narrative, &document})) {
    requirements.Add(use.id, Level::kMust, Confidence::kStated, use.lines, use.text,
                     "this endpoint alone is called, and the token is used elsewhere");
  }
}

}  // namespace

Composed Compose(const EndpointMaterial& material, const DocumentSource& source, const Narrative& document) {
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
  if (std::string credentials = material.tokens.empty() ? "" : AddCredentials(material, requirements);
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
