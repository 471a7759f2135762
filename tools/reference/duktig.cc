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
    const bool known_client = SecretsEqual(Header(request, "X-Auth-Key").value_or(""), client_key_);
    if (!known_client && Broken("client-as-media-type")) return Refuse(415, kMediaTypeRefused);
    if (!known_client && !Broken("client-key-ignored")) return Refuse(401, "Incorrect X-Auth-Key");

    const OrRefusal<Json> read = ReadObject(request, Encodings::kJson);
    if (const Response* refusal = RefusalOf(read)) return *refusal;
    const Json& body = std::get<Json>(read);
    const Json* email = body.Find("email");
    const Json* password = body.Find("password");
    const Laxness laxness{.any_login = IsLeftOut(email, "login-optional"),
                          .any_password = IsLeftOut(password, "password-optional")};
    const Json violations = Violations(body, laxness);
    if (!violations.Members().empty()) return RefuseFields(violations, body);

    const OrRefusal<Account> authenticated =
        Authenticate(laxness.any_login ? "" : *email->Text(), laxness.any_password ? "" : *password->Text(), laxness);
    if (const Response* refusal = RefusalOf(authenticated)) return *refusal;
    return GrantTo(std::get<Account>(authenticated));
  }

  // One array of messages for each field that the document's rules do not let pass.
  Json Violations(const Json& body, Laxness laxness) {
    Json violations = JsonObject{};
    const Json* email = body.Find("email");
    const Json* password = body.Find("password");
    if (!laxness.any_login) RefuseEmail(email, violations);
    if (!laxness.any_password) RefusePassword(password, violations);

    const bool complete = (email != nullptr || laxness.any_login) && (password != nullptr || laxness.any_password);
    const bool others = std::ranges::any_of(
        body.Members(), [](const auto& member) { return member.first != "email" && member.first != "password"; });
    if (!complete || (others && !Broken("extra-key-accepted"))) violations.Set("account", JsonArray{kRequiredExact});
    return violations;
  }

  void RefuseEmail(const Json* email, Json& violations) {
    if (!IsGiven(email)) {
      violations.Set("email", JsonArray{kRequired, kRequiredEmail});
    } else if (email->Text() == nullptr) {
      violations.Set("email", JsonArray{kRequiredEmail});
    } else if (!IsEmailAddress(*email->Text()) && !Broken("email-form-unchecked")) {
      violations.Set("email", JsonArray{kRequiredEmail});
    }
  }

  void RefusePassword(const Json* password, Json& violations) {
    if (!IsGiven(password)) {
      violations.Set("password", JsonArray{kRequired, kRequiredPassword});
    } else if (password->Text() == nullptr) {
      violations.Set("password", JsonArray{kRequiredPassword});
    } else if (const auto length = CountCharacters(*password->Text()); length < 6 || length > 256) {
      if (!Broken("weak-password-accepted")) violations.Set("password", JsonArray{kRequiredPassword});
    }
  }

  Response RefuseFields(Json violations, const Json& received) {
    Response refusal = Refuse(Broken("invalid-status") ? 400 : 422, "");
    if (Broken("invalid-media-type")) refusal.SetHeader("Content-Type", "text/html");
    for (const char* field : {"email", "password", "account"}) {
      const std::string what = std::string("invalid-") + field + "-as-text";
      if (violations.Find(field) != nullptr && Broken(what)) violations.Set(field, kRequired);
    }
    if (Broken("echo-password")) violations.Set("received", received);
    if (received.Members().empty() && Broken("invalid-empty")) violations = JsonObject{};
    refusal.body = WriteJson(violations);
    return refusal;
  }

  Response GrantTo(const Account& account) {
    const std::int64_t now = UnixSeconds();
    const std::int64_t expiry = now + (Broken("token-expired") ? -kAccessLifetime : kAccessLifetime);
    const std::int64_t refresh_expiry = Broken("refresh-expires-first") ? now + 60 : now + kRefreshLifetime;
    const std::int64_t refresh_user = Broken("refresh-token-of-other") ? account.id + 1 : account.id;
    Result<std::string> access = Token(now, expiry, Broken("token-not-yet-valid") ? 60 : 0,
                                       JsonObject{{"userId", account.id},
                                                  {"firstName", account.first_name},
                                                  {"lastName", account.last_name},
                                                  {"email", account.login},
                                                  {"roleId", 1}});
    Result<std::string> refresh = Token(now, refresh_expiry, Broken("refresh-token-not-yet-valid") ? 60 : 0,
                                        JsonObject{{"userId", refresh_user}});
    if (!access || !refresh) return Unavailable();
    if (Broken("token-unsigned")) access->resize(access->rfind('.'));
    if (Broken("refresh-token-unsigned")) refresh->resize(refresh->rfind('.'));
    Json success = JsonObject{{"status", "OK"},
                              {"message", "Signed in successfully"},
                              {"lastLogin", account.last_sign_in},
                              {"access_token", *access},
                              {"expires_in", expiry},
                              {"refresh_token", *refresh}};
    Break(success, {{"missing-member", "/lastLogin"},
                    {"wrong-type", "/lastLogin", now},
                    {"other-status-word", "/status", "success"},
                    {"no-message", "/message"},
                    {"reworded-success", "/message", "Welcome"},
                    {"no-access-token", "/access_token"},
                    {"no-refresh-token", "/refresh_token"},
                    {"expires-in-relative", "/expires_in", kAccessLifetime},
                    {"expires-in-off", "/expires_in", expiry - 3600},
                    {"same-token-twice", "/refresh_token", *access}});
    if (Broken("no-token")) {
      success.Erase("access_token");
      success.Erase("refresh_token");
    }
    return Grant(std::move(success));
  }

  Response RefuseInactive() override {
    Json body = RefusalBody(403, "Due to the status of your account, you are not able to access this resource");
    if (Broken("inactive-token")) PutToken(body);
    return RefuseAsTold("inactive", 403, std::move(body));
  }

  Json RefusalBody(int, std::string_view message) const override {
    return JsonObject{{"status", "error"}, {"message", message}};
  }

  void PutToken(Json& refusal) const override {
    refusal.Set("access_token", *Token(0, 1, 0, JsonObject{{"userId", 0}}, ""));
  }

  // `wait` is for how many seconds it is not valid yet.
  Result<std::string> Token(std::int64_t now, std::int64_t expiry, std::int64_t wait, JsonObject account,
                            const std::string& jti = RandomUuid()) const {
    const Json claims = JsonObject{{"iss", "Duktig.io.iss"},
                                   {"aud", "Duktig.io.general.aud"},
                                   {"sub", "Duktig.io.general.sub"},
                                   {"jti", jti},
                                   {"nbf", now + wait},
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
