// The examples and declared members of one body into its shape: what each place in it was ever shown or said to hold.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/derive/facts.h"

namespace authconform {

struct NamedShape;

// One place in a body: the whole, a member, or every item of an array.
struct Shape {
  std::string pointer;        // '*' for items
  std::set<ValueType> types;  // shown or declared; kNull among them when null was shown
  std::vector<Json> shown;    // the scalars of the examples, each value once, null left out; sixteen at most
  bool empty_text = false;    // "" was shown
  Lines lines;                // where it is shown first, else declared
  std::string description;    // where a list declares it
  Lines description_lines;
  bool declared = false;
  ValueType declared_type = ValueType::kUnknown;
  ValueType shown_type = ValueType::kUnknown;  // of the first example that is not null
  std::optional<bool> told_required;
  std::vector<Json> allowed;  // the only values, when listed
  std::string format;         // as a list or schema names it
  bool open = false;          // an ellipsis says that there is more
  int times = 0;              // how often an example shows it
  int objects = 0;            // how often as an object
  std::vector<NamedShape> members;
  std::vector<Shape> items;  // none or one

  const Shape* Find(std::string_view name) const;
  // At a pointer from here on; nullptr when there is none.
  const Shape* At(std::string_view pointer) const;
};

struct NamedShape {
  std::string name;
  Shape shape;
};

// `examples` whose body is read, and `fields` that a list declares (those that only an example shows add nothing).
Shape ShapeOf(const std::vector<const Example*>& examples, const std::vector<Field>& fields);

// The examples, one shape for those whose members at the top have the same names.
std::vector<Shape> ShapesApart(const std::vector<const Example*>& examples);

}  // namespace authconform
