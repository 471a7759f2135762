#include "harness/run/run_identity.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "harness/plan/case.h"
#include "harness/run/mask.h"

namespace authconform {
namespace {

constexpr std::string_view kDigestOf = "digest of ";

// Values in order into one digest, so that no two lists of values are alike by where one ends.
class Digest {
 public:
  Digest& operator<<(std::string_view text) {
    *this << text.size();
    for (unsigned char c : text) Byte(c);
    return *this;
  }
  template <typename Number>
  Digest& operator<<(Number number) requires std::is_integral_v<Number> || std::is_enum_v<Number> {
    for (int shift = 0; shift < 64; shift += 8) Byte(static_cast<unsigned char>(static_cast<int64_t>(number) >> shift));
    return *this;
  }

  std::string Hex() const {
    std::string hex;
    for (int shift = 60; shift >= 0; shift -= 4) hex += "0123456789abcdef"[state_ >> shift & 15];
    return hex;
  }

 private:
  void Byte(unsigned char byte) { state_ = (state_ ^ byte) * 0x100000001B3; }
  uint64_t state_ = 0xCBF29CE484222325;
};

Digest& operator<<(Digest& digest, const std::optional<FieldSpec::Bound>& bound) {
  if (!bound) return digest << false;
  return digest << true << bound->length << bound->requirement;
}

Digest& operator<<(Digest& digest, const Operand& operand) {
  return digest << operand.kind << operand.pointer << operand.claim << operand.separator << operand.part
                << operand.binding << WriteJson(operand.value);
}

Digest& operator<<(Digest& digest, const Relation& relation) {
  digest << relation.id << relation.kind << relation.left << relation.minus.has_value();
  if (relation.minus) digest << *relation.minus;
  return digest << relation.right << std::to_string(relation.tolerance) << relation.requirement;
}

Digest& operator<<(Digest& digest, const RequestSpec& request) {
  digest << request.method << request.path << request.requirement << request.headers.size();
  for (const HeaderSpec& each : request.headers) {
    digest << each.name << each.value << each.requirement << each.credential;
  }
  digest << request.authorization << request.authorization_requirement << request.encodings.size();
  for (Encoding each : request.encodings) digest << each;
  digest << request.encoding_requirement << request.fields.size();
  for (const FieldSpec& each : request.fields) {
    digest << each.name << WriteJson(each.value) << each.required << each.requirement << each.min_length
           << each.max_length << each.format << each.format_requirement << each.fixed << each.client
           << each.violation_member;
  }
  return digest << request.exact_fields << request.exact_fields_requirement << request.exact_fields_member;
}

Digest& operator<<(Digest& digest, const Outcome& outcome) {
  digest << outcome.name << outcome.documented << outcome.status << outcome.status_requirement << outcome.content_type
         << outcome.content_type_requirement << outcome.schema_file << outcome.schema_requirement
         << WriteJson(outcome.schema) << outcome.members.size();
  for (const auto& [pointer, requirement] : outcome.members) digest << pointer << requirement;
  digest << outcome.relations.size();
  for (const Relation& each : outcome.relations) digest << each;
  return digest;
}

std::string DigestOf(const Spec& spec) {
  Digest digest;
  digest << spec.endpoint << spec.source.sha256 << spec.request << spec.outcomes.size();
  for (const auto& [name, outcome] : spec.outcomes) digest << outcome;
  digest << spec.credentials_requirement << spec.tokens.size();
  for (const std::string& each : spec.tokens) digest << each;
  for (const Requirement& each : spec.requirements) {
    digest << each.id << each.level << each.confidence << each.first_line << each.last_line << each.text
           << each.unchecked;
  }
  return digest.Hex();
}

std::string DigestOf(const Selected& selected) {
  Digest digest;
  digest << WriteCases(selected.spec->endpoint, selected.cases) << selected.left_out.size();
  return digest.Hex();
}

// What of a target's settings changes requests, or how many may be sent.
std::string DigestOf(const Target& target, const std::vector<Selected>& selected, const Redactor& redactor) {
  Digest digest;
  digest << target.limits.wrong_passwords << target.limits.wrong_passwords_window_s << target.limits.success_resets
         << target.limits.max_response_bytes << target.headers.size();
  for (const Header& each : target.headers) digest << each.name << redactor.Redact(each.value);
  for (const Selected& each : selected) {
    const EndpointTarget& values = target.For(each.spec->endpoint);
    digest << values.path.value_or("") << (values.encoding ? EncodingName(*values.encoding) : std::string_view())
           << MaskedName(values.client_id, redactor) << values.accounts.size();
    for (const auto& [role, account] : values.accounts) digest << role << MaskedName(account.login, redactor);
  }
  return digest.Hex();
}

}  // namespace

RunIdentity IdentityOf(const TranscriptRun& header, std::string_view controls, const std::vector<Selected>& selected,
                       const Target& target, const Redactor& redactor) {
  RunIdentity identity = {
      {"version", header.authconform},
      {"target", header.target},
      {"URL", header.url},
      {"repeat", std::to_string(header.repeat)},
      {"strict", header.strict ? "true" : "false"},
      {"tls.insecure", header.insecure ? "true" : "false"},
      {"controls", std::string(controls)},
      {"reason for cases left out", header.left_out},
  };
  std::string endpoints;
  for (const Selected& each : selected) endpoints += (endpoints.empty() ? "" : " ") + each.spec->endpoint;
  identity.emplace_back("list of endpoints", endpoints);
  auto add = [&](std::string name, std::string digest) {
    identity.emplace_back(std::string(kDigestOf) + std::move(name), std::move(digest));
  };
  add("the target's settings", DigestOf(target, selected, redactor));
  for (const Selected& each : selected) {
    add("the spec of " + each.spec->endpoint, DigestOf(*each.spec));
    add("the cases of " + each.spec->endpoint, DigestOf(each));
  }
  return identity;
}

std::string HowTheyDiffer(const RunIdentity& journal, const RunIdentity& run) {
  for (size_t i = 0; i < run.size(); ++i) {
    const auto& [name, value] = run[i];
    if (i >= journal.size() || journal[i].first != name) return "it does not tell its " + name;
    const std::string& other = journal[i].second;
    if (other == value) continue;
    if (name.starts_with(kDigestOf)) return name.substr(kDigestOf.size()) + " changed since it was begun";
    return "its " + name + " is \"" + other + "\", and this run's is \"" + value + "\"";
  }
  return journal.size() > run.size() ? "it tells more than this run has: " + journal[run.size()].first : "";
}

}  // namespace authconform
