#include "tools/derive/text/vocabulary.h"

#include <algorithm>
#include <array>
#include <utility>

namespace authconform {
namespace {

struct StatusName {
  int code;
  std::string_view phrase;
};

// RFC 9110 15 and the registry (WebDAV 4918, 6585, 8470), lower case.
constexpr StatusName kStatuses[] = {
    {100, "continue"},
    {101, "switching protocols"},
    {200, "ok"},
    {201, "created"},
    {202, "accepted"},
    {203, "non-authoritative information"},
    {204, "no content"},
    {205, "reset content"},
    {206, "partial content"},
    {300, "multiple choices"},
    {301, "moved permanently"},
    {302, "found"},
    {303, "see other"},
    {304, "not modified"},
    {307, "temporary redirect"},
    {308, "permanent redirect"},
    {400, "bad request"},
    {401, "unauthorized"},
    {401, "unauthorised"},
    {402, "payment required"},
    {403, "forbidden"},
    {404, "not found"},
    {405, "method not allowed"},
    {406, "not acceptable"},
    {408, "request timeout"},
    {409, "conflict"},
    {410, "gone"},
    {411, "length required"},
    {412, "precondition failed"},
    {413, "payload too large"},
    {413, "content too large"},
    {415, "unsupported media type"},
    {418, "i'm a teapot"},
    {422, "unprocessable entity"},
    {422, "unprocessable content"},
    {423, "locked"},
    {424, "failed dependency"},
    {428, "precondition required"},
    {429, "too many requests"},
    {500, "internal server error"},
    {501, "not implemented"},
    {502, "bad gateway"},
    {503, "service unavailable"},
    {504, "gateway timeout"},
};

using Words = std::pair<std::string_view, ValueType>;

// The words by which types go, lower case; the first that the text starts with counts.
constexpr Words kTypes[] = {
    {"string", ValueType::kString},     {"str", ValueType::kString},      {"text", ValueType::kString},
    {"varchar", ValueType::kString},    {"char", ValueType::kString},     {"email", ValueType::kString},
    {"e-mail", ValueType::kString},     {"uuid", ValueType::kString},     {"guid", ValueType::kString},
    {"url", ValueType::kString},        {"uri", ValueType::kString},      {"datetime", ValueType::kString},
    {"date-time", ValueType::kString},  {"date", ValueType::kString},     {"time", ValueType::kString},
    {"timestamp", ValueType::kUnknown}, {"password", ValueType::kString}, {"jwt", ValueType::kString},
    {"base64", ValueType::kString},     {"enum", ValueType::kString},     {"byte", ValueType::kString},
    {"cadena", ValueType::kString},     {"texto", ValueType::kString},    {"chaîne", ValueType::kString},
    {"integer", ValueType::kInteger},   {"int", ValueType::kInteger},     {"long", ValueType::kInteger},
    {"short", ValueType::kInteger},     {"bigint", ValueType::kInteger},  {"uint", ValueType::kInteger},
    {"entero", ValueType::kInteger},    {"entier", ValueType::kInteger},  {"inteiro", ValueType::kInteger},
    {"number", ValueType::kNumber},     {"numeric", ValueType::kNumber},  {"float", ValueType::kNumber},
    {"double", ValueType::kNumber},     {"decimal", ValueType::kNumber},  {"real", ValueType::kNumber},
    {"boolean", ValueType::kBoolean},   {"bool", ValueType::kBoolean},    {"booleano", ValueType::kBoolean},
    {"object", ValueType::kObject},     {"json", ValueType::kObject},     {"map", ValueType::kObject},
    {"dict", ValueType::kObject},       {"hash", ValueType::kObject},     {"objeto", ValueType::kObject},
    {"array", ValueType::kArray},       {"list", ValueType::kArray},      {"arreglo", ValueType::kArray},
    {"null", ValueType::kNull},
};

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// A name without case and separators: "X-Api-Key", "xApiKey" and "x_api_key" are one.
std::string Squeeze(std::string_view name) {
  std::string squeezed;
  for (char c : ToLower(name)) {
    if (IsLetter(c) || IsDigit(c)) squeezed += c;
  }
  return squeezed;
}

template <size_t N>
bool IsOneOf(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), Squeeze(name)) != names.end();
}

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

}  // namespace

ValueType TypeOfWord(std::string_view word) {
  std::string text = ToLower(Trim(word));
  while (!text.empty() && (text.front() == '`' || text.front() == '(' || text.front() == '<' || text.front() == '{' ||
                           text.front() == '"' || text.front() == '\'' || text.front() == '?')) {
    text.erase(0, 1);
  }
  if (text.starts_with('[') || text.ends_with("[]")) return ValueType::kArray;
  for (const auto& [name, type] : kTypes) {
    if (!text.starts_with(name)) continue;
    const std::string_view rest = std::string_view(text).substr(name.size());
    // "int32", "strings", "integer(11)", "String|null", "array of objects" go on; "interval" is another word.
    const std::string_view tail = rest.starts_with('s') ? rest.substr(1) : rest;
    if (tail.empty() || !(IsLetter(tail[0]) || tail[0] == '_' || static_cast<unsigned char>(tail[0]) >= 0x80)) {
      return Contains(rest, "[]") ? ValueType::kArray : type;
    }
  }
  return ValueType::kUnknown;
}

std::optional<bool> RequiredOfWord(std::string_view word) {
  std::string text = ToLower(Trim(word));
  if (text == "*" || text == "**") return true;
  // Marks, emoji and brackets around the word do not count; letters of any script do.
  auto is_word = [](char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return IsLetter(c) || IsDigit(c) || (byte >= 0x80 && byte < 0xF0 && byte != 0xE2 && byte != 0xEF);
  };
  static constexpr std::string_view kYesMarks[] = {"✅", "✔", "✓", "☑", "🟢"};
  static constexpr std::string_view kNoMarks[] = {"❌", "✖", "✗", "✘", "🔴"};
  const bool yes_mark = std::any_of(std::begin(kYesMarks), std::end(kYesMarks),
                                    [&](std::string_view mark) { return Contains(text, mark); });
  const bool no_mark = std::any_of(std::begin(kNoMarks), std::end(kNoMarks),
                                   [&](std::string_view mark) { return Contains(text, mark); });
  while (!text.empty() && !is_word(text[0])) {
    const unsigned char lead = static_cast<unsigned char>(text[0]);
    text.erase(0, lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 1);
  }
  while (!text.empty() && !is_word(text.back()) && static_cast<unsigned char>(text.back()) < 0x80) text.pop_back();
  if (text.empty()) return yes_mark ? std::optional(true) : no_mark ? std::optional(false) : std::nullopt;
  static constexpr std::string_view kYes[] = {
      "yes",   "y",         "true",        "required",    "require",     "mandatory", "must", "m",         "r",
      "1",     "*",         "si",          "sí",          "是",          "必須",      "sim",  "oui",       "ja",
      "wajib", "requerido", "obligatorio", "obrigatório", "obligatoire", "pflicht",   "x",    "obligatory"};
  static constexpr std::string_view kNo[] = {
      "no",  "n",    "false", "optional", "o",          "0",         "opt",          "não",      "否",      "nao",
      "non", "nein", "tidak", "opcional", "facultatif", "optionnel", "not required", "opsional", "nullable"};
  const std::string first = text.substr(0, text.find_first_of(" ,;(/|"));
  for (const std::string& candidate : {text, first}) {
    if (std::find(std::begin(kNo), std::end(kNo), candidate) != std::end(kNo)) {
      return false;
    }
  }
  if (text.starts_with("not req") || text.starts_with("non req")) return false;
  for (const std::string& candidate : {text, first}) {
    if (std::find(std::begin(kYes), std::end(kYes), candidate) != std::end(kYes)) return true;
  }
  return std::nullopt;
}

int StatusOfText(std::string_view text) {
  // A number of three digits that stands alone, the first that can be a status.
  for (size_t i = 0; i + 3 <= text.size(); ++i) {
    if (!IsDigit(text[i])) continue;
    size_t end = i;
    while (end < text.size() && IsDigit(text[end])) ++end;
    const bool alone = (i == 0 || (!IsLetter(text[i - 1]) && text[i - 1] != '.' && text[i - 1] != '_')) &&
                       (end == text.size() || (!IsLetter(text[end]) && text[end] != '_' &&
                                               !(text[end] == '.' && end + 1 < text.size() && IsDigit(text[end + 1]))));
    if (end - i == 3 && alone && text[i] >= '1' && text[i] <= '5') {
      return (text[i] - '0') * 100 + (text[i + 1] - '0') * 10 + (text[i + 2] - '0');
    }
    i = end;
  }
  // Otherwise a reason phrase that is the whole of it.
  std::string phrase = ToLower(Trim(text));
  while (!phrase.empty() && !IsLetter(phrase.front())) phrase.erase(0, 1);
  while (!phrase.empty() && !IsLetter(phrase.back())) phrase.pop_back();
  std::replace(phrase.begin(), phrase.end(), '_', ' ');
  if (phrase.starts_with("http ")) phrase.erase(0, 5);
  for (const StatusName& status : kStatuses) {
    if (phrase == status.phrase) return status.code;
  }
  return 0;
}

std::string MethodOfWord(std::string_view word) {
  static constexpr std::string_view kMethods[] = {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};
  word = Trim(word);
  while (!word.empty() && !IsLetter(word.front())) word.remove_prefix(1);
  while (!word.empty() && !IsLetter(word.back())) word.remove_suffix(1);
  std::string upper(word);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return std::find(std::begin(kMethods), std::end(kMethods), upper) != std::end(kMethods) ? upper : "";
}

bool NamesLogin(std::string_view name) {
  static constexpr std::array<std::string_view, 27> kNames = {
      "email",           "username",     "user",       "login",     "loginid",     "account",
      "userid",          "emailaddress", "mail",       "phone",     "mobile",      "cellphone",
      "phonenumber",     "identity",     "identifier", "useremail", "userlogin",   "loginname",
      "mobileno",        "msisdn",       "usuario",    "correo",    "accountname", "usernameoremail",
      "emailorusername", "uid",          "nickname"};
  return IsOneOf(name, kNames);
}

bool NamesPassword(std::string_view name) {
  static constexpr std::array<std::string_view, 14> kNames = {
      "password", "pass",  "passwd",     "pwd",        "userpassword", "passcode",   "pin",
      "clave",    "senha", "motdepasse", "contrasena", "kennwort",     "passphrase", "loginpassword"};
  return IsOneOf(name, kNames);
}

bool NamesClientId(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kNames = {"clientid",    "appid",         "applicationid",
                                                             "consumerkey", "oauthclientid", "audienceclientid",
                                                             "partnerid",   "apiclientid"};
  return IsOneOf(name, kNames);
}

bool NamesClientKey(std::string_view name) {
  static constexpr std::array<std::string_view, 10> kNames = {"clientkey", "clientsecret",  "appkey",    "appsecret",
                                                              "apikey",    "apisecret",     "secretkey", "xapikey",
                                                              "xauthkey",  "consumersecret"};
  return IsOneOf(name, kNames);
}

bool NamesToken(std::string_view name) {
  const std::string squeezed = Squeeze(name);
  if (squeezed == "jwt" || squeezed == "bearer" || squeezed == "accesstokenjwt") return true;
  if (Contains(squeezed, "tokentype") || Contains(squeezed, "expire") || Contains(squeezed, "devicetoken"))
    return false;
  return squeezed.ends_with("token") || squeezed.ends_with("tokenjwt") || squeezed == "sessionid";
}

bool NamesCredentialHeader(std::string_view name) {
  const std::string squeezed = Squeeze(name);
  if (squeezed == "authorization" || Contains(squeezed, "csrf") || Contains(squeezed, "xsrf")) return false;
  static constexpr std::string_view kParts[] = {"token",  "apikey",    "authkey",   "secret",         "accesskey",
                                                "appkey", "sessionid", "clientkey", "subscriptionkey"};
  return std::any_of(std::begin(kParts), std::end(kParts),
                     [&](std::string_view part) { return Contains(squeezed, part); }) ||
         squeezed == "key" || squeezed == "xauth" || squeezed == "xkey" || squeezed == "auth";
}

std::string CleanName(std::string_view text) {
  std::string name;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && !IsLetter(text[i + 1]) && !IsDigit(text[i + 1])) continue;
    if (text[i] == '`' || text[i] == '"') continue;
    name += text[i];
  }
  std::string_view clean = Trim(name);
  while (!clean.empty() && (clean.front() == '*' || clean.front() == '\'')) clean.remove_prefix(1);
  while (!clean.empty() &&
         (clean.back() == '*' || clean.back() == ':' || clean.back() == '\'' || clean.back() == ',')) {
    clean.remove_suffix(1);
  }
  return std::string(Trim(clean));
}

}  // namespace authconform
