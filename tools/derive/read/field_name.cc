#include "tools/derive/read/field_name.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tools/derive/text/vocabulary.h"

namespace authconform {

std::string FieldPath(std::string_view name) {
  const std::string clean = CleanName(name);
  if (clean.empty() || clean.size() > 200) return "";
  if (clean.find_first_of(" \t\n\"'|<>(){}=,;") != std::string::npos) return "";
  const bool has_letter = std::any_of(clean.begin(), clean.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
  });
  if (!has_letter) return "";
  std::string path;
  std::string token;
  auto end_token = [&] {
    if (!token.empty()) path += "/" + EscapePointerToken(token);
    token.clear();
  };
  for (size_t i = 0; i < clean.size(); ++i) {
    if (clean[i] == '.') {
      end_token();
    } else if (clean[i] == '[') {
      end_token();
      if (clean.substr(i, 2) == "[]") token = "*";
    } else if (clean[i] == ']') {
      end_token();
    } else {
      token += clean[i];
    }
  }
  end_token();
  if (clean.ends_with("[]") && path.ends_with("/*")) path.resize(path.size() - 2);
  return path;
}

void AddContainers(std::vector<Field>& fields) {
  std::set<std::pair<Field::In, std::string>> known;
  for (const Field& field : fields) known.emplace(field.in, field.path);
  std::vector<Field> all;
  for (Field& child : fields) {
    for (size_t slash = child.path.find('/', 1); slash != std::string::npos; slash = child.path.find('/', slash + 1)) {
      const std::string path = child.path.substr(0, slash);
      if (!known.emplace(child.in, path).second) continue;
      Field& parent = all.emplace_back();
      parent.path = path;
      parent.in = child.in;
      parent.placed = child.placed;
      parent.lines = child.lines;
      parent.type = child.path.substr(slash).starts_with("/*") ? ValueType::kArray : ValueType::kObject;
    }
    all.push_back(std::move(child));
  }
  fields = std::move(all);
}

}  // namespace authconform
