// A verified bundle's run, and who signed it, into the sentences of the document that a vendor hands over.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/standing.h"

namespace authconform {

// A file of the bundle.
struct SignedFile {
  std::string name;
  std::string sha256;  // 64 hexadecimal digits
  int64_t bytes = 0;
};

// An entry of the owner's list by which a failing case does not fail the run.
struct ListedDeviation {
  std::string of_case;
  std::vector<std::string> rules;  // ids of what the case breaks, each once
  std::string reason;              // the owner's word
  std::string last_day;            // "2027-01-31", UTC: the last day on which it is excused; empty: there is none
  bool explained = true;           // whether anybody has given the reason since `run --fix` made the entry
};

struct Statement {
  Run run;  // judged again from the bundle's transcript
  std::vector<EndpointStanding> endpoints;
  std::vector<ListedDeviation> deviations;  // of the run's cases, in plan order

  // The word of whoever had the statement made; empty where they gave none.
  std::string vendor;
  std::string product;
  std::string product_version;

  std::string bundle;  // file name without folders
  std::string bundle_sha256;
  std::string created;               // when it was signed, as its manifest says
  std::vector<SignedFile> files;     // all that the signature covers, in the order of their names
  std::string fingerprint;           // of the key
  std::string key_file;              // name of the public key's file that it was checked against; empty: against none
  std::string told_by;               // version of the authconform that tells
  std::vector<std::string> changed;  // specs and cases in it that this authconform has otherwise, or not at all
  std::vector<std::string> unknown;  // endpoints of the run that this authconform does not have
  std::vector<std::string> surplus;  // files in it that nothing was judged by
};

// What may be said of the run as a whole.
enum class StatementKind {
  kConforms,  // everything chosen was judged, and nothing fails
  kDoesNot,   // everything chosen was judged, and something fails
  // The run is partial, interrupted or inconclusive, or judged nothing; or nothing fails but what is listed, and the
  // list gives no reason for it, or does not hold.
  kNoStatement,
};
StatementKind KindOf(const Statement& statement);

// "Statement of conformance", the same "with deviations", "with warnings" or "with deviations and warnings", "Statement
// of non-conformance" or "No statement of conformance".
std::string TitleOf(const Statement& statement);
// What it is shown with: kPass only where nothing at all was seen to be broken.
Mark MarkOf(const Statement& statement);

// The sentences that stand first, all as they are: not yet Visible. The first says what the document is worth: in how
// many requirements the target does not conform, how many baseline rules it breaks, and how many cases were not judged.
// Cases, requirements and baseline rules are counted apart, and each number says which of them it counts.
std::vector<std::string> LeadOf(const Statement& statement);

// Sums as sentences: "57 requirements = 43 tested + 14 not tested", "43 requirements tested = 42 passed + 1 failed", …
std::vector<std::string> RequirementSums(const StandingCounts& counts);
std::vector<std::string> CaseSums(const std::vector<EndpointStanding>& endpoints);

// What a reader could overlook: bent specs, an unchecked key or certificate, a signature older than the run, files that
// do not belong, what deviations hide, an endpoint that has no kill matrix. What stands between backticks is code.
std::vector<std::string> CaveatsOf(const Statement& statement);

// "2025-11-24 16:00:00 UTC" of the "2025-11-24T16:00:00Z" that a manifest holds; any other text as it is.
std::string TimeInWords(const std::string& time);

}  // namespace authconform
