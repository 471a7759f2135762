#include <sstream>

#include "tools/reference/faults.h"

namespace authconform {
namespace {

struct Kind {
  const char* what;
  const char* rules;  // ids with spaces between them
  const char* description;
};
using Kinds = std::vector<Kind>;

// Of every vendor.
const Kinds kCommon = {
    {"wrong-status", "success-status", "a sign-in that succeeds is answered 201 instead of 200"},
    {"wrong-content-type", "success-media-type", "a sign-in that succeeds is answered as text/html"},
    {"body-in-array", "success-body", "the success body is the only item of an array"},
    {"enumeration", "baseline/look-alike", "the refusal of a wrong password says that the account is there"},
    {"enumeration-time", "baseline/look-alike-time",
     "an unknown login is refused without the work that a password costs"},
    {"inactive-told-apart", "baseline/look-alike-inactive",
     "the refusal of an inactive account's wrong password says that it is inactive"},
    {"no-www-authenticate", "baseline/challenge", "answers of status 401 carry no WWW-Authenticate"},
    {"no-cache-control", "baseline/no-store", "answers carry neither Cache-Control nor Pragma"},
    {"no-allow", "baseline/allow", "answers of status 405 carry no Allow"},
    {"bad-field-name", "baseline/http", "answers of status 405 carry a header whose name holds a space"},
    {"crash-on-array", "baseline/no-server-error", "a body that is a JSON array is answered 500"},
    {"array-accepted", "baseline/refused", "a body that is a JSON array is refused under status 200"},
    {"stack-trace", "baseline/no-stack-trace", "the refusal of a body that is no JSON shows a stack trace"},
    {"token-in-error", "baseline/no-token", "the refusal of a body that is no JSON holds a token"},
    {"broken-error-json", "baseline/json-body", "the refusal of a body that is no JSON is itself cut short"},
    {"echo-password", "baseline/no-password", "the refusal of a field that is missing repeats the password"},
    {"picky-charset", "baseline/media-type-parameters", "a media type with a charset parameter is refused with 415"},
    {"case-sensitive-names", "baseline/header-names", "a header is found only when its name is spelt as documented"},
};

// Of the vendors whose documents do not tell how an inactive account is refused.
const Kinds kInactiveNotTold = {
    {"inactive-let-in", "baseline/inactive-account", "an inactive account with the right password gets a token"},
    {"inactive-as-media-type", "baseline/refusal-cause",
     "an inactive account is refused as if the request's media type were wrong"},
    {"token-in-refusal", "credentials baseline/no-token", "the refusal of bad credentials holds a token"},
};

// Of the vendors whose documents describe the refusal of bad credentials.
const Kinds kRefusalTold = {
    {"refusal-status", "bad-credentials-status", "bad credentials are refused with 400 instead of 401"},
    {"refusal-media-type", "bad-credentials-media-type", "bad credentials are refused as text/html"},
    {"refusal-in-array", "bad-credentials-body", "the refusal of bad credentials is the only item of an array"},
    {"refusal-no-message", "bad-credentials-message", "the refusal of bad credentials has no message"},
    {"refusal-reworded", "bad-credentials-message-text", "the refusal of bad credentials says so in other words"},
};

const Kinds kMicroting = {
    {"missing-member", "success-message", "the success body has no message"},
    {"wrong-type", "success-success", "success is the string \"true\" instead of the boolean"},
    {"reworded-success", "success-message-text", "message is worded otherwise on success"},
    {"no-model", "success-model", "the success body has no model"},
    {"id-as-text", "success-model-id", "id is a string instead of a number"},
    {"no-role", "success-model-role", "model has no role"},
    {"no-access-token", "success-model-access-token credentials", "model has no access_token"},
    {"no-token-type", "success-model-token-type", "model has no token_type"},
    {"no-expires-in", "success-model-expires-in", "model has no expires_in"},
    {"no-user-name", "success-model-user-name", "model has no userName"},
    {"other-user-name", "user-name-is-login", "userName is not the login"},
    {"token-unsigned", "access-token-is-jwt", "the token has only two parts, without a signature"},
    {"token-expired", "token-expires-ahead", "the token has expired when it is issued"},
    {"sub-not-id", "token-subject-is-id", "the token's sub is the login instead of the text of the id"},
    {"other-role", "token-role-is-role", "the token's role is not the one in model"},
    {"login-optional", "field-username", "without a Username the first account's is taken"},
    {"password-optional", "field-password", "without a Password the account is let in"},
};

const Kinds kDuktig = {
    {"missing-member", "success-last-login", "the success body has no lastLogin"},
    {"wrong-type", "success-last-login", "lastLogin is a unix time instead of a text"},
    {"other-status-word", "success-status-member", "status is success instead of OK"},
    {"no-message", "success-message", "the success body has no message"},
    {"reworded-success", "success-message-text", "message is worded otherwise on success"},
    {"no-access-token", "success-access-token", "the success body has no access_token"},
    {"no-refresh-token", "success-refresh-token", "the success body has no refresh_token"},
    {"no-token", "success-access-token success-refresh-token credentials", "the success body has no token at all"},
    {"expires-in-relative", "success-expires-in", "expires_in is a number of seconds instead of the token's exp"},
    {"expires-in-off", "expires-in-is-exp", "expires_in is an hour before the token's exp"},
    {"token-expired", "expires-in-ahead", "the access token has expired when it is issued"},
    {"token-unsigned", "access-token-is-jwt", "the access token has only two parts, without a signature"},
    {"token-not-yet-valid", "access-token-valid-at-once", "the access token is valid a minute after it is issued"},
    {"refresh-token-unsigned", "refresh-token-is-jwt", "the refresh token has only two parts, without a signature"},
    {"refresh-token-not-yet-valid", "refresh-token-valid-at-once",
     "the refresh token is valid a minute after it is issued"},
    {"refresh-expires-first", "refresh-token-outlives-access-token",
     "the refresh token's exp is before the access token's"},
    {"refresh-token-of-other", "tokens-same-user", "the refresh token names another user than the access token"},
    {"same-token-twice", "tokens-differ refresh-token-outlives-access-token",
     "the refresh token is the access token once more"},
    {"client-key-ignored", "header-x-auth-key", "any X-Auth-Key is accepted, and none too"},
    {"client-as-media-type", "baseline/refusal-cause",
     "a wrong X-Auth-Key is refused as if the request's media type were wrong"},
    {"login-optional", "field-email", "without an email the first account's is taken"},
    {"password-optional", "field-password", "without a password the account is let in"},
    {"email-form-unchecked", "field-email-format", "an email of any form is looked up, and answered 401"},
    {"weak-password-accepted", "field-password-length",
     "a password's length is not checked, so that a short one is answered 401"},
    {"extra-key-accepted", "exact-fields", "members besides email and password are accepted"},
    {"invalid-status", "invalid-request-status", "ill-formed fields are refused with 400 instead of 422"},
    {"invalid-media-type", "invalid-request-media-type", "ill-formed fields are refused as text/html"},
    {"invalid-empty", "invalid-request-body", "a request without any field is refused with an empty object"},
    {"invalid-email-as-text", "invalid-request-email", "what is wrong with email is a text instead of an array"},
    {"invalid-password-as-text", "invalid-request-password",
     "what is wrong with password is a text instead of an array"},
    {"invalid-account-as-text", "invalid-request-account", "what is wrong with account is a text instead of an array"},
    {"refusal-status-word", "bad-credentials-status-member", "status is failed instead of error in the 401"},
    {"inactive-let-in", "inactive-account-status", "an inactive account with the right password gets a token"},
    {"inactive-status", "inactive-account-status", "an inactive account is refused with 400 instead of 403"},
    {"inactive-media-type", "inactive-account-media-type", "an inactive account is refused as text/html"},
    {"inactive-in-array", "inactive-account-body", "the refusal of an inactive account is the only item of an array"},
    {"inactive-status-word", "inactive-account-status-member", "status is failed instead of error in the 403"},
    {"inactive-no-message", "inactive-account-message", "the refusal of an inactive account has no message"},
    {"inactive-reworded", "inactive-account-message-text", "the refusal of an inactive account is worded otherwise"},
    {"inactive-token", "baseline/inactive-account", "the refusal of an inactive account holds a token"},
    {"token-in-refusal", "credentials", "the refusal of bad credentials holds a token"},
};

const Kinds kBackoffice = {
    {"missing-member", "success-token credentials", "the success body has no token"},
    {"wrong-type", "success-token", "the token is the only item of an array instead of a string"},
    {"token-unsigned", "token-is-jwt", "the token has only two parts, without a signature"},
    {"login-optional", "field-user", "without a user the first account's is taken"},
    {"password-optional", "field-password", "without a password the account is let in"},
};

const Kinds kGooru = {
    {"missing-member", "success-cdn-urls", "the success body has no cdn_urls"},
    {"wrong-type", "success-cdn-urls", "cdn_urls is an array instead of an object"},
    {"no-user-id", "success-user-id", "the success body has no user_id"},
    {"no-username", "success-username", "the success body has no username"},
    {"no-client-id", "success-client-id", "the success body has no client_id"},
    {"no-provided-at", "success-provided-at", "the success body has no provided_at"},
    {"no-prefs", "success-prefs", "the success body has no prefs"},
    {"taxonomy-object", "success-prefs-taxonomy", "taxonomy is an object instead of an array"},
    {"no-profile-cdn", "success-cdn-urls-profile-cdn", "cdn_urls has no profile.cdn"},
    {"no-access-token", "success-access-token credentials", "the success body has no access_token"},
    {"other-client-id", "client-id-is-sent", "client_id is not the one that was sent"},
    {"provided-at-seconds", "provided-at-milliseconds", "provided_at is in seconds"},
    {"provided-at-microseconds", "provided-at-milliseconds", "provided_at is in microseconds"},
    {"token-of-other-user", "access-token-starts-with-user-id", "the access token holds another user's id"},
    {"token-of-other-time", "access-token-ends-with-provided-at", "the access token holds another time"},
    {"client-key-ignored", "field-client-key", "any client_key is accepted"},
    {"client-id-ignored", "field-client-id", "any client_id is accepted"},
    {"grant-type-ignored", "field-grant-type", "any grant_type is accepted"},
    {"authorization-optional", "authorization-basic",
     "without Basic credentials the client gets the first account's token"},
};

const Kinds kRecoveryConnect = {
    {"missing-member", "success-refresh-token", "the success body has no refresh_token"},
    {"wrong-type", "success-expires-in", "expires_in is a string instead of a number"},
    {"no-access-token", "success-access-token", "the success body has no access_token"},
    {"no-token", "success-access-token success-refresh-token credentials", "the success body has no token at all"},
    {"lowercase-bearer", "success-token-type", "token_type is bearer instead of Bearer"},
    {"expiry-mismatch", "expires-in-is-lifetime", "the access token lives twice as long as expires_in says"},
    {"token-unsigned", "access-token-is-jwt", "the access token has only two parts, without a signature"},
    {"token-expired", "token-expires-ahead", "the access token has expired when it is issued"},
    {"other-subject", "token-subject-is-username", "the access token's sub is not the login"},
    {"authenticated-earlier", "issued-on-authentication", "the access token's auth_time is a minute before its iat"},
    {"same-token-twice", "tokens-differ", "the refresh token is the access token once more"},
    {"login-optional", "field-username", "without a username the first account's is taken"},
    {"password-optional", "field-password", "without a password the account is let in"},
};

struct Vendor {
  const char* name;
  std::vector<const Kinds*> kinds;
};

const std::vector<Vendor>& Vendors() {
  static const std::vector<Vendor> vendors = {
      {"microting", {&kCommon, &kInactiveNotTold, &kMicroting}},
      {"duktig", {&kCommon, &kRefusalTold, &kDuktig}},
      {"backoffice", {&kCommon, &kInactiveNotTold, &kRefusalTold, &kBackoffice}},
      {"gooru", {&kCommon, &kInactiveNotTold, &kGooru}},
      {"recoveryconnect", {&kCommon, &kInactiveNotTold, &kRecoveryConnect}},
  };
  return vendors;
}

Fault MakeFault(const std::string& vendor, const Kind& kind) {
  Fault fault{.name = vendor + "-" + kind.what, .vendor = vendor, .rules = {}, .description = kind.description};
  std::istringstream ids(kind.rules);
  for (std::string id; ids >> id;) fault.rules.push_back(id);
  return fault;
}

}  // namespace

const std::vector<Fault>& FaultCatalogue() {
  static const std::vector<Fault> catalogue = [] {
    std::vector<Fault> faults;
    for (const Vendor& vendor : Vendors()) {
      for (const Kinds* kinds : vendor.kinds) {
        for (const Kind& kind : *kinds) faults.push_back(MakeFault(vendor.name, kind));
      }
    }
    return faults;
  }();
  return catalogue;
}

}  // namespace authconform
