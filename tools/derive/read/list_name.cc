#include "tools/derive/read/list_name.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace authconform {
namespace {

constexpr std::string_view kListMark = "[]";

// Where the mark stands behind the first token of the path; npos: it does not.
size_t MarkIn(std::string_view path) {
  const size_t end = std::min(path.find('/', 1), path.size());
  const bool marked = end > kListMark.size() + 1 && path.substr(0, end).ends_with(kListMark);
  return marked ? end - kListMark.size() : std::string_view::npos;
}

Field ItemOf(const Field& list) {
  Field item;
  item.path = list.path + "/*";
  item.in = list.in;
  item.placed = list.placed;
  item.type = list.type;
  item.lines = list.lines;
  item.declared = list.declared;
  return item;
}

}  // namespace

void SpellLists(std::vector<Field>& fields) {
  const bool none = std::none_of(fields.begin(), fields.end(),
                                 [](const Field& field) { return MarkIn(field.path) != std::string_view::npos; });
  if (none) return;
  std::vector<Field> spelled;
  for (Field& field : fields) {
    const size_t mark = MarkIn(field.path);
    if (mark != std::string_view::npos) field.path.erase(mark, kListMark.size());
    const bool turns = mark == field.path.size() && field.type != ValueType::kArray;
    if (!turns) {
      spelled.push_back(std::move(field));
      continue;
    }
    Field item = ItemOf(field);
    field.type = ValueType::kArray;
    spelled.push_back(std::move(field));
    spelled.push_back(std::move(item));
  }
  fields = std::move(spelled);
}

}  // namespace authconform
