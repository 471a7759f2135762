#include "tools/derive/read/openapi_document.h"

#include <utility>

#include "tools/derive/read/located_example.h"

namespace authconform {
namespace {

using Place = OpenApiDocument::Place;

// Named definitions are at most this deep: /components/schemas/Pet.
constexpr int kNamedDepth = 3;
constexpr int kReferenceChain = 16;
constexpr size_t kFreeSchemas = 10'000;
constexpr size_t kSchemasPerValue = 3;

void IndexNamed(const Json& value, const std::string& pointer, int depth,
                std::unordered_map<std::string, const Json*>& named) {
  named.emplace(pointer, &value);
  if (depth == kNamedDepth || !value.is_object()) return;
  for (const auto& [name, member] : value.object()) {
    IndexNamed(member, pointer + "/" + EscapePointerToken(name), depth + 1, named);
  }
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A reference's fragment is part of a URL: "%7B" stands for a brace.
std::string UndoPercent(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0;
    if (!escape) {
      plain += text[i];
      continue;
    }
    plain += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
    i += 2;
  }
  return plain;
}

// How much of `pointer` the index may hold.
size_t NamedLength(std::string_view pointer) {
  size_t end = 0;
  for (int depth = 0; depth < kNamedDepth && end < pointer.size(); ++depth) {
    end = std::min(pointer.find('/', end + 1), pointer.size());
  }
  return end;
}

}  // namespace

OpenApiDocument::OpenApiDocument(LocatedJson located)
    : located_(std::move(located)), schemas_left_(kFreeSchemas + kSchemasPerValue * located_.lines.size()) {
  IndexNamed(located_.value, "", 0, named_);
  repairs_ = located_.repairs;
}

Place Place::Member(std::string_view name) const {
  const Json* member = value == nullptr ? nullptr : value->Find(name);
  return member == nullptr ? Place{} : Place{member, pointer + "/" + EscapePointerToken(name)};
}

std::vector<std::pair<std::string, Place>> Place::Members() const {
  std::vector<std::pair<std::string, Place>> members;
  if (value == nullptr || !value->is_object()) return members;
  for (const auto& [name, member] : value->object()) {
    members.emplace_back(name, Place{&member, pointer + "/" + EscapePointerToken(name)});
  }
  return members;
}

std::vector<Place> Place::Items() const {
  std::vector<Place> items;
  if (value == nullptr || !value->is_array()) return items;
  for (const Json& item : value->array()) items.push_back({&item, pointer + "/" + std::to_string(items.size())});
  return items;
}

std::string Place::Text(std::string_view name) const {
  const Json* member = value == nullptr ? nullptr : value->Find(name);
  return member != nullptr && member->is_string() ? member->string() : "";
}

bool Place::True(std::string_view name) const {
  const Json* member = value == nullptr ? nullptr : value->Find(name);
  return member != nullptr && ((member->is_bool() && member->boolean()) || *member == Json("true"));
}

Place OpenApiDocument::At(std::string_view pointer) const {
  const size_t length = NamedLength(pointer);
  const auto named = named_.find(std::string(pointer.substr(0, length)));
  const Json* value = nullptr;
  if (named != named_.end()) value = named->second->At(pointer.substr(length));
  // The index stops at arrays.
  if (named == named_.end()) value = located_.value.At(pointer);
  return value == nullptr ? Place{} : Place{value, std::string(pointer)};
}

Place OpenApiDocument::Resolve(Place place) {
  for (int i = 0; i < kReferenceChain; ++i) {
    const Json* reference = place ? place.value->Find("$ref") : nullptr;
    // A property may be called "$ref": then it is a schema, not text.
    if (reference == nullptr || !reference->is_string()) return place;
    const std::string& target = reference->string();
    if (!target.starts_with('#')) {
      Mend(LinesOf(place), "a reference leads out of the document and is left out");
      return {};
    }
    Place next = At(UndoPercent(std::string_view(target).substr(1)));
    if (!next) {
      Mend(LinesOf(place), "a reference leads nowhere and is left out");
      return {};
    }
    place = std::move(next);
  }
  Mend(LinesOf(place), "references lead in a circle and are left out");
  return {};
}

Example OpenApiDocument::ExampleAt(const Place& place, std::string language) {
  const Lines lines = LinesOf(place);
  if (place.value->is_string()) {
    return ExampleWithin(place.value->string(), std::move(language), lines, repairs_);
  }
  Example example{.lines = lines, .language = std::move(language), .body = std::nullopt, .empty = false};
  if (!place.value->is_object() && !place.value->is_array()) return example;
  LooseJson body;
  body.value = *place.value;
  const auto& all = located_.lines;
  body.lines[""] = lines;
  const std::string inside = place.pointer + "/";
  for (auto at = all.lower_bound(inside); at != all.end() && at->first.starts_with(inside); ++at) {
    body.lines[at->first.substr(place.pointer.size())] = at->second;
  }
  example.body = std::move(body);
  return example;
}

void OpenApiDocument::Mend(Lines lines, const std::string& what) {
  if (mended_.emplace(lines.first, what).second) repairs_.push_back({lines, what});
}

bool OpenApiDocument::SpendSchema() {
  if (schemas_left_ == 0) return false;
  if (--schemas_left_ == 0)
    Mend(located_.LinesAt(""), "the schemas say more than can be written out; the rest is left out");
  return true;
}

}  // namespace authconform
