// Nights of the reference backends, good or with faults, into a history.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/run/run.h"
#include "reports/history/history.h"
#include "tools/diff/diff.h"

namespace authconform::testing {

inline constexpr const char* kSignIn = "duktig/token/valid/sign-in";
inline constexpr const char* kEmailAbsent = "duktig/token/missing-fields/email-absent";

struct AskedRun {
  Run run;
  std::string transcript;
};

// What a night's run is like.
struct Night {
  std::vector<std::string> faults = {};
  FileSet files = {};  // specs and cases; empty: those of this authconform
  std::vector<std::string> endpoints = {"duktig/token"};
  // Of the cases, globs.
  std::vector<std::string> only = {kSignIn, kEmailAbsent};
  int repeat = 1;
};

// A real run against the reference backend, of the target "acme". Throws when there is none.
AskedRun Ask(const Night& night);

// The same run each time: of a backend as documented, and of one whose sign-in answers another status.
const AskedRun& Good();
const AskedRun& Faulty();

// The same run on another day: a history takes no run twice.
AskedRun Again(AskedRun asked, int days);

// "sign-in target regression"
std::vector<std::string> Told(const Diff& diff);

// This authconform's files with `from` replaced in one of them, where it stands once at least.
FileSet Edited(const std::string& file, const std::string& from, const std::string& to);

class Nights {
 public:
  Nights();

  // The id of the run that is added.
  int64_t Add(const AskedRun& asked, const FileSet& files = {});
  int64_t Ask(const Night& night);

  History& history() { return *history_; }
  const std::string& path() const { return path_; }

  // The run against those before it; throws where that is an error.
  Diff Compare(int64_t run);

 private:
  std::string path_;
  std::unique_ptr<History> history_;
};

}  // namespace authconform::testing
