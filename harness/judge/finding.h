// What is wrong with a response: the rule it breaks, where, what was expected and what came.
#pragma once

#include <string>
#include <vector>

#include "harness/base/verdict.h"

namespace authconform {

// The rule a finding speaks of: a requirement of a document, or a baseline rule.
struct Rule {
  std::string id;      // "password-length", or "baseline/no-store"
  std::string level;   // "must", "should" or "baseline"
  std::string text;    // the promise in short
  std::string source;  // "duktig.md:75-78", or "RFC 6749 5.1"
  friend bool operator==(const Rule&, const Rule&) = default;
};

// One check's result when the rule is broken.
struct Finding {
  Rule rule;
  std::string check;    // "status", "content-type", "body", "schema", "token", "relation", "refusal", "baseline" or
                        // "protocol"
  std::string pointer;  // RFC 6901 into the response body, or "header:Allow"; empty when the whole response is meant
  std::string expected;
  std::string actual;
  friend bool operator==(const Finding&, const Finding&) = default;
};

// What the judge makes of a case: the worst finding decides.
struct Judgement {
  Verdict verdict = Verdict::kPass;
  std::string reason;  // why it was skipped or is an error; empty otherwise
  std::vector<Finding> findings;
  std::vector<std::string> unfired = {};  // names of the case's checks that found nothing to look at, in their order
  std::vector<std::string> judged = {};   // ids of the requirements and baseline rules that were looked at, each once
  // What the machine that asks ran out of, so that nothing could be judged; empty otherwise. Says nothing of the
  // target.
  std::string shortage = {};
};

}  // namespace authconform
