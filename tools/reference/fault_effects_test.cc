// Each fault changes the answers that it counts, and no others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <map>

#include "tools/reference/secrets.h"
#include "tools/reference/testing/sign_in.h"
#include "tools/reference/times.h"

namespace authconform::reference {
namespace {

std::string SwappedCase(std::string text) {
  for (char& c : text)
    c = static_cast<char>(std::isupper(static_cast<unsigned char>(c)) ? std::tolower(c) : std::toupper(c));
  return text;
}

// One request for each way in which the backends answer.
std::map<std::string, SentRequest> ProbesOf(const std::string& vendor) {
  const DemoAccount active = AccountOf(vendor, "active");
  const DemoAccount inactive = AccountOf(vendor, "inactive");
  const SentRequest valid = ValidRequest(vendor);
  std::map<std::string, SentRequest> probes = {
      {"valid", valid},
      {"charset", valid},
      {"truncated", valid},
      {"array", valid},
      {"get", valid},
      {"names-in-lower-case", valid},
      {"wrong-password", SignInRequest(vendor, active.login, active.password + "x")},
      {"unknown-login", SignInRequest(vendor, "un" + active.login, active.password)},
      {"other-case", SignInRequest(vendor, SwappedCase(active.login), active.password)},
      {"inactive", SignInRequest(vendor, inactive.login, inactive.password)},
      {"inactive-wrong-password", SignInRequest(vendor, inactive.login, inactive.password + "x")},
      {"extra-key", WithMember(valid, "extra", 1)},
  };
  probes["charset"].content_type = "application/json; charset=utf-8";
  probes["truncated"].body.pop_back();
  probes["array"].body = "[]";
  probes["get"].method = "GET";
  probes["names-in-lower-case"].content_type = "";
  probes["names-in-lower-case"].headers.emplace_back("content-type", "application/json");
  const Json body = *ParseJson(valid.body);
  for (const auto& [name, member] : body.Members()) {
    probes["without-" + name] = WithoutMember(valid, name);
    probes["short-" + name] = WithMember(valid, name, "Ab1");
  }
  probes["without-any"] = valid;
  probes["without-any"].body = "{}";
  if (vendor == "duktig") probes["wrong-client"] = WithHeader(valid, "X-Auth-Key", "wrong");
  if (vendor == "gooru") probes["without-authorization"] = WithoutHeader(valid, "Authorization");
  return probes;
}

// A moment by its distance from now, in minutes, so that it is the same in every run.
std::string DescribeNumber(const std::string& text) {
  const std::int64_t number = std::strtoll(text.c_str(), nullptr, 10);
  std::int64_t seconds = 0;
  if (text.size() == 10) seconds = number;
  if (text.size() == 13) seconds = number / 1'000;
  if (text.size() == 16) seconds = number / 1'000'000;
  if (seconds == 0) return text;
  return std::to_string(text.size()) + " digits, in " +
         std::to_string((seconds - UnixSeconds() + 1'000'000'030) / 60 - 16'666'667) + " minutes";
}

std::string Describe(const Json& json);

std::string DescribeText(const std::string& text) {
  if (text.starts_with("eyJ")) {
    return "token of " + std::to_string(std::ranges::count(text, '.') + 1) + " parts " + Describe(JwtPart(text, 0)) +
           Describe(JwtPart(text, 1));
  }
  const bool date = text.size() == 19 && text[4] == '-' && text[10] == ' ';
  const bool uuid = text.size() == 36 && text[8] == '-';
  const bool opaque = (text.size() >= 43 || text.starts_with("00u")) && text.find(' ') == std::string::npos;
  if (uuid) return text == DemoClient("gooru").id ? "sent" : text.starts_with("00000000") ? "nobody's" : "uuid";
  return date ? "date" : opaque ? "opaque" : "\"" + text + "\"";
}

// A value without what differs from one sign-in to the next.
std::string Describe(const Json& json) {
  if (const auto* number = std::get_if<JsonNumber>(&json.value)) return DescribeNumber(number->text);
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
  return json.Text() == nullptr ? WriteJson(json) : DescribeText(*json.Text());
}

// What Gooru's token holds, and whether two tokens are one.
std::string DescribeTokens(const Received& received) {
  const std::string token = received.Text("/access_token");
  const std::string packed = DecodeBase64(token).value_or("");
  const bool facts[] = {packed.starts_with(received.Text("/user_id") + ":"),
                        packed.ends_with(":" + received.Text("/provided_at")),
                        token == received.Text("/refresh_token")};
  std::string text;
  for (const bool fact : facts) text += fact ? " yes" : " no";
  return text;
}

// All of an answer that is the same in every run.
std::string Observe(const Received& received) {
  std::string text = std::to_string(received.status) + "\n";
  for (const char* name : {"content-type", "cache-control", "pragma", "www-authenticate", "allow", "allowed methods"}) {
    text += std::string(name) + ": " + received.Header(name) + "\n";
  }
  const Json json = received.json();
  return text + (json.IsNull() ? received.body : Describe(json) + DescribeTokens(received));
}

class FaultEffectsTest : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Vendors, FaultEffectsTest, testing::ValuesIn(VendorNames()),
                         [](const auto& row) { return row.param; });

// What a fault counts is what authconform's cases are held to: neither a fault that claims to apply and does not, nor
// one that breaks what it does not count.
TEST_P(FaultEffectsTest, EachFaultChangesTheAnswersThatItCountsAndNoOthers) {
  const std::string& vendor = GetParam();
  const auto healthy = StartReference();
  const auto probes = ProbesOf(vendor);
  std::map<std::string, std::string> before;
  for (const auto& [name, request] : probes) before[name] = Observe(Send(healthy->port(), request));

  for (const Fault& fault : FaultCatalogue()) {
    if (fault.vendor != vendor || fault.name.ends_with("-enumeration-time")) continue;
    const auto server = StartReference({fault.name});
    EXPECT_EQ(server->applied(), std::vector<AppliedFault>({{fault.name, 0}}));
    std::int64_t counted = 0;
    for (const auto& [name, request] : probes) {
      const std::string after = Observe(Send(server->port(), request));
      const std::int64_t count = server->applied().front().count;
      EXPECT_EQ(after != before[name], count > counted) << fault.name << " " << name << ": " << after;
      counted = count;
    }
    EXPECT_GT(counted, 0) << fault.name << " changes no probe's answer";
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

TEST_P(FaultEffectsTest, AStackTraceLooksLikeOne) {
  SentRequest request = ValidRequest(GetParam());
  request.body.pop_back();
  const Received received = Send(StartReference({GetParam() + "-stack-trace"})->port(), request);
  EXPECT_EQ(received.status, 400);
  EXPECT_THAT(received.body, testing::ContainsRegex("\\\\n +at .*:line [0-9]+"));
}

}  // namespace
}  // namespace authconform::reference
