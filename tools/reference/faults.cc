#include "tools/reference/faults.h"

#include <algorithm>
#include <numeric>

namespace authconform {
namespace {

struct Kind {
  const char* what;
  const char* aspect;
  const char* description;
};

struct Vendor {
  const char* name;
  const char* missing_member;
  const char* wrong_type;
  std::vector<Kind> own;
};

constexpr Kind kMissingMember = {"missing-member", "body", nullptr};
constexpr Kind kWrongType = {"wrong-type", "body", nullptr};

// Every vendor has these; a null description is the vendor's own.
constexpr Kind kCommon[] = {
    {"wrong-status", "status", "a sign-in that succeeds is answered 201 instead of 200"},
    {"wrong-content-type", "headers", "a sign-in that succeeds is answered as text/html"},
    kMissingMember,
    kWrongType,
    {"token-in-refusal", "body", "the refusal of bad credentials holds a token"},
    {"inactive-let-in", "credentials", "an inactive account with the right password gets a token"},
    {"login-any-case", "credentials", "a login is accepted in any letter case"},
    {"enumeration", "credentials", "an unknown login is told apart from a wrong password"},
    {"no-www-authenticate", "headers", "answers of status 401 carry no WWW-Authenticate"},
    {"no-cache-control", "headers", "answers carry neither Cache-Control nor Pragma"},
    {"no-allow", "headers", "answers of status 405 carry no Allow"},
    {"crash-on-array", "request", "a body that is a JSON array is answered 500 with a stack trace"},
    {"picky-charset", "request", "a media type with a charset parameter is refused with 415"},
};

const std::vector<Vendor>& Vendors() {
  static const std::vector<Vendor> vendors = {
      {"microting",
       "the success body has no message",
       "success is the string \"true\" instead of the boolean",
       {{"sub-not-id", "token", "the token's sub is the login instead of the text of the id"}}},
      {"duktig",
       "the success body has no lastLogin",
       "lastLogin is a unix time instead of a text",
       {{"expires-in-relative", "token", "expires_in is a number of seconds instead of the token's exp"},
        {"refresh-expires-first", "token", "the refresh token's exp is before the access token's"},
        {"weak-password-accepted", "request",
         "a password's length is not checked, so that a short one is answered 401"},
        {"extra-key-accepted", "request", "members besides email and password are accepted"},
        {"client-key-ignored", "credentials", "any X-Auth-Key is accepted, and none too"}}},
      {"backoffice",
       "the success body has no token",
       "the token is the only item of an array instead of a string",
       {{"token-unsigned", "token", "the token has only two parts, without a signature"}}},
      {"gooru",
       "the success body has no cdn_urls",
       "cdn_urls is an array instead of an object",
       {{"other-client-id", "body", "client_id is not the one that was sent"},
        {"token-not-packed", "token", "the access token does not hold user id, date and time"},
        {"client-key-ignored", "credentials", "any client_key is accepted"},
        {"grant-type-ignored", "request", "any grant_type is accepted"}}},
      {"recoveryconnect",
       "the success body has no refresh_token",
       "expires_in is a string instead of a number",
       {{"lowercase-bearer", "body", "token_type is bearer instead of Bearer"},
        {"expiry-mismatch", "token", "the access token lives twice as long as expires_in says"},
        {"other-subject", "token", "the access token's sub is not the login"}}},
  };
  return vendors;
}

Fault MakeFault(const Vendor& vendor, const Kind& kind) {
  const char* description = kind.description;
  if (std::string_view(kind.what) == kMissingMember.what) description = vendor.missing_member;
  if (std::string_view(kind.what) == kWrongType.what) description = vendor.wrong_type;
  return {.name = std::string(vendor.name) + "-" + kind.what,
          .vendor = vendor.name,
          .aspect = kind.aspect,
          .description = description};
}

std::size_t EditDistance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t swapped = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, swapped});
    }
  }
  return row.back();
}

}  // namespace

const std::vector<Fault>& FaultCatalogue() {
  static const std::vector<Fault> catalogue = [] {
    std::vector<Fault> faults;
    for (const Vendor& vendor : Vendors()) {
      for (const Kind& kind : kCommon) faults.push_back(MakeFault(vendor, kind));
      for (const Kind& kind : vendor.own) faults.push_back(MakeFault(vendor, kind));
    }
    return faults;
  }();
  return catalogue;
}

namespace reference {

Result<std::unique_ptr<FaultSwitches>> FaultSwitches::Make(const std::vector<std::string>& names) {
  auto switches = std::make_unique<FaultSwitches>();
  for (const std::string& name : names) {
    const auto& catalogue = FaultCatalogue();
    if (std::ranges::find(catalogue, name, &Fault::name) == catalogue.end()) {
      // A name beyond any fault's length is not compared: it would only cost time.
      const std::string_view asked = std::string_view(name).substr(0, 100);
      const auto nearest =
          std::ranges::min_element(catalogue, {}, [&](const Fault& fault) { return EditDistance(fault.name, asked); });
      return Error{"", "",
                   "there is no fault \"" + std::string(asked) + "\"; did you mean \"" + nearest->name +
                       "\"? (authconform reference --list-faults shows all)"};
    }
    const bool known = std::ranges::any_of(switches->switches_, [&](const auto& other) { return other->name == name; });
    if (!known) switches->switches_.push_back(std::make_unique<Switch>(name));
  }
  return switches;
}

FaultSwitches::Switch* FaultSwitches::Find(std::string_view vendor, std::string_view what) const {
  for (const auto& fault : switches_) {
    const std::string_view name = fault->name;
    const bool same = name.size() == vendor.size() + 1 + what.size() && name.starts_with(vendor) &&
                      name[vendor.size()] == '-' && name.ends_with(what);
    if (same) return fault.get();
  }
  return nullptr;
}

bool FaultSwitches::IsOn(std::string_view vendor, std::string_view what) const { return Find(vendor, what) != nullptr; }

bool FaultSwitches::Applies(std::string_view vendor, std::string_view what) {
  Switch* fault = Find(vendor, what);
  if (fault == nullptr) return false;
  ++fault->count;
  return true;
}

std::vector<AppliedFault> FaultSwitches::Applied() const {
  std::vector<AppliedFault> applied;
  for (const auto& fault : switches_) applied.push_back({.name = fault->name, .count = fault->count});
  return applied;
}

}  // namespace reference
}  // namespace authconform
