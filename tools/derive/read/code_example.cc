#include "tools/derive/read/code_example.h"

#include <algorithm>

namespace authconform {
namespace {

// What generators write where there is no body, without the brackets around it.
bool SaysEmpty(std::string_view text) {
  while (!text.empty() && std::string_view("<[(\"").find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (!text.empty() && std::string_view(">])\"").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  const std::string lower = ToLower(Trim(text));
  static constexpr std::string_view kWords[] = {"empty response", "empty body",  "empty",
                                                "no content",     "no response", "no body"};
  return std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
}

bool SaysBinary(std::string_view text) {
  const std::string start = ToLower(text.substr(0, 16));
  return start.starts_with("[binary data]") || start.starts_with("<binary data>");
}

}  // namespace

Example ReadExample(std::string_view text, std::string language, Lines lines, std::vector<Repair>& repairs) {
  Example example;
  example.lines = lines;
  example.language = std::move(language);
  const std::string_view body = Trim(text);
  if (SaysEmpty(body)) {
    example.empty = true;
    return example;
  }
  if (body.empty() || SaysBinary(body)) return example;
  example.body = ReadLooseJson(text, lines.first);
  if (!example.body && (body.front() == '{' || body.front() == '[')) {
    repairs.push_back({lines, "the example body cannot be read as JSON"});
  }
  return example;
}

}  // namespace authconform
