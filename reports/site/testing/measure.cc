// How many targets and nights, and where to if not beside the history, into how long their site takes to write, anew
// and night by night, and what it weighs.
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "reports/history/history.h"
#include "reports/history/testing/measured_backend.h"
#include "reports/history/testing/sample_runs.h"
#include "reports/site/site.h"

namespace authconform {
namespace {

using testing::EmptyFolder;
using testing::kDayUs;
using testing::kFirstNightUs;
using testing::MeasuredBackend;

void OrDie(const Status& status) {
  if (status) return;
  std::cerr << status.error().ToString() << '\n';
  std::exit(1);
}

void Night(History& history, std::vector<MeasuredBackend>& backends, int night) {
  for (MeasuredBackend& each : backends) {
    const Result<int64_t> added = history.Add(each.NextNight(night), {});
    if (!added) OrDie(added.error());
  }
}

void Write(History& history, const std::string& folder, int night, const char* what) {
  const auto begun = std::chrono::steady_clock::now();
  OrDie(WriteSite(history, {.folder = folder, .now_us = kFirstNightUs + night * kDayUs + kDayUs / 4}));
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  rusage used = {};
  getrusage(RUSAGE_SELF, &used);
  std::cout << what << ": " << took.count() << " s; at most " << used.ru_maxrss / 1024 << " MB of memory\n";
}

void Measure(int targets, int nights, std::string site) {
  const std::string folder = EmptyFolder();
  Result<std::unique_ptr<History>> history = History::Open(folder + "/history.db", HistoryMode::kWrite);
  if (!history) OrDie(history.error());
  std::vector<MeasuredBackend> backends;
  for (int number = 0; number < targets; ++number) backends.emplace_back(number);
  for (int night = 0; night < nights; ++night) Night(**history, backends, night);
  const Retention retention = {.every_run = 100'000, .one_a_week = 100'000, .one_a_month = 100'000, .records = 1};
  const Result<Pruned> pruned = (*history)->Prune(retention, kFirstNightUs + nights * kDayUs);
  if (!pruned) OrDie(pruned.error());
  std::cout << targets << " targets, " << nights << " nights\n" << std::flush;
  if (site.empty()) site = folder + "/site";
  Write(**history, site, nights - 1, "written anew");
  Night(**history, backends, nights);
  Write(**history, site, nights, "after one more night");
  Write(**history, site, nights, "when nothing changed");
  int64_t files = 0;
  int64_t bytes = 0;
  for (const auto& each : std::filesystem::recursive_directory_iterator(site)) {
    if (!each.is_regular_file()) continue;
    ++files;
    bytes += static_cast<int64_t>(each.file_size());
  }
  std::cout << files << " files, " << bytes << " bytes; the overview "
            << std::filesystem::file_size(site + "/index.html") << " bytes; in " << site << '\n';
}

}  // namespace
}  // namespace authconform

int main(int count, char** arguments) {
  const int targets = count > 1 ? std::atoi(arguments[1]) : 1'000;
  const int nights = count > 2 ? std::atoi(arguments[2]) : 365;
  authconform::Measure(targets, nights, count > 3 ? arguments[3] : "");
}
