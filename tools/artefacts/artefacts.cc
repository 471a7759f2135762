#include "tools/artefacts/artefacts.h"

#include <sstream>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/secret_scan.h"
#include "harness/run/replay.h"
#include "harness/run/run_json.h"
#include "reports/summary.h"
#include "tools/bundle/bundle.h"
#include "tools/bundle/rejudge.h"

namespace authconform {

Status FreeOfSecrets(std::string_view text, const std::string& file, const Redactor& redactor) {
  const std::optional<SecretHit> hit = FindSecret(redactor, text);
  if (!hit) return Done{};
  return Error{file, "byte " + std::to_string(hit->offset),
               "is not written: it would hold the secret " + hit->label + "; this is a bug of authconform"};
}

Status WriteFreeOfSecrets(std::string_view text, const std::string& file, const Redactor& redactor) {
  if (Status free = FreeOfSecrets(text, file, redactor); !free) return free;
  return WriteFileWhole(file, text);
}

Status WriteReport(const Run& run, const Format& format, const std::string& folder, const Redactor& redactor) {
  std::ostringstream written;
  format.write(run, written);
  const std::string text = std::move(written).str();
  const std::string file = folder + "/" + std::string(format.file);
  if (format.name == "json") {
    if (Status can = CanBeRead(text, file); !can) return can;
  }
  return WriteFreeOfSecrets(text, file, redactor);
}

Status WriteReports(const Run& run, const std::string& folder, const Redactor& redactor) {
  for (const Format& format : Formats()) {
    if (Status written = WriteReport(run, format, folder, redactor); !written) return written;
  }
  return Done{};
}

std::vector<std::string> ArtefactNames() {
  std::vector<std::string> names;
  for (const Format& format : Formats()) names.emplace_back(format.file);
  names.emplace_back(kTranscriptFile);
  return names;
}

Result<HeldDeviations> ReadHeldDeviations(const FileSet& files, const std::string& path) {
  Result<std::string> text = ReadFile(path);
  if (!text) return text.error();
  const Result<Json> schema = ParseJson(files.at("harness/run/deviations.schema.json"));
  if (!schema) return schema.error();
  // What is judged by is what is signed: the file may change between two readings.
  Result<Deviations> list = ReadDeviations(*text, path, *schema);
  if (!list) return list.error();
  Result<std::vector<std::string>> known = KnownCases(files);
  if (!known) return known.error();
  return HeldDeviations{path, *std::move(text), *std::move(list), *std::move(known)};
}

void Apply(const HeldDeviations& held, const FileSet& files, Run& run) {
  ApplyDeviations(held.list, held.known, DateOf(run.started_us), IsWhole(run, files), run);
}

Status WriteRunBundle(const std::string& path, const PrivateKey& key, const FileSet& files, const Run& run,
                      const std::string& folder, const std::optional<HeldDeviations>& deviations,
                      const Redactor& redactor) {
  Result<std::string> transcript = ReadFile(folder + "/transcript.ndjson", kMaxBundleBytes);
  if (!transcript) return transcript.error();
  const std::vector<std::string> endpoints = EndpointsAtStake(deviations ? deviations->list : Deviations{}, run);
  FileSet bundled = BundleFiles(files, endpoints, WriteRun(run), *std::move(transcript),
                                deviations ? std::optional<std::string>(deviations->text) : std::nullopt);
  for (const auto& [name, bytes] : bundled) {
    if (name == kTranscriptFile) continue;  // looked through before it got its name
    if (Status free = FreeOfSecrets(bytes, path + ": " + name, redactor); !free) return free;
  }
  const std::string created = Instant(run.started_us + run.duration_us, true);
  const Result<std::string> bytes = MakeBundle(std::move(bundled), key, created);
  if (!bytes) return bytes.error();
  const Result<OpenedBundle> opened = OpenBundle(*bytes, path);
  if (!opened) return opened.error();
  if (const Result<Run> again = Rejudge(*opened, files, Replay, path); !again) return again.error();
  return WriteFileWhole(path, *bytes);
}

}  // namespace authconform
