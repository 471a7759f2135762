#include "reports/junit.h"

#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/joined.h"
#include "reports/case_text.h"
#include "reports/evidence.h"
#include "reports/headline.h"
#include "reports/places.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

// A message longer than this drowns the list it is shown in; the text below it has the rest.
constexpr size_t kLongestMessage = 240;
// Of a reason that stands in an attribute, as there is no text below it.
constexpr size_t kLongestReason = 2'000;
// Jenkins shows as much of a failing case's output (CaseResult.HALF_MAX_FAILING_SIZE, twice).
constexpr size_t kLongestText = 100'000;
// Bytes of such texts in one file: GitLab reads files below 30 MB, and 100 MB of a job.
constexpr size_t kMostText = size_t{8} << 20;

// The tallies that readers of the format sum up.
struct Tally {
  int64_t tests = 0;
  int64_t failures = 0;
  int64_t errors = 0;
  int64_t skipped = 0;
};

void Set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(VisibleLine(value).c_str());
}

void SetTally(pugi::xml_node node, const Tally& tally, const std::string& seconds) {
  Set(node, "tests", std::to_string(tally.tests));
  Set(node, "failures", std::to_string(tally.failures));
  Set(node, "errors", std::to_string(tally.errors));
  Set(node, "skipped", std::to_string(tally.skipped));
  Set(node, "time", seconds);
}

// What a case has to tell, up to the bound of a file. GitLab takes "[[ATTACHMENT|path]]" in it for a link to a file of
// the job (lib/gitlab/ci/parsers/test/junit.rb), and what the target sent must not be one.
class Texts {
 public:
  std::string Of(const CaseResult& result) {
    const char* left_out = "left out: this file is as long as CI servers read; run.json has it\n";
    if (left_ == 0) return left_out;
    std::string text = Clip(CaseText(result, {.colour = false, .width = 120}), kLongestText);
    constexpr std::string_view kAttachment = "[[ATTACHMENT";
    for (size_t at = text.find(kAttachment); at != std::string::npos; at = text.find(kAttachment, at)) {
      text.replace(at, 2, "[\\x5b");
    }
    left_ -= std::min(left_, text.size());
    return left_ == 0 ? left_out : text;
  }

 private:
  size_t left_ = kMostText;
};

// GitLab shows the element's text, Jenkins its message.
void SetSkipped(pugi::xml_node node, const std::string& why) {
  const std::string message = Clip(VisibleLine(why), kLongestReason);
  pugi::xml_node skipped = node.append_child("skipped");
  Set(skipped, "message", message);
  skipped.text().set(message.c_str());
}

void AddProperty(pugi::xml_node properties, const char* name, const std::string& value) {
  if (value.empty()) return;
  pugi::xml_node property = properties.append_child("property");
  Set(property, "name", name);
  Set(property, "value", value);
}

// "/" parts are joined by ".", which Jenkins takes for packages; a "." within a part would be taken for one as well.
std::string ClassName(const CaseResult& result) {
  std::string name = result.endpoint + "/" + result.family;
  for (char& c : name) c = c == '.' ? '_' : c == '/' ? '.' : c;
  return name;
}

// Repetitions ran one after the other, so the case took all of them together.
int64_t TotalUs(const CaseResult& result) {
  const int64_t repetitions = Sum(CountsOf(result.repetitions));
  return repetitions == 0 ? 0 : result.mean_us * repetitions;
}

void AddCase(const Run& run, const CaseResult& result, Texts& texts, pugi::xml_node suite, Tally& tally) {
  pugi::xml_node node = suite.append_child("testcase");
  Set(node, "classname", ClassName(result));
  Set(node, "name", std::string(Variant(result)));
  Set(node, "file", PlaceOf(result, {}).file);
  Set(node, "time", Seconds(TotalUs(result)));
  ++tally.tests;

  switch (MarkOf(result)) {
    case Mark::kPass:
      // Without evidence for all of it, it says so.
      if (!result.unfired.empty()) node.append_child("system-out").text().set(texts.Of(result).c_str());
      return;
    case Mark::kSkipped:
      ++tally.skipped;
      SetSkipped(node, result.reason);
      return;
    case Mark::kDeviation:
      ++tally.skipped;
      SetSkipped(node, "deviation: " + result.deviation);
      node.append_child("system-out").text().set(texts.Of(result).c_str());
      return;
    case Mark::kWarn:
      if (run.Fails(result)) break;
      node.append_child("system-out").text().set(texts.Of(result).c_str());
      return;
    case Mark::kFail:
    case Mark::kError:
    case Mark::kInconclusive:
      break;
  }
  const bool failure = run.Fails(result);
  ++(failure ? tally.failures : tally.errors);
  pugi::xml_node outcome = node.append_child(failure ? "failure" : "error");
  Set(outcome, "type", std::string(VerdictName(result.verdict)));
  Set(outcome, "message", Headline(result, kLongestMessage));
  outcome.text().set(texts.Of(result).c_str());
}

// A testcase about the run and none of its cases, in a suite of its own.
pugi::xml_node AddRunCase(pugi::xml_node root, const char* name, const char* outcome, const Tally& tally) {
  pugi::xml_node suite = root.append_child("testsuite");
  Set(suite, "name", "authconform");
  SetTally(suite, tally, "0.000000");
  pugi::xml_node node = suite.append_child("testcase");
  Set(node, "classname", "authconform.run");
  Set(node, "name", name);
  Set(node, "time", "0.000000");
  return node.append_child(outcome);
}

// The list of deviations that does not hold.
void AddDeviationErrors(const Run& run, pugi::xml_node root, Tally& tally) {
  if (run.deviation_errors.empty()) return;
  pugi::xml_node outcome = AddRunCase(root, "deviations", "failure", {.tests = 1, .failures = 1});
  Set(outcome, "type", "deviations");
  const size_t more = run.deviation_errors.size() - 1;
  Set(outcome, "message",
      Clip(VisibleLine(run.deviation_errors.front()), kLongestMessage) +
          (more == 0 ? "" : " (and " + std::to_string(more) + " more)"));
  std::string text;
  for (const std::string& error : run.deviation_errors) text += VisibleLine(error) + "\n";
  text = Clip(text, kLongestText);
  outcome.text().set(text.c_str());
  ++tally.tests;
  ++tally.failures;
}

// Says why the run did not end in 0 where no case does: preflight, nothing checked, interrupted.
void AddRunSuite(const Run& run, pugi::xml_node root, Tally& tally) {
  const bool preflight = !run.preflight_error.empty();
  pugi::xml_node outcome = AddRunCase(root, preflight ? "preflight" : "verdict", "error", {.tests = 1, .errors = 1});
  Set(outcome, "type", preflight ? "preflight" : "run");
  Set(outcome, "message", Clip(VisibleLine(preflight ? run.preflight_error : VerdictSentence(run)), kLongestReason));
  std::string text = VisibleLine(VerdictSentence(run));
  if (!run.partial.empty()) text += "\npartial: " + VisibleLine(run.partial);
  outcome.text().set(text.c_str());
  ++tally.tests;
  ++tally.errors;
}

std::string Ids(const std::vector<Rule>& rules) {
  std::vector<std::string> ids;
  for (const Rule& rule : rules) ids.push_back(rule.id);
  return Joined(ids);
}

// What is told of one endpoint.
struct OfEndpoint {
  std::vector<const EndpointResult*> results;
  std::vector<const CaseResult*> cases;
};

std::map<std::string_view, OfEndpoint> ByEndpoint(const Run& run) {
  std::map<std::string_view, OfEndpoint> all;
  for (const EndpointResult& each : run.endpoints) all[each.endpoint].results.push_back(&each);
  for (const CaseResult& each : run.cases) all[each.endpoint].cases.push_back(&each);
  return all;
}

// Each suite has them: they name endpoints, of which a run may have as many as suites.
std::vector<std::string> ClippedEvidence(const Run& run) {
  std::vector<std::string> missing = EvidenceMissing(run);
  for (std::string& each : missing) each = Clip(VisibleLine(each), kLongestReason);
  return missing;
}

void AddSuite(const Run& run, const std::string& endpoint, const OfEndpoint& told,
              const std::vector<std::string>& missing, Texts& texts, pugi::xml_node root, Tally& all) {
  pugi::xml_node suite = root.append_child("testsuite");
  Set(suite, "name", endpoint);
  Set(suite, "timestamp", Instant(run.started_us, true));

  pugi::xml_node properties = suite.append_child("properties");
  AddProperty(properties, "authconform", run.authconform);
  AddProperty(properties, "target", run.target);
  AddProperty(properties, "partial", run.partial);
  AddProperty(properties, "work", WorkSentence(run));
  for (const std::string& each : missing) AddProperty(properties, "no-evidence", each);
  for (const EndpointResult* each : told.results) {
    const EndpointResult& result = *each;
    AddProperty(properties, "url", result.url);
    AddProperty(properties, "document", result.document);
    AddProperty(properties, "document.sha256", result.document_sha256);
    AddProperty(properties, "encoding", result.encoding);
    AddProperty(properties, "requirements", std::to_string(result.requirements));
    AddProperty(properties, "requirements.checked", std::to_string(result.requirements_checked));
    AddProperty(properties, "requirements.not-scored", Ids(result.unproved));
  }

  Tally tally;
  int64_t took_us = 0;
  for (const CaseResult* result : told.cases) {
    AddCase(run, *result, texts, suite, tally);
    took_us += TotalUs(*result);
  }
  SetTally(suite, tally, Seconds(took_us));
  all.tests += tally.tests;
  all.failures += tally.failures;
  all.errors += tally.errors;
  all.skipped += tally.skipped;
}

}  // namespace

void WriteJUnit(const Run& run, std::ostream& out) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node root = document.append_child("testsuites");
  Set(root, "name", "authconform" + (run.target.empty() ? "" : " " + run.target));

  Tally all;
  Texts texts;
  AddDeviationErrors(run, root, all);
  const std::map<std::string_view, OfEndpoint> by_endpoint = ByEndpoint(run);
  const std::vector<std::string> missing = ClippedEvidence(run);
  for (const Matrix::Row& row : MakeMatrix(run).rows) {
    AddSuite(run, row.endpoint, by_endpoint.at(row.endpoint), missing, texts, root, all);
  }
  if (run.exit_code != ExitCode::kConforms && all.failures + all.errors == 0) AddRunSuite(run, root, all);
  SetTally(root, all, Seconds(run.duration_us));
  document.save(out, "  ");
}

}  // namespace authconform
