// The shell lines of all planned cases, read by a real shell: what curl would be told is the request that was sent.
#include "harness/run/curl.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "harness/base/base64.h"
#include "harness/base/files.h"
#include "harness/run/compose.h"
#include "harness/spec/load.h"

namespace authconform {
namespace {

// A JSON body takes the variable's text as it stands, so the passwords need no escape there; a shell's and a form's
// signs they have.
constexpr const char* kActive = "it's $HOME `id` 50%+&=;é";
constexpr const char* kMutated = "IT'S $home `ID` 50%+&=;é";  // only ASCII has a letter case
constexpr const char* kInactive = "idle*?<>|!#~";
constexpr const char* kKey = "key$(id)%41'x";
constexpr const char* kHeader = "header's $value";

Target TestTarget() {
  Target target;
  target.origin = *ParseOrigin("http://localhost:8080/it's");
  target.headers = {
      {"X-Env", "o'clock $HOME"}, {"X-Api-Token", kHeader}, {"X-It's-`id`", "plain"}, {"X-'Own`id`$1", kHeader}};
  target.secret_headers = {"X-Api-Token", "X-'Own`id`$1"};
  target.defaults.accounts["active"] = {"o'ann@example.com", kActive};
  target.defaults.accounts["inactive"] = {"bob@example.com", kInactive};
  target.defaults.client_id = "the client's id";
  target.defaults.client_key = kKey;
  return target;
}

// What the shell hands to curl for each line, by a function of that name.
std::vector<std::vector<std::string>> ReadByShell(const std::vector<std::string>& lines) {
  const char* folder = std::getenv("TEST_TMPDIR");
  const std::string script = std::string(folder != nullptr ? folder : "/tmp") + "/lines.sh";
  std::ofstream file(script);
  file << "set -eu\ncurl() { printf '%s\\0' \"$@\"; printf 'end\\n\\0'; }\n";
  for (const std::string& line : lines) file << line << '\n';
  file.close();
  setenv("AUTHCONFORM_ACTIVE_PASSWORD", kActive, 1);
  setenv("AUTHCONFORM_INACTIVE_PASSWORD", kInactive, 1);
  setenv("AUTHCONFORM_MUTATED_PASSWORD", kMutated, 1);
  setenv("AUTHCONFORM_CLIENT_KEY", kKey, 1);
  setenv("AUTHCONFORM_HEADER_X_API_TOKEN", kHeader, 1);
  setenv("AUTHCONFORM_HEADER_X__OWN_ID__1", kHeader, 1);
  FILE* shell = popen(("bash '" + script + "'").c_str(), "r");
  std::string out;
  char buffer[4096];
  for (size_t got; (got = fread(buffer, 1, sizeof buffer, shell)) > 0;) out.append(buffer, got);
  EXPECT_EQ(pclose(shell), 0);

  std::vector<std::vector<std::string>> all(1);
  for (size_t at = 0; at < out.size();) {
    const size_t end = out.find('\0', at);
    std::string word = out.substr(at, end - at);
    at = end + 1;
    if (word == "end\n") {
      all.emplace_back();
    } else {
      all.back().push_back(std::move(word));
    }
  }
  all.pop_back();
  return all;
}

// The request that curl makes of its arguments.
Request AsCurlReads(const std::vector<std::string>& arguments) {
  Request request;
  bool typed = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& word = arguments[i];
    auto next = [&]() -> std::string { return i + 1 < arguments.size() ? arguments[++i] : "(nothing)"; };
    auto add = [&](const std::string& data) { request.body += (request.body.empty() ? "" : "&") + data; };
    if (word == "-sS" || word == "-i") {
    } else if (word == "-X") {
      request.method = next();
    } else if (word == "-H") {
      const std::string header = next();
      const size_t colon = header.find(": ");
      typed = typed || header.starts_with("Content-Type") || header.starts_with("content-type");
      if (colon != std::string::npos) {
        request.headers.push_back({header.substr(0, colon), header.substr(colon + 2)});
      } else if (header.ends_with(';')) {
        request.headers.push_back({header.substr(0, header.size() - 1), ""});
      } else {
        EXPECT_EQ(header, "Content-Type:");  // not sent at all
      }
    } else if (word == "--user") {
      request.headers.push_back({"Authorization", "Basic " + EncodeBase64(next())});
    } else if (word == "--data-raw" || word == "--data") {
      const std::string data = next();
      EXPECT_TRUE(word == "--data-raw" || !data.starts_with('@')) << data;
      add(data);
    } else if (word == "--data-urlencode") {
      const std::string data = next();
      const size_t equals = data.find('=');
      std::string encoded = data.substr(0, equals + 1);
      for (unsigned char c : data.substr(equals + 1)) {
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02X", c);
        encoded += std::isalnum(c) != 0 || c == '*' || c == '-' || c == '.' || c == '_'
                       ? std::string(1, static_cast<char>(c))
                   : c == ' ' ? "+"
                              : hex;
      }
      add(encoded);
    } else {
      EXPECT_EQ(request.path, "") << word;
      request.path = word;
    }
  }
  EXPECT_TRUE(typed || request.body.empty()) << "curl would add a Content-Type of its own";
  return request;
}

std::string Show(Request request) {
  std::sort(request.headers.begin(), request.headers.end(),
            [](const Header& a, const Header& b) { return a.name < b.name; });
  std::string text = request.method + " " + request.path + "\n";
  for (const Header& header : request.headers) text += header.name + ": " + header.value + "\n";
  return text + request.body;
}

FileSet Workspace() {
  FileSet files;
  for (const char* folder : {"specs", "cases"}) {
    Result<FileSet> read = ReadFolder(".", folder);
    EXPECT_TRUE(read.ok()) << read.error().ToString();
    files.merge(*read);
  }
  return files;
}

TEST(CurlTest, TheShellReadsEveryPlannedCaseAsTheRequestThatWasSent) {
  const FileSet files = Workspace();
  const Target target = TestTarget();
  std::vector<std::string> names;
  std::vector<std::string> lines;
  std::vector<Request> requests;
  for (const std::string& endpoint : Endpoints(files)) {
    Result<Spec> spec = LoadSpec(files, endpoint);
    ASSERT_TRUE(spec.ok());
    Result<std::vector<Case>> cases = LoadCases(files, *spec);
    ASSERT_TRUE(cases.ok());
    for (const Case& asked : *cases) {
      for (Encoding encoding : asked.encodings.empty() ? spec->request.encodings : asked.encodings) {
        const auto bound = Bind(*spec, target.defaults, asked.mutation);
        ASSERT_TRUE(std::holds_alternative<Sent>(bound)) << asked.id;
        const Sent& sent = std::get<Sent>(bound);
        names.push_back(asked.id + " as " + std::string(EncodingName(encoding)));
        lines.push_back(CurlLine(*spec, target, target.defaults, encoding, asked.mutation, sent));
        requests.push_back(Compose(*spec, target, target.defaults, encoding, asked.mutation, sent));
        requests.back().path = "http://localhost:8080" + requests.back().path;
      }
    }
  }
  const std::vector<std::vector<std::string>> read = ReadByShell(lines);
  ASSERT_EQ(read.size(), lines.size());
  ASSERT_GT(read.size(), 250u);
  for (size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(Show(AsCurlReads(read[i])), Show(requests[i])) << names[i] << "\n" << lines[i];
    for (const char* secret : {kActive, kMutated, kInactive, kKey, kHeader}) {
      EXPECT_EQ(lines[i].find(secret), std::string::npos) << lines[i];
    }
  }
}

TEST(CurlTest, SaysHowTheConnectionIsMade) {
  Target target = TestTarget();
  target.origin = *ParseOrigin("https://localhost");
  target.tls = {"/ca file", "/cert", "/key", true};
  target.proxy = "http://proxy:3128";
  Spec spec;
  spec.request.method = "POST";
  spec.request.path = "/token";
  target.headers.clear();
  const std::string line = CurlLine(spec, target, target.defaults, Encoding::kJson, {}, {"ann", kActive, "", ""});
  EXPECT_EQ(
      line,
      "curl -sS -i -X POST --insecure --cacert '/ca file' --cert '/cert' --key '/key' --proxy 'http://proxy:3128' "
      "'https://localhost/token'");
}

}  // namespace
}  // namespace authconform
