// A verified bundle's run, and who signed it, into the sentences of the document that a vendor hands over.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reports/statement/standing.h"

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
};

// What may be said of the run as a whole.
enum class StatementKind {
  kConforms,  // everything chosen was judged, and nothing fails
  kDoesNot,   // everything chosen was judged, and something fails
  // The run is partial, interrupted or inconclusive, or judged nothing; or it conforms but for a failure that is listed
  // without a reason.
  kNoStatement,
};
StatementKind KindOf(const Statement& statement);

// "Statement of conformance", "Statement of conformance with deviations", "Statement of non-conformance" or "No
// statement of conformance".
std::string TitleOf(const Statement& statement);

// The sentences that stand first, all as they are: not yet Visible. The first says what the document is worth. Cases,
// requirements and baseline rules are counted apart, and each number says which of them it counts.
std::vector<std::string> LeadOf(const Statement& statement);

// Sums as sentences: "57 requirements = 43 tested + 14 not tested", "43 requirements tested = 42 passed + 1 failed", …
std::vector<std::string> RequirementSums(const StandingCounts& counts);
std::vector<std::string> CaseSums(const std::vector<EndpointStanding>& endpoints);

// What a reader could overlook: bent specs, an unchecked key or certificate, what deviations hide, an endpoint that has
// no kill matrix.
std::vector<std::string> CaveatsOf(const Statement& statement);

}  // namespace authconform
