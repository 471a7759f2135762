#include "tools/derive/read/readmeio_parts.h"

#include <algorithm>
#include <utility>

#include "tools/derive/read/readmeio_api.h"
#include "tools/derive/text/lines.h"

namespace authconform {
namespace {

bool HasText(const Json& value, std::string_view name) {
  const Json* member = value.Find(name);
  return member != nullptr && member->is_string();
}

bool HasObject(const Json& value, std::string_view name) {
  const Json* member = value.Find(name);
  return member != nullptr && member->is_object();
}

bool IsPage(const Json& value) {
  if (const Json* api = value.Find("api"); api != nullptr && api->is_object()) {
    return api->Find("url") != nullptr || api->Find("path") != nullptr || api->Find("method") != nullptr;
  }
  const Json* content = value.Find("content");
  return HasText(value, "title") && (HasText(value, "body") || (content != nullptr && HasText(*content, "body")));
}

std::optional<PagePart::Kind> KindOf(const Json& value) {
  if (!value.is_object()) return std::nullopt;
  if (HasObject(value, "operation") && HasText(value, "path") && HasText(value, "method")) {
    return PagePart::Kind::kOperation;
  }
  const bool named = value.Find("openapi") != nullptr || value.Find("swagger") != nullptr;
  if (named && HasObject(value, "paths")) return PagePart::Kind::kDescription;
  if (IsPage(value)) return PagePart::Kind::kPage;
  if (IsApiObject(value)) return PagePart::Kind::kApi;
  return std::nullopt;
}

bool IsFence(std::string_view line) {
  line = Trim(line);
  return line.starts_with("```") || line.starts_with("~~~");
}

bool StartsJson(std::string_view line) {
  line = Trim(line);
  if (line.starts_with('{')) return !line.starts_with("{%") && !line.starts_with("{{");
  return line.starts_with('[') && Trim(line.substr(1)).substr(0, 1).find_first_not_of('{') == std::string_view::npos;
}

bool LooksLikeExport(std::string_view json) {
  for (std::string_view name :
       {"\"api\"", "\"body\"", "\"oasDefinition\"", "\"operation\"", "\"paths\"", "\"params\""}) {
    if (json.find(name) != std::string_view::npos) return true;
  }
  return false;
}

// Just after the bracket that closes the one at `begin`; nothing in a string counts.
size_t ClosingEnd(std::string_view text, size_t begin) {
  size_t depth = 0;
  bool in_string = false;
  for (size_t i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth == 0) return i + 1;
    }
  }
  return text.size();
}

}  // namespace

std::vector<PagePart> FindPageParts(const Json& value) {
  std::vector<PagePart> parts;
  std::vector<std::pair<const Json*, std::string>> open = {{&value, ""}};
  while (!open.empty()) {
    const auto [here, pointer] = std::move(open.back());
    open.pop_back();
    if (const auto kind = KindOf(*here)) {
      parts.push_back({*kind, pointer});
      continue;
    }
    const size_t first = open.size();
    if (here->is_object()) {
      for (const auto& [name, member] : here->object()) {
        open.emplace_back(&member, pointer + "/" + EscapePointerToken(name));
      }
    } else if (here->is_array()) {
      for (const Json& item : here->array()) {
        open.emplace_back(&item, pointer + "/" + std::to_string(open.size() - first));
      }
    }
    std::reverse(open.begin() + static_cast<std::ptrdiff_t>(first), open.end());
  }
  return parts;
}

std::optional<JsonSpan> FindPageJson(std::string_view text) {
  int line_number = 1;
  bool fenced = false;
  size_t resume = 0;
  for (std::string_view line : SplitLines(text)) {
    const size_t begin = static_cast<size_t>(line.data() - text.data());
    if (begin >= resume) {
      fenced ^= IsFence(line);
      if (!fenced && StartsJson(line)) {
        resume = ClosingEnd(text, begin + line.find_first_of("{["));
        if (LooksLikeExport(text.substr(begin, resume - begin))) return JsonSpan{begin, resume, line_number};
      }
    }
    ++line_number;
  }
  return std::nullopt;
}

}  // namespace authconform
