#include "reports/site/site_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <optional>
#include <thread>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/sha256.h"

namespace authconform {
namespace {

constexpr char kList[] = "/.authconform-site";
constexpr char kBeside[] = "/.authconform-page";
constexpr std::string_view kFirstLine = "authconform site 1: the files below were written by authconform site\n";
constexpr std::string_view kUntrusted = "-";
constexpr std::string_view kMend = ": delete the list, the site knows its pages without it";
constexpr size_t kLongestList = 256 << 20;

Error Failure(const std::string& path, const char* what) {
  return Error{path, "", std::string(what) + ": " + std::strerror(errno)};
}

// A name that the list may hold: nothing in it leads out of the folder.
bool IsNameWithin(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.front() == '.') return false;
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '/';
    if (!plain || (c == '/' && i + 1 < name.size() && (name[i + 1] == '.' || name[i + 1] == '/'))) return false;
  }
  return true;
}

std::optional<int64_t> SizeOf(const std::string& path) {
  struct stat about = {};
  if (lstat(path.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
  return about.st_size;
}

enum class What { kNothing, kFolder, kOther };

// A link is not what it leads to.
What WhatIsAt(const std::string& path) {
  struct stat about = {};
  if (lstat(path.c_str(), &about) != 0) return errno == ENOENT ? What::kNothing : What::kOther;
  return S_ISDIR(about.st_mode) ? What::kFolder : What::kOther;
}

// "a/b/c.html" has "a" and "a/b", and so has "a/b/".
std::vector<std::string> FoldersOf(const std::string& name) {
  std::vector<std::string> folders;
  for (size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
    folders.push_back(name.substr(0, slash));
  }
  return folders;
}

// The end of a regular file, as long as the longest mark or the whole of it.
std::string EndOf(const std::string& path) {
  constexpr off_t kLongest = 64;
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return "";
  std::string bytes(kLongest, '\0');
  struct stat about = {};
  const bool regular = fstat(file, &about) == 0 && S_ISREG(about.st_mode);
  const ssize_t got =
      regular ? pread(file, bytes.data(), bytes.size(), std::max<off_t>(0, about.st_size - kLongest)) : -1;
  close(file);
  bytes.resize(got < 0 ? 0 : static_cast<size_t>(got));
  return bytes;
}

bool HasMark(const std::string& path) {
  const std::string end = EndOf(path);
  return std::any_of(kSiteMarks.begin(), kSiteMarks.end(), [&](std::string_view mark) { return end.ends_with(mark); });
}

// What a folder with nothing in it may hold: the list, and what publishing from a Git repository takes.
constexpr std::array<std::string_view, 3> kOfEmpty = {&kList[1], ".git", ".nojekyll"};

// The name of something that is in the folder, the first of all; empty: there is nothing.
std::string SomethingIn(const std::string& path) {
  std::string first;
  std::error_code error;
  for (std::filesystem::directory_iterator each(path, error), end; !error && each != end; each.increment(error)) {
    const std::string name = each->path().filename().string();
    if (std::find(kOfEmpty.begin(), kOfEmpty.end(), name) != kOfEmpty.end()) continue;
    if (first.empty() || name < first) first = name;
  }
  return first;
}

std::string Digest(std::string_view bytes) { return Hexadecimal(Sha256Bytes(bytes)).substr(0, 32); }

std::string Line(std::string_view stamp, int64_t size, const std::string& name) {
  return std::string(stamp) + " " + std::to_string(size) + " " + name + "\n";
}

// A name that was made or renamed lasts once its folder is on disk; some file systems cannot be asked for that.
void SyncFolder(const std::string& path) {
  const int folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return;
  fsync(folder);
  close(folder);
}

// Whether the file at the path is the one that is open: another process may have renamed a new one over it.
bool IsStillThere(int file, const std::string& path) {
  struct stat open_one = {};
  struct stat there = {};
  return fstat(file, &open_one) == 0 && stat(path.c_str(), &there) == 0 && open_one.st_ino == there.st_ino &&
         open_one.st_dev == there.st_dev;
}

// False: another process holds it until then.
bool Lock(int file, std::chrono::steady_clock::time_point until) {
  while (flock(file, LOCK_EX | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<SiteFolder>> SiteFolder::Open(const std::string& path, const std::vector<std::string>& names,
                                                     std::chrono::milliseconds wait) {
  Result<std::unique_ptr<SiteFolder>> folder = OpenList(path, wait);
  if (!folder) return folder;
  if (Status fit = (*folder)->CheckFit(names); !fit) {
    // What is another's stays as it was.
    if ((*folder)->entries_.empty()) unlink((path + kList).c_str());
    return fit.error();
  }
  return folder;
}

Status SiteFolder::CheckFit(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    if (Status free = CheckFree(name, ""); !free) return free;
  }
  const bool is_site = !entries_.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    return HasMark(path_ + "/" + name);
  });
  if (names.empty() || is_site) return Done{};
  const std::string other = SomethingIn(path_);
  if (other.empty()) return Done{};
  return Error{
      path_, "",
      "is no site and holds " + other + ", which would be published with the site: name a new or an empty folder"};
}

Result<std::unique_ptr<SiteFolder>> SiteFolder::OpenList(const std::string& path,
                                                         std::optional<std::chrono::milliseconds> wait) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return Error{path, "", "cannot be made: " + error.message()};
  const std::string list = path + kList;
  const auto until = std::chrono::steady_clock::now() + wait.value_or(std::chrono::milliseconds::zero());
  for (;;) {
    const int file = open(list.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (file < 0) return Failure(path, "is not writable");
    std::unique_ptr<SiteFolder> folder(new SiteFolder(path, file));
    if (wait && !Lock(file, until)) {
      return Error{path, "", "is being written by another authconform: wait until it has ended"};
    }
    if (wait && !IsStillThere(file, list)) continue;
    if (Status read = folder->Read(); !read) return read.error();
    return folder;
  }
}

SiteFolder::~SiteFolder() { close(list_); }

Status SiteFolder::Read() {
  const std::string list = path_ + kList;
  Result<std::string> text = ReadFile(list, kLongestList);
  if (!text) return text.error();
  // Or a kill cut its first line.
  if (kFirstLine.starts_with(*text) && text->size() < kFirstLine.size()) return StartList();
  if (!text->starts_with(kFirstLine)) return Error{list, "line 1", "is no list of a site's files" + std::string(kMend)};
  // A last line that a kill cut was never acted upon.
  const size_t whole = text->rfind('\n') + 1;
  if (whole < text->size() && ftruncate(list_, static_cast<off_t>(whole)) != 0)
    return Failure(list, "cannot be mended");
  std::string_view rest = std::string_view(*text).substr(kFirstLine.size(), whole - kFirstLine.size());
  for (int line = 2; !rest.empty(); ++line) {
    const size_t end = rest.find('\n');
    if (!Take(rest.substr(0, end))) {
      return Error{list, "line " + std::to_string(line), "is no line of a list of a site's files" + std::string(kMend)};
    }
    rest.remove_prefix(end + 1);
  }
  return Done{};
}

// "<stamp> <size> <name>"; of two lines with one name the later holds.
bool SiteFolder::Take(std::string_view line) {
  const size_t stamp = line.find(' ');
  const size_t size = stamp == std::string_view::npos ? stamp : line.find(' ', stamp + 1);
  if (size == std::string_view::npos || !IsNameWithin(line.substr(size + 1))) return false;
  int64_t bytes = 0;
  if (std::from_chars(line.data() + stamp + 1, line.data() + size, bytes).ptr != line.data() + size) return false;
  const std::string_view said = line.substr(0, stamp);
  entries_[std::string(line.substr(size + 1))] = Entry{said == kUntrusted ? "" : std::string(said), bytes, false};
  return true;
}

Status SiteFolder::Append(const std::string& line) {
  if (!WriteAllTo(list_, line)) return Failure(path_, "cannot be written");
  return Done{};
}

// On disk before the first page is: a page without a list would be nobody's.
Status SiteFolder::StartList() {
  if (ftruncate(list_, 0) != 0) return Failure(path_, "cannot be written");
  if (Status started = Append(std::string(kFirstLine)); !started) return started;
  if (fsync(list_) != 0) return Failure(path_, "cannot be written");
  SyncFolder(path_);
  return Done{};
}

// Whether what lies there, if anything does, is the site's, or is what is to be written.
Status SiteFolder::CheckFree(const std::string& name, std::string_view bytes) const {
  const std::string path = path_ + "/" + name;
  if (entries_.contains(name) || WhatIsAt(path) == What::kNothing || HasMark(path)) return Done{};
  if (!bytes.empty() && SizeOf(path) == static_cast<int64_t>(bytes.size())) {
    const Result<std::string> there = ReadFile(path, bytes.size());
    if (there && *there == bytes) return Done{};
  }
  return Error{path, "", "is there, and this site did not write it: remove it, or choose another folder"};
}

bool SiteFolder::IsWithin(const std::string& name) {
  for (const std::string& each : FoldersOf(name)) {
    if (folders_.contains(each)) continue;
    if (WhatIsAt(path_ + "/" + each) != What::kFolder) return false;
    folders_.insert(each);
  }
  return true;
}

Status SiteFolder::MakeFolders(const std::string& name) {
  for (const std::string& each : FoldersOf(name)) {
    const std::string path = path_ + "/" + each;
    if (folders_.contains(each)) continue;
    if (mkdir(path.c_str(), 0777) != 0 && errno != EEXIST) return Failure(path, "cannot be made");
    if (WhatIsAt(path) != What::kFolder) {
      return Error{path, "", "is in the way of the site's folder (a link is not followed): remove it"};
    }
    folders_.insert(each);
  }
  return Done{};
}

Status SiteFolder::Put(const std::string& name, std::string_view bytes) {
  if (Status made = MakeFolders(name); !made) return made;
  Entry& entry = entries_[name];
  // The line comes first: a file that is written is in the list, whenever the process is killed.
  entry.stamp.clear();
  if (Status known = Append(Line(kUntrusted, 0, name)); !known) return known;
  return Replace(path_ + "/" + name, bytes, false);
}

bool SiteFolder::IsWritten(const std::string& name, std::string_view stamp) {
  const auto found = entries_.find(name);
  if (found == entries_.end() || found->second.stamp != stamp) return false;
  if (!IsWithin(name) || SizeOf(path_ + "/" + name) != found->second.size) return false;
  found->second.current = true;
  return true;
}

Status SiteFolder::WriteStamped(const std::string& name, std::string_view stamp, std::string_view bytes) {
  if (Status made = MakeFolders(name); !made) return made;
  if (Status free = CheckFree(name, bytes); !free) return free;
  if (Status put = Put(name, bytes); !put) return put;
  entries_[name] = Entry{std::string(stamp), static_cast<int64_t>(bytes.size()), true};
  return Done{};
}

Status SiteFolder::Write(const std::string& name, std::string_view bytes) {
  const std::string digest = Digest(bytes);
  return IsWritten(name, digest) ? Status(Done{}) : WriteStamped(name, digest, bytes);
}

Result<std::unique_ptr<SiteFolder>> SiteFolder::Enter(const std::string& name) {
  const std::string entry = name + "/";
  if (Status made = MakeFolders(entry); !made) return made.error();
  if (!entries_.contains(entry)) {
    if (Status known = Append(Line(kUntrusted, 0, entry)); !known) return known.error();
  }
  entries_[entry].current = true;
  return OpenList(path_ + "/" + name, std::nullopt);
}

Status SiteFolder::Remove(const std::string& name) {
  if (!IsWithin(name)) return Done{};  // gone already, or another's by now
  std::string path = path_ + "/" + name;
  if (name.ends_with('/')) {
    path.pop_back();
    if (Status gone = RemoveFolder(path); !gone) return gone;
  } else if (unlink(path.c_str()) != 0 && errno != ENOENT && errno != ENOTDIR) {
    return Failure(path, "cannot be removed");
  }
  // The folders that it was in go with their last file; one that holds another's stays.
  for (size_t slash = path.rfind('/'); slash > path_.size(); slash = path.rfind('/', slash - 1)) {
    if (rmdir(path.substr(0, slash).c_str()) != 0) break;
  }
  return Done{};
}

Status SiteFolder::RemoveFolder(const std::string& path) {
  struct stat about = {};
  if (lstat((path + kList).c_str(), &about) != 0) return Done{};
  Result<std::unique_ptr<SiteFolder>> folder = OpenList(path, std::nullopt);
  if (!folder) return folder.error();
  for (const auto& [name, entry] : (*folder)->entries_) {
    if (Status gone = (*folder)->Remove(name); !gone) return gone;
  }
  if (unlink((path + kList).c_str()) != 0) return Failure(path, "cannot be removed");
  rmdir(path.c_str());
  return Done{};
}

Status SiteFolder::Finish() {
  std::vector<std::string> stale;
  std::string list(kFirstLine);
  for (const auto& [name, entry] : entries_) {
    if (!entry.current) {
      stale.push_back(name);
    } else {
      list += Line(entry.stamp.empty() ? kUntrusted : entry.stamp, entry.size, name);
    }
  }
  for (const std::string& name : stale) {
    if (Status gone = Remove(name); !gone) return gone;
    entries_.erase(name);
  }
  if (SizeOf(path_ + kList) == static_cast<int64_t>(list.size()) && stale.empty()) {
    const Result<std::string> before = ReadFile(path_ + kList, kLongestList);
    if (before && *before == list) return Done{};
  }
  return Replace(path_ + kList, list, true);
}

Status SiteFolder::Replace(const std::string& path, std::string_view bytes, bool wait) {
  const std::string beside = path_ + kBeside;
  const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (file < 0) return Failure(path, "cannot be written");
  const bool written = WriteAllTo(file, bytes) && (!wait || fsync(file) == 0);
  if ((close(file) == 0 && written) && rename(beside.c_str(), path.c_str()) == 0) {
    if (wait) SyncFolder(path_);
    return Done{};
  }
  Error error = Failure(path, "cannot be written");
  unlink(beside.c_str());
  return error;
}

}  // namespace authconform
