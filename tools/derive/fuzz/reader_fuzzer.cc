// libFuzzer's entry: any bytes, read as a document of one dialect (READ_AS) and taken all the way to facts.
#include <cstddef>
#include <cstdint>

#include "tools/derive/facts_json.h"
#include "tools/derive/read/recognise.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace authconform;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Facts facts = ReadDocument(text, "fuzzed", Dialect::READ_AS);
  // What is written must be JSON that can be read again.
  if (!ParseJson(WriteJson(FactsJson(facts)), "", {.bytes = 256 << 20, .depth = 64, .values = 10'000'000}).ok()) __builtin_trap();
  return 0;
}
