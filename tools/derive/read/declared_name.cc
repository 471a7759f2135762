#include "tools/derive/read/declared_name.h"

#include <algorithm>

#include "harness/base/json.h"
#include "tools/derive/read/field_name.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

// "/items/0/id" is "/items/*/id".
std::string WithoutIndices(const std::string& path) {
  std::string plain;
  size_t start = 0;
  while (start < path.size()) {
    const size_t end = std::min(path.find('/', start + 1), path.size());
    const std::string_view token = std::string_view(path).substr(start + 1, end - start - 1);
    const bool index = !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos;
    plain += "/";
    plain += index && start > 0 ? "*" : token;
    start = end;
  }
  return plain;
}

}  // namespace

std::string DeclaredName(std::string_view text) {
  // The body itself is an array: "[].id", "*.id".
  if (const std::string_view whole = Trim(text); whole.starts_with("[].") || whole.starts_with("*.")) {
    const std::string inside = FieldPath(whole.substr(whole.find('.') + 1));
    if (!inside.empty()) return "/*" + WithoutIndices(inside);
  }
  const std::string clean = CleanName(text);
  std::string_view name = clean;
  while (name.size() > 2 && name.front() == '{' && name.back() == '}') name = Trim(name.substr(1, name.size() - 2));
  if (name.ends_with('?')) name.remove_suffix(1);
  if (name.empty()) return "";
  const std::string path = FieldPath(name);
  return path.empty() ? "/" + EscapePointerToken(name) : WithoutIndices(path);
}

}  // namespace authconform
