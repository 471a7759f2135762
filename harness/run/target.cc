#include "harness/run/target.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "harness/base/files.h"
#include "harness/base/schema.h"
#include "harness/base/suggest.h"

namespace authconform {
namespace {

constexpr size_t kLargestSecretFile = 64 << 10;

const std::vector<std::string>& Roles() {
  static const std::vector<std::string> roles = {"active", "inactive", "unknown"};
  return roles;
}

bool IsRole(std::string_view text) { return std::find(Roles().begin(), Roles().end(), text) != Roles().end(); }

std::string Quoted(std::string_view text) {
  std::string quoted;
  AppendJsonString(text, quoted);
  return quoted;
}

// Who writes {"env": "hunter2"} or --password-env "$PW" has put the secret in the name's place: only what looks like a
// variable's name is shown.
std::string Variable(std::string_view name) {
  const bool conventional = name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == std::string_view::npos;
  return conventional ? "the environment variable " + std::string(name) : "the environment variable named here";
}

// Why the value cannot be sent and masked; empty when it can.
std::string WhyNoSecret(std::string_view value) {
  if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) return "holds a line break or NUL";
  if (!IsUtf8(value)) return "is not UTF-8";
  if (value.size() < Redactor::kShortest) {
    return "is shorter than " + std::to_string(Redactor::kShortest) + " bytes, too short to be kept out of reports";
  }
  return "";
}

// Errors: messages only, without the place. A variable that is not set, or empty as a CI leaves a secret it does not
// have, is the environment's want and not the input's mistake.
Result<std::string> SecretFromEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return Error{"", "", Variable(name) + " is not set", true};
  if (std::string why = WhyNoSecret(value); !why.empty())
    return Error{"", "", "the value of " + Variable(name) + " " + why, *value == '\0'};
  return std::string(value);
}

Result<std::string> SecretFromFile(const std::string& path) {
  Result<std::string> bytes = ReadFile(path, kLargestSecretFile);
  if (!bytes) return Error{"", "", "the file " + path + " " + bytes.error().message, true};
  if (bytes->ends_with('\n')) bytes->pop_back();
  if (bytes->ends_with('\r')) bytes->pop_back();
  if (std::string why = WhyNoSecret(*bytes); !why.empty())
    return Error{"", "", "the value in the file " + path + " " + why};
  return bytes;
}

// Why the text cannot be a login or a client's id; empty when it can.
std::string WhyNoName(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos ? "" : "holds a line break or NUL";
}

// RFC 9110 5.1 and 5.6.2.
bool IsHeaderName(std::string_view name) {
  static constexpr std::string_view kToken =
      "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  return !name.empty() && name.find_first_not_of(kToken) == std::string_view::npos;
}

// RFC 9110 5.5.
bool IsHeaderValue(std::string_view value) {
  auto blank = [](char c) { return c == ' ' || c == '\t'; };
  if (value.empty()) return true;
  if (blank(value.front()) || blank(value.back())) return false;
  return std::none_of(value.begin(), value.end(), [](unsigned char c) { return (c < ' ' && c != '\t') || c == 127; });
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return lower;
}

// Who sets the header, when it is not for a target to do; empty otherwise.
std::string_view OwnerOfHeader(std::string_view name) {
  static constexpr std::string_view kConnection = "it belongs to the connection";
  static constexpr std::pair<std::string_view, std::string_view> kOwned[] = {
      {"authorization", "it is made from the account or client that the endpoint asks for"},
      {"content-type", "it follows from the endpoint's encoding"},
      {"connection", kConnection},
      {"content-length", kConnection},
      {"expect", kConnection},
      {"host", kConnection},
      {"keep-alive", kConnection},
      {"proxy-connection", kConnection},
      {"te", kConnection},
      {"trailer", kConnection},
      {"transfer-encoding", kConnection},
      {"upgrade", kConnection},
  };
  for (const auto& [owned, owner] : kOwned) {
    if (LowerCase(name) == owned) return owner;
  }
  return "";
}

std::string VendorOf(std::string_view endpoint) { return std::string(endpoint.substr(0, endpoint.find('/'))); }

// What `own` leaves open is taken from `other`.
void FillIn(EndpointTarget& own, const EndpointTarget& other) {
  if (!own.path) own.path = other.path;
  if (!own.encoding) own.encoding = other.encoding;
  own.accounts.insert(other.accounts.begin(), other.accounts.end());
  if (own.client_id.empty()) own.client_id = other.client_id;
  if (own.client_key.empty()) own.client_key = other.client_key;
}

// One target file on its way into a Target. What the schema has checked is taken for granted.
class TargetFile {
 public:
  TargetFile(const Json& root, const std::string& file, Secrets secrets)
      : root_(root), file_(file), secrets_(secrets) {}

  // The two mistakes for which a schema has no words of its own: an unknown member, and a secret written out.
  Status CheckMembers(const Json& value, const Json& rule, const Json& schema, const std::string& pointer) const {
    if (const Json* reference = rule.Find("$ref"); reference != nullptr && reference->is_string()) {
      if (reference->string() == "#/definitions/secret") {
        if (Status written_out = CheckSecretForm(value, pointer); !written_out) return written_out;
      }
      const Json* referred = schema.At(std::string_view(reference->string()).substr(1));
      return referred == nullptr ? Done{} : CheckMembers(value, *referred, schema, pointer);
    }
    if (!value.is_object()) return Done{};
    const Json* properties = rule.Find("properties");
    const Json* others = rule.Find("additionalProperties");
    for (const auto& [name, member] : value.object()) {
      const std::string below = pointer + "/" + EscapePointerToken(name);
      const Json* known = properties == nullptr ? nullptr : properties->Find(name);
      if (known == nullptr && others != nullptr && others->is_object()) known = others;
      if (known == nullptr && others != nullptr && *others == Json(false)) {
        std::vector<std::string> names;
        if (properties != nullptr) {
          for (const auto& property : properties->object()) names.push_back(property.first);
        }
        return At(below, "unknown member" + DidYouMean(name, names));
      }
      if (known == nullptr) continue;
      if (Status checked = CheckMembers(member, *known, schema, below); !checked) return checked;
    }
    return Done{};
  }

  Result<Target> Read() const {
    Target target;
    target.file = file_;
    Result<Origin> origin = ParseOrigin(Text(root_, "url"));
    if (!origin) return At("/url", origin.error().message);
    target.origin = *std::move(origin);
    target.name = Text(root_, "name");
    if (target.name.empty()) target.name = target.origin.ToString();
    for (const auto& read : {&TargetFile::ReadTls, &TargetFile::ReadProxy, &TargetFile::ReadHeaders,
                             &TargetFile::ReadLimits, &TargetFile::ReadEndpoints}) {
      if (Status status = (this->*read)(target); !status) return status.error();
    }
    target.secret_files = secret_files_;
    return target;
  }

 private:
  Error At(const std::string& pointer, const std::string& message) const { return Error{file_, pointer, message}; }

  static std::string Text(const Json& object, std::string_view name) {
    const Json* member = object.Find(name);
    return member != nullptr && member->is_string() ? member->string() : "";
  }

  // Relative paths start at the target file's folder.
  std::string Path(const std::string& path) const {
    return path.empty() ? "" : (std::filesystem::path(file_).parent_path() / path).string();
  }

  Status CheckSecretForm(const Json& value, const std::string& pointer) const {
    if (value.is_object() && value.object().size() == 1) return Done{};
    return At(pointer, value.is_object()
                           ? "takes one of {\"env\": \"NAME\"} and {\"file\": \"PATH\"}"
                           : "a secret is never written out: give {\"env\": \"NAME\"} or {\"file\": \"PATH\"}");
  }

  Result<std::string> ReadSecret(const Json& value, const std::string& pointer) const {
    const Json* name = value.Find("env");
    const bool variable = name != nullptr;
    if (!variable) secret_files_.push_back(Path(Text(value, "file")));
    if (secrets_ == Secrets::kLeaveOut) return std::string();
    Result<std::string> secret =
        variable ? SecretFromEnvironment(name->string()) : SecretFromFile(Path(Text(value, "file")));
    if (secret) return secret;
    Error error = At(pointer + (variable ? "/env" : "/file"), secret.error().message);
    error.environment = secret.error().environment;
    return error;
  }

  Status ReadTls(Target& target) const {
    const Json* tls = root_.Find("tls");
    if (tls == nullptr) return Done{};
    target.tls.ca_file = Path(Text(*tls, "ca_file"));
    target.tls.certificate_file = Path(Text(*tls, "certificate_file"));
    target.tls.key_file = Path(Text(*tls, "key_file"));
    const Json* insecure = tls->Find("insecure");
    target.tls.insecure = insecure != nullptr && insecure->boolean();
    if (target.tls.certificate_file.empty() != target.tls.key_file.empty()) {
      return At("/tls", "certificate_file and key_file go together: one of them is missing");
    }
    return Done{};
  }

  Status ReadProxy(Target& target) const {
    target.proxy = Text(root_, "proxy");
    if (target.proxy.empty()) return Done{};
    const Result<Origin> proxy = ParseOrigin(target.proxy);
    if (!proxy) return At("/proxy", proxy.error().message);
    if (proxy->tls || !proxy->path_prefix.empty()) return At("/proxy", "must have the form \"http://host:port\"");
    return Done{};
  }

  Status ReadHeaders(Target& target) const {
    const Json* headers = root_.Find("headers");
    if (headers == nullptr) return Done{};
    for (const auto& [name, value] : headers->object()) {
      const std::string pointer = "/headers/" + EscapePointerToken(name);
      if (!IsHeaderName(name))
        return At(pointer, "is not a header's name: RFC 9110 5.1 allows letters, digits and some signs");
      if (std::string_view owner = OwnerOfHeader(name); !owner.empty()) {
        return At(pointer, "cannot be set here: " + std::string(owner));
      }
      if (FindHeader(target.headers, name) != nullptr)
        return At(pointer, "is given twice: letter case makes no difference");
      Result<std::string> text = value.is_string() ? Result<std::string>(value.string()) : ReadSecret(value, pointer);
      if (!text) return text.error();
      if (!IsHeaderValue(*text)) {
        return At(pointer, "the value holds what RFC 9110 5.5 does not allow: control characters, or blanks at an end");
      }
      if (!value.is_string()) target.secret_headers.push_back(name);
      target.headers.push_back({name, *std::move(text)});
    }
    return Done{};
  }

  Status ReadLimits(Target& target) const {
    const Json* limits = root_.Find("limits");
    if (limits == nullptr) return Done{};
    auto read = [limits](std::string_view name, auto& limit) {
      const Json* member = limits->Find(name);
      const std::optional<double> number = member == nullptr ? std::nullopt : member->AsDouble();
      if (number) limit = static_cast<std::remove_reference_t<decltype(limit)>>(*number);
    };
    read("rate_per_second", target.limits.rate_per_second);
    read("concurrency", target.limits.jobs);
    read("connect_timeout_ms", target.limits.connect_timeout_ms);
    read("exchange_timeout_ms", target.limits.exchange_timeout_ms);
    read("max_response_bytes", target.limits.max_response_bytes);
    read("wrong_passwords", target.limits.wrong_passwords);
    read("wrong_passwords_window_s", target.limits.wrong_passwords_window_s);
    const Json* resets = limits->Find("success_resets");
    target.limits.success_resets = resets != nullptr && resets->boolean();
    return Done{};
  }

  Status ReadEndpoints(Target& target) const {
    Result<EndpointTarget> defaults = ReadEndpoint(root_, "");
    if (!defaults) return defaults.error();
    target.defaults = *std::move(defaults);
    if (const Json* endpoints = root_.Find("endpoints"); endpoints != nullptr) {
      for (const auto& [name, settings] : endpoints->object()) {
        const std::string pointer = "/endpoints/" + EscapePointerToken(name);
        const bool named = !name.empty() && name.front() != '/' && name.back() != '/' &&
                           std::count(name.begin(), name.end(), '/') <= 1;
        if (!named)
          return At(pointer, "takes the name of a vendor or of an endpoint: \"vendor\" or \"vendor/endpoint\"");
        Result<EndpointTarget> endpoint = ReadEndpoint(settings, pointer);
        if (!endpoint) return endpoint.error();
        target.endpoints.emplace(name, *std::move(endpoint));
      }
    }
    // A vendor comes before its endpoints in the map, so it is complete by the time they look at it.
    for (auto& [name, endpoint] : target.endpoints) {
      auto vendor = target.endpoints.find(VendorOf(name));
      const bool own = vendor == target.endpoints.end() || vendor->first == name;
      FillIn(endpoint, own ? target.defaults : vendor->second);
    }
    return Done{};
  }

  // What the target itself and an endpoint of it have in common, and what the latter has more.
  Result<EndpointTarget> ReadEndpoint(const Json& settings, const std::string& pointer) const {
    EndpointTarget endpoint;
    if (const Json* path = settings.Find("path"); path != nullptr) {
      if (!path->string().starts_with('/')) return At(pointer + "/path", "must start with \"/\"");
      for (unsigned char c : path->string()) {
        if (c == '#') return At(pointer + "/path", "must not hold a fragment");
        if (c <= ' ' || c >= 127) return At(pointer + "/path", "holds what a path must have percent-encoded");
      }
      endpoint.path = path->string();
    }
    static constexpr std::pair<std::string_view, Encoding> kEncodings[] = {
        {"json", Encoding::kJson}, {"form", Encoding::kForm}, {"query", Encoding::kQuery}};
    for (const auto& [name, encoding] : kEncodings) {
      if (Text(settings, "encoding") == name) endpoint.encoding = encoding;
    }
    if (const Json* accounts = settings.Find("accounts"); accounts != nullptr) {
      for (const auto& [role, account] : accounts->object()) {
        const std::string below = pointer + "/accounts/" + role;
        const std::string login = Text(account, "login");
        if (std::string why = WhyNoName(login); !why.empty()) return At(below + "/login", why);
        Result<std::string> password = std::string();
        if (const Json* given = account.Find("password")) password = ReadSecret(*given, below + "/password");
        if (!password) return password.error();
        endpoint.accounts[role] = {login, *std::move(password)};
      }
    }
    if (const Json* client = settings.Find("client"); client != nullptr) {
      for (const auto& [name, value] : client->object()) {
        const std::string below = pointer + "/client/" + name;
        Result<std::string> text = value.is_string() ? Result<std::string>(value.string()) : ReadSecret(value, below);
        if (!text) return text.error();
        if (std::string why = WhyNoName(*text); !why.empty()) return At(below, why);
        (name == "id" ? endpoint.client_id : endpoint.client_key) = *std::move(text);
      }
    }
    return endpoint;
  }

  const Json& root_;
  const std::string& file_;
  const Secrets secrets_;
  mutable std::vector<std::string> secret_files_;  // as they are come by
};

void Register(const EndpointTarget& endpoint, const std::string& prefix, Redactor& redactor) {
  for (const auto& [role, account] : endpoint.accounts) {
    if (account.password.empty()) continue;
    redactor.Add(prefix + "account." + role + ".password", account.password);
    redactor.Add(prefix + "account." + role + ".basic", account.login + ":" + account.password);
  }
  if (endpoint.client_key.empty()) return;
  redactor.Add(prefix + "client.key", endpoint.client_key);
  if (!endpoint.client_id.empty()) {
    redactor.Add(prefix + "client.basic", endpoint.client_id + ":" + endpoint.client_key);
  }
}

}  // namespace

const EndpointTarget& Target::For(const std::string& endpoint) const {
  for (const std::string& name : {endpoint, VendorOf(endpoint)}) {
    if (auto found = endpoints.find(name); found != endpoints.end()) return found->second;
  }
  return defaults;
}

Result<Target> ParseTarget(std::string_view text, const std::string& file, const Json& schema, Secrets secrets) {
  Result<Json> root = ParseJson(text, file);
  if (!root) return root.error();
  const TargetFile target(*root, file, secrets);
  if (Status members = target.CheckMembers(*root, schema, schema, ""); !members) return members.error();
  const Result<Schema> compiled = Schema::Compile(schema, "target.schema.json");
  if (!compiled) return compiled.error();
  const std::vector<SchemaViolation> violations = compiled->Check(*root);
  if (!violations.empty()) return ErrorOf(violations.front(), schema, file);
  return target.Read();
}

Status CheckEndpoints(const Target& target, const std::vector<std::string>& known) {
  std::vector<std::string> names = known;
  for (const std::string& endpoint : known) names.push_back(VendorOf(endpoint));
  for (const auto& [name, endpoint] : target.endpoints) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    return Error{target.file, "/endpoints/" + EscapePointerToken(name),
                 "no such endpoint: " + Quoted(name) + DidYouMean(name, names)};
  }
  return Done{};
}

Result<Target> TargetFromFlags(const TargetFlags& flags) {
  Target target;
  Result<Origin> origin = ParseOrigin(flags.url);
  if (!origin) return Error{"", "--url", origin.error().message};
  target.origin = *std::move(origin);
  target.name = target.origin.ToString();
  target.tls.insecure = flags.insecure;

  auto& accounts = target.defaults.accounts;
  for (const std::string& given : flags.accounts) {
    const size_t equals = given.find('=');
    const std::string role = given.substr(0, equals);
    if (equals == std::string::npos || equals + 1 == given.size()) {
      return Error{"", "--account", "takes ROLE=LOGIN, such as active=jane@example.com"};
    }
    if (!IsRole(role)) return Error{"", "--account", "no such role: " + Quoted(role) + DidYouMean(role, Roles())};
    const std::string login = given.substr(equals + 1);
    if (std::string why = WhyNoName(login); !why.empty()) return Error{"", "--account", "the login " + why};
    if (!accounts.emplace(role, Account{login, ""}).second) return Error{"", "--account", role + " is given twice"};
  }
  for (const std::string& given : flags.password_envs) {
    const size_t equals = given.find('=');
    const std::string role = equals == std::string::npos ? "active" : given.substr(0, equals);
    if (!IsRole(role)) {
      return Error{"", "--password-env", "takes NAME or ROLE=NAME, and a role is active, inactive or unknown"};
    }
    auto account = accounts.find(role);
    if (account == accounts.end()) {
      return Error{"", "--password-env", "is for the " + role + " account: give --account " + role + "=LOGIN too"};
    }
    if (!account->second.password.empty()) return Error{"", "--password-env", role + " is given twice"};
    Result<std::string> password =
        SecretFromEnvironment(equals == std::string::npos ? given : given.substr(equals + 1));
    if (!password) return Error{"", "--password-env", password.error().message, password.error().environment};
    account->second.password = *std::move(password);
  }
  for (const auto& [role, account] : accounts) {
    if (role == "unknown" || !account.password.empty()) continue;
    return Error{"", "--account",
                 "the " + role + " account needs a password: give --password-env " +
                     (role == "active" ? "" : role + "=") + "NAME too"};
  }

  if (std::string why = WhyNoName(flags.client_id); !why.empty()) return Error{"", "--client-id", why};
  target.defaults.client_id = flags.client_id;
  if (!flags.client_key_env.empty()) {
    Result<std::string> key = SecretFromEnvironment(flags.client_key_env);
    if (!key) return Error{"", "--client-key-env", key.error().message, key.error().environment};
    target.defaults.client_key = *std::move(key);
  }
  return target;
}

void RegisterSecrets(const Target& target, Redactor& redactor) {
  Register(target.defaults, "", redactor);
  for (const std::string& name : target.secret_headers) {
    if (const std::string* value = FindHeader(target.headers, name)) redactor.Add("header." + name, *value);
  }
  // Values that an endpoint shares with the defaults keep the label they have.
  for (const auto& [name, endpoint] : target.endpoints) Register(endpoint, VendorOf(name) + ".", redactor);
}

}  // namespace authconform
