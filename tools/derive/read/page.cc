#include "tools/derive/read/page.h"

#include <algorithm>

#include "tools/derive/read/answers.h"
#include "tools/derive/read/call_line.h"
#include "tools/derive/read/code_example.h"
#include "tools/derive/read/field_name.h"
#include "tools/derive/read/members.h"
#include "tools/derive/read/page_table.h"
#include "tools/derive/read/path.h"
#include "tools/derive/read/stated_encoding.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

using Kind = PageLabel::Kind;

// What the lines that follow are about.
struct Section {
  enum class Topic { kNone, kHeaders, kParameters, kRequest, kSample, kAnswers, kMembers, kStatuses };
  Topic topic = Topic::kNone;
  int heading = 0;  // level of the heading that opened it; 0: a label did
  PageLabel::Tone tone = PageLabel::Tone::kNeutral;
  std::optional<Field::In> place;
  bool form = false;
  std::optional<bool> need;  // "Required:" over what follows
};

bool SaysNothing(std::string_view text) {
  const std::string plain = PlainLabel(text);
  static constexpr std::string_view kWords[] = {"none",    "empty",        "no",         "n/a",         "na",
                                                "nothing", "nil",          "no content", "null",        "empty body",
                                                "no body", "not required", "-",          "empty object"};
  return std::find(std::begin(kWords), std::end(kWords), plain) != std::end(kWords) || Trim(text) == "-";
}

bool IsJsonStart(std::string_view text) {
  text = Trim(text);
  return text.starts_with('{') || text.starts_with('[');
}

// "HTTP/1.1 200 OK" and header lines before a body: the status, and where the body starts.
int StatusLine(std::string_view text, size_t& body) {
  if (!ToLower(text.substr(0, 5)).starts_with("http/")) return 0;
  const size_t end = std::min(text.find('\n'), text.size());
  const int status = StatusOfText(text.substr(std::min(text.find(' '), end), end - std::min(text.find(' '), end)));
  size_t at = end;
  while (at < text.size()) {
    const size_t next = std::min(text.find('\n', at + 1), text.size());
    const std::string_view line = Trim(text.substr(at, next - at));
    if (line.empty() || line[0] == '{' || line[0] == '[') {
      if (at > end || line.empty()) break;
    }
    if (line.find(':') == std::string_view::npos) break;
    at = next;
  }
  body = at;
  return status;
}

class PageReader {
 public:
  explicit PageReader(Facts facts) : facts_(std::move(facts)) {}

  Facts Read(const std::vector<PageElement>& elements) {
    for (const PageElement& element : elements) {
      switch (element.kind) {
        case PageElement::Kind::kHeading:
          Heading(element);
          break;
        case PageElement::Kind::kLabel:
          Label(element);
          break;
        case PageElement::Kind::kText:
          Text(element);
          break;
        case PageElement::Kind::kCode:
          Code(element);
          break;
        case PageElement::Kind::kTable:
          Table(element);
          break;
      }
    }
    CloseEndpoint();
    SpreadCommonFacts();
    if (facts_.title.empty() && !facts_.endpoints.empty()) facts_.title = facts_.endpoints[0].title;
    return std::move(facts_);
  }

 private:
  using Topic = Section::Topic;

  // --- endpoints -------------------------------------------------------------------------------------------------

  EndpointFact& Open() {
    if (!endpoint_) {
      endpoint_.emplace();
      endpoint_->title = title_;
      endpoint_->lines = title_lines_;
      endpoint_level_ = title_level_;
      section_ = {};
    }
    return *endpoint_;
  }

  void CloseEndpoint() {
    if (!endpoint_) return;
    endpoint_->responses = answers_.Take();
    answers_ = Answers();
    AddContainers(endpoint_->fields);
    if (!endpoint_->path.empty()) {
      if (endpoint_->host.empty() && endpoint_->path.starts_with('/')) endpoint_->host = base_;
      facts_.endpoints.push_back(std::move(*endpoint_));
    }
    endpoint_.reset();
    section_ = {};
  }

  Answers& Told() { return endpoint_ ? answers_ : common_; }
  bool HasCall() const { return endpoint_ && (!endpoint_->path.empty() || !endpoint_->method.empty()); }
  bool InAnswers() const {
    return section_.topic == Topic::kAnswers || section_.topic == Topic::kMembers || section_.topic == Topic::kStatuses;
  }

  static bool SamePath(const std::string& a, const std::string& b) {
    return PathShape(SplitUrl(a).path) == PathShape(SplitUrl(b).path);
  }

  void SetPath(const std::string& path, Lines lines) {
    if (endpoint_ && !endpoint_->path.empty()) {
      if (SamePath(endpoint_->path, path)) {
        if (endpoint_->host.empty()) endpoint_->host = SplitUrl(path).host;
        return;
      }
      if (InAnswers() && !fresh_) return;  // where an answer leads, not where the call goes
      CloseEndpoint();
    }
    EndpointFact& endpoint = Open();
    endpoint.path = path;
    endpoint.path_lines = lines;
    endpoint.lines = Join(endpoint.lines, lines);
    fresh_ = false;
  }

  void SetMethod(const std::string& method, Lines lines) {
    if (endpoint_ && !endpoint_->method.empty()) {
      if (endpoint_->method == method) return;
      if (endpoint_->path.empty() || InAnswers()) return;
      CloseEndpoint();
    }
    EndpointFact& endpoint = Open();
    endpoint.method = method;
    endpoint.method_lines = lines;
    fresh_ = false;
  }

  void SetCall(const CallLine& call, Lines lines) {
    const bool same = endpoint_ && !endpoint_->path.empty() && SamePath(endpoint_->path, call.path) &&
                      (endpoint_->method.empty() || endpoint_->method == call.method);
    if (same) {
      if (endpoint_->method.empty()) {
        endpoint_->method = call.method;
        endpoint_->method_lines = lines;
      }
      for (const auto& [name, value] : SplitUrl(call.path).query) AddQuery(name, lines);
      section_ = {};
      called_ = true;
      return;
    }
    if (endpoint_ && (!endpoint_->path.empty() || !endpoint_->method.empty())) CloseEndpoint();
    EndpointFact& endpoint = Open();
    endpoint.method = call.method;
    endpoint.method_lines = endpoint.path_lines = lines;
    endpoint.path = call.path;
    endpoint.lines = Join(endpoint.lines, lines);
    fresh_ = false;
    called_ = false;
  }

  // The query of a call shown: like that of a sample.
  void AddQuery(const std::string& name, Lines lines) {
    RequestSample sample;
    sample.url = "?" + name + "=";
    sample.lines = lines;
    Open().samples.push_back(std::move(sample));
  }

  // --- elements --------------------------------------------------------------------------------------------------

  void Heading(const PageElement& heading) {
    if (facts_.title.empty() && heading.level <= 2) facts_.title = heading.name;
    pending_ = Kind::kOther;
    if (std::optional<CallLine> call = ReadCallLine(heading.name, true)) {
      if (endpoint_ && (heading.level <= endpoint_level_ || HasCall())) CloseEndpoint();
      RememberTitle(heading);
      SetCall(*call, heading.lines);
      endpoint_level_ = heading.level;
      return;
    }
    const int status = StatusOfText(heading.name);
    const bool starts_with_status = status > 0 && heading.name.find_first_of("12345") <= 2;
    if (status > 0 && endpoint_ && (InAnswers() || starts_with_status || heading.label.kind == Kind::kResponse)) {
      OpenAnswers(heading.level, heading.label.tone);
      Told().Begin(heading.name, heading.lines);
      Told().Status(status, heading.lines);
      return;
    }
    if (heading.label.kind != Kind::kOther && heading.label.kind != Kind::kIgnored &&
        heading.label.kind != Kind::kTitle) {
      // A page's "## Authentication" is about the calls below it, unless one is open.
      const bool section_title = (heading.label.kind == Kind::kAuth || heading.label.kind == Kind::kPath ||
                                  heading.label.kind == Kind::kHost) &&
                                 heading.text.empty() && !HasCall();
      if (endpoint_ && heading.level < endpoint_level_ && HasCall() && heading.label.kind == Kind::kAuth)
        CloseEndpoint();
      ApplyLabel(heading.label, heading.name, heading.text, heading.runs, heading.lines, heading.level);
      if (section_title) RememberTitle(heading);
      return;
    }
    const bool caption = endpoint_ && InAnswers() && (section_.heading == 0 || heading.level > section_.heading) &&
                         heading.level > endpoint_level_;
    if (caption) {
      Told().Begin(heading.name, heading.lines);
      section_.topic = Topic::kAnswers;
      return;
    }
    if (endpoint_ && HasCall() && heading.level <= std::max(endpoint_level_, 1)) CloseEndpoint();
    if (!endpoint_ || !HasCall()) endpoint_.reset();
    RememberTitle(heading);
    section_ = {};
    fresh_ = true;
  }

  void RememberTitle(const PageElement& heading) {
    title_ = heading.name;
    title_lines_ = heading.lines;
    title_level_ = heading.level;
  }

  void Label(const PageElement& element) {
    const std::string line = element.name + " " + element.text;
    if (std::optional<CallLine> call = ReadCallLine(line, element.item)) {
      return SetCall(*call, element.lines);
    }
    if (section_.topic == Topic::kHeaders && element.label.kind != Kind::kResponse &&
        AddHeader(element.name, element.text, element.lines)) {
      if (element.label.kind == Kind::kOther || element.label.kind == Kind::kMediaType ||
          element.label.kind == Kind::kAuth)
        return;
    }
    const bool listed = section_.topic == Topic::kParameters || section_.topic == Topic::kMembers;
    const bool other = element.label.kind == Kind::kOther || (element.item && !IsStructural(element));
    if (listed && other && !element.text.empty()) {
      std::vector<Run> runs = {{element.name, true, false, element.lines}};
      runs.insert(runs.end(), element.runs.begin(), element.runs.end());
      if (runs.size() > 1) runs[1].text = ": " + runs[1].text;
      if (AddParameter(runs, element.lines)) return;
    }
    const int status = StatusOfText(element.name);
    if (endpoint_ && status > 0 &&
        (element.label.kind == Kind::kOther || element.label.kind == Kind::kResponse || InAnswers())) {
      OpenAnswers(0, element.label.tone);
      Told().Begin(element.name + (element.text.empty() ? "" : ": " + element.text), element.lines);
      Told().Status(status, element.lines);
      Inline(element.runs, element.lines);
      return;
    }
    if (element.label.kind == Kind::kOther) {
      if (InAnswers() && endpoint_ && element.label.tone != PageLabel::Tone::kNeutral) {
        Told().Begin(element.name, element.lines);
      }
      Remark(line, element.lines);
      return;
    }
    ApplyLabel(element.label, element.name, element.text, element.runs, element.lines, 0);
  }

  // Labels that keep their meaning inside a list of parameters.
  bool IsStructural(const PageElement& element) const {
    switch (element.label.kind) {
      case Kind::kStatus:
        return StatusOfText(element.text) > 0;
      case Kind::kMethod:
        return !MethodOfWord(element.text).empty();
      case Kind::kPath:
        return LooksLikePath(element.text);
      case Kind::kResponse:
      case Kind::kHeaders:
      case Kind::kParameters:
      case Kind::kRequest:
      case Kind::kNeed:
      case Kind::kExample:
      case Kind::kSample:
      case Kind::kMembers:
      case Kind::kStatuses:
        return element.text.empty() || element.label.kind == Kind::kResponse || IsJsonStart(element.text);
      default:
        return false;
    }
  }

  void Text(const PageElement& element) {
    if (pending_ != Kind::kOther && TakePending(element.text, element.lines)) return;
    if (ReadVersion(element)) return;
    const bool short_line = element.item || (!element.runs.empty() && element.runs[0].code);
    if (std::optional<CallLine> call = ReadCallLine(element.text, short_line)) {
      if (!InAnswers() || !endpoint_ || fresh_ || element.item) return SetCall(*call, element.lines);
    }
    if (!InAnswers() && IsBareUrl(element.text)) return SetPath(element.text, element.lines);
    switch (section_.topic) {
      case Topic::kHeaders:
        if (HeaderLine(element.text, element.lines)) return;
        break;
      case Topic::kParameters:
      case Topic::kMembers:
        if ((element.item || LooksMarked(element)) && AddParameter(element.runs, element.lines)) return;
        break;
      default:
        break;
    }
    if (AnswerLine(element)) return;
    if (InAnswers() && Inline(element.runs, element.lines)) return;
    Remark(element.text, element.lines);
  }

  void Code(const PageElement& element) {
    const Block& code = element.block;
    const std::string_view text = Trim(code.text);
    if (pending_ != Kind::kOther && text.find('\n') == std::string_view::npos &&
        TakePending(std::string(text), code.text_lines))
      return;
    size_t body = 0;
    if (const int status = StatusLine(text, body); status > 0) {
      if (!endpoint_) return;
      OpenAnswers(0, PageLabel::Tone::kNeutral);
      Told().Status(status, code.text_lines);
      const std::string_view rest = text.substr(body);
      const int skipped =
          static_cast<int>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(body), '\n'));
      if (!Trim(rest).empty()) {
        Told().Body(
            ReadExample(rest, code.language, {code.text_lines.first + skipped, code.text_lines.last}, facts_.repairs));
      }
      return;
    }
    if (section_.topic == Topic::kHeaders) {
      bool any = false;
      int line = code.text_lines.first;
      for (std::string_view each : SplitLines(code.text)) any = HeaderLine(each, {line, line++}) || any;
      if (any) return;
    }
    if (!IsJsonStart(text)) {
      if (std::optional<CallLine> call = ReadCallLine(text, false); call && text.find('\n') == std::string_view::npos) {
        if (!InAnswers() || !endpoint_) return SetCall(*call, code.text_lines);
      }
      if (std::optional<RequestSample> sample = ReadRequestSample(code.text, code.language, code.text_lines.first)) {
        if (AddSample(std::move(*sample))) return;
      }
      if (!endpoint_ && IsBareUrl(text)) return SetPath(std::string(text), code.text_lines);
    }
    Body(ReadExample(code.text, code.language, code.text_lines, facts_.repairs),
         IsJsonStart(text) || code.language == "json");
  }

  void Table(const PageElement& element) {
    PageTable table = ReadPageTable(element.block);
    for (const PageTable::Route& route : table.routes) {
      if (table.routes.size() > 1 && endpoint_ && HasCall()) CloseEndpoint();
      if (route.method.empty()) continue;
      SetCall({route.method, route.path, false}, route.lines);
      if (endpoint_ && !route.description.empty() && table.routes.size() > 1) endpoint_->title = route.description;
    }
    for (const PageTable::Pair& pair : table.pairs) {
      const PageLabel label = LabelOf(pair.name, false);
      if (label.kind != Kind::kOther)
        ApplyLabel(label, pair.name, pair.value, {{pair.value, false, false, pair.lines}}, pair.lines, 0);
    }
    for (const PageTable::Body& body : table.bodies) TableBody(body);
    for (PageTable::Answer& answer : table.answers) {
      if (answer.status == 0) continue;
      if (!endpoint_) {
        if (answer.example.empty()) continue;  // a list of what statuses mean in general
      }
      if (endpoint_) OpenAnswers(section_.heading, PageLabel::Tone::kNeutral);
      Told().Begin(answer.description, answer.lines);
      Told().Status(answer.status, answer.lines);
      if (!answer.example.empty()) Told().Body(ReadExample(answer.example, "", answer.lines, facts_.repairs));
    }
    if (!table.answers.empty()) section_.topic = Topic::kStatuses;
    std::vector<Field> members;
    for (PageTable::Parameter& parameter : table.parameters) {
      const bool header = parameter.header || table.names_headers || section_.topic == Topic::kHeaders;
      if (header) {
        AddHeader(parameter.name,
                  parameter.field.example && parameter.field.example->is_string() ? parameter.field.example->string()
                                                                                  : parameter.field.description,
                  parameter.field.lines, parameter.field.required);
      } else if (InAnswers()) {
        members.push_back(std::move(parameter.field));
      } else {
        Declare(std::move(parameter.field));
      }
    }
    if (!members.empty() && endpoint_) {
      AddContainers(members);
      Told().Members(std::move(members));
    }
  }

  // --- labels ----------------------------------------------------------------------------------------------------

  void ApplyLabel(const PageLabel& label, const std::string& name, const std::string& value,
                  const std::vector<Run>& runs, Lines lines, int heading) {
    pending_ = Kind::kOther;
    switch (label.kind) {
      case Kind::kMethod:
      case Kind::kPath:
      case Kind::kHost:
      case Kind::kStatus:
        pending_ = label.kind;
        if (!value.empty()) TakePending(value, lines);
        if (label.kind == Kind::kStatus && pending_ == Kind::kStatus && !value.empty()) pending_ = Kind::kOther;
        return;
      case Kind::kAuth:
        return Authentication(value, lines);
      case Kind::kHeaders:
        section_ = {Topic::kHeaders, heading, label.tone, std::nullopt, false, std::nullopt};
        if (!value.empty()) HeaderLine(value, lines);
        return;
      case Kind::kParameters:
      case Kind::kRequest: {
        const Topic topic = label.kind == Kind::kParameters ? Topic::kParameters : Topic::kRequest;
        section_ = {topic, heading, label.tone, label.place, label.form, std::nullopt};
        if (label.form && endpoint_ && !endpoint_->encoding) {
          endpoint_->encoding = FactEncoding::kForm;
          endpoint_->encoding_lines = lines;
        }
        if (const int status = StatusOfText(name + " " + value); status == 0) Inline(runs, lines);
        return;
      }
      case Kind::kSample:
        section_.topic = Topic::kSample;
        section_.heading = heading;
        return;
      case Kind::kResponse:
      case Kind::kStatuses:
      case Kind::kMembers: {
        OpenAnswers(heading, label.tone);
        section_.topic = label.kind == Kind::kResponse  ? Topic::kAnswers
                         : label.kind == Kind::kMembers ? Topic::kMembers
                                                        : Topic::kStatuses;
        if (!(label.kind == Kind::kMembers && Told().Open())) {
          Told().Begin(label.tone == PageLabel::Tone::kNeutral && value.empty()
                           ? ""
                           : name + (value.empty() ? "" : ": " + value),
                       lines);
        }
        const bool body = IsJsonStart(value);
        if (const int status = body ? 0 : StatusOfText(name + " " + value); status > 0) Told().Status(status, lines);
        Inline(runs, lines);
        return;
      }
      case Kind::kContent:
      case Kind::kExample:
        if (label.kind == Kind::kContent && !InAnswers())
          section_ = {Topic::kParameters, heading, label.tone, Field::In::kBody, false, std::nullopt};
        section_.need.reset();
        if (SaysNothing(value) && InAnswers()) {
          Example none;
          none.lines = lines;
          none.empty = true;
          Told().Body(std::move(none));
        } else {
          Inline(runs, lines);
        }
        return;
      case Kind::kMediaType:
        return MediaType(value, lines);
      case Kind::kCondition:
        if (InAnswers()) Told().Begin(value, lines);
        return;
      case Kind::kNeed:
        if (section_.topic == Topic::kNone || section_.topic == Topic::kRequest) section_.topic = Topic::kParameters;
        section_.need = label.need;
        return;
      case Kind::kTitle:
        if (!value.empty() && endpoint_) endpoint_->title = value;
        return;
      case Kind::kIgnored:
        return Remark(name + ": " + value, lines);
      case Kind::kOther:
        return;
    }
  }

  void OpenAnswers(int heading, PageLabel::Tone tone) {
    section_ = {Topic::kAnswers, heading, tone, std::nullopt, false, std::nullopt};
  }

  // The value of a label that stood before it, perhaps alone on its line.
  bool TakePending(const std::string& value, Lines lines) {
    const Kind kind = pending_;
    const std::string text(Trim(value));
    if (kind == Kind::kStatus) {
      const int status = StatusOfText(text);
      if (status == 0) return false;
      pending_ = Kind::kOther;
      if (endpoint_ || Told().Open()) {
        if (endpoint_ && !InAnswers()) OpenAnswers(section_.heading, PageLabel::Tone::kNeutral);
        Told().Status(status, lines);
      }
      return true;
    }
    pending_ = Kind::kOther;
    if (kind == Kind::kMethod) {
      const std::string method = MethodOfWord(text.substr(0, text.find_first_of(" |,/(`")));
      if (method.empty()) return false;
      SetMethod(method, lines);
      return true;
    }
    if (std::optional<CallLine> call = ReadCallLine(text, false)) {
      SetCall(*call, lines);
      return true;
    }
    const std::string first = text.substr(0, text.find_first_of(" \t"));
    if (!LooksLikePath(first) && !(kind == Kind::kPath && first.starts_with('/'))) return false;
    if (kind == Kind::kHost) {
      base_ = first;
    } else {
      SetPath(first, lines);
    }
    return true;
  }

  void Authentication(const std::string& value, Lines lines) {
    if (!endpoint_ || endpoint_->auth) return;
    const std::optional<bool> need = RequiredOfWord(value);
    if (HasWord(value, "bearer") || HasWord(value, "jwt") || HasWord(value, "oauth")) {
      endpoint_->auth = FactAuth::kBearer;
    } else if (HasWord(value, "basic")) {
      endpoint_->auth = FactAuth::kBasic;
    } else if ((need && !*need) || SaysNothing(value) || HasWord(value, "public") || HasWord(value, "not")) {
      endpoint_->auth = FactAuth::kNone;
    } else {
      endpoint_->needs_auth = need.value_or(false);
      return;
    }
    endpoint_->auth_lines = lines;
  }

  void MediaType(const std::string& value, Lines lines) {
    const std::string lower = ToLower(value);
    if (InAnswers()) {
      if (endpoint_ && lower.find('/') != std::string::npos)
        Told().MediaType(lower.substr(0, lower.find_first_of("; ,")), lines);
      return;
    }
    if (!endpoint_) return;
    std::optional<FactEncoding> encoding;
    if (lower.find("json") != std::string::npos) encoding = FactEncoding::kJson;
    if (lower.find("form") != std::string::npos || lower.find("multipart") != std::string::npos)
      encoding = FactEncoding::kForm;
    if (!encoding) return;
    endpoint_->encoding = encoding;
    endpoint_->encoding_lines = lines;
  }

  // --- requests --------------------------------------------------------------------------------------------------

  // "Name: value" with a field name by RFC 9110 5.1.
  bool HeaderLine(std::string_view line, Lines lines) {
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) return false;
    return AddHeader(std::string(line.substr(0, colon)), std::string(Trim(line.substr(colon + 1))), lines);
  }

  bool AddHeader(const std::string& written, const std::string& value, Lines lines,
                 std::optional<bool> required = std::nullopt) {
    const std::string name = CleanName(written);
    const bool token = !name.empty() && name.size() < 60 && std::all_of(name.begin(), name.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
    if (!token) return false;
    HeaderFact header{name, CleanName(value).empty() ? "" : std::string(Trim(value)), lines, required, value};
    (endpoint_ ? endpoint_->headers : common_headers_).push_back(std::move(header));
    return true;
  }

  void Declare(Field field) {
    if (!endpoint_) return;
    if (section_.place) {
      field.in = *section_.place;
      field.placed = true;
    }
    if (!field.required) field.required = section_.need;
    Merge(endpoint_->fields, {std::move(field)});
  }

  static bool LooksMarked(const PageElement& element) {
    return !element.runs.empty() && element.runs[0].code && element.runs.size() > 1;
  }

  bool AddParameter(const std::vector<Run>& runs, Lines lines) {
    std::optional<Field> field = ParameterOfLine(runs, lines);
    if (!field || !endpoint_) return false;
    if (section_.topic == Topic::kMembers) {
      std::vector<Field> members = {std::move(*field)};
      Told().Members(std::move(members));
    } else {
      Declare(std::move(*field));
    }
    return true;
  }

  // A sample of another call is that call's, when the page has it; alone under a heading it tells a call itself.
  bool AddSample(RequestSample sample) {
    if (sample.url.empty()) {
      if (!endpoint_) return false;
      endpoint_->samples.push_back(std::move(sample));
      called_ = true;
      return true;
    }
    if (HasCall() && !endpoint_->path.empty()) {
      const std::string path = PathShape(SplitUrl(sample.url).path);
      const std::string own = PathShape(SplitUrl(endpoint_->path).path);
      const bool same =
          path == own || path.ends_with(own) || PathShape(JoinPath(base_, SplitUrl(endpoint_->path).path)) == path;
      if (same || Matches(own, path)) {
        if (endpoint_->host.empty()) endpoint_->host = BaseOf(sample.url, own);
        endpoint_->samples.push_back(std::move(sample));
        called_ = true;
      }
      return true;
    }
    if (endpoint_ || fresh_) {
      EndpointFact& endpoint = Open();
      endpoint.path = sample.url;
      endpoint.path_lines = sample.lines;
      if (endpoint.method.empty()) {
        endpoint.method = sample.method;
        endpoint.method_lines = sample.lines;
      }
      endpoint.samples.push_back(std::move(sample));
      fresh_ = false;
      called_ = true;
      return true;
    }
    return true;
  }

  // Host and base path of a sample's URL that goes on with the documented path.
  static std::string BaseOf(const std::string& url, const std::string& path) {
    const PathParts parts = SplitUrl(url);
    const std::string shape = PathShape(parts.path);
    if (path.size() < 2 || !shape.ends_with(path)) return parts.host;
    return parts.host;
  }

  // Whether a concrete path fits a template: /users/1 fits /users/{}.
  static bool Matches(std::string_view shape, std::string_view path) {
    while (!shape.empty() && !path.empty()) {
      const size_t a = std::min(shape.find('/', 1), shape.size());
      const size_t b = std::min(path.find('/', 1), path.size());
      if (shape.substr(0, a) != "/{}" && shape.substr(0, a) != path.substr(0, b)) return false;
      shape.remove_prefix(a);
      path.remove_prefix(b);
    }
    return shape.empty() && path.empty();
  }

  void TableBody(const PageTable::Body& body) {
    if (!endpoint_) return;
    const std::string lower = ToLower(body.media_type);
    if (!endpoint_->encoding) {
      if (lower.find("form") != std::string::npos || lower.find("multipart") != std::string::npos)
        endpoint_->encoding = FactEncoding::kForm;
      if (lower.find("json") != std::string::npos) endpoint_->encoding = FactEncoding::kJson;
      endpoint_->encoding_lines = body.lines;
    }
    // The schema's members, each an object of traits, are declared; the example adds what it leaves out.
    if (std::optional<LooseJson> schema = ReadLooseJson(body.schema, body.lines.first);
        schema && schema->value.is_object()) {
      for (const auto& [name, traits] : schema->value.object()) {
        if (!traits.is_object()) continue;
        Field field;
        field.path = "/" + EscapePointerToken(name);
        field.declared = true;
        field.lines = body.lines;
        if (const Json* type = traits.Find("type"); type != nullptr && type->is_string())
          field.type = TypeOfWord(type->string());
        if (const Json* text = traits.Find("description"); text != nullptr && text->is_string()) {
          field.description = text->string();
          const bool always = field.description.find("MUST be") != std::string::npos &&
                              !HasWord(field.description, "when") && !HasWord(field.description, "if");
          if (always) field.required = true;  // RFC 2119
        }
        Merge(endpoint_->fields, {std::move(field)});
      }
    }
    endpoint_->requests.push_back(ReadExample(body.example, "", body.lines, facts_.repairs));
  }

  // --- bodies ----------------------------------------------------------------------------------------------------

  // A body in a code span: "**Content:** `{ error : "…" }`".
  bool Inline(const std::vector<Run>& runs, Lines lines) {
    for (const Run& run : runs) {
      if (!IsJsonStart(run.text) || !(run.code || Trim(run.text).ends_with('}'))) continue;
      Example example = ReadExample(run.text, "", lines, facts_.repairs);
      if (!example.body) continue;
      Body(std::move(example), true);
      return true;
    }
    return false;
  }

  void Body(Example example, bool json) {
    if (!endpoint_) {
      if (InAnswers() && example.body) Told().Body(std::move(example));
      return;
    }
    if (InAnswers()) {
      if (example.body || example.empty || json) Told().Body(std::move(example));
      return;
    }
    if (!example.body) return;
    const bool request =
        section_.topic == Topic::kRequest || section_.topic == Topic::kParameters || ShowsRequest(*example.body);
    if (!request) {
      OpenAnswers(0, PageLabel::Tone::kNeutral);
      Told().Body(std::move(example));
      return;
    }
    if (section_.need) {
      for (Field field : MembersOf(*example.body)) {
        field.declared = true;
        field.required = section_.need;
        Merge(endpoint_->fields, {std::move(field)});
      }
      section_.need.reset();
    }
    const bool query = section_.place == Field::In::kQuery || section_.place == Field::In::kPath;
    if (query && section_.topic == Topic::kParameters) {
      for (Field field : MembersOf(*example.body)) Declare(std::move(field));
      return;
    }
    endpoint_->requests.push_back(std::move(example));
  }

  // A body under no label: the request's when nothing has told its fields yet and no call was shown before it.
  bool ShowsRequest(const LooseJson& body) const {
    if (called_ || section_.topic == Topic::kSample) return false;
    if (endpoint_->method == "GET" || endpoint_->method == "DELETE" || endpoint_->method == "HEAD") return false;
    if (!endpoint_->requests.empty()) return false;
    if (endpoint_->fields.empty()) return true;
    if (!body.value.is_object()) return false;
    return std::any_of(body.value.object().begin(), body.value.object().end(), [&](const Json::Member& member) {
      return std::any_of(endpoint_->fields.begin(), endpoint_->fields.end(),
                         [&](const Field& field) { return field.path == "/" + EscapePointerToken(member.first); });
    });
  }

  // "401 Unauthorized: …", "`200` – …", "Returns 204 No Content" in a section about answers.
  bool AnswerLine(const PageElement& element) {
    if (!endpoint_ || !InAnswers()) return false;
    const std::string& text = element.text;
    const int status = StatusOfText(text.substr(0, 60));
    if (status == 0) {
      const PageLabel::Tone tone = ToneOf(text);
      if (element.item && tone != PageLabel::Tone::kNeutral && text.size() < 200) {
        Told().Begin(text, element.lines);
        return true;
      }
      return false;
    }
    const size_t at = text.find(std::to_string(status));
    const bool leading = at != std::string::npos && at <= 1;
    const bool named = HasWord(text.substr(0, 60), "status") || HasWord(text.substr(0, 60), "http") ||
                       HasWord(text.substr(0, 60), "code") || HasWord(text.substr(0, 60), "response") ||
                       HasWord(text.substr(0, 60), "returns");
    if (!leading && !named) return false;
    if (leading || element.item) {
      Told().Begin(text, element.lines);
    }
    Told().Status(status, element.lines);
    Inline(element.runs, element.lines);
    return true;
  }

  // --- prose -----------------------------------------------------------------------------------------------------

  void Remark(const std::string& text, Lines lines) {
    (endpoint_ ? endpoint_->prose : facts_.prose).push_back({text, lines});
    if (!endpoint_) return;
    if (InAnswers()) {
      Told().Describe(text, lines);
      return;
    }
    if (endpoint_->encoding) return;
    if (std::optional<FactEncoding> encoding = StatedEncoding(text)) {
      endpoint_->encoding = encoding;
      endpoint_->encoding_lines = lines;
    }
  }

  // "Version 1.1.0" on a line of its own.
  bool ReadVersion(const PageElement& element) {
    const std::string lower = ToLower(element.text);
    if (!lower.starts_with("version") || element.text.size() > 40 || !facts_.version.empty()) return false;
    const size_t digit = element.text.find_first_of("0123456789");
    if (digit == std::string::npos) return false;
    facts_.version = element.text.substr(digit, element.text.find_first_of(" ,;", digit) - digit);
    return false;
  }

  static bool IsBareUrl(std::string_view text) {
    text = Trim(text);
    if (text.find_first_of(" \t\n") != std::string_view::npos || !LooksLikePath(text)) return false;
    return (text.starts_with('/') && text.size() > 1) || text.find("://") != std::string_view::npos;
  }

  // Headers and refusals that the page tells outside of any endpoint are every endpoint's.
  void SpreadCommonFacts() {
    const std::vector<ResponseFact> common = common_.Take();
    for (EndpointFact& endpoint : facts_.endpoints) {
      endpoint.headers.insert(endpoint.headers.end(), common_headers_.begin(), common_headers_.end());
      for (const ResponseFact& response : common) {
        const bool body = std::any_of(response.examples.begin(), response.examples.end(),
                                      [](const Example& e) { return e.body.has_value(); });
        if (body && response.status >= 400) endpoint.responses.push_back(response);
      }
    }
  }

  Facts facts_;
  std::optional<EndpointFact> endpoint_;
  int endpoint_level_ = 0;
  Answers answers_;  // of the open endpoint
  Answers common_;   // told outside of any
  Section section_;
  Kind pending_ = Kind::kOther;  // a label that waits for its value
  std::string title_;
  Lines title_lines_;
  int title_level_ = 0;
  bool fresh_ = true;    // a heading has opened something new since the last call
  bool called_ = false;  // a sample of the open call was shown: what follows is its answer
  std::string base_;
  std::vector<HeaderFact> common_headers_;
};

}  // namespace

Facts ReadPage(std::vector<PageElement> elements, Facts facts) { return PageReader(std::move(facts)).Read(elements); }

}  // namespace authconform
