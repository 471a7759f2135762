#include "harness/spec/endpoint_files.h"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/schema.h"
#include "harness/spec/references.h"

namespace authconform {
namespace {

constexpr char kFormFile[] = "specs/endpoint.schema.json";

// `value` is where the schema was broken; nullptr for an absent member. These files hold no secrets, so short texts are
// shown, which the schema's own words never do.
std::string Sentence(const SchemaViolation& violation, const Json* value) {
  constexpr size_t kShown = 60;
  std::string found = violation.actual == "absent" ? "nothing" : violation.actual;
  if (found.starts_with("a string of ") && value != nullptr && value->is_string() && value->string().size() <= kShown) {
    found = WriteJson(*value);
  }
  return "expected " + violation.expected + ", found " + found;
}

bool HoldsParameter(const Json* path) {
  return path != nullptr && path->is_string() && path->string().find_first_of("{}<>:") != std::string::npos;
}

class Reader {
 public:
  Reader(const FileSet& files, const std::string& endpoint)
      : files_(files),
        endpoint_(endpoint),
        folder_("specs/" + endpoint + "/"),
        spec_file_(folder_ + "spec.json"),
        decisions_file_(folder_ + "decisions.json") {}

  EndpointFiles Read() {
    const std::optional<Json> spec = Parse(spec_file_);
    const std::optional<Json> decisions = Parse(decisions_file_);
    if (spec && decisions && HaveForm(*spec, *decisions)) {
      ReadSchemas();
      FindStrayFiles();
      CheckNames();
    }
    return std::move(read_);
  }

 private:
  void Report(std::string file, std::string position, std::string sentence) {
    read_.mistakes.push_back({std::move(file), std::move(position), std::move(sentence)});
  }

  std::optional<Json> Parse(const std::string& file) {
    const auto found = files_.find(file);
    if (found == files_.end()) {
      Report(file, "", "the file is missing");
      return std::nullopt;
    }
    Result<Json> json = ParseJson(found->second, file);
    if (json) return *std::move(json);
    read_.mistakes.push_back(json.error());
    return std::nullopt;
  }

  // The file that a value of the merged spec stands in, and where.
  Error Blame(const std::string& pointer, std::string sentence) const {
    if (patch_.At(pointer) != nullptr) return {decisions_file_, "/spec" + pointer, std::move(sentence)};
    return {spec_file_, pointer, std::move(sentence)};
  }

  // Merges, and holds all three against specs/endpoint.schema.json.
  bool HaveForm(const Json& spec, const Json& decisions) {
    std::optional<Json> form = Parse(kFormFile);
    if (!form) return false;
    if (!form->is_object()) {
      Report(kFormFile, "", "expected an object");
      return false;
    }
    Json::Object parts;
    for (const char* part : {"spec", "decisions", "endpoint"}) {
      parts.emplace_back(part, Json::Object{{"$ref", "#/definitions/" + std::string(part)}});
    }
    form->Set("properties", std::move(parts));
    const Result<Schema> schema = Schema::Compile(*form, kFormFile);
    if (!schema) {
      read_.mistakes.push_back(schema.error());
      return false;
    }
    // Both, so that the mistakes of both are told.
    const bool spec_conforms = Conforms(*schema, "spec", spec);
    if (!Conforms(*schema, "decisions", decisions) || !spec_conforms) return false;
    patch_ = *decisions.Find("spec");
    if (const Json* schemas = decisions.Find("schemas"); schemas != nullptr) schema_patches_ = *schemas;
    read_.merged = MergePatch(spec, patch_);
    read_.decisions = *decisions.Find("decisions");
    return Conforms(*schema, "endpoint", read_.merged);
  }

  bool Conforms(const Schema& schema, const std::string& part, const Json& value) {
    const std::vector<SchemaViolation> violations = schema.Check(Json::Object{{part, value}});
    for (const SchemaViolation& violation : violations) {
      const std::string pointer = violation.pointer.substr(part.size() + 1);
      std::string sentence = Sentence(violation, value.At(pointer));
      if (part == "endpoint" && pointer == "/request/path" && HoldsParameter(value.At(pointer))) {
        sentence =
            WriteJson(*value.At(pointer)) + " holds a parameter: say in spec of decisions.json which path to call";
      }
      if (part == "endpoint") {
        read_.mistakes.push_back(Blame(pointer, std::move(sentence)));
      } else {
        Report(folder_ + part + ".json", pointer, std::move(sentence));
      }
    }
    return violations.empty();
  }

  void ReadSchemas() {
    for (const auto& [name, outcome] : read_.merged.Find("outcomes")->object()) {
      const Json* file = outcome.Find("schema");
      if (file == nullptr) continue;
      named_files_.insert(folder_ + file->string());
      if (!read_.schemas.contains(file->string())) ReadSchema(name, file->string());
    }
    for (const auto& [file, patch] : schema_patches_.object()) {
      if (!named_files_.contains(folder_ + file)) {
        Report(decisions_file_, "/schemas/" + EscapePointerToken(file), "no outcome's schema is called so");
      }
    }
  }

  // The schema of an outcome: its file, the patch of the decisions, or both merged.
  void ReadSchema(const std::string& outcome, const std::string& file) {
    const std::string path = folder_ + file;
    const Json* patch = schema_patches_.Find(file);
    if (!files_.contains(path) && patch == nullptr) {
      const std::string pointer = "/outcomes/" + outcome + "/schema";
      read_.mistakes.push_back(Blame(pointer, "the file " + path + " is missing"));
      return;
    }
    Json schema = Json::Object{};
    if (files_.contains(path)) {
      std::optional<Json> parsed = Parse(path);
      if (!parsed) return;
      schema = *std::move(parsed);
      if (const Result<Schema> compiled = Schema::Compile(schema, path); !compiled) {
        read_.mistakes.push_back(compiled.error());
        return;
      }
    }
    if (patch != nullptr) {
      schema = MergePatch(std::move(schema), *patch);
      if (const Result<Schema> compiled = Schema::Compile(schema, decisions_file_); !compiled) {
        Error mistake = compiled.error();
        mistake.position = "/schemas/" + EscapePointerToken(file) + mistake.position;
        read_.mistakes.push_back(std::move(mistake));
        return;
      }
    }
    read_.schemas.emplace(file, std::move(schema));
  }

  void FindStrayFiles() {
    for (auto file = files_.lower_bound(folder_); file != files_.end() && file->first.starts_with(folder_); ++file) {
      if (file->first == spec_file_ || file->first == decisions_file_ || named_files_.contains(file->first)) continue;
      if (file->first == folder_ + "strength.json") continue;  // for harness/strength, which holds it to its form
      Report(file->first, "", "nothing in spec.json names this file");
    }
  }

  void CheckNames() {
    if (const std::string& told = read_.merged.Find("endpoint")->string(); told != endpoint_) {
      read_.mistakes.push_back(Blame("/endpoint", "is " + told + ", but the folder is " + endpoint_));
    }
    const auto blame = [this](const std::string& pointer, std::string sentence) {
      return Blame(pointer, std::move(sentence));
    };
    for (Error& mistake : FindReferenceMistakes(read_.merged, read_.schemas, blame)) {
      read_.mistakes.push_back(std::move(mistake));
    }
    for (const auto& [id, decision] : read_.decisions.object()) {
      const Json* lines = decision.Find("lines");
      if (lines != nullptr && *lines->array()[1].AsInt64() < *lines->array()[0].AsInt64()) {
        Report(decisions_file_, "/decisions/" + id + "/lines", "the last line is before the first");
      }
    }
  }

  const FileSet& files_;
  const std::string& endpoint_;
  const std::string folder_;
  const std::string spec_file_;
  const std::string decisions_file_;
  Json patch_ = Json::Object{};
  Json schema_patches_ = Json::Object{};
  std::set<std::string> named_files_;
  EndpointFiles read_;
};

}  // namespace

EndpointFiles ReadEndpointFiles(const FileSet& files, const std::string& endpoint) {
  return Reader(files, endpoint).Read();
}

}  // namespace authconform
