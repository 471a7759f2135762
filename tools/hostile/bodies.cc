// Bodies and answers that are HTTP and not what was asked for: pages, charsets, sizes, redirects.
#include "tools/hostile/says.h"

namespace authconform {
namespace {

constexpr char kPage[] = "<!doctype html><title>503</title><h1>Service Unavailable</h1><p>nginx</p>";

std::string Page(const std::string& status) {
  return "HTTP/1.1 " + status + "\r\nContent-Type: text/html\r\nContent-Length: " + std::to_string(sizeof kPage - 1) +
         "\r\n\r\n" + kPage;
}

std::string Utf16(const std::string& ascii, bool mark) {
  std::string wide = mark ? "\xff\xfe" : "";
  for (const char c : ascii) wide += {c, '\0'};
  return wide;
}

Attack Redirects(std::string status, std::string to) {
  return [status = std::move(status), to = std::move(to)](Peer& peer, const std::string& elsewhere) {
    return peer.Say(Answer(status, "{}", "Location: " + (to.empty() ? elsewhere + "/token" : to) + "\r\n"));
  };
}

}  // namespace

// clang-format off
std::vector<Behaviour> BodyBehaviours() {
  const std::string good = SampleBody();
  const std::string latin1 = SampleBody("\"name\":\"caf\xe9\"");
  const std::string megabyte(1 << 20, ' ');
  return {
      {"HtmlErrorPage", "answers with a proxy's error page", Says(Page("503 Service Unavailable")), Verdict::kFail, "503 Service Unavailable"},
      {"HtmlLoginPage", "answers 200 with a page", Says(Page("200 OK")), Verdict::kFail, "text/html"},
      {"HtmlSaidToBeJson", "answers with a page that it says is JSON", Says(Answer("200 OK", kPage)), Verdict::kFail, "a JSON value is expected"},
      {"HtmlRefusal", "refuses with a page in place of the documented body", Says(Page("401 Unauthorized")), Verdict::kFail, "text/html", true},
      {"ServerErrorAsRefusal", "refuses with a 500", Says(Answer("500 Internal Server Error", "{\"error\":\"at Login.cs:line 7\"}")), Verdict::kFail, "500 Internal Server Error", true},
      {"EmptyBody", "answers 200 with nothing", Says(Answer("200 OK", "")), Verdict::kFail, "no body"},
      {"BlankBody", "answers 200 with spaces", Says(Answer("200 OK", std::string(100'000, ' '))), Verdict::kFail, "there is no JSON value"},
      {"Utf16", "answers in UTF-16 with a byte order mark, and says so", Says("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-16\r\nContent-Length: " + std::to_string(2 * good.size() + 2) + "\r\n\r\n" + Utf16(good, true)), Verdict::kFail, "line 1, column "},
      {"Utf16WithoutMark", "answers in UTF-16 and does not say so", Says(Answer("200 OK", Utf16(good, false))), Verdict::kFail, "NUL"},
      {"Latin1", "answers in Latin-1", Says(Answer("200 OK", latin1)), Verdict::kFail, "not UTF-8"},
      {"ByteOrderMark", "puts a byte order mark before its JSON", Says(Answer("200 OK", "\xef\xbb\xbf" + good)), Verdict::kFail, "byte order mark"},
      {"GigabyteByLength", "tells a length of a gigabyte and sends it", SaysTimes(Heading("Content-Length: 1073741824"), 1'024, megabyte), Verdict::kFail, "Content-Length is over the limit of 1048576 bytes"},
      {"GigabyteInChunks", "sends a gigabyte in chunks", SaysTimes(Chunked(""), 16'384, Chunk(std::string(65'536, ' '))), Verdict::kFail, "over the limit of 1048576 bytes"},
      {"GigabyteUntilClose", "sends a gigabyte without length", SaysTimes(Heading("Connection: close"), 1'024, megabyte), Verdict::kFail, "over the limit of 1048576 bytes"},
      {"EndlessSmallChunks", "sends chunks of some bytes for ever", Floods(Chunked(""), Times(1'000, Chunk(std::string(32, ' ')))), Verdict::kFail, "over the limit of 1048576 bytes"},
      {"RedirectElsewhere", "redirects to another host", Redirects("302 Found", ""), Verdict::kFail, "302 Found"},
      {"RedirectWithTheBody", "asks to send the same to another host", Redirects("307 Temporary Redirect", ""), Verdict::kFail, "307 Temporary Redirect"},
      {"RedirectForEver", "asks to send all further requests to another host", Redirects("308 Permanent Redirect", ""), Verdict::kFail, "308 Permanent Redirect"},
      {"RedirectToBadPort", "redirects to a port that cannot be", Redirects("302 Found", "http://127.0.0.1:99999/"), Verdict::kFail, "302 Found"},
      {"RedirectToPortOfLetters", "redirects to a port that is none", Redirects("302 Found", "http://127.0.0.1:http/"), Verdict::kFail, "302 Found"},
      {"RedirectToFile", "redirects to a file of ours", Redirects("303 See Other", "file:///etc/passwd"), Verdict::kFail, "303 See Other"},
      {"RedirectToItself", "redirects to itself", Redirects("302 Found", "/token"), Verdict::kFail, "302 Found"},
      {"RefreshElsewhere", "asks to load another host's page in a good answer, which nobody does", [](Peer& peer, const std::string& elsewhere) { return peer.Say(Answer("200 OK", SampleBody(), "Refresh: 0; url=" + elsewhere + "\r\nAlt-Svc: h2=\"" + elsewhere.substr(7) + "\"\r\nLink: <" + elsewhere + ">; rel=preload\r\n")); }, Verdict::kPass, ""},
  };
}
// clang-format on

}  // namespace authconform
