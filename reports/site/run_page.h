// A run into its page: the HTML report while its record is kept, and what the history still knows afterwards.
#pragma once

#include <ostream>
#include <string>

#include "harness/base/result.h"
#include "reports/site/past.h"

namespace authconform {

// `run_json`: of the run's record. Error: it is no run.json.
Result<std::string> RunReportPage(const Past& past, const KeptRun& run, const std::string& run_json);

// Of the run at `place`, without a record, or with one that cannot be read: `trouble` says why, and is empty for the
// first.
void WriteRunPage(const Past& past, size_t place, const Titles& titles, const std::string& trouble, std::ostream& out);

}  // namespace authconform
