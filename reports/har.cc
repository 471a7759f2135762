#include "reports/har.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/verdict.h"
#include "reports/headline.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

using Headers = std::vector<RecordedHeader>;

struct Entry {
  const CaseResult* result;
  const RecordedExchange* exchange;
};

// "2025-11-24T16:00:00.123Z".
std::string Moment(int64_t unix_us) {
  std::string text = Instant(unix_us, true);
  if (text.empty()) return "1970-01-01T00:00:00.000Z";
  char milliseconds[8];
  std::snprintf(milliseconds, sizeof milliseconds, ".%03dZ", static_cast<int>(unix_us / 1'000 % 1'000));
  return text.substr(0, text.size() - 1) + milliseconds;
}

// 12.345
Json Milliseconds(int64_t us) {
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%03d", static_cast<long long>(us / 1'000), static_cast<int>(us % 1'000));
  return Json(Json::Number{text});
}

bool SameName(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string ValueOf(const Headers& headers, std::string_view name) {
  for (const RecordedHeader& header : headers) {
    if (SameName(header.name, name)) return header.value;
  }
  return "";
}

Json Pair(std::string_view name, std::string_view value) {
  return Json(Json::Object{{"name", Json(name)}, {"value", Json(value)}});
}

Json HeaderList(const Headers& headers) {
  Json::Array list;
  for (const RecordedHeader& header : headers) list.push_back(Pair(header.name, header.value));
  return Json(std::move(list));
}

std::string_view Trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// Pairs "a=1" between separators: RFC 6265 4.2.1 for cookies, application/x-www-form-urlencoded for a query.
void AppendPairs(std::string_view text, char separator, Json::Array& pairs) {
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(part.size() + 1, text.size()));
    const size_t equals = part.find('=');
    const std::string_view name = Trimmed(part.substr(0, equals));
    if (name.empty()) continue;
    pairs.push_back(Pair(name, equals == std::string_view::npos ? "" : Trimmed(part.substr(equals + 1))));
  }
}

Json RequestCookies(const Headers& headers) {
  Json::Array cookies;
  for (const RecordedHeader& header : headers) {
    if (SameName(header.name, "Cookie")) AppendPairs(header.value, ';', cookies);
  }
  return Json(std::move(cookies));
}

// What follows the first pair are its attributes (RFC 6265 4.1.1).
Json ResponseCookies(const Headers& headers) {
  Json::Array cookies;
  for (const RecordedHeader& header : headers) {
    const std::string_view value = header.value;
    if (SameName(header.name, "Set-Cookie")) AppendPairs(value.substr(0, value.find(';')), '\n', cookies);
  }
  return Json(std::move(cookies));
}

Json Query(std::string_view url) {
  Json::Array pairs;
  const size_t mark = url.find('?');
  if (mark != std::string_view::npos) AppendPairs(url.substr(mark + 1, url.find('#') - mark - 1), '&', pairs);
  return Json(std::move(pairs));
}

// A body as it was recorded: its text, and how many bytes of it are missing there.
struct Body {
  std::string text;
  int64_t missing = 0;
};

// harness/run/record.cc ends a body that it cut at 16 KiB with "\n(N more bytes)".
Body BodyOf(const std::string& recorded) {
  constexpr size_t kCutAt = 16 << 10;
  constexpr std::string_view kEnd = " more bytes)";
  if (recorded.size() <= kCutAt || !recorded.ends_with(kEnd)) return {recorded};
  const size_t begin = recorded.rfind("\n(");
  if (begin == std::string::npos) return {recorded};
  const std::string digits = recorded.substr(begin + 2, recorded.size() - begin - 2 - kEnd.size());
  const std::optional<int64_t> missing =
      digits.empty() || digits.front() < '1' || digits.find_first_not_of("0123456789") != std::string::npos
          ? std::nullopt
          : Json(Json::Number{digits}).AsInt64();
  if (!missing) return {recorded};
  return {recorded.substr(0, begin), *missing};
}

std::string CutComment(const Body& body) {
  return "cut: " + std::to_string(body.missing) + " more bytes were not recorded";
}

Json RequestOf(const RecordedExchange& exchange) {
  Json::Object request = {{"method", Json(exchange.method)},
                          {"url", Json(exchange.url)},
                          {"httpVersion", Json("HTTP/1.1")},
                          {"cookies", RequestCookies(exchange.request_headers)},
                          {"headers", HeaderList(exchange.request_headers)},
                          {"queryString", Query(exchange.url)},
                          {"headersSize", Json(-1)},
                          {"bodySize", Json(-1)}};
  if (!exchange.request_body.empty()) {
    const Body body = BodyOf(exchange.request_body);
    Json::Object data = {{"mimeType", Json(ValueOf(exchange.request_headers, "Content-Type"))},
                         {"text", Json(body.text)}};
    if (body.missing > 0) data.emplace_back("comment", Json(CutComment(body)));
    request.emplace_back("postData", Json(std::move(data)));
  }
  return Json(std::move(request));
}

Json ContentOf(const RecordedExchange& exchange) {
  const Body body = BodyOf(exchange.response_body);
  const std::string type = ValueOf(exchange.response_headers, "Content-Type");
  Json::Object content = {{"size", Json(static_cast<int64_t>(body.text.size()) + body.missing)},
                          {"mimeType", Json(type.empty() ? "x-unknown" : type)},
                          {"text", Json(body.text)}};
  if (body.missing > 0) content.emplace_back("comment", Json(CutComment(body)));
  return Json(std::move(content));
}

Json ResponseOf(const RecordedExchange& exchange) {
  Json::Object response = {{"status", Json(exchange.status)},
                           {"statusText", Json(exchange.reason)},
                           {"httpVersion", Json(exchange.status == 0 ? "unknown" : "HTTP/1.1")},
                           {"cookies", ResponseCookies(exchange.response_headers)},
                           {"headers", HeaderList(exchange.response_headers)},
                           {"content", ContentOf(exchange)},
                           {"redirectURL", Json(ValueOf(exchange.response_headers, "Location"))},
                           {"headersSize", Json(-1)},
                           {"bodySize", Json(-1)}};
  if (exchange.status == 0) response.emplace_back("_error", Json(exchange.error));
  return Json(std::move(response));
}

Json EntryOf(const Entry& entry) {
  const RecordedExchange& exchange = *entry.exchange;
  const std::string line = Headline(*entry.result);
  const std::string comment = VisibleLine(entry.result->id) + ": " + std::string(MarkName(MarkOf(*entry.result))) +
                              (line.empty() ? "" : ": " + line);
  return Json(Json::Object{{"startedDateTime", Json(Moment(exchange.started_us))},
                           {"time", Milliseconds(exchange.duration_us)},
                           {"request", RequestOf(exchange)},
                           {"response", ResponseOf(exchange)},
                           {"cache", Json(Json::Object{})},
                           {"timings", Json(Json::Object{{"blocked", Json(-1)},
                                                         {"dns", Json(-1)},
                                                         {"connect", Json(-1)},
                                                         {"ssl", Json(-1)},
                                                         {"send", Json(0)},
                                                         {"wait", Milliseconds(exchange.duration_us)},
                                                         {"receive", Json(0)}})},
                           {"_resourceType", Json("fetch")},
                           {"comment", Json(comment)}});
}

// What is not in the archive, as nobody looks for what he does not know of.
std::string LeftOutSentence(const Run& run, size_t entries) {
  const int64_t held = static_cast<int64_t>(entries);
  if (held >= run.requests) return "";
  return " These are " + std::to_string(held) + " of the " + Counted(run.requests, "request") +
         " that the run sent: preflight, controls, and all but one repetition of a case are in transcript.ndjson "
         "alone.";
}

}  // namespace

void WriteHar(const Run& run, std::ostream& out) {
  std::vector<Entry> entries;
  for (const CaseResult& result : run.cases) {
    for (const RecordedExchange& exchange : result.exchanges) entries.push_back({&result, &exchange});
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.exchange->started_us < b.exchange->started_us; });
  Json::Array list;
  for (const Entry& entry : entries) list.push_back(EntryOf(entry));
  const Json creator(Json::Object{{"name", Json("authconform")}, {"version", Json(run.authconform)}});
  out << WriteJsonIndented(Json(Json::Object{
      {"log", Json(Json::Object{{"version", Json("1.2")},
                                {"creator", creator},
                                {"pages", Json(Json::Array{})},
                                {"entries", Json(std::move(list))},
                                {"comment", Json(VisibleLine(VerdictSentence(run)) +
                                                 LeftOutSentence(run, entries.size()) + " Secrets are masked.")}})}}));
}

}  // namespace authconform
