// libFuzzer's entry: the files of one endpoint made of any bytes. Sound files load, plan and are judged by; all others
// have a mistake that names its file.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/fuzz/invariant.h"
#include "harness/fuzz/sections.h"
#include "harness/judge/judge.h"
#include "harness/plan/case.h"
#include "harness/plan/plan.h"
#include "harness/spec/load.h"

namespace authconform {
namespace {

constexpr char kEndpoint[] = "acme/login";

std::string ReadOrEnd(const std::string& path) {
  Result<std::string> bytes = ReadFile(path);
  Require(bytes.ok(), "the fuzzer runs in the workspace");
  return *std::move(bytes);
}

void CheckPlan(const Spec& spec) {
  static const Json* const kCaseSchema = new Json(*ParseJson(ReadOrEnd("cases/case.schema.json")));
  const std::vector<Case> cases = Plan(spec);
  std::set<std::string> ids;
  std::set<std::string> families;
  for (const Case& planned : cases) {
    Require(ids.insert(planned.id).second, "no two cases have one id");
    Require(planned.id.starts_with(spec.endpoint + "/"), "a case's id names its endpoint");
    families.insert(planned.Family());
  }
  for (const char* family : {"valid", "missing-fields", "bad-credentials", "inactive-account"}) {
    Require(families.contains(family), "four families are never empty");
  }
  const Result<std::vector<Case>> again = ReadCases(WriteCases(spec.endpoint, cases), "planned", *kCaseSchema);
  Require(again.ok(), "planned cases can be read");
  Require(*again == cases, "planned cases are read as they were planned");
  Require(Judge::Make(spec).ok(), "a sound spec can be judged by");
}

void Run(std::string_view text) {
  static const std::string* const kForm = new std::string(ReadOrEnd("specs/endpoint.schema.json"));
  FileSet files = {{"specs/endpoint.schema.json", *kForm}};
  for (const auto& [name, bytes] : Sections(text)) {
    if (name.size() < 100) files["specs/" + std::string(kEndpoint) + "/" + std::string(name)] = bytes;
  }
  const std::vector<Error> mistakes = LintSpec(files, kEndpoint);
  const Result<Spec> spec = LoadSpec(files, kEndpoint);
  Require(spec.ok() == mistakes.empty(), "what loads has no mistakes");
  for (const Error& mistake : mistakes) {
    Require(mistake.file.starts_with("specs/") && !mistake.message.empty(), "a mistake names its file");
  }
  if (spec) CheckPlan(*spec);
}

}  // namespace
}  // namespace authconform

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  authconform::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
