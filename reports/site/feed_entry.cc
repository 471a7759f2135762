#include "reports/site/feed_entry.h"

#include <algorithm>

#include "harness/base/sha256.h"

namespace authconform {
namespace {

std::string Word(const std::optional<Verdict>& verdict) {
  return verdict ? std::string(VerdictName(*verdict)) : "not planned";
}

}  // namespace

std::vector<Regression> RegressionsOf(const Past& past, size_t most) {
  std::vector<Regression> regressions;
  for (const Loss& each : past.losses) {
    if (regressions.size() == most) break;
    const KeptRun& run = past.runs[each.run];
    KeptChange change;
    change.run = run.id;
    change.cause = each.cause;
    change.why = each.why;
    regressions.push_back(
        {past.target.name, past.folder, run.started_us, BeganUs(past, each.run), LossInWords(past, each), change, {}});
  }
  const size_t losses = regressions.size();
  for (const KeptChange& each : past.changes) {
    if (regressions.size() == losses + most) break;
    if (!each.regression) continue;
    const auto run =
        std::find_if(past.runs.begin(), past.runs.end(), [&](const KeptRun& one) { return one.id == each.run; });
    if (run == past.runs.end()) continue;
    const size_t place = PlaceOf(*run, each.of_case);
    regressions.push_back({past.target.name, past.folder, run->started_us,
                           BeganUs(past, static_cast<size_t>(run - past.runs.begin())),
                           Word(each.from) + " → " + Word(each.to), each,
                           place < run->results.size() ? run->results[place]->findings : std::vector<Finding>()});
  }
  std::stable_sort(regressions.begin(), regressions.end(),
                   [](const Regression& one, const Regression& other) { return one.change.run > other.change.run; });
  if (regressions.size() > most) regressions.resize(most);
  return regressions;
}

std::string UrnOf(const std::string& text) {
  std::string bytes = Sha256Bytes(text).substr(0, 16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x80);
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  std::string urn = "urn:uuid:";
  for (const char digit : Hexadecimal(bytes)) {
    urn += digit;
    const size_t place = urn.size();
    if (place == 17 || place == 22 || place == 27 || place == 32) urn += '-';
  }
  return urn;
}

}  // namespace authconform
