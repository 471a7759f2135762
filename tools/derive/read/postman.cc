#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

#include "tools/derive/read/declared_name.h"
#include "tools/derive/read/located_example.h"
#include "tools/derive/read/openapi_document.h"
#include "tools/derive/read/path.h"
#include "tools/derive/read/readers.h"
#include "tools/derive/text/vocabulary.h"
#include "tools/derive/text/yaml.h"

namespace authconform {
namespace {

using Place = OpenApiDocument::Place;

std::string TextOf(const Place& place) {
  if (!place || place.value->is_null()) return "";
  return place.value->is_string() ? place.value->string() : WriteJson(*place.value);
}

// A description is a text, or an object with the text as its content.
std::string Description(const Place& holder) {
  const Place description = holder.Member("description");
  return description && description.value->is_object() ? description.Text("content") : holder.Text("description");
}

// Entries of a list that are not switched off.
std::vector<Place> Enabled(const Place& list) {
  std::vector<Place> entries = list.Items();
  std::erase_if(entries, [](const Place& entry) { return !entry.value->is_object() || entry.True("disabled"); });
  return entries;
}

// Text, or pieces of it in a list: hosts and paths.
std::string Joined(const Place& place, std::string_view separator) {
  if (!place || !place.value->is_array()) return TextOf(place);
  std::string joined;
  for (const Place& piece : place.Items()) {
    if (!joined.empty()) joined += separator;
    joined += piece.value->is_object() ? piece.Text("value") : TextOf(piece);
  }
  return joined;
}

// A parameter of an authorization: {"token": …}, or in version 2.1 [{"key": "token", "value": …}].
std::string AuthParameter(const Place& auth, const std::string& type, std::string_view name) {
  const Place parameters = auth.Member(type);
  for (const Place& entry : parameters.Items()) {
    if (entry.Text("key") == name) return TextOf(entry.Member("value"));
  }
  return TextOf(parameters.Member(name));
}

class CollectionReader {
 public:
  CollectionReader(LocatedJson located, Facts& facts) : document_(std::move(located)), facts_(facts) {}

  void Read() {
    Place collection = document_.Root();
    if (const Place wrapped = collection.Member("collection")) collection = wrapped;
    const Place info = collection.Member("info");
    facts_.title = info.Text("name");
    const Place version = info.Member("version");
    facts_.version = version && version.value->is_string() ? version.value->string() : "";
    if (const std::string text = Description(info); !text.empty()) {
      facts_.prose.push_back({text, document_.LinesOf(info.Member("description"))});
    }
    for (const Place& variable : Enabled(collection.Member("variable"))) {
      variables_.emplace(variable.Text("key"), TextOf(variable.Member("value")));
    }
    ReadItems(collection, collection.Member("auth"));
    for (Repair& repair : document_.TakeRepairs()) facts_.repairs.push_back(std::move(repair));
  }

 private:
  // Folders hold items as the collection does. An authorization holds for all inside that have none of their own.
  void ReadItems(const Place& folder, const Place& auth) {
    for (const Place& item : folder.Member("item").Items()) {
      const Place own = item.Member("auth");
      const Place& inherited = own && own.value->is_object() ? own : auth;
      if (item.Member("item")) ReadItems(item, inherited);
      const Place request = item.Member("request");
      if (request && (request.value->is_object() || request.value->is_string())) ReadRequest(item, request, inherited);
    }
  }

  void ReadRequest(const Place& item, const Place& request, const Place& inherited) {
    EndpointFact endpoint;
    endpoint.title = item.Text("name");
    endpoint.lines = document_.LinesOf(item);
    const bool only_url = request.value->is_string();
    const Place method = request.Member("method");
    endpoint.method = only_url || !method ? "GET" : MethodOfWord(TextOf(method));
    endpoint.method_lines = document_.LinesOf(method ? method : request);
    ReadUrl(only_url ? request : request.Member("url"), endpoint);
    for (const Place& holder : {item, request}) {
      if (const std::string text = Description(holder); !text.empty()) {
        endpoint.prose.push_back({text, document_.LinesOf(holder.Member("description"))});
      }
    }
    ReadHeaders(request.Member("header"), endpoint);
    ReadBody(request.Member("body"), endpoint);
    const Place own = request.Member("auth");
    ReadAuth(own && own.value->is_object() ? own : inherited, endpoint);
    for (const Place& response : item.Member("response").Items()) ReadResponse(response, endpoint);
    facts_.endpoints.push_back(std::move(endpoint));
  }

  void ReadUrl(const Place& url, EndpointFact& endpoint) {
    endpoint.path_lines = document_.LinesOf(url);
    const bool in_parts = url && url.value->is_object() && url.Member("path");
    const std::string host = in_parts ? Joined(url.Member("host"), ".") : "";
    const std::string raw = url && url.value->is_object() ? url.Text("raw") : TextOf(url);
    const std::string written = in_parts ? host + "/" + Joined(url.Member("path"), "/") : raw;
    const PathParts parts = SplitUrl(written);
    endpoint.host = WithVariables(parts.host);
    endpoint.host_lines = endpoint.path_lines;
    endpoint.path = parts.path;
    for (const Place& variable : Enabled(url.Member("variable"))) {
      const std::string name = variable.Text(variable.Member("key") ? "key" : "id");
      AddField(variable, name, Field::In::kPath, endpoint);
    }
    const std::vector<Place> query = url.Member("query").Items();
    for (const Place& parameter : Enabled(url.Member("query"))) {
      AddField(parameter, parameter.Text("key"), Field::In::kQuery, endpoint);
    }
    if (!query.empty()) return;
    for (const auto& [name, value] : SplitUrl(raw).query) {
      Field field = FieldOf(name, Field::In::kQuery, document_.LinesOf(url));
      field.example = Json(value);
      endpoint.fields.push_back(std::move(field));
    }
  }

  // "{{base}}" has the value that the collection gives it, which may bring a path with it.
  std::string WithVariables(const std::string& host) const {
    if (!host.starts_with("{{") || !host.ends_with("}}")) return host;
    const auto known = variables_.find(std::string(Trim(host.substr(2, host.size() - 4))));
    return known == variables_.end() || known->second.empty() ? host : known->second;
  }

  static Field FieldOf(const std::string& name, Field::In in, Lines lines) {
    Field field;
    field.path = in == Field::In::kBody ? DeclaredName(name) : "/" + EscapePointerToken(name);
    field.in = in;
    field.type = ValueType::kString;
    field.lines = lines;
    field.declared = true;
    return field;
  }

  // What is made from other descriptions begins so.
  static std::optional<bool> NeedOf(const std::string& description) {
    constexpr std::string_view kRequired = "(required)";
    if (ToLower(description.substr(0, kRequired.size())) == kRequired) return true;
    return std::nullopt;
  }

  void AddField(const Place& entry, const std::string& name, Field::In in, EndpointFact& endpoint) {
    if (name.empty()) return;
    Field field = FieldOf(name, in, document_.LinesOf(entry));
    field.description = Description(entry);
    field.required = NeedOf(field.description);
    if (entry.Text("type") == "file") field.type = ValueType::kUnknown;
    if (const Place value = entry.Member("value"); value && !TextOf(value).empty()) field.example = *value.value;
    endpoint.fields.push_back(std::move(field));
  }

  void ReadHeaders(const Place& headers, EndpointFact& endpoint) {
    const Lines lines = document_.LinesOf(headers);
    if (headers && headers.value->is_string()) return ReadHeaderText(headers.value->string(), lines, endpoint);
    for (const Place& header : Enabled(headers)) {
      if (header.Text("key").empty()) continue;
      endpoint.headers.push_back({.name = header.Text("key"),
                                  .value = TextOf(header.Member("value")),
                                  .lines = document_.LinesOf(header),
                                  .required = NeedOf(Description(header)),
                                  .description = Description(header)});
    }
  }

  static void ReadHeaderText(std::string_view text, Lines lines, EndpointFact& endpoint) {
    for (std::string_view line : SplitLines(text)) {
      const size_t colon = line.find(':');
      if (colon == std::string_view::npos || line.starts_with("//")) continue;
      endpoint.headers.push_back({.name = std::string(Trim(line.substr(0, colon))),
                                  .value = std::string(Trim(line.substr(colon + 1))),
                                  .lines = lines,
                                  .required = std::nullopt,
                                  .description = ""});
    }
  }

  void ReadBody(const Place& body, EndpointFact& endpoint) {
    if (!body || body.True("disabled")) return;
    const std::string mode = body.Text("mode");
    if (mode == "raw") {
      ReadRawBody(body, endpoint);
    } else if (mode == "urlencoded" || mode == "formdata") {
      for (const Place& entry : Enabled(body.Member(mode))) {
        AddField(entry, entry.Text("key"), Field::In::kBody, endpoint);
      }
      SetEncoding(FactEncoding::kForm, body.Member("mode"), endpoint);
    } else if (mode == "graphql") {
      ReadGraphQl(body.Member("graphql"), endpoint);
      SetEncoding(FactEncoding::kJson, body.Member("mode"), endpoint);
    }
  }

  void SetEncoding(FactEncoding encoding, const Place& place, EndpointFact& endpoint) const {
    endpoint.encoding = encoding;
    endpoint.encoding_lines = document_.LinesOf(place);
  }

  void ReadRawBody(const Place& body, EndpointFact& endpoint) {
    const Place raw = body.Member("raw");
    const Place language = body.Member("options").Member("raw").Member("language");
    const std::string word = ToLower(TextOf(language));
    if (word == "json") SetEncoding(FactEncoding::kJson, language, endpoint);
    const std::string text = TextOf(raw);
    const bool json = word == "json" || Trim(text).starts_with('{') || Trim(text).starts_with('[');
    if (!json || Trim(text).empty()) return;
    endpoint.requests.push_back(ExampleWithin(text, "json", document_.LinesOf(raw), document_.repairs()));
  }

  void ReadGraphQl(const Place& graphql, EndpointFact& endpoint) const {
    const std::pair<std::string, ValueType> kParts[] = {{"query", ValueType::kString},
                                                        {"variables", ValueType::kObject}};
    for (const auto& [name, type] : kParts) {
      const Place part = graphql.Member(name);
      if (TextOf(part).empty()) continue;
      Field field = FieldOf(name, Field::In::kBody, document_.LinesOf(part));
      field.type = type;
      endpoint.fields.push_back(std::move(field));
    }
  }

  void ReadAuth(const Place& auth, EndpointFact& endpoint) const {
    const std::string type = ToLower(auth.Text("type"));
    const auto set = [&](FactAuth kind) {
      endpoint.auth = kind;
      endpoint.auth_lines = document_.LinesOf(auth);
    };
    if (type.empty()) return;
    if (type == "noauth") return set(FactAuth::kNone);
    if (type == "basic") return set(FactAuth::kBasic);
    if (type == "bearer" || type == "oauth2" || type == "jwt") return set(FactAuth::kBearer);
    if (type != "apikey") {
      endpoint.needs_auth = true;
      return;
    }
    set(FactAuth::kApiKey);
    const std::string name = AuthParameter(auth, type, "key");
    if (name.empty()) return;
    if (AuthParameter(auth, type, "in") == "query") {
      endpoint.fields.push_back(FieldOf(name, Field::In::kQuery, endpoint.auth_lines));
      return;
    }
    endpoint.auth_header = name;
    endpoint.headers.push_back({.name = name,
                                .value = AuthParameter(auth, type, "value"),
                                .lines = endpoint.auth_lines,
                                .required = true,
                                .description = ""});
  }

  void ReadResponse(const Place& response, EndpointFact& endpoint) {
    const Place code = response.Member("code");
    const int64_t status = code ? code.value->AsInt64().value_or(0) : 0;
    if (status < 100 || status > 599) {
      return document_.Mend(document_.LinesOf(response), "a saved response without a status is left out");
    }
    ResponseFact fact;
    fact.status = static_cast<int>(status);
    fact.lines = document_.LinesOf(code);
    fact.title = response.Text("name");
    fact.title_lines = document_.LinesOf(response.Member("name"));
    for (const Place& header : Enabled(response.Member("header"))) {
      if (ToLower(header.Text("key")) != "content-type") continue;
      fact.media_type = header.Text("value");
      fact.media_type_lines = document_.LinesOf(header);
    }
    const Place body = response.Member("body");
    const std::string language = response.Text("_postman_previewlanguage");
    const Lines lines = document_.LinesOf(body ? body : response);
    fact.examples.push_back(ExampleWithin(body && body.value->is_string() ? body.value->string() : "",
                                          language.empty() ? "json" : language, lines, document_.repairs()));
    endpoint.responses.push_back(std::move(fact));
  }

  OpenApiDocument document_;
  Facts& facts_;
  std::map<std::string, std::string> variables_;
};

}  // namespace

Facts ReadPostman(std::string_view text, const std::string& name) {
  Facts facts;
  facts.document = name;
  facts.dialect = Dialect::kPostman;
  Result<LocatedJson> located = ReadYaml(text);
  if (located && located->value.is_object()) {
    CollectionReader(std::move(*located), facts).Read();
  } else {
    facts.repairs.push_back({{1, 1}, "the collection is no JSON object and cannot be read"});
  }
  return facts;
}

}  // namespace authconform
