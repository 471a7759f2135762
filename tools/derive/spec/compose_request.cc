#include "tools/derive/spec/compose_request.h"

#include <algorithm>
#include <string>
#include <utility>

#include "tools/derive/spec/constraint.h"
#include "tools/derive/spec/outcome.h"
#include "tools/derive/spec/slug.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

constexpr Level kMust = Level::kMust;
constexpr Confidence kStated = Confidence::kStated;

// "a string", "an integer", "an object"; "a value" for what is not told.
std::string WithArticle(ValueType type) {
  if (type == ValueType::kUnknown || type == ValueType::kNull) return "a value";
  const std::string name(TypeName(type));
  return (name.find_first_of("aeiou") == 0 ? "an " : "a ") + name;
}

bool IsSendable(const std::string& value) {
  const auto visible = [](char c) { return c > ' ' && c <= '~'; };
  const bool placeholder = value.find("{{") != value.npos || value.find('<') != value.npos ||
                           value.find("...") != value.npos || value.find("YOUR") != value.npos;
  return !value.empty() && !placeholder && visible(value.front()) && visible(value.back()) &&
         std::all_of(value.begin(), value.end(), [&](char c) { return visible(c) || c == ' '; });
}

// RFC 9110 5.6.2.
bool IsHeaderName(const std::string& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+.^_`|~-").find(c) != std::string_view::npos;
  });
}

class RequestComposer {
 public:
  RequestComposer(const EndpointMaterial& material, Requirements& requirements)
      : fact_(material.fact), material_(material), requirements_(requirements) {
    std::vector<const Example*> refusals;
    if (const OutcomeMaterial* refusal = material.Find("invalid_request")) refusals = refusal->examples;
    constraints_ = ConstraintsIn(material.fields, refusals);
  }

  Json Compose() {
    request_ = {
        {"method", fact_.method},
        {"path", fact_.path},
        {"requirement", requirements_.Add("request-line", kMust, kStated, Join(fact_.method_lines, fact_.path_lines),
                                          fact_.method + " to " + fact_.path)}};
    if (fact_.host_lines) {
      requirements_.Add("host", Level::kShould, kStated, fact_.host_lines, "the document's host is " + fact_.host,
                        "the target names the host");
    }
    AddHeaders();
    AddAuthorization();
    AddEncoding();
    AddFields();
    AddWhatCannotBeSent();
    return std::move(request_);
  }

 private:
  bool IsCredential(const HeaderFact& header) const {
    return NamesCredentialHeader(header.name) ||
           (fact_.auth == FactAuth::kApiKey && ToLower(header.name) == ToLower(fact_.auth_header));
  }

  void AddHeaders() {
    Json::Object headers;
    for (const HeaderFact& header : fact_.headers) {
      const std::string lower = ToLower(header.name);
      if (!IsHeaderName(header.name) || lower == "authorization" || lower == "host" || lower == "content-length")
        continue;
      const bool known =
          std::any_of(headers.begin(), headers.end(), [&](const auto& each) { return ToLower(each.first) == lower; });
      if (!known) AddHeader(header, lower, headers);
    }
    if (!headers.empty()) request_.emplace_back("headers", std::move(headers));
  }

  void AddHeader(const HeaderFact& header, const std::string& lower, Json::Object& headers) {
    const std::string id = "header-" + Slug(header.name);
    if (IsCredential(header)) {
      const bool names_client = NamesClientId(header.name);
      const std::string requirement =
          requirements_.Add(id, kMust, kStated, header.lines,
                            header.name + (names_client ? " carries the client's id" : " carries the client's key"));
      if (credential_requirement_.empty()) credential_requirement_ = requirement;
      headers.emplace_back(header.name, Json::Object{{"value", names_client ? "{{client.id}}" : "{{client.key}}"},
                                                     {"requirement", requirement},
                                                     {"credential", true}});
      return;
    }
    // A boundary comes with the body that it divides.
    const bool multipart = lower == "content-type" && ToLower(header.value).starts_with("multipart/");
    if (!IsSendable(header.value) || multipart) {
      requirements_.Add(id, kMust, kStated, header.lines, "the request carries " + header.name,
                        multipart ? "fields are sent as a form without files" : "the document shows no value for it");
      return;
    }
    const std::string text = lower == "content-type" ? "the request is sent as " + header.value
                             : lower == "accept"     ? "the caller asks for " + header.value
                                                     : "the request carries " + header.name;
    const std::string requirement = requirements_.Add(id, kMust, kStated, header.lines, text);
    if (lower == "content-type") content_type_requirement_ = requirement;
    headers.emplace_back(header.name, Json::Object{{"value", header.value}, {"requirement", requirement}});
  }

  void AddAuthorization() {
    const auto authorize = [&](const char* kind, const std::string& requirement) {
      request_.emplace_back("authorization", kind);
      if (!requirement.empty()) request_.emplace_back("authorization_requirement", requirement);
    };
    if (!credential_requirement_.empty()) return authorize("api_key", credential_requirement_);
    if (fact_.auth == FactAuth::kBasic) {
      return authorize("basic", requirements_.Add("authorization-basic", kMust, kStated, fact_.auth_lines,
                                                  "Authorization has Basic and the base64 of login, colon, password"));
    }
    if (fact_.auth == FactAuth::kNone) {
      return authorize("none", requirements_.Add("no-authorization", kMust, kStated, fact_.auth_lines,
                                                 "the call itself needs no authentication but its fields"));
    }
    if (fact_.auth) {
      requirements_.Add("authorization-bearer", kMust, kStated, fact_.auth_lines,
                        "the call needs a token of an earlier one",
                        "cases start from credentials; a decision says how this call is authorized");
      return;
    }
    // Who sends a password proves with it who asks.
    if (!fact_.needs_auth && SignsIn(fact_)) authorize("none", "");
  }

  void AddEncoding() {
    if (material_.fields.empty() && fact_.method != "POST" && fact_.method != "PUT" && fact_.method != "PATCH") {
      request_.emplace_back("encodings", Json::Array{"query"});
      request_.emplace_back("encoding_requirement", "request-line");
      return;
    }
    Lines lines;
    for (const Field* field : material_.fields) lines = Join(lines, field->lines);
    const bool all_query = !material_.fields.empty() && material_.fields.front()->in == Field::In::kQuery;
    std::optional<FactEncoding> encoding = fact_.encoding;
    if (all_query) encoding = FactEncoding::kQuery;
    if (!encoding) {
      if (lines) {
        // Left for a decision to refer to, which has to say how the fields are sent.
        requirements_.Add("parameters", Level::kShould, kStated, lines, "the fields are listed, not how they are sent");
      }
      return;
    }
    static constexpr const char* kNames[] = {"json", "form", "query"};
    static constexpr const char* kTexts[] = {"the fields are sent as JSON", "the fields are sent as a form",
                                             "the fields are sent in the query"};
    const auto index = static_cast<size_t>(*encoding);
    std::string requirement = content_type_requirement_;
    if (requirement.empty()) {
      requirement = requirements_.Add("request-encoding", kMust, kStated,
                                      fact_.encoding_lines ? fact_.encoding_lines : lines, kTexts[index]);
    }
    request_.emplace_back("encodings", Json::Array{kNames[index]});
    request_.emplace_back("encoding_requirement", requirement);
  }

  void AddFields() {
    Json::Object fields;
    for (const Field* field : material_.fields) fields.emplace_back(LastToken(field->path), ComposeField(*field));
    request_.emplace_back("fields", std::move(fields));
    if (!constraints_.exact) return;
    std::vector<std::string> names;
    for (const Field* field : material_.fields) names.push_back(LastToken(field->path));
    const std::string requirement =
        requirements_.Add("exact-fields", kMust, Confidence::kShown, constraints_.exact_lines,
                          "the request has " + Listed(names) + " and no other field");
    Json::Object exact = {{"requirement", requirement}};
    if (!constraints_.exact_member.empty()) exact.emplace_back("member", constraints_.exact_member);
    request_.emplace_back("exact_fields", std::move(exact));
  }

  std::string FieldText(const Field& field, const std::string& name) const {
    const std::string what = WithArticle(field.type);
    if (!field.required) return "the request carries " + name + ", " + what;
    const size_t space = what.find(' ');
    return name + " is " + (*field.required ? "a required" : "an optional") + what.substr(space);
  }

  Json ComposeField(const Field& field) {
    const std::string name = LastToken(field.path);
    const std::string id = "field-" + Slug(name);
    const std::string binding = BindingOf(name);
    Json::Object json;
    const std::optional<Json> shown = ShownValue(fact_, field);
    const bool text = field.type != ValueType::kObject && field.type != ValueType::kArray;
    const bool fixed = binding.empty() && field.allowed.size() == 1;
    if (!binding.empty() && text) {
      json.emplace_back("value", binding);
    } else if (fixed) {
      json.emplace_back("value", field.allowed.front());
    } else if (shown) {
      json.emplace_back("value", *shown);
    }
    if (field.required) json.emplace_back("required", *field.required);
    const Confidence confidence = field.declared ? kStated : Confidence::kShown;
    json.emplace_back("requirement", requirements_.Add(id, kMust, confidence, field.lines, FieldText(field, name)));
    AddConstraint(name, id, json);
    if (fixed) json.emplace_back("fixed", true);
    if (binding.starts_with("{{client.")) json.emplace_back("client", true);
    return json;
  }

  void AddConstraint(const std::string& name, const std::string& id, Json::Object& json) {
    const auto found = std::find_if(constraints_.fields.begin(), constraints_.fields.end(),
                                    [&](const Constraint& each) { return each.field == name; });
    if (found == constraints_.fields.end()) return;
    if (found->shortest || found->longest) {
      const std::string range = !found->longest    ? std::to_string(*found->shortest) + " characters or more"
                                : !found->shortest ? std::to_string(*found->longest) + " characters or fewer"
                                                   : std::to_string(*found->shortest) + " to " +
                                                         std::to_string(*found->longest) + " characters";
      const std::string requirement =
          requirements_.Add(id + "-length", kMust, kStated, found->length_lines, name + " has " + range);
      const auto bound = [&](const char* member, std::optional<int> length) {
        if (length) json.emplace_back(member, Json::Object{{"length", *length}, {"requirement", requirement}});
      };
      bound("min_length", found->shortest);
      bound("max_length", found->longest);
    }
    if (found->email) {
      json.emplace_back(
          "format", Json::Object{{"name", "email"},
                                 {"requirement", requirements_.Add(id + "-format", kMust, kStated, found->email_lines,
                                                                   name + " that is no email address is refused")}});
    }
    if (!found->violation_member.empty()) json.emplace_back("violation_member", found->violation_member);
  }

  void AddWhatCannotBeSent() {
    for (const Field* field : material_.path_parameters) {
      const std::string name = LastToken(field->path);
      requirements_.Add("parameter-" + Slug(name), kMust, kStated, field->lines, name + " is a part of the path",
                        "a decision says which path is called");
    }
    for (const Field* field : material_.query_beside_body) {
      const std::string name = LastToken(field->path);
      requirements_.Add("field-" + Slug(name), kMust, kStated, field->lines, name + " is sent in the query",
                        "all fields of a case travel the same way, and the others are in the body");
    }
  }

  const EndpointFact& fact_;
  const EndpointMaterial& material_;
  Requirements& requirements_;
  Constraints constraints_;
  Json::Object request_;
  std::string credential_requirement_;
  std::string content_type_requirement_;
};

}  // namespace

Json ComposeRequest(const EndpointMaterial& material, Requirements& requirements) {
  return RequestComposer(material, requirements).Compose();
}

}  // namespace authconform
