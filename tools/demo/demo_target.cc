#include "tools/demo/demo_target.h"

#include <algorithm>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "tools/reference/demo_accounts.h"

namespace authconform {
namespace {

// The reference server locks nobody out unless told to.
constexpr int kWrongPasswords = 1'000'000;

// Passwords are tried less often than locks an account; once at least, for no target can say less.
Limits LimitsOf(const ReferenceOptions& options) {
  Limits limits;
  limits.wrong_passwords = kWrongPasswords;
  limits.rate_per_second = options.rate_limit;
  if (options.lock_after == 0) return limits;
  limits.wrong_passwords = std::max(1, options.lock_after - 1);
  limits.wrong_passwords_window_s = options.lock_for_s;
  limits.success_resets = options.success_resets;
  return limits;
}

Json Write(const Limits& limits) {
  Json json = Json::Object{{"wrong_passwords", limits.wrong_passwords}};
  if (limits.wrong_passwords_window_s > 0) {
    json.Set("wrong_passwords_window_s", limits.wrong_passwords_window_s);
    json.Set("success_resets", limits.success_resets);
  }
  if (limits.rate_per_second > 0) json.Set("rate_per_second", limits.rate_per_second);
  return json;
}

}  // namespace

Result<Target> DemoTarget(const std::string& url, const ReferenceOptions& options) {
  Result<Origin> origin = ParseOrigin(url);
  if (!origin) return origin.error();
  Target target;
  target.name = "reference backend";
  target.origin = *std::move(origin);
  target.limits = LimitsOf(options);
  for (const DemoAccount& account : DemoAccounts()) {
    EndpointTarget& vendor = target.endpoints[account.vendor];
    vendor.accounts[account.role] = {account.login, account.password};
    const DemoClientKey client = DemoClient(account.vendor);
    vendor.client_id = client.id;
    vendor.client_key = client.key;
  }
  return target;
}

Status WriteDemoTarget(const std::string& url, const std::string& folder, const ReferenceOptions& options) {
  if (Status made = MakeWritableFolder(folder); !made) return made;
  Json::Object endpoints;
  auto secret = [&](const std::string& name, const std::string& value) -> Result<Json> {
    if (Status written = WriteFileWhole(folder + "/" + name, value + "\n"); !written) return written.error();
    return Json(Json::Object{{"file", name}});
  };
  for (const DemoAccount& account : DemoAccounts()) {
    Json settings = Json::Object{{"accounts", Json::Object{}}};
    for (auto& [vendor, known] : endpoints) {
      if (vendor == account.vendor) settings = known;
    }
    Result<Json> password = secret(account.vendor + "." + account.role + ".password", account.password);
    if (!password) return password.error();
    Json accounts = *settings.Find("accounts");
    accounts.Set(account.role, Json::Object{{"login", account.login}, {"password", *password}});
    settings.Set("accounts", accounts);
    const DemoClientKey client = DemoClient(account.vendor);
    if (!client.key.empty() && settings.Find("client") == nullptr) {
      Result<Json> key = secret(account.vendor + ".client.key", client.key);
      if (!key) return key.error();
      Json::Object given;
      if (!client.id.empty()) given.emplace_back("id", client.id);
      given.emplace_back("key", *key);
      settings.Set("client", std::move(given));
    }
    Json all = std::move(endpoints);
    all.Set(account.vendor, std::move(settings));
    endpoints = all.object();
  }
  const Json target = Json::Object{{"url", url},
                                   {"name", "reference backend"},
                                   {"limits", Write(LimitsOf(options))},
                                   {"endpoints", std::move(endpoints)}};
  return WriteFileWhole(folder + "/target.json", WriteJsonIndented(target));
}

}  // namespace authconform
