#include "tools/bench/rendered.h"

#include <map>
#include <string_view>
#include <utility>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "tools/bench/canned_server.h"

namespace authconform {
namespace {

constexpr size_t kMaxTranscript = size_t{256} << 20;

std::string Render(const Json& sent, int port) {
  std::string body = sent.Find("body")->string();
  for (size_t mask = body.find("<secret:"); mask != std::string::npos; mask = body.find("<secret:", mask)) {
    body.replace(mask, body.find('>', mask) + 1 - mask, CannedServer::kPassword);
  }
  std::string request = sent.Find("method")->string() + " " + sent.Find("path")->string() +
                        " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\n";
  for (const Json& header : sent.Find("headers")->array()) {
    request += header.array()[0].string() + ": " + header.array()[1].string() + "\r\n";
  }
  return request + "User-Agent: authconform/1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

Rendered RenderRequests(const std::string& transcript, int port) {
  Rendered rendered;
  const Result<std::string> text = ReadFile(transcript, kMaxTranscript);
  if (!text) return rendered;
  std::map<std::string, std::pair<std::string, std::string>> by_case;  // main and twin
  std::string valid;
  size_t start = 0;
  for (size_t end = text->find('\n'); end != std::string::npos; start = end + 1, end = text->find('\n', start)) {
    const Result<Json> line = ParseJson(std::string_view(*text).substr(start, end - start));
    if (!line) continue;
    if (const Json* id = line->Find("case")) {
      const Json* main = line->Find("main");
      const Json* twin = line->Find("twin");
      if (main == nullptr) continue;
      rendered.cases.push_back(Render(*main, port));
      by_case[id->string()] = {rendered.cases.back(), twin != nullptr ? Render(*twin, port) : ""};
      if (valid.empty()) valid = rendered.cases.back();  // plans begin with the valid request
    } else if (line->Find("control") != nullptr) {
      rendered.requests.push_back(valid);
    } else if (const Json* asked = line->Find("asked")) {
      const auto& [main, twin] = by_case[asked->string()];
      for (size_t i = 0; i < line->Find("twins")->array().size(); ++i) rendered.requests.push_back(twin);
      for (size_t i = 0; i < line->Find("mains")->array().size(); ++i) rendered.requests.push_back(main);
    }
  }
  return rendered;
}

}  // namespace authconform
