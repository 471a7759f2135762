// A code sample that sends a request (curl, fetch, XMLHttpRequest, axios, jQuery, Guzzle, requests, HTTP itself …),
// into that request.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/derive/text/loose_json.h"

namespace authconform {

struct RequestSample {
  std::string method;  // upper case; empty when the sample does not tell and nothing implies it
  std::string url;     // as written, query included; empty when the sample names none
  Lines lines;
  struct Header {
    std::string name;
    std::string value;
    Lines lines;
  };
  std::vector<Header> headers;  // as written; Basic from curl -u included as Authorization
  // How fields travel in it: what is sent with --data-urlencode, -F, FormData and the like is a form.
  enum class Encoding { kNone, kJson, kForm, kMultipart };
  Encoding encoding = Encoding::kNone;
  std::optional<LooseJson>
      body;  // when JSON, or a form's fields as one object of strings (a[b] becomes {"a": {"b": …}})
  std::vector<std::string> files;  // JSON Pointers of form fields that hold a file
};

// nullopt: the text is no sample of a request. `language` is the fence's info word or a tab's title, may be empty.
std::optional<RequestSample> ReadRequestSample(std::string_view text, std::string_view language, int first_line);

}  // namespace authconform
