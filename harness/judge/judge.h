// A case and the exchange it led to into a judgement. Pure: no clock, no I/O; the same input gives the same judgement.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/schema.h"
#include "harness/judge/finding.h"
#include "harness/judge/leak.h"
#include "harness/judge/relation.h"
#include "harness/judge/rules.h"
#include "harness/plan/case.h"
#include "harness/spec/spec.h"
#include "harness/wire/exchange.h"

namespace authconform {

// What a case's request led to.
struct Evidence {
  const Exchange& exchange;
  const Exchange* twin = nullptr;      // of the request that the case compares with, when it has one
  const Sent& sent;                    // values bound in the case's request, mutation included
  const Sent* twin_sent = nullptr;     // values bound in the twin's
  const Result<Json>* body = nullptr;  // the response's body, where the caller has parsed it already
  // How long each answer took, in microseconds, where the case asks for several samples; `exchange` and `twin` are one
  // of each.
  const std::vector<int64_t>* times_us = nullptr;
  const std::vector<int64_t>* twin_times_us = nullptr;
  // What came of looking for the password that was sent, when `exchange` was not masked yet; null: it is looked for.
  const PasswordSearch* password = nullptr;
};

// Judges the cases of one endpoint. Holds compiled schemas: one for each thread.
class Judge {
 public:
  // `spec` must outlive the judge. Error: a schema that does not compile.
  static Result<Judge> Make(const Spec& spec);

  // A case all of whose checks found nothing to look at is skipped, with the reason of the first.
  Judgement operator()(const Case& asked, const Evidence& evidence) const;

  // RulesOf the case.
  std::vector<Rule> Rules(const Case& asked) const;

 private:
  explicit Judge(const Spec& spec) : spec_(&spec) {}
  const Spec* spec_;
  std::map<std::string, Schema> schemas_;  // by outcome
  std::set<std::string> of_outcomes_;      // requirements that speak of an outcome
};

// Whether the target took the request as a sign-in: a 2xx. What it is held to beyond that, cases say.
bool Accepted(const Exchange& exchange);

}  // namespace authconform
