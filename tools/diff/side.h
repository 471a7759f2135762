// What is named on the command line into a run that a diff can compare: a folder or run.json as `run --out` writes
// them, a bundle, or a run of a history.
#pragma once

#include <memory>
#include <string>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "reports/history/history.h"
#include "tools/diff/recorded.h"
#include "tools/diff/told.h"

namespace authconform {

// How a run is named: PATH, or HISTORY#RUN.
struct SideName {
  std::string path;
  int64_t run = 0;  // its id; 0: none is named
};

// "past.db#12" names run 12, unless there is a file of that very name.
SideName ParseSideName(const std::string& argument);

// Whether the file begins as SQLite's do (https://www.sqlite.org/fileformat2.html 1.3).
bool IsHistory(const std::string& path);

// The target of a history: the one named, or the only one that it has. Error: there is no such target, with the
// nearest; none is named and it has several.
Result<std::string> TargetIn(History& history, const std::string& path, const std::string& named);

class Side {
 public:
  struct Options {
    std::string target = {};         // of a history, where no run is named; empty: the only one
    const FileSet* files = nullptr;  // specs and cases where the side has none of its own
    bool own_files = false;          // whether those are what the run was judged by
  };
  // The run named; of a history without one, the target's last. Error: there is no such file or run; a run.json,
  // transcript, bundle or history that is not whole or not of its form, by file and position; a transcript that is not
  // of the run.json beside it. That a transcript is not there is no error.
  static Result<Side> Open(const std::string& argument, const Options& options);

  const KeptRun& run() const { return told_ ? told_->kept() : kept_; }
  const std::string& name() const { return name_; }
  // Null unless the run is a history's.
  History* history() const { return history_.get(); }
  Recorded Recall() const;

 private:
  static Result<Side> FromHistory(const SideName& name, const Options& options);
  static Result<Side> FromBundle(const std::string& path, const std::string& bytes, const Options& options);
  static Result<Side> FromFiles(const std::string& path, const Options& options);

  std::string name_;
  std::shared_ptr<History> history_;  // before kept_, which points into it
  KeptRun kept_;
  std::shared_ptr<const ToldRun> told_;  // where it is no history's
  Recorded recorded_;
};

}  // namespace authconform
