#include "tools/diff/testing/nights.h"

#include <stdexcept>
#include <utility>

#include "harness/run/runner.h"
#include "reports/history/testing/sample_runs.h"
#include "tools/choice/choice.h"
#include "tools/demo/demo_target.h"
#include "tools/embed/embedded.h"
#include "tools/reference/reference.h"

namespace authconform::testing {
namespace {

template <typename T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().ToString());
  return *std::move(result);
}

}  // namespace

AskedRun Ask(const Night& night) {
  ReferenceOptions options;
  options.faults = night.faults;
  const std::unique_ptr<ReferenceServer> server = Must(ReferenceServer::Start(options));
  Target target = Must(DemoTarget(server->url()));
  target.name = "acme";
  const FileSet& files = night.files.empty() ? EmbeddedFiles() : night.files;
  const Selection selection = Must(SelectCases(files, night.endpoints, night.only));
  RunOptions how;
  how.transcript = EmptyFolder() + "/transcript.ndjson";
  how.repeat = night.repeat;
  AskedRun asked;
  asked.run = Must(RunCases(selection.selected, target, how));
  asked.transcript = Must(ReadFile(how.transcript));
  return asked;
}

const AskedRun& Good() {
  static const AskedRun good = Ask({});
  return good;
}

const AskedRun& Faulty() {
  static const AskedRun faulty = Ask({.faults = {"duktig-wrong-status"}});
  return faulty;
}

AskedRun Again(AskedRun asked, int days) {
  asked.run.started_us += days * kDayUs;
  return asked;
}

std::vector<std::string> Told(const Diff& diff) {
  std::vector<std::string> told;
  for (const Change& each : diff.changes) {
    const std::string& id = each.kept.of_case;
    told.push_back(id.substr(id.rfind('/') + 1) + " " + std::string(CauseName(each.kept.cause)) +
                   (each.kept.regression ? " regression" : "") + (each.lost ? " lost" : "") +
                   (IsMended(each.kept) ? " mended" : ""));
  }
  return told;
}

FileSet Edited(const std::string& file, const std::string& from, const std::string& to) {
  FileSet files = EmbeddedFiles();
  std::string& text = files.at(file);
  const size_t at = text.find(from);
  if (at == std::string::npos) throw std::runtime_error(file + " does not hold " + from);
  text.replace(at, from.size(), to);
  return files;
}

Nights::Nights() : path_(EmptyFolder() + "/past.db") { history_ = Must(History::Open(path_, HistoryMode::kWrite)); }

int64_t Nights::Add(const AskedRun& asked, const FileSet& files) {
  return Must(
      history_->Add(asked.run, {.transcript = asked.transcript, .files = files.empty() ? EmbeddedFiles() : files}));
}

int64_t Nights::Ask(const Night& night) { return Add(testing::Ask(night), night.files); }

Diff Nights::Compare(int64_t run) { return Must(DiffInHistory(*history_, "acme", run)); }

}  // namespace authconform::testing
