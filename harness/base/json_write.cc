#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/json_utf8.h"

namespace authconform {
namespace {

constexpr int kCompact = -1;

void BreakLine(int depth, std::string& out) {
  if (depth == kCompact) return;
  out += '\n';
  out.append(static_cast<size_t>(depth) * 2, ' ');
}

int Deeper(int depth) { return depth == kCompact ? kCompact : depth + 1; }

// `depth`: of the value's own line, or kCompact. Recursion is as deep as the value, which parsing bounds.
void Append(const Json& value, int depth, std::string& out) {
  if (value.is_null()) {
    out += "null";
  } else if (value.is_bool()) {
    out += value.boolean() ? "true" : "false";
  } else if (value.is_number()) {
    out += value.number().text;
  } else if (value.is_string()) {
    AppendJsonString(value.string(), out);
  } else if (value.is_array()) {
    out += '[';
    bool first = true;
    for (const Json& item : value.array()) {
      if (!std::exchange(first, false)) out += ',';
      BreakLine(Deeper(depth), out);
      Append(item, Deeper(depth), out);
    }
    if (!first) BreakLine(depth, out);
    out += ']';
  } else {
    out += '{';
    bool first = true;
    for (const auto& [name, member] : value.object()) {
      if (!std::exchange(first, false)) out += ',';
      BreakLine(Deeper(depth), out);
      AppendJsonString(name, out);
      out += depth == kCompact ? ":" : ": ";
      Append(member, Deeper(depth), out);
    }
    if (!first) BreakLine(depth, out);
    out += '}';
  }
}

void AppendControl(char c, std::string& out) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '\b':
      out += "\\b";
      break;
    case '\f':
      out += "\\f";
      break;
    case '\n':
      out += "\\n";
      break;
    case '\r':
      out += "\\r";
      break;
    case '\t':
      out += "\\t";
      break;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 15];
  }
}

void AppendValidText(std::string_view text, std::string& out) {
  size_t copied = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\') continue;
    out += text.substr(copied, i - copied);
    copied = i + 1;
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else {
      AppendControl(c, out);
    }
  }
  out += text.substr(copied);
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  for (;;) {
    const size_t valid = FindInvalidUtf8(text);
    AppendValidText(text.substr(0, valid), out);
    if (valid == text.size()) break;
    out += "\xEF\xBF\xBD";
    text.remove_prefix(valid + 1);
  }
  out += '"';
}

std::string WriteJson(const Json& value) {
  std::string out;
  Append(value, kCompact, out);
  return out;
}

std::string WriteJsonIndented(const Json& value) {
  std::string out;
  Append(value, 0, out);
  out += '\n';
  return out;
}

}  // namespace authconform
