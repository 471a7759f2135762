#include "harness/base/schema_format.h"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "harness/base/schema.h"

// No regular expressions: texts come from targets, may be long, and every response has some.
namespace authconform {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool IsOneOf(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

template <typename Predicate>
bool All(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

// Takes the parts of a fixed layout off the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  bool Literal(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool AnyOf(std::string_view set) { return !rest_.empty() && IsOneOf(rest_[0], set) && Literal(rest_[0]); }
  // `count` digits.
  std::optional<int> Number(size_t count) {
    if (rest_.size() < count || !All(rest_.substr(0, count), IsDigit)) return std::nullopt;
    int number = 0;
    for (size_t i = 0; i < count; ++i) number = number * 10 + (rest_[i] - '0');
    rest_.remove_prefix(count);
    return number;
  }
  // One digit or more.
  bool Digits() {
    const size_t end = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    rest_.remove_prefix(end);
    return end > 0;
  }
  bool AtEnd() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

int DaysIn(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : kDays[month - 1];
}

bool TakeDate(Reader& reader) {
  const auto year = reader.Number(4);
  if (!year || !reader.Literal('-')) return false;
  const auto month = reader.Number(2);
  if (!month || *month < 1 || *month > 12 || !reader.Literal('-')) return false;
  const auto day = reader.Number(2);
  return day && *day >= 1 && *day <= DaysIn(*year, *month);
}

struct Clock {
  int minutes = 0;  // since midnight
  int second = 0;
};

std::optional<Clock> TakeClock(Reader& reader) {
  const auto hour = reader.Number(2);
  if (!hour || *hour > 23 || !reader.Literal(':')) return std::nullopt;
  const auto minute = reader.Number(2);
  if (!minute || *minute > 59 || !reader.Literal(':')) return std::nullopt;
  const auto second = reader.Number(2);
  if (!second || *second > 60) return std::nullopt;
  return Clock{*hour * 60 + *minute, *second};
}

// RFC 3339 full-time. A leap second is one only at 23:59:60 UTC.
bool TakeTime(Reader& reader) {
  const auto clock = TakeClock(reader);
  if (!clock) return false;
  if (reader.Literal('.') && !reader.Digits()) return false;
  int offset = 0;
  if (!reader.AnyOf("Zz")) {
    const bool east = reader.Literal('+');
    if (!east && !reader.Literal('-')) return false;
    const auto hours = reader.Number(2);
    if (!hours || *hours > 23 || !reader.Literal(':')) return false;
    const auto minutes = reader.Number(2);
    if (!minutes || *minutes > 59) return false;
    offset = (east ? 1 : -1) * (*hours * 60 + *minutes);
  }
  constexpr int kDay = 24 * 60;
  return clock->second < 60 || (clock->minutes - offset + kDay) % kDay == kDay - 1;
}

bool IsDate(std::string_view text) {
  Reader reader(text);
  return TakeDate(reader) && reader.AtEnd();
}

bool IsTime(std::string_view text) {
  Reader reader(text);
  return TakeTime(reader) && reader.AtEnd();
}

bool IsDateTime(std::string_view text) {
  Reader reader(text);
  return TakeDate(reader) && reader.AnyOf("Tt") && TakeTime(reader) && reader.AtEnd();
}

bool IsSqlDateTime(std::string_view text) {
  Reader reader(text);
  if (!TakeDate(reader) || !reader.Literal(' ')) return false;
  const auto clock = TakeClock(reader);
  return clock && clock->second < 60 && reader.AtEnd();
}

// Calls `accept` for each part between separators until one is refused.
template <typename Predicate>
bool AllParts(std::string_view text, char separator, Predicate accept) {
  for (;;) {
    const size_t end = std::min(text.find(separator), text.size());
    if (!accept(text.substr(0, end))) return false;
    if (end == text.size()) return true;
    text.remove_prefix(end + 1);
  }
}

// RFC 1123 2.1, RFC 1035 2.3.4.
bool IsHostname(std::string_view text) {
  return text.size() <= 253 && AllParts(text, '.', [](std::string_view label) {
           return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
                  All(label, [](char c) { return IsLetter(c) || IsDigit(c) || c == '-'; });
         });
}

bool IsAddress(int family, std::string_view text, std::string_view characters) {
  unsigned char address[sizeof(in6_addr)];
  // The character set keeps out what ends a C string early.
  if (text.size() > INET6_ADDRSTRLEN || text.find_first_not_of(characters) != std::string_view::npos) return false;
  return inet_pton(family, std::string(text).c_str(), address) == 1;
}

bool IsIpv4(std::string_view text) { return IsAddress(AF_INET, text, "0123456789."); }
bool IsIpv6(std::string_view text) { return IsAddress(AF_INET6, text, "0123456789abcdefABCDEF:."); }

bool IsAtomText(char c) { return IsLetter(c) || IsDigit(c) || IsOneOf(c, "!#$%&'*+-/=?^_`{|}~"); }

bool IsQuotedLocalPart(std::string_view text) {
  if (text.size() < 2 || !text.starts_with('"') || !text.ends_with('"')) return false;
  text = text.substr(1, text.size() - 2);
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '\\';
    if (escaped) ++i;
    if (i == text.size() || text[i] < ' ' || text[i] > '~' || (text[i] == '"' && !escaped)) return false;
  }
  return true;
}

// RFC 5321 4.1.2 Mailbox.
bool IsEmail(std::string_view text) {
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0 || at > 64) return false;
  const std::string_view local = text.substr(0, at);
  std::string_view domain = text.substr(at + 1);
  const bool dots = AllParts(local, '.', [](std::string_view atom) { return !atom.empty() && All(atom, IsAtomText); });
  if (!dots && !IsQuotedLocalPart(local)) return false;
  if (!domain.starts_with('[')) return IsHostname(domain);
  if (!domain.ends_with(']')) return false;
  domain = domain.substr(1, domain.size() - 2);
  return domain.starts_with("IPv6:") ? IsIpv6(domain.substr(5)) : IsIpv4(domain);
}

// Every character is allowed in a part of a URI, and every % starts an escape.
bool IsUriText(std::string_view text, std::string_view allowed) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size() || !IsHex(text[i + 1]) || !IsHex(text[i + 2])) return false;
      i += 2;
    } else if (!IsLetter(text[i]) && !IsDigit(text[i]) && !IsOneOf(text[i], allowed)) {
      return false;
    }
  }
  return true;
}

constexpr std::string_view kRegisteredName = "-._~!$&'()*+,;=";
constexpr std::string_view kPath = "-._~!$&'()*+,;=:@/";
constexpr std::string_view kQuery = "-._~!$&'()*+,;=:@/?";

bool IsAuthority(std::string_view text) {
  if (const size_t at = text.rfind('@'); at != std::string_view::npos) {
    if (!IsUriText(text.substr(0, at), "-._~!$&'()*+,;=:")) return false;
    text.remove_prefix(at + 1);
  }
  if (text.starts_with('[')) {
    const size_t end = text.find(']');
    if (end == std::string_view::npos || !IsIpv6(text.substr(1, end - 1))) return false;
    text.remove_prefix(end + 1);
    return text.empty() || (text[0] == ':' && All(text.substr(1), IsDigit));
  }
  const size_t colon = std::min(text.find(':'), text.size());
  return IsUriText(text.substr(0, colon), kRegisteredName) &&
         All(text.substr(std::min(colon + 1, text.size())), IsDigit);
}

// RFC 3986 3: with a scheme, not a relative reference.
bool IsUri(std::string_view text) {
  const size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !IsLetter(text[0])) return false;
  if (!All(text.substr(0, colon), [](char c) { return IsLetter(c) || IsDigit(c) || IsOneOf(c, "+-."); })) return false;
  text.remove_prefix(colon + 1);
  if (const size_t hash = text.find('#'); hash != std::string_view::npos) {
    if (!IsUriText(text.substr(hash + 1), kQuery)) return false;
    text = text.substr(0, hash);
  }
  if (const size_t mark = text.find('?'); mark != std::string_view::npos) {
    if (!IsUriText(text.substr(mark + 1), kQuery)) return false;
    text = text.substr(0, mark);
  }
  if (text.starts_with("//")) {
    const size_t path = std::min(text.find('/', 2), text.size());
    if (!IsAuthority(text.substr(2, path - 2))) return false;
    text.remove_prefix(path);
  }
  return IsUriText(text, kPath);
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !IsHex(text[i])) return false;
  }
  return true;
}

std::string_view WithoutPadding(std::string_view text) {
  for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  return text;
}

bool IsBase64(std::string_view text) {
  return text.size() % 4 == 0 &&
         All(WithoutPadding(text), [](char c) { return IsLetter(c) || IsDigit(c) || c == '+' || c == '/'; });
}

// RFC 4648 5: padding may be left out.
bool IsBase64Url(std::string_view text) {
  const std::string_view body = WithoutPadding(text);
  return body.size() % 4 != 1 && (body.size() == text.size() || text.size() % 4 == 0) &&
         All(body, [](char c) { return IsLetter(c) || IsDigit(c) || c == '-' || c == '_'; });
}

std::optional<Json> DecodeObject(std::string_view part) {
  if (part.find('=') != std::string_view::npos) return std::nullopt;
  const std::optional<std::string> text = DecodeBase64Url(part);
  if (!text) return std::nullopt;
  Result<Json> value = ParseJson(*text);
  if (!value || !value->is_object()) return std::nullopt;
  return *std::move(value);
}

// RFC 7519 7.2 for a compact JWS; whether it is signed, and by which algorithm, is for others to judge.
bool IsJwt(std::string_view text) {
  const size_t first = text.find('.');
  if (first == std::string_view::npos) return false;
  const size_t second = text.find('.', first + 1);
  if (second == std::string_view::npos) return false;
  const std::string_view signature = text.substr(second + 1);
  if (signature.find_first_of("=.") != std::string_view::npos || !IsBase64Url(signature)) return false;
  const std::optional<Json> header = DecodeObject(text.substr(0, first));
  if (!header) return false;
  const Json* algorithm = header->Find("alg");
  return algorithm != nullptr && algorithm->is_string() && signature.empty() == (algorithm->string() == "none") &&
         DecodeObject(text.substr(first + 1, second - first - 1)).has_value();
}

constexpr StringFormat kFormats[] = {
    {"date-time", IsDateTime, "a date and time as in 2019-11-15T11:55:37Z (RFC 3339)"},
    {"date", IsDate, "a date as in 2019-11-15"},
    {"time", IsTime, "a time as in 11:55:37Z (RFC 3339)"},
    {"sql-date-time", IsSqlDateTime, "a date and time as in 2019-11-15 11:55:37"},
    {"email", IsEmail, "an email address"},
    {"hostname", IsHostname, "a host name"},
    {"ipv4", IsIpv4, "an IPv4 address"},
    {"ipv6", IsIpv6, "an IPv6 address"},
    {"uri", IsUri, "a URI with its scheme"},
    {"uuid", IsUuid, "a UUID"},
    {"jwt", IsJwt, "a JWT"},
    {"base64", IsBase64, "base64 text with padding"},
    {"base64url", IsBase64Url, "base64url text"},
};

}  // namespace

const StringFormat* FindStringFormat(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kFormats), std::end(kFormats), [&](auto& format) { return format.name == name; });
  return found == std::end(kFormats) ? nullptr : found;
}

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const StringFormat& format : kFormats) names.emplace_back(format.name);
  return names;
}

std::optional<bool> MatchesFormat(std::string_view format, std::string_view text) {
  const StringFormat* found = FindStringFormat(format);
  if (found == nullptr) return std::nullopt;
  return found->matches(text);
}

}  // namespace authconform
