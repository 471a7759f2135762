#include "harness/spec/body_members.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace authconform {
namespace {

// References within one step; more are a cycle.
constexpr int kMaxReferences = 64;

std::vector<std::string> Tokens(std::string_view pointer) {
  std::vector<std::string> tokens;
  for (size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') {
      tokens.emplace_back();
    } else if (!tokens.empty()) {
      const bool escaped = pointer[i] == '~' && i + 1 < pointer.size();
      tokens.back() += escaped ? (pointer[++i] == '1' ? '/' : '~') : pointer[i];
    }
  }
  return tokens;
}

bool IsIndex(const std::string& token) {
  return token == "*" ||
         (!token.empty() && std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

class Search {
 public:
  Search(const Json& root, std::vector<std::string> tokens) : root_(root), tokens_(std::move(tokens)) {}

  bool Tells(const Json* schema, size_t next, int references = 0) const {
    if (schema == nullptr || !schema->is_object() || references > kMaxReferences) return false;
    if (const Json* reference = schema->Find("$ref"); reference != nullptr && reference->is_string()) {
      const std::string& target = reference->string();
      return target.starts_with('#') && Tells(root_.At(std::string_view(target).substr(1)), next, references + 1);
    }
    if (next == tokens_.size()) return true;
    const std::string& token = tokens_[next];
    if (const Json* properties = schema->Find("properties"); properties != nullptr) {
      if (Tells(properties->Find(token), next + 1)) return true;
    }
    if (IsIndex(token)) {
      const Json* items = schema->Find("items");
      if (items != nullptr && items->is_array()) {
        for (const Json& item : items->array()) {
          if (Tells(&item, next + 1)) return true;
        }
      } else if (Tells(items, next + 1)) {
        return true;
      }
    }
    if (Tells(schema->Find("additionalProperties"), next + 1)) return true;
    for (const char* keyword : {"allOf", "anyOf", "oneOf"}) {
      const Json* branches = schema->Find(keyword);
      if (branches == nullptr || !branches->is_array()) continue;
      for (const Json& branch : branches->array()) {
        if (Tells(&branch, next, references + 1)) return true;
      }
    }
    return false;
  }

 private:
  const Json& root_;
  std::vector<std::string> tokens_;
};

}  // namespace

bool SchemaTells(const Json& schema, std::string_view pointer) {
  return Search(schema, Tokens(pointer)).Tells(&schema, 0);
}

}  // namespace authconform
