#include "tools/derive/read/stated_encoding.h"

#include <algorithm>
#include <array>
#include <string>

namespace authconform {
namespace {

constexpr auto npos = std::string_view::npos;

struct Format {
  std::string_view word;
  FactEncoding encoding;
};

constexpr Format kFormats[] = {
    {"urlencoded", FactEncoding::kForm}, {"url-encoded", FactEncoding::kForm},   {"form-data", FactEncoding::kForm},
    {"formdata", FactEncoding::kForm},   {"form data", FactEncoding::kForm},     {"multipart", FactEncoding::kForm},
    {"json", FactEncoding::kJson},       {"query string", FactEncoding::kQuery}, {"querystring", FactEncoding::kQuery},
};

// Beginnings of words, in English, Spanish, Portuguese, French, German, Italian, Indonesian and Russian.
constexpr std::string_view kSending[] = {
    "send",    "sent",     "pass ",     "passed",     "passing",   "post",     "submit",     "payload", "request",
    "body",    "encod",    "parameter", "envia",      "enviá",     "enví",     "mandar",     "manda ",  "cuerpo",
    "corpo",   "petici",   "solicitud", "requisi",    "parámetro", "parâmet",  "envoy",      "corps",   "requête",
    "paramèt", "gesendet", "senden",    "sendet",     "übergeben", "anfrage",  "übermittel", "inviar",  "inviat",
    "richies", "kirim",    "dikirim",   "permintaan", "отправ",    "передава", "запрос",     "тело"};

constexpr std::string_view kAnswering[] = {"respon", "return",  "receive", "reply",  "answer", "result", "output",
                                           "devuel", "devolv",  "retorn",  "respue", "recib",  "receb",  "répon",
                                           "renvoi", "retourn", "reçoi",   "antwor", "zurück", "erhäl",  "rispo",
                                           "ritorn", "balas",   "hasil",   "ответ",  "возвра"};

// Whether text has a word that begins so.
bool HasBeginning(std::string_view text, std::string_view beginning) {
  for (size_t at = text.find(beginning); at != npos; at = text.find(beginning, at + 1)) {
    const char before = at == 0 ? ' ' : text[at - 1];
    if (!(before >= 'a' && before <= 'z') && static_cast<unsigned char>(before) < 0x80) return true;
  }
  return false;
}

template <size_t N>
bool HasAny(std::string_view text, const std::string_view (&beginnings)[N]) {
  return std::any_of(std::begin(beginnings), std::end(beginnings),
                     [&](std::string_view beginning) { return HasBeginning(text, beginning); });
}

// A token's name is no format: "json web token".
std::string WithoutTokenNames(std::string text) {
  for (std::string_view name : {"json web token", "jsonwebtoken", "json-web-token"}) {
    for (size_t at = text.find(name); at != npos; at = text.find(name, at)) text.replace(at, name.size(), "jwt");
  }
  return text;
}

std::optional<FactEncoding> OfSentence(std::string_view sentence) {
  if (!HasAny(sentence, kSending) || HasAny(sentence, kAnswering)) return std::nullopt;
  for (const Format& format : kFormats) {
    if (HasBeginning(sentence, format.word)) return format.encoding;
  }
  return std::nullopt;
}

}  // namespace

std::optional<FactEncoding> StatedEncoding(std::string_view text) {
  const std::string lower = WithoutTokenNames(ToLower(text));
  size_t start = 0;
  while (start < lower.size()) {
    const size_t end =
        std::min({lower.find(". ", start), lower.find(".\n", start), lower.find("; ", start), lower.size()});
    if (auto encoding = OfSentence(std::string_view(lower).substr(start, end - start))) return encoding;
    start = end + 1;
  }
  return std::nullopt;
}

void TakeStatedEncoding(EndpointFact& endpoint) {
  if (endpoint.encoding) return;
  for (const Prose& prose : endpoint.prose) {
    endpoint.encoding = StatedEncoding(prose.text);
    if (!endpoint.encoding) continue;
    endpoint.encoding_lines = prose.lines;
    return;
  }
}

}  // namespace authconform
