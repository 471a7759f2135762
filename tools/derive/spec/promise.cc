#include "tools/derive/spec/promise.h"

#include <algorithm>

#include "tools/derive/spec/slug.h"

namespace authconform {
namespace {

using Words = std::vector<std::string_view>;

const Words kToken = {"token",    "tokens", "access_token", "accesstoken", "auth_token",
                      "id_token", "jwt",    "bearer",       "jeton",       "refresh_token"};
const Words kSignIn = {"authenticat*", "authoriz*",   "authoris*", "log in",   "login",       "logs in",  "sign in",
                       "signin",       "credential*", "username",  "password", "autentic*",   "iniciar*", "credencia*",
                       "connexion",    "identifi*",   "anmeld*",   "masuk",    "kredensial*", "autoriz*"};
const Words kLaterCalls = {"header",         "headers",      "authorization",   "bearer",      "all other",
                           "other requests", "other calls",  "other endpoints", "subsequent*", "every request",
                           "each request",   "all requests", "api requests",    "resources",   "further requests",
                           "cabecera",       "encabezado",   "cabeçalho",       "en-tête",     "kopfzeile"};
const Words kRenewal = {"refresh", "renew*", "new token", "new access token", "new access_token", "expir*"};

// A token that is had already, or calls that it is had for.
const Words kElsewhere = {"header",        "headers",         "resources", "other requests",
                          "other calls",   "other endpoints", "all other", "subsequent*",
                          "every request", "each request",    "expired"};

bool SpeaksOfRefresh(const std::string& text) {
  return SaysOneOf(text, {"refresh_token", "refresh token", "refreshtoken"});
}

// Which token a sentence is about, as ids call it.
std::string TokenIn(const std::string& text) {
  if (SpeaksOfRefresh(text)) return "refresh-token";
  return SaysOneOf(text, {"access_token", "accesstoken"}) ? "access-token" : "token";
}

std::optional<TokenUse> UseIn(const std::string& text, const std::string& token, Lines lines) {
  std::string words = token;
  std::replace(words.begin(), words.end(), '-', ' ');
  if (token.find("refresh") != std::string::npos) {
    if (!SaysOneOf(text, kRenewal)) return std::nullopt;
    return TokenUse{token + "-use", "the " + words + " gets a new token in place of one that has expired", lines};
  }
  if (!SaysOneOf(text, kLaterCalls)) return std::nullopt;
  return TokenUse{token + "-use", "calls that need a signed-in user carry the " + words, lines};
}

void Add(std::optional<TokenUse> use, std::vector<TokenUse>& uses) {
  if (!use) return;
  const bool known = std::any_of(uses.begin(), uses.end(), [&](const TokenUse& each) { return each.id == use->id; });
  if (!known) uses.push_back(*std::move(use));
}

}  // namespace

std::optional<Lines> CredentialsPromise(const Narrative& narrative) {
  for (const Prose& sentence : narrative.sentences()) {
    const std::string text = ToLower(sentence.text);
    if (SaysOneOf(text, kToken) && SaysOneOf(text, kSignIn) && !SaysOneOf(text, kElsewhere)) return sentence.lines;
  }
  return std::nullopt;
}

std::optional<Lines> SignInPromise(const Narrative& endpoint) {
  for (const Prose& sentence : endpoint.sentences()) {
    const std::string text = ToLower(sentence.text);
    if (SaysOneOf(text, kSignIn) && !SaysOneOf(text, kElsewhere)) return sentence.lines;
  }
  return std::nullopt;
}

std::optional<Lines> JwtPromise(const Narrative& narrative) {
  for (const Prose& sentence : narrative.sentences()) {
    if (SaysOneOf(ToLower(sentence.text), {"jwt", "json web token", "jwts"})) return sentence.lines;
  }
  return std::nullopt;
}

std::vector<TokenUse> TokenUses(const Narrative& narrative) {
  std::vector<TokenUse> uses;
  for (const Prose& sentence : narrative.sentences()) {
    const std::string text = ToLower(sentence.text);
    if (SaysOneOf(text, kToken)) Add(UseIn(text, TokenIn(text), sentence.lines), uses);
  }
  return uses;
}

std::vector<TokenUse> TokenUses(const Shape& success, const std::vector<std::string>& tokens) {
  std::vector<TokenUse> uses;
  for (const std::string& pointer : tokens) {
    const Shape* member = success.At(pointer);
    if (member == nullptr || member->description.empty()) continue;
    Add(UseIn(ToLower(member->description), Slug(LastToken(pointer)), member->description_lines), uses);
  }
  return uses;
}

DocumentPromises ReadPromises(const Narrative& document) { return {CredentialsPromise(document), TokenUses(document)}; }

}  // namespace authconform
