// libFuzzer's entry: {"schema": …, "value": …} made of any bytes. A schema that compiles gives each value one answer,
// `not` gives the other, and what is told of a breach points into the value.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/schema.h"
#include "harness/fuzz/invariant.h"

namespace authconform {
namespace {

std::string Describe(const std::vector<SchemaViolation>& violations) {
  std::string text;
  for (const SchemaViolation& violation : violations) {
    text += violation.pointer + "\n" + violation.expected + "\n" + violation.actual + "\n" + violation.keyword + "\n";
  }
  return text;
}

void CheckViolations(const Json& value, const std::vector<SchemaViolation>& violations) {
  Require(violations.size() <= 100, "at most 100 violations are told");
  for (const SchemaViolation& violation : violations) {
    const std::string& pointer = violation.pointer;
    Require(!violation.expected.empty() && !violation.actual.empty(), "a violation says what was expected and found");
    // Schema::Check says so where valijson refuses a value and the harness's own explanation finds nothing wrong.
    Require(violation.keyword != "schema", "whoever decides and whoever explains agree");
    const bool there = value.At(pointer) != nullptr;
    Require(there || (!pointer.empty() && value.At(pointer.substr(0, pointer.rfind('/'))) != nullptr),
            "a violation points to a value or to where one is missing");
  }
}

// Whether `wrapped`, which stands for the schema, takes the value; a schema too deep to be wrapped says nothing.
void CheckWrapped(const Json& wrapped, const Json& value, bool expected, std::string_view invariant) {
  const Result<Schema> schema = Schema::Compile(wrapped);
  if (schema) Require(schema->Check(value).empty() == expected, invariant);
}

void Run(std::string_view text) {
  const Result<Json> input = ParseJson(text);
  if (!input) return;
  const Json* json = input->Find("schema");
  const Json* value = input->Find("value");
  if (json == nullptr || value == nullptr) return;
  const Result<Schema> schema = Schema::Compile(*json, "fuzzed");
  if (!schema) {
    Require(!schema.error().message.empty() && schema.error().file == "fuzzed", "a refusal says what is wrong where");
    return;
  }
  const std::vector<SchemaViolation> violations = schema->Check(*value);
  CheckViolations(*value, violations);
  const std::string described = Describe(violations);
  Require(Describe(schema->Check(*value)) == described, "the same value is judged alike");
  Require(Describe(schema->Clone().Check(*value)) == described, "a clone judges alike");
  // A schema inside another one has other pointers, and a reference into it would miss.
  if (text.find("$ref") != std::string_view::npos || text.find("$id") != std::string_view::npos) return;
  const bool conforms = violations.empty();
  CheckWrapped(Json::Object{{"not", *json}}, *value, !conforms, "not turns the answer around");
  CheckWrapped(Json::Object{{"anyOf", Json::Array{*json}}}, *value, conforms, "anyOf of one schema is that schema");
  CheckWrapped(Json::Object{{"allOf", Json::Array{*json, true}}}, *value, conforms, "allOf with true is that schema");
  CheckWrapped(Json::Object{{"items", *json}}, Json::Array{*value}, conforms, "an item is judged like a value");
}

}  // namespace
}  // namespace authconform

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  authconform::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
