#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "harness/base/json.h"
#include "tools/derive/read/code_example.h"
#include "tools/derive/read/field_name.h"
#include "tools/derive/read/members.h"
#include "tools/derive/read/readers.h"
#include "tools/derive/read/scribe_parameters.h"
#include "tools/derive/read/scribe_parts.h"
#include "tools/derive/read/stated_encoding.h"
#include "tools/derive/text/pipe_table.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

using Kind = ScribePart::Kind;

// An endpoint has a few methods; each repeats all its facts.
constexpr size_t kMostCalls = 16;

// A method and path of an endpoint, and where they stand.
struct Call {
  std::string method;
  Lines method_lines;
  std::string path;
  Lines path_lines;
};

// Prose by which a call is made as somebody who is signed in already.
bool SpeaksOfSignedInUser(std::string_view text) {
  static constexpr std::string_view kWords[] = {"logged user",        "logged in user",         "logged-in user",
                                                "authenticated user", "current user",           "signed-in user",
                                                "signed in user",     "currently authenticated"};
  return std::any_of(std::begin(kWords), std::end(kWords), [&](std::string_view word) { return HasWord(text, word); });
}

bool SaysAuthentication(std::string_view text) {
  const std::string lower = ToLower(text);
  return lower.find("requires authentication") != std::string::npos ||
         lower.find("authentication required") != std::string::npos;
}

// "200, success" of "Example response (200, success):"; empty when nothing is in parentheses.
std::string_view InParentheses(std::string_view caption) {
  const size_t open = caption.find('(');
  const size_t close = caption.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  return caption.substr(open + 1, close - open - 1);
}

// "`POST api/login`", "`GET|HEAD api/user`", with or without the marks: the calls that the line lists.
std::vector<Call> CallsOfLine(std::string_view line, Lines lines) {
  std::string plain = PlainText(line);
  std::string_view text = Trim(plain);
  const size_t blank = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view path = Trim(text.substr(blank));
  if (path.empty() || path.find(' ') != std::string_view::npos) return {};
  std::vector<Call> calls;
  for (std::string_view methods = text.substr(0, blank); !methods.empty();) {
    const size_t end = std::min(methods.find_first_of("|,/"), methods.size());
    const std::string method = MethodOfWord(methods.substr(0, end));
    if (method.empty()) return {};
    calls.push_back({method, lines, std::string(path), lines});
    methods.remove_prefix(std::min(end + 1, methods.size()));
  }
  return calls;
}

class Reader {
 public:
  explicit Reader(Facts facts) : facts_(std::move(facts)) {}

  Facts Read(const std::vector<ScribePart>& parts) {
    for (const ScribePart& part : parts) {
      Take(part);
      const bool blank = part.kind == Kind::kBreak || (part.kind == Kind::kText && Trim(part.text).empty());
      if (endpoint_ && !blank && !heading_waits_) endpoint_->lines = Join(endpoint_->lines, part.lines);
    }
    EndEndpoint();
    CompleteNeededAuth();
    return std::move(facts_);
  }

 private:
  // What code is, by the caption before it.
  enum class Mode { kSample, kResponse, kOther };

  void Take(const ScribePart& part) {
    switch (part.kind) {
      case Kind::kHeading:
        return TakeHeading(part);
      case Kind::kCaption:
        return TakeCaption(part);
      case Kind::kCode:
        return TakeCode(part);
      case Kind::kTable:
        return TakeTable(part);
      case Kind::kBreak:
        return EndParagraph();
      case Kind::kStart:
        TakeStart(part);
        break;
      case Kind::kEnd:
        TakeEnd(part);
        break;
      case Kind::kText:
        TakeText(part);
        break;
    }
  }

  void TakeHeading(const ScribePart& part) {
    EndParagraph();
    if (part.level > 2 && TakeSection(part)) return;
    if (part.level <= 2) EndEndpoint();
    if (part.level == 2) return Begin(part.text, part.lines);
    EndHeading();
    heading_ = part;
    heading_waits_ = true;
    if (part.level == 1 && facts_.title.empty()) {
      facts_.title = part.text;
      heading_waits_ = false;
    }
  }

  // The headings inside an endpoint; false for one that the generator does not write.
  bool TakeSection(const ScribePart& part) {
    const std::string lower = ToLower(part.text);
    const ScribeList list = ScribeListOfHeading(lower);
    const bool request = lower.starts_with("request") || lower == "http request";
    in_request_ = request;
    parameters_.SetList(list);
    if (mode_ == Mode::kResponse) mode_ = Mode::kOther;
    if (list == ScribeList::kNone && !request && lower != "response") return false;
    mode_ = Mode::kOther;
    return true;
  }

  void TakeCaption(const ScribePart& part) {
    EndParagraph();
    if (HasWord(part.text, "request failed")) return;  // a box for trying the call out
    const std::string lower = ToLower(part.text);
    const std::string_view inside = Trim(InParentheses(part.text));
    const bool response = lower.find("response") != std::string::npos || StatusOfText(inside.substr(0, 3)) > 0;
    const bool request = !response && lower.find("request") != std::string::npos;
    if ((!response && !request) || !part.text.ends_with(':')) return AddProse(part.text, part.lines);
    if (request) {
      if (!endpoint_ || !calls_.empty()) BeginAtHeading();
      mode_ = Mode::kSample;
      return;
    }
    mode_ = Mode::kOther;
    // Before Scribe the status was not always told; the words that generators write without one are no answer.
    if (!endpoint_ || StatusOfText(inside) == 0) return;
    mode_ = Mode::kResponse;
    ResponseFact fact;
    fact.status = StatusOfText(inside);
    fact.lines = part.lines;
    const size_t comma = inside.find(',');
    const bool status_first = StatusOfText(inside.substr(0, 3)) > 0;
    if (!status_first) fact.title = std::string(inside);
    if (status_first && comma != std::string_view::npos) fact.title = std::string(Trim(inside.substr(comma + 1)));
    if (!fact.title.empty()) fact.title_lines = part.lines;
    endpoint_->responses.push_back(std::move(fact));
  }

  void TakeCode(const ScribePart& part) {
    EndParagraph();
    if (!endpoint_ || mode_ == Mode::kOther) return;
    if (mode_ == Mode::kSample) {
      auto sample = ReadRequestSample(part.text, part.language, part.lines.first);
      if (sample) endpoint_->samples.push_back(std::move(*sample));
      return;
    }
    ResponseFact& response = endpoint_->responses.back();
    if (part.language == "http") return TakeResponseHeaders(part, response);
    if (Trim(part.text).empty() && response.status != 204) return;
    Example example = ReadExample(part.text, part.language, part.lines, facts_.repairs);
    if (response.status == 204 && !example.body) example.empty = true;
    response.examples.push_back(std::move(example));
  }

  static void TakeResponseHeaders(const ScribePart& part, ResponseFact& response) {
    int line = part.lines.first;
    for (std::string_view header : SplitLines(part.text)) {
      const size_t colon = header.find(':');
      if (colon != std::string_view::npos && ToLower(Trim(header.substr(0, colon))) == "content-type") {
        response.media_type = std::string(Trim(header.substr(colon + 1)));
        response.media_type_lines = {line, line};
      }
      ++line;
    }
  }

  void TakeTable(const ScribePart& part) {
    EndParagraph();
    if (parameters_.list() != ScribeList::kNone) return parameters_.TakeTable(part);
    for (const Block::Row& row : part.rows) {
      std::string text;
      for (const std::string& cell : row.cells) text += (text.empty() ? "" : " ") + cell;
      AddProse(text, row.lines);
    }
  }

  void TakeStart(const ScribePart& part) {
    const HtmlPiece& tag = part.tag;
    if (tag.name == "small") small_text_.clear();
    in_small_ = tag.name == "small" || (in_small_ && tag.name != "form");
    in_code_ = in_code_ || tag.name == "code";
    if (tag.name == "form") TakeForm(tag);
    if (tag.name == "p" || tag.name == "div" || tag.name == "br") EndParagraph();
    parameters_.Take(part);
  }

  void TakeEnd(const ScribePart& part) {
    const std::string& name = part.tag.name;
    if (name == "small" && in_small_) TakeBadge(part.lines);
    if (name == "small") in_small_ = false;
    if (name == "code") in_code_ = false;
    if (name == "form") in_request_ = false;
    if (name == "p" || name == "div") EndParagraph();
    parameters_.Take(part);
  }

  // "POST", "requires authentication".
  void TakeBadge(Lines lines) {
    const std::string text = std::exchange(small_text_, "");
    if (std::string method = MethodOfWord(text); !method.empty() && parameters_.list() == ScribeList::kNone) {
      method_ = {std::move(method), lines, "", {}};
    } else if (SaysAuthentication(text) && endpoint_) {
      endpoint_->needs_auth = true;
      endpoint_->auth_lines = lines;
    }
  }

  void TakeForm(const HtmlPiece& tag) {
    EndParagraph();
    const std::string* method = tag.Attribute("data-method");
    const std::string* path = tag.Attribute("data-path");
    if (method == nullptr || path == nullptr) return;
    if (!endpoint_) BeginAtHeading();
    mode_ = Mode::kOther;
    in_request_ = true;
    form_ = {MethodOfWord(*method), tag.lines, *path, tag.lines};
    if (const std::string* headers = tag.Attribute("data-headers")) TakeHeaders(*headers, tag.lines);
    if (const std::string* authed = tag.Attribute("data-authed")) {
      authed_ = *authed == "1" || *authed == "true";
      authed_lines_ = tag.lines;
    }
  }

  void TakeHeaders(const std::string& text, Lines lines) {
    const std::optional<LooseJson> headers = ReadLooseJson(text, lines.first);
    if (!headers || !headers->value.is_object()) return;
    for (const auto& [name, value] : headers->value.object()) {
      endpoint_->headers.push_back({name, value.is_string() ? value.string() : "", lines, std::nullopt, ""});
    }
  }

  void TakeText(const ScribePart& part) {
    if (in_small_) small_text_ += part.text;
    if (!method_.method.empty() && TakePath(part)) return;
    if (parameters_.Take(part) || in_small_) return;
    if (in_request_ && parameters_.list() == ScribeList::kNone) {
      const std::vector<Call> calls = CallsOfLine(part.text, part.lines);
      if (!calls.empty() && !endpoint_) BeginAtHeading();
      if (!calls.empty() && calls_.size() < kMostCalls) {
        calls_.insert(calls_.end(), calls.begin(), calls.end());
        return;
      }
    }
    const std::string_view text = Trim(part.text);
    if (text.empty()) return;
    if (!paragraph_.text.empty()) paragraph_.text += ' ';
    paragraph_.text += text;
    paragraph_.lines = Join(paragraph_.lines, part.lines);
  }

  // The path that stands behind the badge of its method: **`api/login`** or <b><code>api/login</code></b>.
  bool TakePath(const ScribePart& part) {
    if (in_small_) return false;
    const std::string plain = PlainText(part.text);
    const std::string_view path = Trim(plain);
    if (path.empty()) return false;
    if (!in_code_ && part.text.find('`') == std::string::npos) {
      method_ = {};
      return false;
    }
    method_.path = std::string(path);
    method_.path_lines = part.lines;
    if (!endpoint_) BeginAtHeading();
    Call call = std::exchange(method_, {});
    if (calls_.size() < kMostCalls) calls_.push_back(std::move(call));
    return true;
  }

  void EndParagraph() {
    if (paragraph_.text.empty()) return;
    const Prose prose = std::exchange(paragraph_, {});
    AddProse(PlainText(prose.text), prose.lines);
  }

  // A heading that turns out to title no endpoint.
  void EndHeading() {
    if (std::exchange(heading_waits_, false)) AddProse(heading_.text, heading_.lines);
  }

  void AddProse(const std::string& text, Lines lines) {
    if (text.empty()) return;
    EndHeading();
    if (endpoint_) endpoint_->lines = Join(endpoint_->lines, lines);
    (endpoint_ ? endpoint_->prose : facts_.prose).push_back({text, lines});
  }

  void Begin(const std::string& title, Lines lines) {
    endpoint_.emplace();
    endpoint_->title = title;
    endpoint_->lines = lines;
    mode_ = Mode::kSample;
    in_request_ = false;
  }

  // An endpoint whose heading is of another level than usual.
  void BeginAtHeading() {
    heading_waits_ = false;
    EndEndpoint();
    Begin(heading_.text, heading_.lines);
    heading_ = {};
  }

  void EndEndpoint() {
    EndParagraph();
    EndHeading();
    const std::vector<ScribeParameter> parameters = parameters_.Finish();
    std::vector<Call> calls = std::exchange(calls_, {});
    const Call form = std::exchange(form_, {});
    const std::optional<bool> authed = std::exchange(authed_, {});
    in_request_ = in_small_ = in_code_ = false;
    method_ = {};
    if (!endpoint_) return;
    EndpointFact endpoint = *std::exchange(endpoint_, {});
    if (calls.empty() && !form.path.empty()) calls.push_back(form);
    if (calls.empty() && !endpoint.samples.empty()) {
      const RequestSample& sample = endpoint.samples[0];
      if (!sample.url.empty()) calls.push_back({sample.method, sample.lines, sample.url, sample.lines});
    }
    if (calls.empty()) {  // a chapter of prose
      facts_.prose.push_back({endpoint.title, {endpoint.lines.first, endpoint.lines.first}});
      std::move(endpoint.prose.begin(), endpoint.prose.end(), std::back_inserter(facts_.prose));
      return;
    }
    std::vector<Field> answered;
    for (const ScribeParameter& parameter : parameters) {
      if (parameter.list == ScribeList::kResponse) {
        answered.push_back(parameter.field);
      } else {
        AddParameter(endpoint, parameter, calls[0].method);
      }
    }
    AddResponseFields(endpoint, std::move(answered));
    AddContainers(endpoint.fields);
    if (authed) SettleAuth(endpoint, *authed);
    TakeStatedEncoding(endpoint);
    for (const Call& call : calls) {
      EndpointFact fact = endpoint;
      fact.method = call.method;
      fact.method_lines = call.method_lines;
      fact.path =
          call.path.find("://") != std::string::npos || call.path.starts_with('/') ? call.path : "/" + call.path;
      fact.path_lines = call.path_lines;
      facts_.endpoints.push_back(std::move(fact));
    }
  }

  void AddParameter(EndpointFact& endpoint, const ScribeParameter& parameter, const std::string& method) {
    Field field = parameter.field;
    switch (parameter.list) {
      case ScribeList::kHeader:
        endpoint.headers.push_back({parameter.name, parameter.value, field.lines, field.required, field.description});
        return;
      case ScribeList::kQuery:
        field.in = Field::In::kQuery;
        break;
      case ScribeList::kUrl:
        field.in = Field::In::kPath;
        break;
      case ScribeList::kBody:
        field.in = Field::In::kBody;
        break;
      default:
        field.in = method == "GET" ? Field::In::kQuery : Field::In::kBody;
        field.placed = false;
    }
    endpoint.fields.push_back(std::move(field));
  }

  // The list tells the members of what succeeds, be it an object or the items of an array. Examples show more exactly
  // where a member is: a name that they show elsewhere only is left to them.
  static void AddResponseFields(EndpointFact& endpoint, std::vector<Field> fields) {
    const auto has_body = [](const ResponseFact& fact) {
      return fact.status >= 200 && fact.status <= 299 && fact.status != 204;
    };
    const auto first = std::find_if(endpoint.responses.begin(), endpoint.responses.end(), has_body);
    if (first == endpoint.responses.end()) return;
    std::vector<const ResponseFact*> same;
    for (const ResponseFact& fact : endpoint.responses) {
      if (fact.status == first->status) same.push_back(&fact);
    }
    std::set<std::string> paths;
    std::set<std::string> names;
    for (const Field& member : MembersOfAll(same)) {
      names.insert(member.path.substr(member.path.rfind('/')));
      paths.insert(member.path);
    }
    for (Field& field : fields) {
      if (paths.contains("/*") && !field.path.starts_with("/*")) field.path = "/*" + field.path;
      const bool elsewhere = names.contains(field.path.substr(field.path.rfind('/')));
      if (paths.contains(field.path) || !elsewhere) first->fields.push_back(std::move(field));
    }
  }

  // What the form says of authentication, unless the page contradicts itself.
  void SettleAuth(EndpointFact& endpoint, bool authed) {
    if (authed) {
      endpoint.needs_auth = true;
      if (!endpoint.auth_lines) endpoint.auth_lines = authed_lines_;
      return;
    }
    const bool header = std::any_of(endpoint.headers.begin(), endpoint.headers.end(),
                                    [](const HeaderFact& fact) { return ToLower(fact.name) == "authorization"; });
    const bool password = std::any_of(endpoint.fields.begin(), endpoint.fields.end(), [](const Field& field) {
      return NamesPassword(std::string_view(field.path).substr(field.path.rfind('/') + 1));
    });
    const bool signed_in =
        !password && std::any_of(endpoint.prose.begin(), endpoint.prose.end(),
                                 [](const Prose& prose) { return SpeaksOfSignedInUser(prose.text); });
    if (header || signed_in || endpoint.needs_auth) return;
    endpoint.auth = FactAuth::kNone;
    endpoint.auth_lines = authed_lines_;
  }

  // The page's introduction names the scheme of all endpoints that are marked.
  void CompleteNeededAuth() {
    for (const Prose& prose : facts_.prose) {
      const std::string lower = ToLower(prose.text);
      if (lower.find("authenticat") == std::string::npos) continue;
      const bool bearer = HasWord(lower, "bearer");
      const bool basic = HasWord(lower, "basic") && HasWord(lower, "authorization");
      if (!bearer && !basic) continue;
      for (EndpointFact& endpoint : facts_.endpoints) {
        if (!endpoint.needs_auth || endpoint.auth) continue;
        endpoint.auth = bearer ? FactAuth::kBearer : FactAuth::kBasic;
        endpoint.auth_lines = prose.lines;
      }
      return;
    }
  }

  Facts facts_;
  std::optional<EndpointFact> endpoint_;  // the one being read
  Mode mode_ = Mode::kOther;
  ScribeParameters parameters_;
  ScribePart heading_;          // the last one that is none of the generator's
  bool heading_waits_ = false;  // for what it titles
  std::vector<Call> calls_;
  Call form_;
  Call method_;  // of a badge whose path is still to come
  std::optional<bool> authed_;
  Lines authed_lines_;
  bool in_request_ = false;
  bool in_small_ = false;
  bool in_code_ = false;
  std::string small_text_;
  Prose paragraph_;
};

}  // namespace

Facts ReadScribe(std::string_view text, const std::string& name) {
  Facts facts;
  facts.document = name;
  facts.dialect = Dialect::kScribe;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::vector<ScribePart> parts = ReadScribeParts(text, facts.repairs);
  return Reader(std::move(facts)).Read(parts);
}

}  // namespace authconform
