#include "tools/bundle/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <new>
#include <optional>
#include <utility>

#include "reports/text.h"
#include "tools/bundle/gzip.h"

namespace authconform {
namespace {

constexpr size_t kLongestName = 255;
constexpr size_t kShownName = 80;

using Entry = std::unique_ptr<archive_entry, void (*)(archive_entry*)>;

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

// A name that anybody may have chosen, fit to be shown.
std::string Quoted(std::string_view name) {
  return "\"" + Clip(VisibleLine(name.substr(0, 4 * kShownName)), kShownName) + "\"";
}

// What is wrong with the name, as the rest of a sentence; nullopt when nothing is.
std::optional<std::string> NameMistake(std::string_view name) {
  if (name.size() > kLongestName) return "is longer than " + std::to_string(kLongestName) + " characters";
  if (name.starts_with('/')) return "is not relative";
  for (std::string_view rest = name;;) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    if (part == ".." || part == ".") return "has a part \"" + std::string(part) + "\"";
    if (part.empty()) return "has an empty part";
    if (!std::all_of(part.begin(), part.end(), IsNameCharacter)) {
      return "has other characters than letters, digits and \"._-\"";
    }
    if (part.size() == rest.size()) return std::nullopt;
    rest.remove_prefix(part.size() + 1);
  }
}

std::string BytesAllowed(size_t bytes) { return "is larger than the " + std::to_string(bytes) + " bytes allowed"; }

std::string FilesAllowed(size_t files) { return "holds more than the " + std::to_string(files) + " files allowed"; }

// What the tar's bytes go to as libarchive makes them.
struct Packing {
  Gzip gzip;
  size_t bytes = 0;
};

la_ssize_t TakePiece(archive*, void* packing, const void* piece, size_t size) {
  auto& to = *static_cast<Packing*>(packing);
  to.gzip.Append({static_cast<const char*>(piece), size});
  to.bytes += size;
  return static_cast<la_ssize_t>(size);
}

bool WriteEntry(archive* tar, const std::string& name, const std::string& bytes) {
  const Entry entry(archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_mtime(entry.get(), 0, 0);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  return archive_write_header(tar, entry.get()) == ARCHIVE_OK &&
         archive_write_data(tar, bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size());
}

// The tar inside, as libarchive asks for it.
class Unpacking {
 public:
  Unpacking(std::string_view archive, size_t limit) : gunzip_(archive, limit) {}

  static la_ssize_t GivePiece(archive* tar, void* unpacking, const void** piece) {
    auto& from = *static_cast<Unpacking*>(unpacking);
    if (!from.Advance()) {
      archive_set_error(tar, EIO, "the gzip file around it is at fault");
      return ARCHIVE_FATAL;
    }
    *piece = from.piece_.data();
    return static_cast<la_ssize_t>(from.piece_.size());
  }

  const std::optional<std::string>& error() const { return error_; }

  // Reads to the end: whether all bytes of the tar from `offset` on are zero, as its last blocks are.
  bool IsPaddingFrom(size_t offset) {
    std::string_view rest = piece_.substr(std::min(piece_.size(), offset - std::min(offset, begin_)));
    do {
      if (rest.find_first_not_of('\0') != std::string_view::npos) return false;
      if (!Advance()) return false;
      rest = piece_;
    } while (!rest.empty());
    return true;
  }

 private:
  bool Advance() {
    begin_ += piece_.size();
    piece_ = {};
    const Result<std::string_view> next = gunzip_.Next();
    if (!next) {
      error_ = next.error().message;
      return false;
    }
    piece_ = *next;
    return true;
  }

  Gunzip gunzip_;
  std::string_view piece_;
  size_t begin_ = 0;  // of piece_ in the tar
  std::optional<std::string> error_;
};

class Reading {
 public:
  Reading(std::string_view archive, const std::string& file, const ArchiveLimits& limits)
      : file_(file), limits_(limits), unpacking_(archive, limits.bytes), tar_(archive_read_new(), archive_read_free) {
    if (!tar_) throw std::bad_alloc();
  }

  Result<FileSet> Read() {
    // Tar alone: libarchive's other formats are as many ways to be wrong.
    if (archive_read_support_format_tar(tar_.get()) != ARCHIVE_OK ||
        archive_read_open(tar_.get(), &unpacking_, nullptr, Unpacking::GivePiece, nullptr) != ARCHIVE_OK) {
      return Damaged();
    }
    FileSet files;
    for (;;) {
      archive_entry* entry = nullptr;
      const int state = archive_read_next_header(tar_.get(), &entry);
      if (state == ARCHIVE_EOF) break;
      if (state != ARCHIVE_OK) return Damaged();
      if (files.size() == limits_.files) return Wrong(FilesAllowed(limits_.files));
      if (Status taken = Take(entry, files); !taken) return taken.error();
    }
    const auto end = static_cast<size_t>(archive_filter_bytes(tar_.get(), 0));
    if (!unpacking_.IsPaddingFrom(end)) {
      return unpacking_.error() ? Damaged() : Wrong("something follows the last file in the archive");
    }
    return files;
  }

 private:
  Error Wrong(std::string message) const { return {file_, "", std::move(message)}; }

  Error Damaged() const {
    if (unpacking_.error()) return Wrong(*unpacking_.error());
    return Wrong("the archive is no sound tar" + (last_.empty() ? "" : ": it breaks after " + last_));
  }

  Status Take(archive_entry* entry, FileSet& files) {
    const char* pathname = archive_entry_pathname(entry);
    if (pathname == nullptr) return Wrong("holds a file whose name cannot be read");
    const std::string name = pathname;
    if (auto mistake = NameMistake(name)) return Wrong("holds the name " + Quoted(name) + ", which " + *mistake);
    last_ = name;
    const bool regular = archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == nullptr;
    if (!regular) return Wrong(name + " is not a regular file");
    if (files.contains(name)) return Wrong(name + " is there twice");
    const la_int64_t size = archive_entry_size(entry);
    if (size < 0 || static_cast<size_t>(size) > limits_.file_bytes) {
      return Wrong(name + " " + BytesAllowed(limits_.file_bytes));
    }
    return TakeBytes(static_cast<size_t>(size), files[name]);
  }

  // What an entry says of its size is believed only as its bytes come, one after the other: a sparse file has gaps.
  Status TakeBytes(size_t size, std::string& bytes) {
    for (;;) {
      const void* block = nullptr;
      size_t length = 0;
      la_int64_t offset = 0;
      const int state = archive_read_data_block(tar_.get(), &block, &length, &offset);
      if (state == ARCHIVE_EOF) break;
      if (state != ARCHIVE_OK || offset < 0 || static_cast<size_t>(offset) != bytes.size()) return Damaged();
      if (length > size - bytes.size()) return Damaged();
      bytes.append(static_cast<const char*>(block), length);
    }
    if (bytes.size() != size) return Damaged();
    return Done{};
  }

  const std::string& file_;
  const ArchiveLimits limits_;
  Unpacking unpacking_;
  std::unique_ptr<archive, int (*)(archive*)> tar_;
  std::string last_;  // name of the entry that was reached
};

}  // namespace

Result<std::string> WriteArchive(const FileSet& files, const ArchiveLimits& limits) {
  if (files.size() > limits.files) return Error{"", "", "the archive " + FilesAllowed(limits.files)};
  for (const auto& [name, bytes] : files) {
    if (auto mistake = NameMistake(name)) return Error{"", "", "the name " + Quoted(name) + " " + *mistake};
    if (bytes.size() > limits.file_bytes) return Error{name, "", BytesAllowed(limits.file_bytes)};
  }
  Packing packing;
  const std::unique_ptr<archive, int (*)(archive*)> tar(archive_write_new(), archive_write_free);
  if (!tar) throw std::bad_alloc();
  bool sound = archive_write_set_format_pax_restricted(tar.get()) == ARCHIVE_OK &&
               archive_write_open(tar.get(), &packing, nullptr, TakePiece, nullptr) == ARCHIVE_OK;
  for (auto file = files.begin(); sound && file != files.end(); ++file) {
    sound = WriteEntry(tar.get(), file->first, file->second);
  }
  if (!sound || archive_write_close(tar.get()) != ARCHIVE_OK) return Error{"", "", "the archive cannot be made"};
  if (packing.bytes > limits.bytes) return Error{"", "", "the archive " + BytesAllowed(limits.bytes)};
  return packing.gzip.Finish();
}

Result<FileSet> ReadArchive(std::string_view archive, const std::string& file, const ArchiveLimits& limits) {
  return Reading(archive, file, limits).Read();
}

bool IsGzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b"); }

}  // namespace authconform
