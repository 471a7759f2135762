// Targets, a line each, into the page that the site opens with: what got worse first, then all, the worst first.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "reports/site/past.h"

namespace authconform {

// What the overview tells of a target: small, as there may be thousands.
struct OverviewLine {
  enum class Standing { kRegressed, kDoesNotConform, kNotJudged, kConforms, kStale };

  std::string name;
  std::string folder;
  std::string owner;
  std::vector<std::string> labels;
  Standing standing = Standing::kConforms;
  Mark mark = Mark::kPass;
  bool whole = true;  // whether the last run judged all that it planned
  int64_t last_run = 0;
  int64_t last_us = 0;
  int64_t since_us = 0;
  int64_t stale_days = 0;
  int64_t flaky = 0;           // cases
  int64_t judged_us = 0;       // when the run began that the cells are of; 0: no run ever judged something
  bool judged_in_last = true;  // whether that was the last run
  std::vector<Mark> trend;     // of the last runs
  std::vector<std::string> families;
  std::vector<Counts> cells;    // one a family
  std::vector<Notice> notices;  // of the last run
  struct Regression {
    KeptChange change;
    std::vector<Finding> findings;
    bool has_page = false;
  };
  std::vector<Regression> regressions;  // of the last run
  int64_t more_regressions = 0;         // that are only counted
  std::string loss;     // what the last run could not judge and the one before could, in words; or empty
  KeptChange loss_why;  // its cause, and the run's own text as a Visible line
};

// Of a target with at least one run.
OverviewLine LineOf(const Past& past);

// The worst first, those that are no longer asked at the end; within a standing those with regressions, then those with
// something to say, then by name.
void SortLines(std::vector<OverviewLine>& lines);

// `lines`: sorted.
void WriteOverview(const std::string& title, const std::vector<OverviewLine>& lines, int64_t now_us, std::ostream& out);

}  // namespace authconform
