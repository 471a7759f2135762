// A night into a folder that can be gone on with after a kill: what was asked, what came of each target.
//
//   <out>/2026-11-23T083133Z/night.json            what the night asks, whether it is finished
//                            nightly.json          its result, written at the end
//                            <target>/state.json   how far the target is, and what came of it
//                            <target>/…            journal.ndjson, transcript.ndjson, run.json, reports
//
// Each file is written whole or not at all.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/redact.h"
#include "harness/base/result.h"
#include "tools/nightly/target_result.h"

namespace authconform {

inline constexpr const char* kNightFile = "night.json";
inline constexpr const char* kNightlyFile = "nightly.json";

// FileName of a target's name, which is no name of the two files above.
std::string FolderNameOf(std::string_view target);

// The one nightly that may write to an `out` folder, as long as it lives. A kill gives the folder free.
class OutFolder {
 public:
  // Makes the folder. Error: another nightly has it; or, of the environment, it cannot be made or written.
  static Result<OutFolder> Take(const std::string& path);
  ~OutFolder();
  OutFolder(OutFolder&& other) noexcept;
  OutFolder& operator=(OutFolder&&) = delete;

  const std::string& path() const { return path_; }

 private:
  OutFolder(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_;
};

struct Night {
  std::string name;  // "2026-11-23T083133Z", with "-2" and so on behind it when that is taken
  std::string folder;
  int64_t sequence = 0;  // counts up whatever the clock does
  int64_t started_us = 0;
  std::string file;  // the nightly file, as FileFrom names it; empty: of an authconform that did not say
  std::string asks;  // AskedDigest
  std::string only;  // the glob that targets were chosen by; empty: all
  // The last run that the history had when the night began (History::LastAdded); none: of an authconform that did not
  // say.
  std::optional<int64_t> last_run;
  // Of targets to which the nightly file gives no name: the name of each by NightlyTarget::named_by.
  std::map<std::string, std::string> names;
  int64_t worked_us = 0;    // how long processes have been at it, as far as it was written down
  bool clock_back = false;  // it began, by its clock, before the night that was begun before it
  bool finished = false;
};

// The nights there are. Folders without a night.json that can be read are somebody else's and left alone.
Result<std::vector<Night>> NightsIn(const OutFolder& out);

// Night::names of the night of that nightly file that was begun last; none: there is none. Another process may be
// writing the folder.
std::map<std::string, std::string> NamesOfLastNight(const std::string& out, const std::string& file);

// The nightly file's path as seen from the folder, so that both may be moved together.
std::string FileFrom(const OutFolder& out, const std::string& file);
// Those of that file, and those that do not say: files that share a folder go on with, and remove, their own.
std::vector<Night> NightsOf(const std::vector<Night>& nights, const std::string& file);

// Makes the folder of the night that comes after all of `nights`, as `asked` with a name and times of its own. Error:
// it cannot be written, and there is no folder then.
Result<Night> BeginNight(const OutFolder& out, const std::vector<Night>& nights, int64_t now_us, const Night& asked);
// night.json anew.
Status WriteNight(const Night& night);
// Nothing of it is left to do.
Status FinishNight(const Night& night);

// Null when there is none.
const Night* LastBegun(const std::vector<Night>& nights);

// The unfinished night that was begun last.
std::optional<Night> UnfinishedNight(const std::vector<Night>& nights);

// Removes what a kill left half-written in the folder and in these nights: "run.json.tmp.4711", a night's folder with
// nothing in it. Whoever has the folder
// is alone with it.
void RemoveHalfWritten(const OutFolder& out, const std::vector<Night>& nights);

// Removes the folders of nights that began more than `days` days before `now_us` and are finished, or were overtaken by
// one that is; all but the last begun. Their age is that of SoundTimes (reports/history/retention.h). The first that
// cannot be removed is the Error.
Status RemoveOldNights(std::vector<Night> nights, int days, int64_t now_us);

// How far a target is in a night.
enum class Stage {
  kAsked,   // nothing but a journal, if that
  kJudged,  // run.json and all reports are there
  kKept,    // and the history has it, with its changes
};
struct TargetState {
  Stage stage = Stage::kAsked;
  TargetResult result;  // of a judged target
};

// Error: it would hold a secret, by its label; or cannot be written.
Status WriteState(const std::string& folder, const TargetState& state, const Redactor& redactor);
// No state there: kAsked. Error: it is not as it was written.
Result<TargetState> ReadState(const std::string& folder);

}  // namespace authconform
