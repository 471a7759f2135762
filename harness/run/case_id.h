// A case's id, "<vendor>/<endpoint>/<family>/<variant>", into its parts.
#pragma once

#include <string_view>

namespace authconform {

// "duktig/token" of "duktig/token/valid/sign-in"; all of an id that has no more parts.
inline std::string_view EndpointOf(std::string_view id) {
  const size_t vendor = id.find('/');
  return vendor == std::string_view::npos ? id : id.substr(0, id.find('/', vendor + 1));
}

// "valid" of it; empty where the id has no more than an endpoint.
inline std::string_view FamilyOf(std::string_view id) {
  id.remove_prefix(EndpointOf(id).size());
  return id.empty() ? id : id.substr(1, id.find('/', 1) - 1);
}

}  // namespace authconform
