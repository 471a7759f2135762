#include "tools/derive/spec/compose_outcome.h"

#include <algorithm>
#include <set>
#include <utility>

#include "tools/derive/spec/infer.h"
#include "tools/derive/spec/promise.h"
#include "tools/derive/spec/relation_words.h"
#include "tools/derive/spec/slug.h"
#include "tools/derive/spec/token_inside.h"
#include "tools/derive/spec/told.h"

namespace authconform {
namespace {

constexpr Level kMust = Level::kMust;
constexpr Level kShould = Level::kShould;
constexpr Confidence kStated = Confidence::kStated;
constexpr Confidence kShown = Confidence::kShown;

constexpr size_t kListed = 150;  // characters of members' names in one promise

const std::pair<std::string_view, const char*> kRefused[] = {
    {"invalid_request", "missing or ill-formed fields are refused with "},
    {"malformed_request", "a body that cannot be read is refused with "},
    {"bad_credentials", "wrong credentials are refused with "},
    {"inactive_account", "an account that is not active is refused with "},
    {"bad_client", "a client that does not prove itself is refused with "},
};

std::string StatusText(const OutcomeMaterial& outcome) {
  const std::string status = std::to_string(outcome.status);
  for (const auto& [name, text] : kRefused) {
    if (outcome.outcome == name) return text + status;
  }
  return "success is " + status;
}

// "a string", "a string or null", "an integer".
std::string TypeWords(const Json& schema) {
  const Json* type = schema.Find("type");
  if (type == nullptr) return "";
  std::string words;
  const auto add = [&](const std::string& name) {
    const std::string_view article = name == "null" ? "" : name.find_first_of("aeiou") == 0 ? "an " : "a ";
    words += (words.empty() ? "" : " or ") + std::string(article) + name;
  };
  if (type->is_string()) add(type->string());
  if (type->is_array()) {
    for (const Json& name : type->array()) add(name.string());
  }
  return words;
}

std::string MemberNames(const Shape& shape) {
  std::vector<std::string> names;
  size_t length = 0;
  for (const auto& [name, member] : shape.members) {
    length += name.size() + 2;
    if (length > kListed) {
      names.push_back(std::to_string(shape.members.size() - names.size()) + " more");
      break;
    }
    names.push_back(name);
  }
  return Listed(names);
}

std::string BodyText(const Shape& shape, const std::string& where) {
  if (shape.types.contains(ValueType::kArray)) return where + " is a list";
  return where + " is an object" + (shape.members.empty() ? "" : " with " + MemberNames(shape));
}

class OutcomeComposer {
 public:
  OutcomeComposer(const EndpointMaterial& material, const OutcomeMaterial& outcome, Requirements& requirements)
      : material_(material),
        outcome_(outcome),
        requirements_(requirements),
        slug_(Slug(outcome.outcome)),
        where_(outcome.outcome == "success" ? "success" : "the " + std::to_string(outcome.status)) {}

  ComposedOutcome Compose() {
    json_ = {{"status", outcome_.status},
             {"status_requirement", requirements_.Add(slug_ + "-status", kMust, outcome_.confidence,
                                                      outcome_.status_lines(), StatusText(outcome_))}};
    AddMediaType();
    AddSchema();
    AddMembers();
    AddRelations();
    return {std::move(json_), std::move(schema_), std::move(relations_)};
  }

 private:
  bool HasBody() const { return !outcome_.shape.types.empty(); }

  Lines BodyLines() const {
    if (!outcome_.examples.empty()) return outcome_.examples.front()->lines;
    Lines lines;
    for (const Field& field : outcome_.fields) lines = Join(lines, field.lines);
    return lines;
  }

  void AddMediaType() {
    std::string media_type;
    Lines lines;
    for (const ResponseFact* response : outcome_.responses) {
      if (!media_type.empty() || response->media_type.empty()) continue;
      media_type = ToLower(Trim(response->media_type.substr(0, response->media_type.find(';'))));
      lines = response->media_type_lines ? response->media_type_lines : response->lines;
    }
    const bool told = !media_type.empty() && media_type.find('*') == media_type.npos &&
                      std::count(media_type.begin(), media_type.end(), '/') == 1 &&
                      media_type.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-/") == media_type.npos;
    if (!told && outcome_.examples.empty()) return;
    const std::string id = slug_ + "-media-type";
    const std::string requirement =
        told ? requirements_.Add(id, kMust, kStated, lines, where_ + " is " + media_type)
             : requirements_.Add(id, kShould, kShown, BodyLines(), where_ + " is shown as JSON");
    json_.emplace_back("content_type", told ? media_type : "application/json");
    json_.emplace_back("content_type_requirement", requirement);
  }

  void AddSchema() {
    if (!HasBody()) return;
    std::vector<Shape> apart = ShapesApart(outcome_.examples);
    if (outcome_.outcome == "invalid_request") {
      for (Shape& shape : apart) MarkComplaints(material_.fields, shape);
    }
    const Json body = apart.size() > 1 ? SchemaOfAny(apart, outcome_.status, material_.narrative)
                                       : SchemaOf(outcome_.shape, outcome_.status, material_.narrative);
    Json::Object schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                           {"title", material_.name + ": " + outcome_.outcome}};
    schema.insert(schema.end(), body.object().begin(), body.object().end());
    schema_ = std::move(schema);
    json_.emplace_back("schema", outcome_.outcome + ".schema.json");
    const Confidence confidence = outcome_.examples.empty() ? kStated : kShown;
    json_.emplace_back("schema_requirement", requirements_.Add(slug_ + "-body", kMust, confidence, BodyLines(),
                                                               BodyText(outcome_.shape, where_)));
  }

  void AddMembers() {
    if (!HasBody()) return;
    Json::Object members;
    Collect(outcome_.shape, where_, members);
    if (!members.empty()) json_.emplace_back("members", std::move(members));
  }

  // Members of objects in objects; what stands inside lists counts with the list.
  void Collect(const Shape& shape, const std::string& parent, Json::Object& members) {
    for (const auto& [name, member] : shape.members) {
      members.emplace_back(member.pointer, AddMember(name, member, parent));
      Collect(member, name, members);
    }
  }

  std::string AddMember(const std::string& name, const Shape& member, const std::string& parent) {
    const Told told = ToldOf(member, material_.narrative);
    const Json schema = SchemaOf(member, outcome_.status, material_.narrative);
    std::string text;
    if (const Json* value = schema.Find("const")) {
      text = name + " is " + (value->is_string() ? value->string() : WriteJson(*value)) +
             (where_ == "success" ? " on success" : " in " + where_);
    } else if (!member.declared && member.told_required == false) {
      text = "what is wrong with " + name + " is told under " + name;
    } else if (told.unit != TimeUnit::kNone) {
      const bool moment = told.unit == TimeUnit::kUnixSeconds || told.unit == TimeUnit::kUnixMilliseconds;
      text = name + (moment ? " is a time in " : " is a time span in ") + std::string(RangeOf(told.unit).name);
    } else {
      const std::string type = TypeWords(schema);
      text = parent + (parent == where_ ? " carries " : " has ") + name;
      if (member.types == std::set{ValueType::kNull}) {
        text += ", shown null";
      } else if (!type.empty()) {
        text += ", " + type;
      }
      if (!told.format.empty()) text += ": " + std::string(FormatWords(told.format));
    }
    Lines lines = told.always_lines ? told.always_lines : told.unit_lines ? told.unit_lines : told.format_lines;
    if (!lines) lines = member.description_lines ? member.description_lines : member.lines;
    const bool stated = member.declared || told.always || told.unit != TimeUnit::kNone || !told.format.empty();
    std::string id = slug_ + "-" + PointerSlug(member.pointer);
    if (member.pointer == "/status" || member.pointer == "/body") id += "-member";
    const std::string requirement = requirements_.Add(id, kMust, stated ? kStated : kShown, lines, std::move(text));
    AddShownFormat(name, member, told, id);
    return requirement;
  }

  void AddShownFormat(const std::string& name, const Shape& member, const Told& told, const std::string& id) {
    const std::string format = told.format.empty() ? ShownFormat(member) : "";
    if (format.empty()) return;
    requirements_.Add(id + "-format", kShould, kShown, member.lines,
                      name + " looks like " + std::string(FormatWords(format)),
                      "the document never names the format, and a form that examples show must not fail a backend");
  }

  void AddRelations() {
    if (!HasBody()) return;
    relations_ = Mine({outcome_.outcome, outcome_.status, outcome_.shape, outcome_.examples, material_.tokens},
                      material_.sent, material_.narrative);
    const bool success = outcome_.outcome == "success";
    if (success) AddJwtPromise();
    Json::Object json;
    for (MinedRelation& each : relations_) {
      const bool promised = promised_jwt_ && each.relation.kind == Relation::Kind::kJwt;
      each.relation.requirement =
          requirements_.Add(each.requirement, promised ? kMust : kShould, promised ? kStated : kShown,
                            promised ? *promised_jwt_ : each.lines, each.text);
      json.emplace_back(each.relation.id, ToJson(each.relation));
    }
    if (!json.empty()) json_.emplace_back("relations", std::move(json));
    if (success) AddTokenContents();
  }

  // Text that calls the one token a JWT makes it a must, also where the example's token is cut short.
  void AddJwtPromise() {
    std::vector<std::string> access;
    for (const std::string& pointer : material_.tokens) {
      if (Slug(LastToken(pointer)).find("refresh") == std::string::npos) access.push_back(pointer);
    }
    if (access.size() != 1) return;
    const Shape* member = outcome_.shape.At(access.front());
    promised_jwt_ = JwtPromise(material_.narrative);
    const bool cut_jwt = !member->shown.empty() && member->shown.front().is_string() &&
                         ReadToken(member->shown.front().string()).kind != TokenInside::Kind::kOpaque;
    const bool mined = std::any_of(relations_.begin(), relations_.end(), [](const MinedRelation& each) {
      return each.relation.kind == Relation::Kind::kJwt;
    });
    if (mined) return;
    if (!promised_jwt_ || !(cut_jwt || member->shown.empty())) {
      promised_jwt_.reset();
      return;
    }
    MinedRelation promised;
    const std::string slug = Slug(LastToken(access.front()));
    promised.relation.id = slug + "-is-jwt";
    promised.relation.kind = Relation::Kind::kJwt;
    promised.relation.left = Body(access.front());
    promised.requirement = promised.relation.id;
    promised.text = "the " + slug + " is a JWT";
    std::replace(promised.text.begin(), promised.text.end(), '-', ' ');
    promised.lines = member->lines;
    relations_.push_back(std::move(promised));
  }

  void AddTokenContents() {
    for (const std::string& pointer : material_.tokens) {
      const Shape* member = outcome_.shape.At(pointer);
      if (member == nullptr || member->shown.empty() || !member->shown.front().is_string()) continue;
      const TokenInside inside = ReadToken(member->shown.front().string());
      if (inside.kind != TokenInside::Kind::kJwt) continue;
      const std::string slug = Slug(LastToken(pointer));
      std::string words = "the " + slug;
      std::replace(words.begin(), words.end(), '-', ' ');
      requirements_.Add(slug + "-header", kShould, kShown, member->lines,
                        words + "'s JWT header has " + Names(inside.header),
                        "how a token is signed is between its issuer and its readers");
      requirements_.Add(
          slug + "-claims", kShould, kShown, member->lines, words + " carries " + Names(inside.payload),
          "claims are compared where they relate to another value; the others are for who reads the token");
    }
  }

  static std::string Names(const Json& object) {
    std::vector<std::string> names;
    size_t length = 0;
    for (const auto& [pointer, value] : object.object()) {
      const std::string name = ClaimName("/" + EscapePointerToken(pointer));
      length += name.size() + 2;
      if (length > kListed) {
        names.push_back(std::to_string(object.object().size() - names.size()) + " more");
        break;
      }
      names.push_back(name);
    }
    return names.empty() ? "nothing" : Listed(names);
  }

  const EndpointMaterial& material_;
  const OutcomeMaterial& outcome_;
  Requirements& requirements_;
  const std::string slug_;
  const std::string where_;  // "success", "the 401"
  Json::Object json_;
  Json schema_;
  std::vector<MinedRelation> relations_;
  std::optional<Lines> promised_jwt_;
};

}  // namespace

ComposedOutcome ComposeOutcome(const EndpointMaterial& material, const OutcomeMaterial& outcome,
                               Requirements& requirements) {
  return OutcomeComposer(material, outcome, requirements).Compose();
}

}  // namespace authconform
