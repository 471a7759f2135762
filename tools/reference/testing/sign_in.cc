#include "tools/reference/testing/sign_in.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>

#include "tools/reference/http.h"
#include "tools/reference/secrets.h"

namespace authconform::reference {
namespace {

struct Shape {
  const char* path;
  const char* login_member;  // none when empty: the credentials go into Authorization
  const char* password_member;
};

Shape ShapeOf(std::string_view vendor) {
  if (vendor == "microting") return {"/api/auth/token", "Username", "Password"};
  if (vendor == "duktig") return {"/auth/token", "email", "password"};
  if (vendor == "backoffice") return {"/v1/backoffice/auth", "user", "password"};
  if (vendor == "recoveryconnect") return {"/api/v140/auth", "username", "password"};
  return {"/token", "", ""};
}

// The three parts of a token; fewer when it has fewer.
std::vector<std::string> Split(const std::string& token) {
  std::vector<std::string> parts(1);
  for (const char c : token) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// Whole answers at the front of `bytes`, as far as Content-Length tells.
int CountAnswers(std::string_view bytes) {
  int count = 0;
  while (true) {
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return count;
    const std::string head = LowerCase(bytes.substr(0, end));
    const auto field = head.find("content-length: ");
    const std::size_t length = field == std::string::npos ? 0 : std::strtoul(head.c_str() + field + 16, nullptr, 10);
    if (bytes.size() < end + 4 + length) return count;
    bytes.remove_prefix(end + 4 + length);
    ++count;
  }
}

}  // namespace

std::string Received::Header(std::string_view name) const {
  std::string joined;
  for (const auto& [field, value] : headers) {
    if (field == name) joined += (joined.empty() ? "" : ", ") + value;
  }
  return joined;
}

Json Received::json() const {
  Result<Json> parsed = ParseJson(body);
  return parsed ? *parsed : Json();
}

std::string Received::Text(std::string_view pointer) const {
  const Json root = json();
  const Json* at = &root;
  while (at != nullptr && !pointer.empty()) {
    pointer.remove_prefix(1);
    const auto end = std::min(pointer.find('/'), pointer.size());
    at = at->Find(pointer.substr(0, end));
    pointer.remove_prefix(end);
  }
  if (at == nullptr) return "";
  return at->Text() != nullptr ? *at->Text() : WriteJson(*at);
}

const std::vector<std::string>& VendorNames() {
  static const std::vector<std::string> names = {"microting", "duktig", "backoffice", "gooru", "recoveryconnect"};
  return names;
}

DemoAccount AccountOf(std::string_view vendor, std::string_view role) {
  const auto& accounts = DemoAccounts();
  return *std::ranges::find_if(accounts, [&](const auto& one) { return one.vendor == vendor && one.role == role; });
}

SentRequest SignInRequest(std::string_view vendor, std::string_view login, std::string_view password) {
  const Shape shape = ShapeOf(vendor);
  const DemoClientKey client = DemoClient(vendor);
  SentRequest request{.path = shape.path, .headers = {}, .body = {}};
  if (vendor == "gooru") {
    const std::string joined = std::string(login) + ":" + std::string(password);
    request.headers.emplace_back("Authorization", "Basic " + EncodeBase64(joined));
    request.body =
        WriteJson(JsonObject{{"client_key", client.key}, {"client_id", client.id}, {"grant_type", "credential"}});
    return request;
  }
  if (vendor == "duktig") request.headers.emplace_back("X-Auth-Key", client.key);
  request.body = WriteJson(JsonObject{{shape.login_member, login}, {shape.password_member, password}});
  return request;
}

SentRequest ValidRequest(std::string_view vendor) {
  const DemoAccount account = AccountOf(vendor, "active");
  return SignInRequest(vendor, account.login, account.password);
}

SentRequest WithMember(SentRequest request, std::string_view name, Json value) {
  Json body = *ParseJson(request.body);
  body.Set(name, std::move(value));
  request.body = WriteJson(body);
  return request;
}

SentRequest WithoutMember(SentRequest request, std::string_view name) {
  Json body = *ParseJson(request.body);
  body.Erase(name);
  request.body = WriteJson(body);
  return request;
}

SentRequest WithHeader(SentRequest request, std::string_view name, std::string_view value) {
  request = WithoutHeader(std::move(request), name);
  request.headers.emplace_back(name, value);
  return request;
}

SentRequest WithoutHeader(SentRequest request, std::string_view name) {
  std::erase_if(request.headers, [&](const auto& header) { return LowerCase(header.first) == LowerCase(name); });
  return request;
}

Received Send(int port, const SentRequest& request) {
  httplib::Client client("127.0.0.1", port);
  client.set_read_timeout(30);
  httplib::Request sent;
  sent.method = request.method;
  sent.path = request.path;
  sent.body = request.body;
  for (const auto& [name, value] : request.headers) sent.headers.emplace(name, value);
  if (!request.content_type.empty()) sent.headers.emplace("Content-Type", request.content_type);
  const httplib::Result result = client.send(sent);
  if (!result) return {};
  Received received{.status = result->status, .headers = {}, .body = result->body};
  for (const auto& [name, value] : result->headers) received.headers.emplace_back(LowerCase(name), value);
  return received;
}

std::string Exchange(int port, const std::string& bytes, int answers) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string received;
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0) {
    std::string_view rest = bytes;
    while (!rest.empty()) {
      const ssize_t sent = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      rest.remove_prefix(static_cast<std::size_t>(sent));
    }
    std::array<char, 4096> buffer;
    while (CountAnswers(received) < answers) {
      const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
      if (got <= 0) break;
      received.append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
  ::close(socket);
  return received;
}

std::unique_ptr<ReferenceServer> StartReference(std::vector<std::string> faults) {
  auto server = ReferenceServer::Start({.faults = std::move(faults), .threads = 4});
  if (!server) {
    std::fprintf(stderr, "%s\n", server.error().ToString().c_str());
    std::abort();
  }
  return std::move(*server);
}

std::string DecodeBase64Url(std::string_view text) {
  std::string padded(text);
  std::ranges::replace(padded, '-', '+');
  std::ranges::replace(padded, '_', '/');
  padded.resize((padded.size() + 3) / 4 * 4, '=');
  return DecodeBase64(padded).value_or("");
}

Json JwtPart(const std::string& token, std::size_t part) {
  const std::vector<std::string> parts = Split(token);
  if (part >= parts.size()) return {};
  const Result<Json> parsed = ParseJson(DecodeBase64Url(parts[part]));
  return parsed ? *parsed : Json();
}

bool VerifiesHs256(const std::string& token, const std::string& key) {
  const std::string input = token.substr(0, token.rfind('.'));
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(input.data()),
       input.size(), digest.data(), &length);
  return Split(token).size() == 3 &&
         DecodeBase64Url(Split(token)[2]) == std::string(reinterpret_cast<char*>(digest.data()), length);
}

bool VerifiesRs256(const std::string& token, const std::string& public_pem) {
  if (Split(token).size() != 3) return false;
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(
      BIO_new_mem_buf(public_pem.data(), static_cast<int>(public_pem.size())), BIO_free);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      PEM_read_bio_PUBKEY(memory.get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const std::string input = token.substr(0, token.rfind('.'));
  const std::string signature = DecodeBase64Url(Split(token)[2]);
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(input.data()), input.size()) == 1;
}

}  // namespace authconform::reference
