#include "tools/artefacts/remember.h"

#include <utility>

#include "harness/run/run_json.h"
#include "harness/run/transcript.h"
#include "reports/history/history.h"
#include "tools/artefacts/artefacts.h"

namespace authconform {

Status Remember(const std::string& history, const Run& run, const FileSet& files, const std::string& folder,
                const Redactor& redactor) {
  HistoryExtras extras;
  extras.files = files;
  if (!folder.empty()) {
    Result<std::string> transcript = ReadFile(folder + "/transcript.ndjson", kMostTranscriptBytes);
    if (!transcript) return transcript.error();
    extras.transcript = *std::move(transcript);
  }
  if (Status free = FreeOfSecrets(extras.transcript, history, redactor); !free) return free;
  const std::string run_json = WriteRun(run);
  if (Status free = FreeOfSecrets(run_json, history, redactor); !free) return free;
  const Result<std::unique_ptr<History>> opened = History::Open(history, HistoryMode::kWrite);
  if (!opened) return opened.error();
  const ReadyRun ready = MakeReady(run, run_json, extras.files, extras.transcript);
  if (const Result<int64_t> added = (*opened)->Add(run, extras, ready); !added) return added.error();
  return Done{};
}

Status CanRemember(const std::string& history) {
  const Result<std::unique_ptr<History>> opened = History::Open(history, HistoryMode::kWrite);
  if (!opened) return opened.error();
  return Done{};
}

}  // namespace authconform
