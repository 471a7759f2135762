// A finished run into the form in which a history keeps it, so that one comparison serves both.
#pragma once

#include <memory>
#include <vector>

#include "harness/run/run.h"
#include "reports/history/kept.h"

namespace authconform {

// Owns what its KeptRun points to.
class ToldRun {
 public:
  // Only ids above 0 stand for runs of a history.
  explicit ToldRun(const Run& run);

  const KeptRun& kept() const { return kept_; }

 private:
  std::unique_ptr<KeptPlan> plan_;
  std::unique_ptr<std::vector<KeptResult>> results_;
  KeptRun kept_;
};

}  // namespace authconform
