// A target file, or the simple flags, into what a run needs to know of the backend it judges.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/redact.h"
#include "harness/base/result.h"
#include "harness/spec/spec.h"
#include "harness/wire/wire.h"

namespace authconform {

struct Account {
  std::string login;
  std::string password;
};

// What one endpoint is given: its own settings where the target file has some, the target's otherwise.
struct EndpointTarget {
  std::optional<std::string> path;          // replaces the documented path
  std::optional<Encoding> encoding;         // replaces the documented or found one
  std::map<std::string, Account> accounts;  // by role: active, inactive, unknown (whose password may be empty)
  std::string client_id;
  std::string client_key;
};

struct Limits {
  double rate_per_second = 0;  // over all connections; 0: none
  int jobs = 4;                // connections at a time
  int connect_timeout_ms = 5'000;
  int exchange_timeout_ms = 15'000;
  size_t max_response_bytes = 1 << 20;
  int wrong_passwords = 5;           // for one account, at most: in the run, or
  int wrong_passwords_window_s = 0;  // within so many seconds; 0: the target never forgets; or
  bool success_resets = false;       // since its last accepted sign-in
};

struct Target {
  std::string file;  // where it was read from; empty when from flags
  std::string name;  // shown in reports; the URL when the file has none
  Origin origin;
  WireOptions::Tls tls;
  std::string proxy;
  std::vector<Header> headers;              // sent with every request
  std::vector<std::string> secret_headers;  // names of those whose values are secrets
  std::vector<std::string> secret_files;    // that secrets are read from
  Limits limits;
  EndpointTarget defaults;
  std::map<std::string, EndpointTarget> endpoints;  // "vendor/endpoint" or "vendor" → complete, defaults filled in

  // Settings for an endpoint: its own, its vendor's, or the defaults.
  const EndpointTarget& For(const std::string& endpoint) const;
};

enum class Secrets {
  kRead,
  kLeaveOut,  // the file is checked and no secret looked up: each is empty
};

// A target file's text; the form of the file is target.schema.json beside this, which `schema` must hold. Secrets stand
// in it as {"env": NAME} or {"file": PATH} only (a file's one trailing newline is dropped; relative paths start at the
// target file's folder). What an endpoint leaves out is filled in from its vendor's settings, then from the defaults.
// Errors: against the schema with JSON Pointer and did-you-mean; a secret written out; an environment variable not set;
// a secret shorter than Redactor::kShortest, not UTF-8, or with CR, LF or NUL; header names and values that RFC 9110 5
// does not allow; a URL that is not http or https. No error shows a secret. A variable or secret's file that is not
// there is an Error of the environment.
Result<Target> ParseTarget(std::string_view text, const std::string& file, const Json& schema,
                           Secrets secrets = Secrets::kRead);

// Error when the target has settings for an endpoint or vendor that is not among `known` ("vendor/endpoint").
Status CheckEndpoints(const Target& target, const std::vector<std::string>& known);

// The simple case: --url, --account ROLE=LOGIN and --password-env NAME for each, --client-id, --client-key-env.
struct TargetFlags {
  std::string url = {};
  std::vector<std::string> accounts = {};       // "active=LOGIN"
  std::vector<std::string> password_envs = {};  // "NAME" for active, or "ROLE=NAME"
  std::string client_id = {};
  std::string client_key_env = {};
  bool insecure = false;
};
// Errors name the flag at fault in their position.
Result<Target> TargetFromFlags(const TargetFlags& flags);

// Registers every secret the target holds: passwords, also joined with their logins as Basic does, client keys, values
// of headers that carry secrets. Labels: "account.ROLE.password", "account.ROLE.basic", "client.key", "client.basic",
// "header.NAME"; with "VENDOR." in front where a vendor or endpoint has its own.
void RegisterSecrets(const Target& target, Redactor& redactor);

}  // namespace authconform
