// Lines of a transcript into its file, which is there whole or not at all.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/redact.h"
#include "harness/base/result.h"
#include "harness/run/transcript.h"

namespace authconform {

// The transcript: NDJSON lines, buffered. They go to a file beside the named one, which takes its place once closed:
// who looks sees the old transcript or the whole new one. Not for two threads at once.
class Transcript {
 public:
  // An empty path keeps nothing, and is never full.
  static Result<Transcript> Open(const std::string& path, size_t most_bytes = kMostTranscriptBytes);
  Transcript(Transcript&& other) noexcept;
  Transcript& operator=(Transcript&&) = delete;
  ~Transcript();

  // False: they do not fit, nor will anything after them but the end.
  bool Append(std::string_view lines);
  void AppendEnd(const TranscriptEnd& end);
  // Why nothing more fits, a sentence; empty when it does.
  std::string full() const;
  // Writes what is buffered, fsyncs, renames. Before that what `redactor` has learnt since the lines came is masked in
  // them, and all is looked through once more: a transcript that holds a secret never gets its name.
  // Error: the first write that failed, by file.
  Status Close(const Redactor& redactor);

 private:
  Transcript(int descriptor, std::string path, std::string beside, size_t most_bytes)
      : descriptor_(descriptor), path_(std::move(path)), beside_(std::move(beside)), most_bytes_(most_bytes) {}
  void Write(std::string_view lines);
  void Flush();
  void MaskAgain(const Redactor& redactor);

  int descriptor_;
  std::string path_;
  std::string beside_;  // where the lines go meanwhile
  size_t most_bytes_;
  size_t bytes_ = 0;
  bool full_ = false;
  std::string buffer_;
  std::string failure_;
};

}  // namespace authconform
