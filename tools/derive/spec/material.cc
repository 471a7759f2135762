#include "tools/derive/spec/material.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "tools/derive/spec/outcome.h"
#include "tools/derive/spec/slug.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

// More than any page means to have; bounds what is compared with what.
constexpr size_t kFields = 500;
constexpr size_t kExamples = 50;  // of one outcome
constexpr size_t kRequests = 20;

bool IsTop(const Field& field) { return field.path.rfind('/') == 0 && field.path != "/*"; }

// The first of several successes that gives a token, else the first.
int SuccessStatus(const EndpointFact& fact) {
  int first = 0;
  for (const ResponseFact& response : fact.responses) {
    if (response.status < 200 || response.status >= 300) continue;
    if (first == 0) first = response.status;
    for (const Example& example : response.examples) {
      if (example.body && !TokensIn(ShapeOf({&example}, {})).empty()) return response.status;
    }
  }
  return first;
}

void SortFields(EndpointMaterial& material) {
  const std::vector<Field>& fields = material.fact.fields;
  const bool body =
      std::any_of(fields.begin(), fields.end(), [](const Field& field) { return field.in == Field::In::kBody; });
  std::set<std::string> seen;
  for (const Field& field : fields) {
    if (seen.size() == kFields) return;
    if (!IsTop(field) || !seen.insert(field.path).second) continue;
    if (field.in == Field::In::kPath) {
      material.path_parameters.push_back(&field);
    } else if (field.in == Field::In::kQuery && body) {
      material.query_beside_body.push_back(&field);
    } else {
      material.fields.push_back(&field);
    }
  }
}

void SortResponses(EndpointMaterial& material) {
  const int success = SuccessStatus(material.fact);
  for (const ResponseFact& response : material.fact.responses) {
    const ClassifiedResponse classified = Classify(response, material.fact);
    auto known = std::find_if(material.outcomes.begin(), material.outcomes.end(),
                              [&](const OutcomeMaterial& each) { return each.outcome == classified.outcome; });
    const bool other_success = classified.outcome == "success" && response.status != success;
    const bool taken = known != material.outcomes.end() && known->status != response.status;
    if (classified.outcome.empty() || other_success || taken) {
      material.untold.push_back(&response);
      continue;
    }
    if (known == material.outcomes.end()) {
      known = material.outcomes.insert(known, OutcomeMaterial());
      known->outcome = classified.outcome;
      known->status = response.status;
      known->confidence = classified.confidence;
    }
    known->responses.push_back(&response);
    for (const Example& example : response.examples) {
      if (example.body && known->examples.size() < kExamples) known->examples.push_back(&example);
    }
    known->fields.insert(known->fields.end(), response.fields.begin(), response.fields.end());
  }
  std::stable_partition(material.outcomes.begin(), material.outcomes.end(),
                        [](const OutcomeMaterial& each) { return each.outcome == "success"; });
  for (OutcomeMaterial& outcome : material.outcomes) {
    outcome.shape = ShapeOf(outcome.examples, outcome.fields);
    if (outcome.outcome == "invalid_request") MarkComplaints(material.fields, outcome.shape);
  }
}

void ReadSent(EndpointMaterial& material) {
  const std::pair<std::string_view, std::string Sent::*> kBindings[] = {
      {"{{account.login}}", &Sent::login}, {"{{client.id}}", &Sent::client_id}, {"{{client.key}}", &Sent::client_key}};
  for (const Field* field : material.fields) {
    const std::string name = LastToken(field->path);
    const std::string binding = BindingOf(name);
    const std::optional<Json> shown = ShownValue(material.fact, *field);
    if (!shown || !shown->is_string()) continue;
    for (const auto& [known, value] : kBindings) {
      if (binding != known || !(material.sent.values.*value).empty()) continue;
      material.sent.values.*value = shown->string();
      if (known == "{{account.login}}") {
        material.sent.login_name = name;
        material.sent.login_lines = field->lines;
      } else {
        material.sent.client_lines = Join(material.sent.client_lines, field->lines);
      }
    }
  }
}

// A word that no sentence holds, where a description should stand.
bool IsSampleValue(std::string_view description) {
  return description.size() < 200 && description.find_first_of(" \t\n") == description.npos &&
         description.find_first_of("@0123456789") != description.npos;
}

bool IsParameter(std::string_view part) { return part.find_first_of("{}<>:") != part.npos; }

// Parts of a path that are no parameters, as slugs.
std::vector<std::string> LiteralParts(std::string_view path) {
  std::vector<std::string> parts;
  while (!path.empty()) {
    const size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view part = path.substr(path.starts_with('/') ? 1 : 0, end - (path.starts_with('/') ? 1 : 0));
    if (!part.empty() && !IsParameter(part)) parts.push_back(Slug(part));
    path.remove_prefix(end);
  }
  return parts;
}

}  // namespace

void MarkComplaints(const std::vector<const Field*>& fields, Shape& refusal) {
  std::set<std::string> names;
  for (const Field* field : fields) names.insert(Slug(LastToken(field->path)));
  const bool complains = std::any_of(refusal.members.begin(), refusal.members.end(),
                                     [&](const auto& each) { return names.contains(Slug(each.name)); });
  for (auto& [name, member] : refusal.members) {
    const bool complaint = names.contains(Slug(name)) || member.types.contains(ValueType::kArray);
    if (complains && complaint && !member.declared) member.told_required = false;
    MarkComplaints(fields, member);
  }
}

const OutcomeMaterial* EndpointMaterial::Find(std::string_view outcome) const {
  for (const OutcomeMaterial& each : outcomes) {
    if (each.outcome == outcome) return &each;
  }
  return nullptr;
}

EndpointMaterial Sort(const EndpointFact& fact, std::string name) {
  EndpointMaterial material{fact, std::move(name), {}, {}, {}, {}, {}, {}, {}, Narrative(fact.prose)};
  SortFields(material);
  SortResponses(material);
  ReadSent(material);
  if (const OutcomeMaterial* success = material.Find("success")) material.tokens = TokensIn(success->shape);
  return material;
}

std::string BindingOf(std::string_view name) {
  if (NamesClientId(name)) return "{{client.id}}";
  if (NamesClientKey(name)) return "{{client.key}}";
  if (NamesPassword(name)) return "{{account.password}}";
  return NamesLogin(name) ? "{{account.login}}" : "";
}

std::optional<Json> ShownValue(const EndpointFact& endpoint, const Field& field) {
  const auto shown_in = [&](const std::optional<LooseJson>& body) -> const Json* {
    const Json* shown = body && !body->placeholders.contains(field.path) ? body->value.At(field.path) : nullptr;
    return shown == nullptr || shown->is_null() ? nullptr : shown;
  };
  for (size_t i = 0; i < endpoint.requests.size() && i < kRequests; ++i) {
    if (const Json* shown = shown_in(endpoint.requests[i].body)) return *shown;
  }
  for (size_t i = 0; i < endpoint.samples.size() && i < kRequests; ++i) {
    if (const Json* shown = shown_in(endpoint.samples[i].body)) return *shown;
  }
  if (field.example && !field.example->is_null()) return field.example;
  if (IsSampleValue(field.description)) return Json(field.description);
  return std::nullopt;
}

std::vector<std::string> NameEndpoints(const std::vector<EndpointFact>& endpoints, const std::string& vendor) {
  std::vector<std::string> names;
  std::map<std::string, const EndpointFact*> taken;
  std::map<std::string, int> counts;  // the last number behind a name
  for (const EndpointFact& endpoint : endpoints) {
    const std::vector<std::string> parts = LiteralParts(endpoint.path);
    const std::string last = parts.empty() ? "root" : parts.back();
    const std::string method = Slug(endpoint.method);
    std::string name = last;
    if (const auto holder = taken.find(name); holder != taken.end()) {
      const bool other_method = holder->second->method != endpoint.method;
      name = other_method || parts.size() < 2 ? method + "-" + last : parts[parts.size() - 2] + "-" + last;
    }
    const std::string wanted = name;
    while (taken.contains(name)) name = wanted + "-" + std::to_string(++counts.try_emplace(wanted, 1).first->second);
    taken.emplace(name, &endpoint);
    names.push_back(vendor + "/" + name);
  }
  return names;
}

}  // namespace authconform
