#include "tools/derive/read/facts_outline.h"

namespace authconform {
namespace {

std::string At(Lines lines) {
  if (!lines) return "";
  if (lines.first == lines.last) return " @" + std::to_string(lines.first);
  return " @" + std::to_string(lines.first) + "-" + std::to_string(lines.last);
}

std::string Quoted(const std::string& text) { return text.empty() ? "" : " \"" + text + "\""; }

std::string Need(std::optional<bool> required) { return !required ? "" : *required ? " required" : " optional"; }

std::string OfField(const Field& field) {
  static constexpr const char* kPlaces[] = {"body", "query", "path"};
  std::string text = field.placed ? kPlaces[static_cast<int>(field.in)] : "somewhere";
  text += " " + field.path + " " + std::string(TypeName(field.type)) + Need(field.required) + At(field.lines);
  for (const Json& value : field.allowed) text += " " + WriteJson(value);
  return text + Quoted(field.description) + "\n";
}

std::string OfExample(const Example& example) {
  const std::string body = example.body ? WriteJson(example.body->value) : example.empty ? "empty" : "unreadable";
  return body + At(example.lines) + "\n";
}

std::string OfResponse(const ResponseFact& response) {
  std::string text = "  " + std::to_string(response.status) + At(response.lines) + Quoted(response.title) +
                     At(response.title_lines) + (response.media_type.empty() ? "" : " " + response.media_type) +
                     At(response.media_type_lines) + "\n";
  for (const Example& example : response.examples) text += "    example " + OfExample(example);
  for (const Field& field : response.fields) text += "    member " + OfField(field);
  return text;
}

std::string OfEndpoint(const EndpointFact& endpoint) {
  static constexpr const char* kEncodings[] = {"json", "form", "query"};
  static constexpr const char* kAuths[] = {"none", "basic", "bearer", "apikey"};
  std::string text = endpoint.method + At(endpoint.method_lines) + " " + endpoint.path + At(endpoint.path_lines) +
                     Quoted(endpoint.title) + " all" + At(endpoint.lines) + "\n";
  if (!endpoint.host.empty()) text += "  host " + endpoint.host + At(endpoint.host_lines) + "\n";
  if (endpoint.encoding) {
    text +=
        std::string("  sends ") + kEncodings[static_cast<int>(*endpoint.encoding)] + At(endpoint.encoding_lines) + "\n";
  }
  if (endpoint.auth) {
    text += std::string("  auth ") + kAuths[static_cast<int>(*endpoint.auth)] + At(endpoint.auth_lines) + "\n";
  } else if (endpoint.needs_auth) {
    text += "  auth needed" + At(endpoint.auth_lines) + "\n";
  }
  for (const Prose& prose : endpoint.prose) text += "  prose" + At(prose.lines) + Quoted(prose.text) + "\n";
  for (const HeaderFact& header : endpoint.headers) {
    text += "  header " + header.name + Need(header.required) + At(header.lines) + Quoted(header.value) + "\n";
  }
  for (const Field& field : endpoint.fields) text += "  " + OfField(field);
  for (const Example& example : endpoint.requests) text += "  request " + OfExample(example);
  for (const RequestSample& sample : endpoint.samples) {
    text += "  sample " + sample.method + " " + sample.url + At(sample.lines) + "\n";
  }
  for (const ResponseFact& response : endpoint.responses) text += OfResponse(response);
  return text;
}

}  // namespace

std::string Outline(const Facts& facts) {
  std::string text = "title" + Quoted(facts.title) + "\n";
  for (const Prose& prose : facts.prose) text += "prose" + At(prose.lines) + Quoted(prose.text) + "\n";
  for (const EndpointFact& endpoint : facts.endpoints) text += OfEndpoint(endpoint);
  for (const Repair& repair : facts.repairs) text += "repair" + At(repair.lines) + Quoted(repair.what) + "\n";
  for (const Remark& remark : facts.remarks)
    text += "remark " + remark.id + At(remark.lines) + Quoted(remark.text) + "\n";
  return text;
}

}  // namespace authconform
