#include <set>
#include <utility>

#include "reports/history/history.h"

namespace authconform {
namespace {

const std::string kChanges =
    "SELECT run, case_name, from_verdict, to_verdict, cause, why, regression FROM (SELECT * FROM changes WHERE "
    "regression >= ? AND run >= ? AND run NOT IN (SELECT run FROM untold WHERE overtaken = 1) "
    "AND run IN (SELECT id FROM runs WHERE started_us >= ?";
const std::string kLast = ") ORDER BY run DESC, place DESC LIMIT ?) ORDER BY run, place";
const std::string kChangesOfAll = kChanges + kLast;
const std::string kChangesOfOne = kChanges + " AND target = (SELECT id FROM targets WHERE name = ?)" + kLast;

// A verdict's name; empty: there was none.
std::string_view NameOf(const std::optional<Verdict>& verdict) {
  return verdict ? VerdictName(*verdict) : std::string_view();
}

// Whether the text is one that NameOf gives.
bool ReadVerdict(const std::string& name, std::optional<Verdict>& verdict) {
  verdict = ParseVerdict(name);
  return verdict || name.empty();
}

}  // namespace

Status History::AddChanges(const std::vector<KeptChange>& changes, const std::vector<int64_t>& compared) {
  return file_->Transact([&]() -> Status {
    std::set<int64_t> runs(compared.begin(), compared.end());
    for (const KeptChange& each : changes) runs.insert(each.run);
    for (const int64_t run : runs) {
      if (Status gone = file_->Use("DELETE FROM changes WHERE run = ?").Number(run).Run(); !gone) return gone;
      SqliteUse set = file_->Use("UPDATE runs SET compared = 1 WHERE id = ?");
      if (Status done = set.Number(run).Run(); !done) return done;
      if (file_->Changes() == 0) return Error{file_->path(), "", "there is no run " + std::to_string(run)};
    }
    int64_t place = 0;
    for (const KeptChange& each : changes) {
      SqliteUse put = file_->Use(
          "INSERT INTO changes (run, place, case_name, from_verdict, to_verdict, cause, why, regression) "
          "SELECT id, ?, ?, ?, ?, ?, ?, ? FROM runs WHERE id = ?");
      put.Number(place++).Text(each.of_case).Text(NameOf(each.from)).Text(NameOf(each.to));
      put.Text(CauseName(each.cause)).Text(each.why).Number(each.regression ? 1 : 0).Number(each.run);
      if (Status done = put.Run(); !done) return done;
    }
    return Done{};
  });
}

Status History::SetTold(const std::vector<int64_t>& runs) {
  return file_->Transact([&]() -> Status {
    for (const int64_t run : runs) {
      SqliteUse told = file_->Use("DELETE FROM untold WHERE run = ? AND overtaken = 0");
      if (Status done = told.Number(run).Run(); !done) return done;
    }
    return Done{};
  });
}

Result<bool> History::IsOvertaken(int64_t run) {
  SqliteUse use = file_->Use("SELECT 1 FROM untold WHERE run = ? AND overtaken = 1");
  return use.Number(run).Next();
}

Result<std::vector<KeptChange>> History::Changes(const ChangeFilter& filter) {
  SqliteUse use = file_->Use((filter.target.empty() ? kChangesOfAll : kChangesOfOne).c_str());
  use.Number(filter.only_regressions ? 1 : 0).Number(filter.since_run).Number(filter.since_us);
  if (!filter.target.empty()) use.Text(filter.target);
  use.Number(filter.last > 0 ? filter.last : -1);
  std::vector<KeptChange> changes;
  for (;;) {
    const Result<bool> row = use.Next();
    if (!row) return row.error();
    if (!*row) return changes;
    KeptChange change;
    change.run = use.NumberAt(0);
    change.of_case = use.TextAt(1);
    const std::optional<Cause> cause = CauseOf(use.TextAt(4));
    if (!ReadVerdict(use.TextAt(2), change.from) || !ReadVerdict(use.TextAt(3), change.to) || !cause) {
      return Damaged("a change is none");
    }
    change.cause = *cause;
    change.why = use.TextAt(5);
    change.regression = use.NumberAt(6) != 0;
    changes.push_back(std::move(change));
  }
}

}  // namespace authconform
