// A run from outside: what it tells meanwhile, and what becomes of it where memory ends.
#include "harness/run/runner.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>

#include "tools/choice/choice.h"
#include "tools/cli/testing/child_process.h"
#include "tools/cli/testing/scripted_backend.h"
#include "tools/embed/embedded.h"

namespace {

// From here on a large piece of memory is refused to every thread but those that answer.
constexpr size_t kLarge = 256 << 10;
std::atomic<int> left = -1;  // large pieces that are still to be had; -1: all
thread_local bool answers = false;

bool IsRefused(size_t size) { return size >= kLarge && !answers && left >= 0 && (left == 0 || left.fetch_sub(1) == 0); }

}  // namespace

void* operator new(size_t size) {
  void* const memory = IsRefused(size) ? nullptr : std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace authconform {
namespace {

using testing::ScriptedBackend;

class RunnerTest : public ::testing::Test {
 protected:
  RunnerTest() : selection_(SelectCases(EmbeddedFiles(), {"backoffice/auth"}, {})) {}

  Target TargetOf(const ScriptedBackend& backend) {
    const std::string file =
        backend.WriteTarget(testing::FreshFolder("target"),
                            R"("limits": {"concurrency": 2, "wrong_passwords": 1000, "max_response_bytes": 67108864})");
    Result<Target> target = LoadTargetFile(EmbeddedFiles(), file, Secrets::kRead);
    EXPECT_TRUE(target) << target.error().ToString();
    return *std::move(target);
  }
  Result<authconform::Run> Conduct(const Target& target, const RunOptions& options) {
    return RunCases(selection_->selected, target, options);
  }

  const Result<Selection> selection_;
};

TEST_F(RunnerTest, TellsCasesAsCasesAndRequestsAsRequests) {
  const ScriptedBackend backend(testing::KeepTheDocument);
  Progress last;
  RunOptions options;
  options.on_progress = [&](const Progress& progress) {
    EXPECT_GE(progress.requests, last.requests);
    EXPECT_LE(progress.requests, backend.requests());
    last = progress;
  };
  const Result<authconform::Run> run = Conduct(TargetOf(backend), options);
  ASSERT_TRUE(run) << run.error().ToString();
  EXPECT_EQ(last.done, last.total);
  EXPECT_EQ(last.requests, run->requests);
  EXPECT_GT(last.requests, last.done) << "a case takes its controls along";
}

// Wherever it ends: in what is read of an answer, in what is judged of it, in what is written of it.
TEST_F(RunnerTest, WhereMemoryEndsInAThreadTheRunEndsWithAnError) {
  const std::string body = R"({"error": ")" + std::string(kLarge, 'x') + R"("})";
  const ScriptedBackend backend([&](const testing::Asked& asked) {
    answers = true;
    testing::Answer answer = testing::KeepTheDocument(asked);
    if (answer.status != 200 && asked.number % 16 == 0) answer.body = body;
    return answer;
  });
  const Target target = TargetOf(backend);
  for (const bool journaled : {false, true}) {
    int errors = 0;
    bool whole = false;
    for (int refused_from = 0; !whole && refused_from < 200; refused_from += 1 + refused_from / 2) {
      RunOptions options;
      const std::string folder = testing::FreshFolder("run");
      options.transcript = folder + "/transcript.ndjson";
      if (journaled) options.journal = folder + "/journal.ndjson";
      left = refused_from;
      const Result<authconform::Run> run = [&]() -> Result<authconform::Run> {
        try {
          return Conduct(target, options);
        } catch (const std::bad_alloc&) {  // on the thread of who runs it, who has to see to that
          return Error{"", "", "out of memory", true};
        }
      }();
      whole = left.exchange(-1) > 0;
      if (run) continue;  // what could not be read of an answer, or of its body, is told of the case
      ++errors;
      EXPECT_EQ(run.error().ToString(), "out of memory");
      EXPECT_TRUE(run.error().environment) << "which is no fault of the target";
      if (!journaled) continue;
      options.resume = true;
      const Result<authconform::Run> resumed = Conduct(target, options);
      EXPECT_TRUE(resumed) << resumed.error().ToString();
    }
    EXPECT_GT(errors, 0) << journaled;
  }
}

}  // namespace
}  // namespace authconform
