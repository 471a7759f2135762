#include "tools/derive/read/page_telling.h"

#include <algorithm>

#include "tools/derive/read/code_example.h"
#include "tools/derive/read/members.h"
#include "tools/derive/read/page_lines.h"
#include "tools/derive/read/page_table.h"
#include "tools/derive/read/path.h"
#include "tools/derive/read/stated_encoding.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {

Answers& PageTelling::Told() { return calls_.answers(); }

EndpointFact* PageTelling::Open() { return calls_.open(); }

bool PageTelling::InAnswers() const {
  return section_.topic == Topic::kAnswers || section_.topic == Topic::kMembers || section_.topic == Topic::kStatuses;
}

void PageTelling::OpenAnswers(int heading) { section_ = {Topic::kAnswers, heading, std::nullopt, std::nullopt}; }

void PageTelling::SetPath(const std::string& path, Lines lines) {
  if (calls_.Path(path, lines, InAnswers())) section_ = {};
}

void PageTelling::SetCall(const CallLine& call, Lines lines) {
  const bool sample = section_.topic == Topic::kSample || section_.topic == Topic::kRequest;
  if (call.version && sample && calls_.HasCall()) return;  // the head of a request shown, perhaps another's
  calls_.Call(call, lines);
  seen_call_ = true;
  section_ = {};
}

void PageTelling::ApplyLabel(const PageElement& element, int heading) {
  const PageLabel& label = element.label;
  const std::string& value = element.text;
  pending_ = Kind::kOther;
  switch (label.kind) {
    case Kind::kMethod:
    case Kind::kPath:
    case Kind::kHost:
    case Kind::kStatus:
      pending_ = label.kind;
      if (!value.empty() && !TakePending(value, element.lines) && label.kind == Kind::kStatus) pending_ = Kind::kOther;
      return;
    case Kind::kAuth:
      if (!InAnswers()) calls_.Authentication(value, element.lines);
      return;
    case Kind::kHeaders:
      section_ = {Topic::kHeaders, heading, std::nullopt, std::nullopt};
      if (!value.empty()) HeaderLine(value, element.lines);
      return;
    case Kind::kParameters:
    case Kind::kRequest:
      if (InAnswers() && AnswerParameters(element)) return;
      section_ = {label.kind == Kind::kParameters ? Topic::kParameters : Topic::kRequest, heading, label.place,
                  label.need};
      if (label.form) calls_.Encoding(FactEncoding::kForm, element.lines);
      if (!Inline(element.runs, element.lines)) InlineParameters(element.runs, element.lines);
      return;
    case Kind::kSample:
      section_ = {Topic::kSample, heading, std::nullopt, std::nullopt};
      return;
    case Kind::kResponse:
    case Kind::kStatuses:
    case Kind::kMembers:
      return AnswersLabel(element, heading);
    case Kind::kContent:
    case Kind::kExample:
      return ContentLabel(element, heading);
    case Kind::kMediaType:
      return MediaType(value, element.lines);
    case Kind::kCondition:
      if (InAnswers()) Told().Begin(value, element.lines);
      return;
    case Kind::kNeed:
      if (section_.topic == Topic::kNone || section_.topic == Topic::kRequest) section_.topic = Topic::kParameters;
      section_.need = label.need;
      return InlineParameters(element.runs, element.lines);
    case Kind::kTitle:
      if (!value.empty() && Open() != nullptr) Open()->title = value;
      return;
    case Kind::kIgnored:
      return Remark(element.name + ": " + value, element.lines);
    case Kind::kOther:
      return;
  }
}

bool PageTelling::AnswerParameters(const PageElement& element) {
  if (element.label.kind != Kind::kParameters || !element.text.empty()) return false;
  if (element.label.tone == PageLabel::Tone::kError) {
    Told().Begin(element.name, element.lines);
    return true;
  }
  if (element.label.place || !Told().Fresh()) return false;
  section_.topic = Topic::kMembers;
  return true;
}

void PageTelling::AnswersLabel(const PageElement& element, int heading) {
  const PageLabel& label = element.label;
  OpenAnswers(heading);
  if (label.kind == Kind::kMembers) section_.topic = Topic::kMembers;
  if (label.kind == Kind::kStatuses) section_.topic = Topic::kStatuses;
  if (label.kind != Kind::kMembers || !Told().Open()) {
    const bool plain = label.tone == PageLabel::Tone::kNeutral && element.text.empty();
    Told().Begin(plain ? "" : element.name + (element.text.empty() ? "" : ": " + element.text), element.lines);
  }
  const int status = IsJsonStart(element.text) ? 0 : StatusOfText(element.name + " " + element.text);
  if (status > 0) Told().Status(status, element.lines);
  Inline(element.runs, element.lines);
}

void PageTelling::ContentLabel(const PageElement& element, int heading) {
  if (element.label.kind == Kind::kContent && !InAnswers()) {
    section_ = {Topic::kParameters, heading, Field::In::kBody, std::nullopt};
  }
  section_.need.reset();
  if (InAnswers() && SaysNothing(element.text)) {
    Example none;
    none.lines = element.lines;
    none.empty = true;
    Told().Body(std::move(none));
  } else {
    Inline(element.runs, element.lines);
  }
}

bool PageTelling::TakePending(const std::string& value, Lines lines) {
  const Kind kind = pending_;
  const std::string text(Trim(value));
  if (kind == Kind::kStatus) {
    const int status = StatusOfText(text);
    if (status == 0) return false;
    pending_ = Kind::kOther;
    if (Open() != nullptr && !InAnswers()) OpenAnswers(section_.heading);
    if (Open() != nullptr || Told().Open()) Told().Status(status, lines);
    return true;
  }
  pending_ = Kind::kOther;
  if (kind == Kind::kMethod) {
    const std::string method = MethodOfWord(text.substr(0, text.find_first_of(" |,/(\n")));
    if (method.empty()) return false;
    if (calls_.Method(method, lines, InAnswers())) section_ = {};
    return true;
  }
  if (std::optional<CallLine> call = ReadCallLine(text, false)) {
    SetCall(*call, lines);
    return true;
  }
  const std::string first = text.substr(0, text.find_first_of(" \t\n"));
  if (!LooksLikePath(first)) return false;
  if (kind == Kind::kHost) {
    calls_.Base(first);
  } else {
    SetPath(first, lines);
  }
  return true;
}

void PageTelling::MediaType(const std::string& value, Lines lines) {
  const std::string lower = ToLower(value);
  if (InAnswers()) {
    const bool named = lower.find('/') != std::string::npos;
    if (Open() != nullptr && named) Told().MediaType(lower.substr(0, lower.find_first_of("; ,")), lines);
    return;
  }
  if (lower.find("form") != std::string::npos || lower.find("multipart") != std::string::npos) {
    calls_.Encoding(FactEncoding::kForm, lines);
  } else if (lower.find("json") != std::string::npos) {
    calls_.Encoding(FactEncoding::kJson, lines);
  }
}

bool PageTelling::HeaderLine(std::string_view line, Lines lines) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  return calls_.Header(std::string(line.substr(0, colon)), std::string(line.substr(colon + 1)), lines);
}

bool PageTelling::HeaderText(const PageElement& element) {
  if (HeaderLine(element.text, element.lines)) return true;
  const std::string name = CleanName(element.text);
  const bool known = name == "Authorization" || name == "Accept" || name == "Cookie";
  if (!known && name.find('-') == std::string::npos) return false;
  return calls_.Header(name, "", element.lines);
}

void PageTelling::Declare(Field field) {
  if (Open() == nullptr) return;
  if (section_.place) {
    field.in = *section_.place;
    field.placed = true;
  }
  if (!field.required) field.required = section_.need;
  Open()->fields.push_back(std::move(field));
}

bool PageTelling::AddParameter(const std::vector<TextRun>& runs, Lines lines) {
  std::optional<Field> field = ParameterOfLine(runs, lines);
  if (!field || Open() == nullptr) return false;
  if (section_.topic == Topic::kMembers) {
    Told().Members({std::move(*field)});
  } else {
    Declare(std::move(*field));
  }
  return true;
}

void PageTelling::InlineParameters(const std::vector<TextRun>& runs, Lines lines) {
  for (const TextRun& run : runs) {
    if (run.code && run.text.find('=') != std::string::npos) AddParameter({run}, lines);
  }
}

bool PageTelling::Inline(const std::vector<TextRun>& runs, Lines lines) {
  for (const TextRun& run : runs) {
    if (!IsJsonStart(run.text) || !(run.code || Trim(run.text).ends_with('}'))) continue;
    Example example = ReadExample(run.text, "", lines, facts_.repairs);
    if (!example.body) continue;
    Body(std::move(example), true);
    return true;
  }
  return false;
}

void PageTelling::Body(Example example, bool json) {
  if (InAnswers()) {
    if (example.body || (Open() != nullptr && (example.empty || json))) Told().Body(std::move(example));
    return;
  }
  if (Open() == nullptr || !example.body) return;
  if (!ShowsRequest(*example.body)) {
    OpenAnswers(0);
    Told().Body(std::move(example));
    return;
  }
  const bool parameters = section_.place == Field::In::kQuery || section_.place == Field::In::kPath;
  if (section_.need || (parameters && section_.topic == Topic::kParameters)) {
    for (Field field : MembersOf(*example.body)) {
      field.declared = true;
      if (parameters) field.in = *section_.place;
      field.required = section_.need;
      Open()->fields.push_back(std::move(field));
    }
    section_.need.reset();
    if (parameters) return;
  }
  Open()->requests.push_back(std::move(example));
}

bool PageTelling::ShowsRequest(const LooseJson& body) {
  if (section_.topic == Topic::kRequest || section_.topic == Topic::kParameters) return true;
  if (calls_.called()) return false;
  const EndpointFact& call = *Open();
  if (call.method == "GET" || call.method == "DELETE" || call.method == "HEAD") return false;
  if (section_.topic == Topic::kSample) return true;
  if (!call.requests.empty()) return false;
  if (call.fields.empty()) return true;
  if (!body.value.is_object()) return false;
  return std::any_of(body.value.object().begin(), body.value.object().end(), [&](const Json::Member& member) {
    return std::any_of(call.fields.begin(), call.fields.end(),
                       [&](const Field& field) { return field.path == "/" + EscapePointerToken(member.first); });
  });
}

void PageTelling::Remark(const std::string& text, Lines lines) {
  EndpointFact* call = Open();
  (call != nullptr ? call->prose : facts_.prose).push_back({text, lines});
  if (call == nullptr) return;
  if (InAnswers()) {
    Told().Describe(text, lines);
  } else {
    calls_.Encoding(StatedEncoding(text), lines);
  }
}

void PageTelling::ReadVersion(const std::string& text) {
  if (!facts_.version.empty() || text.size() > 40 || !ToLower(text).starts_with("version")) return;
  const size_t digit = text.find_first_of("0123456789");
  if (digit != std::string::npos) facts_.version = text.substr(digit, text.find_first_of(" ,;", digit) - digit);
}

}  // namespace authconform
