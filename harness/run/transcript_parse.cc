#include <algorithm>
#include <set>

#include "harness/base/json.h"
#include "harness/run/answer_json.h"
#include "harness/run/members.h"
#include "harness/run/transcript.h"

namespace authconform {
namespace {

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
    run.insecure = members.OptionalFlag("insecure");
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

  void ReadSecret(Members& members) { read_.stand_ins[ReadMask(members)] = ReadStandIn(members); }

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
    if (!each.main) return members.Wrong("asked", "is of a case that has no request");
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
                 members.Flag("interrupted"), members.OptionalText("cut")};
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
    const Result<Json> line = ParseJson(text.substr(0, end), file, kLineLimits);
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
