#include "harness/plan/plan.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>

namespace authconform {
namespace {

using Op = Mutation::Op;

// Samples of enumeration/timing. Wrong passwords are dear, for the account's budget pays them, and unknown logins
// cheap. At least 14 are needed beside 5 to tell anything at the error rate that the judge keeps
// (harness/judge/timing.h); with 30 one answer that is late for another reason hides nothing.
constexpr int kWrongPasswords = 5;
constexpr int kUnknownLogins = 30;

std::string Slug(std::string_view name) {
  std::string slug;
  for (unsigned char c : name) slug += std::isalnum(c) ? static_cast<char>(std::tolower(c)) : '-';
  return slug;
}

bool Binds(const FieldSpec& field, std::string_view binding) {
  return field.value.is_string() && field.value.string().find(binding) != std::string::npos;
}

// Proves who signs in, or which client asks: no token without it.
bool IsCredential(const FieldSpec& field) { return field.client || Binds(field, "{{account."); }

// Collects the cases of one endpoint, family by family.
class Planner {
 public:
  explicit Planner(const Spec& spec) : spec_(spec) {
    const auto& readings = spec.request.encodings;
    reads_json_ = std::find(readings.begin(), readings.end(), Encoding::kJson) != readings.end();
  }

  std::vector<Case> Plan() {
    PlanValid();
    PlanMissingFields();
    PlanBadCredentials();
    PlanInactiveAccount();
    PlanClientAuth();
    PlanMalformedRequest();
    PlanMethod();
    PlanToken();
    PlanEnumeration();
    return std::move(cases_);
  }

 private:
  Case& Add(std::string_view family, const std::string& variant, std::string title, Mutation mutation) {
    Case& added = cases_.emplace_back();
    added.id = spec_.endpoint + "/" + std::string(family) + "/" + variant;
    added.title = std::move(title);
    added.mutation = std::move(mutation);
    return added;
  }

  static void Cite(Case& into, const std::string& requirement) {
    auto& ids = into.requirements;
    if (!requirement.empty() && std::find(ids.begin(), ids.end(), requirement) == ids.end()) ids.push_back(requirement);
  }

  // What is looked at when the outcomes named conform. Outcomes that the document tells are held to it; as soon as one
  // of them is not told, only the baseline can judge.
  void Expect(Case& into, std::vector<std::string> outcomes) {
    bool documented = true;
    bool may_succeed = false;
    for (const std::string& name : outcomes) {
      documented = documented && spec_.outcomes.at(name).documented;
      may_succeed = may_succeed || name == "success";
    }
    into.expect = std::move(outcomes);
    if (may_succeed) {
      into.checks = {Check::kNoServerError};
      return;
    }
    if (!documented) {
      into.checks = {Check::kRefused, Check::kNoSecrets, Check::kNoServerError};
      return;
    }
    into.checks = {Check::kStatus};
    // What none of the outcomes tells is not looked at: such a check could never find anything.
    auto look = [&](Check check, auto told) {
      const bool any = std::any_of(into.expect.begin(), into.expect.end(),
                                   [&](const std::string& name) { return told(spec_.outcomes.at(name)); });
      if (any) into.checks.push_back(check);
    };
    look(Check::kContentType, [](const Outcome& outcome) { return !outcome.content_type.empty(); });
    look(Check::kSchema, [](const Outcome& outcome) { return !outcome.schema_file.empty(); });
    look(Check::kRelations, [](const Outcome& outcome) { return !outcome.relations.empty(); });
    into.checks.insert(into.checks.end(), {Check::kNoSecrets, Check::kNoServerError});
    for (const std::string& name : into.expect) CiteOutcome(into, spec_.outcomes.at(name), true);
  }

  static void CiteOutcome(Case& into, const Outcome& outcome, bool with_relations) {
    Cite(into, outcome.status_requirement);
    Cite(into, outcome.content_type_requirement);
    Cite(into, outcome.schema_requirement);
    for (const auto& [pointer, requirement] : outcome.members) Cite(into, requirement);
    if (!with_relations) return;
    for (const Relation& relation : outcome.relations) Cite(into, relation.requirement);
  }

  void ExpectMember(Case& into, const std::string& pointer) {
    const bool documented = std::find(into.checks.begin(), into.checks.end(), Check::kSchema) != into.checks.end();
    if (pointer.empty() || !documented) return;
    into.checks.push_back(Check::kMember);
    into.subject = pointer;
  }

  void PlanValid() {
    Case& sign_in = Add("valid", "sign-in", "An active account signs in", {});
    sign_in.expect = {"success"};
    const Outcome& success = spec_.outcomes.at("success");
    sign_in.checks = {Check::kStatus};
    if (!success.content_type.empty()) sign_in.checks.push_back(Check::kContentType);
    if (!success.schema_file.empty()) sign_in.checks.push_back(Check::kSchema);
    const RequestSpec& request = spec_.request;
    Cite(sign_in, request.requirement);
    for (const HeaderSpec& header : request.headers) Cite(sign_in, header.requirement);
    Cite(sign_in, request.authorization_requirement);
    Cite(sign_in, request.encoding_requirement);
    for (const FieldSpec& field : request.fields) Cite(sign_in, field.requirement);
    CiteOutcome(sign_in, success, false);
    // Refusals show what is given for other credentials, never what is given for valid ones.
    if (!spec_.tokens.empty()) {
      sign_in.checks.push_back(Check::kToken);
      Cite(sign_in, spec_.credentials_requirement);
    }

    if (reads_json_) {
      Case& charset = Add("valid", "content-type-charset", "A charset parameter on the media type changes nothing",
                          {Op::kSetHeader, "Content-Type", "application/json; charset=utf-8"});
      charset.encodings = {Encoding::kJson};
      charset.expect = {"success"};
      charset.checks = {Check::kAccepted};
    }
    Case& lower = Add("valid", "header-names-lower-case", "Header names mean the same in lower case",
                      {Op::kLowerCaseHeaders, "", {}});
    lower.expect = {"success"};
    lower.checks = {Check::kAccepted};
  }

  // A request without `field`'s value must be refused; without a credential there must be no token either.
  void AddMissing(const FieldSpec& field, const std::string& variant, const std::string& title, Mutation mutation,
                  std::vector<std::string> outcomes, bool names_member) {
    Case& added = Add("missing-fields", variant, title, std::move(mutation));
    Expect(added, std::move(outcomes));
    if (names_member) ExpectMember(added, field.violation_member);
    if (field.required) Cite(added, field.requirement);
    if (IsCredential(field)) Cite(added, spec_.credentials_requirement);
  }

  void PlanMissingFields() {
    for (const FieldSpec& field : spec_.request.fields) {
      const std::string slug = Slug(field.name);
      AddMissing(field, slug + "-absent", "Refused without " + field.name, {Op::kRemoveField, field.name, {}},
                 {"invalid_request"}, true);
      if (reads_json_) {
        AddMissing(field, slug + "-null", "Refused when " + field.name + " is null",
                   {Op::kSetField, field.name, nullptr}, {"invalid_request", "malformed_request"}, false);
        cases_.back().encodings = {Encoding::kJson};
      }
      AddMissing(field, slug + "-empty", "Refused when " + field.name + " is empty", {Op::kSetField, field.name, ""},
                 {"invalid_request"}, true);
    }
    if (!spec_.request.fields.empty()) {
      Case& all = Add("missing-fields", "all-absent", "Refused without any field", {Op::kRemoveAllFields, "", {}});
      Expect(all, {"invalid_request"});
      const auto& fields = spec_.request.fields;
      if (std::any_of(fields.begin(), fields.end(), IsCredential)) Cite(all, spec_.credentials_requirement);
    }
    if (spec_.request.authorization == Authorization::kBasic) {
      for (auto [op, what] : {std::pair{Op::kLogin, "login"}, std::pair{Op::kPassword, "password"}}) {
        Case& empty = Add("missing-fields", "basic-" + std::string(what) + "-empty",
                          "Refused when the Basic header holds an empty " + std::string(what), {op, "empty", {}});
        Expect(empty, {"invalid_request", "bad_credentials"});
        Cite(empty, spec_.request.authorization_requirement);
        Cite(empty, spec_.credentials_requirement);
        empty.wrong_password = op == Op::kPassword;
      }
    }
  }

  void PlanBadCredentials() {
    auto add = [&](const std::string& variant, const std::string& title, Mutation mutation,
                   std::vector<std::string> outcomes, bool wrong_password) -> Case& {
      Case& added = Add("bad-credentials", variant, title, std::move(mutation));
      Expect(added, std::move(outcomes));
      if (added.Negative()) Cite(added, spec_.credentials_requirement);
      added.wrong_password = wrong_password;
      return added;
    };
    add("wrong-password", "A wrong password is refused", {Op::kPassword, "wrong", {}}, {"bad_credentials"}, true);
    add("unknown-login", "An unknown login is refused", {Op::kLogin, "unknown", {}}, {"bad_credentials"}, false);
    add("password-other-case", "Passwords keep their letter case", {Op::kPassword, "other-case", {}},
        {"bad_credentials"}, true);
    // Whether logins are compared so strictly, no document tells. Either way the password sent is the right one.
    add("login-other-case", "A login in the other letter case does no harm", {Op::kLogin, "other-case", {}},
        {"bad_credentials", "invalid_request", "success"}, false);
    add("login-padded", "A login with spaces around it does no harm", {Op::kLogin, "padded", {}},
        {"bad_credentials", "invalid_request", "success"}, false);
    Case& challenge =
        add("challenge", "A 401 says how to authenticate", {Op::kLogin, "unknown", {}}, {"bad_credentials"}, false);
    challenge.checks = {Check::kChallenge};
    challenge.requirements.clear();
  }

  void PlanInactiveAccount() {
    Case& sign_in =
        Add("inactive-account", "sign-in", "An inactive account gets no token", {Op::kAccount, "inactive", {}});
    Expect(sign_in, {"inactive_account"});
  }

  void PlanClientAuth() {
    auto add = [&](const std::string& variant, const std::string& title, Mutation mutation,
                   const std::string& requirement) -> Case& {
      Case& added = Add("client-auth", variant, title, std::move(mutation));
      Expect(added, {"bad_client"});
      Cite(added, requirement);
      Cite(added, spec_.credentials_requirement);
      return added;
    };
    for (const HeaderSpec& header : spec_.request.headers) {
      if (!header.credential) continue;
      const std::string slug = Slug(header.name);
      add(slug + "-absent", "Refused without " + header.name, {Op::kRemoveHeader, header.name, {}}, header.requirement);
      add(slug + "-empty", "Refused when " + header.name + " is empty", {Op::kSetHeader, header.name, ""},
          header.requirement);
      add(slug + "-wrong", "Refused when " + header.name + " is wrong", {Op::kClientKey, "wrong", {}},
          header.requirement);
    }
    for (const FieldSpec& field : spec_.request.fields) {
      if (!field.client) continue;
      const Op op = Binds(field, "{{client.id}}") ? Op::kClientId : Op::kClientKey;
      add(Slug(field.name) + "-wrong", "Refused when " + field.name + " is wrong", {op, "wrong", {}},
          field.requirement);
    }
    if (spec_.request.authorization != Authorization::kBasic) return;
    const std::string& requirement = spec_.request.authorization_requirement;
    const struct {
      const char* variant;
      const char* title;
      Json value;
    } kRows[] = {
        {"authorization-absent", "Refused without the Authorization header", nullptr},
        {"authorization-not-base64", "Refused when the Basic credentials are not base64", "Basic %%%"},
        {"authorization-no-colon", "Refused when the Basic credentials hold no colon", "Basic bm9jb2xvbg=="},
        {"authorization-bearer", "Refused when the scheme is Bearer", "Bearer authconform"},
        {"authorization-empty", "Refused when the Basic credentials are empty", "Basic "},
    };
    for (const auto& row : kRows) add(row.variant, row.title, {Op::kAuthorization, "", row.value}, requirement);
  }

  Case& AddMalformed(const std::string& variant, const std::string& title, Mutation mutation,
                     std::vector<std::string> outcomes) {
    Case& added = Add("malformed-request", variant, title, std::move(mutation));
    Expect(added, std::move(outcomes));
    return added;
  }

  void PlanMalformedRequest() {
    const RequestSpec& request = spec_.request;
    if (!request.fields.empty()) {
      AddMalformed("empty-body", "An empty body is refused", {Op::kBody, "", ""},
                   {"malformed_request", "invalid_request"});
    }
    if (reads_json_) {
      const struct {
        const char* variant;
        const char* title;
        Mutation mutation;
      } kRows[] = {
          {"truncated-json", "A body that is not JSON is refused", {Op::kTruncatedBody, "", {}}},
          {"array-body", "A body that is an array is refused", {Op::kBody, "", "[]"}},
          {"string-body", "A body that is a string is refused", {Op::kBody, "", "\"authconform\""}},
          {"deep-json", "A deeply nested body is refused", {Op::kBody, "", std::string(2'000, '[')}},
      };
      for (const auto& row : kRows) {
        AddMalformed(row.variant, row.title, row.mutation, {"malformed_request", "invalid_request"}).encodings = {
            Encoding::kJson};
      }
    }
    for (const FieldSpec& field : request.fields) PlanFieldValues(field);
    PlanExtraField();
    AddMalformed("login-over-long", "A login of thousands of characters is refused", {Op::kLogin, "over-long", {}},
                 {"bad_credentials", "invalid_request", "malformed_request"});
    AddMalformed("login-non-ascii", "A login outside ASCII is refused like any unknown one",
                 {Op::kLogin, "non-ascii", {}}, {"bad_credentials", "invalid_request", "malformed_request"});
    if (!request.fields.empty()) {
      AddMalformed("content-type-text", "A body declared as plain text does no harm",
                   {Op::kSetHeader, "Content-Type", "text/plain"}, {"malformed_request", "success"});
      AddMalformed("content-type-absent", "A body of undeclared type does no harm",
                   {Op::kRemoveHeader, "Content-Type", {}}, {"malformed_request", "success"});
    }
    for (const HeaderSpec& header : request.headers) {
      if (header.credential || Slug(header.name) == "content-type") continue;
      AddMalformed(Slug(header.name) + "-absent", "A request without " + header.name + " does no harm",
                   {Op::kRemoveHeader, header.name, {}}, {"malformed_request", "success"});
    }
  }

  void PlanFieldValues(const FieldSpec& field) {
    const std::string slug = Slug(field.name);
    if (reads_json_) {
      const struct {
        const char* variant;
        const char* what;
        Json value;
      } kRows[] = {{"-number", "a number", 12345},
                   {"-object", "an object", Json::Object{}},
                   {"-array", "an array", Json::Array{}}};
      for (const auto& row : kRows) {
        Case& added = AddMalformed(slug + row.variant, "Refused when " + field.name + " is " + row.what,
                                   {Op::kSetField, field.name, row.value}, {"invalid_request", "malformed_request"});
        added.encodings = {Encoding::kJson};
        if (IsCredential(field)) Cite(added, spec_.credentials_requirement);
      }
    }
    AddMalformed(slug + "-duplicate", "The field " + field.name + " twice does no harm",
                 {Op::kDuplicateField, field.name, {}}, {"malformed_request", "invalid_request", "success"});
    if (field.fixed) {
      Case& other = AddMalformed(slug + "-wrong", "Refused when " + field.name + " has another value",
                                 {Op::kSetField, field.name, "authconform"}, {"invalid_request"});
      Cite(other, field.requirement);
    }
    auto bounded = [&](const std::string& variant, const std::string& title, Mutation mutation,
                       const std::string& requirement) {
      Case& added = AddMalformed(slug + variant, title, std::move(mutation), {"invalid_request"});
      Cite(added, requirement);
      ExpectMember(added, field.violation_member);
      added.wrong_password = Binds(field, "{{account.password}}");
    };
    const bool password = Binds(field, "{{account.password}}");
    if (field.min_length && field.min_length->length > 0) {
      const std::string shorter(static_cast<size_t>(field.min_length->length - 1), 'a');
      bounded("-too-short", field.name + " one character below its documented length is refused",
              password ? Mutation{Op::kPassword, "too-short", {}} : Mutation{Op::kSetField, field.name, shorter},
              field.min_length->requirement);
    }
    if (field.max_length) {
      const std::string longer(static_cast<size_t>(field.max_length->length + 1), 'a');
      bounded("-too-long", field.name + " one character above its documented length is refused",
              password ? Mutation{Op::kPassword, "too-long", {}} : Mutation{Op::kSetField, field.name, longer},
              field.max_length->requirement);
    }
    if (!field.format.empty()) {
      bounded("-not-" + field.format, field.name + " that is not a " + field.format + " is refused",
              {Op::kSetField, field.name, "authconform"}, field.format_requirement);
    }
  }

  void PlanExtraField() {
    const RequestSpec& request = spec_.request;
    if (request.fields.empty()) return;
    const Mutation extra = {Op::kAddField, "authconform", "extra"};
    if (!request.exact_fields) {
      AddMalformed("extra-field", "An undocumented field does no harm", extra,
                   {"success", "invalid_request", "malformed_request"});
      return;
    }
    Case& refused =
        AddMalformed("extra-field", "Fields other than the documented ones are refused", extra, {"invalid_request"});
    Cite(refused, request.exact_fields_requirement);
    ExpectMember(refused, request.exact_fields_member);
  }

  void PlanMethod() {
    for (const char* method : {"GET", "PUT", "PATCH", "DELETE"}) {
      if (spec_.request.method == method) continue;
      std::string slug = Slug(method);
      Case& added =
          Add("method", slug, std::string(method) + " is not the documented method", {Op::kMethod, method, {}});
      added.expect = {"malformed_request"};
      added.checks = {Check::kNoSecrets, Check::kNoServerError, Check::kAllow};
    }
  }

  void PlanToken() {
    for (const Relation& relation : spec_.outcomes.at("success").relations) {
      const Requirement* requirement = spec_.FindRequirement(relation.requirement);
      Case& added = Add("token", relation.id, requirement != nullptr ? requirement->text : relation.id, {});
      added.expect = {"success"};
      added.checks = {Check::kRelation};
      added.subject = relation.id;
      Cite(added, relation.requirement);
    }
    Case& no_store = Add("token", "no-store", "A response with a token is not to be cached", {});
    no_store.expect = {"success"};
    no_store.checks = {Check::kNoStore};
  }

  void PlanEnumeration() {
    Case& alike = Add("enumeration", "unknown-login", "An unknown login and a wrong password look alike",
                      {Op::kLogin, "unknown", {}});
    alike.twin = {{Op::kPassword, "wrong", {}}};
    alike.expect = {"bad_credentials"};
    alike.checks = {Check::kLookAlike};
    alike.wrong_password = true;

    // Compared with an unknown login rather than with the active account's wrong password: both tell whether the
    // account is known to exist, and the unknown login costs the active account nothing.
    Case& inactive = Add("enumeration", "inactive-account", "An inactive account and an unknown login look alike",
                         {Op::kLogin, "inactive", {}});
    inactive.twin = {{Op::kLogin, "unknown", {}}};
    inactive.expect = {"bad_credentials", "inactive_account"};
    inactive.checks = {Check::kLookAlike};
    inactive.wrong_password = true;

    Case& timing = Add("enumeration", "timing", "An unknown login and a wrong password take equally long",
                       {Op::kLogin, "unknown", {}});
    timing.twin = {{Op::kPassword, "wrong", {}}};
    timing.samples = kUnknownLogins;
    timing.twin_samples = kWrongPasswords;
    timing.expect = {"bad_credentials"};
    timing.checks = {Check::kLookAlikeTime};
    timing.wrong_password = true;
  }

  const Spec& spec_;
  bool reads_json_ = false;
  std::vector<Case> cases_;
};

}  // namespace

std::vector<Case> Plan(const Spec& spec) { return Planner(spec).Plan(); }

}  // namespace authconform
