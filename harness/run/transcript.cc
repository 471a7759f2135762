#include "harness/run/transcript.h"

#include <array>

#include "harness/base/base64.h"
#include "harness/base/json.h"

namespace authconform {
namespace {

// Writes members of one object, in order, straight into the line: a soak run writes millions.
class Line {
 public:
  Line(std::string_view kind, std::string& out) : out_(out) {
    out_ += '{';
    Name(kind);
  }

  void Text(std::string_view text) { AppendJsonString(text, out_); }
  void Number(int64_t number) { out_ += std::to_string(number); }
  void Raw(std::string_view text) { out_ += text; }

  void Text(std::string_view name, std::string_view text) {
    Next(name);
    Text(text);
  }
  void Number(std::string_view name, int64_t number) {
    Next(name);
    Number(number);
  }
  void Flag(std::string_view name, bool flag) {
    Next(name);
    out_ += flag ? "true" : "false";
  }
  void Next(std::string_view name) {
    out_ += ',';
    Name(name);
  }
  void Name(std::string_view name) {
    out_ += '"';
    out_ += name;
    out_ += "\":";
  }

 private:
  std::string& out_;
};

void WriteHeaders(const std::vector<Header>& headers, Line& line) {
  line.Next("headers");
  line.Raw("[");
  bool first = true;
  for (const Header& header : headers) {
    line.Raw(first ? "[" : ",[");
    first = false;
    line.Text(header.name);
    line.Raw(",");
    line.Text(header.value);
    line.Raw("]");
  }
  line.Raw("]");
}

// Bytes that are no text are kept as they are.
void WriteBody(std::string_view body, Line& line) {
  if (IsUtf8(body)) return line.Text("body", body);
  line.Text("body_base64", EncodeBase64(body));
}

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

void WriteAnswer(const Answer& answer, Line& line) {
  const Exchange& exchange = answer.exchange;
  line.Raw("{");
  line.Name("started_us");
  line.Number(exchange.started_us);
  line.Number("duration_us", exchange.duration_us);
  if (answer.rate_limited) line.Flag("rate_limited", true);
  if (const TransportError* error = exchange.error()) {
    line.Text("error", TransportErrorName(error->kind));
    line.Text("message", error->message);
  } else {
    const Response& response = *exchange.response();
    line.Number("status", response.status);
    line.Text("reason", response.reason);
    WriteHeaders(response.headers, line);
    WriteBody(response.body, line);
  }
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

// Header and claims in the clear, and the signature; nullopt where they could not be put together again.
std::optional<std::array<std::string, 3>> JwtParts(std::string_view text) {
  const size_t first = text.find('.');
  const size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto header = DecodeBase64Url(text.substr(0, first));
  const auto claims = DecodeBase64Url(text.substr(first + 1, second - first - 1));
  if (!header || !claims || !IsUtf8(*header) || !IsUtf8(*claims)) return std::nullopt;
  std::array<std::string, 3> parts = {*header, *claims, std::string(text.substr(second + 1))};
  if (JoinJwt(parts[0], parts[1], parts[2]) != text) return std::nullopt;
  return parts;
}

}  // namespace

std::string JoinJwt(std::string_view header, std::string_view claims, std::string_view signature) {
  return EncodeBase64Url(header) + "." + EncodeBase64Url(claims) + "." + std::string(signature);
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
  if (const auto parts = JwtParts(stand_in)) {
    line.Text("header", (*parts)[0]);
    line.Text("claims", (*parts)[1]);
    line.Text("signature", (*parts)[2]);
  } else {
    line.Text("stand_in", stand_in);
  }
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
  line.Raw("}\n");
}

}  // namespace authconform
