#include "reports/html_escape.h"

#include <cstdio>

#include "reports/text.h"

namespace authconform {
namespace {

std::string Escaped(const std::string& text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string Html(std::string_view text) { return Escaped(VisibleLine(text)); }

std::string HtmlBlock(std::string_view text) { return Escaped(Visible(text)); }

std::string HtmlId(std::string_view kind, std::string_view text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
  std::string id = std::string(kind) + "/";
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      id += c;
    } else {
      char escape[4];
      std::snprintf(escape, sizeof escape, "~%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
      id += escape;
    }
  }
  return id;
}

}  // namespace authconform
