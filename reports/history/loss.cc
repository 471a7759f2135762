#include "reports/history/loss.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace authconform {
namespace {

// Parts of the sentences of harness/run: controls.cc, preflight.cc, prepare.cc, runner.cc and hear.cc. What a target
// says stands behind them.
constexpr std::string_view kNoLongerAccepted = " it failed: the valid request is no longer accepted (";
constexpr std::array kRefused = {
    std::string_view("the control failed: the valid request was not accepted"),
    std::string_view(": the target refuses the active account ("),
    std::string_view(": the active account was refused for other endpoints, and is not tried again"),
};
constexpr std::array kOutOfReach = {
    std::string_view("the target limits the rate of requests (429)"),
    std::string_view("the host of "),
    std::string_view("cannot connect to "),
    std::string_view("no TLS with "),
    std::string_view(" does not answer: "),
};

template <size_t N>
bool HoldsOne(std::string_view reason, const std::array<std::string_view, N>& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view each) { return reason.find(each) != std::string_view::npos; });
}

// A control that was answered has the status in the parentheses, another what went wrong. 429 limits the rate.
Cause OfControl(std::string_view answer) {
  const size_t digits = std::min(answer.find_first_not_of("0123456789"), answer.size());
  const bool answered = digits == 3 && answer.substr(digits) == ")";
  return answered && answer.substr(0, digits) != "429" ? Cause::kTarget : Cause::kEnvironment;
}

}  // namespace

Cause CauseOfTrouble(std::string_view reason) {
  constexpr std::string_view kControl = "the control ";
  const size_t control = reason.find(kNoLongerAccepted);
  if (reason.starts_with(kControl) && control != std::string_view::npos) {
    return OfControl(reason.substr(control + kNoLongerAccepted.size()));
  }
  if (HoldsOne(reason, kRefused)) return Cause::kTarget;
  return HoldsOne(reason, kOutOfReach) ? Cause::kEnvironment : Cause::kUnknown;
}

Cause CauseOfLostTarget(std::string_view trouble, const std::vector<Cause>& of_cases) {
  const Cause told = CauseOfTrouble(trouble);
  if (told != Cause::kUnknown || of_cases.empty()) return told;
  const bool alike =
      std::count(of_cases.begin(), of_cases.end(), of_cases.front()) == static_cast<std::ptrdiff_t>(of_cases.size());
  return alike ? of_cases.front() : Cause::kMixed;
}

bool TellsOfInterruption(std::string_view reason) { return reason.starts_with("the run was interrupted"); }

}  // namespace authconform
