// Turns HTTP's texts (header fields, media types, forms, Basic credentials) into values, and holds the two messages.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace authconform::reference {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;
  std::string path;  // without the query
  Headers headers;   // as they were sent
  std::string body;  // empty when body_too_long
  bool body_too_long = false;

  // Fields of one name joined with ", " (RFC 9110, 5.3); nothing when there is none. `name` in any
  // letter case.
  std::optional<std::string> Header(std::string_view name) const;
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;

  void SetHeader(std::string_view name, std::string_view value);
};

std::string LowerCase(std::string_view text);  // ASCII letters only

// "Application/JSON; Charset=\"UTF-8\"" as RFC 9110, 8.3.1 reads it.
struct MediaType {
  std::string type;     // "application/json", in lower case
  std::string charset;  // "utf-8", in lower case; empty when there is none
  bool has_parameters = false;
};
std::optional<MediaType> ParseMediaType(std::string_view text);

// An application/x-www-form-urlencoded body; nothing when it holds a broken %-escape.
std::optional<std::vector<std::pair<std::string, std::string>>> ParseForm(std::string_view body);

struct BasicCredentials {
  std::string user;
  std::string password;
};
// An Authorization header's value as RFC 7617, 2 reads it; nothing when it is anything but well-formed Basic.
std::optional<BasicCredentials> ParseBasic(std::string_view authorization);

}  // namespace authconform::reference
