#include "tools/derive/spec/testing/samples.h"

#include <algorithm>

#include "harness/base/base64.h"

namespace authconform {

Example Shown(std::string_view json, int line) {
  Example example;
  example.body = ReadLooseJson(json, line);
  example.lines = {line, line + static_cast<int>(std::count(json.begin(), json.end(), '\n'))};
  return example;
}

Field Declared(const std::string& path, Lines lines) {
  Field field;
  field.path = path;
  field.type = ValueType::kString;
  field.lines = lines;
  field.declared = true;
  return field;
}

ResponseFact Answer(int status, std::string_view json, const std::string& title) {
  ResponseFact response;
  response.status = status;
  response.title = title;
  response.lines = {20, 20};
  if (!json.empty()) response.examples.push_back(Shown(json, 21));
  return response;
}

std::string Base64Url(std::string_view bytes) {
  std::string text = EncodeBase64(bytes);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  text.resize(std::min(text.find('='), text.size()));
  return text;
}

std::string Jwt(std::string_view payload) {
  return Base64Url(R"({"alg":"HS256","typ":"JWT"})") + "." + Base64Url(payload) + ".c2lnbmF0dXJl";
}

EndpointFact SignIn() {
  EndpointFact endpoint;
  endpoint.method = "POST";
  endpoint.method_lines = {3, 3};
  endpoint.path = "/v2/sign-in";
  endpoint.path_lines = {3, 3};
  endpoint.lines = {2, 40};
  endpoint.encoding = FactEncoding::kJson;
  endpoint.encoding_lines = {5, 5};
  endpoint.fields = {Declared("/email", {7, 7}), Declared("/password", {8, 8})};
  for (Field& field : endpoint.fields) field.required = true;
  return endpoint;
}

}  // namespace authconform
