// How many targets and nights, into what their history weighs and how long it takes to write, read and prune.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "harness/base/files.h"
#include "reports/history/history.h"
#include "reports/history/streaks.h"
#include "reports/history/testing/measured_backend.h"
#include "reports/history/testing/sample_runs.h"

namespace authconform {
namespace {

using testing::EmptyFolder;
using testing::kDayUs;
using testing::kFirstNightUs;
using testing::MeasuredBackend;

class Stopwatch {
 public:
  double Seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count(); }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

[[noreturn]] void Die(const Error& error) {
  std::cerr << error.ToString() << '\n';
  std::exit(1);
}

void Measure(int targets, int nights) {
  const std::string folder = EmptyFolder();
  const std::string path = folder + "/history.db";
  Result<std::unique_ptr<History>> history = History::Open(path, HistoryMode::kWrite);
  if (!history) Die(history.error());
  std::vector<MeasuredBackend> backends;
  for (int number = 0; number < targets; ++number) backends.emplace_back(number);
  const Stopwatch adding;
  for (int night = 0; night < nights; ++night) {
    for (MeasuredBackend& each : backends) {
      if (const Result<int64_t> added = (*history)->Add(each.NextNight(night), {}); !added) Die(added.error());
    }
    // Records would be most of the file; they are weighed by themselves, in the README.
    const Retention retention = {.every_run = 100'000, .one_a_week = 100'000, .one_a_month = 100'000, .records = 0};
    if (night % 30 != 29 && night + 1 < nights) continue;
    const Result<Pruned> pruned = (*history)->Prune(retention, kFirstNightUs + (night + 1) * kDayUs);
    if (!pruned) Die(pruned.error());
  }
  std::cout << "added in " << adding.Seconds() << " s, pruning of records included\n";
  const Stopwatch all;
  int64_t runs = 0;
  const Status read = (*history)->EachRun({}, [&](KeptRun) { return ++runs > 0; });
  if (!read) Die(read.error());
  std::cout << runs << " runs of all targets read in " << all.Seconds() << " s\n";
  const Stopwatch one;
  const Result<std::vector<KeptRun>> of_one = (*history)->Runs({.target = "target-0"});
  if (!of_one) Die(of_one.error());
  std::cout << "streaks of one target's " << Streaks(*of_one).size() << " cases in " << one.Seconds() << " s\n";
  const Stopwatch last;
  for (int number = 0; number < targets; ++number) {
    const RunFilter filter = {.target = "target-" + std::to_string(number), .last = 1};
    if (const auto run = (*history)->Runs(filter); !run) Die(run.error());
  }
  std::cout << "the last run of each target in " << last.Seconds() << " s\n";
  const Stopwatch pruning;
  const Result<Pruned> pruned = (*history)->Prune({}, kFirstNightUs + nights * kDayUs);
  if (!pruned) Die(pruned.error());
  std::cout << pruned->runs << " runs pruned in " << pruning.Seconds() << " s\n";
  history->reset();
  std::cout << std::filesystem::file_size(path) << " bytes in " << path << '\n';
}

}  // namespace
}  // namespace authconform

int main(int count, char** arguments) {
  const int targets = count > 1 ? std::atoi(arguments[1]) : 1'000;
  const int nights = count > 2 ? std::atoi(arguments[2]) : 365;
  authconform::Measure(targets, nights);
}
