#include "tools/derive/read/readmeio_api.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <utility>

#include "tools/derive/read/declared_name.h"
#include "tools/derive/read/located_example.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

using Place = OpenApiDocument::Place;

std::string TextOf(const Json& value) {
  if (value.is_string()) return value.string();
  return value.is_null() ? "" : WriteJson(value);
}

std::string TextMember(const Place& place, std::string_view name) {
  const Place member = place.Member(name);
  return member ? std::string(Trim(TextOf(*member.value))) : "";
}

// "json", "mixed" and "any" name no type; "array_string" is an array of strings.
ValueType TypeOfParameter(std::string_view word) {
  if (word.starts_with("array")) return ValueType::kArray;
  return TypeOfWord(word);
}

std::optional<ValueType> ItemType(std::string_view word) {
  constexpr std::string_view kArrayOf = "array_";
  if (!word.starts_with(kArrayOf)) return std::nullopt;
  const std::string_view item = word.substr(kArrayOf.size());
  return TypeOfWord(item);
}

std::vector<Json> AllowedBy(const Place& parameter) {
  std::vector<Json> allowed;
  if (const Json* list = parameter.value->Find("enumValues"); list != nullptr && list->is_array()) return list->array();
  std::string text = TextMember(parameter, "enumValues");
  std::replace(text.begin(), text.end(), '\n', ',');
  std::string_view rest = text;
  while (!Trim(rest).empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    if (const std::string_view value = Trim(rest.substr(0, comma)); !value.empty()) allowed.push_back(Json(value));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  return allowed;
}

std::optional<bool> RequiredBy(const Place& parameter) {
  const Json* required = parameter.value->Find("required");
  if (required == nullptr) return std::nullopt;
  if (required->is_bool()) return required->boolean();
  return required->is_string() ? RequiredOfWord(required->string()) : std::nullopt;
}

int StatusOf(const Place& code) {
  const Json* status = code.value->Find("status");
  int number = 0;
  if (status != nullptr && status->is_string()) number = StatusOfText(status->string());
  if (status != nullptr && status->is_number())
    number = static_cast<int>(std::clamp<int64_t>(status->AsInt64().value_or(0), 0, 999));
  if (number == 0) number = StatusOfText(TextMember(code, "name"));
  return number >= 100 && number <= 599 ? number : 0;
}

bool StartsJson(std::string_view code) {
  code = Trim(code);
  return code.starts_with('{') || code.starts_with('[');
}

bool SendsBody(const std::string& method) { return method != "GET" && method != "HEAD"; }

class ApiReader {
 public:
  ApiReader(OpenApiDocument& document, const Place& api, std::vector<Remark>& remarks)
      : document_(document), api_(api), remarks_(remarks) {}

  EndpointFact Read() {
    const Place url = api_.Member(api_.Member("url") ? "url" : "path");
    if (url && url.value->is_string()) endpoint_.path = std::string(Trim(url.value->string()));
    if (!endpoint_.path.empty()) endpoint_.path_lines = document_.LinesOf(url);
    endpoint_.method = MethodOfWord(api_.Text("method"));
    endpoint_.method_lines = document_.LinesOf(api_.Member("method"));
    endpoint_.lines = document_.LinesOf(api_);
    ReadSettings();
    for (const Place& parameter : api_.Member("params").Items()) ReadParameter(parameter);
    for (const Place& code : api_.Member("examples").Member("codes").Items()) ReadExample(code);
    for (const Place& code : api_.Member("results").Member("codes").Items()) ReadResult(code);
    return std::move(endpoint_);
  }

 private:
  // The API that the page belongs to; often only its id is there.
  void ReadSettings() {
    for (std::string_view name : {"apiSetting", "settings"}) {
      const Place url = api_.Member(name).Member("url");
      if (!url || !url.value->is_string() || !endpoint_.host.empty()) continue;
      endpoint_.host = url.value->string();
      endpoint_.host_lines = document_.LinesOf(url);
    }
  }

  void ReadParameter(const Place& parameter) {
    const std::string name = CleanName(TextMember(parameter, "name"));
    if (name.empty()) return;
    const std::string in = ToLower(TextMember(parameter, "in"));
    if (in == "header" || in == "headers") {
      AddHeader(parameter, name);
    } else if (in != "cookie") {
      AddField(parameter, name, in);
    }
  }

  void AddHeader(const Place& parameter, const std::string& name) {
    endpoint_.headers.push_back({.name = name,
                                 .value = TextMember(parameter, "default"),
                                 .lines = document_.LinesOf(parameter),
                                 .required = RequiredBy(parameter),
                                 .description = TextMember(parameter, "desc")});
  }

  void AddField(const Place& parameter, const std::string& name, const std::string& in) {
    Field field;
    field.in = in == "path" ? Field::In::kPath : in == "query" ? Field::In::kQuery : Field::In::kBody;
    field.placed = !in.empty();
    field.path = field.in == Field::In::kBody ? DeclaredName(name) : "/" + EscapePointerToken(name);
    const std::string type = ToLower(TextMember(parameter, "type"));
    field.type = TypeOfParameter(type);
    field.required = RequiredBy(parameter);
    field.lines = document_.LinesOf(parameter);
    field.declared = true;
    field.description = TextMember(parameter, "desc");
    if (const std::string value = TextMember(parameter, "default"); !value.empty()) {
      field.example = *parameter.Member("default").value;
    }
    field.allowed = AllowedBy(parameter);
    if (ToLower(in) == "formdata" && !endpoint_.encoding) {
      endpoint_.encoding = FactEncoding::kForm;
      endpoint_.encoding_lines = field.lines;
    }
    const std::optional<ValueType> item_type = ItemType(type);
    Field item = field;
    endpoint_.fields.push_back(std::move(field));
    if (!item_type) return;
    item.path += "/*";
    item.type = *item_type;
    item.required.reset();
    item.description.clear();
    item.example.reset();
    item.allowed.clear();
    endpoint_.fields.push_back(std::move(item));
  }

  // A request, as code in some language or as its body alone.
  void ReadExample(const Place& example) {
    const Place code = example.Member("code");
    if (!code || !code.value->is_string()) return;
    const std::string& text = code.value->string();
    const std::string language = ToLower(TextMember(example, "language"));
    const Lines lines = document_.LinesOf(code);
    if (const int status = StatusOfText(TextMember(example, "name")); status != 0) {
      AddResponse(status, example, code);
    } else if (!StartsJson(text)) {
      if (auto sample = SampleWithin(text, language, lines)) endpoint_.samples.push_back(std::move(*sample));
    } else if (SendsBody(endpoint_.method)) {
      Example body = ExampleWithin(text, language, lines, document_.repairs());
      if (body.body) endpoint_.requests.push_back(std::move(body));
    }
  }

  void ReadResult(const Place& result) {
    const Place code = result.Member("code");
    const int status = StatusOf(result);
    if (status != 0) return AddResponse(status, result, code);
    if (code && code.value->is_string() && !Trim(code.value->string()).empty()) {
      remarks_.push_back({"status-not-told", document_.LinesOf(result), "an example of a response has no status"});
    }
  }

  void AddResponse(int status, const Place& result, const Place& code) {
    ResponseFact response;
    response.status = status;
    const Place told = result.Member("status");
    response.lines = document_.LinesOf(told ? told : result);
    if (const Place name = result.Member("name")) {
      response.title = TextMember(result, "name");
      response.title_lines = document_.LinesOf(name);
    }
    if (code && code.value->is_string()) AddBody(result, code, response);
    endpoint_.responses.push_back(std::move(response));
  }

  void AddBody(const Place& result, const Place& code, ResponseFact& response) {
    const Lines lines = document_.LinesOf(code);
    const std::string& text = code.value->string();
    // What the editor puts there for the writer to replace.
    if (Trim(text) == "{}") {
      remarks_.push_back({"template-leftover", lines,
                          "the example of status " + std::to_string(response.status) +
                              " is the empty object that the editor starts with"});
      return;
    }
    Example example = ExampleWithin(text, ToLower(TextMember(result, "language")), lines, document_.repairs());
    // Nothing is there to tell that there is nothing.
    if (!example.empty) response.examples.push_back(std::move(example));
  }

  OpenApiDocument& document_;
  const Place& api_;
  std::vector<Remark>& remarks_;
  EndpointFact endpoint_;
};

}  // namespace

bool IsApiObject(const Json& value) {
  const bool address = value.Find("url") != nullptr || value.Find("path") != nullptr;
  const bool lists = value.Find("params") != nullptr || value.Find("results") != nullptr ||
                     value.Find("examples") != nullptr || value.Find("apiSetting") != nullptr;
  const Json* method = value.Find("method");
  return address && lists && method != nullptr && method->is_string();
}

EndpointFact ReadApiObject(OpenApiDocument& document, const Place& api, std::vector<Remark>& remarks) {
  return ApiReader(document, api, remarks).Read();
}

}  // namespace authconform
