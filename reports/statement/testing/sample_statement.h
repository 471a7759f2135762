// A run made by hand, in which each standing occurs, as a statement.
#pragma once

#include <string>
#include <vector>

#include "reports/statement/statement.h"

namespace authconform::testing {

// A judged case of acme/login: `judged` are the ids of the requirements that it looked at, all of them musts.
CaseResult JudgedCase(const std::string& variant, Verdict verdict, std::vector<std::string> judged);
// The same, never judged.
CaseResult OpenCase(const std::string& variant, Verdict verdict, const std::string& reason);
Finding Breaks(const std::string& rule, const std::string& level = "must");
// A requirement of acme/login that these variants check.
StatedRequirement Stated(const std::string& id, const std::vector<std::string>& variants,
                         const std::string& level = "must");
// A run of acme/login that ends as its cases say, and what the endpoint promises.
Run RunOf(std::vector<CaseResult> cases, ExitCode exit_code, int64_t planned);
StatedEndpoint LoginEndpoint(std::vector<StatedRequirement> requirements, int64_t planned);

// Conforms: two cases pass.
Statement GoodStatement();
// Each standing once or more, in a partial run, with strings that try to be markup.
Statement SampleStatement();

}  // namespace authconform::testing
