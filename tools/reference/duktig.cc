// Turns an e-mail address, a password and an X-Auth-Key into Duktig's access and refresh tokens.
#include <algorithm>

#include "tools/reference/backends.h"
#include "tools/reference/secrets.h"
#include "tools/reference/times.h"
#include "tools/reference/tokens.h"

namespace authconform::reference {
namespace {

constexpr std::int64_t kAccessLifetime = 24 * 60 * 60;
constexpr std::int64_t kRefreshLifetime = 30 * kAccessLifetime;

constexpr const char* kRequired = "Required value";
constexpr const char* kRequiredEmail = "Required valid email address";
constexpr const char* kRequiredPassword = "Required not weak Password Strength between 6 - 256 chars";
constexpr const char* kRequiredExact = "Required exact values as: email, password";

bool IsAtomText(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) {
    return c > ' ' && c < 0x7F &&
           std::string_view("()<>[]:;@\\,\"").find(static_cast<char>(c)) == std::string_view::npos;
  });
}

bool IsDomain(std::string_view text) {
  if (text.find('.') == std::string_view::npos || text.find("..") != std::string_view::npos) return false;
  if (std::string_view(".-").find(text.front()) != std::string_view::npos) return false;
  if (std::string_view(".-").find(text.back()) != std::string_view::npos) return false;
  return std::ranges::all_of(text, [](unsigned char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
  });
}

// The unquoted form of RFC 5321, 4.1.2, within the lengths of 4.5.3.1; RFC 3696, 3 for the sum of 254.
bool IsEmailAddress(std::string_view text) {
  const auto at = text.find('@');
  if (text.size() > 254 || at == std::string_view::npos || at == 0 || at > 64 || at + 1 == text.size()) return false;
  const std::string_view local = text.substr(0, at);
  const bool dots_apart = local.front() != '.' && local.back() != '.' && local.find("..") == std::string_view::npos;
  return dots_apart && IsAtomText(local) && IsDomain(text.substr(at + 1));
}

// Characters, not bytes: those that do not continue a UTF-8 sequence.
std::ptrdiff_t CountCharacters(std::string_view text) {
  return std::ranges::count_if(text, [](unsigned char c) { return (c & 0xC0) != 0x80; });
}

bool IsMissing(const Json* member) {
  return member == nullptr || member->IsNull() || (member->Text() != nullptr && member->Text()->empty());
}

class Duktig : public Backend {
 public:
  Duktig(Services services, std::string key, std::string client_key)
      : Backend({.vendor = "duktig",
                 .path = "/auth/token",
                 .challenge = "Bearer realm=\"duktig\"",
                 .bad_credentials = "Incorrect credentials"},
                services),
        key_(std::move(key)),
        client_key_(std::move(client_key)) {}

 private:
  Response SignIn(const Request& request) override {
    const bool known_client = SecretsEqual(request.Header("x-auth-key").value_or(""), client_key_);
    if (!known_client && !Broken("client-key-ignored")) return Refuse(401, "Incorrect X-Auth-Key");

    const OrRefusal<Json> read = ReadObject(request, Encodings::kJson);
    if (const Response* refusal = RefusalOf(read)) return *refusal;
    const Json& body = std::get<Json>(read);
    const Json violations = Violations(body);
    if (!violations.Members().empty()) {
      Response refusal = Refuse(422, "");
      refusal.body = WriteJson(violations);
      return refusal;
    }

    const OrRefusal<Account> authenticated = Authenticate(*body.Find("email")->Text(), *body.Find("password")->Text());
    if (const Response* refusal = RefusalOf(authenticated)) return *refusal;
    return GrantTo(std::get<Account>(authenticated));
  }

  // One array of messages for each field that the document's rules do not let pass.
  Json Violations(const Json& body) {
    Json violations = JsonObject{};
    const Json* email = body.Find("email");
    if (IsMissing(email)) {
      violations.Set("email", JsonArray{kRequired, kRequiredEmail});
    } else if (email->Text() == nullptr || !IsEmailAddress(*email->Text())) {
      violations.Set("email", JsonArray{kRequiredEmail});
    }

    const Json* password = body.Find("password");
    if (IsMissing(password)) {
      violations.Set("password", JsonArray{kRequired, kRequiredPassword});
    } else if (password->Text() == nullptr) {
      violations.Set("password", JsonArray{kRequiredPassword});
    } else if (const auto length = CountCharacters(*password->Text()); length < 6 || length > 256) {
      if (!Broken("weak-password-accepted")) violations.Set("password", JsonArray{kRequiredPassword});
    }

    const bool complete = email != nullptr && password != nullptr;
    const bool exact = complete && body.Members().size() == 2;
    if (!complete || (!exact && !Broken("extra-key-accepted"))) violations.Set("account", JsonArray{kRequiredExact});
    return violations;
  }

  Response GrantTo(const Account& account) {
    const std::int64_t now = UnixSeconds();
    const std::int64_t expiry = now + kAccessLifetime;
    const std::int64_t refresh_expiry = Broken("refresh-expires-first") ? now + 60 : now + kRefreshLifetime;
    const Result<std::string> access = Token(now, expiry,
                                             JsonObject{{"userId", account.id},
                                                        {"firstName", account.first_name},
                                                        {"lastName", account.last_name},
                                                        {"email", account.login},
                                                        {"roleId", 1}});
    const Result<std::string> refresh = Token(now, refresh_expiry, JsonObject{{"userId", account.id}});
    if (!access || !refresh) return Unavailable();
    Json success = JsonObject{{"status", "OK"},
                              {"message", "Signed in successfully"},
                              {"lastLogin", account.last_sign_in},
                              {"access_token", *access},
                              {"expires_in", Broken("expires-in-relative") ? kAccessLifetime : expiry},
                              {"refresh_token", *refresh}};
    if (Broken("missing-member")) success.Erase("lastLogin");
    if (Broken("wrong-type")) success.Set("lastLogin", now);
    return Grant(success);
  }

  Response RefuseInactive() override {
    return Refuse(403, "Due to the status of your account, you are not able to access this resource");
  }

  Json RefusalBody(int, std::string_view message) const override {
    return JsonObject{{"status", "error"}, {"message", message}};
  }

  void PutToken(Json& refusal) const override {
    refusal.Set("access_token", *Token(0, 1, JsonObject{{"userId", 0}}, ""));
  }

  Result<std::string> Token(std::int64_t now, std::int64_t expiry, JsonObject account,
                            const std::string& jti = RandomUuid()) const {
    const Json claims = JsonObject{{"iss", "Duktig.io.iss"},
                                   {"aud", "Duktig.io.general.aud"},
                                   {"sub", "Duktig.io.general.sub"},
                                   {"jti", jti},
                                   {"nbf", now},
                                   {"iat", now},
                                   {"exp", expiry},
                                   {"account", std::move(account)}};
    return SignHs256(claims, JsonObject{{"cty", "JWT"}}, key_);
  }

  const std::string key_;
  const std::string client_key_;
};

}  // namespace

std::unique_ptr<Backend> NewDuktig(Services services, std::string key, std::string client_key) {
  return std::make_unique<Duktig>(services, std::move(key), std::move(client_key));
}

}  // namespace authconform::reference
