// What a run sent and got into lines of NDJSON, free of secrets, and back: enough to judge it again.
//
// One JSON object a line, told apart by its first member:
//   run       version, target, url, started_us, jobs, repeat, strict, insecure (where it is), left_out,
//             preflight_error, the endpoints asked
//   case      a case's requests, or why it was not sent; in plan order
//   secret    a mask, and the text of the same make that stands in for it when judging again (stand_in.h); of a JWT
//             header and claims can be read
//   control   a control's number, endpoint and answer
//   asked     one repetition of a case: its answers, and the numbers of the controls before and after it. Beside an
//             answer stands what its masks do not tell: `password_at`, where it repeats the password that was sent
//             (null: nowhere; in a transcript without the member it is looked for), and `not_json`, why the body was no
//             JSON
//   end       duration, counts, whether the run was interrupted and by what; without it the transcript is not whole
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/run/asked.h"

namespace authconform {

// No transcript is larger: it is read whole.
inline constexpr size_t kMostTranscriptBytes = size_t{256} << 20;

// "256 MiB", "1000 bytes".
std::string SizeText(size_t bytes);

struct TranscriptEndpoint {
  std::string endpoint;
  std::string url;
  std::string encoding;
};

struct TranscriptRun {
  std::string authconform;
  std::string target;
  std::string url;
  int64_t started_us = 0;
  int jobs = 1;
  int repeat = 1;
  bool strict = false;
  bool insecure = false;  // as in Run
  std::string left_out;   // why cases of the plan were not chosen, when they were not
  std::string preflight_error;
  std::vector<TranscriptEndpoint> endpoints;
};

struct TranscriptCase {
  std::string id;
  std::string not_sent;
  bool partial = false;
  bool control_failed = false;
  int repetitions = 0;  // how often it is asked, unless the run is interrupted
  std::optional<Ready> main;
  std::optional<Ready> twin;
};

struct TranscriptEnd {
  int64_t duration_us = 0;
  int64_t requests = 0;
  int64_t controls = 0;
  bool interrupted = false;
  std::string cut = {};  // why, where nobody stopped it: a file is full; a sentence
};

// A whole transcript. `index` of what was asked, and of a control's endpoint, count `cases` and `run.endpoints`.
struct ReadTranscript {
  TranscriptRun run;
  std::vector<TranscriptCase> cases;
  std::map<std::string, std::string> stand_ins;  // by mask
  std::map<int, Control> controls;               // by number
  std::vector<Asked> asked;                      // in the order judged
  TranscriptEnd end;
};

// Each appends one line. What is given must be masked already.
void AppendRun(const TranscriptRun& run, std::string& out);
void AppendCase(const TranscriptCase& each, std::string& out);
void AppendSecret(std::string_view mask, std::string_view stand_in, std::string& out);
void AppendControl(const Control& control, std::string& out);
void AppendAsked(const std::string& case_id, const Asked& asked, std::string& out);
void AppendEnd(const TranscriptEnd& end, std::string& out);

// Error: file, "line N" and the member at fault, when a line is not of the form above, names what is not there, or the
// end is missing.
Result<ReadTranscript> ParseTranscript(std::string_view text, const std::string& file);

}  // namespace authconform
