// Facts, for tests, into one line a fact: "POST /x", "field /a body string required", …
#pragma once

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tools/derive/facts.h"

namespace authconform {

inline std::string ReadTestDocument(const std::string& name) {
  std::ifstream file("tools/derive/testdata/" + name);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::string At(Lines lines) {
  return " @" + std::to_string(lines.first) + (lines.last == lines.first ? "" : "-" + std::to_string(lines.last));
}

inline std::string FieldText(const Field& field) {
  static constexpr const char* kPlaces[] = {"body", "query", "path"};
  const std::string need = !field.required ? "" : *field.required ? " required" : " optional";
  return field.path + " " + kPlaces[static_cast<int>(field.in)] + " " + std::string(TypeName(field.type)) + need +
         At(field.lines);
}

inline std::vector<std::string> FieldTexts(const EndpointFact& endpoint) {
  std::vector<std::string> texts;
  for (const Field& field : endpoint.fields) texts.push_back(FieldText(field));
  return texts;
}

inline std::vector<std::string> HeaderTexts(const EndpointFact& endpoint) {
  std::vector<std::string> texts;
  for (const HeaderFact& header : endpoint.headers)
    texts.push_back(header.name + ": " + header.value + At(header.lines));
  return texts;
}

// "200 @5", and below it its members and examples.
inline std::vector<std::string> ResponseTexts(const EndpointFact& endpoint) {
  std::vector<std::string> texts;
  for (const ResponseFact& response : endpoint.responses) {
    texts.push_back(std::to_string(response.status) + At(response.lines));
    for (const Field& field : response.fields) {
      texts.push_back("  " + field.path + " " + std::string(TypeName(field.type)) + At(field.lines));
    }
    for (const Example& example : response.examples) {
      const std::string body = example.body ? WriteJson(example.body->value) : example.empty ? "empty" : "unread";
      texts.push_back("  " + body + At(example.lines));
    }
  }
  return texts;
}

// "POST /path host", with nothing after the path when there is none.
inline std::string CallText(const EndpointFact& endpoint) {
  return endpoint.method + " " + endpoint.path + (endpoint.host.empty() ? "" : " " + endpoint.host);
}

inline std::vector<std::string> RepairTexts(const Facts& facts) {
  std::vector<std::string> texts;
  for (const Repair& repair : facts.repairs) texts.push_back(repair.what + At(repair.lines));
  return texts;
}

}  // namespace authconform
