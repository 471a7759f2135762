#include "tools/reference/reference.h"

#include <algorithm>
#include <future>

#include "tools/reference/accounts.h"
#include "tools/reference/backends.h"
#include "tools/reference/http_server.h"
#include "tools/reference/lockouts.h"
#include "tools/reference/rate_limit.h"
#include "tools/reference/secrets.h"
#include "tools/reference/times.h"

namespace authconform {

using reference::Account;
using reference::Accounts;
using reference::Backend;
using reference::FaultSwitches;
using reference::HttpServer;
using reference::Lockouts;
using reference::LockRules;
using reference::RateLimit;
using reference::Request;
using reference::Response;
using reference::RsaKey;

// In the order of what needs what: the server, which uses all the rest, goes first.
struct ReferenceServer::Parts {
  ReferenceOptions options;
  VerificationKeys keys;  // less what comes out of rsa_key
  std::shared_future<Result<RsaKey>> rsa_key;
  std::unique_ptr<FaultSwitches> faults;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<Lockouts> lockouts;
  std::unique_ptr<RateLimit> rate_limit;
  std::vector<std::unique_ptr<Backend>> backends;
  std::unique_ptr<HttpServer> server;
};

namespace {

constexpr std::size_t kHs256KeyLength = 32;  // RFC 7518, 3.2: no less than the hash

Status AddDemoAccounts(Accounts& accounts) {
  const std::string now = reference::SqlDateTime(reference::UnixSeconds());
  for (const DemoAccount& demo : DemoAccounts()) {
    const bool gooru = demo.vendor == "gooru";  // whose document lets people sign in by e-mail address too
    const Account account{.id = 0,
                          .vendor = demo.vendor,
                          .login = demo.login,
                          .alias = gooru ? demo.login + "@example.com" : "",
                          .uuid = reference::RandomUuid(),
                          .role = demo.role == "active" ? "admin" : "user",
                          .first_name = "Demo",
                          .last_name = "Account",
                          .active = demo.role == "active",
                          .last_sign_in = now};
    if (const Status put = accounts.Put(account, demo.password); !put) return put;
  }
  return Done{};
}

Response RefuseAll(int status, const std::string& message) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}, {"Pragma", "no-cache"}},
          .body = R"({"message":")" + message + R"("})"};
}

Response Answer(const std::vector<std::unique_ptr<Backend>>& backends, RateLimit& limit, const Request& request) {
  if (!limit.Admits(reference::SteadyMicroseconds())) {
    Response refusal = RefuseAll(429, "There are too many requests.");
    refusal.SetHeader("Retry-After", "1");
    return refusal;
  }
  const auto backend = std::ranges::find(backends, request.path, [](const auto& one) { return one->path(); });
  if (backend != backends.end()) return (*backend)->Answer(request);
  return RefuseAll(404, "There is nothing at this path.");
}

Status CheckOptions(const ReferenceOptions& options) {
  if (options.port < 0 || options.port > 65535) {
    return Error{"", "", "the port must be between 0 and 65535, not " + std::to_string(options.port)};
  }
  if (options.threads < 1 || options.threads > 1024) {
    return Error{"", "", "there must be 1 to 1024 threads, not " + std::to_string(options.threads)};
  }
  const struct {
    const char* what;
    int value;
    int least;
    int most;
  } kRanges[] = {
      {"wrong passwords before an account is locked", options.lock_after, 0, 1'000'000},
      {"seconds for which an account is locked", options.lock_for_s, 1, 31'536'000},
      {"requests a second", options.rate_limit, 0, 1'000'000},
      {"milliseconds for a password's check", options.hash_ms, 0, 60'000},
  };
  for (const auto& range : kRanges) {
    if (range.value >= range.least && range.value <= range.most) continue;
    return Error{"", "",
                 std::string(range.what) + " must be " + std::to_string(range.least) + " to " +
                     std::to_string(range.most) + ", not " + std::to_string(range.value)};
  }
  return Done{};
}

// What is skipped must have been worth skipping: the hash alone is too cheap to be told from a busy machine.
std::chrono::milliseconds CheckTime(const ReferenceOptions& options) {
  constexpr int kTellingMs = 40;
  const bool skips = std::ranges::any_of(options.faults,
                                         [](const std::string& fault) { return fault.ends_with("-enumeration-time"); });
  return std::chrono::milliseconds(skips ? std::max(options.hash_ms, kTellingMs) : options.hash_ms);
}

}  // namespace

Result<std::unique_ptr<ReferenceServer>> ReferenceServer::Start(ReferenceOptions options) {
  if (const Status checked = CheckOptions(options); !checked) return checked.error();
  auto faults = FaultSwitches::Make(options.faults);
  if (!faults) return faults.error();
  auto accounts = Accounts::Open(options.database, CheckTime(options));
  if (!accounts) return accounts.error();
  if (const Status added = AddDemoAccounts(**accounts); !added) return added.error();

  auto parts = std::make_unique<Parts>();
  parts->options = std::move(options);
  parts->faults = std::move(*faults);
  parts->accounts = std::move(*accounts);
  parts->keys = {.microting_hs256 = reference::RandomBytes(kHs256KeyLength),
                 .duktig_hs256 = reference::RandomBytes(kHs256KeyLength),
                 .backoffice_hs256 = reference::RandomBytes(kHs256KeyLength),
                 .recoveryconnect_rs256_pem = "",
                 .recoveryconnect_kid = ""};
  // Made when the first token needs it: it can take a third of a second, and most starts never sign with it.
  parts->rsa_key = std::async(std::launch::deferred, reference::GenerateRsaKey).share();

  const ReferenceOptions& limits = parts->options;
  parts->lockouts = std::make_unique<Lockouts>(
      LockRules{.after = limits.lock_after, .seconds = limits.lock_for_s, .success_resets = limits.success_resets});
  parts->rate_limit = std::make_unique<RateLimit>(limits.rate_limit);
  const reference::Services services{*parts->accounts, *parts->faults, *parts->lockouts};
  const DemoClientKey gooru = DemoClient("gooru");
  parts->backends.push_back(NewMicroting(services, parts->keys.microting_hs256));
  parts->backends.push_back(NewDuktig(services, parts->keys.duktig_hs256, DemoClient("duktig").key));
  parts->backends.push_back(NewBackoffice(services, parts->keys.backoffice_hs256));
  parts->backends.push_back(NewGooru(services, gooru.id, gooru.key));
  parts->backends.push_back(NewRecoveryConnect(services, parts->rsa_key));

  auto server = HttpServer::Start(
      {.host = parts->options.host, .port = parts->options.port, .threads = parts->options.threads},
      [raw = parts.get()](const Request& request) { return Answer(raw->backends, *raw->rate_limit, request); });
  if (!server) return server.error();
  parts->server = std::move(*server);
  return std::unique_ptr<ReferenceServer>(new ReferenceServer(std::move(parts)));
}

ReferenceServer::ReferenceServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
ReferenceServer::~ReferenceServer() = default;

int ReferenceServer::port() const { return parts_->server->port(); }

std::string ReferenceServer::url() const {
  const std::string& host = parts_->options.host;
  const bool ipv6 = host.find(':') != std::string::npos;
  return "http://" + (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port());
}

std::vector<AppliedFault> ReferenceServer::applied() const { return parts_->faults->Applied(); }

VerificationKeys ReferenceServer::keys() const {
  VerificationKeys keys = parts_->keys;
  if (const Result<RsaKey>& key = parts_->rsa_key.get()) {
    keys.recoveryconnect_rs256_pem = key->public_pem;
    keys.recoveryconnect_kid = key->id;
  }
  return keys;
}

}  // namespace authconform
