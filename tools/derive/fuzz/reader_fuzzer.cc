// libFuzzer's entry: any bytes, read as a document of the dialect READ_AS and taken all the way to specs.
#include <cstddef>
#include <cstdint>

#include "tools/derive/derive.h"
#include "tools/derive/facts_json.h"

namespace authconform {
namespace {

// Ends the process, as libFuzzer wants it, when what was written is no JSON.
void Check(const std::string& text) {
  const JsonLimits limits = {.bytes = 1 << 30, .depth = 1000, .values = 100'000'000};
  if (!ParseJson(text, "", limits).ok()) __builtin_trap();
}

void Run(std::string_view document) {
  const Result<Derivation> derivation = Derive(document, "fuzzed", {.dialect = Dialect::READ_AS, .vendor = ""});
  if (!derivation) return;
  Check(WriteJson(FactsJson(derivation->facts)));
  Check(WriteJson(GapJson(*derivation)));
  for (const DerivedEndpoint& endpoint : derivation->endpoints) {
    for (const auto& [name, bytes] : endpoint.files) Check(bytes);
  }
}

}  // namespace
}  // namespace authconform

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  authconform::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
