#include "tools/cli/progress_line.h"

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string_view>

namespace authconform {

ProgressLine::ProgressLine(bool wanted) {
  const char* term = std::getenv("TERM");
  shown_ = wanted && isatty(STDERR_FILENO) == 1 && (term == nullptr || std::string_view(term) != "dumb");
}

ProgressLine::~ProgressLine() {
  if (written_) std::cerr << "\r\033[K" << std::flush;
}

void ProgressLine::Show(const std::function<std::string()>& words, bool last) {
  const auto now = std::chrono::steady_clock::now();
  if (!shown_ || (!last && now < next_)) return;
  next_ = now + std::chrono::milliseconds(100);
  std::cerr << "\r\033[K" << words() << std::flush;
  written_ = true;
}

}  // namespace authconform
