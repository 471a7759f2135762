#include "harness/run/transcript.h"

#include "harness/run/answer_json.h"
#include "harness/run/line.h"

namespace authconform {
namespace {

void WriteReady(std::string_view name, const Ready& ready, Line& line) {
  line.Next(name);
  line.Raw("{");
  line.Name("method");
  line.Text(ready.request.method);
  line.Text("path", ready.request.path);
  WriteHeaders(ready.request.headers, line);
  WriteBody(ready.request.body, line);
  line.Text("login", ready.sent.login);
  line.Text("password", ready.sent.password);
  line.Text("client_id", ready.sent.client_id);
  line.Text("client_key", ready.sent.client_key);
  line.Text("curl", ready.curl);
  line.Raw("}");
}

void WriteAnswers(std::string_view name, const std::vector<Answer>& answers, Line& line) {
  line.Next(name);
  line.Raw("[");
  for (size_t i = 0; i < answers.size(); ++i) {
    if (i > 0) line.Raw(",");
    WriteAnswer(answers[i], line);
  }
  line.Raw("]");
}

}  // namespace

std::string SizeText(size_t bytes) {
  constexpr size_t kMebibyte = 1 << 20;
  return bytes % kMebibyte == 0 ? std::to_string(bytes / kMebibyte) + " MiB" : std::to_string(bytes) + " bytes";
}

void AppendRun(const TranscriptRun& run, std::string& out) {
  Line line("run", out);
  line.Text(run.authconform);
  line.Text("target", run.target);
  line.Text("url", run.url);
  line.Number("started_us", run.started_us);
  line.Number("jobs", run.jobs);
  line.Number("repeat", run.repeat);
  line.Flag("strict", run.strict);
  if (run.insecure) line.Flag("insecure", true);
  line.Text("left_out", run.left_out);
  line.Text("preflight_error", run.preflight_error);
  line.Next("endpoints");
  line.Raw("[");
  for (const TranscriptEndpoint& each : run.endpoints) {
    if (&each != &run.endpoints.front()) line.Raw(",");
    line.Raw("{");
    line.Name("endpoint");
    line.Text(each.endpoint);
    line.Text("url", each.url);
    line.Text("encoding", each.encoding);
    line.Raw("}");
  }
  line.Raw("]}\n");
}

void AppendCase(const TranscriptCase& each, std::string& out) {
  Line line("case", out);
  line.Text(each.id);
  if (!each.not_sent.empty()) line.Text("not_sent", each.not_sent);
  if (each.partial) line.Flag("partial", true);
  if (each.control_failed) line.Flag("control_failed", true);
  line.Number("repetitions", each.repetitions);
  if (each.twin) WriteReady("twin", *each.twin, line);
  if (each.main) WriteReady("main", *each.main, line);
  line.Raw("}\n");
}

void AppendSecret(std::string_view mask, std::string_view stand_in, std::string& out) {
  Line line("secret", out);
  line.Text(mask);
  WriteStandIn(stand_in, line);
  line.Raw("}\n");
}

void AppendControl(const Control& control, std::string& out) {
  Line line("control", out);
  line.Number(control.number);
  line.Number("endpoint", static_cast<int64_t>(control.endpoint));
  line.Next("answer");
  WriteAnswer(control.answer, line);
  line.Raw("}\n");
}

void AppendAsked(const std::string& case_id, const Asked& asked, std::string& out) {
  Line line("asked", out);
  line.Text(case_id);
  line.Number("repetition", asked.repetition);
  if (asked.before != Asked::kNone) line.Number("before", asked.before);
  if (asked.after != Asked::kNone) line.Number("after", asked.after);
  if (!asked.not_sent.empty()) line.Text("not_sent", asked.not_sent);
  WriteAnswers("twins", asked.twins, line);
  WriteAnswers("mains", asked.mains, line);
  line.Raw("}\n");
}

void AppendEnd(const TranscriptEnd& end, std::string& out) {
  Line line("end", out);
  line.Number(end.duration_us);
  line.Number("requests", end.requests);
  line.Number("controls", end.controls);
  line.Flag("interrupted", end.interrupted);
  if (!end.cut.empty()) line.Text("cut", end.cut);
  line.Raw("}\n");
}

}  // namespace authconform
