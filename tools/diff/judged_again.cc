#include "tools/diff/judged_again.h"

#include <algorithm>
#include <optional>

#include "harness/run/case_id.h"
#include "harness/run/replay.h"
#include "tools/diff/changed.h"

namespace authconform {
namespace {

std::set<std::string> InBoth(const std::vector<Selected>& plans, const ReadTranscript& transcript,
                             const std::set<std::string>& cases) {
  std::set<std::string> planned;
  for (const Selected& plan : plans) {
    for (const Case& each : plan.cases) planned.insert(each.id);
  }
  std::set<std::string> both;
  for (const TranscriptCase& each : transcript.cases) {
    if (cases.contains(each.id) && planned.contains(each.id)) both.insert(each.id);
  }
  return both;
}

}  // namespace

std::string LinesOf(const ReadTranscript& transcript, const std::set<std::string>& cases) {
  TranscriptRun run = transcript.run;
  std::vector<std::optional<size_t>> places(run.endpoints.size());  // of the endpoints that stay
  std::set<std::string_view> wanted;
  for (const std::string& id : cases) wanted.insert(EndpointOf(id));
  run.endpoints.clear();
  for (size_t i = 0; i < places.size(); ++i) {
    const TranscriptEndpoint& each = transcript.run.endpoints[i];
    if (!wanted.contains(each.endpoint)) continue;
    places[i] = run.endpoints.size();
    run.endpoints.push_back(each);
  }
  std::string lines;
  AppendRun(run, lines);
  for (const TranscriptCase& each : transcript.cases) {
    if (cases.contains(each.id)) AppendCase(each, lines);
  }
  for (const auto& [mask, stand_in] : transcript.stand_ins) AppendSecret(mask, stand_in, lines);
  TranscriptEnd end = transcript.end;
  end.controls = 0;
  for (const auto& [number, each] : transcript.controls) {
    if (each.endpoint >= places.size() || !places[each.endpoint]) continue;
    Control control = each;
    control.endpoint = *places[each.endpoint];
    AppendControl(control, lines);
    ++end.controls;
  }
  for (const Asked& each : transcript.asked) {
    const std::string& id = transcript.cases[each.index].id;
    if (cases.contains(id)) AppendAsked(id, each, lines);
  }
  AppendEnd(end, lines);
  return lines;
}

Result<std::map<std::string, JudgedAgain>> JudgeAgain(const std::vector<Selected>& plans,
                                                      const ReadTranscript& transcript,
                                                      const std::set<std::string>& cases, const std::string& name) {
  std::map<std::string, JudgedAgain> judged;
  const std::set<std::string> both = InBoth(plans, transcript, cases);
  if (both.empty()) return judged;
  const Result<Run> run = Replay(plans, LinesOf(transcript, both), name);
  if (!run) return run.error();
  for (const CaseResult& each : run->cases) judged[each.id] = {each.verdict, Broken(each.findings)};
  return judged;
}

}  // namespace authconform
