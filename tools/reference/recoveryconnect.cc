// Turns a user name and a password into RecoveryConnect's Bearer token, signed with RS256, and a refresh token.
#include "tools/reference/backends.h"
#include "tools/reference/secrets.h"
#include "tools/reference/times.h"
#include "tools/reference/tokens.h"

namespace authconform::reference {
namespace {

constexpr std::int64_t kLifetime = 3600;

class RecoveryConnect : public Backend {
 public:
  RecoveryConnect(Services services, std::shared_future<Result<RsaKey>> key)
      : Backend({.vendor = "recoveryconnect",
                 .path = "/api/v140/auth",
                 .challenge = "Bearer realm=\"recoveryconnect\"",
                 .bad_credentials = "The user name or password is not right."},
                services),
        key_(std::move(key)) {}

 private:
  Response SignIn(const Request& request) override {
    const OrRefusal<Json> read = ReadObject(request, Encodings::kJson);
    if (const Response* refusal = RefusalOf(read)) return *refusal;
    const Json& body = std::get<Json>(read);
    const OrRefusal<Account> authenticated = AuthenticateFields(body, "username", "password");
    if (const Response* refusal = RefusalOf(authenticated)) return *refusal;
    const Account& account = std::get<Account>(authenticated);

    const Result<std::string> token = Token(account);
    if (!token) return Unavailable();
    const bool same = Broken("same-token-twice");
    Json success = JsonObject{{"token_type", Broken("lowercase-bearer") ? "bearer" : "Bearer"},
                              {"expires_in", kLifetime},
                              {"access_token", *token},
                              {"refresh_token", same ? *token : EncodeBase64Url(RandomBytes(32))}};
    Break(success, {{"missing-member", "/refresh_token"},
                    {"wrong-type", "/expires_in", std::to_string(kLifetime)},
                    {"no-access-token", "/access_token"}});
    if (Broken("no-token")) {
      success.Erase("access_token");
      success.Erase("refresh_token");
    }
    return Grant(std::move(success));
  }

  Json RefusalBody(int status, std::string_view message) const override {
    return JsonObject{{"errorCode", status}, {"errorSummary", message}};
  }

  void PutToken(Json& refusal) const override {
    refusal.Set("access_token", *Sign(JsonObject{{"ver", 1}, {"sub", "nobody"}}));
  }

  Result<std::string> Token(const Account& account) {
    const std::int64_t issued = UnixSeconds() - (Broken("token-expired") ? 2 * kLifetime : 0);
    const std::int64_t lifetime = Broken("expiry-mismatch") ? 2 * kLifetime : kLifetime;
    Result<std::string> token =
        Sign(JsonObject{{"ver", 1},
                        {"jti", "AT." + EncodeBase64Url(RandomBytes(32)) + "." + EncodeBase64Url(RandomBytes(15))},
                        {"iss", "https://login.example.com/oauth2/default"},
                        {"aud", "api://default"},
                        {"iat", issued},
                        {"exp", issued + lifetime},
                        {"cid", "0oaReferenceClient01"},
                        {"uid", "00u" + EncodeBase64Url(Sha256(account.uuid)).substr(0, 17)},
                        {"scp", JsonArray{"openid", "offline_access", "profile"}},
                        {"auth_time", Broken("authenticated-earlier") ? issued - 60 : issued},
                        {"sub", Broken("other-subject") ? account.uuid : account.login}});
    if (token && Broken("token-unsigned")) token->resize(token->rfind('.'));
    return token;
  }

  Result<std::string> Sign(const Json& claims) const {
    const Result<RsaKey>& key = key_.get();
    if (!key) return key.error();
    return SignRs256(claims, *key);
  }

  const std::shared_future<Result<RsaKey>> key_;
};

}  // namespace

std::unique_ptr<Backend> NewRecoveryConnect(Services services, std::shared_future<Result<RsaKey>> key) {
  return std::make_unique<RecoveryConnect>(services, std::move(key));
}

}  // namespace authconform::reference
