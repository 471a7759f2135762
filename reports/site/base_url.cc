#include "reports/site/base_url.h"

#include <algorithm>

namespace authconform {
namespace {

// RFC 3986, 2: unreserved, gen-delims and sub-delims, and "%".
bool IsOfUrl(char c) {
  const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return alphanumeric || std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
}

Error Because(std::string why) { return Error{"", "", std::move(why)}; }

}  // namespace

Status CheckBaseUrl(std::string_view url) {
  const std::string_view scheme = url.starts_with("https://") ? "https://" : "http://";
  if (!url.starts_with(scheme)) return Because("must begin with https:// or http://");
  const std::string_view rest = url.substr(scheme.size());
  if (!std::all_of(rest.begin(), rest.end(), IsOfUrl)) {
    return Because("holds a blank or another character that no URL has as it is: write it as %20 and the like");
  }
  if (rest.find_first_of("?#") != std::string_view::npos) {
    return Because("must not have a query or a fragment: names of pages follow it");
  }
  const std::string_view host = rest.substr(0, rest.find('/'));
  if (host.empty() || host.front() == ':') return Because("has no host");
  if (host.find('@') != std::string_view::npos) return Because("must not name a user: everybody reads it");
  return Done{};
}

}  // namespace authconform
