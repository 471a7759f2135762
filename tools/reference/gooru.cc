// Turns Basic credentials, a client's id and key and a grant type into Gooru's packed access token.
#include <atomic>

#include "tools/reference/backends.h"
#include "tools/reference/secrets.h"
#include "tools/reference/times.h"

namespace authconform::reference {
namespace {

constexpr const char* kNobody = "00000000-0000-4000-8000-000000000000";

class Gooru : public Backend {
 public:
  Gooru(Services services, std::string client_id, std::string client_key)
      : Backend({.vendor = "gooru",
                 .path = "/token",
                 .challenge = "Basic realm=\"gooru\", charset=\"UTF-8\"",  // RFC 7617, 2 and 2.1
                 .bad_credentials = "The user name or password is not right."},
                services),
        client_id_(std::move(client_id)),
        client_key_(std::move(client_key)) {}

 private:
  Response SignIn(const Request& request) override {
    auto credentials = ParseBasic(Header(request, "Authorization").value_or(""));
    Laxness laxness;
    if (!credentials || credentials->user.empty() || credentials->password.empty()) {
      laxness.any_login = laxness.any_password = Broken("authorization-optional");
      if (!laxness.any_login) return Refuse(401, "The Authorization header must hold Basic credentials.");
      credentials = BasicCredentials{};
    }
    const OrRefusal<Json> read = ReadObject(request, Encodings::kJson);
    if (const Response* refusal = RefusalOf(read)) return *refusal;
    const Json& body = std::get<Json>(read);
    if (auto refusal = RefuseGrantType(body, *credentials)) return *refusal;
    if (auto refusal = RefuseClient(body)) return *refusal;

    const OrRefusal<Account> authenticated = Authenticate(credentials->user, credentials->password, laxness);
    if (const Response* refusal = RefusalOf(authenticated)) return *refusal;
    return GrantTo(std::get<Account>(authenticated), *body.Find("client_id")->Text());
  }

  // RFC 6749, 5.2: unsupported_grant_type is answered 400.
  std::optional<Response> RefuseGrantType(const Json& body, const BasicCredentials& credentials) {
    const Json received = credentials.user + ":" + credentials.password;
    if (auto refusal = RefuseUnlessTexts(body, {"grant_type"}, received)) return refusal;
    const bool credential = *body.Find("grant_type")->Text() == "credential";
    if (!credential && !Broken("grant-type-ignored")) return Refuse(400, "grant_type must be credential.");
    return std::nullopt;
  }

  // RFC 6749, 5.2: invalid_client, one that sends no authentication included, is answered 401.
  std::optional<Response> RefuseClient(const Json& body) {
    for (const char* name : {"client_id", "client_key"}) {
      const Json* member = body.Find(name);
      if (member == nullptr || member->IsNull()) return Refuse(401, "The client is not known.");
      if (member->Text() == nullptr) return Refuse(400, std::string(name) + " must be a string.");
    }
    const bool id_known = SecretsEqual(*body.Find("client_id")->Text(), client_id_);
    const bool key_right = SecretsEqual(*body.Find("client_key")->Text(), client_key_);
    const bool id_passes = id_known || (key_right && Broken("client-id-ignored"));
    const bool key_passes = key_right || (id_known && Broken("client-key-ignored"));
    if (!id_passes || !key_passes) return Refuse(401, "The client is not known.");
    return std::nullopt;
  }

  Response GrantTo(const Account& account, const std::string& client_id) {
    const std::int64_t moment = NextMoment();
    std::int64_t provided_at = moment;
    if (Broken("provided-at-seconds")) provided_at /= 1000;
    if (Broken("provided-at-microseconds")) provided_at *= 1000;
    const std::string holder = Broken("token-of-other-user") ? kNobody : account.uuid;
    const std::int64_t held_time = Broken("token-of-other-time") ? provided_at + 1 : provided_at;
    Json success =
        JsonObject{{"user_id", account.uuid},
                   {"username", account.login},
                   {"client_id", client_id},
                   {"provided_at", provided_at},
                   {"prefs", JsonObject{{"taxonomy", JsonArray{JsonObject{{"standard_framework_code", "CSS"},
                                                                          {"default_subject_code", "GUT.M"}}}}}},
                   {"cdn_urls", JsonObject{{"profile.cdn", "//profile.example.com"}}},
                   {"access_token", Pack(holder, moment, held_time)}};
    Break(success, {{"missing-member", "/cdn_urls"},
                    {"wrong-type", "/cdn_urls", JsonArray{}},
                    {"no-user-id", "/user_id"},
                    {"no-username", "/username"},
                    {"no-client-id", "/client_id"},
                    {"no-provided-at", "/provided_at"},
                    {"no-prefs", "/prefs"},
                    {"taxonomy-object", "/prefs/taxonomy", JsonObject{}},
                    {"no-profile-cdn", "/cdn_urls/profile.cdn"},
                    {"no-access-token", "/access_token"},
                    {"other-client-id", "/client_id", kNobody}});
    return Grant(std::move(success));
  }

  Json RefusalBody(int status, std::string_view message) const override {
    return JsonObject{{"status", status}, {"message", message}};
  }

  void PutToken(Json& refusal) const override { refusal.Set("access_token", Pack(kNobody, 0, 0)); }

  // The date's own colons stand between the first and the last of the token's.
  static std::string Pack(const std::string& user_id, std::int64_t moment, std::int64_t provided_at) {
    return EncodeBase64(user_id + ":" + CtimeDateTime(moment / 1000) + ":" + std::to_string(provided_at));
  }

  // The token holds nothing but user and time, so each time is given out once.
  std::int64_t NextMoment() {
    std::int64_t last = last_provided_at_;
    std::int64_t next = 0;
    do {
      next = std::max(UnixMilliseconds(), last + 1);
    } while (!last_provided_at_.compare_exchange_weak(last, next));
    return next;
  }

  const std::string client_id_;
  const std::string client_key_;
  std::atomic<std::int64_t> last_provided_at_ = 0;
};

}  // namespace

std::unique_ptr<Backend> NewGooru(Services services, std::string client_id, std::string client_key) {
  return std::make_unique<Gooru>(services, std::move(client_id), std::move(client_key));
}

}  // namespace authconform::reference
