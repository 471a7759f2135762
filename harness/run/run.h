// A finished run: what was asked of which target, what came back, and what was made of it. Free of secrets throughout:
// everything here went through the redactor. Every report is rendered from this alone (reports/run.schema.json).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/verdict.h"
#include "harness/judge/finding.h"

namespace authconform {

struct RecordedHeader {
  std::string name;
  std::string value;
};

// A request and its answer as they are shown to people: masked, and bodies cut at 16 KiB.
struct RecordedExchange {
  std::string method;
  std::string url;
  std::vector<RecordedHeader> request_headers;
  std::string request_body;
  int status = 0;  // 0: no response, see `error`
  std::string reason;
  std::vector<RecordedHeader> response_headers;
  std::string response_body;
  std::string error;       // the transport error's sentence; empty when there is a response
  int64_t started_us = 0;  // unix microseconds
  int64_t duration_us = 0;
  std::string curl;  // a shell line that sends the same request; secrets as environment variables
};

struct CaseResult {
  std::string id;        // "<vendor>/<endpoint>/<family>/<variant>"
  std::string endpoint;  // "<vendor>/<endpoint>"
  std::string family;
  std::string title;
  std::string mutation;     // in words: what differs from the valid request
  std::string expected;     // in words: the outcomes that conform
  std::vector<Rule> rules;  // what this case checks
  Verdict verdict = Verdict::kSkipped;
  std::string reason;  // why skipped, inconclusive or error; empty otherwise
  std::vector<Finding> findings;
  std::vector<std::string> unfired;  // names of the checks that found nothing to look at
  std::vector<std::string> judged;   // ids of the requirements and baseline rules that were looked at, sorted
  std::string deviation;             // the owner's listed reason when this failure is a listed one; empty otherwise
  std::vector<RecordedExchange> exchanges;  // of the worst repetition, the first of them; empty when nothing was sent
  // Over all repetitions; with --repeat 1 one of them is 1.
  std::array<int64_t, kVerdicts> repetitions = {};
  int64_t fastest_us = 0;
  int64_t mean_us = 0;
  int64_t slowest_us = 0;

  // Whether this is a failure that the target's owner has listed: it stays one, and does not fail the run.
  bool Excused() const { return !deviation.empty(); }
};

// An endpoint of the run, with the document behind it.
struct EndpointResult {
  std::string endpoint;
  std::string document;
  std::string document_title;
  std::string document_sha256;
  std::string url;
  std::string encoding;              // the reading the target took: "json", "form"
  std::vector<std::string> planned;  // ids of its cases, chosen or not, sorted
  std::vector<Rule> stated;          // its requirements, in the spec's order
  int requirements = 0;              // how many they are
  int requirements_checked = 0;      // those that at least one case of this run judged, the unproved left out
  std::vector<Rule> unchecked;       // requirements no case can check; text is the spec's reason
  bool proof = false;                // whether a kill matrix says which requirements the cases are known to guard
  std::vector<Rule> unproved;        // requirements judged though no fault of a kill matrix proves it: not scored
  std::vector<std::string> empty_families;  // families of which the endpoint's plan has no case
};

struct Run {
  std::string authconform;  // version
  std::string target;       // name
  std::string url;
  int64_t started_us = 0;
  int64_t duration_us = 0;
  int jobs = 1;
  int repeat = 1;
  bool strict = false;
  bool insecure = false;  // over TLS, and any certificate was taken
  std::string partial;    // why this run did not judge everything; empty when it did. "; " between reasons
  bool interrupted = false;
  std::string preflight_error;  // nothing was judged, and why; empty otherwise
  std::vector<EndpointResult> endpoints;
  std::vector<CaseResult> cases;               // in plan order
  std::array<int64_t, kVerdicts> totals = {};  // cases by verdict
  int64_t deviations = 0;                      // failures that the target's owner has listed
  std::vector<std::string> deviation_errors;   // why the list of deviations fails the run, a sentence each
  int64_t cases_planned = 0;                   // of the endpoints asked, chosen or not
  int64_t requests = 0;                        // sent in all, preflight and controls included
  int64_t controls = 0;                        // valid requests sent for nothing but to prove that they are accepted
  ExitCode exit_code = ExitCode::kConforms;

  // Whether the case fails the run.
  bool Fails(const CaseResult& result) const {
    const bool failure = result.verdict == Verdict::kFail || (strict && result.verdict == Verdict::kWarn);
    return failure && !result.Excused();
  }
  int64_t Total(Verdict verdict) const { return totals[static_cast<size_t>(verdict)]; }
};

}  // namespace authconform
