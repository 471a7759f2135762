// The failures that a target's owner has listed, applied to a run: those that hold are excused, all else fails it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/run/run.h"

namespace authconform {

using Date = std::chrono::year_month_day;

// The day in UTC of a time in unix microseconds.
Date DateOf(int64_t unix_us);

// "2027-01-31".
std::string DateText(Date date);

struct Deviation {
  std::string id;                     // of the case
  std::vector<std::string> findings;  // "RULE", or "RULE POINTER": all that the case breaks
  std::string reason;
  std::optional<Date> expires;  // the last day on which it is excused
};

struct Deviations {
  std::string file;
  std::string schema;  // what the file gives as "$schema"; empty: nothing
  std::vector<Deviation> listed;
};

// The text of a file in the form of deviations.schema.json beside this, which `schema` must hold. Error: the first
// mistake, with JSON Pointer and did-you-mean; a case id given twice, by line and column.
Result<Deviations> ReadDeviations(std::string_view text, const std::string& file, const Json& schema);

// The same of the file at `path`, with the schema among `files`.
Result<Deviations> LoadDeviations(const FileSet& files, const std::string& path);

// The ids of all cases of all endpoints, in plan order. Error: a spec or case file with a mistake.
Result<std::vector<std::string>> KnownCases(const FileSet& files);

// What a list says that no run can meet: a case that there is not, a rule that its endpoint does not have. Also each
// entry for which nobody has given a reason since FixDeviations added it.
std::vector<Error> LintDeviations(const Deviations& deviations, const FileSet& files);

// Case ids of the entries whose reason is the one that FixDeviations gave them.
std::vector<std::string> Unexplained(const Deviations& deviations);

// Endpoints that the run asked or that the list speaks of, sorted: what applying the one to the other depends on.
std::vector<std::string> EndpointsAtStake(const Deviations& deviations, const Run& run);

// Sets CaseResult::deviation of each failure (`fail`; in a strict run `warn` too) whose findings are exactly the listed
// ones, and counts them. It stays a failure, and does not fail the run.
//
// Into Run::deviation_errors, a sentence for each listed case that passes, is skipped, inconclusive or in error, breaks
// something else, does not exist (among `known`, of which those of EndpointsAtStake are all it takes), or expired
// before `today`; and with `whole`, which says that every case was to be asked, for one that was not. What an
// interrupted run did not come to is no error, and when nothing was judged there is none at all. Sets the exit code
// that follows, unless that says that authconform itself broke. Doing it twice is the same as once.
void ApplyDeviations(const Deviations& deviations, const std::vector<std::string>& known, Date today, bool whole,
                     Run& run);

struct FixedDeviations {
  std::string text;                // of the file
  std::vector<std::string> notes;  // what was added and removed, and what is expired, a sentence each
};

// The list as it would have to be for this run: what still holds stays as it is, its expiry too; what fails and is not
// listed, or is listed with other findings, is added with a reason that asks for one; what does not fail goes. In plan
// order. Error, as such a run does not tell what the backend does: one that is partial, interrupted or judged nothing,
// that has a case inconclusive or in error in any repetition, or did not ask an endpoint that the list speaks of.
Result<FixedDeviations> FixDeviations(const Run& run, const Deviations& old, const std::vector<std::string>& known,
                                      Date today);

}  // namespace authconform
