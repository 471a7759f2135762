// A URL as documents write it, into the path below the target and what was around it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace authconform {

struct PathParts {
  std::string host;  // scheme and host, or the variable that stands for them; empty when there is none
  std::string path;  // with a leading slash; empty when there is none
  std::vector<std::pair<std::string, std::string>> query;  // names and values as written
};

// "https://api.example.com/v1/login?x=1", "{{BASE_URL}}/login", "<host>/api/x", "api/login", "/login".
PathParts SplitUrl(std::string_view url);

// `base` may hold a host, a path or both: its path goes before `path` unless that has it already.
std::string JoinPath(std::string_view base, std::string_view path);

// Names of the parameters in a path: {id}, {{id}}, :id, <id>, [ID], in order.
std::vector<std::string> PathParameters(std::string_view path);

// The path with every parameter as {}, without a trailing slash: what tells two endpoints apart.
std::string PathShape(std::string_view path);

// Whether text is a path or URL and nothing else: "/login", "api/v1/login", "https://x/y"; not "and/or".
bool LooksLikePath(std::string_view text);

}  // namespace authconform
