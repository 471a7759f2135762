// A nightly file into the targets of a night and what becomes of their runs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/base/result.h"
#include "reports/history/retention.h"

namespace authconform {

// What makes a nightly end in 1.
enum class FailOn {
  kRegressions,
  kFailures,
  kNever,
};
// "regressions", "failures", "never".
std::string_view FailOnName(FailOn fail_on);
std::optional<FailOn> FailOnOf(std::string_view name);

struct NightlyTarget {
  std::string nightly_file;
  std::string pointer;   // "/targets/3" in it
  std::string name;      // no other target of the file has it
  std::string named_by;  // where the nightly file gives no name: the target file, as it is written there
  std::string file;      // the target file
  std::vector<std::string> endpoints;
  std::string deviations;  // a file; empty: none
  std::optional<std::string> owner;
  std::optional<std::vector<std::string>> labels;
  double rate_per_second = 0;  // 0: as the target file says
  int repeat = 1;
  bool strict = false;
  int time_limit_s = 900;
  int connections = 4;                // at a time, as the target file says, where it can be read
  std::optional<Error> mistake = {};  // of the target file, for which the target is not asked
};

struct NightlyFile {
  std::string file;
  std::string title = "Nightly runs";
  std::string history;
  std::string out;
  std::string site;  // empty: none
  std::string site_url;
  double rate_per_second = 0;  // over all targets; 0: no limit
  int side_by_side = 64;
  FailOn fail_on = FailOn::kRegressions;
  Retention retention;
  int night_days = 14;  // how long the folders of finished nights stay
  std::vector<NightlyTarget> targets;
};

// The text of a file in the form of nightly.schema.json beside this, which `schema` must hold. Paths come out as they
// are opened: relative ones start at the file's folder. The target files are looked at for their names and connections
// alone: one that is missing or broken is no mistake of this file, and keeps the name that it had in the last night. So
// does one that since then came to give itself another target's name: it has a `mistake`.
// Error: the first mistake, with JSON Pointer and did-you-mean; two targets of one name; a site's folder that shares
// its place with something else that the file names.
Result<NightlyFile> ParseNightlyFile(std::string_view text, const std::string& file, const Json& schema);

// The same of the file at `path`, with the schema among `files`.
Result<NightlyFile> LoadNightlyFile(const FileSet& files, const std::string& path);

// All mistakes of the file's form, or else the one that LoadNightlyFile answers; empty: there is none.
std::vector<Error> LintNightlyFile(const FileSet& files, const std::string& path);

// What of the file decides which requests are sent, as 64 hexadecimal digits: a night is resumed under the same only.
std::string AskedDigest(const NightlyFile& nightly);

}  // namespace authconform
