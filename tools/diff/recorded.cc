#include "tools/diff/recorded.h"

#include <algorithm>
#include <utility>

#include "tools/bundle/bundle.h"
#include "tools/embed/embedded.h"

namespace authconform {
namespace {

// Runs may be added without what they were judged by.
bool HoldsSpecs(const FileSet& files, const KeptPlan& plan) {
  return std::all_of(plan.endpoints.begin(), plan.endpoints.end(),
                     [&](const KeptEndpoint& each) { return files.contains("specs/" + each.endpoint + "/spec.json"); });
}

}  // namespace

FileSet WithOwnForms(FileSet files) {
  std::erase_if(files, [](const auto& file) { return IsForm(file.first); });
  for (const auto& [name, bytes] : EmbeddedFiles()) {
    if (IsForm(name)) files[name] = bytes;
  }
  return files;
}

Recorded RecordedIn(History& history, const KeptRun& run) {
  Recorded recorded;
  Result<KeptRecord> record = history.Record(run.id);
  if (record) {
    recorded.transcript = std::move(record->transcript);
    if (recorded.transcript.empty()) {
      recorded.no_transcript = "run " + std::to_string(run.id) + " was added without a transcript";
    }
  } else {
    recorded.no_transcript = record.error().message;
  }
  Result<FileSet> files = history.Files(*run.plan);
  recorded.own_files = files && HoldsSpecs(*files, *run.plan);
  recorded.files = recorded.own_files ? WithOwnForms(*std::move(files)) : EmbeddedFiles();
  return recorded;
}

}  // namespace authconform
