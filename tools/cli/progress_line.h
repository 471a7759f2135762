// How far work is into one line on a terminal, written over until it is wiped.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace authconform {

class ProgressLine {
 public:
  // Shows nothing when it is not wanted, or standard error is no terminal that can be written over.
  explicit ProgressLine(bool wanted);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  bool shown() const { return shown_; }
  // At most ten times a second, but for the last. `words` is asked for when it is shown alone.
  void Show(const std::function<std::string()>& words, bool last);

 private:
  bool shown_ = false;
  bool written_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace authconform
