#include "harness/run/transcript_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>

#include "harness/base/files.h"
#include "harness/base/secret_scan.h"

namespace authconform {
namespace {

constexpr size_t kBuffer = 256 << 10;
// For the end.
constexpr size_t kReserved = 512;

}  // namespace

Result<Transcript> Transcript::Open(const std::string& path, size_t most_bytes) {
  if (path.empty()) return Transcript(-1, path, "", most_bytes);
  struct stat about = {};
  if (stat(path.c_str(), &about) == 0 && !S_ISREG(about.st_mode)) {
    return Error{path, "", "cannot be written: it is there and no regular file"};
  }
  std::string beside = path + ".tmp." + std::to_string(getpid());
  const int descriptor = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor < 0) return Error{path, "", std::string("cannot be written: ") + std::strerror(errno)};
  return Transcript(descriptor, path, std::move(beside), most_bytes);
}

Transcript::Transcript(Transcript&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      path_(std::move(other.path_)),
      beside_(std::move(other.beside_)),
      most_bytes_(other.most_bytes_),
      bytes_(other.bytes_),
      full_(other.full_),
      buffer_(std::move(other.buffer_)),
      failure_(std::move(other.failure_)) {}

Transcript::~Transcript() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(beside_.c_str());
}

bool Transcript::Append(std::string_view lines) {
  if (descriptor_ < 0) return true;
  full_ = full_ || bytes_ + lines.size() + kReserved > most_bytes_;
  if (!full_) Write(lines);
  return !full_;
}

void Transcript::AppendEnd(const TranscriptEnd& end) {
  std::string line;
  authconform::AppendEnd(end, line);
  if (descriptor_ >= 0) Write(line);
}

std::string Transcript::full() const { return full_ ? "the transcript is full at " + SizeText(most_bytes_) : ""; }

void Transcript::Write(std::string_view lines) {
  bytes_ += lines.size();
  buffer_ += lines;
  if (buffer_.size() >= kBuffer) Flush();
}

void Transcript::Flush() {
  if (failure_.empty() && !WriteAllTo(descriptor_, buffer_)) failure_ = std::strerror(errno);
  buffer_.clear();
}

// Seldom anything to do: only a secret that was said under an innocent name before it was issued.
void Transcript::MaskAgain(const Redactor& redactor) {
  const Result<std::optional<SecretHit>> hit = FindSecretInFile(redactor, beside_);
  if (!hit) failure_ = hit.error().message;
  if (!hit || !*hit) return;
  std::ifstream lines(beside_);
  Result<Transcript> masked = Open(path_ + ".masked", most_bytes_);
  if (!masked) {
    failure_ = masked.error().message;
    return;
  }
  for (std::string line; std::getline(lines, line);) {
    std::string shown = redactor.Redact(line);
    if (!shown.starts_with('{')) {  // withheld as a whole
      failure_ = "an answer is made so that it cannot be searched for secrets";
      return;
    }
    masked->Write(shown + "\n");
  }
  if (masked->bytes_ > most_bytes_) {  // a mask may be longer than what it stands for
    failure_ = "masked, it would be larger than " + SizeText(most_bytes_);
    return;
  }
  masked->Flush();
  const Result<std::optional<SecretHit>> left = FindSecretInFile(redactor, masked->beside_);
  failure_ = masked->failure_;
  if (failure_.empty() && (!left || *left)) failure_ = "it would hold a secret" + (left ? ": " + (*left)->label : "");
  if (!failure_.empty()) return;
  std::swap(descriptor_, masked->descriptor_);
  std::swap(beside_, masked->beside_);
}

Status Transcript::Close(const Redactor& redactor) {
  if (descriptor_ < 0) return Done{};
  Flush();
  if (failure_.empty()) MaskAgain(redactor);
  if (failure_.empty() && fsync(descriptor_) != 0 && errno != EINVAL) failure_ = std::strerror(errno);
  if (close(std::exchange(descriptor_, -1)) != 0 && failure_.empty()) failure_ = std::strerror(errno);
  if (failure_.empty() && rename(beside_.c_str(), path_.c_str()) != 0) failure_ = std::strerror(errno);
  if (failure_.empty()) return Done{};
  unlink(beside_.c_str());
  return Error{path_, "", "cannot be written: " + failure_};
}

}  // namespace authconform
