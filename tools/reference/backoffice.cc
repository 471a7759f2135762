// Turns a user and a password into Backoffice's token.
#include "tools/reference/backends.h"
#include "tools/reference/secrets.h"
#include "tools/reference/times.h"
#include "tools/reference/tokens.h"

namespace authconform::reference {
namespace {

constexpr std::int64_t kLifetime = 60 * 60;
constexpr const char* kPath = "/v1/backoffice/auth";

class Backoffice : public Backend {
 public:
  Backoffice(Services services, std::string key)
      : Backend({.vendor = "backoffice",
                 .path = kPath,
                 .challenge = "Bearer realm=\"backoffice\"",
                 .bad_credentials = "These credentials do not match our records."},
                services),
        key_(std::move(key)) {}

 private:
  Response SignIn(const Request& request) override {
    const OrRefusal<Json> read = ReadObject(request, Encodings::kJson);
    if (const Response* refusal = RefusalOf(read)) return *refusal;
    const Json& body = std::get<Json>(read);
    const OrRefusal<Account> authenticated = AuthenticateFields(body, "user", "password");
    if (const Response* refusal = RefusalOf(authenticated)) return *refusal;

    Result<std::string> token = Token(std::get<Account>(authenticated).uuid, UnixSeconds(), RandomUuid());
    if (!token) return Unavailable();
    if (Broken("token-unsigned")) token->resize(token->rfind('.'));
    Json success = JsonObject{{"token", *token}};
    Break(success, {{"missing-member", "/token"}, {"wrong-type", "/token", JsonArray{*token}}});
    return Grant(std::move(success));
  }

  Json RefusalBody(int, std::string_view message) const override { return JsonObject{{"message", message}}; }

  void PutToken(Json& refusal) const override { refusal.Set("token", *Token("nobody", 0, "")); }

  Result<std::string> Token(const std::string& subject, std::int64_t now, const std::string& jti) const {
    const Json claims = JsonObject{{"iss", std::string("http://localhost") + kPath},
                                   {"iat", now},
                                   {"nbf", now},
                                   {"exp", now + kLifetime},
                                   {"jti", jti},
                                   {"sub", subject}};
    return SignHs256(claims, JsonObject{}, key_);
  }

  const std::string key_;
};

}  // namespace

std::unique_ptr<Backend> NewBackoffice(Services services, std::string key) {
  return std::make_unique<Backoffice>(services, std::move(key));
}

}  // namespace authconform::reference
