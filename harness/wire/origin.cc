#include <arpa/inet.h>

#include <charconv>
#include <string>

#include "harness/wire/wire.h"

namespace authconform {
namespace {

Error Refusal(std::string_view what) { return Error{.file = "", .position = "", .message = std::string(what)}; }

// The text is not shown in errors: a URL with credentials in it would show them.
bool IsHostName(std::string_view host) {
  if (host.empty() || host.size() > 253 || host.front() == '.') return false;
  for (char c : host) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    if (!fits) return false;
  }
  return host.find("..") == std::string_view::npos;
}

bool IsIpv6(const std::string& host) {
  in6_addr ignored;
  return inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace

Result<Origin> ParseOrigin(std::string_view url) {
  Origin origin;
  const size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) {
    return Refusal("the URL must start with http:// or https://");
  }
  const std::string scheme = LowerCase(url.substr(0, scheme_end));
  if (scheme != "http" && scheme != "https") return Refusal("the URL's scheme must be http or https");
  origin.tls = scheme == "https";
  for (char c : url) {
    if (c <= ' ' || c >= 127) return Refusal("the URL holds white space or characters outside ASCII");
  }
  std::string_view rest = url.substr(scheme_end + 3);
  const size_t authority_end = rest.find_first_of("/?#");
  std::string_view authority = rest.substr(0, authority_end);
  std::string_view path = authority_end == std::string_view::npos ? std::string_view() : rest.substr(authority_end);
  if (authority.find('@') != std::string_view::npos) {
    return Refusal("the URL must not hold a user name or password");
  }
  if (path.find('?') != std::string_view::npos) return Refusal("the URL must not hold a query");
  if (path.find('#') != std::string_view::npos) return Refusal("the URL must not hold a fragment");

  std::string_view port;
  if (authority.starts_with('[')) {
    const size_t closing = authority.find(']');
    if (closing == std::string_view::npos) return Refusal("the URL's IPv6 address has no closing bracket");
    origin.host = LowerCase(authority.substr(1, closing - 1));
    if (!IsIpv6(origin.host)) return Refusal("the URL's host is not an IPv6 address");
    port = authority.substr(closing + 1);
  } else {
    const size_t colon = authority.find(':');
    origin.host = LowerCase(authority.substr(0, colon));
    if (!IsHostName(origin.host)) return Refusal("the URL holds no valid host name");
    port = colon == std::string_view::npos ? std::string_view() : authority.substr(colon);
  }
  origin.port = origin.tls ? 443 : 80;
  if (!port.empty()) {
    if (port.front() != ':') return Refusal("the URL's host is followed by something other than a port");
    port.remove_prefix(1);
    const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), origin.port);
    if (problem != std::errc() || end != port.data() + port.size() || origin.port < 1 || origin.port > 65535) {
      return Refusal("the URL's port must be a number from 1 to 65535");
    }
  }
  while (path.ends_with('/')) path.remove_suffix(1);
  origin.path_prefix = std::string(path);
  return origin;
}

std::string Origin::ToString() const {
  std::string text = tls ? "https://" : "http://";
  text += host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (tls ? 443 : 80)) text += ":" + std::to_string(port);
  return text + path_prefix;
}

}  // namespace authconform
