#include "tools/derive/facts_json.h"

#include "tools/derive/read/members.h"

namespace authconform {
namespace {

// null: not told.
template <typename T>
Json Told(const std::optional<T>& value) {
  Json told;
  if (value) told = Json(*value);
  return told;
}

template <typename E, size_t N>
std::optional<std::string_view> NameOf(const std::optional<E>& value, const std::string_view (&names)[N]) {
  if (!value) return std::nullopt;
  return names[static_cast<size_t>(*value)];
}

Json RequestJson(const EndpointFact& endpoint) {
  static constexpr std::string_view kEncodings[] = {"json", "form", "query"};
  static constexpr std::string_view kAuths[] = {"none", "basic", "bearer", "apikey"};
  static constexpr std::string_view kPlaces[] = {"body", "query", "path"};
  Json::Array headers, fields;
  for (const HeaderFact& header : endpoint.headers) headers.emplace_back(header.name);
  for (const Field& field : endpoint.fields) {
    const ValueType type = field.type == ValueType::kNull ? ValueType::kUnknown : field.type;
    fields.push_back(Json::Object{{"path", field.path},
                                  {"in", kPlaces[static_cast<size_t>(field.in)]},
                                  {"type", TypeName(type)},
                                  {"required", Told(field.required)}});
  }
  return Json::Object{{"encoding", Told(NameOf(endpoint.encoding, kEncodings))},
                      {"auth", Told(NameOf(endpoint.auth, kAuths))},
                      {"headers", std::move(headers)},
                      {"fields", std::move(fields)}};
}

Json ResponsesJson(const EndpointFact& endpoint) {
  std::vector<std::pair<int, std::vector<const ResponseFact*>>> statuses;
  for (const ResponseFact& response : endpoint.responses) {
    auto known = std::find_if(statuses.begin(), statuses.end(),
                              [&](const auto& status) { return status.first == response.status; });
    if (known == statuses.end()) known = statuses.insert(statuses.end(), {response.status, {}});
    known->second.push_back(&response);
  }
  Json::Array responses;
  for (const auto& [status, told] : statuses) {
    Json::Array fields;
    for (const Field& field : MembersOfAll(told)) {
      fields.push_back(Json::Object{{"path", field.path}, {"type", TypeName(field.type)}});
    }
    responses.push_back(Json::Object{{"status", status}, {"fields", std::move(fields)}});
  }
  return responses;
}

}  // namespace

std::string_view DialectName(Dialect dialect) {
  static constexpr std::string_view kNames[] = {"gitbook", "readme",  "scribe", "readmeio",
                                                "table",   "openapi", "postman"};
  return kNames[static_cast<size_t>(dialect)];
}

Json FactsJson(const Facts& facts) {
  Json::Array endpoints;
  for (const EndpointFact& endpoint : facts.endpoints) {
    endpoints.push_back(Json::Object{{"method", endpoint.method},
                                     {"path", endpoint.path},
                                     {"request", RequestJson(endpoint)},
                                     {"responses", ResponsesJson(endpoint)}});
  }
  return Json::Object{
      {"document", facts.document}, {"dialect", DialectName(facts.dialect)}, {"endpoints", std::move(endpoints)}};
}

}  // namespace authconform
