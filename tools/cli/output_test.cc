// What `authconform run` writes, and where: dry runs, interrupts, reports, terminals and pipes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <csignal>
#include <filesystem>

#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/finished_run.h"
#include "tools/cli/testing/scripted_backend.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(Output, ADryRunSendsAndWritesNothing) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string folder = FreshFolder(TestName());
  const Ended ended =
      RunAuthconform({"run", "--target", backend.WriteTarget(folder, R"("limits": {"wrong_passwords": 2})", false),
                      "--dry-run", "--only", "*/bad-credentials/wrong-password", "--only", "*/inactive-account/*",
                      "--only", "*/enumeration/*", "--repeat", "2"},
                     {.folder = folder});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const std::string limit =
      "limits.wrong_passwords is 2 for one account, and this run needs 14: raise it where the target locks nobody for "
      "so "
      "many, or say success_resets where a sign-in clears them\n";
  EXPECT_EQ(ended.out,
            "backoffice/auth/bad-credentials/wrong-password  the password is wrong\n"
            "backoffice/auth/inactive-account/sign-in  skipped: the target has no inactive account\n"
            "backoffice/auth/enumeration/unknown-login  skipped: " +
                limit +
                "backoffice/auth/enumeration/inactive-account  skipped: the target has no inactive account\n"
                "backoffice/auth/enumeration/timing  skipped: " +
                limit +
                "account ann: 2 wrong passwords would be sent (at most 2 in the run), and a whole run needs 14\n"
                "2 requests, and a sign-in as control between every few of them\n");
  EXPECT_EQ(ended.err, "");
  EXPECT_EQ(backend.requests(), 0);
  EXPECT_FALSE(std::filesystem::exists(folder + "/authconform-report"));
}

TEST(Output, AnEmptyFolderNameWritesNoReports) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string folder = FreshFolder(TestName());
  const Ended ended = RunAuthconform({"run", "--target", backend.WriteTarget(folder), "--out", ""}, {.folder = folder});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.err, "");
  EXPECT_THAT(FilesIn(folder), ElementsAre("active", "inactive", "target.json"));
}

// Signals the program once the backend has seen the given request.
FinishedRun Interrupt(int at, int signal, const std::string& limits) {
  std::mutex mutex;
  std::condition_variable change;
  bool reached = false;
  bool signalled = false;
  const ScriptedBackend backend([&](const Asked& asked) {
    std::unique_lock lock(mutex);
    if (asked.number >= at) {
      reached = true;
      change.notify_all();
      change.wait(lock, [&] { return signalled; });
    }
    return KeepTheDocument(asked);
  });
  FinishedRun outcome;
  const std::string folder = FreshFolder(TestName() + std::to_string(at));
  outcome.folder = folder + "/report";
  ChildProcess program({AuthconformPath(), "run", "--target", backend.WriteTarget(folder, limits), "--out",
                        outcome.folder, "--jobs", "1"});
  {
    std::unique_lock lock(mutex);
    change.wait(lock, [&] { return reached; });
    program.Signal(signal);
  }
  // Answered only once the signal has been taken.
  program.AwaitError("Stopping");
  {
    std::lock_guard lock(mutex);
    signalled = true;
  }
  change.notify_all();
  outcome.ended = program.Wait();
  outcome.run = ReadRunJson(outcome.folder);
  return outcome;
}

TEST(Output, AnInterruptLeavesAReportOfWhatWasDone) {
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // A sign-in, eight cases, the control after them, and one case that no control follows.
    const FinishedRun outcome = Interrupt(11, signal, "");
    EXPECT_EQ(outcome.ended.code, 3);
    EXPECT_TRUE(outcome.run.interrupted);
    EXPECT_EQ(outcome.run.partial, "the run was interrupted");
    EXPECT_EQ(outcome.run.Total(Verdict::kPass), 8);
    EXPECT_THAT(outcome.Reasons(Verdict::kInconclusive),
                ElementsAre("the run was interrupted before the control after it"));
    EXPECT_THAT(outcome.Reasons(Verdict::kSkipped), ElementsAre("the run was interrupted before it"));
    EXPECT_THAT(outcome.ended.err,
                HasSubstr("\nStopping once the requests under way are answered; again ends it at once.\n"));
    EXPECT_THAT(FilesIn(outcome.folder),
                ElementsAre("junit.xml", "report.html", "report.md", "run.json", "transcript.ndjson"));
  }
}

TEST(Output, AnInterruptWhileSigningInBlamesNobody) {
  const FinishedRun outcome = Interrupt(1, SIGINT, "");
  EXPECT_EQ(outcome.ended.code, 3);
  EXPECT_THAT(outcome.Cases(Verdict::kInconclusive), IsEmpty());
  EXPECT_THAT(outcome.Reasons(Verdict::kSkipped), ElementsAre("the run was interrupted before it"));
  EXPECT_EQ(outcome.run.Total(Verdict::kPass), 0);
}

TEST(Output, AFolderOfReportsIsReplacedWholeOrNotAtAll) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string target = backend.WriteTarget(FreshFolder(TestName()));
  const FinishedRun first = RunTarget(target);
  const std::string before = ReadText(first.folder + "/transcript.ndjson");
  EXPECT_THAT(before, HasSubstr("backoffice/auth/method/put"));
  const FinishedRun second = RunTarget(target, {"--only", "*/valid/*"});
  const std::string after = ReadText(second.folder + "/transcript.ndjson");
  EXPECT_THAT(after, Not(HasSubstr("backoffice/auth/method/put")));
  EXPECT_THAT(after, EndsWith("}\n"));
  EXPECT_THAT(FilesIn(second.folder),
              ElementsAre("junit.xml", "report.html", "report.md", "run.json", "transcript.ndjson"));
}

TEST(Output, WritesReportsEvenWhenNobodyReadsItsOutput) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string target = backend.WriteTarget(FreshFolder(TestName()));
  const FinishedRun closed = RunTarget(target, {}, {.output = ChildOptions::Output::kClosedPipe});
  EXPECT_EQ(closed.ended.code, 0);
  EXPECT_EQ(closed.ended.err.find("authconform:"), std::string::npos) << closed.ended.err;

  const std::string folder = std::filesystem::path(target).parent_path() / "full";
  const Ended full =
      RunAuthconform({"run", "--target", target, "--out", folder}, {.output = ChildOptions::Output::kFull});
  EXPECT_EQ(full.code, 4);
  EXPECT_THAT(full.err, HasSubstr("authconform: standard output cannot be written\n"));
  EXPECT_EQ(ReadRunJson(folder).exit_code, ExitCode::kConforms);
}

TEST(Output, ColoursAndProgressAreForTerminalsOnly) {
  const ScriptedBackend backend(KeepTheDocument);
  const std::string target = backend.WriteTarget(FreshFolder(TestName()));
  using Setting = std::pair<std::string, std::string>;
  const Setting xterm = {"TERM", "xterm"};
  const struct {
    const char* name;
    ChildOptions options;
    bool colour;
    bool progress;
    std::vector<std::string> more;
  } rows[] = {
      {"pipe", {.environment = {xterm}}, false, false, {}},
      {"terminal", {.environment = {xterm}, .output = ChildOptions::Output::kTerminal}, true, true, {}},
      {"NO_COLOR",
       {.environment = {xterm, {"NO_COLOR", "1"}}, .output = ChildOptions::Output::kTerminal},
       false,
       true,
       {}},
      {"dumb", {.environment = {{"TERM", "dumb"}}, .output = ChildOptions::Output::kTerminal}, false, false, {}},
      {"quiet", {.environment = {xterm}, .output = ChildOptions::Output::kTerminal}, true, false, {"--quiet"}},
  };
  for (const auto& row : rows) {
    const Ended ended = RunTarget(target, row.more, row.options).ended;
    const std::string all = ended.out + ended.err;
    EXPECT_EQ(ended.code, 0) << row.name;
    EXPECT_EQ(all.find("\033[3") != std::string::npos || all.find("\033[1;3") != std::string::npos, row.colour)
        << row.name << all;
    EXPECT_EQ(all.find(" requests\033") != std::string::npos || all.find("signing in") != std::string::npos,
              row.progress)
        << row.name;
    if (!row.colour && !row.progress) {
      EXPECT_EQ(all.find('\033'), std::string::npos) << row.name;
    }
  }
}

}  // namespace
}  // namespace authconform
