#include "harness/base/schema_node.h"

#include <algorithm>
#include <map>

#include "harness/base/suggest.h"

namespace authconform {
namespace {

constexpr std::string_view kDefinitions = "#/definitions/";
// Schemas that apply to the same value, one inside the other. Bounds recursion where no value is consumed.
constexpr int kMaxChain = 32;
constexpr size_t kMaxNodes = 10'000;

const std::pair<std::string_view, TypeBit> kTypes[] = {
    {"null", kNullBit},     {"boolean", kBooleanBit}, {"integer", kIntegerBit}, {"number", kNumberBit},
    {"string", kStringBit}, {"array", kArrayBit},     {"object", kObjectBit},
};

unsigned TypesOf(const Json& type) {
  unsigned bits = 0;
  const auto add = [&](const Json& name) {
    for (const auto& [text, bit] : kTypes) {
      if (text == name.string()) bits |= bit;
    }
  };
  if (type.is_string()) {
    add(type);
  } else {
    for (const Json& name : type.array()) add(name);
  }
  return bits;
}

// A bound past what a size can be is no bound below, and unreachable above: both are the largest size.
size_t SizeOf(const Json& number) {
  const std::optional<int64_t> value = number.AsInt64();
  return value ? static_cast<size_t>(*value) : SchemaNode::kUnbounded;
}

std::string UnescapeToken(std::string token) {
  for (const auto& [escape, plain] : {std::pair("~1", "/"), std::pair("~0", "~")}) {
    for (size_t at = 0; (at = token.find(escape, at)) != std::string::npos; ++at) token.replace(at, 2, plain);
  }
  return token;
}

std::vector<std::string> Names(const Json::Object& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object) names.push_back(name);
  return names;
}

class TreeBuilder {
 public:
  TreeBuilder(const Json& root, std::string_view file) : root_(root), file_(file) {}

  Result<SchemaTree> Build() {
    tree_.root = Link(root_, "");
    if (const Json* definitions = root_.Find("definitions")) {
      // Those that nothing refers to are held to the same rules.
      for (const auto& [name, schema] : definitions->object()) Link(schema, "/definitions/" + EscapePointerToken(name));
    }
    for (size_t i = 0; i < made_.size() && !error_; ++i) {
      const Made next = made_[i];  // a copy: filling makes more
      Fill(*next.node, *next.schema, next.pointer);
    }
    for (size_t i = 0; i < made_.size() && !error_; ++i) Height(*made_[i].node, 0, made_[i].pointer);
    if (error_) return *error_;
    return std::move(tree_);
  }

 private:
  struct Made {
    SchemaNode* node;
    const Json* schema;
    std::string pointer;
  };

  // The first error stands.
  void Refuse(const std::string& pointer, std::string message) {
    if (!error_) error_ = Error{file_, pointer, std::move(message)};
  }

  // The node of `schema`, made now and filled later unless it has been made before; never null.
  const SchemaNode* Link(const Json& schema, std::string pointer) {
    const Json* target = Resolve(&schema, &pointer);
    if (const auto found = nodes_.find(target); found != nodes_.end()) return found->second;
    SchemaNode* node = tree_.nodes.emplace_back(std::make_unique<SchemaNode>()).get();
    if (tree_.nodes.size() > kMaxNodes)
      Refuse(pointer, "there are more than " + std::to_string(kMaxNodes) + " schemas");
    nodes_.emplace(target, node);
    made_.push_back({node, target, std::move(pointer)});
    return node;
  }

  // Follows references to a schema that is none; `pointer` follows along.
  const Json* Resolve(const Json* schema, std::string* pointer) {
    const std::string start = *pointer;
    int followed = 0;
    while (const Json* reference = schema->Find("$ref")) {
      if (++followed > kMaxChain) {
        Refuse(start + "/$ref",
               "the reference leads back to itself, or through more than " + std::to_string(kMaxChain) + " others");
        return schema;
      }
      const Json* target = FindTarget(*schema, reference->string(), pointer);
      if (target == nullptr) return schema;
      schema = target;
    }
    return schema;
  }

  const Json* FindTarget(const Json& schema, const std::string& reference, std::string* pointer) {
    static constexpr std::string_view kBeside[] = {"$ref",        "$comment", "$id",      "$schema",    "title",
                                                   "description", "default",  "examples", "definitions"};
    for (const auto& [keyword, value] : schema.object()) {
      // Draft-07 would silently ignore it.
      if (std::find(std::begin(kBeside), std::end(kBeside), keyword) == std::end(kBeside)) {
        Refuse(*pointer + "/" + EscapePointerToken(keyword),
               keyword + " has no effect beside $ref; put both into allOf");
        return nullptr;
      }
    }
    const std::string at = *pointer + "/$ref";
    if (reference == "#") {
      *pointer = "";
      return &root_;
    }
    const std::string_view token = std::string_view(reference).substr(std::min(kDefinitions.size(), reference.size()));
    if (!reference.starts_with(kDefinitions) || token.find_first_of("/%") != std::string_view::npos) {
      Refuse(at, "the reference " + reference + " is not supported; it must be # or #/definitions/<name>");
      return nullptr;
    }
    const std::string name = UnescapeToken(std::string(token));
    const Json* definitions = root_.Find("definitions");
    const Json* target = definitions == nullptr ? nullptr : definitions->Find(name);
    if (target == nullptr) {
      const auto known = definitions == nullptr ? std::vector<std::string>() : Names(definitions->object());
      Refuse(at, "there is no definition " + name + DidYouMean(name, known));
      return nullptr;
    }
    *pointer = "/definitions/" + EscapePointerToken(name);
    return target;
  }

  void Fill(SchemaNode& node, const Json& schema, const std::string& pointer) {
    if (schema.is_bool()) {
      node.never = !schema.boolean();
      return;
    }
    FillOwnRules(node, schema, pointer);
    FillMembers(node, schema, pointer);
    FillItems(node, schema, pointer);
    FillCombined(node, schema, pointer);
  }

  void FillOwnRules(SchemaNode& node, const Json& schema, const std::string& pointer) {
    const std::pair<const char*, size_t SchemaNode::*> kSizes[] = {
        {"minLength", &SchemaNode::min_length},      {"maxLength", &SchemaNode::max_length},
        {"minItems", &SchemaNode::min_items},        {"maxItems", &SchemaNode::max_items},
        {"minProperties", &SchemaNode::min_members}, {"maxProperties", &SchemaNode::max_members},
    };
    for (const auto& [keyword, field] : kSizes) {
      if (const Json* size = schema.Find(keyword)) node.*field = SizeOf(*size);
    }
    const std::pair<const char*, std::optional<NumberBound> SchemaNode::*> kBounds[] = {
        {"minimum", &SchemaNode::minimum},        {"exclusiveMinimum", &SchemaNode::exclusive_minimum},
        {"maximum", &SchemaNode::maximum},        {"exclusiveMaximum", &SchemaNode::exclusive_maximum},
        {"multipleOf", &SchemaNode::multiple_of},
    };
    for (const auto& [keyword, field] : kBounds) {
      const Json* bound = schema.Find(keyword);
      if (bound != nullptr) node.*field = NumberBound{bound->number().text, ToDecimal(bound->number().text)};
    }
    if (node.multiple_of && node.multiple_of->value.digits.size() > kMaxDivisorDigits) {
      Refuse(pointer + "/multipleOf",
             "a divisor of more than " + std::to_string(kMaxDivisorDigits) + " digits is not supported");
    }
    if (const Json* title = schema.Find("title")) node.title = title->string();
    if (const Json* type = schema.Find("type")) node.types = TypesOf(*type);
    if (const Json* constant = schema.Find("const")) node.constant = *constant;
    if (const Json* choices = schema.Find("enum")) node.choices = choices->array();
    if (const Json* unique = schema.Find("uniqueItems")) node.unique_items = unique->boolean();
    if (const Json* pattern = schema.Find("pattern"))
      node.pattern = MakePattern(pattern->string(), pointer + "/pattern");
    if (const Json* format = schema.Find("format")) {
      node.format = FindStringFormat(format->string());
      if (node.format == nullptr) {
        Refuse(pointer + "/format",
               "there is no format " + format->string() + DidYouMean(format->string(), FormatNames()));
      }
    }
    if (const Json* required = schema.Find("required")) {
      for (const Json& name : required->array()) node.required.push_back(name.string());
    }
  }

  void FillMembers(SchemaNode& node, const Json& schema, const std::string& pointer) {
    if (const Json* members = schema.Find("properties")) {
      for (const auto& [name, member] : members->object()) {
        const std::string at = pointer + "/properties/" + EscapePointerToken(name);
        // valijson would cut the name there.
        if (name.find('\0') != std::string::npos) Refuse(at, "a NUL in a member's name is not supported");
        node.members.emplace_back(name, Link(member, at));
        node.member_names.push_back(name);
      }
      std::sort(node.members.begin(), node.members.end());
    }
    if (const Json* matching = schema.Find("patternProperties")) {
      for (const auto& [pattern, member] : matching->object()) {
        const std::string at = pointer + "/patternProperties/" + EscapePointerToken(pattern);
        node.members_matching.emplace_back(MakePattern(pattern, at), Link(member, at));
      }
    }
    node.other_members = LinkAt(schema, "additionalProperties", pointer);
    node.names = LinkAt(schema, "propertyNames", pointer);
    if (const Json* dependencies = schema.Find("dependencies")) {
      for (const auto& [name, needed] : dependencies->object()) {
        const std::string at = pointer + "/dependencies/" + EscapePointerToken(name);
        if (name.find('\0') != std::string::npos) Refuse(at, "a NUL in a member's name is not supported");
        if (needed.is_array()) {
          for (const Json& other : needed.array()) node.needs.emplace_back(name, other.string());
        } else {
          node.with_member.emplace_back(name, Link(needed, at));
        }
      }
    }
  }

  void FillItems(SchemaNode& node, const Json& schema, const std::string& pointer) {
    if (const Json* items = schema.Find("items"); items != nullptr && items->is_array()) {
      node.items_in_turn = LinkEach(schema, "items", pointer);
      // Without a list in `items`, additionalItems has no meaning.
      node.other_items = LinkAt(schema, "additionalItems", pointer);
    } else {
      node.each_item = LinkAt(schema, "items", pointer);
    }
    node.some_item = LinkAt(schema, "contains", pointer);
  }

  void FillCombined(SchemaNode& node, const Json& schema, const std::string& pointer) {
    node.all_of = LinkEach(schema, "allOf", pointer);
    node.any_of = LinkEach(schema, "anyOf", pointer);
    node.one_of = LinkEach(schema, "oneOf", pointer);
    node.none_of = LinkAt(schema, "not", pointer);
    node.condition = LinkAt(schema, "if", pointer);
    if (node.condition != nullptr) {
      node.then = LinkAt(schema, "then", pointer);
      node.otherwise = LinkAt(schema, "else", pointer);
    } else {
      for (const char* orphan : {"then", "else"}) {
        if (schema.Find(orphan)) Refuse(pointer + "/" + orphan, std::string(orphan) + " has no effect without if");
      }
    }
  }

  const SchemaNode* LinkAt(const Json& schema, const std::string& keyword, const std::string& pointer) {
    const Json* child = schema.Find(keyword);
    return child == nullptr ? nullptr : Link(*child, pointer + "/" + keyword);
  }

  std::vector<const SchemaNode*> LinkEach(const Json& schema, const std::string& keyword, const std::string& pointer) {
    std::vector<const SchemaNode*> linked;
    if (const Json* children = schema.Find(keyword)) {
      for (const Json& child : children->array()) {
        linked.push_back(Link(child, pointer + "/" + keyword + "/" + std::to_string(linked.size())));
      }
    }
    return linked;
  }

  std::unique_ptr<RE2> MakePattern(const std::string& pattern, const std::string& pointer) {
    RE2::Options options;
    options.set_log_errors(false);
    auto compiled = std::make_unique<RE2>(pattern, options);
    if (!compiled->ok()) Refuse(pointer, "the pattern is not one that RE2 takes: " + compiled->error());
    return compiled;
  }

  // How many schemas apply to one value below `node`, itself included; memoized. A cycle never ends and so runs into
  // the bound as well.
  int Height(const SchemaNode& node, int above, const std::string& pointer) {
    if (above >= kMaxChain) {
      Refuse(pointer, "more than " + std::to_string(kMaxChain) +
                          " schemas apply to one value through $ref, allOf and the like: a cycle, or nested too deep");
    }
    if (error_) return 0;
    if (const auto known = heights_.find(&node); known != heights_.end()) {
      if (above + known->second > kMaxChain) return Height(node, kMaxChain, pointer);
      return known->second;
    }
    int below = 0;
    const auto add = [&](const SchemaNode* child) {
      if (child != nullptr) below = std::max(below, Height(*child, above + 1, pointer));
    };
    for (const auto* list : {&node.all_of, &node.any_of, &node.one_of}) {
      for (const SchemaNode* child : *list) add(child);
    }
    for (const auto& [name, child] : node.with_member) add(child);
    for (const SchemaNode* child : {node.none_of, node.condition, node.then, node.otherwise}) add(child);
    return heights_[&node] = below + 1;
  }

  const Json& root_;
  const std::string file_;
  SchemaTree tree_;
  std::vector<Made> made_;
  std::map<const Json*, const SchemaNode*> nodes_;  // by the schema they were made of
  std::map<const SchemaNode*, int> heights_;
  std::optional<Error> error_;
};

}  // namespace

const SchemaNode* SchemaNode::FindMember(std::string_view name) const {
  const auto found =
      std::lower_bound(members.begin(), members.end(), name,
                       [](const auto& member, std::string_view wanted) { return member.first < wanted; });
  return found != members.end() && found->first == name ? found->second : nullptr;
}

Result<SchemaTree> BuildSchemaTree(const Json& schema, std::string_view file) {
  return TreeBuilder(schema, file).Build();
}

}  // namespace authconform
