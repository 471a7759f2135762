#include "harness/spec/references.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/suggest.h"
#include "harness/spec/body_members.h"

namespace authconform {
namespace {

const std::set<std::string_view> kBindings = {"account.login", "account.password", "client.id", "client.key"};
constexpr std::string_view kKnownBindings =
    "known are {{account.login}}, {{account.password}}, {{client.id}} and {{client.key}}";
constexpr const char* kOperandForms[] = {"body", "claim", "packed", "sent", "literal", "now"};

std::string Below(const std::string& pointer, std::string_view token) {
  return pointer + "/" + EscapePointerToken(token);
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool IsTrue(const Json* value) { return value != nullptr && value->is_bool() && value->boolean(); }

bool IsText(const Json* value, std::string_view text) {
  return value != nullptr && value->is_string() && value->string() == text;
}

// The first "{{…}}" in the text that is no binding; nullopt when all are.
std::optional<std::string> UnknownBinding(std::string_view text) {
  for (size_t open = text.find("{{"); open != text.npos; open = text.find("{{", open)) {
    const size_t close = text.find("}}", open);
    if (close == text.npos) return std::string(text.substr(open));
    if (!kBindings.contains(text.substr(open + 2, close - open - 2))) {
      return std::string(text.substr(open, close + 2 - open));
    }
    open = close + 2;
  }
  return std::nullopt;
}

class Finder {
 public:
  Finder(const Json& merged, const std::map<std::string, Json>& body_schemas, const Blame& blame)
      : merged_(merged), body_schemas_(body_schemas), blame_(blame), requirements_(*merged.Find("requirements")) {}

  std::vector<Error> Find() {
    const Json& request = *merged_.Find("request");
    VisitRequest(request);
    for (const auto& [name, outcome] : merged_.Find("outcomes")->object()) VisitOutcome(name, outcome);
    Refer(merged_, "", "credentials_requirement");
    VisitMembers(*merged_.Find("tokens"), "/tokens", "success");
    VisitRequirements();
    return std::move(mistakes_);
  }

 private:
  void Report(const std::string& pointer, std::string sentence) { mistakes_.push_back(blame_(pointer, sentence)); }

  // object.name, when it is there, is a requirement's id.
  void Refer(const Json& object, const std::string& pointer, std::string_view name) {
    if (const Json* id = object.Find(name); id != nullptr) ReferId(*id, Below(pointer, name));
  }

  void ReferId(const Json& id, const std::string& pointer) {
    referred_.try_emplace(id.string(), pointer);
    if (requirements_.Find(id.string()) != nullptr) return;
    std::vector<std::string> known;
    for (const auto& [name, requirement] : requirements_.object()) known.push_back(name);
    Report(pointer, "no requirement is called " + id.string() + DidYouMean(id.string(), known));
  }

  void VisitBindings(const Json& value, const std::string& pointer) {
    if (!value.is_string()) return;
    if (const auto unknown = UnknownBinding(value.string())) {
      Report(pointer, *unknown + " is no binding; " + std::string(kKnownBindings));
    }
  }

  // The schema of an outcome's body; nullptr when it has none or its file is at fault, which is told elsewhere.
  const Json* BodySchema(std::string_view outcome_name) const {
    const Json* outcome = merged_.Find("outcomes")->Find(outcome_name);
    const Json* file = outcome == nullptr ? nullptr : outcome->Find("schema");
    if (file == nullptr) return nullptr;
    const auto found = body_schemas_.find(file->string());
    return found == body_schemas_.end() ? nullptr : &found->second;
  }

  bool HasBodySchema(std::string_view outcome_name) const {
    const Json* outcome = merged_.Find("outcomes")->Find(outcome_name);
    return outcome != nullptr && outcome->Find("schema") != nullptr;
  }

  // `member` is a pointer into the outcome's body.
  void VisitMember(const std::string& member, const std::string& pointer, std::string_view outcome_name) {
    if (!HasBodySchema(outcome_name)) {
      Report(pointer, "speaks of the body of " + std::string(outcome_name) + ", which has no schema");
      return;
    }
    const Json* schema = BodySchema(outcome_name);
    if (schema != nullptr && !SchemaTells(*schema, member)) {
      Report(pointer, "the schema of " + std::string(outcome_name) + " tells of no member " + member);
    }
  }

  void VisitMembers(const Json& pointers, const std::string& pointer, std::string_view outcome_name) {
    for (size_t i = 0; i < pointers.array().size(); ++i) {
      VisitMember(pointers.array()[i].string(), Below(pointer, std::to_string(i)), outcome_name);
    }
  }

  void VisitRequest(const Json& request) {
    Refer(request, "/request", "requirement");
    VisitHeaders(request);
    Refer(request, "/request", "authorization_requirement");
    VisitAuthorization(request);
    Refer(request, "/request", "encoding_requirement");
    for (const auto& [name, field] : request.Find("fields")->object()) {
      VisitField(field, Below("/request/fields", name));
    }
    if (const Json* exact = request.Find("exact_fields"); exact != nullptr) {
      Refer(*exact, "/request/exact_fields", "requirement");
      VisitRefusalMember(*exact, "/request/exact_fields", "member");
    }
  }

  void VisitHeaders(const Json& request) {
    const Json* headers = request.Find("headers");
    if (headers == nullptr) return;
    std::set<std::string> seen;
    for (const auto& [name, header] : headers->object()) {
      const std::string pointer = Below("/request/headers", name);
      if (!seen.insert(Lower(name)).second) Report(pointer, "the header stands twice; letter case makes no difference");
      if (Lower(name) == "authorization") Report(pointer, "Authorization is told by authorization: basic, not here");
      VisitBindings(*header.Find("value"), Below(pointer, "value"));
      Refer(header, pointer, "requirement");
    }
  }

  void VisitAuthorization(const Json& request) {
    const Json& kind = *request.Find("authorization");
    const Json* headers = request.Find("headers");
    bool credential = false;
    if (headers != nullptr) {
      for (const auto& [name, header] : headers->object()) credential = credential || IsTrue(header.Find("credential"));
    }
    if (IsText(&kind, "api_key") && !credential) {
      Report("/request/authorization", "api_key needs a header marked credential");
    }
    if (!IsText(&kind, "api_key") && credential) {
      Report("/request/authorization", "a header is marked credential, so this must be api_key");
    }
    if (!IsText(&kind, "none") && request.Find("authorization_requirement") == nullptr) {
      Report("/request/authorization", kind.string() + " needs an authorization_requirement");
    }
  }

  void VisitField(const Json& field, const std::string& pointer) {
    const Json& value = *field.Find("value");
    VisitBindings(value, Below(pointer, "value"));
    if (IsTrue(field.Find("fixed")) && value.is_string() && value.string().find("{{") != std::string::npos) {
      Report(Below(pointer, "fixed"), "a field with a binding has no fixed value");
    }
    Refer(field, pointer, "requirement");
    const Json* shortest = field.Find("min_length");
    const Json* longest = field.Find("max_length");
    for (const auto& [name, bound] : {std::pair{"min_length", shortest}, std::pair{"max_length", longest}}) {
      if (bound != nullptr) Refer(*bound, Below(pointer, name), "requirement");
    }
    if (shortest != nullptr && longest != nullptr &&
        *longest->Find("length")->AsInt64() < *shortest->Find("length")->AsInt64()) {
      Report(Below(pointer, "max_length") + "/length", "is below the length of min_length");
    }
    if (const Json* format = field.Find("format"); format != nullptr) {
      Refer(*format, Below(pointer, "format"), "requirement");
    }
    VisitRefusalMember(field, pointer, "violation_member");
  }

  void VisitRefusalMember(const Json& object, const std::string& pointer, std::string_view name) {
    if (const Json* member = object.Find(name); member != nullptr) {
      VisitMember(member->string(), Below(pointer, name), "invalid_request");
    }
  }

  void VisitOutcome(const std::string& name, const Json& outcome) {
    const std::string pointer = Below("/outcomes", name);
    for (const char* requirement : {"status_requirement", "content_type_requirement", "schema_requirement"}) {
      Refer(outcome, pointer, requirement);
    }
    if (const Json* members = outcome.Find("members"); members != nullptr) {
      for (const auto& [member, id] : members->object()) {
        const std::string at = Below(pointer + "/members", member);
        VisitMember(member, at, name);
        ReferId(id, at);
      }
    }
    if (const Json* relations = outcome.Find("relations"); relations != nullptr) {
      for (const auto& [id, relation] : relations->object()) {
        VisitRelation(relation, Below(pointer + "/relations", id), name);
      }
    }
  }

  void VisitRelation(const Json& relation, const std::string& pointer, std::string_view outcome_name) {
    const std::string& kind = relation.Find("kind")->string();
    const auto is = [&](std::initializer_list<std::string_view> kinds) {
      return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    };
    for (const char* side : {"left", "minus", "right"}) {
      if (const Json* operand = relation.Find(side); operand != nullptr) {
        VisitOperand(*operand, Below(pointer, side), outcome_name);
      }
    }
    if (is({"jwt"}) && relation.Find("left")->Find("body") == nullptr) {
      Report(pointer + "/left", "jwt speaks of a member of the body");
    }
    if (is({"jwt"}) && relation.Find("right") != nullptr) Report(pointer + "/right", "jwt takes no right");
    if (!is({"jwt"}) && relation.Find("right") == nullptr) Report(pointer, kind + " needs a right");
    if (!is({"equal", "later", "within"}) && relation.Find("minus") != nullptr) {
      Report(pointer + "/minus", kind + " takes no minus");
    }
    if (!is({"within"}) && relation.Find("tolerance") != nullptr) {
      Report(pointer + "/tolerance", kind + " takes no tolerance");
    }
    Refer(relation, pointer, "requirement");
  }

  void VisitOperand(const Json& operand, const std::string& pointer, std::string_view outcome_name) {
    int forms = 0;
    for (const char* form : kOperandForms) forms += operand.Find(form) != nullptr ? 1 : 0;
    if (forms != 1) {
      Report(pointer, "an operand is exactly one of body, claim, packed, sent, literal and now, not " +
                          std::string(forms == 0 ? "none" : "several"));
    }
    for (const char* place : {"body", "of", "packed"}) {
      if (const Json* member = operand.Find(place); member != nullptr) {
        VisitMember(member->string(), Below(pointer, place), outcome_name);
      }
    }
  }

  void VisitRequirements() {
    for (const auto& [id, requirement] : requirements_.object()) {
      const std::string pointer = Below("/requirements", id);
      const Json::Array& lines = requirement.Find("lines")->array();
      if (*lines[1].AsInt64() < *lines[0].AsInt64()) Report(pointer + "/lines", "the last line is before the first");
      const auto referred = referred_.find(id);
      const bool unchecked = requirement.Find("unchecked") != nullptr;
      if (referred == referred_.end() && !unchecked) {
        Report(pointer, "nothing refers to this requirement; say in unchecked why no case checks it");
      }
      if (referred != referred_.end() && unchecked) {
        Report(pointer + "/unchecked", "a requirement that " + referred->second + " refers to is checked");
      }
    }
  }

  const Json& merged_;
  const std::map<std::string, Json>& body_schemas_;
  const Blame& blame_;
  const Json& requirements_;
  std::map<std::string, std::string> referred_;  // id to the first pointer that refers to it
  std::vector<Error> mistakes_;
};

}  // namespace

std::vector<Error> FindReferenceMistakes(const Json& merged, const std::map<std::string, Json>& body_schemas,
                                         const Blame& blame) {
  return Finder(merged, body_schemas, blame).Find();
}

}  // namespace authconform
