#include "tools/nightly/nightly_file.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

#include "harness/base/schema.h"
#include "harness/base/sha256.h"
#include "reports/site/base_url.h"
#include "tools/nightly/night_folder.h"

namespace authconform {
namespace {

constexpr std::pair<FailOn, std::string_view> kFailOnNames[] = {
    {FailOn::kRegressions, "regressions"}, {FailOn::kFailures, "failures"}, {FailOn::kNever, "never"}};

constexpr int kMostConnections = 256;  // harness/run/target.schema.json

std::string Text(const Json& object, std::string_view name, std::string otherwise = "") {
  const Json* member = object.Find(name);
  return member != nullptr ? member->string() : std::move(otherwise);
}

int Integer(const Json& object, std::string_view name, int otherwise) {
  const Json* member = object.Find(name);
  return member != nullptr ? static_cast<int>(member->AsInt64().value_or(otherwise)) : otherwise;
}

double Number(const Json& object, std::string_view name) {
  const Json* member = object.Find(name);
  return member != nullptr ? member->AsDouble().value_or(0) : 0;
}

std::vector<std::string> Texts(const Json& object, std::string_view name) {
  std::vector<std::string> texts;
  const Json* member = object.Find(name);
  if (member == nullptr) return texts;
  for (const Json& each : member->array()) texts.push_back(each.string());
  return texts;
}

// What a target file says of itself. One without a name is called as its file is. `broken`: it may have had a name, and
// cannot tell.
struct OwnWords {
  std::string name;
  int connections = NightlyTarget().connections;
  bool broken = false;
};

OwnWords WordsOf(const std::string& path) {
  OwnWords words;
  const Result<Json> json = ReadJsonFile(path);
  const Json* name = json ? json->Find("name") : nullptr;
  const bool named = name != nullptr && name->is_string() && !name->string().empty() && name->string().size() <= 800;
  words.broken = !json || (!named && (name != nullptr || json->Find("url") == nullptr));
  words.name = named ? name->string() : std::filesystem::path(path).stem().string();
  const Json* connections = json ? json->At("/limits/concurrency") : nullptr;
  const std::optional<int64_t> number = connections != nullptr ? connections->AsInt64() : std::nullopt;
  if (number && *number >= 1 && *number <= kMostConnections) words.connections = static_cast<int>(*number);
  return words;
}

// Links followed, as far as it is there.
std::filesystem::path Place(const std::string& path) {
  std::error_code error;
  const std::filesystem::path place = std::filesystem::weakly_canonical(std::filesystem::absolute(path, error), error);
  return place.has_filename() ? place : place.parent_path();  // "site/"
}

bool IsIn(const std::filesystem::path& inner, const std::filesystem::path& outer) {
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

class Reader {
 public:
  Reader(const Json& root, const std::string& file) : root_(root), file_(file) {}

  Result<NightlyFile> Read() const {
    NightlyFile nightly;
    nightly.file = file_;
    nightly.title = Text(root_, "title", nightly.title);
    nightly.history = Path(Text(root_, "history", "history.db"));
    nightly.out = Path(Text(root_, "out", "nights"));
    nightly.site = Path(Text(root_, "site"));
    nightly.site_url = Text(root_, "site_url");
    if (const Status fit = CheckBaseUrl(nightly.site_url); !nightly.site_url.empty() && !fit) {
      return Error{file_, "/site_url", fit.error().message};
    }
    nightly.rate_per_second = Number(root_, "rate_per_second");
    nightly.side_by_side = Integer(root_, "side_by_side", nightly.side_by_side);
    nightly.fail_on = FailOnOf(Text(root_, "fail_on")).value_or(nightly.fail_on);
    if (const Json* retention = root_.Find("retention"); retention != nullptr) ReadRetention(*retention, nightly);
    if (nightly.retention.one_a_week < nightly.retention.every_run ||
        nightly.retention.one_a_month < nightly.retention.one_a_week) {
      return Error{file_, "/retention", "every_run, one_a_week and one_a_month must not get shorter in this order"};
    }
    if (Status read = ReadTargets(nightly); !read) return read.error();
    if (Status alone = CheckSite(nightly); !alone) return alone.error();
    return nightly;
  }

 private:
  // Relative paths start at the file's folder.
  std::string Path(const std::string& path) const {
    return path.empty() ? "" : (std::filesystem::path(file_).parent_path() / path).string();
  }

  static void ReadRetention(const Json& retention, NightlyFile& nightly) {
    const auto read = [&](const char* name, int& days) { days = Integer(retention, name, days); };
    read("every_run", nightly.retention.every_run);
    read("one_a_week", nightly.retention.one_a_week);
    read("one_a_month", nightly.retention.one_a_month);
    read("records", nightly.retention.records);
    read("nights", nightly.night_days);
  }

  // Who publishes the site's folder publishes all that is in it, passwords too; and what lies in `out` is removed one
  // day.
  Status CheckSite(const NightlyFile& nightly) const {
    if (nightly.site.empty()) return Done{};
    const std::filesystem::path site = Place(nightly.site);
    const auto check = [&](const std::string& path, const std::string& what) -> Status {
      const std::filesystem::path other = Place(path);
      if (path.empty() || (!IsIn(site, other) && !IsIn(other, site))) return Done{};
      return Error{file_, "/site", "shares its place with " + what + ": name a folder for the site alone"};
    };
    if (Status alone = check(nightly.out, "`out`"); !alone) return alone;
    if (Status alone = check(nightly.history, "`history`"); !alone) return alone;
    if (Status alone = check(nightly.file, "this file"); !alone) return alone;
    for (const NightlyTarget& each : nightly.targets) {
      if (Status alone = check(each.file, "the target file of " + each.pointer); !alone) return alone;
      if (Status alone = check(each.deviations, "the deviations of " + each.pointer); !alone) return alone;
    }
    return Done{};
  }

  Status ReadTargets(NightlyFile& nightly) const {
    std::vector<bool> unreadable;
    std::optional<std::map<std::string, std::string>> last_names;
    for (const Json& given : root_.Find("targets")->array()) {
      NightlyTarget& target = nightly.targets.emplace_back(ReadTarget(given, nightly.targets.size()));
      const OwnWords own = WordsOf(target.file);
      target.connections = own.connections;
      unreadable.push_back(own.broken && target.name.empty());
      if (!target.name.empty()) continue;
      target.named_by = Text(given, "target");
      target.name = own.name;
      if (!own.broken) continue;
      if (!last_names) last_names = NamesOfLastNight(nightly.out, nightly.file);
      if (const auto last = last_names->find(target.named_by); last != last_names->end()) target.name = last->second;
    }
    std::map<std::string, size_t> taken;       // name → place
    for (const bool broken : {false, true}) {  // a broken target file takes no other's name
      for (size_t i = 0; i < nightly.targets.size(); ++i) {
        if (unreadable[i] != broken) continue;
        NightlyTarget& target = nightly.targets[i];
        const Json& given = root_.Find("targets")->array()[i];
        if (broken && taken.contains(target.name)) target.name = Text(given, "target");
        const auto [place, is_new] = taken.emplace(target.name, i);
        if (is_new) continue;
        if (!last_names) last_names = NamesOfLastNight(nightly.out, nightly.file);
        const size_t other = place->second;
        if (KeepLastName(target, nightly.targets[other], *last_names)) {
          taken.emplace(target.name, i);
        } else if (KeepLastName(nightly.targets[other], target, *last_names)) {
          place->second = i;
          taken.emplace(nightly.targets[other].name, other);
        } else {
          return Error{file_, target.pointer + (given.Find("name") != nullptr ? "/name" : ""),
                       "is named as " + nightly.targets[other].pointer + " is: give each a `name` of its own"};
        }
      }
    }
    return Done{};
  }

  // False: in the last night it had no other name than the one that `other` has too.
  static bool KeepLastName(NightlyTarget& target, const NightlyTarget& other,
                           const std::map<std::string, std::string>& last_names) {
    const auto last = last_names.find(target.named_by);
    if (target.named_by.empty() || last == last_names.end() || last->second == target.name) return false;
    target.mistake = Error{target.file, "/name", "is the name of " + other.pointer + ", and this was " + last->second};
    target.name = last->second;
    return true;
  }

  NightlyTarget ReadTarget(const Json& given, size_t index) const {
    NightlyTarget target;
    target.nightly_file = file_;
    target.pointer = "/targets/" + std::to_string(index);
    target.name = Text(given, "name");
    target.file = Path(Text(given, "target"));
    target.endpoints = Texts(given, "endpoints");
    target.deviations = Path(Text(given, "deviations"));
    if (given.Find("owner") != nullptr) target.owner = Text(given, "owner");
    if (given.Find("labels") != nullptr) target.labels = Texts(given, "labels");
    target.rate_per_second = Number(given, "rate_per_second");
    target.repeat = Integer(given, "repeat", target.repeat);
    const Json* strict = given.Find("strict");
    target.strict = strict != nullptr && strict->boolean();
    target.time_limit_s = Integer(given, "time_limit_s", target.time_limit_s);
    return target;
  }

  const Json& root_;
  const std::string& file_;
};

}  // namespace

std::string_view FailOnName(FailOn fail_on) {
  for (const auto& [each, name] : kFailOnNames) {
    if (each == fail_on) return name;
  }
  return "";
}

std::optional<FailOn> FailOnOf(std::string_view name) {
  for (const auto& [each, known] : kFailOnNames) {
    if (known == name) return each;
  }
  return std::nullopt;
}

Result<NightlyFile> ParseNightlyFile(std::string_view text, const std::string& file, const Json& schema) {
  const Result<Json> root = ParseJson(text, file);
  if (!root) return root.error();
  const Result<Schema> compiled = Schema::Compile(schema, "nightly.schema.json");
  if (!compiled) return compiled.error();
  const std::vector<SchemaViolation> violations = compiled->Check(*root);
  if (!violations.empty()) return ErrorOf(violations.front(), schema, file);
  return Reader(*root, file).Read();
}

Result<NightlyFile> LoadNightlyFile(const FileSet& files, const std::string& path) {
  const Result<std::string> text = ReadFile(path);
  if (!text) return text.error();
  const Result<Json> schema = ParseJson(files.at("tools/nightly/nightly.schema.json"));
  if (!schema) return schema.error();
  return ParseNightlyFile(*text, path, *schema);
}

std::vector<Error> LintNightlyFile(const FileSet& files, const std::string& path) {
  const Result<NightlyFile> nightly = LoadNightlyFile(files, path);
  if (nightly) return {};
  std::vector<Error> errors;
  const Result<Json> root = ReadJsonFile(path);
  const Result<Json> form = ParseJson(files.at("tools/nightly/nightly.schema.json"));
  if (root && form) {
    const Result<Schema> schema = Schema::Compile(*form);
    const auto violations = schema ? schema->Check(*root) : std::vector<SchemaViolation>();
    for (const SchemaViolation& each : violations) errors.push_back(ErrorOf(each, *form, path));
  }
  return errors.empty() ? std::vector<Error>{nightly.error()} : errors;
}

std::string AskedDigest(const NightlyFile& nightly) {
  // However the file was named when the night began.
  const auto relative = [&](const std::string& path) {
    const std::filesystem::path from = std::filesystem::path(nightly.file).parent_path();
    return path.empty() || path.front() == '/' ? path : std::filesystem::path(path).lexically_relative(from).string();
  };
  Json::Array targets;
  for (const NightlyTarget& each : nightly.targets) {
    targets.emplace_back(Json::Array{each.name, relative(each.file),
                                     Json::Array(each.endpoints.begin(), each.endpoints.end()),
                                     relative(each.deviations), each.repeat, each.strict});
  }
  return Sha256Hex(WriteJson(Json(std::move(targets))));
}

}  // namespace authconform
