// Pages into the files of a folder, and nothing into anybody else's: a list beside them says which files are the
// site's.
//
// A file is written beside its place and renamed, so a reader sees the old page or the new one. It is not waited for
// until it is on disk: the list holds its digest and size, and a page that a power cut took is written anew.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace authconform {

class SiteFolder {
 public:
  // Makes the folder. Error: it cannot be written, its list is damaged, or another process writes the site.
  static Result<std::unique_ptr<SiteFolder>> Open(const std::string& path);
  ~SiteFolder();

  // Names are FileNames, with "/" between them: "runs/12.html". What lies there with the same bytes is left as it is.
  // Error: it cannot be written, or a file is there that the site has not written.
  Status Write(const std::string& name, std::string_view bytes);

  // For what is dear to make: whether the file was written with this stamp, which says what went into it, and is there.
  bool IsWritten(const std::string& name, std::string_view stamp);
  Status WriteStamped(const std::string& name, std::string_view stamp, std::string_view bytes);

  // A folder within, with a list of its own.
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

  static Result<std::unique_ptr<SiteFolder>> OpenList(const std::string& path, bool lock);
  Status Read();
  bool Take(std::string_view line);
  Status Append(const std::string& line);
  Status Put(const std::string& name, std::string_view bytes);
  Status Replace(const std::string& path, std::string_view bytes);
  Status Remove(const std::string& name);
  static Status RemoveFolder(const std::string& path);

  const std::string path_;
  int list_;  // the list's descriptor: lines are appended to it as files are written, so that a kill forgets none
  std::map<std::string, Entry> entries_;
};

}  // namespace authconform
