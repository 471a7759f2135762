#include "tools/nightly/summary.h"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/summary.h"
#include "reports/text.h"
#include "tools/nightly/policy.h"

namespace authconform {
namespace {

constexpr size_t kMostOfAKind = 20;
constexpr size_t kMostLost = 5;  // cases of a target that are named

constexpr std::string_view kRed = "\x1b[31m";
constexpr std::string_view kGreen = "\x1b[32m";
constexpr std::string_view kYellow = "\x1b[33m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kPlain = "\x1b[0m";

// An item: its first line, and what stands below it.
struct Item {
  std::string line;
  std::vector<std::string> below;
};

std::string_view Name(const std::optional<Verdict>& verdict) { return verdict ? VerdictName(*verdict) : "not asked"; }

std::string Line(const TargetResult& target, const KeptChange& change) {
  return VisibleLine(target.target) + "  " + VisibleLine(change.of_case) + "  " + std::string(Name(change.from)) +
         " → " + std::string(Name(change.to)) + ": " + std::string(CauseInWords(change.cause));
}

std::string DateAndTime(int64_t unix_us) { return Instant(unix_us); }

void AddRegressions(const TargetResult& target, std::vector<Item>& items) {
  if (target.lost_since_us) {
    items.push_back({VisibleLine(target.target) + "  was judged in the run of " + DateAndTime(*target.lost_since_us) +
                         " and cannot be now",
                     {target.trouble}});
  }
  if (const std::vector<const KeptChange*> lost = target.NewlyLost(); !target.lost_since_us && !lost.empty()) {
    const std::string run = target.before_us > 0 ? "the run of " + DateAndTime(target.before_us) : "the run before";
    Item item = {VisibleLine(target.target) + "  " + Counted(static_cast<int64_t>(lost.size()), "case") +
                     " judged in " + run + " could not be now",
                 {}};
    for (size_t i = 0; i < std::min(lost.size(), kMostLost); ++i) {
      item.below.push_back(lost[i]->of_case + ": " + lost[i]->why);
    }
    if (lost.size() > kMostLost) item.below.push_back("… and " + std::to_string(lost.size() - kMostLost) + " more");
    items.push_back(std::move(item));
  }
  for (const KeptChange& each : target.changes) {
    if (!each.regression) continue;
    const std::string since = target.before_us > 0 ? "not so in the run of " + DateAndTime(target.before_us) : "";
    items.push_back({Line(target, each), {each.why, since}});
  }
}

void AddFailures(const TargetResult& target, std::vector<Item>& items) {
  if (target.exit_code != ExitCode::kDoesNotConform) return;
  std::string line = VisibleLine(target.target) + "  " + CountsSentence(target.counts);
  if (target.failing_since_us > 0) line += "; failing since " + DateAndTime(target.failing_since_us);
  items.push_back({line, {}});
}

void AddOpen(const TargetResult& target, std::vector<Item>& items) {
  const bool partly = target.exit_code == ExitCode::kInconclusive || target.exit_code == ExitCode::kHarnessError;
  if (target.judged && target.trouble.empty() && !partly) return;
  const std::string what = target.IsBroken() ? "is broken"
                           : target.judged   ? "is judged in part"
                                             : "could not be judged";
  items.push_back({VisibleLine(target.target) + "  " + what,
                   {target.trouble.empty() ? CountsSentence(target.counts) : target.trouble}});
}

void AddMended(const TargetResult& target, std::vector<Item>& items) {
  for (const KeptChange& each : target.changes) {
    if (IsMended(each)) items.push_back({Line(target, each), {}});
  }
}

class Summary {
 public:
  Summary(const NightResult& result, const SummaryStyle& style, std::ostream& out)
      : result_(result), style_(style), out_(out) {}

  void Write() {
    Part("Regressions", Mark::kFail, kRed, AddRegressions);
    Part("Failing", Mark::kFail, kRed, AddFailures);
    Part("Not judged, or not all of it", Mark::kInconclusive, kYellow, AddOpen);
    Part("Mended", Mark::kPass, kGreen, AddMended);
    WriteTroubles();
    WriteWhole();
  }

 private:
  std::string Coloured(std::string_view text, std::string_view colour) const {
    if (!style_.colour) return std::string(text);
    return std::string(colour) + std::string(text) + std::string(kPlain);
  }

  void Heading(std::string_view heading, size_t count) {
    out_ << Coloured(std::string(heading) + " (" + std::to_string(count) + ")", kBold) << '\n';
  }

  void Below(const std::string& text) {
    if (text.empty()) return;
    const size_t columns = static_cast<size_t>(std::max(style_.width, 40)) - 6;
    for (const std::string& line : Wrap(Clip(VisibleLine(text), 1000), columns)) {
      out_ << "      " << WithoutCommands(line) << '\n';
    }
  }

  void Part(std::string_view heading, Mark mark, std::string_view colour,
            const std::function<void(const TargetResult&, std::vector<Item>&)>& add) {
    std::vector<Item> items;
    for (const TargetResult& each : result_.results) add(each, items);
    if (items.empty()) return;
    Heading(heading, items.size());
    for (size_t i = 0; i < std::min(items.size(), kMostOfAKind); ++i) {
      out_ << "  " << Coloured(Symbol(mark), colour) << ' ' << WithoutCommands(items[i].line) << '\n';
      for (const std::string& each : items[i].below) Below(each);
    }
    if (items.size() > kMostOfAKind) out_ << "  … and " << items.size() - kMostOfAKind << " more\n";
    out_ << '\n';
  }

  void WriteTroubles() {
    if (result_.troubles.empty()) return;
    Heading("Trouble", result_.troubles.size());
    for (size_t i = 0; i < std::min(result_.troubles.size(), kMostOfAKind); ++i) {
      Below(result_.troubles[i].ToString());
    }
    out_ << '\n';
  }

  void WriteWhole() {
    size_t conform = 0;
    int64_t requests = 0;
    for (const TargetResult& each : result_.results) {
      conform += each.exit_code == ExitCode::kConforms ? 1 : 0;
      requests += each.requests;
    }
    out_ << "Night " << result_.night << ": " << conform << " of "
         << Counted(static_cast<int64_t>(result_.targets), "target") << (conform == 1 ? " conforms" : " conform")
         << ", " << Counted(static_cast<int64_t>(result_.Regressions()), "regression") << ", "
         << Counted(requests, "request") << ", " << Duration(result_.duration_us) << ".\n";
    if (result_.clock_back) out_ << "It began, by its clock, before the night before it.\n";
    if (!result_.finished) {
      out_ << "It is not finished, and nothing is lost: the same command with --resume goes on with it.\n";
    }
    out_ << Coloured(result_.exit_code == ExitCode::kConforms
                         ? "Ends in 0: "
                         : "Ends in " + std::to_string(static_cast<int>(result_.exit_code)) + ": ",
                     kBold)
         << (result_.stopped ? "stopped" : NightMeaning(result_.exit_code, result_.fail_on)) << ".\n";
  }

  const NightResult& result_;
  const SummaryStyle& style_;
  std::ostream& out_;
};

}  // namespace

void WriteSummary(const NightResult& result, const SummaryStyle& style, std::ostream& out) {
  Summary(result, style, out).Write();
}

}  // namespace authconform
