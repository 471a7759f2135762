#include "tools/derive/spec/requirements.h"

#include <algorithm>
#include <utility>

namespace authconform {
namespace {

constexpr size_t kText = 200;      // characters, by specs/endpoint.schema.json
constexpr size_t kNamesakes = 16;  // that are looked through for the same promise

std::string Cut(std::string text) {
  size_t characters = 0;
  size_t cut = 0;  // where the character before last that fits ends
  for (size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
    if (++characters == kText) cut = i;
  }
  if (characters > kText) text = text.substr(0, cut) + "…";
  return text;
}

}  // namespace

std::string Requirements::Add(const std::string& id, Level level, Confidence confidence, Lines lines, std::string text,
                              std::string unchecked) {
  if (!lines) lines = nowhere_;
  text = Cut(std::move(text));
  std::vector<size_t>& namesakes = ids_[id];
  for (size_t i = 0; i < namesakes.size() && i < kNamesakes; ++i) {
    const Requirement& known = all_[namesakes[i]];
    if (known.text == text && known.unchecked.empty() == unchecked.empty()) return known.id;
  }
  std::string free = namesakes.empty() ? id : id + "-" + std::to_string(namesakes.size() + 1);
  while (!taken_.insert(free).second) free += "-2";
  namesakes.push_back(all_.size());
  all_.push_back({free, level, confidence, lines.first, lines.last, std::move(text), std::move(unchecked)});
  return free;
}

Json Requirements::ToJson() const {
  std::vector<const Requirement*> ordered;
  for (const Requirement& each : all_) ordered.push_back(&each);
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const Requirement* a, const Requirement* b) { return a->first_line < b->first_line; });
  Json::Object json;
  for (const Requirement* each : ordered) {
    Json::Object object = {{"level", each->level == Level::kMust ? "must" : "should"},
                           {"confidence", ConfidenceName(each->confidence)},
                           {"lines", Json::Array{each->first_line, each->last_line}},
                           {"text", each->text}};
    if (!each->unchecked.empty()) object.emplace_back("unchecked", each->unchecked);
    json.emplace_back(each->id, std::move(object));
  }
  return json;
}

}  // namespace authconform
