#include "tools/derive/spec/layout.h"

#include <string_view>
#include <utility>

namespace authconform {
namespace {

constexpr size_t kColumns = 160;

// "{"a": 1, "b": [2, 3]}"; stops soon after `limit` bytes, when the line is lost anyway.
void AppendLine(const Json& value, size_t limit, std::string& out) {
  if (out.size() > limit) return;
  if (value.is_array()) {
    out += '[';
    bool first = true;
    for (const Json& item : value.array()) {
      if (out.size() > limit) return;
      if (!std::exchange(first, false)) out += ", ";
      AppendLine(item, limit, out);
    }
    out += ']';
  } else if (value.is_object()) {
    out += '{';
    bool first = true;
    for (const auto& [name, member] : value.object()) {
      if (out.size() > limit) return;
      if (!std::exchange(first, false)) out += ", ";
      AppendJsonString(name, out);
      out += ": ";
      AppendLine(member, limit, out);
    }
    out += '}';
  } else {
    out += WriteJson(value);
  }
}

bool IsEmpty(const Json& value) {
  return value.is_object() ? value.object().empty() : !value.is_array() || value.array().empty();
}

// `column`: what already stands on the line. One column is kept for the comma that may follow.
void Append(const Json& value, size_t depth, size_t column, std::string& out) {
  const size_t room = column + 1 < kColumns ? kColumns - column - 1 : 0;
  std::string line;
  AppendLine(value, room, line);
  if (IsEmpty(value) || (depth > 0 && line.size() <= room)) {
    out += line;
    return;
  }
  const std::string indent(2 * (depth + 1), ' ');
  bool first = true;
  out += value.is_object() ? '{' : '[';
  const auto next = [&] {
    out += std::exchange(first, false) ? "\n" : ",\n";
    out += indent;
  };
  if (value.is_object()) {
    for (const auto& [name, member] : value.object()) {
      next();
      std::string label;
      AppendJsonString(name, label);
      out += label + ": ";
      Append(member, depth + 1, indent.size() + label.size() + 2, out);
    }
  } else {
    for (const Json& item : value.array()) {
      next();
      Append(item, depth + 1, indent.size(), out);
    }
  }
  out += '\n' + std::string(2 * depth, ' ') + (value.is_object() ? '}' : ']');
}

}  // namespace

std::string LayOut(const Json& value) {
  std::string out;
  Append(value, 0, 0, out);
  return out + '\n';
}

}  // namespace authconform
