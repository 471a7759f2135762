#include "harness/run/compose.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/base64.h"
#include "harness/judge/media_type.h"

namespace authconform {
namespace {

using Op = Mutation::Op;
using Fields = std::vector<std::pair<std::string, Json>>;

// Fits common password rules, so that it is refused for being wrong and not for being weak.
constexpr std::string_view kWrongPassword = "Wr0ng-Passw0rd!";
// Far above what any login is, below what servers take in one header line (commonly 8 KiB).
constexpr size_t kOverLong = 4'000;

std::string SwapCase(std::string text) {
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    c = static_cast<char>(std::isupper(byte) != 0 ? std::tolower(byte) : std::toupper(byte));
  }
  return text;
}

std::string WrongPassword(std::string_view right) {
  return right == kWrongPassword ? std::string(kWrongPassword) + "!" : std::string(kWrongPassword);
}

// A login of the same kind as `like` that no account has.
std::string UnknownLogin(const std::string& like) {
  const size_t at = like.rfind('@');
  return at == std::string::npos ? "authconform-nobody" : "authconform-nobody" + like.substr(at);
}

std::string OverLong(const std::string& like) {
  const size_t at = like.rfind('@');
  return std::string(kOverLong, 'a') + (at == std::string::npos ? "" : like.substr(at));
}

constexpr std::string_view kNonAscii = "n\u00f6 b\u00f4d\u00fd \u2713";

// A password of `length` characters that nobody has: made up, for what is made from the real one gives it away.
std::string MadeUpPassword(int length) {
  constexpr std::string_view kPattern = "Wr0ng!";
  std::string password;
  while (password.size() < static_cast<size_t>(std::max(length, 0)))
    password += kPattern[password.size() % kPattern.size()];
  return password;
}

const FieldSpec* PasswordField(const Spec& spec) {
  for (const FieldSpec& field : spec.request.fields) {
    if (field.value.is_string() && field.value.string().find("{{account.password}}") != std::string::npos)
      return &field;
  }
  return nullptr;
}

// Changes one bound value; a reason when the target's values do not allow it.
std::optional<NotPossible> MutateValues(const Spec& spec, const EndpointTarget& target, const Mutation& mutation,
                                        Sent& sent) {
  const std::string& how = mutation.name;
  switch (mutation.op) {
    case Op::kLogin: {
      const std::string login = sent.login;
      if (how == "unknown") {
        const auto given = target.accounts.find("unknown");
        sent.login = given != target.accounts.end() ? given->second.login : UnknownLogin(login);
      } else if (how == "inactive") {
        const auto inactive = target.accounts.find("inactive");
        if (inactive == target.accounts.end()) return NotPossible{"the target has no inactive account"};
        sent.login = inactive->second.login;
        // Where both accounts have one password, that would be the right one.
        if (sent.password == inactive->second.password) sent.password = WrongPassword(sent.password);
      } else if (how == "other-case") {
        sent.login = SwapCase(login);
        if (sent.login == login) return NotPossible{"the login has no letters"};
      } else if (how == "padded") {
        sent.login = " " + login + " ";
      } else if (how == "over-long") {
        sent.login = OverLong(login);
      } else {
        sent.login = how == "empty" ? std::string_view() : kNonAscii;
      }
      return std::nullopt;
    }
    case Op::kPassword: {
      const std::string password = sent.password;
      const FieldSpec* field = PasswordField(spec);
      if (how == "wrong") {
        sent.password = WrongPassword(password);
      } else if (how == "other-case") {
        sent.password = SwapCase(password);
        if (sent.password == password) return NotPossible{"the password has no letters"};
      } else if (how == "too-short" && field != nullptr && field->min_length) {
        sent.password = MadeUpPassword(field->min_length->length - 1);
      } else if (how == "too-long" && field != nullptr && field->max_length) {
        sent.password = MadeUpPassword(field->max_length->length + 1);
      } else {
        sent.password.clear();
      }
      return std::nullopt;
    }
    case Op::kClientId:
      sent.client_id = sent.client_id == "authconform-unknown" ? "authconform-nobody" : "authconform-unknown";
      return std::nullopt;
    case Op::kClientKey:
      sent.client_key = sent.client_key == "authconform-wrong" ? "authconform-bad" : "authconform-wrong";
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

std::string Fill(std::string_view text, const Sent& sent) {
  const std::pair<std::string_view, const std::string&> bindings[] = {{"{{account.login}}", sent.login},
                                                                      {"{{account.password}}", sent.password},
                                                                      {"{{client.id}}", sent.client_id},
                                                                      {"{{client.key}}", sent.client_key}};
  std::string filled;
  while (!text.empty()) {
    bool bound = false;
    for (const auto& [binding, value] : bindings) {
      if (!text.starts_with(binding)) continue;
      filled += value;
      text.remove_prefix(binding.size());
      bound = true;
      break;
    }
    if (bound) continue;
    filled += text.front();
    text.remove_prefix(1);
  }
  return filled;
}

Json FillValue(const Json& value, const Sent& sent) {
  return value.is_string() ? Json(Fill(value.string(), sent)) : value;
}

void MutateFields(const Mutation& mutation, Fields& fields) {
  auto named =
      std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == mutation.name; });
  switch (mutation.op) {
    case Op::kRemoveField:
      if (named != fields.end()) fields.erase(named);
      return;
    case Op::kRemoveAllFields:
      fields.clear();
      return;
    case Op::kSetField:
      if (named != fields.end()) named->second = mutation.value;
      return;
    case Op::kAddField:
      fields.emplace_back(mutation.name, mutation.value);
      return;
    case Op::kDuplicateField:
      if (named != fields.end()) fields.push_back(*named);
      return;
    default:
      return;
  }
}

// application/x-www-form-urlencoded, as the URL standard serialises it.
void AppendFormText(std::string_view text, std::string& out) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  for (unsigned char c : text) {
    if (std::isalnum(c) != 0 || c == '*' || c == '-' || c == '.' || c == '_') {
      out += static_cast<char>(c);
    } else if (c == ' ') {
      out += '+';
    } else {
      out += {'%', kHex[c >> 4], kHex[c & 15]};
    }
  }
}

std::string WriteForm(const Fields& fields) {
  std::string form;
  for (const auto& [name, value] : fields) {
    if (!form.empty()) form += '&';
    AppendFormText(name, form);
    form += '=';
    AppendFormText(value.is_string() ? value.string() : WriteJson(value), form);
  }
  return form;
}

bool IsContentType(const Header& header) { return IsHeaderNamed(header, "Content-Type"); }

void MutateHeaders(const Mutation& mutation, std::vector<Header>& headers) {
  auto is_named = [&](const Header& header) { return IsHeaderNamed(header, mutation.name); };
  switch (mutation.op) {
    case Op::kRemoveHeader:
      std::erase_if(headers, is_named);
      return;
    case Op::kSetHeader: {
      auto named = std::find_if(headers.begin(), headers.end(), is_named);
      if (named != headers.end()) named->value = mutation.value.string();
      return;
    }
    case Op::kAuthorization:
      std::erase_if(headers, [](const Header& header) { return IsHeaderNamed(header, "Authorization"); });
      if (mutation.value.is_string()) headers.push_back({"Authorization", mutation.value.string()});
      return;
    case Op::kLowerCaseHeaders:
      for (Header& header : headers) {
        for (char& c : header.name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      }
      return;
    default:
      return;
  }
}

bool IsCredential(const Spec& spec, const std::string& name) {
  return std::any_of(spec.request.headers.begin(), spec.request.headers.end(), [&](const HeaderSpec& header) {
    return header.credential && IsHeaderNamed({header.name, ""}, name);
  });
}

std::vector<Header> WriteHeaders(const Spec& spec, const Target& target, Encoding encoding, const Sent& sent) {
  std::vector<Header> headers;
  for (const HeaderSpec& header : spec.request.headers) headers.push_back({header.name, Fill(header.value, sent)});
  const bool documented = std::any_of(headers.begin(), headers.end(), IsContentType);
  if (encoding == Encoding::kQuery || spec.request.fields.empty()) {
    std::erase_if(headers, IsContentType);
  } else if (encoding == Encoding::kForm) {
    std::erase_if(headers, IsContentType);
    headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  } else if (!documented) {
    headers.push_back({"Content-Type", "application/json"});
  }
  if (spec.request.authorization == Authorization::kBasic) {
    headers.push_back({"Authorization", "Basic " + EncodeBase64(sent.login + ":" + sent.password)});
  }
  for (const Header& header : target.headers) {
    if (IsCredential(spec, header.name)) continue;  // the cases change it; the target's client key fills it
    std::erase_if(headers, [&](const Header& other) { return IsHeaderNamed(other, header.name); });
    headers.push_back(header);
  }
  return headers;
}

void MutateMessage(const Mutation& mutation, Request& request) {
  if (mutation.op == Op::kBody) request.body = mutation.value.string();
  if (mutation.op == Op::kTruncatedBody && !request.body.empty()) request.body.pop_back();
  if (mutation.op != Op::kMethod) return;
  request.method = mutation.name;
  if (mutation.name == "GET" || mutation.name == "DELETE") {  // RFC 9110 9.3.1, 9.3.5: content has no meaning there
    request.body.clear();
    std::erase_if(request.headers, IsContentType);
  }
}

// What the spec's templates need and the target does not give.
std::optional<NotPossible> FindMissingValue(const Spec& spec, const EndpointTarget& values) {
  auto needs = [&](std::string_view binding) {
    for (const HeaderSpec& header : spec.request.headers) {
      if (header.value.find(binding) != std::string::npos) return true;
    }
    for (const FieldSpec& field : spec.request.fields) {
      if (field.value.is_string() && field.value.string().find(binding) != std::string::npos) return true;
    }
    return false;
  };
  if (needs("{{client.key}}") && values.client_key.empty()) return NotPossible{"the target has no client key"};
  if (needs("{{client.id}}") && values.client_id.empty()) return NotPossible{"the target has no client id"};
  return std::nullopt;
}

}  // namespace

std::variant<Sent, NotPossible> Bind(const Spec& spec, const EndpointTarget& values, const Mutation& mutation) {
  const std::string role = mutation.op == Op::kAccount ? mutation.name : "active";
  const auto account = values.accounts.find(role);
  if (account == values.accounts.end()) return NotPossible{"the target has no " + role + " account"};
  if (auto missing = FindMissingValue(spec, values)) return *missing;
  Sent sent = {account->second.login, account->second.password, values.client_id, values.client_key};
  if (auto reason = MutateValues(spec, values, mutation, sent)) return *reason;
  return sent;
}

Request Compose(const Spec& spec, const Target& target, const EndpointTarget& values, Encoding encoding,
                const Mutation& mutation, const Sent& sent) {
  Fields fields;
  for (const FieldSpec& field : spec.request.fields) fields.emplace_back(field.name, FillValue(field.value, sent));
  MutateFields(mutation, fields);

  Request request;
  request.method = spec.request.method;
  request.path = target.origin.path_prefix + values.path.value_or(spec.request.path);
  request.headers = WriteHeaders(spec, target, encoding, sent);
  MutateHeaders(mutation, request.headers);
  if (spec.request.fields.empty()) {
    // A request without fields has no body.
  } else if (encoding == Encoding::kJson) {
    request.body = WriteJson(Json::Object(fields.begin(), fields.end()));
  } else if (encoding == Encoding::kForm) {
    request.body = WriteForm(fields);
  } else {
    request.path += (request.path.find('?') == std::string::npos ? "?" : "&") + WriteForm(fields);
  }
  MutateMessage(mutation, request);
  return request;
}

void RegisterDerivedSecrets(const Target& target, Redactor& redactor) {
  auto add = [&](const EndpointTarget& values) {
    for (const auto& [role, account] : values.accounts) {
      if (account.password.empty()) continue;
      const std::string swapped = SwapCase(account.password);
      redactor.Add("account." + role + ".password.other-case", swapped);
      redactor.Add("account." + role + ".basic.other-case", EncodeBase64(account.login + ":" + swapped));
    }
  };
  add(target.defaults);
  for (const auto& [endpoint, values] : target.endpoints) add(values);
}

}  // namespace authconform
