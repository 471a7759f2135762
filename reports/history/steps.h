// A new or older history file into one of this version, a step a version.
#pragma once

#include <string>
#include <vector>

#include "harness/base/result.h"
#include "reports/history/sqlite_file.h"

namespace authconform {

// Step N makes version N of version N - 1; version 0 is an empty file. A step that has been released never changes.
using Steps = std::vector<std::string>;
const Steps& HistorySteps();

// "auth", in SQLite's application_id.
inline constexpr int kHistoryMark = 0x61757468;

// Looks at the first bytes of the file without the library, which would touch what lies beside it. A file that is not
// there, or empty, is fine. Error: it is no SQLite file, of another program, or of a version above `newest`.
Status MayBeHistory(const std::string& path, size_t newest);

// Takes the steps that the file lacks, each of them whole or not at all. Two processes may do it at once. Error: the
// file is of another program or newer than the steps, and was left as it is; or a step failed.
Status BringUpToDate(SqliteFile& file, const Steps& steps);

// Error: the file is of another program, or not of the steps' version.
Status IsUpToDate(SqliteFile& file, const Steps& steps);

}  // namespace authconform
