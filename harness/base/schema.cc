#include "harness/base/schema.h"

// Only this file includes valijson, which ends the process where it would throw unless told so.
#define VALIJSON_USE_EXCEPTIONS 1
// It compiles std::regex in, never used here, about which GCC 12 is mistaken when it compiles for the sanitizers.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <exception>
#include <map>
#include <new>
#include <utility>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/schema.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

#include "harness/base/json_adapter.h"
#include "harness/base/schema_explain.h"
#include "harness/base/schema_metaschema.h"
#include "harness/base/schema_node.h"
#include "harness/base/schema_rules.h"
#include "harness/base/schema_words.h"
#include "harness/base/suggest.h"

namespace authconform {
namespace {

namespace vj = valijson::constraints;

// The rules valijson would judge wrongly, slowly or with std::regex, judged by ours. They are all rules on one value
// (numbers, lengths, pattern, format, const, enum, uniqueItems, …), and those on members that need a pattern or a
// name's schema.
class OwnRules : public vj::PolyConstraint {
 public:
  explicit OwnRules(const SchemaNode& node) : node_(node) {}

  bool validate(const valijson::adapters::Adapter& target, const std::vector<std::string>&,
                valijson::ValidationResults*) const override {
    // Only propertyNames would hand over another kind of adapter, and valijson is never given that keyword.
    const Json& value = static_cast<const JsonAdapter&>(target).value();
    if (!BrokenRules(node_, value).empty()) return false;
    return !JudgesMembers(node_) || !value.is_object() || MembersConform(node_, value);
  }

  static bool JudgesMembers(const SchemaNode& node) { return !node.members_matching.empty() || node.names != nullptr; }

 private:
  vj::Constraint* cloneInto(void* memory) const override { return new (memory) OwnRules(*this); }
  size_t sizeOf() const override { return sizeof(OwnRules); }

  const SchemaNode& node_;
};

// Builds valijson's form from the nodes. Its own parser is left out: it follows reference cycles without end, ignores
// keywords of the wrong type, and mistakes one subschema for another under propertyNames.
class ValijsonBuilder {
 public:
  ValijsonBuilder(const SchemaTree& tree, valijson::Schema& schema) : schema_(schema) {
    for (const auto& node : tree.nodes) made_[node.get()] = schema_.createSubschema();
    for (const auto& node : tree.nodes) Fill(*node, made_[node.get()]);
  }

  const valijson::Subschema* Find(const SchemaNode* node) const { return made_.at(node); }

 private:
  void Fill(const SchemaNode& node, const valijson::Subschema* into) {
    schema_.setAlwaysInvalid(into, node.never);
    schema_.addConstraintToSubschema(OwnRules(node), into);
    FillMembers(node, into);
    FillItems(node, into);
    FillCombined(node, into);
  }

  void FillMembers(const SchemaNode& node, const valijson::Subschema* into) {
    if (!OwnRules::JudgesMembers(node) && (!node.members.empty() || node.other_members != nullptr)) {
      vj::PropertiesConstraint members;
      for (const auto& [name, member] : node.members) members.addPropertySubschema(name, Find(member));
      const SchemaNode* others = node.other_members;
      members.setAdditionalPropertiesSubschema(others == nullptr ? schema_.emptySubschema() : Find(others));
      schema_.addConstraintToSubschema(members, into);
    }
    if (node.with_member.empty()) return;
    vj::DependenciesConstraint dependencies;
    for (const auto& [name, schema] : node.with_member) dependencies.addSchemaDependency(name, Find(schema));
    schema_.addConstraintToSubschema(dependencies, into);
  }

  void FillItems(const SchemaNode& node, const valijson::Subschema* into) {
    if (node.each_item != nullptr) {
      vj::SingularItemsConstraint items;
      items.setItemsSubschema(Find(node.each_item));
      schema_.addConstraintToSubschema(items, into);
    }
    if (!node.items_in_turn.empty()) {
      vj::LinearItemsConstraint items;
      for (const SchemaNode* item : node.items_in_turn) items.addItemSubschema(Find(item));
      const SchemaNode* others = node.other_items;
      items.setAdditionalItemsSubschema(others == nullptr ? schema_.emptySubschema() : Find(others));
      schema_.addConstraintToSubschema(items, into);
    }
    if (node.some_item != nullptr) {
      vj::ContainsConstraint contains;
      contains.setSubschema(Find(node.some_item));
      schema_.addConstraintToSubschema(contains, into);
    }
  }

  void FillCombined(const SchemaNode& node, const valijson::Subschema* into) {
    AddList<vj::AllOfConstraint>(node.all_of, into);
    AddList<vj::AnyOfConstraint>(node.any_of, into);
    AddList<vj::OneOfConstraint>(node.one_of, into);
    if (node.none_of != nullptr) {
      vj::NotConstraint none;
      none.setSubschema(Find(node.none_of));
      schema_.addConstraintToSubschema(none, into);
    }
    if (node.condition != nullptr) {
      vj::ConditionalConstraint conditional;
      conditional.setIfSubschema(Find(node.condition));
      if (node.then != nullptr) conditional.setThenSubschema(Find(node.then));
      if (node.otherwise != nullptr) conditional.setElseSubschema(Find(node.otherwise));
      schema_.addConstraintToSubschema(conditional, into);
    }
  }

  template <typename Constraint>
  void AddList(const std::vector<const SchemaNode*>& nodes, const valijson::Subschema* into) {
    if (nodes.empty()) return;
    Constraint constraint;
    for (const SchemaNode* node : nodes) constraint.addSubschema(Find(node));
    schema_.addConstraintToSubschema(constraint, into);
  }

  valijson::Schema& schema_;
  std::map<const SchemaNode*, const valijson::Subschema*> made_;
};

struct Parts {
  SchemaTree tree;
  valijson::Schema schema;
  const valijson::Subschema* root = nullptr;
};

Result<SchemaTree> BuildMetaschema() { return BuildSchemaTree(MakeMetaschema(), "metaschema"); }

// The sentence for the first way in which a schema is no valid schema.
Error MetaschemaError(const SchemaViolation& violation, const SchemaTree& metaschema, std::string_view file) {
  Error error{std::string(file), violation.pointer, "expected " + violation.expected + ", not " + violation.actual};
  if (violation.keyword != "additionalProperties") return error;
  const std::string keyword = violation.pointer.substr(violation.pointer.rfind('/') + 1);
  const bool in_root = violation.pointer.rfind('/') == 0;
  const std::vector<std::string>& all = metaschema.root->member_names;
  if (!in_root && std::find(all.begin(), all.end(), keyword) != all.end() && metaschema.root->FindMember(keyword)) {
    error.message = keyword + " is supported at the root of a schema only";
  } else {
    error.message = "the keyword " + ShowName(keyword) + " is unknown or not supported" + DidYouMean(keyword, all);
  }
  return error;
}

}  // namespace

struct Schema::Compiled {
  std::shared_ptr<const Parts> parts;
  valijson::Validator validator;  // keeps a cache, so each thread needs its own
};

Schema::Schema(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Result<Schema> Schema::Compile(const Json& schema, std::string_view file) {
  static const Result<SchemaTree> kMetaschema = BuildMetaschema();
  if (!kMetaschema) return kMetaschema.error();
  const std::vector<SchemaViolation> violations = Explain(*kMetaschema->root, schema);
  if (!violations.empty()) return MetaschemaError(violations[0], *kMetaschema, file);

  Result<SchemaTree> tree = BuildSchemaTree(schema, file);
  if (!tree) return tree.error();
  try {
    auto parts = std::make_shared<Parts>();
    parts->tree = *std::move(tree);
    parts->root = ValijsonBuilder(parts->tree, parts->schema).Find(parts->tree.root);
    auto compiled = std::make_unique<Compiled>();
    compiled->parts = std::move(parts);
    return Schema(std::move(compiled));
  } catch (const std::exception& thrown) {
    return Error{std::string(file), "", std::string("the schema cannot be compiled: ") + thrown.what()};
  }
}

std::vector<SchemaViolation> Schema::Check(const Json& value) const {
  const Parts& parts = *compiled_->parts;
  try {
    // Without results: with them valijson goes on after the first failure and keeps a text for each.
    if (compiled_->validator.validate(*parts.root, JsonAdapter(value), nullptr)) return {};
  } catch (const std::exception&) {
    // Whatever it was, the explanation below decides on its own.
    if (Conforms(*parts.tree.root, value)) return {};
  }
  std::vector<SchemaViolation> violations = Explain(*parts.tree.root, value);
  if (violations.empty()) violations.push_back({"", Summarize(*parts.tree.root), DescribeValue(value), "schema"});
  return violations;
}

Schema Schema::Clone() const {
  auto copy = std::make_unique<Compiled>();
  copy->parts = compiled_->parts;
  return Schema(std::move(copy));
}

}  // namespace authconform
