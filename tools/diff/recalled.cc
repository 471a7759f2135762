#include "tools/diff/recalled.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "harness/spec/load.h"

namespace authconform {
namespace {

// Those of the run that the files have specs of.
std::vector<std::string> EndpointsOfBoth(const KeptRun& run, const FileSet& files) {
  const std::vector<std::string> there = Endpoints(files);
  std::vector<std::string> endpoints;
  for (const KeptEndpoint& each : run.plan->endpoints) {
    if (std::binary_search(there.begin(), there.end(), each.endpoint)) endpoints.push_back(each.endpoint);
  }
  return endpoints;
}

}  // namespace

void RecalledRun::LoadPlan(const KeptRun& run, const std::string& name, const RecalledRun* other) {
  endpoints_ = EndpointsOfBoth(run, recorded_.files);
  if (other != nullptr && other->plan_ && other->endpoints_ == endpoints_ &&
      other->recorded_.files == recorded_.files) {
    plan_ = other->plan_;
    return;
  }
  Result<Selection> plan = SelectCases(recorded_.files, endpoints_, {});
  if (plan) {
    plan_ = *std::move(plan);
  } else {
    trouble_ = "the specs and cases of " + name + " cannot be read: " + plan.error().ToString();
  }
}

RecalledRun::RecalledRun(const KeptRun& run, Recorded recorded, const std::string& name, const RecalledRun* other)
    : recorded_(std::move(recorded)) {
  LoadPlan(run, name, other);
  if (recorded_.transcript.empty()) {
    trouble_ = recorded_.no_transcript;
    return;
  }
  Result<ReadTranscript> read = ParseTranscript(recorded_.transcript, "transcript.ndjson");
  if (read) {
    transcript_ = *std::move(read);
  } else {
    trouble_ = "the transcript of " + name + " cannot be judged again: " + read.error().ToString();
  }
}

Question RecalledRun::Find(const std::string& id) const {
  if (!plan_) return {};
  for (const Selected& each : plan_->selected) {
    for (const Case& asked : each.cases) {
      if (asked.id == id) return {&asked, each.spec};
    }
  }
  return {};
}

int64_t RecalledRun::Repetitions(const std::string& id) const {
  if (!transcript_) return 0;
  return std::count_if(transcript_->asked.begin(), transcript_->asked.end(), [&](const Asked& each) {
    return each.not_sent.empty() && transcript_->cases[each.index].id == id;
  });
}

}  // namespace authconform
