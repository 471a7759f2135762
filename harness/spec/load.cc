#include "harness/spec/load.h"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/spec/endpoint_files.h"

namespace authconform {
namespace {

constexpr std::string_view kFolder = "specs/";
constexpr std::string_view kSpecFile = "/spec.json";
constexpr const char* kOutcomes[] = {"success",         "malformed_request", "invalid_request",
                                     "bad_credentials", "inactive_account",  "bad_client"};

// What follows reads JSON whose form and names are known to be sound.

std::string Text(const Json& object, std::string_view name) {
  const Json* text = object.Find(name);
  return text == nullptr ? std::string() : text->string();
}

bool Flag(const Json& object, std::string_view name) {
  const Json* flag = object.Find(name);
  return flag != nullptr && flag->boolean();
}

int Integer(const Json& value) { return static_cast<int>(*value.AsInt64()); }

const Json::Object& Members(const Json& object, std::string_view name) {
  static const Json::Object kNone;
  const Json* members = object.Find(name);
  return members == nullptr ? kNone : members->object();
}

template <typename T>
T Named(const std::map<std::string_view, T>& names, const Json& name) {
  return names.at(name.string());
}

std::optional<FieldSpec::Bound> ReadBound(const Json* bound) {
  if (bound == nullptr) return std::nullopt;
  return FieldSpec::Bound{Integer(*bound->Find("length")), Text(*bound, "requirement")};
}

FieldSpec ReadField(const std::string& name, const Json& json) {
  FieldSpec field;
  field.name = name;
  field.value = *json.Find("value");
  field.required = Flag(json, "required");
  field.requirement = Text(json, "requirement");
  field.min_length = ReadBound(json.Find("min_length"));
  field.max_length = ReadBound(json.Find("max_length"));
  if (const Json* format = json.Find("format"); format != nullptr) {
    field.format = Text(*format, "name");
    field.format_requirement = Text(*format, "requirement");
  }
  field.fixed = Flag(json, "fixed");
  field.client = Flag(json, "client");
  field.violation_member = Text(json, "violation_member");
  return field;
}

RequestSpec ReadRequest(const Json& json) {
  RequestSpec request;
  request.method = Text(json, "method");
  request.path = Text(json, "path");
  request.requirement = Text(json, "requirement");
  for (const auto& [name, header] : Members(json, "headers")) {
    request.headers.push_back({name, Text(header, "value"), Text(header, "requirement"), Flag(header, "credential")});
  }
  request.authorization = Named<Authorization>(
      {{"none", Authorization::kNone}, {"basic", Authorization::kBasic}, {"api_key", Authorization::kApiKey}},
      *json.Find("authorization"));
  request.authorization_requirement = Text(json, "authorization_requirement");
  for (const Json& encoding : json.Find("encodings")->array()) {
    request.encodings.push_back(
        Named<Encoding>({{"json", Encoding::kJson}, {"form", Encoding::kForm}, {"query", Encoding::kQuery}}, encoding));
  }
  request.encoding_requirement = Text(json, "encoding_requirement");
  for (const auto& [name, field] : Members(json, "fields")) request.fields.push_back(ReadField(name, field));
  if (const Json* exact = json.Find("exact_fields"); exact != nullptr) {
    request.exact_fields = true;
    request.exact_fields_requirement = Text(*exact, "requirement");
    request.exact_fields_member = Text(*exact, "member");
  }
  return request;
}

Operand ReadOperand(const Json& json) {
  Operand operand;
  if (json.Find("body") != nullptr) {
    operand.kind = Operand::Kind::kBody;
    operand.pointer = Text(json, "body");
  } else if (json.Find("claim") != nullptr) {
    operand.kind = Operand::Kind::kClaim;
    operand.claim = Text(json, "claim");
    operand.pointer = Text(json, "of");
  } else if (json.Find("packed") != nullptr) {
    operand.kind = Operand::Kind::kPacked;
    operand.pointer = Text(json, "packed");
    operand.separator = Text(json, "separator");
    operand.part = Integer(*json.Find("part"));
  } else if (json.Find("sent") != nullptr) {
    operand.kind = Operand::Kind::kRequest;
    operand.binding = Text(json, "sent");
  } else if (json.Find("now") != nullptr) {
    operand.kind = Operand::Kind::kNow;
  } else {
    operand.value = *json.Find("literal");
  }
  return operand;
}

Relation ReadRelation(const std::string& id, const Json& json) {
  Relation relation;
  relation.id = id;
  relation.kind = Named<Relation::Kind>({{"equal", Relation::Kind::kEqual},
                                         {"same_text", Relation::Kind::kSameText},
                                         {"later", Relation::Kind::kLater},
                                         {"within", Relation::Kind::kWithin},
                                         {"jwt", Relation::Kind::kJwt},
                                         {"distinct", Relation::Kind::kDistinct}},
                                        *json.Find("kind"));
  relation.left = ReadOperand(*json.Find("left"));
  if (const Json* minus = json.Find("minus"); minus != nullptr) relation.minus = ReadOperand(*minus);
  if (const Json* right = json.Find("right"); right != nullptr) relation.right = ReadOperand(*right);
  if (const Json* tolerance = json.Find("tolerance"); tolerance != nullptr) relation.tolerance = *tolerance->AsDouble();
  relation.requirement = Text(json, "requirement");
  return relation;
}

Outcome ReadOutcome(const std::string& name, const Json& json, const std::map<std::string, Json>& schemas) {
  Outcome outcome;
  outcome.name = name;
  outcome.documented = true;
  outcome.status = Integer(*json.Find("status"));
  outcome.status_requirement = Text(json, "status_requirement");
  outcome.content_type = Text(json, "content_type");
  outcome.content_type_requirement = Text(json, "content_type_requirement");
  outcome.schema_file = Text(json, "schema");
  outcome.schema_requirement = Text(json, "schema_requirement");
  if (!outcome.schema_file.empty()) outcome.schema = schemas.at(outcome.schema_file);
  for (const auto& [pointer, requirement] : Members(json, "members")) outcome.members[pointer] = requirement.string();
  for (const auto& [id, relation] : Members(json, "relations")) {
    outcome.relations.push_back(ReadRelation(id, relation));
  }
  return outcome;
}

std::pair<int, int> ReadLines(const Json* lines) {
  if (lines == nullptr) return {0, 0};
  return {Integer(lines->array()[0]), Integer(lines->array()[1])};
}

Requirement ReadRequirement(const std::string& id, const Json& json) {
  const auto [first, last] = ReadLines(json.Find("lines"));
  const Level level = Named<Level>({{"must", Level::kMust}, {"should", Level::kShould}}, *json.Find("level"));
  const Json* told = json.Find("confidence");
  const Confidence confidence =
      told == nullptr
          ? Confidence::kStated
          : Named<Confidence>(
                {{"stated", Confidence::kStated}, {"shown", Confidence::kShown}, {"assumed", Confidence::kAssumed}},
                *told);
  return {id, level, confidence, first, last, Text(json, "text"), Text(json, "unchecked")};
}

Decision ReadDecision(const std::string& id, const Json& json) {
  const auto [first, last] = ReadLines(json.Find("lines"));
  return {id, Text(json, "question"), Text(json, "answer"), Text(json, "reason"), first, last};
}

Spec ReadSpec(const EndpointFiles& files) {
  const Json& json = files.merged;
  Spec spec;
  spec.endpoint = Text(json, "endpoint");
  const Json& source = *json.Find("source");
  spec.source = {Text(source, "document"), Text(source, "title"), Text(source, "version"), Text(source, "sha256")};
  spec.request = ReadRequest(*json.Find("request"));
  for (const char* name : kOutcomes) spec.outcomes[name].name = name;
  for (const auto& [name, outcome] : Members(json, "outcomes")) {
    spec.outcomes[name] = ReadOutcome(name, outcome, files.schemas);
  }
  spec.credentials_requirement = Text(json, "credentials_requirement");
  for (const Json& pointer : json.Find("tokens")->array()) spec.tokens.push_back(pointer.string());
  for (const auto& [id, requirement] : Members(json, "requirements")) {
    spec.requirements.push_back(ReadRequirement(id, requirement));
  }
  for (const auto& [id, decision] : files.decisions.object()) spec.decisions.push_back(ReadDecision(id, decision));
  return spec;
}

}  // namespace

std::vector<std::string> Endpoints(const FileSet& files) {
  std::vector<std::string> endpoints;
  for (const auto& [path, bytes] : files) {
    if (!path.starts_with(kFolder) || !path.ends_with(kSpecFile)) continue;
    std::string endpoint = path.substr(kFolder.size());
    if (endpoint.size() <= kSpecFile.size()) continue;
    endpoint.resize(endpoint.size() - kSpecFile.size());
    if (std::count(endpoint.begin(), endpoint.end(), '/') == 1) endpoints.push_back(std::move(endpoint));
  }
  std::sort(endpoints.begin(), endpoints.end());
  return endpoints;
}

Result<Spec> LoadSpec(const FileSet& files, const std::string& endpoint) {
  const EndpointFiles read = ReadEndpointFiles(files, endpoint);
  if (!read.mistakes.empty()) return read.mistakes.front();
  return ReadSpec(read);
}

std::vector<Error> LintSpec(const FileSet& files, const std::string& endpoint) {
  return ReadEndpointFiles(files, endpoint).mistakes;
}

}  // namespace authconform
