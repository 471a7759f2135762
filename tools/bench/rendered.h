// A transcript into the requests that the run sent, as bytes.
#pragma once

#include <string>
#include <vector>

namespace authconform {

struct Rendered {
  std::vector<std::string> cases;     // one a case
  std::vector<std::string> requests;  // all that were sent, in the order of the transcript: controls and samples too
};

// The passwords are the canned server's again. Empty when the transcript cannot be read.
Rendered RenderRequests(const std::string& transcript, int port);

}  // namespace authconform
