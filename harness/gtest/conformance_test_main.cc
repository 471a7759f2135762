// Arguments and environment into the GoogleTest tests of one endpoint, asked in one run. See README.md.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>

#include "harness/base/no_core.h"
#include "harness/base/secret_scan.h"
#include "harness/base/suggest.h"
#include "harness/base/verdict.h"
#include "harness/gtest/chosen_target.h"
#include "harness/gtest/conformance_tests.h"
#include "harness/run/deviations.h"
#include "harness/run/runner.h"
#include "harness/spec/load.h"
#include "reports/formats.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

namespace fs = std::filesystem;

// A signal handler reaches nothing but a global.
std::atomic<bool> stop_requested = false;

void RequestStop(int signal) {
  stop_requested = true;
  std::signal(signal, SIG_DFL);
}

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

struct Arguments {
  std::string endpoint;
  std::string formats;     // folder of authconform's own published schemas: its workspace
  std::string specs;       // folder with specs/ and cases/
  std::string deviations;  // a file; empty: none are listed
  TargetChoice choice;
  bool strict = false;
};

int Complain(const Error& error, ExitCode code) {
  std::cerr << "authconform: " << error.ToString() << std::endl;
  return static_cast<int>(code);
}

// What GoogleTest left of the command line.
Result<Arguments> ReadArguments(int count, char** words) {
  Arguments read;
  read.choice.named = Variable("AUTHCONFORM_TARGET");
  read.choice.in_bazel = !Variable("TEST_TARGET").empty();
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    if (name == "--endpoint") {
      read.endpoint = value;
    } else if (name == "--formats") {
      read.formats = value;
    } else if (name == "--specs") {
      read.specs = value;
    } else if (name == "--target") {
      read.choice.target_file = value;
    } else if (name == "--deviations") {
      read.deviations = value;
    } else if (name == "--reference") {
      read.choice.reference = value;
    } else if (name == "--fault") {
      read.choice.faults.push_back(value);
    } else if (word == "--strict") {
      read.strict = true;
    } else {
      return Error{"", "", "unknown argument " + word + " (auth_conformance_test in //harness:defs.bzl gives them)"};
    }
  }
  if (read.endpoint.empty() || read.formats.empty() || read.specs.empty()) {
    return Error{
        "", "", "--endpoint, --formats and --specs are needed: auth_conformance_test in //harness:defs.bzl gives them"};
  }
  return read;
}

// The folder's specs and cases, with the published schemas as they are here.
Result<FileSet> LoadFiles(const Arguments& arguments) {
  FileSet files;
  for (const char* folder : {"specs", "cases"}) {
    Result<FileSet> read = ReadFolder(arguments.specs, folder);
    if (!read) return read.error();
    files.merge(*read);
  }
  for (const char* file : {"specs/endpoint.schema.json", "cases/case.schema.json", "harness/run/deviations.schema.json",
                           "harness/run/target.schema.json"}) {
    Result<std::string> bytes = ReadFile(arguments.formats + "/" + file);
    if (!bytes) return bytes.error();
    files[file] = *std::move(bytes);
  }
  return files;
}

// A folder for what the reference backends write; gone with this.
class Scratch {
 public:
  Scratch() {
    const std::string parent = Variable("TEST_TMPDIR");
    std::string name = (parent.empty() ? fs::temp_directory_path().string() : parent) + "/authconform.XXXXXX";
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Bazel gives its TEST_TOTAL_SHARDS under GoogleTest's name too.
bool Sharded() { return !Variable("GTEST_TOTAL_SHARDS").empty(); }

// Asks what the filter and the shard selected, all in one run, before the first test.
class Asking : public testing::Environment {
 public:
  Asking(const Arguments& arguments, const FileSet& files, const Spec& spec, const std::vector<Case>& cases,
         TestsTold& told)
      : arguments_(arguments), files_(files), spec_(spec), cases_(cases), told_(told) {}

  void SetUp() override {
    told_ = {.trouble = "", .strict = arguments_.strict, .results = {}};
    exit_code_ = ExitCode::kConforms;
    const Result<Run> run = Ask();
    if (!run) {
      told_.trouble = run.error().ToString();
      return;
    }
    exit_code_ = run->exit_code;
    deviation_errors_ = run->deviation_errors;
    if (!run->preflight_error.empty()) told_.trouble = "nothing was judged: " + run->preflight_error;
    for (const CaseResult& result : run->cases) told_.results[result.id] = result;
    std::cout << VisibleLine(VerdictSentence(*run)) << " (" << VisibleLine(run->url) << ")\n";
    if (Status written = WriteReports(*run, redactor_); !written) ADD_FAILURE() << written.error().ToString();
  }

  // No test of its own tells these.
  void TearDown() override {
    for (const std::string& error : deviation_errors_) ADD_FAILURE() << VisibleLine(error);
    if (stop_requested) ADD_FAILURE() << "the run was interrupted: not every case was asked";
    if (exit_code_ != ExitCode::kNothingChecked) return;
    if (Sharded()) {
      std::cout << "authconform: this shard checked nothing: all of its cases were skipped" << std::endl;
    } else {
      ADD_FAILURE() << "nothing was checked: all selected cases were skipped";
    }
  }

 private:
  Result<Run> Ask() {
    Result<std::optional<Proof>> proof = LoadProof(files_, spec_);
    if (!proof) return proof.error();
    std::vector<Selected> selected = {{&spec_, SelectedCases(cases_), {}, *std::move(proof)}};
    for (const Case& each : cases_) {
      const std::vector<Case>& chosen = selected.front().cases;
      if (std::find(chosen.begin(), chosen.end(), each) == chosen.end()) selected.front().left_out.push_back(each);
    }
    const Scratch scratch;
    TargetChoice choice = arguments_.choice;
    choice.scratch = scratch.path();
    const Result<Json> schema = ParseJson(files_.at("harness/run/target.schema.json"));
    if (!schema) return schema.error();
    const Result<Listed> listed = ReadListed();
    if (!listed) return listed.error();
    const Result<ChosenTarget> chosen = ChooseTarget(choice, *schema);
    if (!chosen) return chosen.error();
    // A target may have more endpoints than a folder of somebody's own specs.
    if (chosen->reference == nullptr && arguments_.specs == arguments_.formats) {
      if (Status known = CheckEndpoints(chosen->target, Endpoints(files_)); !known) return known.error();
    }

    RunOptions options;
    options.strict = arguments_.strict;
    options.stop = &stop_requested;
    if (const std::string folder = Variable("TEST_UNDECLARED_OUTPUTS_DIR"); !folder.empty()) {
      options.transcript = folder + "/transcript.ndjson";
    }
    options.left_out = "--test_filter or sharding left cases out";
    Result<Run> run = RunCases(selected, chosen->target, options, redactor_);
    // Other endpoints' entries are for other tests: this run is never the whole that a list speaks of.
    if (run && !arguments_.deviations.empty())
      ApplyDeviations(listed->deviations, listed->known, DateOf(run->started_us), false, *run);
    return run;
  }

  struct Listed {
    Deviations deviations;
    std::vector<std::string> known;  // ids of all cases there are
  };

  Result<Listed> ReadListed() const {
    if (arguments_.deviations.empty()) return Listed{};
    Result<Deviations> deviations = LoadDeviations(files_, arguments_.deviations);
    if (!deviations) return deviations.error();
    Result<std::vector<std::string>> known = KnownCases(files_);
    if (!known) return known.error();
    return Listed{*std::move(deviations), *std::move(known)};
  }

  static Status WriteReports(const Run& run, const Redactor& redactor) {
    const std::string folder = Variable("TEST_UNDECLARED_OUTPUTS_DIR");
    if (folder.empty()) return Done{};
    for (const Format& format : Formats()) {
      std::ostringstream text;
      format.write(run, text);
      // Everything in a run was masked as it came; this is the proof.
      if (const auto hit = FindSecret(redactor, text.str())) {
        return Error{std::string(format.file), "", "is not written: it would hold the secret " + hit->label};
      }
      if (Status written = WriteFileWhole(folder + "/" + std::string(format.file), text.str()); !written)
        return written;
    }
    return Done{};
  }

  const Arguments& arguments_;
  const FileSet& files_;
  const Spec& spec_;
  const std::vector<Case>& cases_;
  TestsTold& told_;
  ExitCode exit_code_ = ExitCode::kConforms;
  Redactor redactor_;
  std::vector<std::string> deviation_errors_;
};

// What GoogleTest calls a success: no test at all. Shard 0 has the first of those selected, so others may be empty.
int ConcludeEmpty(const std::string& endpoint, const std::string& filter, const std::vector<Case>& cases) {
  if (Sharded() && Variable("GTEST_SHARD_INDEX") != "0") {
    std::cout << "authconform: this shard checked nothing: there are fewer selected cases than shards" << std::endl;
    return 0;
  }
  std::vector<std::string> names;
  for (const Case& each : cases) names.push_back(NameOf(each).Full());
  return Complain(Error{"", "", "no case of " + endpoint + " matches the filter " + filter + DidYouMean(filter, names)},
                  ExitCode::kNothingChecked);
}

int Main(int count, char** words) {
  testing::InitGoogleTest(&count, words);
  const Result<Arguments> arguments = ReadArguments(count, words);
  if (!arguments) return Complain(arguments.error(), ExitCode::kBadUsage);
  const Result<FileSet> files = LoadFiles(*arguments);
  if (!files) return Complain(files.error(), ExitCode::kBadUsage);
  const std::vector<std::string> known = Endpoints(*files);
  if (std::find(known.begin(), known.end(), arguments->endpoint) == known.end()) {
    return Complain(
        Error{"", "", "there is no endpoint \"" + arguments->endpoint + "\"" + DidYouMean(arguments->endpoint, known)},
        ExitCode::kBadUsage);
  }
  const Result<Spec> spec = LoadSpec(*files, arguments->endpoint);
  if (!spec) return Complain(spec.error(), ExitCode::kBadUsage);
  const Result<std::vector<Case>> cases = LoadCases(*files, *spec);
  if (!cases) return Complain(cases.error(), ExitCode::kBadUsage);

  const std::string filter = FilterWithNames(GTEST_FLAG_GET(filter), *cases);
  GTEST_FLAG_SET(filter, filter);
  TestsTold told;
  RegisterConformanceTests(*files, *cases, told);
  testing::AddGlobalTestEnvironment(new Asking(*arguments, *files, *spec, *cases, told));
  std::signal(SIGINT, RequestStop);
  std::signal(SIGTERM, RequestStop);
  const int failed = RUN_ALL_TESTS();
  if (failed != 0 || GTEST_FLAG_GET(list_tests) || testing::UnitTest::GetInstance()->test_to_run_count() > 0)
    return failed;
  return ConcludeEmpty(arguments->endpoint, filter, *cases);
}

}  // namespace
}  // namespace authconform

int main(int count, char** words) {
  authconform::ForbidCoreDumps();
  return authconform::Main(count, words);
}
