#include "reports/places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace authconform {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

CaseResult CaseOf(const std::string& id) {
  CaseResult result;
  result.id = id;
  result.endpoint = id.substr(0, id.find('/', id.find('/') + 1));
  return result;
}

TEST(Places, AnEndpointsNameGivesItsFilesAndNothingElseNamesOne) {
  EXPECT_THAT(CaseFiles("acme/log-in_2"),
              ElementsAre("cases/acme/log-in_2.cases.json", "cases/acme/log-in_2.extra.json"));
  for (const char* name : {"", "acme", "/login", "acme/", "../etc", "acme/..", "a/b/c", "a b/c", "a/b\n", "a/.b"}) {
    EXPECT_THAT(CaseFiles(name), IsEmpty()) << name;
  }
}

TEST(Places, ACaseIsWhereItsNameBeginsALine) {
  authconform::Run run;
  run.cases = {CaseOf("acme/login/valid/one"), CaseOf("acme/login/valid/two"), CaseOf("acme/login/valid/gone")};
  const FileSet files = {
      {"cases/acme/login.cases.json", "{\n  \"cases\": {\n    \"acme/login/valid/one\": {}\n  }\n}\n"},
      {"cases/acme/login.extra.json", "{\n  \"title\": \"acme/login/valid/gone\",\n  \"acme/login/valid/two\": {}\n}"},
      {"cases/acme/other.cases.json", "\"acme/login/valid/gone\""}};
  const Places places = FindPlaces(run, files, "vendor/");
  ASSERT_EQ(places.size(), 2u);
  EXPECT_EQ(places.at("acme/login/valid/one").file, "vendor/cases/acme/login.cases.json");
  EXPECT_EQ(places.at("acme/login/valid/one").line, 3);
  EXPECT_EQ(places.at("acme/login/valid/two").file, "vendor/cases/acme/login.extra.json");
  EXPECT_EQ(places.at("acme/login/valid/two").line, 3);
  EXPECT_EQ(PlaceOf(run.cases[2], places).file, "cases/acme/login.cases.json");
  EXPECT_EQ(PlaceOf(run.cases[2], places).line, 1);
}

TEST(Places, ACaseOfNoEndpointHasNoFile) { EXPECT_EQ(PlaceOf(CaseOf("../x/y/z"), {}).file, "cases"); }

}  // namespace
}  // namespace authconform
