#include "tools/derive/read/openapi_responses.h"

#include <algorithm>
#include <cctype>

#include "tools/derive/read/openapi_schema.h"

namespace authconform {
namespace {

using Place = OpenApiDocument::Place;

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// 0 when the key names no single status.
int StatusOfKey(std::string_view key) {
  if (key.size() != 3 || !IsDigits(key) || key[0] < '1' || key[0] > '5') return 0;
  return (key[0] - '0') * 100 + (key[1] - '0') * 10 + (key[2] - '0');
}

using Media = std::pair<std::string, Place>;

void ReadBodies(OpenApiDocument& document, const std::vector<Media>& types, ResponseFact& response) {
  if (types.empty()) return;
  const auto json = std::find_if(types.begin(), types.end(),
                                 [](const Media& type) { return LanguageOfMediaType(type.first) == "json"; });
  const auto& [name, media] = json != types.end() ? *json : types[0];
  const int line = document.LinesOf(media).first;
  response.media_type = name;
  response.media_type_lines = {line, line};
  response.examples = ExamplesOfMedia(document, media, LanguageOfMediaType(name));
  if (const Place schema = media.Member("schema")) {
    response.fields = FieldsOfSchema(document, schema, SchemaUse::kResponse);
  }
}

void ReadSwagger2Body(OpenApiDocument& document, const Place& operation, const Place& body, ResponseFact& response) {
  if (const Place schema = body.Member("schema")) {
    response.fields = FieldsOfSchema(document, schema, SchemaUse::kResponse);
    if (const Place example = document.Resolve(schema).Member("example")) {
      response.examples.push_back(document.ExampleAt(example, "json"));
    }
  }
  for (const auto& [type, example] : body.Member("examples").Members()) {
    const bool names_type = type.find('/') != std::string::npos;
    const std::string language = names_type ? LanguageOfMediaType(type) : "json";
    if (language == "json") response.examples.push_back(document.ExampleAt(example, language));
  }
  Place produces = operation.Member("produces");
  if (!produces) produces = document.Root().Member("produces");
  const std::vector<Place> types = produces.Items();
  if (types.empty() || !types[0].value->is_string() || response.fields.empty()) return;
  response.media_type = types[0].value->string();
  response.media_type_lines = document.LinesOf(types[0]);
}

}  // namespace

std::string LanguageOfMediaType(std::string_view type) {
  const std::string lower = ToLower(Trim(type.substr(0, type.find(';'))));
  if (lower == "*/*" || lower.ends_with("/*") || lower.ends_with("json")) return "json";
  const size_t word = lower.find_last_of("/+");
  return word == std::string::npos ? lower : lower.substr(word + 1);
}

std::optional<FactEncoding> EncodingOfMediaType(std::string_view type) {
  const std::string language = LanguageOfMediaType(type);
  if (language == "json") return FactEncoding::kJson;
  if (language == "x-www-form-urlencoded" || language == "form-data") return FactEncoding::kForm;
  return std::nullopt;
}

std::vector<Example> ExamplesOfMedia(OpenApiDocument& document, const Place& media, const std::string& language) {
  std::vector<Example> examples;
  const auto add = [&](const Place& example) { examples.push_back(document.ExampleAt(example, language)); };
  if (const Place example = media.Member("example")) add(example);
  for (const auto& [name, reference] : media.Member("examples").Members()) {
    if (const Place value = document.Resolve(reference).Member("value")) add(value);
  }
  if (!examples.empty()) return examples;
  const Place schema = document.Resolve(media.Member("schema"));
  if (const Place example = schema.Member("example")) {
    add(example);
  } else if (const std::vector<Place> several = schema.Member("examples").Items(); !several.empty()) {
    add(several[0]);
  }
  return examples;
}

std::vector<ResponseFact> ReadResponses(OpenApiDocument& document, const Place& operation) {
  std::vector<ResponseFact> responses;
  for (const auto& [key, reference] : operation.Member("responses").Members()) {
    const Lines lines = document.LinesOf(reference);
    const int status = StatusOfKey(key);
    if (status == 0) {
      if (key != "default" && !key.starts_with("x-")) {
        document.Mend({lines.first, lines.first}, "a response for a range of statuses, or for none, is left out");
      }
      continue;
    }
    ResponseFact response;
    response.status = status;
    response.lines = {lines.first, lines.first};
    const Place body = document.Resolve(reference);
    if (const Place description = body.Member("description")) {
      response.title = body.Text("description");
      response.title_lines = document.LinesOf(description);
    }
    if (document.IsSwagger2()) {
      if (body) ReadSwagger2Body(document, operation, body, response);
    } else {
      ReadBodies(document, body.Member("content").Members(), response);
    }
    responses.push_back(std::move(response));
  }
  return responses;
}

}  // namespace authconform
