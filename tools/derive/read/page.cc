#include "tools/derive/read/page.h"

#include <algorithm>

#include "tools/derive/read/code_example.h"
#include "tools/derive/read/field_name.h"
#include "tools/derive/read/members.h"
#include "tools/derive/read/page_lines.h"
#include "tools/derive/read/page_table.h"
#include "tools/derive/read/page_telling.h"
#include "tools/derive/read/path.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

class PageReader : PageTelling {
 public:
  explicit PageReader(Facts facts) : PageTelling(std::move(facts)) {}

  Facts Read(const std::vector<PageElement>& elements) {
    for (const PageElement& element : elements) Take(element);
    facts_.endpoints = calls_.Finish();
    if (facts_.title.empty() && !facts_.endpoints.empty()) facts_.title = facts_.endpoints[0].title;
    return std::move(facts_);
  }

 private:
  void Take(const PageElement& element) {
    switch (element.kind) {
      case PageElement::Kind::kHeading:
        return Heading(element);
      case PageElement::Kind::kLabel:
        return Label(element);
      case PageElement::Kind::kText:
        return Text(element);
      case PageElement::Kind::kCode:
        return Code(element);
      case PageElement::Kind::kTable:
        return Table(element);
    }
  }

  // --- headings --------------------------------------------------------------------------------------------------

  void Heading(const PageElement& heading) {
    if (facts_.title.empty() && heading.level <= 2) facts_.title = heading.name;
    pending_ = Kind::kOther;
    method_.clear();
    if (std::optional<CallLine> call = ReadCallLine(heading.name, true)) {
      calls_.Close();
      calls_.Title(heading.name, heading.lines, heading.level);
      return SetCall(*call, heading.lines);
    }
    if (AnswerHeading(heading)) return;
    const bool label = heading.label.kind != Kind::kOther && heading.label.kind != Kind::kIgnored &&
                       heading.label.kind != Kind::kTitle;
    if (label) return LabelHeading(heading);
    if (heading.label.kind == Kind::kIgnored && calls_.HasCall()) return;
    const bool below = heading.level > calls_.level();
    if (Open() != nullptr && InAnswers() && below && (section_.heading == 0 || heading.level > section_.heading)) {
      Told().Begin(heading.name, heading.lines);
      section_.topic = Topic::kAnswers;
      return;
    }
    // A heading beside the call's own may go on about it: a path below it would begin another.
    if (!calls_.HasCall() || heading.level < calls_.level()) calls_.Close();
    calls_.Title(heading.name, heading.lines, heading.level);
    section_ = {};
    const std::string first = heading.name.substr(0, heading.name.find_first_of(" \t"));
    if (first.size() > 2 && first[0] == '/' && LooksLikePath(first)) SetPath(first, heading.lines);
  }

  // "### 401 Unauthorized", "#### Response 200"
  bool AnswerHeading(const PageElement& heading) {
    const int status = StatusOfText(heading.name);
    if (status == 0 || Open() == nullptr) return false;
    const bool about = InAnswers() || heading.label.kind == Kind::kResponse || heading.label.kind == Kind::kStatus;
    if (!about && !LeadsWithStatus(heading.name)) return false;
    const int level = InAnswers() && section_.heading > 0 ? std::min(section_.heading, heading.level) : heading.level;
    OpenAnswers(level);
    Told().Begin(heading.name, heading.lines);
    Told().Status(status, heading.lines);
    return true;
  }

  void LabelHeading(const PageElement& heading) {
    const bool address = heading.label.kind == Kind::kPath || heading.label.kind == Kind::kHost;
    // "## Authentication" may title the calls below it, "## Endpoints" too.
    const bool title = (heading.label.kind == Kind::kAuth || address) && heading.text.empty();
    if (title && calls_.HasCall() && heading.level <= calls_.level() && calls_.HasPath()) calls_.Close();
    ApplyLabel(heading, heading.level);
    if (title && !calls_.HasCall()) calls_.Title(heading.name, heading.lines, heading.level);
  }

  // --- lines -----------------------------------------------------------------------------------------------------

  void Label(const PageElement& element) {
    const std::string line = element.name + " " + element.text;
    if (std::optional<CallLine> call = ReadCallLine(line, element.item)) return SetCall(*call, element.lines);
    if (section_.topic == Topic::kHeaders && !element.text.empty() && NamesHeader(element)) {
      if (calls_.Header(element.name, element.text, element.lines)) return;
    }
    if (IsParameterLabel(element)) {
      std::vector<TextRun> runs = {{element.name, true, false, element.lines}};
      runs.insert(runs.end(), element.runs.begin(), element.runs.end());
      if (runs.size() > 1) runs[1].text = ": " + runs[1].text;
      if (AddParameter(runs, element.lines)) return;
    }
    if (AnswerLabel(element)) return;
    if (element.label.kind != Kind::kOther) return ApplyLabel(element, 0);
    if (InAnswers() && Open() != nullptr && element.label.tone != PageLabel::Tone::kNeutral) {
      Told().Begin(element.name, element.lines);
    }
    Remark(line, element.lines);
  }

  static bool NamesHeader(const PageElement& element) {
    return element.label.kind == Kind::kOther || element.label.kind == Kind::kMediaType ||
           element.label.kind == Kind::kAuth;
  }

  bool IsParameterLabel(const PageElement& element) const {
    if (element.text.empty()) return false;
    const bool listed = section_.topic == Topic::kParameters || section_.topic == Topic::kMembers;
    if (listed) return element.label.kind == Kind::kOther || (element.item && !IsStructural(element));
    return element.item && calls_.HasCall() && !InAnswers() && element.label.kind == Kind::kOther &&
           NamesType(element.text);
  }

  bool AnswerLabel(const PageElement& element) {
    const int status = StatusOfText(element.name);
    if (Open() == nullptr || status == 0) return false;
    const bool about = element.label.kind == Kind::kResponse || InAnswers() || LeadsWithStatus(element.name) ||
                       element.label.tone != PageLabel::Tone::kNeutral;
    if (!about) return false;
    OpenAnswers(0);
    Told().Begin(element.name + (element.text.empty() ? "" : ": " + element.text), element.lines);
    Told().Status(status, element.lines);
    Inline(element.runs, element.lines);
    return true;
  }

  void Text(const PageElement& element) {
    if (pending_ != Kind::kOther && TakePending(element.text, element.lines)) return;
    ReadVersion(element.text);
    if (const std::string method = MethodOfWord(element.text); !method.empty() && element.text.size() <= 9) {
      method_ = method;
      return;
    }
    if (!method_.empty() && LooksLikePath(element.text)) {
      const CallLine call{method_, element.text, false, false};
      method_.clear();
      return SetCall(call, element.lines);
    }
    method_.clear();
    if (!calls_.HasCall() && !seen_call_) {
      if (std::optional<CallLine> call = ReadTopLine(element.text)) return SetCall(*call, element.lines);
    }
    const bool short_line = element.item || (!element.runs.empty() && element.runs[0].code);
    if (std::optional<CallLine> call = ReadCallLine(element.text, short_line)) {
      if (!InAnswers() || Open() == nullptr || calls_.fresh() || element.item) return SetCall(*call, element.lines);
    }
    if (NamesMediaType(element.text)) return MediaType(element.text, element.lines);
    if (!InAnswers() && IsBareUrl(element.text)) return SetPath(element.text, element.lines);
    if (section_.topic == Topic::kHeaders && HeaderText(element)) return;
    if (IsParameterText(element) && AddParameter(element.runs, element.lines)) return;
    if (AnswerLine(element)) return;
    if (InAnswers() && Inline(element.runs, element.lines)) return;
    Remark(element.text, element.lines);
  }

  bool IsParameterText(const PageElement& element) const {
    if (element.label.kind == Kind::kIgnored) return false;
    const bool marked = element.item || element.text.starts_with("•") ||
                        (!element.runs.empty() && element.runs[0].code && element.runs.size() > 1);
    const bool typed = element.text.find("=[") != std::string::npos;
    if (!marked && !(typed && section_.topic == Topic::kParameters)) return false;
    if (section_.topic == Topic::kParameters || section_.topic == Topic::kMembers) return true;
    return calls_.HasCall() && !InAnswers() && NamesType(element.text);
  }

  void Code(const PageElement& element) {
    const Block& code = element.block;
    const std::string_view text = Trim(code.text);
    const bool one_line = text.find('\n') == std::string_view::npos;
    if (pending_ != Kind::kOther && one_line && TakePending(std::string(text), code.text_lines)) return;
    if (section_.topic == Topic::kHeaders) {
      bool any = false;
      int line = code.text_lines.first;
      for (std::string_view each : SplitLines(code.text)) any = HeaderLine(each, {line, line++}) || any;
      if (any) return;
    }
    const bool json = IsJsonStart(text);
    if (!json) {
      if ((!InAnswers() || Open() == nullptr) && CallLines(code)) return;
      std::optional<RequestSample> sample = ReadRequestSample(code.text, code.language, code.text_lines.first);
      if (sample && calls_.Sample(std::move(*sample))) return;
      if (Open() == nullptr && IsBareUrl(text)) return SetPath(std::string(text), code.text_lines);
    }
    const bool told = InAnswers() || LeadsWithStatus(text.substr(0, text.find('\n')));
    if (Open() != nullptr && !json && told && !taking_apart_ && !IsPlainWord(text)) {
      // Statuses, captions and bodies in one piece of code: read as lines of their own. Code among them is not taken
      // apart again.
      const bool fresh = Told().Fresh();
      taking_apart_ = true;
      for (const PageElement& line : ElementsOf(ReadPlainText(code.text, code.text_lines.first))) Take(line);
      taking_apart_ = false;
      if (fresh && Told().Fresh() && code.fenced && !HoldsStatus(text)) NoteUnreadable(code);
      return;
    }
    if (!json && section_.topic == Topic::kParameters && AddParameterLines(code)) return;
    // A program that no sample reader knows holds objects that are no bodies.
    if (!json && !InAnswers() && code.language != "json") return;
    Body(ReadExample(code.text, code.language, code.text_lines, facts_.repairs), json);
  }

  static bool HoldsStatus(std::string_view text) {
    for (std::string_view line : SplitLines(text)) {
      if (LeadsWithStatus(Trim(line))) return true;
    }
    return false;
  }

  // A body that is there and cannot be read: the status stays, and the page's writer hears of it.
  void NoteUnreadable(const Block& code) {
    Example unread;
    unread.lines = code.text_lines;
    unread.language = code.language;
    facts_.repairs.push_back({code.text_lines, "the example body cannot be read as JSON"});
    Told().Body(std::move(unread));
  }

  // "email=[string]" and "name: string" on lines of code.
  bool AddParameterLines(const Block& code) {
    bool any = false;
    int line = code.text_lines.first;
    for (std::string_view each : SplitLines(code.text)) {
      const Lines where = {line, line};
      ++line;
      const bool typed = each.find("=[") != std::string_view::npos ||
                         NamesType(Trim(each.substr(std::min(each.find(':') + 1, each.size()))));
      if (typed) any = AddParameter({{std::string(Trim(each)), false, false, where}}, where) || any;
    }
    return any;
  }

  // Nothing but calls, one a line.
  bool CallLines(const Block& code) {
    std::vector<std::pair<CallLine, Lines>> calls;
    int line = code.text_lines.first;
    for (std::string_view each : SplitLines(code.text)) {
      const Lines where = {line, line};
      ++line;
      if (Trim(each).empty()) continue;
      std::optional<CallLine> call = ReadCallLine(each, false);
      if (!call || call->version) return false;
      calls.emplace_back(std::move(*call), where);
    }
    for (const auto& [call, where] : calls) SetCall(call, where);
    return !calls.empty();
  }

  static bool IsPlainWord(std::string_view text) {
    return text.find_first_of(" \n") == std::string_view::npos && StatusOfText(text) == 0;
  }

  // --- tables ----------------------------------------------------------------------------------------------------

  void Table(const PageElement& element) {
    PageTable table = ReadPageTable(element.block);
    for (const PageTable::Route& route : table.routes) TakeRoute(route, table.routes.size() == 1);
    for (const PageTable::Pair& pair : table.pairs) TakePair(pair);
    for (const PageTable::Body& body : table.bodies) TakeTableBody(body);
    for (const PageTable::Answer& answer : table.answers) TakeTableAnswer(answer);
    if (!table.answers.empty()) section_.topic = Topic::kStatuses;
    TakeParameters(table);
  }

  void TakeRoute(const PageTable::Route& route, bool only) {
    if (route.method.empty()) return;
    SetCall({route.method, route.path, false, false}, route.lines);
    EndpointFact* call = Open();
    if (!only && call != nullptr && !route.description.empty()) call->title = route.description;
    for (const PageTable::Pair& pair : route.traits) TakePair(pair);
    section_ = {};
  }

  void TakePair(const PageTable::Pair& pair) {
    PageElement element;
    element.label = LabelOf(pair.name, false);
    element.name = pair.name;
    element.text = pair.value;
    element.runs = {{pair.value, false, false, pair.lines}};
    element.lines = pair.lines;
    if (element.label.kind == Kind::kStatus || element.label.kind == Kind::kStatuses) {
      for (int status : StatusesOfText(pair.value)) {
        Told().Begin("", pair.lines);
        Told().Status(status, pair.lines);
      }
    } else if (element.label.kind == Kind::kParameters && !IsJsonStart(pair.value)) {
      TakeNames(pair, element.label.need.value_or(false));
    } else if (element.label.kind != Kind::kOther) {
      ApplyLabel(element, 0);
    }
  }

  // "username, email, password" under a column of fields.
  void TakeNames(const PageTable::Pair& pair, bool need) {
    std::string_view rest = pair.value;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find(','), rest.size());
      const std::string_view name = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (name.find(": ") != std::string_view::npos && HeaderLine(name, pair.lines)) continue;
      Field field;
      field.path = FieldPath(name);
      field.lines = pair.lines;
      field.declared = true;
      field.placed = false;
      if (need) field.required = true;
      if (!field.path.empty()) Declare(std::move(field));
    }
  }

  void TakeTableAnswer(const PageTable::Answer& answer) {
    // Outside of a call, a list without bodies is of what statuses mean in general.
    if (answer.status == 0 || (Open() == nullptr && answer.example.empty())) return;
    Told().Begin(answer.description, answer.lines);
    Told().Status(answer.status, answer.lines);
    if (!answer.example.empty()) Told().Body(ReadExample(answer.example, "", answer.lines, facts_.repairs));
  }

  void TakeParameters(PageTable& table) {
    std::vector<Field> members;
    // A second list under the same heading, without a word of need, is of what is answered.
    const bool unlabelled = section_.topic == Topic::kNone || section_.topic == Topic::kParameters;
    const bool answered = unlabelled && listed_need_ && !table.tells_need && !table.names_headers;
    for (PageTable::Parameter& parameter : table.parameters) {
      Field& field = parameter.field;
      if (parameter.header || table.names_headers || section_.topic == Topic::kHeaders) {
        const bool text = field.example && field.example->is_string();
        calls_.Header(parameter.name, text ? field.example->string() : field.description, field.lines, field.required);
      } else if (InAnswers() || answered) {
        members.push_back(std::move(field));
      } else {
        Declare(std::move(field));
      }
    }
    listed_need_ = unlabelled && !answered && table.tells_need && !table.parameters.empty();
    if (members.empty() || Open() == nullptr) return;
    if (!InAnswers()) OpenAnswers(0);
    Told().Members(std::move(members));
  }

  void TakeTableBody(const PageTable::Body& body) {
    EndpointFact* call = Open();
    if (call == nullptr) return;
    MediaType(body.media_type, body.lines);
    if (std::optional<LooseJson> schema = ReadLooseJson(body.schema, body.lines.first)) {
      for (Field& field : FieldsOfTraits(schema->value, body.lines)) call->fields.push_back(std::move(field));
    }
    call->requests.push_back(ReadExample(body.example, "", body.lines, facts_.repairs));
  }

  // "401 Unauthorized: …", "`200` – …", "On success (HTTP 201):", "returns a 401 when …" where answers are told.
  bool AnswerLine(const PageElement& element) {
    const std::string& text = element.text;
    if (Open() == nullptr) return false;
    const int status = StatusOfText(text);
    const bool leads = status > 0 && LeadsWithStatus(text);
    const bool announced = status > 0 && text.ends_with(':') && SpeaksOfStatus(text);
    if (!InAnswers() && !(calls_.HasCall() && (leads || announced))) return false;
    if (status == 0) {
      if (!InAnswers() || !element.item || ToneOf(text) == PageLabel::Tone::kNeutral || text.size() > 200) return false;
      Told().Begin(text, element.lines);
      return true;
    }
    if (!leads && !SpeaksOfStatus(text)) return false;
    if (!InAnswers()) OpenAnswers(0);
    if (leads || announced || element.item) Told().Begin(text, element.lines);
    Told().Status(status, element.lines);
    Inline(element.runs, element.lines);
    return true;
  }

  std::string method_;  // a method alone on its line, that waits for its path
  bool taking_apart_ = false;
  bool listed_need_ = false;  // the list of parameters before told which are needed
};

}  // namespace

Facts ReadPage(std::vector<PageElement> elements, Facts facts) { return PageReader(std::move(facts)).Read(elements); }

}  // namespace authconform
