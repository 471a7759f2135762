#include "harness/run/run_json.h"

#include <limits>
#include <type_traits>
#include <utility>

#include "harness/base/json.h"

namespace authconform {
namespace {

constexpr int64_t kVersion = 1;
constexpr JsonLimits kLimits = {.bytes = kMostRunBytes, .depth = 16, .values = 50'000'000};

using Counts = std::array<int64_t, kVerdicts>;

// One list of members a type, walked by the writer and by the reader alike: what is written can be read.
template <typename Walker, typename T>
void Walk(Walker& walk, T& value) {
  using Type = std::remove_const_t<T>;
  if constexpr (std::is_same_v<Type, Rule>) {
    walk("id", value.id);
    walk("level", value.level);
    walk("text", value.text);
    walk("source", value.source);
  } else if constexpr (std::is_same_v<Type, Finding>) {
    walk("rule", value.rule);
    walk("check", value.check);
    walk("pointer", value.pointer);
    walk("expected", value.expected);
    walk("actual", value.actual);
  } else if constexpr (std::is_same_v<Type, RecordedHeader>) {
    walk("name", value.name);
    walk("value", value.value);
  } else if constexpr (std::is_same_v<Type, RecordedExchange>) {
    walk("method", value.method);
    walk("url", value.url);
    walk("request_headers", value.request_headers);
    walk("request_body", value.request_body);
    walk("status", value.status);
    walk("reason", value.reason);
    walk("response_headers", value.response_headers);
    walk("response_body", value.response_body);
    walk("error", value.error);
    walk("started_us", value.started_us);
    walk("duration_us", value.duration_us);
    walk("curl", value.curl);
  } else if constexpr (std::is_same_v<Type, CaseResult>) {
    walk("id", value.id);
    walk("endpoint", value.endpoint);
    walk("family", value.family);
    walk("title", value.title);
    walk("mutation", value.mutation);
    walk("expected", value.expected);
    walk("rules", value.rules);
    walk("verdict", value.verdict);
    walk("reason", value.reason);
    walk("findings", value.findings);
    walk("unfired", value.unfired);
    walk.Omittable("judged", value.judged);
    walk("deviation", value.deviation);
    walk("exchanges", value.exchanges);
    walk("repetitions", value.repetitions);
    walk("fastest_us", value.fastest_us);
    walk("mean_us", value.mean_us);
    walk("slowest_us", value.slowest_us);
  } else if constexpr (std::is_same_v<Type, EndpointResult>) {
    walk("endpoint", value.endpoint);
    walk("document", value.document);
    walk("document_title", value.document_title);
    walk("document_sha256", value.document_sha256);
    walk("url", value.url);
    walk("encoding", value.encoding);
    walk.Omittable("planned", value.planned);
    walk.Omittable("stated", value.stated);
    walk("requirements", value.requirements);
    walk("requirements_checked", value.requirements_checked);
    walk("unchecked", value.unchecked);
    walk("proof", value.proof);
    walk("unproved", value.unproved);
    walk("empty_families", value.empty_families);
  } else {
    static_assert(std::is_same_v<Type, Run>);
    walk("authconform", value.authconform);
    walk("target", value.target);
    walk("url", value.url);
    walk("started_us", value.started_us);
    walk("duration_us", value.duration_us);
    walk("jobs", value.jobs);
    walk("repeat", value.repeat);
    walk("strict", value.strict);
    walk.Omittable("insecure", value.insecure);
    walk("partial", value.partial);
    walk("interrupted", value.interrupted);
    walk("preflight_error", value.preflight_error);
    walk("exit_code", value.exit_code);
    walk("totals", value.totals);
    walk("deviations", value.deviations);
    walk("deviation_errors", value.deviation_errors);
    walk("cases_planned", value.cases_planned);
    walk("requests", value.requests);
    walk("controls", value.controls);
    walk("endpoints", value.endpoints);
    walk("cases", value.cases);
  }
}

class Writer {
 public:
  template <typename T>
  void operator()(std::string_view name, const T& value) {
    members_.emplace_back(std::string(name), ToJson(value));
  }

  // Left out where it is false or empty, so that the runs of versions that did not know it stay what they were.
  template <typename T>
  void Omittable(std::string_view name, const T& value) {
    if (value != T()) (*this)(name, value);
  }

  Json::Object Take() { return std::move(members_); }

 private:
  static Json ToJson(const std::string& value) { return Json(value); }
  static Json ToJson(bool value) { return Json(value); }
  static Json ToJson(int value) { return Json(value); }
  static Json ToJson(int64_t value) { return Json(value); }
  static Json ToJson(Verdict value) { return Json(VerdictName(value)); }
  static Json ToJson(ExitCode value) { return Json(static_cast<int>(value)); }

  static Json ToJson(const Counts& counts) {
    Json::Object object;
    for (int i = 0; i < kVerdicts; ++i) {
      object.emplace_back(std::string(VerdictName(static_cast<Verdict>(i))), Json(counts[i]));
    }
    return Json(std::move(object));
  }

  template <typename T>
  static Json ToJson(const std::vector<T>& values) {
    Json::Array array;
    array.reserve(values.size());
    for (const T& value : values) array.push_back(ToJson(value));
    return Json(std::move(array));
  }

  template <typename T>
  static Json ToJson(const T& value) {
    Writer writer;
    Walk(writer, value);
    return Json(writer.Take());
  }

  Json::Object members_;
};

// Whether a type has a member of this name.
struct Looker {
  template <typename T>
  void operator()(std::string_view name, T&) {
    found = found || name == wanted;
  }
  template <typename T>
  void Omittable(std::string_view name, T& value) {
    (*this)(name, value);
  }

  std::string_view wanted;
  bool found = false;
};

// Reads the members of one object. The first mistake is kept and ends the reading of what follows.
class Reader {
 public:
  Reader(const Json& object, std::string pointer, Error& error)
      : object_(object), pointer_(std::move(pointer)), error_(error) {}

  template <typename T>
  void operator()(std::string_view name, T& value) {
    ++known_;
    if (failed()) return;
    const Json* member = object_.Find(name);
    const std::string pointer = pointer_ + "/" + EscapePointerToken(name);
    if (member == nullptr) return Fail(pointer, "the member is missing");
    Read(*member, pointer, value);
  }

  template <typename T>
  void Omittable(std::string_view name, T& value) {
    if (object_.Find(name) != nullptr) (*this)(name, value);
  }

  // Called after all members were read: one that is unknown is likelier a mistake than something to pass over.
  template <typename T>
  void RefuseUnknown(T& value) {
    if (failed() || object_.object().size() == known_) return;
    for (const Json::Member& member : object_.object()) {
      Looker look = {member.first};
      Walk(look, value);
      if constexpr (std::is_same_v<T, Run>) look("version", value);
      if (!look.found) return Fail(pointer_ + "/" + EscapePointerToken(member.first), "no such member in a run");
    }
  }

  bool failed() const { return !error_.message.empty(); }

 private:
  void Fail(const std::string& pointer, std::string message) {
    error_.position = pointer;
    error_.message = std::move(message);
  }

  void FailType(const std::string& pointer, const char* expected, const Json& actual) {
    Fail(pointer, std::string("must be ") + expected + ", is of type " + std::string(actual.TypeName()));
  }

  void Read(const Json& json, const std::string& pointer, std::string& value) {
    if (!json.is_string()) return FailType(pointer, "a string", json);
    value = json.string();
  }

  void Read(const Json& json, const std::string& pointer, bool& value) {
    if (!json.is_bool()) return FailType(pointer, "true or false", json);
    value = json.boolean();
  }

  void Read(const Json& json, const std::string& pointer, int64_t& value) {
    if (!json.is_number()) return FailType(pointer, "an integer", json);
    const std::optional<int64_t> number = json.AsInt64();
    if (!number || *number < 0) return Fail(pointer, "must be an integer from 0 to 9223372036854775807");
    value = *number;
  }

  void Read(const Json& json, const std::string& pointer, int& value) {
    int64_t wide = 0;
    Read(json, pointer, wide);
    if (failed()) return;
    if (wide > std::numeric_limits<int>::max()) return Fail(pointer, "must be an integer from 0 to 2147483647");
    value = static_cast<int>(wide);
  }

  void Read(const Json& json, const std::string& pointer, Verdict& value) {
    const std::optional<Verdict> verdict = json.is_string() ? ParseVerdict(json.string()) : std::nullopt;
    if (!verdict) return Fail(pointer, "must be one of pass, skipped, warn, inconclusive, error, fail");
    value = *verdict;
  }

  void Read(const Json& json, const std::string& pointer, ExitCode& value) {
    const std::optional<int64_t> number = json.AsInt64();
    if (!number || *number < 0 || *number > static_cast<int>(ExitCode::kNothingChecked)) {
      return Fail(pointer, "must be an exit code from 0 to 5");
    }
    value = static_cast<ExitCode>(*number);
  }

  void Read(const Json& json, const std::string& pointer, Counts& counts) {
    if (!json.is_object()) return FailType(pointer, "an object", json);
    for (const Json::Member& member : json.object()) {
      const std::string member_pointer = pointer + "/" + EscapePointerToken(member.first);
      if (!ParseVerdict(member.first)) return Fail(member_pointer, "no such verdict");
      Read(member.second, member_pointer, counts[static_cast<size_t>(*ParseVerdict(member.first))]);
      if (failed()) return;
    }
    for (int i = 0; i < kVerdicts; ++i) {
      const std::string_view name = VerdictName(static_cast<Verdict>(i));
      if (json.Find(name) == nullptr) return Fail(pointer + "/" + std::string(name), "the member is missing");
    }
  }

  template <typename T>
  void Read(const Json& json, const std::string& pointer, std::vector<T>& values) {
    if (!json.is_array()) return FailType(pointer, "an array", json);
    values.resize(json.array().size());
    for (size_t i = 0; i < values.size() && !failed(); ++i) {
      Read(json.array()[i], pointer + "/" + std::to_string(i), values[i]);
    }
  }

  template <typename T>
  void Read(const Json& json, const std::string& pointer, T& value) {
    if (!json.is_object()) return FailType(pointer, "an object", json);
    Reader reader(json, pointer, error_);
    Walk(reader, value);
    reader.RefuseUnknown(value);
  }

  const Json& object_;
  std::string pointer_;
  Error& error_;
  size_t known_ = 0;
};

}  // namespace

std::string WriteRun(const Run& run) {
  Writer writer;
  writer("version", kVersion);
  Walk(writer, run);
  return WriteJsonIndented(Json(writer.Take()));
}

Status CanBeRead(std::string_view run_json, const std::string& file) {
  if (run_json.size() <= kMostRunBytes) return Done{};
  return Error{file, "",
               "is not written: of more than " + std::to_string(kMostRunBytes >> 20) +
                   " MiB, it would be larger than what is read of a run: ask fewer cases in one run"};
}

Result<Run> ReadRun(std::string_view text, const std::string& file) {
  Result<Json> json = ParseJson(text, file, kLimits);
  if (!json.ok()) return json.error();
  if (!json->is_object()) {
    return Error{file, "", "a run must be an object, this is of type " + std::string(json->TypeName())};
  }
  const Json* version = json->Find("version");
  const std::optional<int64_t> number = version == nullptr ? std::nullopt : version->AsInt64();
  if (!number || *number < 1) {
    return Error{file, "/version", "must be 1; is this a run.json that authconform wrote?"};
  }
  if (*number > kVersion) {
    return Error{
        file, "/version",
        "version " + std::to_string(*number) + " of run.json was written by a newer authconform; this one reads 1"};
  }

  Run run;
  Error error;
  Reader reader(*json, "", error);
  int64_t read_version = 0;
  reader("version", read_version);
  Walk(reader, run);
  reader.RefuseUnknown(run);
  if (reader.failed()) {
    error.file = file;
    return error;
  }
  return run;
}

}  // namespace authconform
