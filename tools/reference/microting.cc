// Turns a user name and a password, as JSON or as a form, into Microting's model with its access token.
#include "tools/reference/backends.h"
#include "tools/reference/secrets.h"
#include "tools/reference/times.h"
#include "tools/reference/tokens.h"

namespace authconform::reference {
namespace {

constexpr std::int64_t kLifetime = 24 * 60 * 60;

// The rights that the example's token grants, each "True".
constexpr const char* kRights[] = {
    "workers_read",
    "workers_create",
    "workers_delete",
    "workers_update",
    "sites_read",
    "sites_delete",
    "sites_update",
    "entity_search_read",
    "entity_search_create",
    "entity_search_delete",
    "entity_search_update",
    "entity_select_read",
    "entity_select_create",
    "entity_select_delete",
    "entity_select_update",
    "users_read",
    "users_create",
    "users_delete",
    "users_update",
    "units_read",
    "units_update",
    "device_users_read",
    "device_users_create",
    "device_users_delete",
    "device_users_update",
    "cases_read",
    "case_read",
    "case_update",
    "case_delete",
    "case_get_pdf",
    "case_get_docx",
    "case_get_pptx",
    "eforms_delete",
    "eforms_create",
    "eforms_read",
    "eforms_update_columns",
    "eforms_download_xml",
    "eforms_upload_zip",
    "eforms_pairing_read",
    "eforms_pairing_update",
    "eforms_read_tags",
    "eforms_update_tags",
    "eforms_get_csv",
    "eforms_read_jasper_report",
    "eforms_update_jasper_report",
};

class Microting : public Backend {
 public:
  Microting(Services services, std::string key)
      : Backend({.vendor = "microting",
                 .path = "/api/auth/token",
                 .challenge = "Bearer realm=\"microting\"",
                 .bad_credentials = "The user name or password is not right."},
                services),
        key_(std::move(key)) {}

 private:
  // The document lists both fields as path parameters though the path has none: a body it is, and its encoding open.
  Response SignIn(const Request& request) override {
    const OrRefusal<Json> read = ReadObject(request, Encodings::kJsonOrForm);
    if (const Response* refusal = RefusalOf(read)) return *refusal;
    const Json& body = std::get<Json>(read);
    const OrRefusal<Account> authenticated = AuthenticateFields(body, "Username", "Password");
    if (const Response* refusal = RefusalOf(authenticated)) return *refusal;
    const Account& account = std::get<Account>(authenticated);

    const Result<std::string> token = Token(account);
    if (!token) return Unavailable();
    Json success = JsonObject{{"model", JsonObject{{"id", account.id},
                                                   {"role", account.role},
                                                   {"access_token", *token},
                                                   {"token_type", nullptr},
                                                   {"expires_in", nullptr},
                                                   {"userName", account.login}}},
                              {"success", true},
                              {"message", "Success"}};
    Break(success, {{"missing-member", "/message"},
                    {"wrong-type", "/success", "true"},
                    {"reworded-success", "/message", "You are signed in."},
                    {"no-model", "/model"},
                    {"id-as-text", "/model/id", std::to_string(account.id)},
                    {"no-role", "/model/role"},
                    {"no-access-token", "/model/access_token"},
                    {"no-token-type", "/model/token_type"},
                    {"no-expires-in", "/model/expires_in"},
                    {"no-user-name", "/model/userName"},
                    {"other-user-name", "/model/userName", account.first_name}});
    return Grant(std::move(success));
  }

  Json RefusalBody(int, std::string_view message) const override {
    return JsonObject{{"model", nullptr}, {"success", false}, {"message", message}};
  }

  void PutToken(Json& refusal) const override {
    const Json claims = JsonObject{{"sub", "0"}, {"iss", "eForm API"}, {"aud", "eForm API"}};
    refusal.Set("model", JsonObject{{"access_token", *SignHs256(claims, JsonObject{}, key_)}});
  }

  Result<std::string> Token(const Account& account) {
    Json claims = JsonObject{
        {"sub", Broken("sub-not-id") ? account.login : std::to_string(account.id)},
        {"jti", RandomUuid()},
        {"http://schemas.microsoft.com/ws/2008/06/identity/claims/role", Broken("other-role") ? "guest" : account.role},
        {"exp", UnixSeconds() + (Broken("token-expired") ? -kLifetime : kLifetime)},
        {"iss", "eForm API"},
        {"aud", "eForm API"},
    };
    for (const char* right : kRights) claims.Set(right, "True");
    Result<std::string> token = SignHs256(claims, JsonObject{}, key_);
    if (token && Broken("token-unsigned")) token->resize(token->rfind('.'));
    return token;
  }

  const std::string key_;
};

}  // namespace

std::unique_ptr<Backend> NewMicroting(Services services, std::string key) {
  return std::make_unique<Microting>(services, std::move(key));
}

}  // namespace authconform::reference
