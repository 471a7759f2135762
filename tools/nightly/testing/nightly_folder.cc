#include "tools/nightly/testing/nightly_folder.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "reports/history/history.h"
#include "tools/cli/testing/child_process.h"
#include "tools/embed/embedded.h"

namespace authconform::testing {

FaultyBackend::FaultyBackend() {
  http_ = std::make_unique<ScriptedBackend>([this](const Asked& asked) {
    Answer answer = KeepTheDocument(asked);
    if (faulty && asked.IsSignIn()) answer.body = R"({"tokens": "none"})";
    return answer;
  });
}

HangingBackend::HangingBackend() : listening_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(listening_, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
  port_ = ntohs(address.sin_port);
  listen(listening_, 100);
}

HangingBackend::~HangingBackend() { close(listening_); }

std::string HangingBackend::url() const { return "http://127.0.0.1:" + std::to_string(port_); }

NightlyFolder::NightlyFolder(const std::string& name) : folder_(FreshFolder(name)) {}

void NightlyFolder::Add(const std::string& name, const FaultyBackend& backend, const std::string& members) {
  std::filesystem::create_directories(folder_ + "/" + name);
  backend.http().WriteTarget(folder_ + "/" + name);
  AddFile(name, name + "/target.json", members);
}

void NightlyFolder::AddUrl(const std::string& name, const std::string& url, const std::string& members) {
  WriteText(folder_ + "/" + name + "/active", "a password of some length");
  WriteText(folder_ + "/" + name + "/target.json",
            R"({"url": ")" + url + R"(", "limits": {"exchange_timeout_ms": 3000, "connect_timeout_ms": 3000},
                "endpoints": {"backoffice": {"accounts": {"active": {"login": "ann", "password": {"file": "active"}}}}}})");
  AddFile(name, name + "/target.json", members);
}

void NightlyFolder::AddFile(const std::string& name, const std::string& file, const std::string& members) {
  targets_.push_back(R"({"name": ")" + name + R"(", "target": ")" + file + "\"" +
                     (members.empty() ? "" : ", " + members) + "}");
}

std::string NightlyFolder::Write(const std::string& members) const {
  std::string text = "{" + members + (members.empty() ? "" : ", ") + "\"targets\": [";
  for (const std::string& each : targets_) text += (&each == &targets_.front() ? "" : ",\n") + each;
  WriteText(folder_ + "/nightly.json", text + "]}");
  return folder_ + "/nightly.json";
}

Result<NightResult> NightlyFolder::MayRun(const NightOptions& options) const {
  const FileSet files = EmbeddedFiles();
  const Result<NightlyFile> nightly = LoadNightlyFile(files, folder_ + "/nightly.json");
  if (!nightly) return nightly.error();
  Result<Events> events = Events::Open(folder_ + "/events.ndjson");
  if (!events) return events.error();
  return RunNight(*nightly, files, options, *events);
}

NightResult NightlyFolder::Run(const NightOptions& options) const {
  Result<NightResult> night = MayRun(options);
  EXPECT_TRUE(night.ok()) << night.error().ToString();
  return night ? *std::move(night) : NightResult();
}

NightResult NightlyFolder::JudgeOnly() const {
  NightOptions options;
  options.history_wait = std::chrono::milliseconds(50);
  sqlite3* other = nullptr;
  EXPECT_EQ(sqlite3_open(history().c_str(), &other), SQLITE_OK);
  bool begun = false;
  options.on_progress = [&](const NightProgress&) {
    if (!std::exchange(begun, true)) sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr);
  };
  const NightResult night = Run(options);
  sqlite3_close(other);
  EXPECT_FALSE(night.finished);
  return night;
}

TargetResult Of(const NightResult& night, const std::string& target) {
  for (const TargetResult& each : night.results) {
    if (each.target == target) return each;
  }
  ADD_FAILURE() << "the night has no result of " << target;
  return {};
}

std::vector<std::string> Found(const std::string& history) {
  std::vector<std::string> found;
  const auto opened = History::Open(history, HistoryMode::kRead);
  EXPECT_TRUE(opened.ok()) << opened.error().ToString();
  if (!opened) return found;
  const Result<std::vector<KeptRun>> runs = (*opened)->Runs({});
  EXPECT_TRUE(runs.ok());
  for (const KeptRun& run : *runs) {
    for (size_t i = 0; i < run.results.size(); ++i) {
      std::string line =
          run.target + " " + run.plan->cases[i] + " " + std::string(VerdictName(run.results[i]->verdict));
      for (const Finding& each : run.results[i]->findings) line += " " + each.rule.id + " " + each.pointer;
      found.push_back(line);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace authconform::testing
