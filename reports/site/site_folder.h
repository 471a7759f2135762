// Pages into the files of a folder, and nothing into anybody else's: a list beside them says which files are the
// site's.
//
// A file is written beside its place and renamed, so a reader sees the old page or the new one. Only the list is waited
// for until it is on disk: it holds the files' digests and sizes, and a page that a power cut took is written anew.
// Where the list itself is lost, a file counts as the site's when it has the bytes that are to be written, or ends with
// one of kSiteMarks.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace authconform {

// What the files of a site end with: HTML, Atom and SVG; style and script; JSON.
inline constexpr std::string_view kMarkupMark = "<!-- authconform site -->\n";
inline constexpr std::string_view kCodeMark = "/* authconform site */\n";
inline constexpr std::string_view kJsonMark = "\"_generator\": {\n    \"name\": \"authconform site\"\n  }\n}\n";
inline constexpr std::array<std::string_view, 3> kSiteMarks = {kMarkupMark, kCodeMark, kJsonMark};

class SiteFolder {
 public:
  // Makes the folder. `names`: files that it is to hold in the end; Error, before anything is written: one of them is
  // there, and the site has not written it; or the folder holds something, and is no site: who publishes it would
  // publish that too. Other errors: it cannot be written, its list is damaged, or another process writes the site and
  // goes on for longer than `wait`: two nights may share one.
  static Result<std::unique_ptr<SiteFolder>> Open(const std::string& path, const std::vector<std::string>& names = {},
                                                  std::chrono::milliseconds wait = std::chrono::seconds(60));
  ~SiteFolder();

  // Names are FileNames, with "/" between them: "runs/12.html". What lies there with the same bytes is left as it is.
  // Error: it cannot be written, a file is there that the site has not written, or a folder on the way to it is none: a
  // link is not followed.
  Status Write(const std::string& name, std::string_view bytes);

  // For what is dear to make: whether the file was written with this stamp, which says what went into it, and is there.
  bool IsWritten(const std::string& name, std::string_view stamp);
  Status WriteStamped(const std::string& name, std::string_view stamp, std::string_view bytes);

  // A folder within, with a list of its own. Error: as of Write.
  Result<std::unique_ptr<SiteFolder>> Enter(const std::string& name);

  // Removes what an earlier writing wrote and this one did not, and writes the list.
  Status Finish();

 private:
  struct Entry {
    std::string stamp;  // empty: whatever is there is not to be trusted
    int64_t size = 0;
    bool current = false;  // written, or found to be right, since Open
  };
  SiteFolder(std::string path, int list) : path_(std::move(path)), list_(list) {}

  // `wait`: for the lock; none: it is not locked.
  static Result<std::unique_ptr<SiteFolder>> OpenList(const std::string& path,
                                                      std::optional<std::chrono::milliseconds> wait);
  Status Read();
  bool Take(std::string_view line);
  Status Append(const std::string& line);
  Status StartList();
  Status CheckFit(const std::vector<std::string>& names) const;
  Status CheckFree(const std::string& name, std::string_view bytes) const;
  bool IsWithin(const std::string& name);
  Status MakeFolders(const std::string& name);
  Status Put(const std::string& name, std::string_view bytes);
  Status Replace(const std::string& path, std::string_view bytes, bool wait);
  Status Remove(const std::string& name);
  static Status RemoveFolder(const std::string& path);

  const std::string path_;
  int list_;  // the list's descriptor: lines are appended to it as files are written, so that a kill forgets none
  std::map<std::string, Entry> entries_;
  std::set<std::string> folders_;  // within; those that are known to be folders, and no links to one
};

}  // namespace authconform
