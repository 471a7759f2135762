#include "tools/derive/spec/shape.h"

#include <algorithm>
#include <map>

namespace authconform {
namespace {

constexpr size_t kShown = 16;
constexpr size_t kMembers = 500;  // of one object, so that looking names up stays cheap

Shape& MemberOf(Shape& shape, const std::string& name) {
  for (auto& [known, member] : shape.members) {
    if (known == name) return member;
  }
  Shape member;
  member.pointer = shape.pointer + "/" + EscapePointerToken(name);
  shape.members.push_back({name, std::move(member)});
  return shape.members.back().shape;
}

Shape& ItemOf(Shape& shape) {
  if (shape.items.empty()) {
    shape.items.emplace_back();
    shape.items.back().pointer = shape.pointer + "/*";
  }
  return shape.items.back();
}

void AddScalar(const Json& value, Shape& shape) {
  if (value.is_null()) return;
  if (value.is_string() && value.string().empty()) shape.empty_text = true;
  if (shape.shown.size() < kShown && std::find(shape.shown.begin(), shape.shown.end(), value) == shape.shown.end()) {
    shape.shown.push_back(value);
  }
}

// Adds one example to a shape. Recurses as deep as the example, which its reader bounds.
class Adder {
 public:
  explicit Adder(const LooseJson& example) : example_(example) {}

  void Add(const Json& value, const std::string& pointer, Shape& shape) {
    ++shape.times;
    if (!shape.lines) {
      const auto lines = example_.lines.find(pointer);
      if (lines != example_.lines.end()) shape.lines = lines->second;
    }
    if (const auto named = example_.placeholders.find(pointer); named != example_.placeholders.end()) {
      if (named->second != ValueType::kUnknown) AddType(named->second, shape);
      return;
    }
    AddType(TypeOf(value), shape);
    shape.open = shape.open || std::binary_search(elided_.begin(), elided_.end(), pointer);
    if (value.is_object()) {
      ++shape.objects;
      for (const auto& [name, member] : value.object()) {
        if (shape.members.size() >= kMembers) break;
        Add(member, pointer + "/" + EscapePointerToken(name), MemberOf(shape, name));
      }
    } else if (value.is_array()) {
      for (size_t i = 0; i < value.array().size(); ++i) {
        Add(value.array()[i], pointer + "/" + std::to_string(i), ItemOf(shape));
      }
    } else {
      AddScalar(value, shape);
    }
  }

  void AddWhole(Shape& shape) {
    elided_ = example_.elided;
    std::sort(elided_.begin(), elided_.end());
    Add(example_.value, "", shape);
  }

 private:
  static void AddType(ValueType type, Shape& shape) {
    shape.types.insert(type);
    if (type != ValueType::kNull && shape.shown_type == ValueType::kUnknown) shape.shown_type = type;
  }

  const LooseJson& example_;
  std::vector<std::string> elided_;
};

// Tokens of a pointer, unescaped.
std::vector<std::string> Tokens(std::string_view pointer) {
  std::vector<std::string> tokens;
  while (pointer.starts_with('/')) {
    const size_t end = std::min(pointer.find('/', 1), pointer.size());
    std::string token;
    for (size_t i = 1; i < end; ++i) {
      const bool escape = pointer[i] == '~' && i + 1 < end;
      token += escape ? (pointer[++i] == '1' ? '/' : '~') : pointer[i];
    }
    tokens.push_back(std::move(token));
    pointer.remove_prefix(end);
  }
  return tokens;
}

void Declare(const Field& field, Shape& whole) {
  Shape* shape = &whole;
  for (const std::string& token : Tokens(field.path)) {
    if (shape->members.size() >= kMembers) return;
    // What has members or items is a container, though a list may name its members only.
    if (shape->types.empty()) shape->types.insert(token == "*" ? ValueType::kArray : ValueType::kObject);
    shape = token == "*" ? &ItemOf(*shape) : &MemberOf(*shape, token);
  }
  shape->declared = true;
  shape->declared_type = field.type;
  if (field.type != ValueType::kUnknown) shape->types.insert(field.type);
  if (field.nullable) shape->types.insert(ValueType::kNull);
  shape->told_required = field.required;
  shape->description = field.description;
  shape->description_lines = field.lines;
  shape->allowed = field.allowed;
  shape->format = field.format;
  if (!shape->lines) shape->lines = field.lines;
}

}  // namespace

const Shape* Shape::Find(std::string_view name) const {
  for (const auto& [known, member] : members) {
    if (known == name) return &member;
  }
  return nullptr;
}

const Shape* Shape::At(std::string_view below) const {
  const Shape* shape = this;
  for (const std::string& token : Tokens(below)) {
    shape = token == "*" ? (shape->items.empty() ? nullptr : &shape->items.front()) : shape->Find(token);
    if (shape == nullptr) return nullptr;
  }
  return shape;
}

Shape ShapeOf(const std::vector<const Example*>& examples, const std::vector<Field>& fields) {
  Shape whole;
  for (const Example* example : examples) {
    if (example->body) Adder(*example->body).AddWhole(whole);
  }
  for (const Field& field : fields) {
    if (field.declared) Declare(field, whole);
  }
  return whole;
}

std::vector<Shape> ShapesApart(const std::vector<const Example*>& examples) {
  std::vector<std::vector<const Example*>> groups;
  std::map<std::set<std::string>, size_t> known;
  for (const Example* example : examples) {
    if (!example->body) continue;
    std::set<std::string> names;
    if (example->body->value.is_object()) {
      for (const auto& [name, member] : example->body->value.object()) names.insert(name);
    }
    const size_t group = known.try_emplace(std::move(names), groups.size()).first->second;
    if (group == groups.size()) groups.emplace_back();
    groups[group].push_back(example);
  }
  std::vector<Shape> shapes;
  for (const auto& together : groups) shapes.push_back(ShapeOf(together, {}));
  return shapes;
}

}  // namespace authconform
