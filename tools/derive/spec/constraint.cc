#include "tools/derive/spec/constraint.h"

#include <re2/re2.h>

#include <algorithm>

#include "tools/derive/spec/narrative.h"
#include "tools/derive/spec/slug.h"

namespace authconform {
namespace {

constexpr size_t kTexts = 200;  // of a refusal
constexpr size_t kText = 2'000;

// A text in a refusal's example; items of a list belong to the list.
struct Message {
  std::string member;
  std::string text;
  Lines lines;
};

void Collect(const LooseJson& body, const Json& value, const std::string& pointer, const std::string& member,
             std::vector<Message>& messages) {
  if (messages.size() >= kTexts) return;
  if (value.is_string()) {
    const auto lines = body.lines.find(pointer);
    messages.push_back({member, value.string().substr(0, kText), lines == body.lines.end() ? Lines() : lines->second});
  } else if (value.is_array()) {
    for (size_t i = 0; i < value.array().size(); ++i) {
      Collect(body, value.array()[i], pointer + "/" + std::to_string(i), member, messages);
    }
  } else if (value.is_object() && (pointer.empty() || pointer == member)) {
    for (const auto& [name, below] : value.object()) {
      const std::string at = pointer + "/" + EscapePointerToken(name);
      Collect(body, below, at, at, messages);
    }
  }
}

bool SameName(std::string_view a, std::string_view b) { return Slug(a) == Slug(b); }

Constraint& For(const std::string& field, std::vector<Constraint>& constraints) {
  for (Constraint& known : constraints) {
    if (known.field == field) return known;
  }
  constraints.push_back({});
  constraints.back().field = field;
  return constraints.back();
}

void ReadLength(std::string_view text, Lines lines, const std::string& field, std::vector<Constraint>& constraints) {
  const LengthRange length = LengthIn(text);
  if (!length.shortest && !length.longest) return;
  Constraint& constraint = For(field, constraints);
  if (length.shortest) constraint.shortest = length.shortest;
  if (length.longest) constraint.longest = length.longest;
  constraint.length_lines = Join(constraint.length_lines, lines);
}

bool TellsExactFields(const std::string& text, const std::vector<const Field*>& fields) {
  return fields.size() > 1 && SaysOneOf(ToLower(text), {"exact*", "only", "unexpected", "unknown", "not allowed"}) &&
         std::all_of(fields.begin(), fields.end(),
                     [&](const Field* field) { return HasWord(text, LastToken(field->path)); });
}

}  // namespace

LengthRange LengthIn(std::string_view text) {
  static const std::string kUnit = R"(\s*-?\s*(?:char|caract|zeichen|karakter|letters|symbols))";
  static const std::string kNumber = R"([^\d.;]{0,12}?\b(\d{1,6}))";
  static const RE2 kBetween(R"((?i)\b(\d{1,6})\s*(?:-|–|and|to|y|e|a|et|à|und|bis|dan|sampai)\s*(\d{1,6}))" + kUnit);
  static const RE2 kAtLeast(
      R"((?i)\b(?:at least|minimum|min|no less than|not less than|more than or equal to|al menos|mínimo|pelo menos|au moins|mindestens|minimal))" +
      kNumber + kUnit);
  static const RE2 kAtMost(
      R"((?i)\b(?:at most|maximum|max|up to|(?:greater|longer|more) than|máximo|au plus|höchstens|maksimal))" +
      kNumber + kUnit);
  LengthRange length;
  int first = 0;
  int second = 0;
  if (RE2::PartialMatch(text, kBetween, &first, &second) && first <= second) return {first, second};
  if (RE2::PartialMatch(text, kAtLeast, &first)) length.shortest = first;
  if (RE2::PartialMatch(text, kAtMost, &second) && second >= first) length.longest = second;
  return length;
}

Constraints ConstraintsIn(const std::vector<const Field*>& fields, const std::vector<const Example*>& refusals) {
  Constraints found;
  for (const Field* field : fields) {
    ReadLength(std::string_view(field->description).substr(0, kText), field->lines, LastToken(field->path),
               found.fields);
  }
  std::vector<Message> messages;
  for (const Example* refusal : refusals) {
    if (refusal->body) Collect(*refusal->body, refusal->body->value, "", "", messages);
  }
  for (const Message& message : messages) {
    const auto about = std::find_if(fields.begin(), fields.end(), [&](const Field* field) {
      return SameName(LastToken(field->path), LastToken(message.member));
    });
    if (about == fields.end()) {
      if (found.exact || !TellsExactFields(message.text, fields)) continue;
      found.exact = true;
      found.exact_member = message.member;
      found.exact_lines = message.lines;
      continue;
    }
    const std::string name = LastToken((*about)->path);
    Constraint& constraint = For(name, found.fields);
    if (constraint.violation_member.empty()) constraint.violation_member = message.member;
    constraint.violation_lines = Join(constraint.violation_lines, message.lines);
    ReadLength(message.text, message.lines, name, found.fields);
    const std::string text = ToLower(message.text);
    if (SaysOneOf(text, {"email address", "e-mail address", "valid email", "valid e-mail"})) {
      For(name, found.fields).email = true;
      For(name, found.fields).email_lines = message.lines;
    }
  }
  return found;
}

}  // namespace authconform
