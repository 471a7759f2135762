#include "tools/derive/read/openapi_server.h"

#include <algorithm>

#include "tools/derive/read/path.h"

namespace authconform {
namespace {

using Place = OpenApiDocument::Place;

std::string WithoutClosingSlash(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return std::string(path);
}

std::string WithDefaults(const std::string& url, const Place& variables) {
  std::string filled;
  size_t at = 0;
  while (at < url.size()) {
    const size_t open = url.find('{', at);
    const size_t close = open == std::string::npos ? open : url.find('}', open);
    if (close == std::string::npos) break;
    filled += url.substr(at, open - at);
    const std::string value = variables.Member(url.substr(open + 1, close - open - 1)).Text("default");
    filled += value.empty() ? url.substr(open, close + 1 - open) : value;
    at = close + 1;
  }
  return filled + url.substr(at);
}

ServerPrefix FirstServer(const OpenApiDocument& document, const Place& holder) {
  const std::vector<Place> servers = holder.Member("servers").Items();
  if (servers.empty()) return {};
  const PathParts url = SplitUrl(WithDefaults(servers[0].Text("url"), servers[0].Member("variables")));
  return {.host = url.host, .base_path = WithoutClosingSlash(url.path), .lines = document.LinesOf(servers[0])};
}

ServerPrefix Swagger2Server(const OpenApiDocument& document) {
  const Place root = document.Root();
  const std::vector<Place> schemes = root.Member("schemes").Items();
  const bool has_scheme = !schemes.empty() && schemes[0].value->is_string();
  ServerPrefix prefix;
  if (const std::string host = root.Text("host"); !host.empty()) {
    prefix.host = (has_scheme ? schemes[0].value->string() + "://" : "") + host;
    prefix.lines = document.LinesOf(root.Member("host"));
  }
  prefix.base_path = WithoutClosingSlash(root.Text("basePath"));
  if (prefix.base_path.empty()) return prefix;
  if (!prefix.base_path.starts_with('/')) prefix.base_path.insert(0, "/");
  prefix.lines = Join(prefix.lines, document.LinesOf(root.Member("basePath")));
  return prefix;
}

}  // namespace

ServerPrefix ServerOf(const OpenApiDocument& document, const Place& path_item, const Place& operation) {
  if (document.IsSwagger2()) return Swagger2Server(document);
  for (const Place& holder : {operation, path_item, document.Root()}) {
    if (ServerPrefix prefix = FirstServer(document, holder); prefix.lines) return prefix;
  }
  return {};
}

}  // namespace authconform
