// A run into run.json and back.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/run/run.h"

namespace authconform {

// No run.json is larger: it is read whole. A recorded body is at most 16 KiB, so this holds thousands of recorded
// cases.
inline constexpr size_t kMostRunBytes = size_t{256} << 20;

// The form of reports/run.schema.json, indented, same bytes for the same run.
std::string WriteRun(const Run& run);

// Error: it is larger than kMostRunBytes, so that nobody would read the file.
Status CanBeRead(std::string_view run_json, const std::string& file);

// Error: larger than kMostRunBytes, not JSON, not of that form, or from a newer version of it; file and JSON Pointer.
Result<Run> ReadRun(std::string_view text, const std::string& file);

}  // namespace authconform
