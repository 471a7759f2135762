// libFuzzer's entry: any bytes, read as JSON. What was read and written reads as the same again, and a refusal points
// into the text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/fuzz/invariant.h"

namespace authconform {
namespace {

void CheckPosition(std::string_view text, const Error& error) {
  size_t line = 0;
  size_t column = 0;
  Require(std::sscanf(error.position.c_str(), "line %zu, column %zu", &line, &column) == 2, "a refusal has a position");
  const auto lines = 1 + static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  Require(line >= 1 && line <= lines && column >= 1 && column <= text.size() + 1, "the position is inside the text");
  Require(IsUtf8(error.message), "a message is text");
}

// Every member is found under its name and by its pointer.
void CheckPointers(const Json& root, const Json& value, const std::string& pointer) {
  Require(root.At(pointer) == &value, "a pointer leads to its value");
  if (value.is_object()) {
    for (const auto& [name, member] : value.object()) {
      Require(value.Find(name) == &member, "a member is found by its name");
      CheckPointers(root, member, pointer + "/" + EscapePointerToken(name));
    }
  } else if (value.is_array()) {
    for (size_t i = 0; i < value.array().size(); ++i) {
      CheckPointers(root, value.array()[i], pointer + "/" + std::to_string(i));
    }
  }
}

void Run(std::string_view text) {
  const Result<Json> read = ParseJson(text);
  if (!read) return CheckPosition(text, read.error());
  Require(IsUtf8(text), "what is read is UTF-8");
  const std::string compact = WriteJson(*read);
  for (const std::string& written : {compact, WriteJsonIndented(*read)}) {
    const Result<Json> again = ParseJson(written);
    Require(again.ok(), "what was written can be read");
    Require(*again == *read, "what was written reads as the same");
    Require(WriteJson(*again) == compact, "the same value is written alike");
  }
  if (text.size() <= 1024) CheckPointers(*read, *read, "");
  Require(
      MergePatch(Json::Object{{"kept", 1}}, *read) == MergePatch(MergePatch(Json::Object{{"kept", 1}}, *read), *read),
      "a patch applied twice is a patch applied once");
}

}  // namespace
}  // namespace authconform

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  authconform::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
