#include "harness/base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace authconform {
namespace {

std::string Because() { return std::strerror(errno); }

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool Close() { return close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

}  // namespace

bool WriteAllTo(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t written = write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

Result<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  // Non-blocking, so that a FIFO in a file's place is refused rather than waited for.
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.number() < 0) return Error{path, "", "cannot be read: " + Because()};
  struct stat about = {};
  if (fstat(file.number(), &about) != 0) return Error{path, "", "cannot be read: " + Because()};
  if (!S_ISREG(about.st_mode)) return Error{path, "", "is not a regular file"};
  // Straight into what is returned, so that who wipes that wipes all there is; one byte more shows the end.
  constexpr size_t kLeast = 4'096;
  const size_t expected = std::max(static_cast<size_t>(about.st_size), kLeast);
  std::string bytes(std::min(expected, max_bytes) + 1, '\0');
  for (size_t size = 0;;) {
    if (size > max_bytes) return Error{path, "", "is larger than the " + std::to_string(max_bytes) + " bytes allowed"};
    if (size == bytes.size()) bytes.resize(std::min(2 * size, max_bytes + 1));
    ssize_t got = read(file.number(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error{path, "", "cannot be read: " + Because()};
    size += static_cast<size_t>(got);
    if (got == 0) {
      bytes.resize(size);
      return bytes;
    }
  }
}

Result<FileSet> ReadFolder(const std::string& root, const std::string& folder) {
  namespace fs = std::filesystem;
  FileSet files;
  std::error_code error;
  const fs::path top = fs::path(root) / folder;
  fs::recursive_directory_iterator entry(top, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() != ".json" || entry->is_directory(error)) continue;
    Result<std::string> bytes = ReadFile(entry->path().string());
    if (!bytes) return bytes.error();
    files[(fs::path(folder) / entry->path().lexically_relative(top)).generic_string()] = *std::move(bytes);
  }
  if (error) return Error{top.string(), "", "cannot be read: " + error.message()};
  return files;
}

Status WriteFileWhole(const std::string& path, std::string_view bytes, Readers readers) {
  struct stat about = {};
  if (stat(path.c_str(), &about) == 0 && !S_ISREG(about.st_mode)) {
    return Error{path, "", "cannot be written: it is there and no regular file"};
  }
  const std::string beside = path + ".tmp." + std::to_string(getpid());
  const mode_t mode = readers == Readers::kAll ? 0644 : 0600;
  Descriptor file(open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode));
  if (file.number() < 0) return Error{path, "", "cannot be written: " + Because()};
  // A process that was killed may have left one that others can read.
  const bool closed = readers == Readers::kAll || fchmod(file.number(), mode) == 0;
  const bool written = closed && WriteAllTo(file.number(), bytes) && fsync(file.number()) == 0 && file.Close() &&
                       rename(beside.c_str(), path.c_str()) == 0;
  if (!written) {
    Error error{path, "", "cannot be written: " + Because()};
    unlink(beside.c_str());
    return error;
  }
  // The rename itself lasts only once the folder is on disk.
  const std::string parent = std::filesystem::path(path).parent_path().string();
  Descriptor folder(open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() >= 0) fsync(folder.number());
  return Done{};
}

Status MakeFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return Error{path, "", "cannot be made: " + error.message()};
  return Done{};
}

Status MakeWritableFolder(const std::string& path) {
  if (Status made = MakeFolder(path); !made) return made;
  const std::string probe = path + "/.authconform.probe." + std::to_string(getpid());
  Descriptor file(open(probe.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.number() < 0) return Error{path, "", "is not writable: " + Because()};
  unlink(probe.c_str());
  return Done{};
}

}  // namespace authconform
