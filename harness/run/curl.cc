#include "harness/run/curl.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/base64.h"
#include "harness/judge/media_type.h"
#include "harness/run/compose.h"

namespace authconform {
namespace {

// Stand in for a secret while the request is composed; letters and digits only, so that no encoding changes them.
constexpr std::string_view kPasswordMark = "AUTHCONFORMxPASSWORDxMARK";
constexpr std::string_view kKeyMark = "AUTHCONFORMxCLIENTKEYxMARK";

struct Variable {
  std::string_view mark;
  std::string name;
};

// 'text' for a POSIX shell, marks turned into "$NAME".
std::string Quote(std::string_view text, const std::vector<Variable>& variables) {
  std::string quoted = "'";
  while (!text.empty()) {
    bool bound = false;
    for (const Variable& variable : variables) {
      if (!text.starts_with(variable.mark)) continue;
      quoted += "'\"$" + variable.name + "\"'";
      text.remove_prefix(variable.mark.size());
      bound = true;
      break;
    }
    if (bound) continue;
    if (text.front() == '\'') {
      quoted += "'\\''";
    } else {
      quoted += text.front();
    }
    text.remove_prefix(1);
  }
  return quoted + "'";
}

std::string Upper(std::string text) {
  for (char& c : text) {
    c = std::isalnum(static_cast<unsigned char>(c)) != 0
            ? static_cast<char>(std::toupper(static_cast<unsigned char>(c)))
            : '_';
  }
  return text;
}

bool IsMadeFromPassword(const Mutation& mutation) {
  return mutation.op == Mutation::Op::kPassword && mutation.name == "other-case";
}

bool IsSecretHeader(const Target& target, const std::string& name) {
  return std::any_of(target.secret_headers.begin(), target.secret_headers.end(), [&](const std::string& secret) {
    return IsHeaderNamed({name, ""}, secret);
  });
}

std::string FormArguments(std::string_view form, const std::vector<Variable>& variables) {
  std::string arguments;
  while (!form.empty()) {
    const size_t end = form.find('&');
    const std::string_view pair = form.substr(0, end);
    // curl encodes the variable's text, and takes the rest as it is.
    const bool secret = pair.find(variables[0].mark) != std::string_view::npos ||
                        pair.find(variables[1].mark) != std::string_view::npos;
    arguments += std::string(secret ? " --data-urlencode " : " --data ") + Quote(pair, variables);
    form.remove_prefix(end == std::string_view::npos ? form.size() : end + 1);
  }
  return arguments;
}

}  // namespace

std::string CurlLine(const Spec& spec, const Target& target, const EndpointTarget& values, Encoding encoding,
                     const Mutation& mutation, const Sent& sent) {
  const std::string role = mutation.op == Mutation::Op::kAccount ? mutation.name : "active";
  const auto account = values.accounts.find(role);
  const bool own =
      account != values.accounts.end() && sent.password == account->second.password && !sent.password.empty();
  const bool made = IsMadeFromPassword(mutation);
  const std::vector<Variable> variables = {
      {kPasswordMark, made ? "AUTHCONFORM_MUTATED_PASSWORD" : "AUTHCONFORM_" + Upper(role) + "_PASSWORD"},
      {kKeyMark, "AUTHCONFORM_CLIENT_KEY"}};
  Sent shown = sent;
  if (own || made) shown.password = kPasswordMark;
  if (!sent.client_key.empty() && sent.client_key == values.client_key) shown.client_key = kKeyMark;
  const Request request = Compose(spec, target, values, encoding, mutation, shown);

  std::string line = "curl -sS -i -X " + request.method;
  if (target.tls.insecure) line += " --insecure";
  if (!target.tls.ca_file.empty()) line += " --cacert " + Quote(target.tls.ca_file, {});
  if (!target.tls.certificate_file.empty()) line += " --cert " + Quote(target.tls.certificate_file, {});
  if (!target.tls.key_file.empty()) line += " --key " + Quote(target.tls.key_file, {});
  if (!target.proxy.empty()) line += " --proxy " + Quote(target.proxy, {});
  const std::string basic = "Basic " + EncodeBase64(shown.login + ":" + shown.password);
  bool content_type = false;
  for (const Header& header : request.headers) {
    content_type = content_type || IsHeaderNamed(header, "Content-Type");
    if (IsSecretHeader(target, header.name)) {
      line += " -H " + Quote(header.name + ": ", {}) + "\"$AUTHCONFORM_HEADER_" + Upper(header.name) + "\"";
    } else if (header.value == basic && header.name == "Authorization") {
      line += " --user " + Quote(shown.login + ":" + shown.password, variables);
    } else if (header.value == basic) {  // --user would write the name its own way
      line += " -H " + Quote(header.name + ": Basic ", {}) + "\"$(printf %s " +
              Quote(shown.login + ":" + shown.password, variables) + " | base64 | tr -d '\\n')\"";
    } else {
      // A header without a value is written with a semicolon: with a colon, curl would leave it out.
      line += " -H " + Quote(header.value.empty() ? header.name + ";" : header.name + ": " + header.value, variables);
    }
  }
  if (!request.body.empty()) {
    if (!content_type) line += " -H 'Content-Type:'";
    const bool form = encoding == Encoding::kForm && mutation.op != Mutation::Op::kBody;
    line += form ? FormArguments(request.body, variables) : " --data-raw " + Quote(request.body, variables);
  }
  Origin origin = target.origin;
  origin.path_prefix.clear();  // the request's path holds it
  return line + " " + Quote(origin.ToString() + request.path, variables);
}

}  // namespace authconform
