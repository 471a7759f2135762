#include "tools/derive/read/members.h"

#include <utility>

namespace authconform {
namespace {

class Collector {
 public:
  explicit Collector(const LooseJson& body) : body_(body) {}

  std::vector<Field> Collect() {
    Visit(body_.value, "", "");
    return std::move(fields_);
  }

 private:
  // `pointer` names the value in the example, `path` the field. Depth is bounded by the reader of the example.
  void Visit(const Json& value, const std::string& pointer, const std::string& path) {
    if (!path.empty()) Add(value, pointer, path);
    if (value.is_object()) {
      for (const auto& [name, member] : value.object()) {
        const std::string token = "/" + EscapePointerToken(name);
        Visit(member, pointer + token, path + token);
      }
    } else if (value.is_array()) {
      for (size_t i = 0; i < value.array().size(); ++i) {
        Visit(value.array()[i], pointer + "/" + std::to_string(i), path + "/*");
      }
    }
  }

  void Add(const Json& value, const std::string& pointer, const std::string& path) {
    Field field;
    field.path = path;
    field.type = TypeOf(value);
    if (auto placeholder = body_.placeholders.find(pointer); placeholder != body_.placeholders.end()) {
      field.type = placeholder->second;
    } else {
      field.nullable = value.is_null();
      if (!value.is_object() && !value.is_array()) field.example = value;
    }
    if (auto lines = body_.lines.find(pointer); lines != body_.lines.end()) field.lines = lines->second;
    const auto [known, added] = index_.emplace(path, fields_.size());
    if (added) {
      fields_.push_back(std::move(field));
    } else {
      Widen(fields_[known->second], field);
    }
  }

 public:
  static void Widen(Field& field, const Field& more) {
    const bool open = field.type == ValueType::kUnknown || field.type == ValueType::kNull;
    if (open && more.type != ValueType::kUnknown) {
      if (more.type != ValueType::kNull || field.type == ValueType::kUnknown) field.type = more.type;
    } else if (field.type == ValueType::kInteger && more.type == ValueType::kNumber && !field.declared) {
      field.type = ValueType::kNumber;
    }
    field.nullable = field.nullable || more.nullable;
    if (!field.lines) field.lines = more.lines;
    if (!field.example || field.example->is_null()) {
      if (more.example) field.example = more.example;
    }
    if (!field.required) field.required = more.required;
    if (field.description.empty()) field.description = more.description;
    if (field.allowed.empty()) field.allowed = more.allowed;
  }

 private:
  const LooseJson& body_;
  std::vector<Field> fields_;
  std::map<std::string, size_t> index_;
};

}  // namespace

std::vector<Field> MembersOf(const LooseJson& body) { return Collector(body).Collect(); }

FieldUnion::FieldUnion(std::vector<Field> fields) : fields_(std::move(fields)) {
  for (size_t i = 0; i < fields_.size(); ++i) index_.emplace(std::pair(fields_[i].in, fields_[i].path), i);
}

void FieldUnion::Add(std::vector<Field> more) {
  for (Field& field : more) {
    const auto [known, added] = index_.emplace(std::pair(field.in, field.path), fields_.size());
    if (added) {
      fields_.push_back(std::move(field));
    } else {
      Collector::Widen(fields_[known->second], field);
    }
  }
}

void Merge(std::vector<Field>& fields, std::vector<Field> more) {
  FieldUnion all(std::move(fields));
  all.Add(std::move(more));
  fields = all.Take();
}

std::vector<Field> MembersOfAll(const std::vector<const ResponseFact*>& responses) {
  FieldUnion all;
  for (const ResponseFact* response : responses) {
    all.Add(response->fields);
    for (const Example& example : response->examples) {
      if (example.body) all.Add(MembersOf(*example.body));
    }
  }
  return all.Take();
}

void FillOpen(EndpointFact& endpoint, const EndpointFact& more) {
  if (!endpoint.encoding) {
    endpoint.encoding = more.encoding;
    endpoint.encoding_lines = more.encoding_lines;
  }
  if (!endpoint.auth) {
    endpoint.auth = more.auth;
    endpoint.auth_lines = more.auth_lines;
    endpoint.auth_header = more.auth_header;
  }
  endpoint.needs_auth |= more.needs_auth;
}

}  // namespace authconform
