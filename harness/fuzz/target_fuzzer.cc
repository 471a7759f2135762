// libFuzzer's entry: any bytes, read as a target file, with and without its secrets. No error shows a secret, and a
// target that loads can be sent to as it stands.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "harness/fuzz/invariant.h"
#include "harness/run/target.h"

namespace authconform {
namespace {

// What the variables of the made-up environment hold.
constexpr std::string_view kSecret = "canary-0f3a";

const Json& Form() {
  static const Json* const kForm = [] {
    setenv("SECRET", std::string(kSecret).c_str(), 1);
    setenv("BREAK", (std::string(kSecret) + "\r\n").c_str(), 1);
    setenv("SHORT", "abc", 1);
    Result<Json> form = ReadJsonFile("harness/run/target.schema.json");
    Require(form.ok(), "the fuzzer runs in the workspace");
    return new Json(*std::move(form));
  }();
  return *kForm;
}

bool ShowsSecret(std::string_view text) { return text.find(kSecret) != std::string_view::npos; }

void CheckHeaders(const Target& target) {
  for (const Header& header : target.headers) {
    Require(!header.name.empty() && header.name.find_first_of(" :\r\n") == std::string::npos,
            "a header name is a token");
    for (const char c : header.value) {
      Require(static_cast<unsigned char>(c) >= 0x20 || c == '\t', "a header value holds no control characters");
    }
  }
}

void CheckTarget(const Target& target) {
  Require(!target.name.empty(), "a target has a name");
  Require(!target.origin.host.empty() && target.origin.port >= 1 && target.origin.port <= 65'535,
          "a target has a place");
  const Result<Origin> origin = ParseOrigin(target.origin.ToString());
  Require(origin.ok(), "a target's URL is a URL");
  Require(origin->ToString() == target.origin.ToString(), "a target's URL is read as it was written");
  Require(target.limits.jobs >= 1 && target.limits.exchange_timeout_ms >= 1, "a target has limits that let work end");
  CheckHeaders(target);
}

void CheckNoSecretShows(const Target& target) {
  Redactor redactor;
  RegisterSecrets(target, redactor);
  for (const Header& header : target.headers) {
    for (const std::string& name : target.secret_headers) {
      if (header.name == name) Require(!ShowsSecret(redactor.Redact(header.value)), "a header's secret is masked");
    }
  }
  for (const auto& [role, account] : target.defaults.accounts) {
    Require(!ShowsSecret(redactor.Redact(account.password)), "a password is masked");
  }
}

void Run(std::string_view text) {
  // A secret that the file itself holds is none.
  if (ShowsSecret(text)) return;
  const Result<Target> target = ParseTarget(text, "/nonexistent/t.json", Form(), Secrets::kRead);
  const Result<Target> outline = ParseTarget(text, "/nonexistent/t.json", Form(), Secrets::kLeaveOut);
  Require(!target || outline, "what loads with its secrets loads without them");
  if (!target) Require(!ShowsSecret(target.error().ToString()), "an error shows no secret");
  if (outline) CheckTarget(*outline);
  if (!target) return;
  CheckTarget(*target);
  CheckNoSecretShows(*target);
}

}  // namespace
}  // namespace authconform

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  authconform::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
