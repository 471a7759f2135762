#include "reports/history/history.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/suggest.h"
#include "reports/history/loss.h"
#include "reports/history/streaks.h"
#include "reports/mark.h"
#include "reports/summary.h"
#include "reports/text.h"
#include "tools/cli/command.h"

namespace authconform {
namespace {

struct HistoryArguments {
  std::string file;
  std::string of_case;
  std::string target;
  std::string since;
  bool json = false;
};

using Changes = std::map<std::pair<int64_t, std::string>, KeptChange>;  // by run and case

// A target, with its cases where they were asked for, and what diffs found in its runs.
struct Told {
  KeptTarget target;
  std::optional<KeptRun> last;
  int64_t since_us = 0;  // when the first run began since which it stands as the last says
  std::vector<CaseStreak> cases = {};
  Changes changes = {};
};

// "2026-11-24" into the first microsecond of that day, UTC.
std::optional<int64_t> ParseDay(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](size_t from, size_t digits) {
    int value = 0;
    for (const char each : text.substr(from, digits)) {
      if (each < '0' || each > '9') return -1;
      value = value * 10 + (each - '0');
    }
    return value;
  };
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (number(0, 4) < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::microseconds(std::chrono::sys_days(date).time_since_epoch()).count();
}

bool ChangedSince(const CaseStreak& streak, int64_t since_us) {
  return std::any_of(streak.flips.begin(), streak.flips.end(),
                     [&](const Flip& flip) { return flip.started_us >= since_us; });
}

// Of all runs, so that a streak that began before `since_us` is told whole.
Result<Told> Tell(History& history, const KeptTarget& target, const HistoryArguments& arguments, int64_t since_us) {
  const Result<std::vector<KeptRun>> runs = history.Runs({.target = target.name});
  if (!runs) return runs.error();
  Told told = {target, std::nullopt};
  if (runs->empty()) return told;
  told.last = runs->back();
  told.since_us = runs->at(StandingOf(*runs).since).started_us;
  if (arguments.of_case.empty() && arguments.target.empty()) return told;
  for (CaseStreak& each : Streaks(*runs)) {
    if (!arguments.of_case.empty() && each.id != arguments.of_case) continue;
    if (arguments.since.empty() || ChangedSince(each, since_us)) told.cases.push_back(std::move(each));
  }
  Result<std::vector<KeptChange>> changes = history.Changes({.target = target.name});
  if (!changes) return changes.error();
  for (KeptChange& each : *changes) {
    std::pair key(each.run, each.of_case);
    told.changes.insert_or_assign(std::move(key), std::move(each));
  }
  return told;
}

bool IsWanted(const Told& told, const HistoryArguments& arguments, int64_t since_us) {
  if (!told.last || told.last->started_us < since_us) return false;
  return arguments.of_case.empty() || !told.cases.empty();
}

// Null where no diff looked into it.
const KeptChange* ChangeOf(const Changes& changes, int64_t run, const std::string& of_case) {
  const auto found = changes.find({run, of_case});
  return found == changes.end() ? nullptr : &found->second;
}

Json ToJson(const CaseStreak& streak, const Changes& changes) {
  Json::Array flips;
  for (const Flip& each : streak.flips) {
    const KeptChange* change = ChangeOf(changes, each.run, streak.id);
    flips.emplace_back(Json::Object{{"run", each.run},
                                    {"started", Instant(each.started_us, true)},
                                    {"from", VerdictName(each.from)},
                                    {"to", VerdictName(each.to)},
                                    {"same_judge", each.same_judge},
                                    {"cause", change != nullptr ? Json(CauseName(change->cause)) : Json()},
                                    {"why", change != nullptr ? Json(change->why) : Json()}});
  }
  Json::Object object = {{"id", streak.id}, {"verdict", streak.known ? Json(VerdictName(streak.verdict)) : Json()}};
  if (streak.known) {
    object.emplace_back("since", Instant(streak.since_us, true));
    object.emplace_back("since_run", streak.since_run);
  }
  object.emplace_back("runs", streak.runs);
  object.emplace_back("asked", streak.asked);
  object.emplace_back("flaky", streak.flaky);
  object.emplace_back("last", Json::Object{{"run", streak.last_run},
                                           {"started", Instant(streak.last_started_us, true)},
                                           {"verdict", VerdictName(streak.last->verdict)},
                                           {"reason", streak.last->reason},
                                           {"deviation", streak.last->deviation}});
  object.emplace_back("flips", std::move(flips));
  return object;
}

Json ToJson(const Told& told, bool with_cases) {
  const KeptRun& last = *told.last;
  Json::Object object = {
      {"name", told.target.name},
      {"owner", told.target.owner},
      {"labels", Json::Array(told.target.labels.begin(), told.target.labels.end())},
      {"runs", told.target.runs},
      {"last", Json::Object{{"run", last.id},
                            {"started", Instant(last.started_us, true)},
                            {"exit_code", static_cast<int>(last.exit_code)},
                            {"verdict", ExitMeaning(last.exit_code)},
                            {"preflight_error", last.preflight_error},
                            {"partial", last.partial},
                            {"clock_back", last.clock_back}}},
      {"since", Instant(told.since_us, true)},
  };
  if (with_cases) {
    Json::Array cases;
    for (const CaseStreak& each : told.cases) cases.push_back(ToJson(each, told.changes));
    object.emplace_back("cases", std::move(cases));
  }
  return object;
}

std::string Shown(const std::string& text) {
  constexpr size_t kShown = 300;
  return Clip(VisibleLine(text), kShown);
}

// As the site says it.
std::string StateOf(const KeptRun& run) {
  if (!run.preflight_error.empty()) return "nothing was judged";
  return StateInWords(MarkOf(run), IsWhole(run));
}

// The run's own words for why it stands so; empty where its cases say it.
std::string WhyOf(const KeptRun& run) {
  if (!run.preflight_error.empty()) return Shown(run.preflight_error);
  const bool is_open = run.exit_code == ExitCode::kInconclusive || run.exit_code == ExitCode::kHarnessError;
  std::string why = is_open ? MostGivenReason(ReasonsOfOpen(run)) : "";
  if (!run.partial.empty()) why += (why.empty() ? "" : "; ") + run.partial;
  for (const std::string& each : run.deviation_errors) why += (why.empty() ? "" : "; ") + each;
  const bool judged = run.exit_code == ExitCode::kConforms || run.exit_code == ExitCode::kDoesNotConform;
  if (judged || !why.empty()) return Shown(why);
  if (run.results.empty()) return std::string(ExitMeaning(run.exit_code));
  Counts counts = {};
  for (const KeptResult* each : run.results) ++counts[static_cast<size_t>(MarkOf(each->verdict))];
  return CountsSentence(counts);
}

// "#12": as diff takes it behind the history's name.
std::string NumberOf(int64_t run) { return "#" + std::to_string(run); }

void ShowTargets(const std::vector<Told>& all) {
  size_t columns = 6;
  size_t digits = 0;
  for (const Told& each : all) {
    columns = std::max(columns, Columns(Shown(each.target.name)));
    digits = std::max(digits, NumberOf(each.last->id).size());
  }
  constexpr size_t kInstant = 25;
  std::cout << Pad("target", columns + 2) << Pad("last run", digits + 2 + kInstant) << Pad("since", kInstant)
            << "runs  the last\n";
  for (const Told& each : all) {
    const std::string why = WhyOf(*each.last);
    std::cout << Pad(Shown(each.target.name), columns + 2) << Pad(NumberOf(each.last->id), digits + 2)
              << Pad(Instant(each.last->started_us), kInstant) << Pad(Instant(each.since_us), kInstant)
              << Pad(std::to_string(each.target.runs), 6) << StateOf(*each.last) << (why.empty() ? "" : ": ") << why
              << '\n';
  }
}

void ShowFlip(const Flip& flip, const KeptChange* change) {
  std::cout << "  " << NumberOf(flip.run) << " of " << Instant(flip.started_us) << "  " << VerdictName(flip.from)
            << " → " << VerdictName(flip.to);
  if (change != nullptr) {
    std::cout << "; " << CauseInWords(change->cause) << (change->why.empty() ? "" : ": ") << Shown(change->why);
  } else if (!flip.same_judge) {
    std::cout << "; the spec, the cases or authconform changed too";
  }
  std::cout << '\n';
}

// The last run asked something, and not this.
bool IsLeftOut(const Told& told, const CaseStreak& streak) {
  return streak.last_run != told.last->id && !told.last->results.empty();
}

void ShowCase(const Told& told, const CaseStreak& streak) {
  const Mark last = MarkOf(streak.last->verdict);
  const Mark mark = streak.known ? MarkOf(streak.verdict) : last;
  std::cout << Symbol(mark) << ' ' << MarkName(mark) << "  " << Shown(streak.id) << "  ";
  if (streak.known) {
    std::cout << "since " << Instant(streak.since_us) << ", " << Counted(streak.runs, "run");
  } else {
    std::cout << "in all of " << Counted(streak.asked, "run");
  }
  std::cout << (streak.flaky ? ", flaky" : "") << '\n';
  if (IsLeftOut(told, streak)) {
    std::cout << "  not asked in the last run; " << NumberOf(streak.last_run) << " of "
              << Instant(streak.last_started_us) << " asked it last\n";
  }
  const bool in_last = streak.last_run == told.last->id;
  if (last != mark)
    std::cout << "  in the last run" << (in_last ? "" : " that asked it") << ": " << MarkName(last) << '\n';
  if (!streak.last->reason.empty()) std::cout << "  " << Shown(streak.last->reason) << '\n';
  if (!streak.last->deviation.empty()) std::cout << "  listed: " << Shown(streak.last->deviation) << '\n';
  for (const Finding& each : streak.last->findings) {
    std::cout << "  " << Shown(each.rule.text) << " — " << Shown(each.rule.source) << '\n';
  }
  for (const Flip& each : streak.flips) ShowFlip(each, ChangeOf(told.changes, each.run, streak.id));
}

// Passes, and always did.
bool IsDull(const CaseStreak& streak) {
  return streak.known && streak.verdict == Verdict::kPass && streak.last->verdict == Verdict::kPass &&
         streak.flips.empty() && !streak.flaky;
}

void ShowCases(const Told& told, bool dull_too) {
  std::cout << Shown(told.target.name) << ": " << StateOf(*told.last) << " since " << Instant(told.since_us) << "; "
            << Counted(told.target.runs, "run") << ", the last " << NumberOf(told.last->id) << " of "
            << Instant(told.last->started_us)
            << (told.last->clock_back ? ", before the one that was added before it: the clock went back" : "") << '\n';
  if (const std::string why = WhyOf(*told.last); !why.empty()) std::cout << "  " << why << '\n';
  int64_t dull = 0;
  int64_t gone = 0;  // of the dull
  for (const CaseStreak& each : told.cases) {
    if (!dull_too && IsDull(each)) {
      ++dull;
      gone += IsLeftOut(told, each) ? 1 : 0;
    } else {
      ShowCase(told, each);
    }
  }
  if (dull == 0) return;
  std::cout << Counted(dull, "case") << (dull == 1 ? " passes" : " pass") << " and always did";
  if (gone > 0) std::cout << "; the last run did not ask " << gone << " of them";
  std::cout << '\n';
}

// Error: a case or target that the history does not know, with the nearest one that it does.
Status KnowsWhatIsNamed(History& history, const std::vector<KeptTarget>& targets, const HistoryArguments& arguments) {
  std::vector<std::string> names;
  for (const KeptTarget& each : targets) names.push_back(each.name);
  if (!arguments.target.empty() && std::find(names.begin(), names.end(), arguments.target) == names.end()) {
    return Error{arguments.file, "",
                 "has no target \"" + Shown(arguments.target) + "\"" + DidYouMean(arguments.target, names)};
  }
  if (arguments.of_case.empty()) return Done{};
  const Result<std::map<std::string, std::string>> cases = history.Cases();
  if (!cases) return cases.error();
  if (cases->contains(arguments.of_case)) return Done{};
  std::vector<std::string> ids;
  for (const auto& [id, title] : *cases) ids.push_back(id);
  return Error{arguments.file, "",
               "has no case \"" + Shown(arguments.of_case) + "\"" + DidYouMean(arguments.of_case, ids)};
}

// What is told points into the history.
Result<std::vector<Told>> TellAll(History& history, const HistoryArguments& arguments, int64_t since_us) {
  const Result<std::vector<KeptTarget>> targets = history.Targets();
  if (!targets) return targets.error();
  if (Status knows = KnowsWhatIsNamed(history, *targets, arguments); !knows) return knows.error();
  std::vector<Told> all;
  for (const KeptTarget& each : *targets) {
    if (!arguments.target.empty() && each.name != arguments.target) continue;
    Result<Told> told = Tell(history, each, arguments, since_us);
    if (!told) return told.error();
    if (IsWanted(*told, arguments, since_us)) all.push_back(*std::move(told));
  }
  return all;
}

void Execute(const HistoryArguments& arguments, Invocation& invocation) {
  const std::optional<int64_t> since = arguments.since.empty() ? INT64_MIN : ParseDay(arguments.since);
  if (!since) {
    return invocation.Complain("--since \"" + Shown(arguments.since) + "\" is no day: write it as 2026-11-24",
                               ExitCode::kBadUsage);
  }
  const Result<std::unique_ptr<History>> history = History::Open(arguments.file, HistoryMode::kRead);
  if (!history) return invocation.Complain(history.error(), ExitCode::kBadUsage);
  const Result<std::vector<Told>> all = TellAll(**history, arguments, *since);
  if (!all) return invocation.Complain(all.error(), ExitCode::kBadUsage);
  const bool with_cases = !arguments.of_case.empty() || !arguments.target.empty();
  if (arguments.json) {
    Json::Array targets;
    for (const Told& each : *all) targets.push_back(ToJson(each, with_cases));
    std::cout << WriteJsonIndented(Json::Object{{"targets", std::move(targets)}});
  } else if (all->empty()) {
    std::cout << "nothing" << (arguments.since.empty() ? "" : " since " + arguments.since) << '\n';
  } else if (with_cases) {
    for (const Told& each : *all) ShowCases(each, !arguments.of_case.empty());
  } else {
    ShowTargets(*all);
  }
}

}  // namespace

void AddHistory(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<HistoryArguments>();
  CLI::App* command = app.add_subcommand("history", "Tell what became of targets and cases over many runs");
  command->add_option("history", arguments->file, "A history, as run --history and nightly keep it")
      ->required()
      ->type_name("FILE");
  command->add_option("--case", arguments->of_case, "What became of one case, on each target")->type_name("ID");
  command->add_option("--target", arguments->target, "What became of one target's cases")->type_name("NAME");
  command->add_option("--since", arguments->since, "Only what ran, or changed, on that day or later (UTC)")
      ->type_name("DATE");
  command->add_flag("--json", arguments->json, "As JSON");
  command->footer(
      "Examples:\n"
      "  authconform history nights.db\n"
      "  authconform history nights.db --target acme-staging --since 2026-11-01\n"
      "  authconform history nights.db --case duktig/token/valid/sign-in --json\n\n"
      "#12 is a run's number: authconform diff nights.db#12 tells what changed in it, and why.\n"
      "A case is flaky when its verdict changed three times or more within the last 14 runs that asked it, while spec, "
      "cases\nand authconform stayed the same, or when one run's repetitions came to several verdicts. Runs in which "
      "it was\ninconclusive, in error or skipped unsent end no streak, and since when a target conforms or not is told "
      "past runs that\ncould not be judged.");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
