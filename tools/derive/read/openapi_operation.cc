#include "tools/derive/read/openapi_operation.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "tools/derive/read/located_example.h"
#include "tools/derive/read/openapi_responses.h"
#include "tools/derive/read/openapi_schema.h"
#include "tools/derive/read/openapi_security.h"
#include "tools/derive/read/openapi_server.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

using Place = OpenApiDocument::Place;

std::string TextOf(const Json& value) { return value.is_string() ? value.string() : WriteJson(value); }

// What a parameter is: its schema, or in Swagger 2 the parameter itself, or the schema of its content.
Place SchemaOfParameter(const Place& parameter) {
  if (const Place schema = parameter.Member("schema")) return schema;
  for (const auto& [type, media] : parameter.Member("content").Members()) {
    if (const Place schema = media.Member("schema")) return schema;
  }
  return parameter;
}

class OperationReader {
 public:
  OperationReader(OpenApiDocument& document, const OperationPlace& place) : document_(document), place_(place) {}

  EndpointFact Read() {
    const ServerPrefix prefix = ServerOf(document_, place_.path_item, place_.operation);
    endpoint_.method = place_.method;
    endpoint_.method_lines = place_.method_lines;
    endpoint_.path = prefix.base_path + (place_.path.starts_with('/') ? "" : "/") + place_.path;
    endpoint_.path_lines = place_.path_lines;
    endpoint_.host = prefix.host;
    endpoint_.host_lines = prefix.lines;
    endpoint_.lines = Join(document_.LinesOf(place_.operation), place_.path_lines);
    endpoint_.title = place_.operation.Text("summary");
    if (endpoint_.title.empty()) endpoint_.title = place_.operation.Text("operationId");
    ReadProse(place_.path_item);
    ReadProse(place_.operation);
    ReadParameters();
    ReadRequestBody();
    ReadSecurity(document_, place_.operation, endpoint_);
    endpoint_.responses = ReadResponses(document_, place_.operation);
    ReadSamples();
    if (endpoint_.auth == FactAuth::kNone && SamplesSendCredentials()) endpoint_.auth.reset();
    return std::move(endpoint_);
  }

 private:
  void ReadProse(const Place& place) {
    for (std::string_view name : {"summary", "description"}) {
      const Place text = place.Member(name);
      if (text && text.value->is_string() && !text.value->string().empty()) {
        endpoint_.prose.push_back({text.value->string(), document_.LinesOf(text)});
      }
    }
  }

  // Those of the operation take the place of the path's of the same name.
  void ReadParameters() {
    std::set<std::pair<std::string, std::string>> read;
    std::vector<Place> parameters = place_.operation.Member("parameters").Items();
    const std::vector<Place> shared = place_.shared_parameters.Items();
    parameters.insert(parameters.end(), shared.begin(), shared.end());
    for (const Place& reference : parameters) {
      const Place parameter = document_.Resolve(reference);
      if (!parameter || !parameter.value->is_object()) continue;
      const std::string name = parameter.Text("name");
      const std::string in = ToLower(parameter.Text("in"));
      if (!read.emplace(name, in).second) continue;
      const Lines lines = document_.LinesOf(parameter);
      ReadParameter(parameter, name, in, lines);
    }
  }

  void ReadParameter(const Place& parameter, const std::string& name, const std::string& in, Lines lines) {
    if (in == "body") {
      ReadBodyParameter(parameter, lines);
    } else if (name.empty()) {
      document_.Mend(lines, "a parameter without a name is left out");
    } else if (in == "header") {
      AddHeader(parameter, name, lines);
    } else if (in == "query" || in == "path" || in == "formdata") {
      AddFields(parameter, name, in, lines);
    } else if (in != "cookie") {
      document_.Mend(lines, "a parameter that is in no known part of the request is left out");
    }
  }

  void AddHeader(const Place& parameter, const std::string& name, Lines lines) {
    const Place schema = document_.Resolve(SchemaOfParameter(parameter));
    HeaderFact header{.name = name,
                      .value = "",
                      .lines = lines,
                      .required = parameter.True("required"),
                      .description = parameter.Text("description")};
    for (const Place& place : {parameter, schema}) {
      for (std::string_view member : {"example", "default", "x-example"}) {
        const Json* value = place ? place.value->Find(member) : nullptr;
        if (value != nullptr && header.value.empty()) header.value = TextOf(*value);
      }
      const std::vector<Place> allowed = place.Member("enum").Items();
      if (header.value.empty() && allowed.size() == 1) header.value = TextOf(*allowed[0].value);
    }
    endpoint_.headers.push_back(std::move(header));
  }

  void AddFields(const Place& parameter, const std::string& name, const std::string& in, Lines lines) {
    const Field::In where = in == "path" ? Field::In::kPath : in == "query" ? Field::In::kQuery : Field::In::kBody;
    if (where == Field::In::kBody) SetEncoding(FactEncoding::kForm, lines);
    std::vector<Field> fields = FieldsOfParameter(document_, SchemaOfParameter(parameter), name);
    Field& field = fields[0];
    // A path without one of its parts is another path.
    field.required = where == Field::In::kPath || parameter.True("required");
    field.lines = lines;
    if (const std::string description = parameter.Text("description"); !description.empty()) {
      field.description = description;
    }
    if (const Json* example = parameter.value->Find("example")) field.example = *example;
    for (Field& each : fields) {
      each.in = where;
      endpoint_.fields.push_back(std::move(each));
    }
  }

  void AddBodyFields(const Place& schema) {
    for (Field& field : FieldsOfSchema(document_, schema, SchemaUse::kRequest)) endpoint_.fields.push_back(field);
  }

  void SetEncoding(FactEncoding encoding, Lines lines) {
    if (endpoint_.encoding) return;
    endpoint_.encoding = encoding;
    endpoint_.encoding_lines = lines;
  }

  // Swagger 2.
  void ReadBodyParameter(const Place& parameter, Lines lines) {
    const Place schema = parameter.Member("schema");
    if (!schema) return document_.Mend(lines, "a body parameter without a schema is left out");
    AddBodyFields(schema);
    Place consumes = place_.operation.Member("consumes");
    if (!consumes) consumes = document_.Root().Member("consumes");
    for (const Place& type : consumes.Items()) {
      const std::optional<FactEncoding> encoding =
          type.value->is_string() ? EncodingOfMediaType(type.value->string()) : std::nullopt;
      if (encoding) SetEncoding(*encoding, document_.LinesOf(type));
    }
    for (Example& example : ExamplesOfMedia(document_, parameter, "json"))
      endpoint_.requests.push_back(std::move(example));
  }

  void ReadRequestBody() {
    const Place body = document_.Resolve(place_.operation.Member("requestBody"));
    const auto types = document_.Resolve(body.Member("content")).Members();
    const auto chosen = std::find_if(types.begin(), types.end(), [](const auto& type) {
      return EncodingOfMediaType(type.first) == FactEncoding::kJson;
    });
    const auto readable =
        chosen != types.end() ? chosen : std::find_if(types.begin(), types.end(), [](const auto& type) {
          return EncodingOfMediaType(type.first).has_value();
        });
    if (readable == types.end()) return;
    const auto& [name, media] = *readable;
    SetEncoding(*EncodingOfMediaType(name), KeyLines(media));
    if (const Place schema = media.Member("schema")) AddBodyFields(schema);
    for (Example& example : ExamplesOfMedia(document_, media, LanguageOfMediaType(name))) {
      endpoint_.requests.push_back(std::move(example));
    }
  }

  Lines KeyLines(const Place& place) const {
    const int line = document_.LinesOf(place).first;
    return {line, line};
  }

  // Extensions of documentation tools.
  void ReadSamples() {
    std::vector<Place> samples = place_.operation.Member("x-readme").Member("code-samples").Items();
    for (std::string_view name : {"x-codeSamples", "x-code-samples"}) {
      const std::vector<Place> more = place_.operation.Member(name).Items();
      samples.insert(samples.end(), more.begin(), more.end());
    }
    for (const Place& sample : samples) {
      const Place code = sample.Member(sample.Member("code") ? "code" : "source");
      const std::string language = sample.Text(sample.Member("language") ? "language" : "lang");
      if (!code || !code.value->is_string()) continue;
      auto read = SampleWithin(code.value->string(), ToLower(language), document_.LinesOf(code));
      if (read) endpoint_.samples.push_back(std::move(*read));
    }
  }

  // Then an empty list of schemes is only what the editor starts with.
  bool SamplesSendCredentials() const {
    return std::any_of(endpoint_.samples.begin(), endpoint_.samples.end(), [](const RequestSample& sample) {
      return std::any_of(sample.headers.begin(), sample.headers.end(), [](const RequestSample::Header& header) {
        return ToLower(header.name) == "authorization" && !Trim(header.value).empty();
      });
    });
  }

  OpenApiDocument& document_;
  const OperationPlace& place_;
  EndpointFact endpoint_;
};

}  // namespace

EndpointFact ReadOperation(OpenApiDocument& document, const OperationPlace& place) {
  return OperationReader(document, place).Read();
}

std::vector<EndpointFact> ReadOperations(OpenApiDocument& document) {
  std::vector<EndpointFact> endpoints;
  for (const auto& [path, reference] : document.Root().Member("paths").Members()) {
    const Lines lines = document.LinesOf(reference);
    const Place item = document.Resolve(reference);
    for (const auto& [name, operation] : item.Members()) {
      const std::string method = MethodOfWord(name);
      if (method.empty() || !operation.value->is_object()) continue;
      const int line = document.LinesOf(operation).first;
      endpoints.push_back(ReadOperation(document, {.method = method,
                                                   .path = path,
                                                   .operation = operation,
                                                   .path_item = item,
                                                   .shared_parameters = item.Member("parameters"),
                                                   .path_lines = {lines.first, lines.first},
                                                   .method_lines = {line, line}}));
    }
  }
  return endpoints;
}

}  // namespace authconform
