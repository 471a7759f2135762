#include "tools/demo/demo_target.h"

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "tools/reference/demo_accounts.h"

namespace authconform {
namespace {

// The reference server locks nobody out.
constexpr int kWrongPasswords = 1'000'000;

}  // namespace

Result<Target> DemoTarget(const std::string& url) {
  Result<Origin> origin = ParseOrigin(url);
  if (!origin) return origin.error();
  Target target;
  target.name = "reference backend";
  target.origin = *std::move(origin);
  target.limits.wrong_passwords = kWrongPasswords;
  for (const DemoAccount& account : DemoAccounts()) {
    EndpointTarget& vendor = target.endpoints[account.vendor];
    vendor.accounts[account.role] = {account.login, account.password};
    const DemoClientKey client = DemoClient(account.vendor);
    vendor.client_id = client.id;
    vendor.client_key = client.key;
  }
  return target;
}

Status WriteDemoTarget(const std::string& url, const std::string& folder) {
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
                                   {"limits", Json::Object{{"wrong_passwords", kWrongPasswords}}},
                                   {"endpoints", std::move(endpoints)}};
  return WriteFileWhole(folder + "/target.json", WriteJsonIndented(target));
}

}  // namespace authconform
