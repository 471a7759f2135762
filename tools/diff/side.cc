#include "tools/diff/side.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include "harness/base/joined.h"
#include "harness/base/suggest.h"
#include "harness/run/run_json.h"
#include "harness/run/transcript.h"
#include "reports/summary.h"
#include "reports/text.h"
#include "tools/bundle/archive.h"
#include "tools/bundle/bundle.h"

namespace authconform {
namespace {

bool Exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

bool IsFolder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

// The first bytes of a regular file.
std::string HeadOf(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return "";
  std::ifstream file(path, std::ios::binary);
  std::string head(16, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<size_t>(file.gcount()));
  return head;
}

// What judges the wrong answers would tell of the wrong target.
Status IsTranscriptOf(const Run& run, const std::string& transcript, const std::string& file) {
  const Result<ReadTranscript> read = ParseTranscript(transcript, file);
  if (!read) return read.error();
  const TranscriptRun& head = read->run;
  bool same = head.target == run.target && head.url == run.url && head.started_us == run.started_us &&
              head.endpoints.size() == run.endpoints.size() && read->cases.size() == run.cases.size();
  for (size_t place = 0; same && place < run.cases.size(); ++place) {
    same = read->cases[place].id == run.cases[place].id;
  }
  for (size_t place = 0; same && place < run.endpoints.size(); ++place) {
    same = head.endpoints[place].endpoint == run.endpoints[place].endpoint;
  }
  if (!same) return Error{file, "line 1", "is the transcript of another run than run.json is of"};
  return Done{};
}

Result<KeptRun> FindRun(History& history, const std::string& path, int64_t id) {
  std::optional<KeptRun> found;
  const Status read = history.EachRun({}, [&](KeptRun run) {
    if (run.id == id) found = std::move(run);
    return !found.has_value();
  });
  if (!read) return read.error();
  if (!found) return Error{path, "", "has no run " + std::to_string(id)};
  return *std::move(found);
}

Result<KeptRun> LastRun(History& history, const std::string& path, const std::string& named) {
  const Result<std::string> target = TargetIn(history, path, named);
  if (!target) return target.error();
  Result<std::vector<KeptRun>> runs = history.Runs({.target = *target, .last = 1});
  if (!runs) return runs.error();
  if (runs->empty()) return Error{path, "", "has no run of " + Clip(VisibleLine(*target), 300)};
  return std::move(runs->front());
}

}  // namespace

SideName ParseSideName(const std::string& argument) {
  const size_t mark = argument.rfind('#');
  if (mark == std::string::npos || Exists(argument)) return {argument};
  const char* end = argument.data() + argument.size();
  int64_t run = 0;
  const auto [read, failed] = std::from_chars(argument.data() + mark + 1, end, run);
  if (failed != std::errc() || read != end || run < 1) return {argument};
  return {argument.substr(0, mark), run};
}

bool IsHistory(const std::string& path) { return HeadOf(path) == std::string_view("SQLite format 3\0", 16); }

Result<std::string> TargetIn(History& history, const std::string& path, const std::string& named) {
  const Result<std::vector<KeptTarget>> targets = history.Targets();
  if (!targets) return targets.error();
  std::vector<std::string> names;
  for (const KeptTarget& each : *targets) names.push_back(each.name);
  if (!named.empty()) {
    if (std::find(names.begin(), names.end(), named) != names.end()) return named;
    return Error{path, "", "has no target \"" + Clip(VisibleLine(named), 300) + "\"" + DidYouMean(named, names)};
  }
  if (names.size() == 1) return names.front();
  if (names.empty()) return Error{path, "", "has no run yet"};
  return Error{path, "",
               "has " + Counted(static_cast<int64_t>(names.size()), "target") + ", " +
                   Clip(VisibleLine(Joined(names)), 200) + ": name one with --target"};
}

Result<Side> Side::Open(const std::string& argument, const Options& options) {
  const SideName name = ParseSideName(argument);
  if (name.run != 0 || IsHistory(name.path)) return FromHistory(name, options);
  if (IsFolder(argument)) {
    if (!Exists(argument + "/" + kRunFile)) {
      return Error{argument, "", "holds no run.json: name a folder that run --out wrote, a bundle or a history"};
    }
    Result<Side> side = FromFiles(argument + "/" + kRunFile, options);
    if (side) side->name_ = argument;
    return side;
  }
  if (!IsGzip(HeadOf(argument))) return FromFiles(argument, options);
  const Result<std::string> bytes = ReadFile(argument, kMaxBundleBytes);
  if (!bytes) return bytes.error();
  return FromBundle(argument, *bytes, options);
}

Result<Side> Side::FromHistory(const SideName& name, const Options& options) {
  Result<std::unique_ptr<History>> history = History::Open(name.path, HistoryMode::kRead);
  if (!history) return history.error();
  Result<KeptRun> run =
      name.run != 0 ? FindRun(**history, name.path, name.run) : LastRun(**history, name.path, options.target);
  if (!run) return run.error();
  Side side;
  side.name_ = "run " + std::to_string(run->id) + " of " + name.path;
  side.history_ = *std::move(history);
  side.kept_ = *std::move(run);
  return side;
}

Result<Side> Side::FromBundle(const std::string& path, const std::string& bytes, const Options& options) {
  Result<OpenedBundle> bundle = OpenBundle(bytes, path);
  if (!bundle) return bundle.error();
  for (const char* name : {kRunFile, kTranscriptFile}) {
    if (!bundle->files.contains(name)) return Error{path, "", std::string("holds no ") + name};
  }
  const Result<Run> run = ReadRun(bundle->files.at(kRunFile), path + ":" + kRunFile);
  if (!run) return run.error();
  Side side;
  side.name_ = path;
  side.recorded_.transcript = bundle->files.at(kTranscriptFile);
  if (Status fits = IsTranscriptOf(*run, side.recorded_.transcript, path + ":" + kTranscriptFile); !fits) {
    return fits.error();
  }
  side.told_ = std::make_shared<const ToldRun>(*run);
  const bool holds_specs = std::any_of(bundle->files.begin(), bundle->files.end(),
                                       [](const auto& file) { return file.first.ends_with("/spec.json"); });
  side.recorded_.own_files = holds_specs || options.own_files;
  side.recorded_.files = WithOwnForms(holds_specs ? std::move(bundle->files) : *options.files);
  return side;
}

Result<Side> Side::FromFiles(const std::string& path, const Options& options) {
  const Result<std::string> text = ReadFile(path, kMostRunBytes);
  if (!text) return text.error();
  // No text has one: where it stands in what is no run.json at all says nothing.
  if (text->find('\0') != std::string::npos) {
    return Error{path, "",
                 "is neither a run.json nor a bundle nor a history, or a damaged one: name another file, or restore it "
                 "from a copy"};
  }
  const Result<Run> run = ReadRun(*text, path);
  if (!run) return run.error();
  Side side;
  const std::filesystem::path file(path);
  const std::string transcript = (file.parent_path() / kTranscriptFile).string();
  side.name_ = path;
  side.recorded_.files = *options.files;
  side.recorded_.own_files = options.own_files;
  side.told_ = std::make_shared<const ToldRun>(*run);
  // Beside a file of another name lies who knows what.
  if (file.filename() == kRunFile && Exists(transcript)) {
    Result<std::string> lines = ReadFile(transcript, kMostTranscriptBytes);
    if (!lines) return lines.error();
    if (Status fits = IsTranscriptOf(*run, *lines, transcript); !fits) return fits.error();
    side.recorded_.transcript = *std::move(lines);
  } else {
    side.recorded_.no_transcript = "there is no transcript.ndjson beside " + path;
  }
  return side;
}

Recorded Side::Recall() const { return history_ ? RecordedIn(*history_, kept_) : recorded_; }

}  // namespace authconform
