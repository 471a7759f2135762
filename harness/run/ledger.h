// Judgements into a run's results: one way for a run under way and for one that is judged again.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "harness/judge/finding.h"
#include "harness/plan/case.h"
#include "harness/run/asked.h"
#include "harness/run/run.h"
#include "harness/run/selected.h"
#include "harness/run/transcript.h"
#include "harness/wire/wire.h"

namespace authconform {

// Everything that comes in is masked already. Not for two threads at once.
class Ledger {
 public:
  Ledger(const std::vector<Selected>& selected, const Origin& origin);

  // In the order of `selected`, which it counts.
  void AddEndpoint(const std::string& url, const std::string& encoding);

  // A case of the run, before anything was asked; why it is not, or not as often as it was to be.
  struct Entry {
    size_t endpoint = 0;
    const Case* asked = nullptr;
    std::vector<Rule> rules;
    std::string not_sent;
    bool partial = false;
    bool control_failed = false;
  };
  void AddCase(Entry entry);

  // One repetition of case number `asked.index`. `judged` are the requirements whose checks looked at something.
  void Add(const Asked& asked, const Ready& main, const Ready* twin, const Judgement& judgement);

  // Totals, what is partial, what was not scored, exit code.
  Run Conclude(const TranscriptRun& header, const TranscriptEnd& end);

 private:
  void CloseCases(std::set<std::string>& partial);
  void CountEvidence(size_t endpoint);

  const std::vector<Selected>& selected_;
  const std::string root_;  // of URLs
  Run run_;
  std::vector<Entry> entries_;
  std::vector<std::set<std::string>> judged_;  // rule ids, by case
  std::set<std::string> shortages_;            // of this machine: few, as the wire words them
};

// Adds one repetition to a case's result. True when it is the worst so far, so that its evidence is the one to keep.
bool AddRepetition(CaseResult& result, const Judgement& judgement, int64_t duration_us);

// Ends the counting: means, a verdict for a case never sent, totals, exit code.
void Finish(Run& run);

}  // namespace authconform
