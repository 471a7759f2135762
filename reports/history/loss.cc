#include "reports/history/loss.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>

#include "harness/run/reasons.h"

namespace authconform {
namespace {

constexpr std::array kRefused = {reasons::kNotAccepted, reasons::kAccountRefused, reasons::kNotTriedAgain};
constexpr std::array kOutOfReach = {reasons::kRateLimited, reasons::kHostOf, reasons::kCannotConnect, reasons::kNoTls,
                                    reasons::kNoAnswer};

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
  const size_t control = reason.find(reasons::kNoLongerAccepted);
  if (reason.starts_with(kControl) && control != std::string_view::npos) {
    return OfControl(reason.substr(control + reasons::kNoLongerAccepted.size()));
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

std::string MostGivenReason(const std::vector<std::string>& reasons) {
  std::map<std::string_view, int> given;
  for (const std::string& each : reasons) ++given[each];
  const auto most = std::max_element(given.begin(), given.end(),
                                     [](const auto& one, const auto& other) { return one.second < other.second; });
  return most == given.end() ? "" : std::string(most->first);
}

std::vector<std::string> ReasonsOfOpen(const KeptRun& run) {
  std::vector<std::string> reasons;
  for (const KeptResult* each : run.results) {
    const bool open = each->verdict == Verdict::kError || each->verdict == Verdict::kInconclusive;
    if (open && !each->reason.empty()) reasons.push_back(each->reason);
  }
  return reasons;
}

bool TellsOfInterruption(std::string_view reason) { return reason.starts_with(reasons::kInterrupted); }

}  // namespace authconform
