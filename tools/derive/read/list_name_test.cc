#include "tools/derive/read/list_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/derive/read/facts_text.h"

namespace authconform {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Spelled(std::initializer_list<std::pair<const char*, ValueType>> fields) {
  EndpointFact endpoint;
  for (const auto& [path, type] : fields) {
    Field field;
    field.path = path;
    field.in = Field::In::kQuery;
    field.type = type;
    field.required = true;
    field.lines = {1, 1};
    endpoint.fields.push_back(field);
  }
  SpellLists(endpoint.fields);
  return FieldTexts(endpoint);
}

TEST(ListNameTest, AnArrayLosesTheMarkOfItsName) {
  EXPECT_THAT(Spelled({{"/shed[]", ValueType::kArray}, {"/shed[]/*", ValueType::kString}}),
              ElementsAre("/shed query array required @1", "/shed/* query string required @1"));
}

TEST(ListNameTest, TheTypeOfAListThatIsCalledNoArrayIsThatOfItsItems) {
  EXPECT_THAT(Spelled({{"/shed[]", ValueType::kInteger}}),
              ElementsAre("/shed query array required @1", "/shed/* query integer @1"));
}

TEST(ListNameTest, OtherBracketsStay) {
  EXPECT_THAT(
      Spelled({{"/by[age]", ValueType::kString}, {"/[]", ValueType::kString}, {"/a", ValueType::kString}}),
      ElementsAre("/by[age] query string required @1", "/[] query string required @1", "/a query string required @1"));
}

}  // namespace
}  // namespace authconform
