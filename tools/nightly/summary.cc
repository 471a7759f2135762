#include "tools/nightly/summary.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reports/summary.h"
#include "reports/text.h"
#include "tools/nightly/policy.h"

namespace authconform {
namespace {

constexpr size_t kMostOfAKind = 20;
constexpr size_t kMostBelow = 5;  // of a kind, below an item
constexpr size_t kMostOfAText = 200;

// An item: its first line, and what stands below it.
struct Item {
  std::string line;
  std::vector<std::string> below;
};

std::string Line(const TargetResult& target, const KeptChange& change) {
  return VisibleLine(target.target) + "  " + VisibleLine(change.of_case) + "  " +
         std::string(VerdictOrNone(change.from)) + " → " + std::string(VerdictOrNone(change.to)) + ": " +
         std::string(CauseInWords(change.cause));
}

std::string CountedCases(size_t number) { return Counted(static_cast<int64_t>(number), "case"); }

// The first few of what else stands below an item, and how many more there are.
void AddFew(const std::vector<std::string>& lines, Item& item) {
  item.below.insert(item.below.end(), lines.begin(),
                    lines.begin() + static_cast<std::ptrdiff_t>(std::min(lines.size(), kMostBelow)));
  if (lines.size() > kMostBelow) item.below.push_back("… and " + std::to_string(lines.size() - kMostBelow) + " more");
}

// "success is 200 (duktig.md:40): expected 200, got 201 Created".
std::string Broken(const Finding& finding) {
  const Rule& rule = finding.rule;
  return rule.text + " (" + (rule.source.empty() ? rule.id : rule.source) + "): expected " +
         Clip(VisibleLine(finding.expected), kMostOfAText) + ", got " + Clip(VisibleLine(finding.actual), kMostOfAText);
}

void AddLost(const TargetResult& target, std::vector<Item>& items) {
  const std::string run = target.before_us > 0 ? "the run of " + Instant(target.before_us) : "the run before";
  if (target.lost_since_us) {
    const std::optional<Cause> cause = target.LostCause();
    const std::string why = cause ? ": " + std::string(CauseInWords(*cause)) : "";
    items.push_back({VisibleLine(target.target) + "  was judged in the run of " + Instant(*target.lost_since_us) +
                         " and cannot be now" + why,
                     {target.trouble}});
    return;
  }
  std::map<Cause, std::vector<std::string>> by_cause;
  for (const KeptChange* each : target.NewlyLost()) by_cause[each->cause].push_back(each->of_case + ": " + each->why);
  if (by_cause.empty()) return;
  Item item = {VisibleLine(target.target) + "  " + CountedCases(target.NewlyLost().size()) + " judged in " + run +
                   " could not be now",
               {}};
  if (by_cause.size() == 1) item.line += ": " + std::string(CauseInWords(by_cause.begin()->first));
  for (const auto& [cause, cases] : by_cause) {
    if (by_cause.size() > 1) item.below.push_back(CountedCases(cases.size()) + ": " + std::string(CauseInWords(cause)));
    AddFew(cases, item);
  }
  items.push_back(std::move(item));
}

void AddRegressions(const TargetResult& target, std::vector<Item>& items) {
  AddLost(target, items);
  for (const KeptChange& each : target.changes) {
    if (!each.regression) continue;
    Item item = {Line(target, each), {}};
    const auto failing = std::find_if(target.failing.begin(), target.failing.end(),
                                      [&](const FailingCase& one) { return one.of_case == each.of_case; });
    if (failing != target.failing.end()) item.below.push_back(Broken(failing->finding));
    item.below.push_back(each.why);
    items.push_back(std::move(item));
  }
}

bool IsRegression(const TargetResult& target, const std::string& of_case) {
  return std::any_of(target.changes.begin(), target.changes.end(),
                     [&](const KeptChange& each) { return each.regression && each.of_case == of_case; });
}

// What fails; the cases that are told as regressions are not named again.
void AddFailures(const TargetResult& target, std::vector<Item>& items) {
  if (target.exit_code != ExitCode::kDoesNotConform) return;
  Item item = {VisibleLine(target.target) + "  " + CountsSentence(target.counts), {}};
  if (target.failing_since_us > 0) item.line += "; failing since " + Instant(target.failing_since_us);
  std::vector<std::string> lines;
  for (const std::string& each : target.deviation_errors) {
    lines.push_back("the list of deviations fails it: " + Clip(VisibleLine(each), kMostOfAText));
  }
  for (const FailingCase& each : target.failing) {
    if (!IsRegression(target, each.of_case)) lines.push_back(each.of_case + ": " + Broken(each.finding));
  }
  AddFew(lines, item);
  items.push_back(std::move(item));
}

// What only one of this and the run before asked. A failure that is no longer asked is mended by nobody.
void AddAskedOtherwise(const TargetResult& target, std::vector<Item>& items) {
  for (const bool gone : {true, false}) {
    std::vector<std::string> reasons;
    std::vector<std::string> failing;
    size_t cases = 0;
    for (const KeptChange& each : target.changes) {
      if (gone ? each.to.has_value() : each.from.has_value()) continue;
      ++cases;
      if (each.from == Verdict::kFail) failing.push_back(each.of_case + " failed when it was last asked");
      if (std::find(reasons.begin(), reasons.end(), each.why) == reasons.end()) reasons.push_back(each.why);
    }
    if (cases == 0) continue;
    Item item = {VisibleLine(target.target) + "  " + CountedCases(cases) +
                     (gone ? " of the run before not asked now" : " asked now and not in the run before"),
                 {}};
    AddFew(failing, item);
    AddFew(reasons, item);
    items.push_back(std::move(item));
  }
}

void AddOpen(const TargetResult& target, std::vector<Item>& items) {
  const bool partly = target.exit_code == ExitCode::kInconclusive || target.exit_code == ExitCode::kHarnessError;
  if (target.judged && target.trouble.empty() && !partly) return;
  const std::string what = target.IsBroken() ? "is broken"
                           : target.judged   ? "is judged in part"
                                             : "could not be judged";
  Item item = {VisibleLine(target.target) + "  " + what, {}};
  if (target.judged) item.below.push_back(CountsSentence(target.counts));
  if (!target.trouble.empty()) item.below.push_back(target.trouble);
  items.push_back(std::move(item));
}

void AddMended(const TargetResult& target, std::vector<Item>& items) {
  for (const KeptChange& each : target.changes) {
    if (IsMended(each)) items.push_back({Line(target, each), {}});
  }
}

// What is neither worse nor mended: a flip that may be chance, a new warning, a failure that is listed now.
void AddOthers(const TargetResult& target, std::vector<Item>& items) {
  for (const KeptChange& each : target.changes) {
    const bool told = each.regression || IsLost(each) || IsMended(each) || !each.from || !each.to;
    if (!told) items.push_back({Line(target, each), {each.why}});
  }
}

class Summary {
 public:
  Summary(const NightResult& result, const TerminalStyle& style, std::ostream& out)
      : result_(result), style_(style), out_(out) {}

  void Write() {
    Part("Regressions", Mark::kFail, AddRegressions);
    Part("Failing", Mark::kFail, [&](const TargetResult& target, std::vector<Item>& items) {
      const size_t before = items.size();
      AddFailures(target, items);
      const bool has_report = items.size() > before && !result_.folder.empty();
      if (has_report) items.back().below.push_back("in full: " + result_.folder + "/" + target.folder + "/run.json");
    });
    Part("Not judged, or not all of it", Mark::kInconclusive, AddOpen);
    Part("Asked otherwise", Mark::kSkipped, AddAskedOtherwise);
    Part("Mended", Mark::kPass, AddMended);
    Part("Changed, and no regression", Mark::kWarn, AddOthers);
    WriteTroubles();
    WriteWhole();
  }

 private:
  void Heading(std::string_view heading, size_t count) {
    out_ << Bold(std::string(heading) + " (" + std::to_string(count) + ")", style_) << '\n';
  }

  void Below(const std::string& text) {
    if (text.empty()) return;
    const size_t columns = static_cast<size_t>(std::max(style_.width, 40)) - 6;
    for (const std::string& line : Wrap(Clip(VisibleLine(text), 1000), columns)) {
      out_ << "      " << WithoutCommands(line) << '\n';
    }
  }

  void Part(std::string_view heading, Mark mark,
            const std::function<void(const TargetResult&, std::vector<Item>&)>& add) {
    std::vector<Item> items;
    for (const TargetResult& each : result_.results) add(each, items);
    if (items.empty()) return;
    Heading(heading, items.size());
    for (size_t i = 0; i < std::min(items.size(), kMostOfAKind); ++i) {
      out_ << "  " << Paint(Symbol(mark), mark, style_) << ' ' << WithoutCommands(items[i].line) << '\n';
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

  // "1 of 4 targets conforms, 1 more but for deviations, 1 more as far as it was judged".
  std::string HowManyConform() const {
    int64_t wholly = 0;
    int64_t but_for_deviations = 0;
    int64_t in_part = 0;
    for (const TargetResult& each : result_.results) {
      if (each.exit_code != ExitCode::kConforms) continue;
      const bool listed = Count(each.counts, Mark::kDeviation) > 0;
      ++(!each.trouble.empty() ? in_part : listed ? but_for_deviations : wholly);
    }
    const bool one = wholly == 1 || result_.targets == 1;
    std::string text = std::to_string(wholly) + " of " + Counted(static_cast<int64_t>(result_.targets), "target") +
                       (one ? " conforms" : " conform");
    if (but_for_deviations > 0) text += ", " + std::to_string(but_for_deviations) + " more but for deviations";
    if (in_part > 0) text += ", " + std::to_string(in_part) + " more as far as judged";
    return text;
  }

  void WriteWhole() {
    int64_t requests = 0;
    for (const TargetResult& each : result_.results) requests += each.requests;
    out_ << "Night " << result_.night << ": " << HowManyConform() << ", "
         << Counted(static_cast<int64_t>(result_.Regressions()), "regression") << ", " << Counted(requests, "request")
         << ", " << Duration(result_.duration_us) << ".\n";
    if (result_.clock_back) out_ << "It began, by its clock, before the night before it.\n";
    if (!result_.finished) {
      out_ << "It is not finished, and nothing is lost: the same command with --resume goes on with it.\n";
    }
    out_ << Bold("Ends in " + std::to_string(static_cast<int>(result_.exit_code)) + ": ", style_)
         << (result_.stopped ? "stopped" : NightMeaning(result_.exit_code, result_.fail_on)) << ".\n";
  }

  const NightResult& result_;
  const TerminalStyle& style_;
  std::ostream& out_;
};

}  // namespace

void WriteSummary(const NightResult& result, const TerminalStyle& style, std::ostream& out) {
  Summary(result, style, out).Write();
}

}  // namespace authconform
