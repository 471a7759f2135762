#include "harness/plan/case.h"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

#include "harness/base/schema.h"
#include "harness/plan/consistency.h"

namespace authconform {
namespace {

using Op = Mutation::Op;

constexpr std::array<std::pair<Op, std::string_view>, 18> kOps = {{
    {Op::kNone, "none"},
    {Op::kAccount, "account"},
    {Op::kLogin, "login"},
    {Op::kPassword, "password"},
    {Op::kClientId, "client_id"},
    {Op::kClientKey, "client_key"},
    {Op::kRemoveField, "remove_field"},
    {Op::kRemoveAllFields, "remove_all_fields"},
    {Op::kSetField, "set_field"},
    {Op::kAddField, "add_field"},
    {Op::kDuplicateField, "duplicate_field"},
    {Op::kRemoveHeader, "remove_header"},
    {Op::kSetHeader, "set_header"},
    {Op::kLowerCaseHeaders, "lower_case_headers"},
    {Op::kAuthorization, "authorization"},
    {Op::kMethod, "method"},
    {Op::kBody, "body"},
    {Op::kTruncatedBody, "truncated_body"},
}};

constexpr std::array<std::pair<Check, std::string_view>, 16> kChecks = {{
    {Check::kAccepted, "accepted"},
    {Check::kStatus, "status"},
    {Check::kContentType, "content_type"},
    {Check::kSchema, "schema"},
    {Check::kToken, "token"},
    {Check::kRelation, "relation"},
    {Check::kRelations, "relations"},
    {Check::kMember, "member"},
    {Check::kRefused, "refused"},
    {Check::kNoSecrets, "no_secrets"},
    {Check::kNoServerError, "no_server_error"},
    {Check::kNoStore, "no_store"},
    {Check::kChallenge, "challenge"},
    {Check::kAllow, "allow"},
    {Check::kLookAlike, "look_alike"},
    {Check::kLookAlikeTime, "look_alike_time"},
}};

constexpr std::array<std::pair<Encoding, std::string_view>, 3> kEncodings = {{
    {Encoding::kJson, "json"},
    {Encoding::kForm, "form"},
    {Encoding::kQuery, "query"},
}};

template <typename Enum, size_t N>
std::string_view NameOf(const std::array<std::pair<Enum, std::string_view>, N>& names, Enum value) {
  for (const auto& [known, name] : names) {
    if (known == value) return name;
  }
  return "";
}

// The case schema has already refused names that are not in the table.
template <typename Enum, size_t N>
Enum ValueOf(const std::array<std::pair<Enum, std::string_view>, N>& names, std::string_view name) {
  for (const auto& [value, known] : names) {
    if (known == name) return value;
  }
  return names[0].first;
}

Json StringArray(const std::vector<std::string>& texts) { return Json::Array(texts.begin(), texts.end()); }

std::string TextOf(const Json& object, std::string_view name) {
  const Json* found = object.Find(name);
  return found != nullptr && found->is_string() ? found->string() : "";
}

std::vector<std::string> TextsOf(const Json& object, std::string_view name) {
  std::vector<std::string> texts;
  if (const Json* found = object.Find(name)) {
    for (const Json& item : found->array()) texts.push_back(item.string());
  }
  return texts;
}

// The case schema has already refused numbers that do not fit.
int NumberOf(const Json& object, std::string_view name) {
  const Json* found = object.Find(name);
  return found != nullptr ? static_cast<int>(found->AsInt64().value_or(0)) : 0;
}

Json MutationToJson(const Mutation& mutation) {
  Json::Object object;
  object.emplace_back("op", OpName(mutation.op));
  if (!mutation.name.empty()) object.emplace_back("name", mutation.name);
  const bool has_value = mutation.op == Op::kSetField || mutation.op == Op::kAddField ||
                         mutation.op == Op::kSetHeader || mutation.op == Op::kAuthorization || mutation.op == Op::kBody;
  if (has_value) object.emplace_back("value", mutation.value);
  return object;
}

Mutation MutationFromJson(const Json& object) {
  Mutation mutation;
  mutation.op = ValueOf(kOps, TextOf(object, "op"));
  mutation.name = TextOf(object, "name");
  if (const Json* value = object.Find("value")) mutation.value = *value;
  return mutation;
}

Json CaseToJson(const Case& from) {
  Json::Object object;
  object.emplace_back("title", from.title);
  object.emplace_back("mutation", MutationToJson(from.mutation));
  if (!from.twin.empty()) object.emplace_back("twin", MutationToJson(from.twin.front()));
  if (from.samples > 0) object.emplace_back("samples", from.samples);
  if (from.twin_samples > 0) object.emplace_back("twin_samples", from.twin_samples);
  object.emplace_back("expect", StringArray(from.expect));
  Json::Array checks;
  for (Check check : from.checks) checks.emplace_back(CheckName(check));
  object.emplace_back("checks", std::move(checks));
  if (!from.subject.empty()) object.emplace_back("subject", from.subject);
  object.emplace_back("requirements", StringArray(from.requirements));
  if (!from.encodings.empty()) {
    Json::Array encodings;
    for (Encoding encoding : from.encodings) encodings.emplace_back(EncodingName(encoding));
    object.emplace_back("encodings", std::move(encodings));
  }
  if (from.wrong_password) object.emplace_back("wrong_password", true);
  return object;
}

Case CaseFromJson(const std::string& id, const Json& object) {
  Case read;
  read.id = id;
  read.title = TextOf(object, "title");
  read.mutation = MutationFromJson(*object.Find("mutation"));
  if (const Json* twin = object.Find("twin")) read.twin.push_back(MutationFromJson(*twin));
  read.samples = NumberOf(object, "samples");
  read.twin_samples = NumberOf(object, "twin_samples");
  read.expect = TextsOf(object, "expect");
  for (const std::string& name : TextsOf(object, "checks")) read.checks.push_back(ValueOf(kChecks, name));
  read.subject = TextOf(object, "subject");
  read.requirements = TextsOf(object, "requirements");
  for (const std::string& name : TextsOf(object, "encodings")) read.encodings.push_back(ValueOf(kEncodings, name));
  if (const Json* wrong = object.Find("wrong_password")) read.wrong_password = wrong->boolean();
  return read;
}

std::string Shown(const Json& value) { return WriteJson(value); }

}  // namespace

std::string_view OpName(Op op) { return NameOf(kOps, op); }
std::string_view CheckName(Check check) { return NameOf(kChecks, check); }
std::string_view EncodingName(Encoding encoding) { return NameOf(kEncodings, encoding); }

std::string Case::Family() const {
  size_t start = id.find('/', id.find('/') + 1) + 1;
  return id.substr(start, id.find('/', start) - start);
}

bool Case::Negative() const { return std::find(expect.begin(), expect.end(), "success") == expect.end(); }

std::vector<bool> Case::Turns() const {
  const int twins = twin.empty() ? 0 : std::max(twin_samples, 1);
  const int all = twins + std::max(samples, 1);
  std::vector<bool> turns(static_cast<size_t>(all), false);
  // Twin number i in the middle of the i-th of as many equal parts, rounded down to the request before it.
  for (int i = 0; i < twins; ++i)
    turns[static_cast<size_t>(((2 * i + 1) * all + 2 * twins - 1) / (2 * twins) - 1)] = true;
  return turns;
}

std::string Describe(const Mutation& mutation) {
  const std::string& name = mutation.name;
  switch (mutation.op) {
    case Op::kNone:
      return "the valid request";
    case Op::kAccount:
      return "signed in with the " + name + " account";
    case Op::kLogin:
      if (name == "unknown") return "the login belongs to no account";
      if (name == "inactive") return "the login is the inactive account's, and the password is not";
      if (name == "other-case") return "the login is in the other letter case";
      if (name == "padded") return "the login has a space before and after it";
      if (name == "over-long") return "the login is thousands of characters long";
      if (name == "non-ascii") return "the login holds characters outside ASCII";
      return "the login is empty";
    case Op::kPassword:
      if (name == "wrong") return "the password is wrong";
      if (name == "other-case") return "the password is in the other letter case";
      if (name == "too-short") return "the password is one character shorter than documented";
      if (name == "too-long") return "the password is one character longer than documented";
      return "the password is empty";
    case Op::kClientId:
      return "the client id is wrong";
    case Op::kClientKey:
      return "the client key is wrong";
    case Op::kRemoveField:
      return "the field " + name + " is left out";
    case Op::kRemoveAllFields:
      return "all fields are left out";
    case Op::kSetField:
      return "the field " + name + " is " + Shown(mutation.value);
    case Op::kAddField:
      return "an undocumented field " + name + " is added";
    case Op::kDuplicateField:
      return "the field " + name + " stands twice";
    case Op::kRemoveHeader:
      return "the header " + name + " is not sent";
    case Op::kSetHeader:
      return "the header " + name + " is " + Shown(mutation.value);
    case Op::kLowerCaseHeaders:
      return "header names are in lower case";
    case Op::kAuthorization:
      return mutation.value.is_null() ? "the Authorization header is not sent"
                                      : "the Authorization header is " + Shown(mutation.value);
    case Op::kMethod:
      return "the method is " + name;
    case Op::kBody:
      return mutation.value == Json("") ? "the body is empty" : "the body is " + Shown(mutation.value);
    case Op::kTruncatedBody:
      return "the body ends before its last byte";
  }
  return "";
}

std::string WriteCases(const std::string& endpoint, const std::vector<Case>& cases) {
  Json::Object by_id;
  for (const Case& each : cases) by_id.emplace_back(each.id, CaseToJson(each));
  return WriteJsonIndented(Json::Object{{"endpoint", endpoint}, {"cases", std::move(by_id)}});
}

Result<std::vector<Case>> ReadCases(std::string_view text, const std::string& file, const Json& case_schema) {
  Result<Json> json = ParseJson(text, file);
  if (!json) return json.error();
  Result<Schema> schema = Schema::Compile(case_schema, "cases/case.schema.json");
  if (!schema) return schema.error();
  const std::vector<SchemaViolation> violations = schema->Check(*json);
  if (!violations.empty()) {
    const SchemaViolation& first = violations.front();
    return Error{file, first.pointer, "must be " + first.expected + ", is " + first.actual};
  }
  std::vector<Case> cases;
  for (const auto& [id, object] : json->Find("cases")->object()) cases.push_back(CaseFromJson(id, object));
  return cases;
}

Result<std::vector<Case>> LoadCases(const FileSet& files, const Spec& spec) {
  const auto schema_file = files.find("cases/case.schema.json");
  if (schema_file == files.end()) return Error{"cases/case.schema.json", "", "is missing"};
  Result<Json> schema = ParseJson(schema_file->second, schema_file->first);
  if (!schema) return schema.error();

  std::vector<Case> all;
  std::set<std::string> ids;
  for (const char* kind : {".cases.json", ".extra.json"}) {
    const auto file = files.find("cases/" + spec.endpoint + kind);
    if (file == files.end()) {
      if (std::string_view(kind) == ".extra.json") continue;
      return Error{"cases/" + spec.endpoint + kind, "",
                   "is missing: write it with `authconform plan " + spec.endpoint + " --write cases`"};
    }
    Result<std::vector<Case>> cases = ReadCases(file->second, file->first, *schema);
    if (!cases) return cases.error();
    for (Case& each : *cases) {
      const std::string pointer = "/cases/" + EscapePointerToken(each.id);
      if (auto mistake = FindMistake(each, spec))
        return Error{file->first, pointer + mistake->member, mistake->message};
      if (!ids.insert(each.id).second) return Error{file->first, pointer, "is planned already: ids are unique"};
      all.push_back(std::move(each));
    }
  }
  return all;
}

}  // namespace authconform
