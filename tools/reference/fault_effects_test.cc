// Each fault changes the answers it says it does, in the one aspect it says, and no others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "tools/reference/secrets.h"
#include "tools/reference/testing/sign_in.h"

namespace authconform::reference {
namespace {

using Names = std::set<std::string>;

// What is the same in every run: probe, then aspect ("status", "headers", "body", "token"), then what it is.
using Observation = std::map<std::string, std::map<std::string, std::string>>;

std::string Upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

std::map<std::string, SentRequest> ProbesOf(const std::string& vendor) {
  const DemoAccount active = AccountOf(vendor, "active");
  const DemoAccount inactive = AccountOf(vendor, "inactive");
  std::map<std::string, SentRequest> probes = {
      {"valid", ValidRequest(vendor)},
      {"charset", ValidRequest(vendor)},
      {"wrong-password", SignInRequest(vendor, active.login, active.password + "x")},
      {"unknown-login", SignInRequest(vendor, "un" + active.login, active.password)},
      {"other-case", SignInRequest(vendor, Upper(active.login), active.password)},
      {"inactive", SignInRequest(vendor, inactive.login, inactive.password)},
      {"array", ValidRequest(vendor)},
      {"get", ValidRequest(vendor)},
      {"missing-field", WithoutMember(ValidRequest(vendor), ParseJson(ValidRequest(vendor).body)->Members()[0].first)},
  };
  probes["charset"].content_type = "application/json; charset=utf-8";
  probes["array"].body = "[]";
  probes["get"].method = "GET";
  if (vendor == "duktig") {
    probes["short-password"] = SignInRequest(vendor, active.login, "Ab1");
    probes["extra-key"] = WithMember(ValidRequest(vendor), "extra", 1);
    probes["wrong-client"] = WithHeader(ValidRequest(vendor), "X-Auth-Key", "wrong");
  }
  if (vendor == "gooru") {
    probes["wrong-client"] = WithMember(ValidRequest(vendor), "client_key", "wrong");
    probes["wrong-grant"] = WithMember(ValidRequest(vendor), "grant_type", "wrong");
  }
  return probes;
}

// Members with their types, and the values that do not change from one sign-in to the next.
std::string Describe(const Json& json) {
  if (const auto* number = std::get_if<JsonNumber>(&json.value))
    return number->text.size() > 9 ? "moment" : number->text;
  if (const auto* items = std::get_if<JsonArray>(&json.value)) {
    std::string text = "[";
    for (const Json& item : *items) text += Describe(item) + ",";
    return text + "]";
  }
  if (json.IsObject()) {
    std::string text = "{";
    for (const auto& [name, member] : json.Members()) text += name + ":" + Describe(member) + ",";
    return text + "}";
  }
  if (json.Text() == nullptr) return WriteJson(json);
  const std::string& text = *json.Text();
  const bool date = text.size() == 19 && text[4] == '-' && text[10] == ' ';
  const bool uuid = text.size() == 36 && text[8] == '-';
  const bool opaque = text.size() >= 43 && text.find(' ') == std::string::npos;
  if (uuid) return text == DemoClient("gooru").id ? "sent" : "uuid";
  return date ? "date" : opaque ? "opaque" : "\"" + text + "\"";
}

std::string Claim(const std::string& token, const char* name) {
  const Json claims = JwtPart(token, 1);
  const Json* claim = claims.Find(name);
  return claim == nullptr ? "" : claim->Text() != nullptr ? *claim->Text() : WriteJson(*claim);
}

// Whether the token says what the body beside it says.
std::string DescribeToken(const std::string& vendor, const Received& received) {
  const auto number = [](const std::string& text) { return std::strtoll(text.c_str(), nullptr, 10); };
  const std::string token = received.Text(vendor == "microting"    ? "/model/access_token"
                                          : vendor == "backoffice" ? "/token"
                                                                   : "/access_token");
  std::vector<bool> facts = {std::ranges::count(token, '.') == (vendor == "gooru" ? 0 : 2)};
  if (vendor == "microting") facts.push_back(Claim(token, "sub") == received.Text("/model/id"));
  if (vendor == "duktig") {
    facts.push_back(Claim(token, "exp") == received.Text("/expires_in"));
    facts.push_back(number(Claim(received.Text("/refresh_token"), "exp")) > number(Claim(token, "exp")));
  }
  if (vendor == "gooru") {
    const std::string packed = DecodeBase64(token).value_or("");
    facts.push_back(packed.starts_with(received.Text("/user_id") + ":"));
    facts.push_back(packed.ends_with(":" + received.Text("/provided_at")));
  }
  if (vendor == "recoveryconnect") {
    facts.push_back(std::to_string(number(Claim(token, "exp")) - number(Claim(token, "iat"))) ==
                    received.Text("/expires_in"));
    facts.push_back(Claim(token, "sub") == AccountOf(vendor, "active").login);
  }
  std::string text;
  for (const bool fact : facts) text += fact ? "yes " : "no ";
  return text;
}

Observation Observe(const std::string& vendor, const ReferenceServer& server) {
  Observation observation;
  for (const auto& [name, request] : ProbesOf(vendor)) {
    const Received received = Send(server.port(), request);
    auto& aspects = observation[name];
    aspects["status"] = std::to_string(received.status);
    for (const char* header : {"content-type", "cache-control", "pragma", "www-authenticate", "allow"}) {
      aspects["headers"] += std::string(header) + ": " + received.Header(header) + "\n";
    }
    const Json json = received.json();
    aspects["body"] = json.IsNull() ? received.body : Describe(json);
    if (received.status < 300) aspects["token"] = DescribeToken(vendor, received);
  }
  return observation;
}

Names ProbesWithStatus(const Observation& observation, const std::string& status) {
  Names names;
  for (const auto& [name, aspects] : observation) {
    if (status.empty() || aspects.at("status") == status) names.insert(name);
  }
  return names;
}

struct Effect {
  Names probes;   // the answers that change, all of them
  Names aspects;  // what may change in them; the first named in the table below must
  std::string must;
};

// "@200" stands for every probe that a healthy server answers so, "@" for all.
const std::map<std::string, Effect>& Effects() {
  static const Names all = {"status", "headers", "body", "token"};
  static const std::map<std::string, Effect> effects = {
      {"wrong-status", {{"@200"}, {"status"}, "status"}},
      {"wrong-content-type", {{"@200"}, {"headers"}, "headers"}},
      {"missing-member", {{"@200"}, {"body", "token"}, "body"}},
      {"wrong-type", {{"@200"}, {"body", "token"}, "body"}},
      {"token-in-refusal", {{"wrong-password", "unknown-login", "other-case"}, {"body"}, "body"}},
      {"inactive-let-in", {{"inactive"}, all, "status"}},
      {"login-any-case", {{"other-case"}, all, "status"}},
      {"enumeration", {{"unknown-login", "other-case"}, {"body"}, "body"}},
      {"no-www-authenticate", {{"@401"}, {"headers"}, "headers"}},
      {"no-cache-control", {{"@"}, {"headers"}, "headers"}},
      {"no-allow", {{"get"}, {"headers"}, "headers"}},
      {"crash-on-array", {{"array"}, {"status", "headers", "body"}, "status"}},
      {"picky-charset", {{"charset"}, all, "status"}},
      {"sub-not-id", {{"@200"}, {"token"}, "token"}},
      {"expires-in-relative", {{"@200"}, {"body", "token"}, "token"}},
      {"refresh-expires-first", {{"@200"}, {"token"}, "token"}},
      {"weak-password-accepted", {{"short-password"}, {"status", "headers", "body"}, "status"}},
      {"extra-key-accepted", {{"extra-key"}, all, "status"}},
      {"client-key-ignored", {{"wrong-client"}, all, "status"}},
      {"token-unsigned", {{"@200"}, {"token"}, "token"}},
      {"other-client-id", {{"@200"}, {"body"}, "body"}},
      {"token-not-packed", {{"@200"}, {"token"}, "token"}},
      {"grant-type-ignored", {{"wrong-grant"}, all, "status"}},
      {"lowercase-bearer", {{"@200"}, {"body"}, "body"}},
      {"expiry-mismatch", {{"@200"}, {"token"}, "token"}},
      {"other-subject", {{"@200"}, {"token"}, "token"}},
  };
  return effects;
}

class FaultEffectsTest : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Vendors, FaultEffectsTest, testing::ValuesIn(VendorNames()),
                         [](const auto& row) { return row.param; });

TEST_P(FaultEffectsTest, EachFaultBreaksWhatItNamesAndNothingElse) {
  const std::string& vendor = GetParam();
  const Observation healthy = Observe(vendor, *StartReference());
  for (const Fault& fault : FaultCatalogue()) {
    if (fault.vendor != vendor) continue;
    SCOPED_TRACE(fault.name);
    const auto effect = Effects().find(fault.name.substr(vendor.size() + 1));
    ASSERT_NE(effect, Effects().end());
    Names expected;
    for (const std::string& probe : effect->second.probes) {
      if (probe.starts_with('@')) {
        expected.merge(ProbesWithStatus(healthy, probe.substr(1)));
      } else {
        expected.insert(probe);
      }
    }

    const auto server = StartReference({fault.name});
    EXPECT_EQ(server->applied(), std::vector<AppliedFault>({{fault.name, 0}}));
    const Observation faulty = Observe(vendor, *server);
    EXPECT_EQ(server->applied()[0].count, static_cast<std::int64_t>(expected.size()));

    Names changed;
    for (const auto& [probe, aspects] : healthy) {
      if (aspects == faulty.at(probe)) continue;
      changed.insert(probe);
      for (const char* aspect : {"status", "headers", "body", "token"}) {
        const auto before = aspects.find(aspect);
        const auto after = faulty.at(probe).find(aspect);
        const bool same =
            (before == aspects.end() ? "" : before->second) == (after == faulty.at(probe).end() ? "" : after->second);
        if (aspect == effect->second.must) {
          EXPECT_FALSE(same) << probe << " " << aspect;
        }
        EXPECT_TRUE(same || effect->second.aspects.contains(aspect)) << probe << " " << aspect << ": " << after->second;
      }
    }
    EXPECT_EQ(changed, expected);
  }
}

TEST_P(FaultEffectsTest, ATokenInARefusalIsTheSameForUnknownLoginAndWrongPassword) {
  const std::string& vendor = GetParam();
  const auto server = StartReference({vendor + "-token-in-refusal"});
  const DemoAccount active = AccountOf(vendor, "active");
  const Received wrong = Send(server->port(), SignInRequest(vendor, active.login, active.password + "x"));
  const Received unknown = Send(server->port(), SignInRequest(vendor, "un" + active.login, active.password));
  EXPECT_EQ(wrong.body, unknown.body);
}

TEST_P(FaultEffectsTest, ACrashShowsAStackTrace) {
  SentRequest request = ValidRequest(GetParam());
  request.body = "[]";
  const Received received = Send(StartReference({GetParam() + "-crash-on-array"})->port(), request);
  EXPECT_EQ(received.status, 500);
  EXPECT_THAT(received.body, testing::ContainsRegex("\n +at .*:line [0-9]+"));
}

}  // namespace
}  // namespace authconform::reference
