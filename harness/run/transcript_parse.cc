#include <algorithm>
#include <set>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "harness/run/transcript.h"

namespace authconform {
namespace {

// A response is at most what a target file may allow, escaped.
constexpr JsonLimits kLimits = {.bytes = size_t{512} << 20, .depth = 8, .values = 10'000'000};

// The members of one object; the first mistake is kept, and what follows it is empty.
class Members {
 public:
  Members(const Json& object, std::string pointer, Error& error)
      : object_(object), pointer_(std::move(pointer)), error_(error) {
    if (!object.is_object()) Fail(pointer_, "must be an object");
  }

  bool failed() const { return !error_.message.empty(); }
  const Json* Find(std::string_view name) const { return object_.Find(name); }

  std::string Text(std::string_view name) {
    const Json* member = Need(name);
    if (member != nullptr && member->is_string()) return member->string();
    return Wrong(name, "must be a string"), "";
  }
  std::string OptionalText(std::string_view name) { return Find(name) == nullptr ? "" : Text(name); }

  int64_t Number(std::string_view name, int64_t most = INT64_MAX) {
    const Json* member = Need(name);
    const std::optional<int64_t> number = member == nullptr ? std::nullopt : member->AsInt64();
    if (number && *number >= 0 && *number <= most) return *number;
    return Wrong(name, "must be an integer from 0 to " + std::to_string(most)), 0;
  }
  int Int(std::string_view name) { return static_cast<int>(Number(name, INT32_MAX)); }

  bool Flag(std::string_view name) {
    const Json* member = Need(name);
    if (member != nullptr && member->is_bool()) return member->boolean();
    return Wrong(name, "must be true or false"), false;
  }
  bool OptionalFlag(std::string_view name) { return Find(name) != nullptr && Flag(name); }

  const Json::Array& List(std::string_view name) {
    static const Json::Array kNone;
    const Json* member = Need(name);
    if (member != nullptr && member->is_array()) return member->array();
    return Wrong(name, "must be an array"), kNone;
  }

  std::string At(std::string_view name) const { return pointer_ + "/" + EscapePointerToken(name); }
  void Wrong(std::string_view name, std::string message) { Fail(At(name), std::move(message)); }
  Error& error() { return error_; }

 private:
  const Json* Need(std::string_view name) {
    const Json* member = object_.is_object() ? object_.Find(name) : nullptr;
    if (member == nullptr) Fail(At(name), "the member is missing");
    return member;
  }
  void Fail(std::string pointer, std::string message) {
    if (failed()) return;
    error_.position = std::move(pointer);
    error_.message = std::move(message);
  }

  const Json& object_;
  std::string pointer_;
  Error& error_;
};

std::vector<Header> ReadHeaders(Members& members) {
  std::vector<Header> headers;
  for (const Json& pair : members.List("headers")) {
    const bool sound =
        pair.is_array() && pair.array().size() == 2 && pair.array()[0].is_string() && pair.array()[1].is_string();
    if (!sound) return members.Wrong("headers", "must hold pairs of strings"), headers;
    headers.push_back({pair.array()[0].string(), pair.array()[1].string()});
  }
  return headers;
}

std::string ReadBody(Members& members) {
  if (members.Find("body_base64") == nullptr) return members.Text("body");
  const std::optional<std::string> body = DecodeBase64(members.Text("body_base64"));
  if (!body) members.Wrong("body_base64", "must be base64");
  return body.value_or("");
}

Ready ReadReady(const Json& json, const std::string& pointer, Error& error) {
  Members members(json, pointer, error);
  Ready ready;
  ready.request.method = members.Text("method");
  ready.request.path = members.Text("path");
  ready.request.headers = ReadHeaders(members);
  ready.request.body = ReadBody(members);
  ready.sent = {members.Text("login"), members.Text("password"), members.Text("client_id"), members.Text("client_key")};
  ready.curl = members.Text("curl");
  return ready;
}

Answer ReadAnswer(const Json& json, const std::string& pointer, Error& error) {
  Members members(json, pointer, error);
  Answer answer;
  answer.exchange.started_us = members.Number("started_us");
  answer.exchange.duration_us = members.Number("duration_us");
  answer.rate_limited = members.OptionalFlag("rate_limited");
  if (members.Find("error") != nullptr) {
    const std::optional<TransportError::Kind> kind = ParseTransportError(members.Text("error"));
    if (!kind) members.Wrong("error", "is no kind of transport error");
    answer.exchange.result = TransportError{kind.value_or(TransportError::Kind::kClosed), members.Text("message")};
    return answer;
  }
  Response response;
  response.status = static_cast<int>(members.Number("status", 999));
  response.reason = members.Text("reason");
  response.headers = ReadHeaders(members);
  response.body = ReadBody(members);
  answer.exchange.result = std::move(response);
  return answer;
}

class Parser {
 public:
  explicit Parser(Error& error) : error_(error) {}

  // One line, an object.
  void Read(const Json& line) {
    static const std::map<std::string_view, void (Parser::*)(Members&)> kKinds = {
        {"run", &Parser::ReadRun},         {"case", &Parser::ReadCase},   {"secret", &Parser::ReadSecret},
        {"control", &Parser::ReadControl}, {"asked", &Parser::ReadAsked}, {"end", &Parser::ReadEnd},
    };
    Members members(line, "", error_);
    if (members.failed()) return;
    const auto kind = line.object().empty() ? kKinds.end() : kKinds.find(line.object().front().first);
    if (kind == kKinds.end()) return members.Wrong("", "is no line of a transcript");
    if (ended_) return members.Wrong(kind->first, "comes after the end");
    if (began_ == (kind->first == "run")) return members.Wrong("run", "must stand in the first line, and there alone");
    began_ = true;
    (this->*kind->second)(members);
  }

  bool ended() const { return ended_; }
  ReadTranscript Take() { return std::move(read_); }

 private:
  void ReadRun(Members& members) {
    TranscriptRun& run = read_.run;
    run.authconform = members.Text("run");
    run.target = members.Text("target");
    run.url = members.Text("url");
    run.started_us = members.Number("started_us");
    run.jobs = members.Int("jobs");
    run.repeat = members.Int("repeat");
    run.strict = members.Flag("strict");
    run.left_out = members.Text("left_out");
    run.preflight_error = members.Text("preflight_error");
    for (const Json& json : members.List("endpoints")) {
      Members each(json, "/endpoints/" + std::to_string(run.endpoints.size()), error_);
      run.endpoints.push_back({each.Text("endpoint"), each.Text("url"), each.Text("encoding")});
    }
  }

  void ReadCase(Members& members) {
    TranscriptCase each;
    each.id = members.Text("case");
    each.not_sent = members.OptionalText("not_sent");
    each.partial = members.OptionalFlag("partial");
    each.control_failed = members.OptionalFlag("control_failed");
    each.repetitions = members.Int("repetitions");
    if (const Json* twin = members.Find("twin")) each.twin = ReadReady(*twin, "/twin", error_);
    if (const Json* main = members.Find("main")) each.main = ReadReady(*main, "/main", error_);
    if (!index_.emplace(each.id, read_.cases.size()).second) members.Wrong("case", "is there twice");
    read_.cases.push_back(std::move(each));
  }

  void ReadSecret(Members& members) {
    const bool jwt = members.Find("claims") != nullptr;
    read_.stand_ins[members.Text("secret")] =
        jwt ? JoinJwt(members.Text("header"), members.Text("claims"), members.Text("signature"))
            : members.Text("stand_in");
  }

  void ReadControl(Members& members) {
    Control control;
    control.number = members.Int("control");
    control.endpoint = static_cast<size_t>(members.Number("endpoint"));
    if (control.endpoint >= read_.run.endpoints.size()) members.Wrong("endpoint", "is none of the run's endpoints");
    if (const Json* answer = members.Find("answer")) control.answer = ReadAnswer(*answer, "/answer", error_);
    const int number = control.number;
    if (!read_.controls.emplace(number, std::move(control)).second) members.Wrong("control", "is there twice");
  }

  void ReadAsked(Members& members) {
    Asked asked;
    const auto found = index_.find(members.Text("asked"));
    if (found == index_.end()) return members.Wrong("asked", "is no case of the lines before");
    const TranscriptCase& each = read_.cases[found->second];
    asked.index = found->second;
    asked.repetition = members.Int("repetition");
    if (members.Find("before") != nullptr) asked.before = members.Int("before");
    if (members.Find("after") != nullptr) asked.after = members.Int("after");
    asked.twins = ReadAnswers("twins", each.twin, members);
    asked.mains = ReadAnswers("mains", each.main, members);
    asked.not_sent = members.OptionalText("not_sent");
    const bool answered = !asked.mains.empty() && asked.twins.empty() != each.twin.has_value();
    if (answered != asked.not_sent.empty()) members.Wrong("mains", "answers are missing, or too many");
    read_.asked.push_back(std::move(asked));
  }

  std::vector<Answer> ReadAnswers(std::string_view name, const std::optional<Ready>& ready, Members& members) {
    std::vector<Answer> answers;
    for (const Json& json : members.List(name)) {
      if (!ready) {
        members.Wrong(name, "answers a request that the case does not have");
        break;
      }
      answers.push_back(ReadAnswer(json, members.At(name) + "/" + std::to_string(answers.size()), error_));
      answers.back().exchange.request = ready->request;
    }
    return answers;
  }

  void ReadEnd(Members& members) {
    read_.end = {members.Number("end"), members.Number("requests"), members.Number("controls"),
                 members.Flag("interrupted")};
    ended_ = true;
  }

  Error& error_;
  bool began_ = false;
  bool ended_ = false;
  std::map<std::string, size_t> index_;  // of cases, by id
  ReadTranscript read_;
};

// Lines that a whole transcript has and this one has not, in a sentence; empty when it is whole.
std::string WhatIsMissing(const ReadTranscript& read) {
  std::vector<int> asked_times(read.cases.size(), 0);
  for (const Asked& asked : read.asked) {
    const std::string& id = read.cases[asked.index].id;
    ++asked_times[asked.index];
    for (int control : {asked.before, asked.after}) {
      if (control == Asked::kNone || read.controls.contains(control)) continue;
      return id + " names the control " + std::to_string(control) + ", which is not there";
    }
    const bool confirmed = asked.before == Asked::kNone || asked.after != Asked::kNone || !asked.not_sent.empty();
    if (!confirmed && !read.end.interrupted) return id + " has no control after it";
  }
  for (size_t i = 0; i < read.cases.size(); ++i) {
    const int times = read.cases[i].repetitions;
    if (asked_times[i] == times || (read.end.interrupted && asked_times[i] < times)) continue;
    return read.cases[i].id + " was asked " + std::to_string(asked_times[i]) + " times, and should have been " +
           std::to_string(times);
  }
  // Those of the preflight are not counted as sent for nothing else.
  const size_t preflight =
      read.controls.size() - std::min(read.controls.size(), static_cast<size_t>(read.end.controls));
  if (read.controls.size() < static_cast<size_t>(read.end.controls) || preflight > read.run.endpoints.size()) {
    return "the controls are not as many as the end says";
  }
  return "";
}

}  // namespace

Result<ReadTranscript> ParseTranscript(std::string_view text, const std::string& file) {
  Error error;
  Parser parser(error);
  int number = 0;
  while (!text.empty()) {
    ++number;
    const size_t end = text.find('\n');
    const std::string position = "line " + std::to_string(number);
    if (end == std::string_view::npos) return Error{file, position, "the line does not end: the file was cut"};
    const Result<Json> line = ParseJson(text.substr(0, end), file, kLimits);
    if (!line) return Error{file, position + ", " + line.error().position, line.error().message};
    parser.Read(*line);
    if (!error.message.empty()) {
      return Error{file, position + (error.position.empty() ? "" : ", " + error.position), error.message};
    }
    text.remove_prefix(end + 1);
  }
  if (!parser.ended()) return Error{file, "", "the transcript has no end: its run was cut off"};
  ReadTranscript read = parser.Take();
  if (std::string lack = WhatIsMissing(read); !lack.empty()) return Error{file, "", std::move(lack)};
  return read;
}

}  // namespace authconform
