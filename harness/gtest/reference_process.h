// A program that serves reference backends into a URL to ask, for as long as this lives.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "harness/base/result.h"

namespace authconform {

// The program is authconform itself: what judges is not linked with what it is tried on.
class ReferenceProcess {
 public:
  // Runs "PROGRAM reference --port 0 --write-target FOLDER --fault …" and returns once it answers. What it says on
  // standard error goes into FOLDER/reference.log, and into the error. The process ends with this, and with our own.
  static Result<std::unique_ptr<ReferenceProcess>> Start(const std::string& program,
                                                         const std::vector<std::string>& faults,
                                                         const std::string& folder);
  ~ReferenceProcess();
  ReferenceProcess(const ReferenceProcess&) = delete;
  ReferenceProcess& operator=(const ReferenceProcess&) = delete;

  const std::string& url() const { return url_; }
  // A target file with the server's accounts.
  std::string target_file() const { return folder_ + "/target.json"; }

 private:
  ReferenceProcess(pid_t process, int output, std::string folder)
      : process_(process), output_(output), folder_(std::move(folder)) {}

  // Its first line; empty when it ended, or said nothing, instead.
  std::string FirstLine() const;

  pid_t process_;
  int output_;  // held open, or its next line would end it
  std::string folder_;
  std::string url_;
};

}  // namespace authconform
