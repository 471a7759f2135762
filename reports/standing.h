// A run and what its documents promise into what became of each requirement: tested and how it went, or not, and why.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/run.h"
#include "reports/mark.h"

namespace authconform {

// A requirement of an endpoint's document, whether or not the run came to it.
struct StatedRequirement {
  Rule rule;
  std::string unchecked;           // the spec's reason why no case can check it; empty when cases do
  std::vector<std::string> cases;  // ids of the planned cases that check it
};

struct StatedEndpoint {
  std::string endpoint;
  std::string document_version;  // empty when the document tells none
  std::vector<StatedRequirement> requirements;
  int64_t cases_planned = 0;
};

// Where a requirement stands after a run; each has one. Those from kFailed to kPassed were tested, the others were not.
enum class StandingKind {
  kFailed,        // a must, broken
  kWarned,        // a should or a baseline rule, broken
  kDeviated,      // broken in failures that the target's owner has listed, and nowhere else
  kPassed,        // looked at by at least one case, and broken in none
  kUnproved,      // looked at and not broken, but no fault proves that the cases would tell, or there is no kill matrix
  kUnchecked,     // no case can check it
  kInError,       // its cases ended in an error of network or harness
  kInconclusive,  // its cases' verdicts mean nothing
  kSkipped,       // its cases do not apply, or could not be sent
  kUnfired,       // its cases found nothing to look at
  kLeftOut,       // its cases were not sent: they were not chosen, or nothing was judged
};
inline constexpr int kStandings = 11;

bool IsTested(StandingKind standing);
// "passed", "test not proved": what a table's head says.
std::string_view StandingName(StandingKind standing);
// "a must of the document, broken by at least one case's answer": for people, without a full stop.
std::string_view StandingMeaning(StandingKind standing);
// What the tested are marked with; kSkipped for the others.
Mark MarkOf(StandingKind standing);

// Where a requirement was broken.
struct Broken {
  std::string of_case;
  Finding finding;
  std::string deviation;  // the owner's reason when it is a listed one; empty otherwise
};

struct RequirementStanding {
  Rule rule;
  StandingKind standing = StandingKind::kPassed;
  int64_t cases = 0;           // that looked at it
  int64_t cases_checking = 0;  // those, and all others that are planned to: a baseline rule's are those of the run
  std::vector<Broken> broken;  // in plan order
  std::vector<std::string> reasons;  // why it was not tested, each once
  std::vector<std::string> kept_by;  // cases that fail as listed, but for which it might have been tested
};

using StandingCounts = std::array<int64_t, kStandings>;

struct EndpointStanding {
  EndpointResult endpoint;
  std::string document_version;
  std::vector<RequirementStanding> requirements;  // of the document, in its order
  std::vector<RequirementStanding> baseline;      // baseline rules that were looked at, in the order of the cases
  Counts cases = {};                              // by mark
  int64_t cases_planned = 0;

  // Planned cases that were not chosen.
  int64_t LeftOut() const { return cases_planned - Sum(cases); }
};

// An endpoint of the run that `stated` lacks has no requirements. In the run's order. In a run that does not tell what
// each case looked at (CaseResult::judged), as an early one does not, nothing is kPassed.
//
// A repeated case keeps the findings of its worst repetitions alone. Where that may hide a break, the requirement is
// kInconclusive and not kPassed.
std::vector<EndpointStanding> StandingOf(const Run& run, const std::vector<StatedEndpoint>& stated);

// What a run itself tells of its endpoints' documents, which is all but the cases that were not chosen.
std::vector<StatedEndpoint> StatedIn(const Run& run);

StandingCounts CountsOf(const std::vector<RequirementStanding>& requirements);
int64_t Count(const StandingCounts& counts, StandingKind standing);
int64_t Tested(const StandingCounts& counts);
int64_t NotTested(const StandingCounts& counts);

// Over all endpoints.
StandingCounts RequirementsOf(const std::vector<EndpointStanding>& endpoints);

}  // namespace authconform
