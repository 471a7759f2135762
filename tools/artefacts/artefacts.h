// A finished run into what it leaves behind: reports and a bundle, held against a list of deviations.
//
// Everything in a run was masked as it came. Here is the proof: each text is looked through for every secret that the
// run has known, in all its forms, before it is written anywhere, and one that holds any is not written at all.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/redact.h"
#include "harness/base/result.h"
#include "harness/run/deviations.h"
#include "harness/run/run.h"
#include "reports/formats.h"
#include "tools/bundle/key.h"

namespace authconform {

// Error: `file`, where in the text, and which secret by its label.
Status FreeOfSecrets(std::string_view text, const std::string& file, const Redactor& redactor);

// Writes the text as the file, whole. Error: as FreeOfSecrets, or it cannot be written.
Status WriteFreeOfSecrets(std::string_view text, const std::string& file, const Redactor& redactor);

// A format of reports/formats.h under its own file name, into `folder`.
Status WriteReport(const Run& run, const Format& format, const std::string& folder, const Redactor& redactor);

// All formats but those on request.
Status WriteReports(const Run& run, const std::string& folder, const Redactor& redactor);

// The names of those files, and of the transcript beside them.
std::vector<std::string> ArtefactNames();

// The list of deviations that a run was held against.
struct HeldDeviations {
  std::string path;
  std::string text;
  Deviations list;
  std::vector<std::string> known;  // ids of all cases there are
};

// Reads the file, once, and checks the list. Error: as LoadDeviations.
Result<HeldDeviations> ReadHeldDeviations(const FileSet& files, const std::string& path);

// Applies the list to a run, as of the day on which the run began.
void Apply(const HeldDeviations& held, const FileSet& files, Run& run);

// The run, its transcript in `folder`, and what it was judged by, signed. Error: cannot be written, would hold a
// secret, or the transcript judged again is not this run, which would be a bug: such a bundle is not written.
Status WriteRunBundle(const std::string& path, const PrivateKey& key, const FileSet& files, const Run& run,
                      const std::string& folder, const std::optional<HeldDeviations>& deviations,
                      const Redactor& redactor);

}  // namespace authconform
