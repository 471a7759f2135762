#include "tools/derive/spec/told.h"

#include <algorithm>

#include "harness/base/schema_format.h"
#include "tools/derive/spec/slug.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

using Words = std::vector<std::string_view>;

const Words kUnixWords = {"unix", "epoch", "timestamp", "unixtime", "posix time"};
const Words kMillisecondWords = {"milliseconds", "millisecond",   "millis",   "ms",
                                 "milisegundos", "millisekunden", "milidetik"};
const Words kSecondWords = {"seconds", "secs", "segundos", "secondes", "sekunden", "detik"};
const Words kMinuteWords = {"minutes", "mins", "minutos", "minuten", "menit"};
const Words kAlwaysWords = {"always", "siempre", "sempre", "toujours", "immer", "selalu"};

struct FormatName {
  const char* format;
  Words told;              // how texts name it
  std::string_view words;  // what a text of it looks like
};
const std::vector<FormatName>& Formats() {
  static const std::vector<FormatName> kFormats = {
      {"uuid", {"uuid", "guid"}, "a UUID"},
      {"email", {"email address", "e-mail address"}, "an email address"},
      {"date-time",
       {"iso 8601", "iso8601", "iso-8601", "rfc 3339", "rfc3339", "date-time"},
       "a date and time by RFC 3339"},
      {"sql-date-time", {"yyyy-mm-dd hh:mm:ss", "y-m-d h:i:s"}, "a date and time without a zone"},
      {"date", {"yyyy-mm-dd", "y-m-d"}, "a date"},
      {"ipv4", {"ipv4", "ip address"}, "an IPv4 address"},
      {"uri", {"url", "uri"}, "a URL"},
  };
  return kFormats;
}

bool AllHave(const Shape& member, std::string_view format) {
  const StringFormat* known = FindStringFormat(format);
  return known != nullptr && !member.shown.empty() && !member.empty_text &&
         std::all_of(member.shown.begin(), member.shown.end(),
                     [&](const Json& value) { return value.is_string() && known->matches(value.string()); });
}

bool IsNumeric(const Shape& member) {
  return member.types.contains(ValueType::kInteger) || member.types.contains(ValueType::kNumber);
}

TimeUnit UnitIn(std::string_view text) {
  const bool milliseconds = SaysOneOf(text, kMillisecondWords);
  if (SaysOneOf(text, kUnixWords)) return milliseconds ? TimeUnit::kUnixMilliseconds : TimeUnit::kUnixSeconds;
  if (milliseconds) return TimeUnit::kMilliseconds;
  if (SaysOneOf(text, kSecondWords)) return TimeUnit::kSeconds;
  return SaysOneOf(text, kMinuteWords) ? TimeUnit::kMinutes : TimeUnit::kNone;
}

void Read(std::string_view written, Lines lines, const Shape& member, Told& told) {
  const std::string text = ToLower(written);
  const TimeUnit unit = IsNumeric(member) ? UnitIn(text) : TimeUnit::kNone;
  if (told.unit == TimeUnit::kNone && unit != TimeUnit::kNone && Fits(member, unit)) {
    told.unit = unit;
    told.unit_lines = lines;
  }
  const bool one = member.shown.size() == 1 && member.shown.front().is_string();
  if (!told.always && one && SaysOneOf(text, kAlwaysWords) &&
      written.find(member.shown.front().string()) != written.npos) {
    told.always = true;
    told.always_lines = lines;
  }
  if (!told.format.empty()) return;
  for (const FormatName& each : Formats()) {
    if (!SaysOneOf(text, each.told) || !AllHave(member, each.format)) continue;
    told.format = each.format;
    told.format_lines = lines;
    return;
  }
}

// Whether one of the words of `name` is one of `words`.
bool HasPart(std::string_view name, const Words& words) {
  std::string spaced = Slug(name);
  std::replace(spaced.begin(), spaced.end(), '-', ' ');
  return SaysOneOf(spaced, words);
}

}  // namespace

const UnitRange& RangeOf(TimeUnit unit) {
  static constexpr UnitRange kRanges[] = {
      {"", 0, 0},
      {"seconds", 1, 315'360'000},  // ten years
      {"minutes", 1, 5'256'000},
      {"milliseconds", 1, 315'360'000'000},
      {"unix seconds", 1'000'000'000, 99'999'999'999},
      {"unix milliseconds", 1'000'000'000'000, 99'999'999'999'999},
  };
  return kRanges[static_cast<size_t>(unit)];
}

bool Fits(const Shape& member, TimeUnit unit) {
  const UnitRange& range = RangeOf(unit);
  return std::all_of(member.shown.begin(), member.shown.end(), [&](const Json& value) {
    const std::optional<double> number = value.AsDouble();
    return number && *number >= static_cast<double>(range.minimum) && *number <= static_cast<double>(range.maximum);
  });
}

Told ToldOf(const Shape& member, const Narrative& narrative) {
  Told told;
  // A format that a schema declares holds without an example as well, and not against one.
  const StringFormat* declared = FindStringFormat(member.format);
  if (declared != nullptr && (member.shown.empty() || AllHave(member, declared->name))) {
    told.format = declared->name;
    told.format_lines = member.description_lines;
  }
  Read(member.description, member.description_lines, member, told);
  for (const Prose* sentence : narrative.Naming(LastToken(member.pointer))) {
    Read(sentence->text, sentence->lines, member, told);
  }
  return told;
}

std::string ShownFormat(const Shape& member) {
  if (NamesToken(LastToken(member.pointer))) return "";
  for (const FormatName& each : Formats()) {
    if (AllHave(member, each.format)) return each.format;
  }
  return "";
}

std::string_view FormatWords(std::string_view format) {
  for (const FormatName& each : Formats()) {
    if (format == each.format) return each.words;
  }
  const StringFormat* known = FindStringFormat(format);
  return known == nullptr ? "" : known->words;
}

bool NamesExpiry(std::string_view name) {
  return HasPart(name, {"expire*", "expir*", "expiry", "ttl", "lifetime", "validity", "exp", "caduc*", "validade"});
}

bool NamesMoment(std::string_view name) {
  return HasPart(name, {"at", "time", "timestamp", "date", "datetime", "login", "since", "iat", "nbf", "exp", "fecha",
                        "data hora", "waktu"});
}

bool NamesMessage(std::string_view name) {
  return HasPart(name, {"message", "msg", "mensaje", "mensagem", "nachricht", "pesan", "detail", "error description",
                        "description", "reason"});
}

bool NamesFlag(std::string_view name) {
  const std::string slug = Slug(name);
  static const Words kFlags = {"success", "successful",    "succeeded", "is-success", "ok",     "is-ok",
                               "error",   "is-error",      "has-error", "failed",     "status", "result",
                               "valid",   "authenticated", "exito",     "sucesso",    "erfolg", "berhasil"};
  return std::find(kFlags.begin(), kFlags.end(), slug) != kFlags.end();
}

bool StandsBesidePayload(std::string_view pointer) {
  static constexpr std::string_view kEnvelopes[] = {"",          "/meta",   "/status", "/result",
                                                    "/response", "/header", "/error"};
  const std::string_view parent = pointer.substr(0, pointer.rfind('/'));
  return std::find(std::begin(kEnvelopes), std::end(kEnvelopes), parent) != std::end(kEnvelopes);
}

}  // namespace authconform
