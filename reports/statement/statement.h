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

struct Statement {
  Run run;  // judged again from the bundle's transcript
  std::vector<EndpointStanding> endpoints;

  // The word of whoever had the statement made; empty where they gave none.
  std::string vendor;
  std::string product;
  std::string product_version;

  std::string bundle;  // file name without folders
  std::string bundle_sha256;
  std::string created;              // when it was signed, as its manifest says
  std::vector<SignedFile> files;    // all that the signature covers, in the order of their names
  std::string fingerprint;          // of the key
  std::string key_file;             // name of the public key's file that it was checked against; empty: against none
  std::vector<std::string> unlike;  // specs and cases in it that are not those of the authconform that tells
  std::string told_by;              // that authconform's version
};

// What may be said of the run as a whole.
enum class StatementKind {
  kConforms,     // everything chosen was judged, and nothing fails
  kDoesNot,      // everything chosen was judged, and something fails
  kNoStatement,  // the run is partial, interrupted or inconclusive, or judged nothing
};
StatementKind KindOf(const Statement& statement);

// "Statement of conformance", "Statement of conformance with deviations", "Statement of non-conformance" or "No
// statement of conformance".
std::string TitleOf(const Statement& statement);

// The sentences that stand first, all as they are: not yet Visible. The first says what the document is worth.
std::vector<std::string> LeadOf(const Statement& statement);

// Sums as sentences: "57 requirements = 43 tested + 14 not tested", "43 tested = 42 passed + 1 failed", …
std::vector<std::string> RequirementSums(const StandingCounts& counts);
std::vector<std::string> CaseSums(const std::vector<EndpointStanding>& endpoints);

// What a reader could overlook: bent specs, an unchecked key, an endpoint that has no kill matrix.
std::vector<std::string> CaveatsOf(const Statement& statement);

// What a bundle cannot prove.
std::vector<std::string> NotProved();

// Commands for a POSIX shell, and what they are to show.
struct VerifyStep {
  std::string what;
  std::vector<std::string> commands;
  std::string expect;
};
std::vector<VerifyStep> VerifySteps(const Statement& statement);

}  // namespace authconform
