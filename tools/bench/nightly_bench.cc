// nightly_bench AUTHCONFORM [TARGETS]: a night of many targets in one process over the transport floor, as ratios of
// medians: the same requests over as many raw sockets, to a server that takes as long to answer.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "tools/bench/canned_server.h"
#include "tools/bench/floor.h"
#include "tools/bench/rendered.h"

namespace authconform {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 3;
constexpr int kSideBySide = 64;
constexpr double kBound = 1.3;

// Target files and the nightly file that names them.
bool WriteNightly(const std::string& folder, int port, int targets) {
  const std::string account =
      std::string("{\"login\":\"") + CannedServer::kLogin + "\",\"password\":{\"file\":\"password\"}}";
  std::string listed;
  for (int i = 0; i < targets; ++i) {
    const std::string name = "target-" + std::to_string(i);
    const std::string text = "{\"url\":\"http://127.0.0.1:" + std::to_string(port) +
                             "\",\"accounts\":{\"active\":" + account +
                             "},\"limits\":{\"wrong_passwords\":1000,\"concurrency\":1}}";
    if (!WriteFileWhole(folder + "/" + name + ".json", text)) return false;
    listed += std::string(i > 0 ? "," : "") + "{\"name\":\"" + name + "\",\"target\":\"" + name +
              ".json\",\"endpoints\":[\"recoveryconnect\"]}";
  }
  return WriteFileWhole(folder + "/password", CannedServer::kPassword) &&
         WriteFileWhole(folder + "/nightly.json", "{\"history\":\"past.db\",\"out\":\"nights\",\"side_by_side\":" +
                                                      std::to_string(kSideBySide) + ",\"targets\":[" + listed + "]}");
}

struct Night {
  double seconds = 0;
  double peak_mib = 0;
  int exit_code = -1;
};

Night RunNightly(const std::string& binary, const std::string& folder) {
  const auto start = Clock::now();
  const pid_t child = fork();
  if (child == 0) {
    const int log = open((folder + "/log").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    dup2(log, 1);
    dup2(log, 2);
    execl(binary.c_str(), binary.c_str(), "nightly", (folder + "/nightly.json").c_str(), "--quiet", nullptr);
    _exit(127);
  }
  int status = 0;
  rusage usage = {};
  wait4(child, &status, 0, &usage);
  return {std::chrono::duration<double>(Clock::now() - start).count(), static_cast<double>(usage.ru_maxrss) / 1024,
          WIFEXITED(status) ? WEXITSTATUS(status) : -1};
}

// A transcript that the night left.
std::optional<std::string> SomeTranscript(const std::string& folder) {
  for (const auto& each : std::filesystem::recursive_directory_iterator(folder + "/nights")) {
    if (each.path().filename() == "transcript.ndjson") return each.path().string();
  }
  return std::nullopt;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Main(const std::string& binary, int targets) {
  char name[] = "/tmp/authconform-bench-XXXXXX";
  const std::string whole = mkdtemp(name);
  std::printf(
      "%d targets in one process, %d side by side, against the same bytes over raw sockets; medians of %d rounds\n",
      targets, kSideBySide, kRounds);
  bool held = true;
  for (const int answer_after_ms : {20, 5, 0}) {
    CannedServer server(std::chrono::milliseconds{answer_after_ms});
    std::vector<double> floors, nights, ratios;
    double peak = 0;
    int total = 0;
    for (int round = 0; round < kRounds; ++round) {
      // Each in a new folder: where many files were just removed, some file systems are slow to make others.
      const std::string folder = whole + "/" + std::to_string(answer_after_ms) + "-" + std::to_string(round);
      std::filesystem::create_directory(folder);
      if (!WriteNightly(folder, server.port(), targets)) return 2;
      const Night night = RunNightly(binary, folder);
      const std::optional<std::string> transcript = SomeTranscript(folder);
      const Rendered rendered = transcript ? RenderRequests(*transcript, server.port()) : Rendered{};
      total = static_cast<int>(rendered.requests.size()) * targets;
      const double floor = total > 0 ? FloorSeconds(server.port(), rendered.requests, total, kSideBySide) : -1;
      if (night.exit_code != 0 || floor < 0) {
        std::cerr << "nightly_bench: a night ended with " << night.exit_code << "; see " << folder << "\n";
        return 1;
      }
      floors.push_back(floor);
      nights.push_back(night.seconds);
      ratios.push_back(night.seconds / floor);
      peak = std::max(peak, night.peak_mib);
    }
    const bool bound = answer_after_ms > 0;
    held = held && (!bound || Median(ratios) <= kBound);
    std::printf("answers after %2d ms  %d requests  floor %.2f s  night %.2f s  ratio %.2f%s  memory %.0f MiB\n",
                answer_after_ms, total, Median(floors), Median(nights), Median(ratios),
                bound ? " (at most 1.3)" : " (no server is that fast: the cost of judging, without bound)", peak);
    std::fflush(stdout);
  }
  std::filesystem::remove_all(whole);
  return held ? 0 : 1;
}

}  // namespace
}  // namespace authconform

int main(int count, char** arguments) {
  if (count != 2 && count != 3) {
    std::cerr << "usage: nightly_bench AUTHCONFORM [TARGETS]\n";
    return 2;
  }
  return authconform::Main(arguments[1], count == 3 ? std::atoi(arguments[2]) : 1000);
}
