#include "tools/derive/read/page_lines.h"

#include <algorithm>

#include "tools/derive/read/path.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {

bool IsJsonStart(std::string_view text) {
  text = Trim(text);
  return text.starts_with('{') || text.starts_with('[');
}

bool IsBareUrl(std::string_view text) {
  text = Trim(text);
  if (text.find_first_of(" \t\n") != std::string_view::npos || !LooksLikePath(text)) return false;
  return (text.starts_with('/') && text.size() > 1) || text.find("://") != std::string_view::npos;
}

bool NamesMediaType(std::string_view text) {
  text = Trim(text);
  const bool known = text.starts_with("application/") || text.starts_with("multipart/") || text.starts_with("text/");
  return known && text.find(' ') == std::string_view::npos;
}

bool LeadsWithStatus(std::string_view text) {
  const int status = StatusOfText(text.substr(0, 40));
  const size_t at = status == 0 ? std::string_view::npos : text.find(std::to_string(status));
  if (at == std::string_view::npos) return false;
  std::string_view before = Trim(text.substr(0, at));
  if (before.starts_with("•")) before = Trim(before.substr(3));
  if (before.starts_with("HTTP")) return true;
  const std::string_view after = Trim(text.substr(at + 3));
  const bool phrase = after.empty() || std::string_view("-:(,`*").find(after[0]) != std::string_view::npos ||
                      (after[0] >= 'A' && after[0] <= 'Z') || static_cast<unsigned char>(after[0]) >= 0x80;
  return before.size() <= 1 && phrase;
}

bool SpeaksOfStatus(std::string_view text) {
  static constexpr std::string_view kWords[] = {"status",  "http",   "code",     "response", "responses",
                                                "returns", "return", "returned", "respond",  "responds",
                                                "estado",  "statut", "código",   "retorna"};
  return std::any_of(std::begin(kWords), std::end(kWords), [&](std::string_view word) { return HasWord(text, word); });
}

std::vector<int> StatusesOfText(std::string_view text) {
  std::vector<int> statuses;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(" ,;/|`\n"), text.size());
    if (const int status = StatusOfText(text.substr(0, end)); status > 0) statuses.push_back(status);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return statuses;
}

bool NamesType(std::string_view text) {
  const size_t open = text.substr(0, 80).find('(');
  if (open == std::string_view::npos)
    return TypeOfWord(text.substr(0, text.find_first_of(" ,;."))) != ValueType::kUnknown;
  const std::string_view inside = text.substr(open + 1);
  return TypeOfWord(inside.substr(0, inside.find_first_of("),"))) != ValueType::kUnknown;
}

bool IsStructural(const PageElement& element) {
  using Kind = PageLabel::Kind;
  switch (element.label.kind) {
    case Kind::kStatus:
      return StatusOfText(element.text) > 0;
    case Kind::kMethod:
      return !MethodOfWord(element.text).empty();
    case Kind::kPath:
      return LooksLikePath(element.text);
    case Kind::kResponse:
    case Kind::kNeed:
      return true;
    case Kind::kHeaders:
    case Kind::kParameters:
    case Kind::kRequest:
    case Kind::kExample:
    case Kind::kSample:
    case Kind::kMembers:
    case Kind::kStatuses:
      return element.text.empty() || IsJsonStart(element.text);
    default:
      return false;
  }
}

std::vector<Field> FieldsOfTraits(const Json& schema, Lines lines) {
  std::vector<Field> fields;
  if (!schema.is_object()) return fields;
  for (const auto& [name, traits] : schema.object()) {
    if (!traits.is_object()) continue;
    Field& field = fields.emplace_back();
    field.path = "/" + EscapePointerToken(name);
    field.declared = true;
    field.lines = lines;
    if (const Json* type = traits.Find("type"); type != nullptr && type->is_string())
      field.type = TypeOfWord(type->string());
    const Json* text = traits.Find("description");
    if (text == nullptr || !text->is_string()) continue;
    field.description = text->string();
    const bool conditional = HasWord(field.description, "when") || HasWord(field.description, "if");
    if (field.description.find("MUST be") != std::string::npos && !conditional) field.required = true;
  }
  return fields;
}

}  // namespace authconform
