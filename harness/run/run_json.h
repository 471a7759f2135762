// A run into run.json and back.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/result.h"
#include "harness/run/run.h"

namespace authconform {

// The form of reports/run.schema.json, indented, same bytes for the same run.
std::string WriteRun(const Run& run);

// Error: not JSON, not of that form, or from a newer version of it; file and JSON Pointer.
Result<Run> ReadRun(std::string_view text, const std::string& file);

}  // namespace authconform
