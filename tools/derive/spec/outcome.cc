#include "tools/derive/spec/outcome.h"

#include <algorithm>
#include <string_view>

#include "tools/derive/spec/narrative.h"
#include "tools/derive/spec/slug.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

constexpr size_t kText = 4 << 10;  // of the words in a response's examples

struct Rule {
  const char* outcome;
  std::vector<int> statuses;
  std::vector<std::string_view> words;  // as SaysOneOf takes them
};

// The first that fits counts: an account that is locked is told from a wrong password, a broken body from a wrong one.
const std::vector<Rule>& Rules() {
  static const std::vector<Rule> kRules = {
      {"inactive_account",
       {400, 401, 402, 403, 409, 422, 423},
       {"inactive",      "not active",  "not been activated",
        "not activated", "disabled",    "deactivated",
        "locked",        "blocked",     "suspended",
        "banned",        "unverified",  "not verified",
        "not confirmed", "unconfirmed", "status of your account",
        "inactiv*",      "bloquead*",   "suspendid*",
        "deshabilitad*", "inativ*",     "suspens*",
        "desativad*",    "désactivé*",  "inactif",
        "bloqué*",       "suspendu*",   "gesperrt*",
        "deaktiviert*",  "inaktiv*",    "tidak aktif",
        "belum aktif",   "diblokir",    "dinonaktifkan"}},
      {"bad_client",
       {400, 401, 403},
       {"invalid_client",
        "unauthorized_client",
        "invalid client",
        "unknown client",
        "client authentication",
        "client credentials",
        "client id",
        "client_id",
        "client secret",
        "api key",
        "apikey",
        "api-key",
        "x-api-key",
        "app key",
        "application key",
        "clave de api",
        "chave de api",
        "chave da api",
        "clé api",
        "clé d'api",
        "api-schlüssel",
        "kunci api"}},
      {"malformed_request",
       {400, 415},
       {"malformed", "parse", "parsing", "syntax", "invalid json", "not valid json", "unreadable", "could not be read",
        "unsupported media type", "mal formad*", "malform*", "json no válido", "json inválido", "fehlerhaft*"}},
      {"bad_credentials", {400, 401, 403, 404, 406, 409, 422}, {"credential*",           "invalid login",
                                                                "login failed",          "failed login",
                                                                "wrong password",        "incorrect password",
                                                                "invalid password",      "password is incorrect",
                                                                "password incorrect",    "password is wrong",
                                                                "password is invalid",   "invalid_grant",
                                                                "invalid username",      "invalid user",
                                                                "incorrect username",    "incorrect email",
                                                                "incorrect login",       "authentication failed",
                                                                "user not found",        "user does not exist",
                                                                "no such user",          "match our records",
                                                                "unknown user",          "credencia*",
                                                                "contraseña incorrecta", "contraseña inválida",
                                                                "usuario no encontrado", "senha incorreta",
                                                                "senha inválida",        "usuário não encontrado",
                                                                "identifiants",          "mot de passe incorrect",
                                                                "anmeldedaten",          "zugangsdaten",
                                                                "falsches passwort",     "kata sandi salah",
                                                                "password salah",        "kredensial*"}},
      {"invalid_request",
       {400, 406, 409, 412, 422},
       {"required",      "missing",   "validation",      "invalid",        "must be",   "must contain", "mandatory",
        "bad request",   "not valid", "cannot be empty", "can't be blank", "requerid*", "obligatori*",  "obrigatóri*",
        "validación",    "validação", "inválid*",        "faltan*",        "manquant*", "obligatoire*", "requis*",
        "erforderlich*", "ungültig*", "fehlt",           "wajib",          "harus",     "validasi",     "tidak valid"}},
  };
  return kRules;
}

// All text in the examples: member names say as much as values.
void AppendWords(const Json& value, std::string& words) {
  if (words.size() > kText) return;
  if (value.is_string()) words += value.string() + '\n';
  if (value.is_array()) {
    for (const Json& item : value.array()) AppendWords(item, words);
  }
  if (value.is_object()) {
    for (const auto& [name, member] : value.object()) {
      std::string slug = Slug(name);
      std::replace(slug.begin(), slug.end(), '-', ' ');
      words += slug + '\n';
      AppendWords(member, words);
    }
  }
}

std::string Match(const ResponseFact& response, std::string_view text) {
  for (const Rule& rule : Rules()) {
    if (std::find(rule.statuses.begin(), rule.statuses.end(), response.status) == rule.statuses.end()) continue;
    if (SaysOneOf(text, rule.words)) return rule.outcome;
  }
  return "";
}

bool AsksForToken(const EndpointFact& endpoint) {
  return endpoint.auth == FactAuth::kBearer || endpoint.auth == FactAuth::kApiKey || endpoint.needs_auth;
}

std::string ByStatus(int status, const EndpointFact& endpoint) {
  if (status == 401) return SignsIn(endpoint) ? "bad_credentials" : AsksForToken(endpoint) ? "bad_client" : "";
  if (status == 400 || status == 422) return "invalid_request";
  return "";
}

}  // namespace

bool SignsIn(const EndpointFact& endpoint) {
  return endpoint.auth == FactAuth::kBasic ||
         std::any_of(endpoint.fields.begin(), endpoint.fields.end(),
                     [](const Field& field) { return NamesPassword(LastToken(field.path)); });
}

ClassifiedResponse Classify(const ResponseFact& response, const EndpointFact& endpoint) {
  if (response.status >= 200 && response.status < 300) return {"success", Confidence::kStated};
  if (response.status < 400 || response.status >= 500) return {};
  std::string found = Match(response, ToLower(response.title).substr(0, kText));
  // Only who signs in can give wrong credentials; elsewhere those are the caller's.
  const auto fitting = [&](std::string outcome) -> std::string {
    return outcome == "bad_credentials" && !SignsIn(endpoint) ? (AsksForToken(endpoint) ? "bad_client" : "") : outcome;
  };
  if (found = fitting(found); !found.empty()) return {found, Confidence::kStated};
  std::string words;
  for (const Example& example : response.examples) {
    if (example.body) AppendWords(example.body->value, words);
  }
  if (found = fitting(Match(response, ToLower(words))); !found.empty()) return {found, Confidence::kShown};
  return {ByStatus(response.status, endpoint), Confidence::kAssumed};
}

}  // namespace authconform
