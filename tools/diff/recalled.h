// What is recorded of a run into what judging it again takes: its plan loaded, its transcript read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/transcript.h"
#include "reports/history/kept.h"
#include "tools/choice/choice.h"
#include "tools/diff/question.h"
#include "tools/diff/recorded.h"

namespace authconform {

class RecalledRun {
 public:
  // `name` is the run's in sentences. What cannot be read is no error: trouble() says so. The plan of `other` is taken
  // over where it is of the same files, as it is most nights.
  RecalledRun(const KeptRun& run, Recorded recorded, const std::string& name, const RecalledRun* other = nullptr);

  const Recorded& recorded() const { return recorded_; }
  const std::optional<Selection>& plan() const { return plan_; }
  const std::optional<ReadTranscript>& transcript() const { return transcript_; }
  // Why plan or transcript is missing, a sentence without full stop; empty when both are there.
  const std::string& trouble() const { return trouble_; }

  // The plan's case; without one, a question that asks nothing.
  Question Find(const std::string& id) const;
  // How many repetitions of the case the transcript has.
  int64_t Repetitions(const std::string& id) const;

 private:
  void LoadPlan(const KeptRun& run, const std::string& name, const RecalledRun* other);

  Recorded recorded_;
  std::vector<std::string> endpoints_;  // of the plan
  std::optional<Selection> plan_;
  std::optional<ReadTranscript> transcript_;
  std::string trouble_;
};

}  // namespace authconform
