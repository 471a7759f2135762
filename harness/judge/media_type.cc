#include "harness/judge/media_type.h"

#include <algorithm>

namespace authconform {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool SameIgnoringCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return Lower(x) == Lower(y); });
}

}  // namespace

std::string MediaType(std::string_view content_type) {
  std::string type(Trim(content_type.substr(0, content_type.find(';'))));
  std::transform(type.begin(), type.end(), type.begin(), Lower);
  return type;
}

bool HasDirective(std::string_view list, std::string_view name) {
  for (;;) {
    const size_t comma = list.find(',');
    const std::string_view directive = Trim(list.substr(0, comma));
    if (SameIgnoringCase(Trim(directive.substr(0, directive.find('='))), name)) return true;
    if (comma == std::string_view::npos) return false;
    list.remove_prefix(comma + 1);
  }
}

bool IsHeaderNamed(const Header& header, std::string_view name) { return SameIgnoringCase(header.name, name); }

}  // namespace authconform
