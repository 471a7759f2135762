#include "tools/choice/choice.h"

#include <fnmatch.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/base/suggest.h"
#include "harness/plan/case.h"
#include "harness/plan/proof.h"
#include "harness/spec/load.h"

namespace authconform {
namespace {

bool Matches(const std::string& glob, const std::string& id) { return fnmatch(glob.c_str(), id.c_str(), 0) == 0; }

std::vector<std::string> PartsOf(std::string_view id) {
  std::vector<std::string> parts;
  for (;;) {
    const size_t slash = id.find('/');
    parts.emplace_back(id.substr(0, slash));
    if (slash == std::string_view::npos) return parts;
    id.remove_prefix(slash + 1);
  }
}

// The first part of the glob that is spelt out and that no id has, with what it may have been meant to be.
std::string HintFor(const std::string& glob, const std::vector<std::string>& ids) {
  std::vector<std::string> known;
  for (const std::string& id : ids) {
    for (std::string& part : PartsOf(id)) known.push_back(std::move(part));
  }
  for (const std::string& part : PartsOf(glob)) {
    if (part.empty() || part.find_first_of("*?[") != std::string::npos) continue;
    if (std::find(known.begin(), known.end(), part) != known.end()) continue;
    return "no case id has the part \"" + part + "\"" + DidYouMean(part, known);
  }
  return "a case id is vendor/endpoint/family/variant" + (ids.empty() ? "" : ", such as " + ids.front());
}

}  // namespace

Result<Target> LoadTargetFile(const FileSet& files, const std::string& path, Secrets secrets) {
  Result<std::string> text = ReadFile(path);
  if (!text) return text.error();
  Result<Json> schema = ParseJson(files.at("harness/run/target.schema.json"));
  if (!schema) return schema.error();
  Result<Target> target = ParseTarget(*text, path, *schema, secrets);
  if (!target) return target;
  if (Status known = CheckEndpoints(*target, Endpoints(files)); !known) return known.error();
  return target;
}

Result<std::vector<std::string>> ChooseEndpoints(const FileSet& files, const std::vector<std::string>& named) {
  const std::vector<std::string> known = Endpoints(files);
  if (known.empty()) return Error{"", "", "there is no spec in specs/"};
  if (named.empty()) return known;
  std::vector<std::string> nameable;
  for (const std::string& endpoint : known) {
    nameable.push_back(endpoint.substr(0, endpoint.find('/')));
    nameable.push_back(endpoint);
  }
  std::vector<std::string> chosen;
  for (const std::string& name : named) {
    bool found = false;
    for (const std::string& endpoint : known) {
      if (endpoint != name && endpoint.substr(0, endpoint.find('/')) != name) continue;
      found = true;
      if (std::find(chosen.begin(), chosen.end(), endpoint) == chosen.end()) chosen.push_back(endpoint);
    }
    if (!found) return Error{"", "", "there is no endpoint \"" + name + "\"" + DidYouMean(name, nameable)};
  }
  return chosen;
}

std::vector<std::string> EndpointsOf(const Target& target) {
  std::vector<std::string> named;
  for (const auto& [name, settings] : target.endpoints) named.push_back(name);
  return named;
}

Result<Selection> SelectCases(const FileSet& files, const std::vector<std::string>& endpoints,
                              const std::vector<std::string>& only) {
  std::vector<Spec> specs;
  for (const std::string& endpoint : endpoints) {
    Result<Spec> spec = LoadSpec(files, endpoint);
    if (!spec) return spec.error();
    specs.push_back(*std::move(spec));
  }
  Selection selection;
  selection.specs = std::make_shared<const std::vector<Spec>>(std::move(specs));
  std::vector<std::string> ids;  // of all cases of the endpoints
  for (const Spec& spec : *selection.specs) {
    Result<std::vector<Case>> cases = LoadCases(files, spec);
    if (!cases) return cases.error();
    Result<std::optional<Proof>> proof = LoadProof(files, spec);
    if (!proof) return proof.error();
    Selected selected = {&spec, {}, {}, *std::move(proof)};
    for (Case& each : *cases) {
      ids.push_back(each.id);
      const bool chosen = only.empty() || std::any_of(only.begin(), only.end(),
                                                      [&](const std::string& glob) { return Matches(glob, each.id); });
      (chosen ? selected.cases : selected.left_out).push_back(std::move(each));
    }
    if (!selected.cases.empty()) selection.selected.push_back(std::move(selected));
  }
  for (const std::string& glob : only) {
    if (std::any_of(ids.begin(), ids.end(), [&](const std::string& id) { return Matches(glob, id); })) continue;
    selection.unmatched = "no case matches --only \"" + glob + "\": " + HintFor(glob, ids);
    break;
  }
  return selection;
}

}  // namespace authconform
