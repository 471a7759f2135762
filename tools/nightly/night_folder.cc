#include "tools/nightly/night_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iterator>
#include <utility>

#include "harness/base/files.h"
#include "reports/history/retention.h"
#include "reports/site/file_name.h"
#include "reports/summary.h"
#include "tools/artefacts/artefacts.h"

namespace authconform {
namespace {

constexpr int64_t kDayUs = int64_t{86'400} * 1'000'000;

std::string TextOf(const Json& json, std::string_view name) {
  const Json* member = json.Find(name);
  return member != nullptr && member->is_string() ? member->string() : "";
}

int64_t NumberOf(const Json& json, std::string_view name) {
  const Json* member = json.Find(name);
  return member != nullptr ? member->AsInt64().value_or(0) : 0;
}

bool TruthOf(const Json& json, std::string_view name) {
  const Json* member = json.Find(name);
  return member != nullptr && *member == Json(true);
}

std::map<std::string, std::string> NamesIn(const Json& json) {
  std::map<std::string, std::string> names;
  const Json* members = json.Find("names");
  if (members == nullptr || !members->is_object()) return names;
  for (const auto& [file, name] : members->object()) {
    if (name.is_string() && !name.string().empty()) names.emplace(file, name.string());
  }
  return names;
}

std::optional<Night> ReadNight(const std::filesystem::path& folder) {
  const Result<Json> json = ReadJsonFile((folder / kNightFile).string());
  if (!json || !json->is_object() || NumberOf(*json, "sequence") < 1) return std::nullopt;
  Night night;
  night.name = folder.filename().string();
  night.folder = folder.string();
  night.sequence = NumberOf(*json, "sequence");
  night.started_us = NumberOf(*json, "started_us");
  night.file = TextOf(*json, "file");
  night.asks = TextOf(*json, "asks");
  night.only = TextOf(*json, "only");
  if (const Json* last = json->Find("last_run"); last != nullptr) night.last_run = last->AsInt64();
  night.names = NamesIn(*json);
  night.worked_us = NumberOf(*json, "worked_us");
  night.clock_back = TruthOf(*json, "clock_back");
  night.finished = TruthOf(*json, "finished");
  return night;
}

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Named as WriteFileWhole and MakeWritableFolder name what they are at.
bool IsHalfWritten(const std::string& name) {
  constexpr std::string_view kBeside = ".tmp.";
  constexpr std::string_view kProbe = ".authconform.probe.";
  if (name.starts_with(kProbe)) return IsDigits(name.substr(kProbe.size()));
  const size_t beside = name.rfind(kBeside);
  return beside != std::string::npos && beside > 0 && IsDigits(name.substr(beside + kBeside.size()));
}

// As BeginNight names it.
bool IsNamedAsNight(std::string name) {
  for (char& each : name) each = each >= '1' && each <= '9' ? '0' : each;
  return name.starts_with("0000-00-00T000000Z");
}

// Files or folders, no links. What cannot be read is not there.
std::vector<std::filesystem::path> EntriesIn(const std::filesystem::path& folder, std::filesystem::file_type type) {
  std::vector<std::filesystem::path> entries;
  std::error_code error;
  std::filesystem::directory_iterator each(folder, error);
  while (!error && each != std::filesystem::directory_iterator()) {
    std::error_code ignored;
    if (each->symlink_status(ignored).type() == type) entries.push_back(each->path());
    each.increment(error);
  }
  return entries;
}

std::vector<std::filesystem::path> FoldersIn(const std::filesystem::path& folder) {
  return EntriesIn(folder, std::filesystem::file_type::directory);
}

void RemoveHalfWrittenIn(const std::filesystem::path& folder) {
  for (const std::filesystem::path& each : EntriesIn(folder, std::filesystem::file_type::regular)) {
    std::error_code ignored;
    if (IsHalfWritten(each.filename().string())) std::filesystem::remove(each, ignored);
  }
}

Result<std::vector<Night>> NightsAt(const std::string& out) {
  std::vector<Night> nights;
  std::error_code error;
  std::filesystem::directory_iterator each(out, error);
  while (!error && each != std::filesystem::directory_iterator()) {
    std::error_code ignored;
    if (each->is_directory(ignored) && !each->is_symlink(ignored)) {
      if (std::optional<Night> night = ReadNight(each->path())) nights.push_back(*std::move(night));
    }
    each.increment(error);
  }
  if (error) return Error{out, "", "cannot be read: " + error.message()};
  return nights;
}

std::string FileSeenFrom(const std::string& out, const std::string& file) {
  std::error_code error;
  const std::filesystem::path whole = std::filesystem::weakly_canonical(file, error);
  if (error) return file;
  const std::filesystem::path from = std::filesystem::weakly_canonical(out, error);
  return error ? whole.string() : whole.lexically_relative(from).string();
}

constexpr std::pair<Stage, std::string_view> kStageNames[] = {{Stage::kJudged, "judged"}, {Stage::kKept, "kept"}};

}  // namespace

Status WriteNight(const Night& night) {
  Json::Object json = {{"sequence", night.sequence},
                       {"started", Instant(night.started_us, true)},
                       {"started_us", night.started_us},
                       {"file", night.file},
                       {"asks", night.asks},
                       {"only", night.only},
                       {"clock_back", night.clock_back},
                       {"finished", night.finished},
                       {"worked_us", night.worked_us}};
  if (night.last_run) json.emplace_back("last_run", *night.last_run);
  Json::Object names;
  for (const auto& [file, name] : night.names) names.emplace_back(file, name);
  json.emplace_back("names", std::move(names));
  return WriteFileWhole(night.folder + "/" + kNightFile, WriteJsonIndented(Json(std::move(json))));
}

std::string FolderNameOf(std::string_view target) {
  const std::string name = FileName(target);
  const bool ours = name == kNightFile || name == kNightlyFile;
  return ours ? "." + name : name;  // which no other FileName begins with
}

Result<OutFolder> OutFolder::Take(const std::string& path) {
  const auto system_error = [&](const std::string& what) {
    return Error{path, "", what + ": " + std::strerror(errno), true};
  };
  if (Status made = MakeWritableFolder(path); !made) {
    return Error{made.error().file, made.error().position, made.error().message, true};
  }
  const int descriptor = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return system_error("cannot be opened");
  OutFolder out(path, descriptor);
  if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return out;
  if (errno != EWOULDBLOCK) return system_error("cannot be locked");
  return Error{path, "", "is being written by another nightly: wait for it, or end it"};
}

OutFolder::OutFolder(OutFolder&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

OutFolder::~OutFolder() {
  if (descriptor_ >= 0) close(descriptor_);
}

Result<std::vector<Night>> NightsIn(const OutFolder& out) { return NightsAt(out.path()); }

const Night* LastBegun(const std::vector<Night>& nights) {
  const auto last = std::max_element(nights.begin(), nights.end(),
                                     [](const Night& a, const Night& b) { return a.sequence < b.sequence; });
  return last == nights.end() ? nullptr : &*last;
}

std::string FileFrom(const OutFolder& out, const std::string& file) { return FileSeenFrom(out.path(), file); }

std::vector<Night> NightsOf(const std::vector<Night>& nights, const std::string& file) {
  std::vector<Night> own;
  std::copy_if(nights.begin(), nights.end(), std::back_inserter(own),
               [&](const Night& each) { return each.file.empty() || each.file == file; });
  return own;
}

std::map<std::string, std::string> NamesOfLastNight(const std::string& out, const std::string& file) {
  const Result<std::vector<Night>> nights = NightsAt(out);
  if (!nights) return {};
  const std::vector<Night> own = NightsOf(*nights, FileSeenFrom(out, file));
  const Night* last = LastBegun(own);
  return last != nullptr ? last->names : std::map<std::string, std::string>();
}

Result<Night> BeginNight(const OutFolder& out, const std::vector<Night>& nights, int64_t now_us, const Night& asked) {
  const Night* last = LastBegun(nights);
  std::string stem = Instant(now_us, true);
  std::erase(stem, ':');
  Night night = asked;
  night.sequence = last != nullptr ? last->sequence + 1 : 1;
  night.started_us = now_us;
  night.clock_back = last != nullptr && now_us < last->started_us;
  for (int again = 1;; ++again) {
    night.name = again == 1 ? stem : stem + "-" + std::to_string(again);
    night.folder = out.path() + "/" + night.name;
    std::error_code error;
    if (std::filesystem::create_directory(night.folder, error)) break;
    if (error) return Error{night.folder, "", "cannot be made: " + error.message()};
  }
  if (Status written = WriteNight(night); !written) {
    std::error_code ignored;
    std::filesystem::remove(night.folder, ignored);
    return written.error();
  }
  return night;
}

Status FinishNight(const Night& night) {
  Night finished = night;
  finished.finished = true;
  return WriteNight(finished);
}

std::optional<Night> UnfinishedNight(const std::vector<Night>& nights) {
  std::vector<Night> unfinished;
  std::copy_if(nights.begin(), nights.end(), std::back_inserter(unfinished),
               [](const Night& each) { return !each.finished; });
  const Night* last = LastBegun(unfinished);
  return last != nullptr ? std::optional<Night>(*last) : std::nullopt;
}

void RemoveHalfWritten(const OutFolder& out, const std::vector<Night>& nights) {
  RemoveHalfWrittenIn(out.path());
  for (const std::filesystem::path& folder : FoldersIn(out.path())) {
    std::error_code ignored;
    if (!IsNamedAsNight(folder.filename().string()) || std::filesystem::exists(folder / kNightFile, ignored)) continue;
    RemoveHalfWrittenIn(folder);
    std::filesystem::remove(folder, ignored);  // which leaves it alone when there is something in it
  }
  for (const Night& each : nights) {
    RemoveHalfWrittenIn(each.folder);
    if (each.finished) continue;  // its targets were done before
    for (const std::filesystem::path& folder : FoldersIn(each.folder)) RemoveHalfWrittenIn(folder);
  }
}

Status RemoveOldNights(std::vector<Night> nights, int days, int64_t now_us) {
  std::sort(nights.begin(), nights.end(), [](const Night& a, const Night& b) { return a.sequence < b.sequence; });
  std::vector<int64_t> started_us;
  for (const Night& each : nights) started_us.push_back(each.started_us);
  const std::vector<int64_t> times = SoundTimes(started_us, now_us);
  bool overtaken = false;
  for (size_t later = nights.size(); later > 1; --later) {
    overtaken = overtaken || nights[later - 1].finished;
    const Night& night = nights[later - 2];
    if (times[later - 2] > now_us - days * kDayUs || (!night.finished && !overtaken)) continue;
    std::error_code error;
    std::filesystem::remove_all(night.folder, error);
    if (error) return Error{night.folder, "", "cannot be removed: " + error.message()};
  }
  return Done{};
}

Status WriteState(const std::string& folder, const TargetState& state, const Redactor& redactor) {
  std::string_view stage;
  for (const auto& [each, name] : kStageNames) {
    if (each == state.stage) stage = name;
  }
  const std::string text = WriteJsonIndented(Json::Object{{"stage", stage}, {"result", ToJson(state.result)}});
  return WriteFreeOfSecrets(text, folder + "/state.json", redactor);
}

Result<TargetState> ReadState(const std::string& folder) {
  const std::string file = folder + "/state.json";
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) return TargetState{};
  const Result<Json> json = ReadJsonFile(file);
  if (!json) return json.error();
  const Json* result = json->Find("result");
  TargetState state;
  for (const auto& [each, name] : kStageNames) {
    if (TextOf(*json, "stage") == name) state.stage = each;
  }
  if (state.stage == Stage::kAsked || result == nullptr) return Error{file, "", "is not as nightly wrote it"};
  Result<TargetResult> read = ReadTargetResult(*result);
  if (!read) return Error{file, "/result" + read.error().position, read.error().message};
  state.result = *std::move(read);
  return state;
}

}  // namespace authconform
