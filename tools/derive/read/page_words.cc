#include "tools/derive/read/page_words.h"

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace authconform {
namespace {

using Kind = PageLabel::Kind;
using Words = std::vector<std::string_view>;

struct Translation {
  std::string_view word;
  std::string_view meaning;
};

// Words of labels in the languages that API pages are written in most, and forms of one word, to the one that rules
// know.
constexpr Translation kMeanings[] = {
    {"réponse", "response"},
    {"réponses", "response"},
    {"respuesta", "response"},
    {"respuestas", "response"},
    {"resposta", "response"},
    {"respostas", "response"},
    {"antwort", "response"},
    {"respon", "response"},
    {"risposta", "response"},
    {"responses", "response"},
    {"respond", "response"},
    {"responds", "response"},
    {"returns", "response"},
    {"return", "response"},
    {"retour", "response"},
    {"retorno", "response"},
    {"retorna", "response"},
    {"output", "response"},
    {"outputs", "response"},
    {"result", "response"},
    {"results", "response"},
    {"resultado", "response"},
    {"ответ", "response"},
    {"requête", "request"},
    {"petición", "request"},
    {"solicitud", "request"},
    {"requisição", "request"},
    {"requisicao", "request"},
    {"anfrage", "request"},
    {"permintaan", "request"},
    {"demande", "request"},
    {"richiesta", "request"},
    {"requests", "request"},
    {"запрос", "request"},
    {"méthode", "method"},
    {"método", "method"},
    {"metodo", "method"},
    {"methode", "method"},
    {"metode", "method"},
    {"methods", "method"},
    {"verb", "method"},
    {"метод", "method"},
    {"en-têtes", "headers"},
    {"entêtes", "headers"},
    {"cabeceras", "headers"},
    {"encabezados", "headers"},
    {"cabeçalhos", "headers"},
    {"cabeçalho", "headers"},
    {"header", "headers"},
    {"paramètres", "parameters"},
    {"parámetros", "parameters"},
    {"parametros", "parameters"},
    {"parâmetros", "parameters"},
    {"parametri", "parameters"},
    {"parametres", "parameters"},
    {"params", "parameters"},
    {"param", "parameters"},
    {"parameter", "parameters"},
    {"arguments", "parameters"},
    {"args", "parameters"},
    {"fields", "parameters"},
    {"field", "parameters"},
    {"variables", "parameters"},
    {"variable", "parameters"},
    {"attributes", "parameters"},
    {"properties", "parameters"},
    {"elements", "parameters"},
    {"members", "parameters"},
    {"keys", "parameters"},
    {"champs", "parameters"},
    {"campos", "parameters"},
    {"inputs", "parameters"},
    {"input", "parameters"},
    {"constraints", "parameters"},
    {"contraintes", "parameters"},
    {"parameterized", "parameters"},
    {"параметры", "parameters"},
    {"exemple", "example"},
    {"exemples", "example"},
    {"ejemplo", "example"},
    {"ejemplos", "example"},
    {"exemplo", "example"},
    {"beispiel", "example"},
    {"contoh", "example"},
    {"esempio", "example"},
    {"examples", "example"},
    {"sample", "example"},
    {"samples", "example"},
    {"пример", "example"},
    {"corps", "body"},
    {"cuerpo", "body"},
    {"corpo", "body"},
    {"payload", "body"},
    {"statut", "status"},
    {"estado", "status"},
    {"estatus", "status"},
    {"statuses", "status"},
    {"código", "code"},
    {"codigo", "code"},
    {"kode", "code"},
    {"codice", "code"},
    {"códigos", "codes"},
    {"codigos", "codes"},
    {"contenu", "content"},
    {"contenido", "content"},
    {"conteúdo", "content"},
    {"inhalt", "content"},
    {"contents", "content"},
    {"données", "data"},
    {"datos", "data"},
    {"dados", "data"},
    {"daten", "data"},
    {"authentification", "authentication"},
    {"autenticación", "authentication"},
    {"autenticação", "authentication"},
    {"authentifizierung", "authentication"},
    {"autentikasi", "authentication"},
    {"auth", "authentication"},
    {"authorization", "authentication"},
    {"authorisation", "authentication"},
    {"authenticated", "authentication"},
    {"authorized", "authentication"},
    {"security", "authentication"},
    {"access", "authentication"},
    {"requise", "required"},
    {"requises", "required"},
    {"requis", "required"},
    {"requerida", "required"},
    {"requerido", "required"},
    {"requeridos", "required"},
    {"necesaria", "required"},
    {"obrigatória", "required"},
    {"obrigatório", "required"},
    {"obligatorio", "required"},
    {"obligatorios", "required"},
    {"obligatoire", "required"},
    {"wajib", "required"},
    {"pflicht", "required"},
    {"mandatory", "required"},
    {"requires", "required"},
    {"require", "required"},
    {"needed", "required"},
    {"opcional", "optional"},
    {"opcionales", "optional"},
    {"optionnel", "optional"},
    {"facultatif", "optional"},
    {"opsional", "optional"},
    {"chemin", "path"},
    {"ruta", "path"},
    {"rota", "path"},
    {"caminho", "path"},
    {"pfad", "path"},
    {"route", "path"},
    {"uri", "url"},
    {"urls", "url"},
    {"endpoints", "endpoint"},
    {"end-point", "endpoint"},
    {"resource", "endpoint"},
    {"réussie", "success"},
    {"réussi", "success"},
    {"succès", "success"},
    {"éxito", "success"},
    {"exito", "success"},
    {"exitosa", "success"},
    {"exitoso", "success"},
    {"sucesso", "success"},
    {"erfolg", "success"},
    {"sukses", "success"},
    {"berhasil", "success"},
    {"successful", "success"},
    {"successfully", "success"},
    {"succeeded", "success"},
    {"succès", "success"},
    {"ok", "success"},
    {"échouée", "error"},
    {"échec", "error"},
    {"erreur", "error"},
    {"erreurs", "error"},
    {"errores", "error"},
    {"erro", "error"},
    {"erros", "error"},
    {"fehler", "error"},
    {"gagal", "error"},
    {"fallida", "error"},
    {"fallo", "error"},
    {"errors", "error"},
    {"failure", "error"},
    {"failures", "error"},
    {"failed", "error"},
    {"fail", "error"},
    {"falha", "error"},
    {"请求方法", "method"},
    {"请求方式", "method"},
    {"接口地址", "url"},
    {"请求地址", "url"},
    {"请求路径", "path"},
    {"接口路径", "path"},
    {"请求url", "url"},
    {"请求参数", "parameters"},
    {"参数", "parameters"},
    {"请求体", "body"},
    {"请求头", "headers"},
    {"响应", "response"},
    {"返回", "response"},
    {"响应参数", "response"},
    {"返回参数", "response"},
    {"响应示例", "response"},
    {"返回示例", "response"},
    {"返回结果", "response"},
    {"请求示例", "request"},
    {"示例", "example"},
    {"状态码", "code"},
    {"リクエスト", "request"},
    {"レスポンス", "response"},
    {"call", "sample-call"},
    {"curl", "sample-call"},
    {"usage", "sample-call"},
};

const std::unordered_map<std::string_view, std::string_view>& Meanings() {
  static const auto* meanings = [] {
    auto* map = new std::unordered_map<std::string_view, std::string_view>();
    for (const Translation& translation : kMeanings) map->emplace(translation.word, translation.meaning);
    return map;
  }();
  return *meanings;
}

constexpr std::string_view kStopWords[] = {"de",  "des",  "du",  "d",    "da",   "do", "del", "la",
                                           "le",  "les",  "el",  "the",  "of",   "a",  "l",   "with",
                                           "con", "avec", "for", "this", "your", "in", "and", "possible"};

bool Has(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <size_t N>
bool HasAny(const Words& words, const std::string_view (&candidates)[N]) {
  return std::any_of(std::begin(candidates), std::end(candidates),
                     [&](std::string_view word) { return Has(words, word); });
}

template <size_t N>
bool AllOf(const Words& words, const std::string_view (&known)[N]) {
  return std::all_of(words.begin(), words.end(), [&](std::string_view word) {
    return std::find(std::begin(known), std::end(known), word) != std::end(known);
  });
}

// The words of a plain label by their meaning, without those that carry none.
Words MeaningsOf(std::string_view plain) {
  Words words;
  size_t at = 0;
  while (at < plain.size()) {
    const size_t end = std::min(plain.find_first_of(" \t/,.'\"`*_", at), plain.size());
    std::string_view word = plain.substr(at, end - at);
    at = end + 1;
    if (word.empty() || word == "-" ||
        std::find(std::begin(kStopWords), std::end(kStopWords), word) != std::end(kStopWords))
      continue;
    const auto meaning = Meanings().find(word);
    words.push_back(meaning == Meanings().end() ? word : meaning->second);
  }
  return words;
}

std::optional<Field::In> PlaceOf(const Words& words) {
  static constexpr std::string_view kBody[] = {"body",     "json",      "post",       "form",
                                               "formdata", "form-data", "urlencoded", "x-www-form-urlencoded"};
  if (HasAny(words, kBody)) return Field::In::kBody;
  if (Has(words, "query") || Has(words, "querystring")) return Field::In::kQuery;
  if (Has(words, "path")) return Field::In::kPath;
  if (Has(words, "url")) return Field::In::kQuery;  // what the path has a place for, Complete moves there
  return std::nullopt;
}

// A label of status codes: nothing but words about them.
std::optional<Kind> StatusLabel(const Words& words) {
  static constexpr std::string_view kAllowed[] = {"status", "code", "codes", "http", "response", "error", "success"};
  if (!AllOf(words, kAllowed)) return std::nullopt;
  if (Has(words, "codes")) return Kind::kStatuses;
  if (Has(words, "code") || Has(words, "status")) return Kind::kStatus;
  if (words.size() == 2 && Has(words, "http") && Has(words, "response")) return Kind::kStatus;
  return std::nullopt;
}

std::optional<Kind> AddressLabel(const Words& words) {
  static constexpr std::string_view kAddress[] = {"url",      "path",    "endpoint", "end",      "point",
                                                  "api",      "request", "full",     "relative", "http",
                                                  "template", "address", "name"};
  static constexpr std::string_view kNouns[] = {"url", "path", "endpoint", "point", "address"};
  if (Has(words, "base") && (Has(words, "url") || Has(words, "path"))) return Kind::kHost;
  if (words.size() == 1 && (words[0] == "host" || words[0] == "server")) return Kind::kHost;
  if (AllOf(words, kAddress) && HasAny(words, kNouns)) return Kind::kPath;
  if (words.size() == 2 && words[0] == "http" && words[1] == "request") return Kind::kPath;
  return std::nullopt;
}

std::optional<Kind> MediaLabel(const Words& words) {
  static constexpr std::string_view kAllowed[] = {"content", "type",   "content-type", "data",     "media", "mime",
                                                  "request", "format", "encoding",     "consumes", "body"};
  if (!AllOf(words, kAllowed)) return std::nullopt;
  const bool type = Has(words, "type") && words.size() > 1;
  if (type || Has(words, "content-type") || Has(words, "format") || Has(words, "encoding") || Has(words, "consumes"))
    return Kind::kMediaType;
  return std::nullopt;
}

Kind KindOf(const Words& words, bool heading) {
  static constexpr std::string_view kIgnored[] = {"or",       "and",       "note", "notes",       "notice",
                                                  "warning",  "important", "tip",  "description", "permissions",
                                                  "example:", "remarks",   "ou",   "oder",        "atau"};
  static constexpr std::string_view kConditions[] = {"condition", "conditions", "reason",  "when",
                                                     "cause",     "condición",  "condição"};
  static constexpr std::string_view kMethodWords[] = {"method", "http", "request", "type"};
  static constexpr std::string_view kAuthWords[] = {"authentication", "required", "type", "level", "needed"};
  static constexpr std::string_view kLists[] = {"parameters", "data",    "body", "query",
                                                "form",       "content", "json", "form-data"};
  static constexpr std::string_view kOutcomes[] = {"success", "error"};
  static constexpr std::string_view kHeaderWords[] = {
      "headers", "request",        "http",    "required", "optional", "parameters", "common",
      "custom",  "authentication", "global",  "default",  "standard", "additional", "api",
      "all",     "list",           "example", "names",    "fields",   "mandatory"};
  static constexpr std::string_view kRequestWords[] = {
      "request", "example",     "sample-call", "http", "api",     "json",      "format", "raw",   "model",
      "object",  "information", "details",     "info", "message", "structure", "en",     "js",    "javascript",
      "python",  "php",         "shell",       "bash", "node",    "code",      "syntax", "schema"};
  if (words.empty()) return Kind::kOther;
  if (words.size() == 1 && HasAny(words, kIgnored)) return Kind::kIgnored;
  if (words.size() == 1 && HasAny(words, kConditions)) return Kind::kCondition;
  if (words.size() == 1 && words[0] == "title") return Kind::kTitle;
  if (AllOf(words, kMethodWords) && Has(words, "method")) return Kind::kMethod;
  if (words.size() == 2 && words[0] == "request" && words[1] == "type") return Kind::kMethod;
  if (std::optional<Kind> status = StatusLabel(words)) return *status;
  if (std::optional<Kind> address = AddressLabel(words)) return *address;
  if (std::optional<Kind> media = MediaLabel(words)) return *media;
  if (AllOf(words, kAuthWords) && Has(words, "authentication")) return Kind::kAuth;
  if (words.size() == 1 && words[0] == "required") return Kind::kNeed;
  if (words.size() == 1 && words[0] == "optional") return Kind::kNeed;
  if (Has(words, "response")) {
    if (Has(words, "headers")) return Kind::kIgnored;
    if (Has(words, "parameters")) return Kind::kMembers;
    return Has(words, "codes") ? Kind::kStatuses : Kind::kResponse;
  }
  if (Has(words, "headers")) return AllOf(words, kHeaderWords) ? Kind::kHeaders : Kind::kOther;
  if (words.size() == 1 && (words[0] == "content" || words[0] == "body" || words[0] == "json")) return Kind::kContent;
  if (words.size() == 2 && (Has(words, "content") || Has(words, "body")) && Has(words, "example"))
    return Kind::kContent;
  if (words.size() == 1 && words[0] == "example") return Kind::kExample;
  if (HasAny(words, kLists) && words.size() <= 5 && !Has(words, "type")) return Kind::kParameters;
  if (Has(words, "parameters") && words.size() <= 5) return Kind::kParameters;
  if (AllOf(words, kRequestWords) && (Has(words, "request") || Has(words, "sample-call"))) {
    const bool sample = Has(words, "example") || Has(words, "sample-call");
    return sample || heading || words.size() <= 3 ? (sample ? Kind::kSample : Kind::kRequest) : Kind::kOther;
  }
  if (words.size() <= 3 && HasAny(words, kOutcomes)) return Kind::kResponse;
  return Kind::kOther;
}

}  // namespace

std::string PlainLabel(std::string_view text) {
  std::string lower = ToLower(text);
  std::string_view plain = lower;
  while (!plain.empty()) {
    const unsigned char c = static_cast<unsigned char>(plain[0]);
    if (c >= 'a' && c <= 'z') break;
    if (c >= 0xF0) {
      plain.remove_prefix(std::min<size_t>(4, plain.size()));  // emoji
    } else if (c == 0xE2 || c == 0xEF) {
      plain.remove_prefix(std::min<size_t>(3, plain.size()));  // arrows, dingbats, variation selectors
    } else if (c >= 0x80) {
      break;  // a letter
    } else {
      plain.remove_prefix(1);
    }
  }
  if (const size_t parenthesis = plain.find_first_of("(["); parenthesis != std::string_view::npos && parenthesis > 0) {
    plain = plain.substr(0, parenthesis);
  }
  while (!plain.empty() && std::string_view(" \t:.-=?!*_#>").find(plain.back()) != std::string_view::npos) {
    plain.remove_suffix(1);
  }
  for (std::string_view mark : {"¶", "：", "†"}) {
    if (plain.ends_with(mark)) plain.remove_suffix(mark.size());
  }
  return std::string(plain);
}

PageLabel::Tone ToneOf(std::string_view text) {
  static constexpr std::string_view kError[] = {
      "error",     "invalid",    "unauthorized",  "unauthorised", "forbidden", "wrong",    "missing",  "not",
      "incorrect", "denied",     "unprocessable", "bad",          "exception", "inválido", "inactive", "expired",
      "invalide",  "incorrecto", "inválida",      "salah",        "conflict",  "non"};
  static constexpr std::string_view kSuccess[] = {"success", "created", "accepted"};
  const std::string lower = ToLower(text.substr(0, 400));
  const Words words = MeaningsOf(lower);
  Words clean;
  for (std::string_view word : words) {
    while (!word.empty() && std::string_view("():;!?[]{}").find(word.front()) != std::string_view::npos)
      word.remove_prefix(1);
    while (!word.empty() && std::string_view("():;!?[]{}").find(word.back()) != std::string_view::npos)
      word.remove_suffix(1);
    for (std::string_view meaning : MeaningsOf(word)) clean.push_back(meaning);
  }
  if (HasAny(clean, kError)) return PageLabel::Tone::kError;
  if (HasAny(clean, kSuccess)) return PageLabel::Tone::kSuccess;
  return PageLabel::Tone::kNeutral;
}

PageLabel LabelOf(std::string_view text, bool heading) {
  PageLabel label;
  label.tone = ToneOf(text);
  if (text.size() > 100) return label;
  const std::string_view start = Trim(text);
  if (start.starts_with("application/") || start.starts_with("text/") || start.starts_with("multipart/")) return label;
  const std::string plain = PlainLabel(text);
  const Words words = MeaningsOf(plain);
  if (words.empty() || words.size() > 6) return label;
  label.kind = KindOf(words, heading);
  label.place = PlaceOf(words);
  label.form = Has(words, "form") || Has(words, "form-data") || Has(words, "formdata") || Has(words, "urlencoded");
  if (Has(words, "required")) label.need = true;
  if (Has(words, "optional")) label.need = false;
  return label;
}

bool SaysNothing(std::string_view text) {
  static constexpr std::string_view kWords[] = {
      "none",    "empty",        "no",         "n/a",   "na",     "nothing", "nil",    "no content", "null",
      "no body", "not required", "empty body", "aucun", "aucune", "ninguno", "nenhum", "keine",      "empty object"};
  std::string plain = ToLower(Trim(text));
  auto mark = [](char c) { return std::string_view("`*_{}()[]<>.- ").find(c) != std::string_view::npos; };
  while (!plain.empty() && mark(plain.front())) plain.erase(0, 1);
  while (!plain.empty() && mark(plain.back())) plain.pop_back();
  if (plain.empty()) return !Trim(text).empty() && Trim(text) != "{}" && Trim(text) != "[]";
  return std::find(std::begin(kWords), std::end(kWords), plain) != std::end(kWords);
}

}  // namespace authconform
