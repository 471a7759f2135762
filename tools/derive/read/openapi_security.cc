#include "tools/derive/read/openapi_security.h"

#include <algorithm>

namespace authconform {
namespace {

using Place = OpenApiDocument::Place;

Place SchemeNamed(OpenApiDocument& document, const std::string& name) {
  const Place root = document.Root();
  Place scheme = root.Member("components").Member("securitySchemes").Member(name);
  if (!scheme) scheme = root.Member("securityDefinitions").Member(name);
  return document.Resolve(scheme);
}

void SetAuth(FactAuth auth, Lines lines, EndpointFact& endpoint) {
  if (endpoint.auth) return;
  endpoint.auth = auth;
  endpoint.auth_lines = lines;
}

bool Names(const EndpointFact& endpoint, const std::string& header) {
  return std::any_of(endpoint.headers.begin(), endpoint.headers.end(),
                     [&](const HeaderFact& known) { return ToLower(known.name) == ToLower(header); });
}

// Some descriptions declare a bearer token as an API key in Authorization.
FactAuth AuthOfKeyInAuthorization(const Place& scheme) {
  std::string text;
  for (std::string_view member : {"description", "x-prefix", "x-bearer-format", "bearerFormat", "x-default"}) {
    text += scheme.Text(member) + " ";
  }
  if (HasWord(text, "bearer")) return FactAuth::kBearer;
  return HasWord(text, "basic") ? FactAuth::kBasic : FactAuth::kApiKey;
}

void ReadApiKey(const Place& scheme, Lines lines, EndpointFact& endpoint) {
  const std::string name = scheme.Text("name");
  const std::string in = ToLower(scheme.Text("in"));
  const bool in_authorization = in == "header" && ToLower(name) == "authorization";
  SetAuth(in_authorization ? AuthOfKeyInAuthorization(scheme) : FactAuth::kApiKey, lines, endpoint);
  if (name.empty()) return;
  if (in == "header") {
    if (endpoint.auth_header.empty()) endpoint.auth_header = name;
    if (Names(endpoint, name)) return;
    endpoint.headers.push_back(
        {.name = name, .value = "", .lines = lines, .required = true, .description = scheme.Text("description")});
  } else if (in == "query") {
    Field field;
    field.path = "/" + EscapePointerToken(name);
    field.in = Field::In::kQuery;
    field.type = ValueType::kString;
    field.required = true;
    field.lines = lines;
    field.declared = true;
    field.description = scheme.Text("description");
    endpoint.fields.push_back(std::move(field));
  }
}

void ReadScheme(const Place& scheme, Lines lines, EndpointFact& endpoint) {
  const std::string type = ToLower(scheme.Text("type"));
  const std::string http = ToLower(scheme.Text("scheme"));
  if (type == "apikey") {
    ReadApiKey(scheme, lines, endpoint);
  } else if (type == "basic" || (type == "http" && http == "basic")) {
    SetAuth(FactAuth::kBasic, lines, endpoint);
  } else if (type == "oauth2" || type == "openidconnect" || type == "bearer" || (type == "http" && http == "bearer")) {
    SetAuth(FactAuth::kBearer, lines, endpoint);
  } else {
    endpoint.needs_auth = true;
  }
}

}  // namespace

void ReadSecurity(OpenApiDocument& document, const Place& operation, EndpointFact& endpoint) {
  Place security = operation.Member("security");
  if (!security) security = document.Root().Member("security");
  if (!security || !security.value->is_array()) return;
  const std::vector<Place> alternatives = security.Items();
  // An empty alternative beside others makes them optional; alone, or no alternative at all, says that there is none.
  const auto chosen = std::find_if(alternatives.begin(), alternatives.end(),
                                   [](const Place& alternative) { return !alternative.Members().empty(); });
  if (chosen == alternatives.end()) return SetAuth(FactAuth::kNone, document.LinesOf(security), endpoint);
  for (const auto& [name, scopes] : chosen->Members()) {
    const Place scheme = SchemeNamed(document, name);
    if (scheme) {
      ReadScheme(scheme, document.LinesOf(scheme), endpoint);
    } else {
      endpoint.needs_auth = true;
      document.Mend(document.LinesOf(scopes), "a security scheme is required that the document does not define");
    }
  }
}

}  // namespace authconform
