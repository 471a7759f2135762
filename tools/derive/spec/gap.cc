#include "tools/derive/spec/gap.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tools/derive/spec/outcome.h"
#include "tools/derive/spec/slug.h"
#include "tools/derive/spec/token_inside.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

constexpr size_t kScanned = 8 << 10;  // of one text

struct Leftover {
  std::string_view phrase;  // in lower case
  std::string_view words;
};
constexpr Leftover kLeftovers[] = {
    {"cake successfully retrieved", "the sample caption about a cake"},
    {"could not find a cake", "the sample caption about a cake"},
    {"this endpoint allows you to get free cakes", "the sample description about cakes"},
    {"lorem ipsum", "filler text"},
    {"try it out", "the label of a button"},
    {"describe your endpoint", "the prompt for a description"},
    {"your description here", "the prompt for a description"},
    {"todo:", "a note to the writer"},
};

// "{{name}}", as templates and page tools write it.
bool HoldsPlaceholder(std::string_view text) {
  const size_t open = text.find("{{");
  return open != text.npos && text.find("}}", open) != text.npos;
}

class GapFinder {
 public:
  explicit GapFinder(const EndpointMaterial& material) : material_(material), fact_(material.fact) {}

  std::vector<Gap> Find() {
    FindInRequest();
    FindInFields();
    FindInResponses();
    FindLeftovers();
    return std::move(gaps_);
  }

 private:
  void Add(std::string_view id, Lines lines, std::string text, Json decide = nullptr) {
    gaps_.push_back({std::string(id), material_.name, lines, std::move(text), std::move(decide)});
  }

  static Json Request(std::string_view member, Json value) {
    return Json::Object{{"request", Json::Object{{std::string(member), std::move(value)}}}};
  }
  static Json OfField(const std::string& name, std::string_view member, Json value) {
    return Request("fields", Json::Object{{name, Json::Object{{std::string(member), std::move(value)}}}});
  }

  Lines FieldLines() const {
    Lines lines;
    for (const Field* field : material_.fields) lines = Join(lines, field->lines);
    return lines;
  }

  void FindInRequest() {
    const bool in_body = !material_.fields.empty() && material_.fields.front()->in == Field::In::kBody;
    if (in_body && !fact_.encoding) {
      Json decide = Request("encodings", Json::Array{"json"});
      decide.object().front().second.Set("encoding_requirement", "parameters");
      Add("encoding-not-told", FieldLines(), "nothing tells whether the fields are sent as JSON or as a form",
          std::move(decide));
    }
    if (!fact_.auth && (fact_.needs_auth || !SignsIn(fact_))) {
      Add("auth-scheme-not-told", fact_.auth_lines,
          fact_.needs_auth ? "the call is said to need authentication, not by which scheme"
                           : "nothing tells whether the call needs authentication",
          Request("authorization", fact_.needs_auth ? "basic" : "none"));
    }
    if (fact_.auth == FactAuth::kBearer) {
      Add("not-a-sign-in", fact_.auth_lines, "the call needs a token of an earlier one; cases start from credentials");
    }
    for (const Example& example : fact_.requests) {
      if (!example.body && !example.empty)
        Add("unreadable-example", example.lines, "the request's example is not JSON");
    }
    FindExposedCredentials();
    if (!material_.path_parameters.empty() || fact_.path.find_first_of("{}<>") != std::string::npos) {
      Add("value-not-told", fact_.path_lines, "the path has a parameter; a run needs a path that can be called",
          Request("path", fact_.path));
    }
  }

  void FindInFields() {
    std::vector<std::string> open;
    Lines open_lines;
    Json::Object decided;
    for (const Field* field : material_.fields) {
      const std::string name = LastToken(field->path);
      if (!field->required) {
        open.push_back(name);
        open_lines = Join(open_lines, field->lines);
        decided.emplace_back(name, Json::Object{{"required", true}});
      }
      FindInField(*field, name);
    }
    if (open.empty()) return;
    Add("required-not-told", open_lines, "nothing tells whether these fields are needed: " + Listed(open),
        Request("fields", std::move(decided)));
  }

  // A password in a URL ends up in logs (RFC 6749 2.3.1).
  void FindExposedCredentials() {
    std::vector<std::string> names;
    Lines lines;
    const auto expose = [&](const Field& field) {
      names.push_back(LastToken(field.path));
      lines = Join(lines, field.lines);
    };
    for (const Field* field : material_.path_parameters) {
      if (IsCredential(*field)) expose(*field);
    }
    for (const Field* field : material_.fields) {
      const bool misplaced = field->misdeclared && *field->misdeclared != Field::In::kBody;
      if (IsCredential(*field) && (misplaced || field->in == Field::In::kQuery)) expose(*field);
    }
    const bool password = std::any_of(names.begin(), names.end(), [](const auto& name) { return NamesPassword(name); });
    if (!password) return;
    Add("credentials-in-path", lines,
        "declared as parameters of the path or query, where they would end up in logs: " + Listed(names));
  }

  static bool IsCredential(const Field& field) {
    const std::string name = LastToken(field.path);
    return NamesPassword(name) || NamesLogin(name);
  }

  void FindInField(const Field& field, const std::string& name) {
    if (field.type == ValueType::kUnknown) Add("type-not-told", field.lines, "nothing tells the type of " + name);
    const bool container = field.type == ValueType::kObject || field.type == ValueType::kArray;
    if ((BindingOf(name).empty() || container) && field.allowed.size() != 1 && !ShownValue(fact_, field)) {
      Add("value-not-told", field.lines, "no example shows a value for " + name, OfField(name, "value", ""));
    }
    FindContradiction(field, name);
  }

  // A request's example against the list of its parameters.
  void FindContradiction(const Field& field, const std::string& name) {
    if (!field.declared) return;
    for (const Example& request : fact_.requests) {
      if (!request.body || !request.body->value.is_object()) continue;
      const Json* shown = request.body->value.At(field.path);
      if (shown == nullptr && field.required.value_or(false)) {
        Add("example-contradicts-table", Join(field.lines, request.lines),
            name + " is listed as required, and the request's example has no such field");
      }
      if (shown != nullptr && !Agree(field.type, TypeOf(*shown)) && !request.body->placeholders.contains(field.path)) {
        Add("example-contradicts-table", field.lines, Differ(name, field.type, TypeOf(*shown)));
      }
    }
  }

  static bool Agree(ValueType listed, ValueType shown) {
    return listed == shown || listed == ValueType::kUnknown || shown == ValueType::kUnknown ||
           shown == ValueType::kNull || listed == ValueType::kNull ||
           (listed == ValueType::kNumber && shown == ValueType::kInteger);
  }
  static std::string Differ(const std::string& name, ValueType listed, ValueType shown) {
    return name + " is listed as " + std::string(TypeName(listed)) + " and shown as " + std::string(TypeName(shown));
  }

  void FindInResponses() {
    if (material_.Find("success") == nullptr) {
      Json::Object success = {{"status", 200}, {"status_requirement", "success-status"}};
      Json::Object requirement = {
          {"level", "must"},
          {"confidence", "assumed"},
          {"lines", Json::Array{std::max(fact_.lines.first, 1), std::max(fact_.lines.first, 1)}},
          {"text", "success is 200"}};
      Add("no-success-documented", fact_.lines, "no successful answer has a status",
          Json::Object{{"outcomes", Json::Object{{"success", std::move(success)}}},
                       {"requirements", Json::Object{{"success-status", std::move(requirement)}}}});
    }
    if (material_.Find("success") != nullptr && material_.tokens.empty()) {
      Add("not-a-sign-in", fact_.lines, "no answer shows a token, and authconform checks endpoints that give one");
    }
    const bool refuses = std::any_of(fact_.responses.begin(), fact_.responses.end(),
                                     [](const ResponseFact& response) { return response.status >= 400; });
    if (!refuses)
      Add("no-refusal-documented", fact_.lines, "no refusal is documented, neither its status nor its body");
    std::set<int> untold;
    for (const ResponseFact* response : material_.untold) {
      if (response->status == 0) {
        Add("described-error-without-status", response->lines, "an answer is described without its status");
      } else if (untold.insert(response->status).second) {
        Add("outcome-not-told", response->lines,
            "nothing that rules know tells which requests are answered with " + std::to_string(response->status));
      }
    }
    for (const ResponseFact& response : fact_.responses) {
      for (const Example& example : response.examples) {
        if (!example.body && !example.empty) {
          Add("unreadable-example", example.lines,
              "the body of the " + std::to_string(response.status) + " is not JSON that can be made out");
        }
      }
    }
    FindDoubles();
    for (const OutcomeMaterial& outcome : material_.outcomes) {
      FindInShape(outcome.shape, outcome);
    }
  }

  // One status with bodies of different members.
  void FindDoubles() {
    std::vector<int> told;
    for (const ResponseFact& response : fact_.responses) {
      if (response.status == 0 || std::find(told.begin(), told.end(), response.status) != told.end()) continue;
      told.push_back(response.status);
      std::vector<const Example*> bodies;
      for (const ResponseFact& other : fact_.responses) {
        if (other.status != response.status) continue;
        for (const Example& example : other.examples) {
          if (example.body) bodies.push_back(&example);
        }
      }
      if (bodies.size() < 2 || ShapesApart(bodies).size() < 2) continue;
      Add("same-status-two-bodies", bodies[1]->lines,
          "the " + std::to_string(response.status) +
              " is shown with bodies of different members; nothing tells which comes when");
    }
  }

  void FindInShape(const Shape& shape, const OutcomeMaterial& outcome) {
    for (const auto& [name, member] : shape.members) {
      const bool token =
          std::find(material_.tokens.begin(), material_.tokens.end(), member.pointer) != material_.tokens.end();
      if (token && outcome.outcome == "success" && !member.shown.empty() && member.shown.front().is_string() &&
          ReadToken(member.shown.front().string()).kind == TokenInside::Kind::kCut) {
        Add("token-truncated", member.lines, name + " is shown cut short, so nothing inside it can be compared");
      }
      if (member.declared && !Agree(member.declared_type, member.shown_type)) {
        Add("example-contradicts-table", Join(member.description_lines, member.lines),
            Differ(name, member.declared_type, member.shown_type));
      }
      if (member.declared && member.times == 0 && shape.objects > 0 && member.told_required.value_or(true)) {
        Add("example-contradicts-table", member.description_lines,
            name + " is listed, and no example of the " + std::to_string(outcome.status) + " shows it");
      }
      const bool untyped = member.types.empty() || member.types.contains(ValueType::kUnknown);
      if (untyped || member.types == std::set{ValueType::kNull}) {
        Add("type-not-told", member.lines,
            untyped ? "nothing tells the type of " + name : name + " is only ever shown as null");
      }
      if (member.types.contains(ValueType::kObject)) FindInShape(member, outcome);
    }
  }

  void FindLeftovers() {
    Look(fact_.title, fact_.lines.first ? Lines{fact_.lines.first, fact_.lines.first} : Lines());
    for (const Prose& prose : fact_.prose) Look(prose.text, prose.lines);
    for (const ResponseFact& response : fact_.responses) {
      Look(response.title, response.title_lines ? response.title_lines : response.lines);
    }
    for (const Field& field : fact_.fields) {
      Look(field.description, field.lines);
      if (field.declared && LastToken(field.path).empty()) {
        Add("template-leftover", field.lines, "a parameter without a name is listed");
      }
    }
    for (const HeaderFact& header : fact_.headers) Look(header.value, header.lines);
  }

  void Look(const std::string& text, Lines lines) {
    std::string leftover = TemplateLeftover(text);
    if (leftover.empty()) return;
    if (leftovers_.emplace(lines.first, lines.last).second)
      Add("template-leftover", lines, "left over from a documentation tool: " + leftover);
  }

  const EndpointMaterial& material_;
  const EndpointFact& fact_;
  std::vector<Gap> gaps_;
  std::set<std::pair<int, int>> leftovers_;  // lines that were told
};

}  // namespace

const std::vector<std::string_view>& GapIds() {
  static const std::vector<std::string_view> kIds = {"auth-scheme-not-told",
                                                     "credentials-in-path",
                                                     "described-error-without-status",
                                                     "encoding-not-told",
                                                     "example-contradicts-table",
                                                     "no-refusal-documented",
                                                     "no-success-documented",
                                                     "not-a-sign-in",
                                                     "outcome-not-told",
                                                     "required-not-told",
                                                     "same-status-two-bodies",
                                                     "template-leftover",
                                                     "token-truncated",
                                                     "type-not-told",
                                                     "unreadable-example",
                                                     "value-not-told"};
  return kIds;
}

std::string TemplateLeftover(std::string_view text) {
  const std::string lower = ToLower(text.substr(0, kScanned));
  for (const Leftover& each : kLeftovers) {
    if (lower.find(each.phrase) != lower.npos) return std::string(each.words);
  }
  return HoldsPlaceholder(lower) ? "a placeholder in double braces" : "";
}

std::vector<Gap> FindGaps(const EndpointMaterial& material) { return GapFinder(material).Find(); }

std::vector<Gap> FindDocumentGaps(const Facts& facts) {
  std::vector<Gap> gaps;
  for (const Remark& remark : facts.remarks) {
    const auto& ids = GapIds();
    if (!std::binary_search(ids.begin(), ids.end(), std::string_view(remark.id))) continue;
    gaps.push_back({remark.id, "", remark.lines, remark.text, nullptr});
  }
  for (const Prose& prose : facts.prose) {
    const std::string leftover = TemplateLeftover(prose.text);
    if (!leftover.empty()) {
      gaps.push_back(
          {"template-leftover", "", prose.lines, "left over from a documentation tool: " + leftover, nullptr});
    }
  }
  return gaps;
}

}  // namespace authconform
