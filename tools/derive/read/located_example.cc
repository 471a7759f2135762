#include "tools/derive/read/located_example.h"

#include <algorithm>
#include <utility>

#include "tools/derive/read/code_example.h"

namespace authconform {
namespace {

Lines Within(Lines outer, Lines lines) {
  if (!lines) return outer;
  return {std::clamp(lines.first, outer.first, outer.last), std::clamp(lines.last, outer.first, outer.last)};
}

void Confine(Lines outer, LooseJson& json) {
  for (auto& [pointer, lines] : json.lines) lines = Within(outer, lines);
  for (Repair& repair : json.repairs) repair.lines = Within(outer, repair.lines);
}

}  // namespace

Example ExampleWithin(std::string_view text, std::string language, Lines lines, std::vector<Repair>& repairs) {
  Example example = ReadExample(text, std::move(language), lines, repairs);
  if (Trim(text).empty()) example.empty = true;
  if (example.body) Confine(lines, *example.body);
  return example;
}

std::optional<RequestSample> SampleWithin(std::string_view text, std::string_view language, Lines lines) {
  std::optional<RequestSample> sample = ReadRequestSample(text, language, lines.first);
  if (!sample) return std::nullopt;
  sample->lines = Within(lines, sample->lines);
  for (RequestSample::Header& header : sample->headers) header.lines = Within(lines, header.lines);
  if (sample->body) Confine(lines, *sample->body);
  return sample;
}

}  // namespace authconform
