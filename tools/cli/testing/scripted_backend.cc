#include "tools/cli/testing/scripted_backend.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <unistd.h>

#include "harness/base/json.h"
#include "tools/cli/testing/child_process.h"

namespace authconform::testing {
namespace {

std::string Member(const std::string& body, const char* name) {
  const Result<Json> json = ParseJson(body);
  const Json* member = json ? json->Find(name) : nullptr;
  return member != nullptr && member->is_string() ? member->string() : "";
}

Answer Refuse(int status, const std::string& message) {
  return {status, WriteJson(Json::Object{{"message", message}}), {{"Cache-Control", "no-store"}}};
}

// Nobody signed it but itself.
struct Certificate {
  Certificate() : key(EVP_RSA_gen(2048)), x509(X509_new()) {
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, key);
    X509_NAME* name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("127.0.0.1"), -1, -1,
                               0);
    X509_set_issuer_name(x509, name);
    X509_sign(x509, key, EVP_sha256());
  }
  ~Certificate() {
    X509_free(x509);
    EVP_PKEY_free(key);
  }
  EVP_PKEY* key;
  X509* x509;
};

}  // namespace

struct ScriptedBackend::Server {
  std::unique_ptr<Certificate> certificate;
  std::unique_ptr<httplib::Server> http;
};

bool Asked::IsSignIn() const { return method == "POST" && HasLogin(kLogin) && Member(body, "password") == kPassword; }

bool Asked::HasLogin(const std::string& login) const { return Member(body, "user") == login; }

Answer KeepTheDocument(const Asked& asked) {
  if (asked.method != "POST") {
    Answer answer = Refuse(405, "POST only");
    answer.headers.emplace_back("Allow", "POST");
    return answer;
  }
  if (!asked.content_type.starts_with("application/json")) return Refuse(415, "JSON only");
  if (Member(asked.body, "user").empty() || Member(asked.body, "password").empty())
    return Refuse(400, "user, password");
  if (asked.IsSignIn()) {
    return {200, WriteJson(Json::Object{{"token", kToken}}), {{"Cache-Control", "no-store"}}};
  }
  Answer answer = Refuse(401, "These credentials do not match our records.");
  answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  return answer;
}

ScriptedBackend::ScriptedBackend(Script script, bool tls) : server_(std::make_unique<Server>()), tls_(tls) {
  if (tls) {
    server_->certificate = std::make_unique<Certificate>();
    server_->http = std::make_unique<httplib::SSLServer>(server_->certificate->x509, server_->certificate->key);
  } else {
    server_->http = std::make_unique<httplib::Server>();
  }
  httplib::Server& http = *server_->http;
  http.new_task_queue = [] { return new httplib::ThreadPool(32); };
  http.set_keep_alive_max_count(1'000'000);
  http.set_tcp_nodelay(true);
  const auto handle = [this, script = std::move(script)](const httplib::Request& request, httplib::Response& response) {
    Asked asked = {0, request.method, request.get_header_value("Content-Type"), request.body};
    {
      std::lock_guard lock(mutex_);
      arrivals_.push_back(std::chrono::steady_clock::now());
      asked.number = static_cast<int>(arrivals_.size());
    }
    const Answer answer = script(asked);
    response.status = answer.status;
    for (const auto& [name, value] : answer.headers) response.set_header(name, value);
    response.set_content(answer.body, answer.content_type);
  };
  http.Post(".*", handle).Get(".*", handle).Put(".*", handle).Patch(".*", handle).Delete(".*", handle);
  port_ = http.bind_to_any_port("127.0.0.1");
  listening_ = std::thread([&http] { http.listen_after_bind(); });
  while (!http.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

ScriptedBackend::~ScriptedBackend() {
  server_->http->stop();
  listening_.join();
}

std::string ScriptedBackend::url() const {
  return (tls_ ? "https" : "http") + std::string("://127.0.0.1:") + std::to_string(port_);
}

std::vector<std::chrono::steady_clock::time_point> ScriptedBackend::arrivals() const {
  std::lock_guard lock(mutex_);
  return arrivals_;
}

std::string ScriptedBackend::WriteTarget(const std::string& folder, const std::string& more, bool inactive) const {
  WriteText(folder + "/active", std::string(kPassword) + "\n");
  WriteText(folder + "/inactive", kInactivePassword);
  std::string accounts = R"("active": {"login": "ann", "password": {"file": "active"}})";
  if (inactive) accounts += R"(, "inactive": {"login": "bob", "password": {"file": "inactive"}})";
  // It locks nobody out, unless a script says so.
  const bool limited = more.find("\"limits\"") != std::string::npos;
  const std::string limits = limited ? "" : R"(, "limits": {"wrong_passwords": 100})";
  WriteText(folder + "/target.json", R"({"name": "scripted", "url": ")" + url() +
                                         R"(", "endpoints": {"backoffice": {"accounts": {)" + accounts + "}}}" +
                                         (more.empty() ? "" : ", " + more) + limits + "}");
  return folder + "/target.json";
}

int DeadPort() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(socket, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  close(socket);
  return ntohs(address.sin_port);
}

}  // namespace authconform::testing
