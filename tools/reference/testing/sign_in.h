// Turns a vendor's name into the request its document describes, and an answer into values a test can look at.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/reference/json.h"
#include "tools/reference/reference.h"

namespace authconform::reference {

struct SentRequest {
  std::string method = "POST";
  std::string path;
  std::string content_type = "application/json";  // none when empty
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct Received {
  int status = 0;                                            // 0: no answer came
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;

  std::string Header(std::string_view name) const;   // joined with ", "; empty when there is none
  Json json() const;                                 // null when the body is no JSON
  std::string Text(std::string_view pointer) const;  // a value below "/a/b" as JSON, a string as it is; empty if absent
};

const std::vector<std::string>& VendorNames();

DemoAccount AccountOf(std::string_view vendor, std::string_view role);

// The documented request for an account and the demo client.
SentRequest SignInRequest(std::string_view vendor, std::string_view login, std::string_view password);
SentRequest ValidRequest(std::string_view vendor);  // with the active account

// The members of a JSON body, changed and put back.
SentRequest WithMember(SentRequest request, std::string_view name, Json value);
SentRequest WithoutMember(SentRequest request, std::string_view name);
SentRequest WithHeader(SentRequest request, std::string_view name, std::string_view value);
SentRequest WithoutHeader(SentRequest request, std::string_view name);

// Over a connection of its own, with cpp-httplib's client.
Received Send(int port, const SentRequest& request);

// Sends bytes as they are, reads until the server closes or `answers` whole answers are there, and returns what came.
std::string Exchange(int port, const std::string& bytes, int answers);

std::unique_ptr<ReferenceServer> StartReference(std::vector<std::string> faults = {});  // ends the test if it cannot

// A JWT's header (part 0) or claims (part 1); null when that is not what it is.
Json JwtPart(const std::string& token, std::size_t part);
std::string DecodeBase64Url(std::string_view text);

bool VerifiesHs256(const std::string& token, const std::string& key);
bool VerifiesRs256(const std::string& token, const std::string& public_pem);

}  // namespace authconform::reference
