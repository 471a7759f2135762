#include "tools/diff/question.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace authconform {
namespace {

Spec SampleSpec() {
  Spec spec;
  spec.request.method = "POST";
  spec.request.path = "/token";
  spec.request.headers = {{"X-Key", "{{client.key}}", "header-key", true}};
  FieldSpec password;
  password.name = "password";
  password.value = Json("{{account.password}}");
  password.min_length = FieldSpec::Bound{8, "length"};
  spec.request.fields = {password};
  return spec;
}

Case SampleCase() {
  Case asked;
  asked.id = "a/b/missing-fields/password-absent";
  asked.mutation = {Mutation::Op::kRemoveField, "password", Json()};
  return asked;
}

TEST(SentOtherwise, SaysWhatTheNewerPlanSendsOtherwise) {
  const struct {
    const char* what;
    std::function<void(Case&, Spec&)> change;
    const char* otherwise;
  } rows[] = {
      {"nothing", [](Case&, Spec&) {}, ""},
      {"what is looked at",
       [](Case& asked, Spec&) {
         asked.checks = {Check::kStatus};
         asked.expect = {"success"};
       },
       ""},
      {"what a promise is called", [](Case&, Spec& spec) { spec.request.fields[0].requirement = "field"; }, ""},
      {"what answers are to be", [](Case&, Spec& spec) { spec.outcomes["success"].status = 201; }, ""},
      {"mutation", [](Case& asked, Spec&) { asked.mutation.op = Mutation::Op::kDuplicateField; },
       "the field password stands twice, and it was: the field password is left out"},
      {"twin", [](Case& asked, Spec&) { asked.twin = {asked.mutation}; },
       "what its answer is compared with is another request"},
      {"samples", [](Case& asked, Spec&) { asked.samples = 30; }, "the request is sent 30 times and was 1 times"},
      {"path", [](Case&, Spec& spec) { spec.request.path = "/v2/token"; }, "the spec's request is another"},
      {"header", [](Case&, Spec& spec) { spec.request.headers[0].value = "x"; }, "the spec's request is another"},
      {"another header",
       [](Case&, Spec& spec) {
         spec.request.headers.push_back({"A", "b", "", false});
       },
       "the spec's request is another"},
      {"field", [](Case&, Spec& spec) { spec.request.fields[0].value = Json("x"); }, "the spec's request is another"},
      {"shortest password", [](Case&, Spec& spec) { spec.request.fields[0].min_length->length = 12; },
       "the spec's request is another"},
      {"longest password",
       [](Case&, Spec& spec) {
         spec.request.fields[0].max_length = FieldSpec::Bound{64, ""};
       },
       "the spec's request is another"},
      {"encodings", [](Case&, Spec& spec) { spec.request.encodings = {Encoding::kForm}; },
       "the spec's request is another"},
  };
  const Case older_case = SampleCase();
  const Spec older_spec = SampleSpec();
  for (const auto& row : rows) {
    Case newer_case = older_case;
    Spec newer_spec = older_spec;
    row.change(newer_case, newer_spec);
    EXPECT_EQ(SentOtherwise({&older_case, &older_spec}, {&newer_case, &newer_spec}), row.otherwise) << row.what;
  }
}

}  // namespace
}  // namespace authconform
