// Judged exchanges into case results, in memory that does not grow with their number.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/judge/finding.h"
#include "harness/run/run.h"

namespace authconform {

// The transcript: NDJSON lines, buffered, on disk once closed. Not for two threads at once.
class Transcript {
 public:
  // An empty path keeps nothing.
  static Result<Transcript> Open(const std::string& path);
  Transcript(Transcript&& other) noexcept;
  Transcript& operator=(Transcript&&) = delete;
  ~Transcript();

  void Append(std::string_view lines);
  // Writes what is buffered and fsyncs. Error: the first write that failed, by file.
  Status Close();

 private:
  Transcript(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  void Flush();

  int descriptor_;
  std::string path_;
  std::string buffer_;
  std::string failure_;
};

// Adds one repetition to a case's result. True when it is the worst so far, so that its evidence is the one to keep.
bool AddRepetition(CaseResult& result, const Judgement& judgement, int64_t duration_us);

// Ends the counting: means, a verdict for a case never sent, totals, exit code.
void Finish(Run& run);

}  // namespace authconform
