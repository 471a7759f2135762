#include "tools/derive/read/openapi_schema.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

namespace authconform {
namespace {

using Place = OpenApiDocument::Place;

constexpr size_t kDeepest = 24;

// What all parts of a schema say together.
struct Shape {
  ValueType type = ValueType::kUnknown;
  bool nullable = false;
  std::string description;
  std::string format;
  std::optional<Json> example;
  std::vector<Json> allowed;
  std::vector<std::pair<std::string, std::vector<Place>>> members;  // in the order of the document
  std::unordered_map<std::string, size_t> member_index;
  std::set<std::string> required;
  std::vector<Place> items;
  Lines lines;
};

ValueType NamedType(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, ValueType>, 7> kTypes = {{
      {"string", ValueType::kString},
      {"integer", ValueType::kInteger},
      {"number", ValueType::kNumber},
      {"boolean", ValueType::kBoolean},
      {"object", ValueType::kObject},
      {"array", ValueType::kArray},
      {"null", ValueType::kNull},
  }};
  for (const auto& [known, type] : kTypes) {
    if (known == name) return type;
  }
  return ValueType::kUnknown;
}

// The type beside null of OpenAPI 3.1's lists of types; unknown when there are several.
ValueType TypeInList(const Json::Array& names) {
  ValueType only = ValueType::kUnknown;
  for (const Json& name : names) {
    const ValueType type = name.is_string() ? NamedType(name.string()) : ValueType::kUnknown;
    if (type == ValueType::kNull) continue;
    if (only != ValueType::kUnknown) return ValueType::kUnknown;
    only = type;
  }
  return only;
}

bool ListsNull(const Json* type) {
  if (type == nullptr || !type->is_array()) return false;
  const Json::Array& names = type->array();
  return std::find(names.begin(), names.end(), Json("null")) != names.end();
}

bool IsNumeric(ValueType type) { return type == ValueType::kInteger || type == ValueType::kNumber; }

// Of two parts of one schema, or two alternatives, of which one may say nothing.
ValueType CommonType(ValueType a, ValueType b) {
  if (a == b || b == ValueType::kUnknown) return a;
  if (a == ValueType::kUnknown) return b;
  return IsNumeric(a) && IsNumeric(b) ? ValueType::kNumber : ValueType::kUnknown;
}

template <typename T>
void Fill(T& empty, T value) {
  if (empty == T{}) empty = std::move(value);
}

const Json* FirstExample(const Place& schema) {
  for (std::string_view name : {"example", "x-example", "default", "const"}) {
    if (const Json* example = schema.value->Find(name); example != nullptr && !example->is_null()) return example;
  }
  const Json* examples = schema.value->Find("examples");
  return examples != nullptr && examples->is_array() && !examples->array().empty() ? &examples->array()[0] : nullptr;
}

class SchemaReader {
 public:
  SchemaReader(OpenApiDocument& document, SchemaUse use) : document_(document), use_(use) {}

  void ReadInside(const std::vector<Place>& parts, const std::string& path) {
    const Chain chain(*this);
    AddInside(ShapeOf(parts), path);
  }

  void ReadField(const std::vector<Place>& parts, const std::string& path, std::optional<bool> required) {
    const Chain chain(*this);
    const Shape shape = ShapeOf(parts);
    Field field;
    field.path = path;
    field.type = shape.type;
    field.required = required;
    field.lines = shape.lines;
    field.declared = true;
    field.description = shape.description;
    field.example = shape.example;
    field.allowed = shape.allowed;
    field.nullable = shape.nullable;
    field.format = shape.format;
    fields_.push_back(std::move(field));
    AddInside(shape, path);
  }

  std::vector<Field> Take() { return std::move(fields_); }

 private:
  // While it lives, the schemas in it are being read, and are not read again inside themselves.
  class Chain {
   public:
    explicit Chain(SchemaReader& reader) : reader_(reader), length_(reader.active_.size()) { ++reader_.depth_; }
    ~Chain() {
      reader_.active_.resize(length_);
      --reader_.depth_;
    }
    Chain(const Chain&) = delete;
    Chain& operator=(const Chain&) = delete;

   private:
    SchemaReader& reader_;
    size_t length_;
  };

  void AddInside(const Shape& shape, const std::string& path) {
    if (depth_ > kDeepest) return;
    for (const auto& [name, parts] : shape.members) {
      ReadField(parts, path + "/" + EscapePointerToken(name), shape.required.contains(name));
    }
    if (!shape.items.empty()) ReadField(shape.items, path + "/*", std::nullopt);
  }

  Shape ShapeOf(const std::vector<Place>& parts) {
    Shape shape;
    for (const Place& part : parts) Collect(part, shape, 0);
    if (shape.type == ValueType::kUnknown && !shape.members.empty()) shape.type = ValueType::kObject;
    if (shape.type == ValueType::kUnknown && !shape.items.empty()) shape.type = ValueType::kArray;
    if (shape.type == ValueType::kUnknown && !shape.allowed.empty()) shape.type = TypeOf(shape.allowed[0]);
    return shape;
  }

  void Collect(const Place& part, Shape& shape, size_t depth) {
    shape.lines = shape.lines ? shape.lines : document_.LinesOf(part);
    const bool by_reference = part && part.value->Find("$ref") != nullptr;
    // What stands beside a reference is said of this use of the schema.
    if (by_reference) shape.description = part.Text("description");
    if (depth > kDeepest || !document_.SpendSchema()) return;
    const Place schema = document_.Resolve(part);
    if (!schema || !schema.value->is_object()) return;
    if (by_reference) {
      if (std::find(active_.begin(), active_.end(), schema.value) != active_.end()) {
        shape.type = CommonType(shape.type, TypeOfSchema(schema));
        return;
      }
      active_.push_back(schema.value);
    }
    CollectOwn(schema, shape);
    for (const Place& all : schema.Member("allOf").Items()) Collect(all, shape, depth + 1);
    CollectAlternatives(schema.Member("oneOf").Items(), shape, depth);
    CollectAlternatives(schema.Member("anyOf").Items(), shape, depth);
  }

  void CollectOwn(const Place& schema, Shape& shape) {
    const Json* type = schema.value->Find("type");
    shape.type = CommonType(shape.type, TypeOfSchema(schema));
    Fill(shape.description, schema.Text("description"));
    Fill(shape.format, schema.Text("format"));
    shape.nullable |= schema.True("nullable") || schema.True("x-nullable") || ListsNull(type);
    if (const Json* example = FirstExample(schema); example != nullptr && !shape.example) shape.example = *example;
    if (shape.allowed.empty()) shape.allowed = AllowedBy(schema);
    for (const auto& [name, member] : schema.Member("properties").Members()) AddMember(name, {member}, shape);
    for (const Place& name : schema.Member("required").Items()) {
      if (name.value->is_string()) shape.required.insert(name.value->string());
    }
    if (const Place items = schema.Member("items")) shape.items.push_back(items);
  }

  static std::vector<Json> AllowedBy(const Place& schema) {
    std::vector<Json> allowed;
    for (const Place& value : schema.Member("enum").Items()) {
      if (!value.value->is_null()) allowed.push_back(*value.value);
    }
    if (const Json* constant = schema.value->Find("const")) allowed = {*constant};
    return allowed;
  }

  void AddMember(const std::string& name, const std::vector<Place>& parts, Shape& shape) {
    const Place member = document_.Resolve(parts[0]);
    if (member && member.True(use_ == SchemaUse::kRequest ? "readOnly" : "writeOnly")) return;
    const auto [at, is_new] = shape.member_index.emplace(name, shape.members.size());
    if (is_new) shape.members.emplace_back(name, std::vector<Place>{});
    std::vector<Place>& known = shape.members[at->second].second;
    known.insert(known.end(), parts.begin(), parts.end());
  }

  void CollectAlternatives(const std::vector<Place>& alternatives, Shape& shape, size_t depth) {
    std::map<std::string, size_t> required;
    size_t count = 0;
    // What one alternative builds on, another may build on too.
    const std::vector<const Json*> before = active_;
    std::vector<const Json*> after = active_;
    for (const Place& alternative : alternatives) {
      const Place schema = document_.Resolve(alternative);
      if (schema && TypeOfSchema(schema) == ValueType::kNull) {
        shape.nullable = true;
        continue;
      }
      ++count;
      Shape own;
      active_ = before;
      Collect(alternative, own, depth + 1);
      after.insert(after.end(), active_.begin() + static_cast<std::ptrdiff_t>(before.size()), active_.end());
      for (const std::string& name : own.required) ++required[name];
      MergeAlternative(own, shape);
    }
    active_ = std::move(after);
    for (const auto& [name, times] : required) {
      if (times == count) shape.required.insert(name);
    }
  }

  void MergeAlternative(const Shape& own, Shape& shape) {
    shape.type = CommonType(shape.type, own.type);
    shape.nullable |= own.nullable;
    if (!shape.example) shape.example = own.example;
    Fill(shape.description, own.description);
    shape.allowed.insert(shape.allowed.end(), own.allowed.begin(), own.allowed.end());
    for (const auto& [name, parts] : own.members) AddMember(name, parts, shape);
    shape.items.insert(shape.items.end(), own.items.begin(), own.items.end());
  }

  OpenApiDocument& document_;
  SchemaUse use_;
  std::vector<Field> fields_;
  std::vector<const Json*> active_;
  size_t depth_ = 0;
};

}  // namespace

ValueType TypeOfSchema(const Place& schema) {
  const Json* type = schema.value->Find("type");
  if (type != nullptr && type->is_string()) return NamedType(type->string());
  if (type != nullptr && type->is_array()) return TypeInList(type->array());
  if (schema.value->Find("properties") != nullptr) return ValueType::kObject;
  if (schema.value->Find("items") != nullptr) return ValueType::kArray;
  if (const Json* constant = schema.value->Find("const")) return TypeOf(*constant);
  return ValueType::kUnknown;
}

std::vector<Field> FieldsOfSchema(OpenApiDocument& document, const Place& schema, SchemaUse use) {
  SchemaReader reader(document, use);
  reader.ReadInside({schema}, "");
  return reader.Take();
}

std::vector<Field> FieldsOfParameter(OpenApiDocument& document, const Place& schema, const std::string& name) {
  SchemaReader reader(document, SchemaUse::kRequest);
  reader.ReadField({schema}, "/" + EscapePointerToken(name), std::nullopt);
  return reader.Take();
}

}  // namespace authconform
