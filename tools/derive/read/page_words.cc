#include "tools/derive/read/page_words.h"

#include <algorithm>

namespace authconform {
namespace {

using Kind = PageLabel::Kind;

struct Word {
  std::string_view text;
  Kind kind;
};

// Labels as they stand, whole.
constexpr Word kWhole[] = {
    {"method", Kind::kMethod},
    {"methods", Kind::kMethod},
    {"http method", Kind::kMethod},
    {"request method", Kind::kMethod},
    {"request type", Kind::kMethod},
    {"verb", Kind::kMethod},
    {"http verb", Kind::kMethod},
    {"método", Kind::kMethod},
    {"metodo", Kind::kMethod},
    {"méthode", Kind::kMethod},
    {"metode", Kind::kMethod},
    {"url", Kind::kPath},
    {"uri", Kind::kPath},
    {"endpoint", Kind::kPath},
    {"end point", Kind::kPath},
    {"api endpoint", Kind::kPath},
    {"endpoint url", Kind::kPath},
    {"request url", Kind::kPath},
    {"api url", Kind::kPath},
    {"resource url", Kind::kPath},
    {"full url", Kind::kPath},
    {"path", Kind::kPath},
    {"relative path", Kind::kPath},
    {"request path", Kind::kPath},
    {"route", Kind::kPath},
    {"resource", Kind::kPath},
    {"http request", Kind::kPath},
    {"ruta", Kind::kPath},
    {"rota", Kind::kPath},
    {"chemin", Kind::kPath},
    {"address", Kind::kPath},
    {"uri template", Kind::kPath},
    {"base url", Kind::kHost},
    {"base uri", Kind::kHost},
    {"base path", Kind::kHost},
    {"api base url", Kind::kHost},
    {"host", Kind::kHost},
    {"server", Kind::kHost},
    {"auth", Kind::kAuth},
    {"auth required", Kind::kAuth},
    {"auth require", Kind::kAuth},
    {"authentication", Kind::kAuth},
    {"authentication required", Kind::kAuth},
    {"authorization", Kind::kAuth},
    {"authorization required", Kind::kAuth},
    {"requires authentication", Kind::kAuth},
    {"requires auth", Kind::kAuth},
    {"require auth", Kind::kAuth},
    {"requires authorization", Kind::kAuth},
    {"authorized", Kind::kAuth},
    {"access", Kind::kAuth},
    {"security", Kind::kAuth},
    {"header", Kind::kHeaders},
    {"headers", Kind::kHeaders},
    {"request header", Kind::kHeaders},
    {"request headers", Kind::kHeaders},
    {"http headers", Kind::kHeaders},
    {"required headers", Kind::kHeaders},
    {"header parameters", Kind::kHeaders},
    {"headers required", Kind::kHeaders},
    {"cabeceras", Kind::kHeaders},
    {"en-têtes", Kind::kHeaders},
    {"request", Kind::kRequest},
    {"requests", Kind::kRequest},
    {"petición", Kind::kRequest},
    {"requête", Kind::kRequest},
    {"sample call", Kind::kSample},
    {"example call", Kind::kSample},
    {"example usage", Kind::kSample},
    {"curl", Kind::kSample},
    {"usage", Kind::kSample},
    {"code", Kind::kStatus},
    {"status", Kind::kStatus},
    {"status code", Kind::kStatus},
    {"http status", Kind::kStatus},
    {"http code", Kind::kStatus},
    {"http status code", Kind::kStatus},
    {"response code", Kind::kStatus},
    {"response status", Kind::kStatus},
    {"response status code", Kind::kStatus},
    {"success code", Kind::kStatus},
    {"success status", Kind::kStatus},
    {"success status code", Kind::kStatus},
    {"error code", Kind::kStatus},
    {"http response", Kind::kStatus},
    {"http response code", Kind::kStatus},
    {"código", Kind::kStatus},
    {"status codes", Kind::kStatuses},
    {"http status codes", Kind::kStatuses},
    {"http codes", Kind::kStatuses},
    {"response codes", Kind::kStatuses},
    {"response status codes", Kind::kStatuses},
    {"error codes", Kind::kStatuses},
    {"success codes", Kind::kStatuses},
    {"codes", Kind::kStatuses},
    {"return codes", Kind::kStatuses},
    {"content", Kind::kContent},
    {"contents", Kind::kContent},
    {"body", Kind::kContent},
    {"json", Kind::kContent},
    {"payload", Kind::kContent},
    {"content example", Kind::kContent},
    {"body example", Kind::kContent},
    {"example body", Kind::kContent},
    {"example content", Kind::kContent},
    {"cuerpo", Kind::kContent},
    {"corpo", Kind::kContent},
    {"example", Kind::kExample},
    {"examples", Kind::kExample},
    {"sample", Kind::kExample},
    {"ejemplo", Kind::kExample},
    {"exemple", Kind::kExample},
    {"exemplo", Kind::kExample},
    {"contoh", Kind::kExample},
    {"beispiel", Kind::kExample},
    {"content type", Kind::kMediaType},
    {"content-type", Kind::kMediaType},
    {"request content type", Kind::kMediaType},
    {"data type", Kind::kMediaType},
    {"media type", Kind::kMediaType},
    {"mime type", Kind::kMediaType},
    {"request format", Kind::kMediaType},
    {"format", Kind::kMediaType},
    {"consumes", Kind::kMediaType},
    {"encoding", Kind::kMediaType},
    {"condition", Kind::kCondition},
    {"conditions", Kind::kCondition},
    {"reason", Kind::kCondition},
    {"when", Kind::kCondition},
    {"cause", Kind::kCondition},
    {"or", Kind::kIgnored},
    {"and", Kind::kIgnored},
    {"note", Kind::kIgnored},
    {"notes", Kind::kIgnored},
    {"notice", Kind::kIgnored},
    {"warning", Kind::kIgnored},
    {"important", Kind::kIgnored},
    {"tip", Kind::kIgnored},
    {"description", Kind::kIgnored},
    {"permissions required", Kind::kIgnored},
    {"title", Kind::kTitle},
    {"response", Kind::kResponse},
    {"responses", Kind::kResponse},
    {"success", Kind::kResponse},
    {"ok", Kind::kResponse},
    {"error", Kind::kResponse},
    {"errors", Kind::kResponse},
    {"failure", Kind::kResponse},
    {"fail", Kind::kResponse},
    {"returns", Kind::kResponse},
    {"return", Kind::kResponse},
    {"return value", Kind::kResponse},
    {"output", Kind::kResponse},
    {"result", Kind::kResponse},
    {"results", Kind::kResponse},
    {"respuesta", Kind::kResponse},
    {"respuestas", Kind::kResponse},
    {"réponse", Kind::kResponse},
    {"réponses", Kind::kResponse},
    {"resposta", Kind::kResponse},
    {"antwort", Kind::kResponse},
    {"respon", Kind::kResponse},
    {"on success", Kind::kResponse},
    {"on error", Kind::kResponse},
    {"on failure", Kind::kResponse},
    {"if success", Kind::kResponse},
    {"if error", Kind::kResponse},
};

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

template <size_t N>
bool ContainsAny(std::string_view text, const std::string_view (&parts)[N]) {
  return std::any_of(std::begin(parts), std::end(parts), [&](std::string_view part) { return Contains(text, part); });
}

template <size_t N>
bool HasAnyWord(std::string_view text, const std::string_view (&words)[N]) {
  return std::any_of(std::begin(words), std::end(words), [&](std::string_view word) { return HasWord(text, word); });
}

size_t CountWords(std::string_view text) {
  size_t count = 0;
  bool inside = false;
  for (char c : text) {
    const bool blank = c == ' ' || c == '\t';
    if (!blank && !inside) ++count;
    inside = !blank;
  }
  return count;
}

// Labels of parameters: some word for a list of them, and perhaps where they travel.
std::optional<PageLabel> ParametersLabel(std::string_view label) {
  static constexpr std::string_view kLists[] = {
      "parameter",  "params",     "param",      "arguments",  "fields",     "variables", "constraints",
      "attributes", "parámetros", "parametros", "paramètres", "input",      "data",      "body",
      "payload",    "query",      "form",       "content",    "properties", "keys",      "variable"};
  if (!HasAnyWord(label, kLists) && !Contains(label, "parameter") && !Contains(label, "paramet")) return std::nullopt;
  PageLabel found;
  found.kind = Kind::kParameters;
  if (HasWord(label, "query") || Contains(label, "querystring")) found.place = Field::In::kQuery;
  if (HasWord(label, "path")) found.place = Field::In::kPath;
  if (HasWord(label, "url") || HasWord(label, "uri"))
    found.place = Field::In::kPath;  // Complete moves what has no place there
  if (HasWord(label, "body") || HasWord(label, "payload") || HasWord(label, "json") || HasWord(label, "post")) {
    found.place = Field::In::kBody;
  }
  if (HasWord(label, "form") || Contains(label, "form-data") || Contains(label, "urlencoded")) {
    found.place = Field::In::kBody;
    found.form = true;
  }
  return found;
}

}  // namespace

std::string PlainLabel(std::string_view text) {
  std::string lower = ToLower(text);
  std::string_view plain = lower;
  while (!plain.empty()) {
    const unsigned char c = static_cast<unsigned char>(plain[0]);
    if ((c >= 'a' && c <= 'z')) break;
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
  return std::string(plain);
}

PageLabel::Tone ToneOf(std::string_view text) {
  static constexpr std::string_view kError[] = {
      "error",        "errors",        "fail",      "failed",   "failure", "failures", "invalid",
      "unauthorized", "unauthorised",  "forbidden", "wrong",    "missing", "not",      "incorrect",
      "denied",       "unprocessable", "fallo",     "erreur",   "erro",    "gagal",    "fehler",
      "bad",          "exception",     "inválido",  "inactive", "expired"};
  static constexpr std::string_view kSuccess[] = {"success", "successful", "successfully", "ok",      "succeeded",
                                                  "created", "accepted",   "éxito",        "exitosa", "succès",
                                                  "sucesso", "sukses",     "berhasil",     "erfolg"};
  if (HasAnyWord(text, kError)) return PageLabel::Tone::kError;
  if (HasAnyWord(text, kSuccess)) return PageLabel::Tone::kSuccess;
  return PageLabel::Tone::kNeutral;
}

PageLabel LabelOf(std::string_view text, bool heading) {
  PageLabel label;
  const std::string plain = PlainLabel(text);
  label.tone = ToneOf(text);
  if (plain.empty() || CountWords(plain) > 7) return label;
  for (const Word& word : kWhole) {
    if (plain != word.text) continue;
    label.kind = word.kind;
    if (plain == "body" || plain == "payload" || plain == "json") label.place = Field::In::kBody;
    return label;
  }
  if (plain == "required" || plain == "mandatory" || plain == "optional") {
    label.kind = Kind::kNeed;
    label.need = plain != "optional";
    return label;
  }
  const bool response = HasWord(plain, "response") || HasWord(plain, "responses") || HasWord(plain, "respuesta") ||
                        HasWord(plain, "réponse") || HasWord(plain, "returned") || HasWord(plain, "resposta") ||
                        HasWord(plain, "response:");
  static constexpr std::string_view kMembers[] = {"elements",   "fields",  "parameters", "attributes",
                                                  "properties", "members", "params"};
  if (response) {
    static constexpr std::string_view kHeaderWords[] = {"header", "headers"};
    label.kind = HasAnyWord(plain, kMembers) ? Kind::kMembers
                 : Contains(plain, "code")   ? Kind::kStatuses
                                             : Kind::kResponse;
    if (HasAnyWord(plain, kHeaderWords)) label.kind = Kind::kIgnored;
    return label;
  }
  if (HasWord(plain, "headers") || plain.ends_with(" header")) {
    label.kind = CountWords(plain) <= 4 ? Kind::kHeaders : Kind::kOther;
    return label;
  }
  if (std::optional<PageLabel> parameters = ParametersLabel(plain); parameters && CountWords(plain) <= 5) {
    parameters->tone = label.tone;
    return *parameters;
  }
  static constexpr std::string_view kSampleWords[] = {"sample", "example", "ejemplo", "exemple", "exemplo"};
  static constexpr std::string_view kRequestWords[] = {"request", "call", "petición", "curl", "usage", "requête"};
  if (HasAnyWord(plain, kRequestWords) && (heading || HasAnyWord(plain, kSampleWords) || CountWords(plain) <= 2)) {
    if (CountWords(plain) <= 4) {
      label.kind = HasAnyWord(plain, kSampleWords) || HasWord(plain, "curl") ? Kind::kSample : Kind::kRequest;
    }
    return label;
  }
  const bool status_words =
      Contains(plain, "status code") || Contains(plain, "http status") || Contains(plain, "error code");
  if (status_words && CountWords(plain) <= 4) {
    label.kind = Kind::kStatuses;
    return label;
  }
  static constexpr std::string_view kOutcome[] = {"success", "error", "errors", "failure", "failed", "successful"};
  if (CountWords(plain) <= 3 && HasAnyWord(plain, kOutcome)) label.kind = Kind::kResponse;
  return label;
}

}  // namespace authconform
