// bench AUTHCONFORM: what a run costs over the transport floor, start-up, and memory, as ratios of medians.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "tools/bench/canned_server.h"
#include "tools/bench/floor.h"
#include "tools/bench/rendered.h"

namespace authconform {
namespace {

constexpr int kCases = 12;
constexpr int kRequests = 12'000;
constexpr int kRounds = 5;
// Twelve cases of one endpoint: accepted and refused, judged by schema, relations, JWT and baseline.
constexpr const char* kOnly[] = {"*/valid/*", "*/token/*", "*/bad-credentials/wrong-password",
                                 "*/bad-credentials/unknown-login"};

int64_t NowNs() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

struct Measured {
  double seconds = 0;
  double first_request_ms = 0;
  double peak_mib = 0;
  int exit_code = -1;
};

Measured RunAuthconform(const std::string& binary, CannedServer& server, int repeat, int jobs,
                        const std::string& folder) {
  std::vector<std::string> words = {
      binary,    "run",    "recoveryconnect",    "--target", folder + "/target.json", "--out", folder + "/out",
      "--quiet", "--jobs", std::to_string(jobs), "--repeat", std::to_string(repeat)};
  for (const char* glob : kOnly) {
    words.push_back("--only");
    words.push_back(glob);
  }
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  server.TakeFirstRequestNs();
  const int64_t start = NowNs();
  const pid_t child = fork();
  if (child == 0) {
    const int log = open((folder + "/log").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    dup2(log, 1);
    dup2(log, 2);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  rusage usage = {};
  wait4(child, &status, 0, &usage);
  Measured measured;
  measured.seconds = static_cast<double>(NowNs() - start) / 1e9;
  measured.first_request_ms = static_cast<double>(server.TakeFirstRequestNs() - start) / 1e6;
  measured.peak_mib = static_cast<double>(usage.ru_maxrss) / 1024;
  measured.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return measured;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string TargetFile(int port) {
  return "{\"url\":\"http://127.0.0.1:" + std::to_string(port) + "\",\"accounts\":{\"active\":{\"login\":\"" +
         CannedServer::kLogin + "\",\"password\":{\"file\":\"password\"}}},\"limits\":{\"wrong_passwords\":1000000}}";
}

int Main(const std::string& binary) {
  CannedServer server;
  char name[] = "/tmp/authconform-bench-XXXXXX";
  const std::string folder = mkdtemp(name);
  if (!WriteFileWhole(folder + "/target.json", TargetFile(server.port())) ||
      !WriteFileWhole(folder + "/password", CannedServer::kPassword))
    return 2;

  const Measured small = RunAuthconform(binary, server, 1, 1, folder);
  const std::vector<std::string> requests = RenderRequests(folder + "/out/transcript.ndjson", server.port()).cases;
  if (small.exit_code != 0 || requests.size() != kCases) {
    std::cerr << "bench: the run ended with " << small.exit_code << " after " << requests.size() << " requests; see "
              << folder << "/log\n";
    return 1;
  }
  std::printf(
      "%d requests, judged and recorded, against the same bytes over raw sockets; medians of %d rounds in turn\n",
      kRequests, kRounds);
  std::vector<double> starts;
  double peak = 0;
  for (const int connections : {1, 16}) {
    std::vector<double> ratios, floors, runs;
    for (int round = 0; round < kRounds; ++round) {
      const double floor = FloorSeconds(server.port(), requests, kRequests, connections);
      const Measured run = RunAuthconform(binary, server, kRequests / kCases, connections, folder);
      if (floor < 0 || run.exit_code != 0) {
        std::cerr << "bench: a round failed (exit code " << run.exit_code << "); see " << folder << "/log\n";
        return 1;
      }
      floors.push_back(floor);
      runs.push_back(run.seconds);
      ratios.push_back(run.seconds / floor);
      starts.push_back(RunAuthconform(binary, server, 1, 1, folder).first_request_ms);
      peak = std::max(peak, run.peak_mib);
    }
    std::printf("%2d connection%s  floor %.3f s  run %.3f s  ratio %.2f (at most %.1f)\n", connections,
                connections == 1 ? " " : "s", Median(floors), Median(runs), Median(ratios),
                connections == 1 ? 1.5 : 2.5);
  }
  std::printf("start-up to the first request  %.1f ms (under 20)\n", Median(starts));
  std::printf("memory  %.1f MiB at %d requests, %.1f MiB at %d: %.1f MiB more (at most 32)\n", small.peak_mib, kCases,
              peak, kRequests, peak - small.peak_mib);
  return 0;
}

}  // namespace
}  // namespace authconform

int main(int count, char** arguments) {
  if (count != 2) {
    std::cerr << "usage: bench AUTHCONFORM\n";
    return 2;
  }
  return authconform::Main(arguments[1]);
}
