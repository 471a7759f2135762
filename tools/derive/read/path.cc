#include "tools/derive/read/path.h"

#include <algorithm>

#include "tools/derive/text/lines.h"

namespace authconform {
namespace {

bool IsWord(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

constexpr std::string_view kOpen = "{<[(";
constexpr std::string_view kClose = "}>])";

// The length of a bracketed name at the start of text, brackets doubled or not: "{id}", "{{id}}", "<id>", "[ID]"; 0:
// none.
size_t BracketedLength(std::string_view text) {
  if (text.empty()) return 0;
  const size_t start = text[0] == '$' ? 1 : 0;  // "${id}", "$(id)"
  const size_t kind = start < text.size() ? kOpen.find(text[start]) : std::string_view::npos;
  if (kind == std::string_view::npos || (kOpen[kind] == '(' && start == 0)) return 0;
  const size_t close = text.find(kClose[kind]);
  if (close == std::string_view::npos || text.substr(0, close).find('/') != std::string_view::npos) return 0;
  size_t end = close + 1;
  while (end < text.size() && text[end] == kClose[kind]) ++end;
  return end;
}

// How much of the text stands for scheme and host.
size_t HostLength(std::string_view text) {
  const size_t scheme = text.find("://");
  if (scheme != std::string_view::npos && scheme < 12 && text.substr(0, scheme).find('/') == std::string_view::npos) {
    const size_t slash = text.find_first_of("/?#", scheme + 3);
    return slash == std::string_view::npos ? text.size() : slash;
  }
  if (text.starts_with("//")) {
    const size_t slash = text.find('/', 2);
    return slash == std::string_view::npos ? text.size() : slash;
  }
  if (text.starts_with('/')) return 0;
  if (const size_t variable = BracketedLength(text); variable > 0) {
    return variable == text.size() || text[variable] == '/' ? variable : std::min(text.find('/'), text.size());
  }
  if (text.starts_with('$')) return std::min(text.find('/'), text.size());
  // "api.example.com/login", "localhost:3000/login", "BASE_URL/login"
  const size_t slash = std::min(text.find('/'), text.size());
  const std::string_view first = text.substr(0, slash);
  const bool variable = first.size() > 2 && slash < text.size() && ToLower(first) != std::string(first) &&
                        std::none_of(first.begin(), first.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const size_t dot = first.rfind('.');
  const bool domain = dot != std::string_view::npos && dot > 0 && first.size() - dot > 2 && slash < text.size() &&
                      std::all_of(first.begin(), first.end(), [](char c) { return IsWord(c) || c == ':'; });
  const bool port = first.find(':') != std::string_view::npos && first.find(':') > 0 && slash < text.size();
  return variable || domain || port ? slash : 0;
}

std::string_view StripQuotes(std::string_view text) {
  constexpr std::string_view kAround = "\"'`*,;";
  text = Trim(text);
  while (!text.empty() && kAround.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (!text.empty() && (kAround.find(text.back()) != std::string_view::npos || text.back() == '|')) {
    text = Trim(text.substr(0, text.size() - 1));
  }
  return text;
}

}  // namespace

PathParts SplitUrl(std::string_view url) {
  url = StripQuotes(url);
  url = url.substr(0, url.find_first_of(" \t\n"));
  std::string clean;
  for (size_t i = 0; i < url.size(); ++i) {
    if (url[i] == '\\' && i + 1 < url.size() && !IsWord(url[i + 1])) continue;
    if (url[i] == '\\' && i + 1 < url.size() && url[i + 1] == '_') continue;
    clean += url[i];
  }
  PathParts parts;
  std::string_view rest = clean;
  const size_t host = HostLength(rest);
  parts.host = std::string(rest.substr(0, host));
  rest.remove_prefix(host);
  rest = rest.substr(0, rest.find('#'));
  const size_t mark = rest.find('?');
  std::string_view path = rest.substr(0, mark);
  std::string_view query = mark == std::string_view::npos ? std::string_view() : rest.substr(mark + 1);
  while (!query.empty()) {
    const size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    const size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view name = pair.substr(0, equals);
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return IsWord(c) || c == '[' || c == ']' || c == '%';
    });
    if (plain) parts.query.emplace_back(name, pair.substr(std::min(equals + 1, pair.size())));
    query.remove_prefix(std::min(end + 1, query.size()));
  }
  if (!path.empty() || host > 0) {
    parts.path = path.starts_with('/') ? std::string(path) : "/" + std::string(path);
  }
  while (parts.path.starts_with("//")) parts.path.erase(0, 1);
  return parts;
}

std::string JoinPath(std::string_view base, std::string_view path) {
  const PathParts parts = SplitUrl(std::string(base) + (base.empty() ? "" : "/"));
  std::string prefix = parts.path;
  while (prefix.ends_with('/')) prefix.pop_back();
  std::string below(path);
  if (!below.starts_with('/')) below.insert(0, "/");
  const bool there =
      !prefix.empty() && below.starts_with(prefix) && (below.size() == prefix.size() || below[prefix.size()] == '/');
  return there ? below : prefix + below;
}

std::vector<std::string> PathParameters(std::string_view path) {
  std::vector<std::string> names;
  for (size_t i = 0; i < path.size(); ++i) {
    if (const size_t length = BracketedLength(path.substr(i)); length > 0) {
      std::string_view name = path.substr(i, length);
      name.remove_prefix(std::min(name.find_first_not_of("${<[("), name.size()));
      name = name.substr(0, name.find_first_of(kClose));
      if (name.starts_with(':')) name.remove_prefix(1);
      if (name.ends_with('?')) name.remove_suffix(1);
      if (!name.empty()) names.emplace_back(name);
      i += length - 1;
    } else if (path[i] == ':' && i > 0 && path[i - 1] == '/') {
      size_t end = i + 1;
      while (end < path.size() && path[end] != '/') ++end;
      std::string_view name = path.substr(i + 1, end - i - 1);
      if (name.ends_with('?')) name.remove_suffix(1);
      if (!name.empty()) names.emplace_back(name);
      i = end - 1;
    }
  }
  return names;
}

std::string PathShape(std::string_view path) {
  std::string shape;
  for (size_t i = 0; i < path.size(); ++i) {
    if (const size_t length = BracketedLength(path.substr(i)); length > 0) {
      shape += "{}";
      i += length - 1;
    } else if (path[i] == ':' && i > 0 && path[i - 1] == '/') {
      shape += "{}";
      while (i + 1 < path.size() && path[i + 1] != '/') ++i;
    } else {
      shape += path[i];
    }
  }
  while (shape.size() > 1 && shape.ends_with('/')) shape.pop_back();
  return shape;
}

bool LooksLikePath(std::string_view text) {
  text = StripQuotes(text);
  if (text.size() < 2 && text != "/") return false;
  if (text.find_first_of(" \t\n,;()") != std::string_view::npos) return false;
  if (text.starts_with('/')) return text == "/" || text[1] != '/';
  if (HostLength(text) > 0) return true;
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0) return false;
  static constexpr std::string_view kMediaTypes[] = {"application", "text",  "multipart", "image",
                                                     "audio",       "video", "font"};
  if (std::find(std::begin(kMediaTypes), std::end(kMediaTypes), ToLower(text.substr(0, slash))) !=
      std::end(kMediaTypes)) {
    return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) {
    return IsWord(c) || c == '/' || c == '{' || c == '}' || c == ':' || c == '<' || c == '>' || c == '[' || c == ']' ||
           c == '?' || c == '=' || c == '&' || c == '~' || c == '%' || c == '@';
  });
}

}  // namespace authconform
