#include "tools/derive/read/readmeio_body.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>

#include "tools/derive/read/located_example.h"
#include "tools/derive/read/members.h"
#include "tools/derive/read/page.h"
#include "tools/derive/read/page_elements.h"
#include "tools/derive/read/page_table.h"
#include "tools/derive/read/page_words.h"
#include "tools/derive/read/path.h"
#include "tools/derive/read/readmeio_address.h"
#include "tools/derive/read/relocate.h"
#include "tools/derive/text/html.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

constexpr int kLabelLevel = 7;  // a label ends where any heading starts
constexpr size_t kLabelBytes = 60;

enum class Part { kUnknown, kRequest, kHeaders, kResponse };

// What the page is about under a heading.
struct Section {
  int level = 0;
  Part part = Part::kUnknown;
  std::optional<Field::In> in;
  int status = 0;
  bool refusal = false;  // of a response
  Lines lines;
};

Part PartOf(const PageLabel& label) {
  switch (label.kind) {
    case PageLabel::Kind::kParameters:
    case PageLabel::Kind::kRequest:
    case PageLabel::Kind::kSample:
      return Part::kRequest;
    case PageLabel::Kind::kHeaders:
      return Part::kHeaders;
    case PageLabel::Kind::kResponse:
    case PageLabel::Kind::kMembers:
    case PageLabel::Kind::kStatus:
    case PageLabel::Kind::kStatuses:
      return Part::kResponse;
    default:
      return label.tone == PageLabel::Tone::kError ? Part::kResponse : Part::kUnknown;
  }
}

// A title without what it says of the call: "Request body to open a shed".
std::string_view LeadOf(std::string_view title) {
  for (std::string_view word : {" to ", " for ", " of ", " using ", " when ", " if ", " - ", ":"}) {
    title = title.substr(0, title.find(word));
  }
  return title;
}

class BodyReader {
 public:
  BodyReader(EndpointFact& endpoint, std::vector<Repair>& repairs) : endpoint_(endpoint), repairs_(repairs) {
    for (const std::string& name : PathParameters(endpoint.path))
      path_parameters_.insert("/" + EscapePointerToken(name));
    for (const HeaderFact& header : endpoint.headers) header_names_.insert(ToLower(header.name));
    for (size_t i = 0; i < endpoint.responses.size(); ++i) {
      const ResponseFact& response = endpoint.responses[i];
      first_of_status_.emplace(response.status, i);
      for (const Example& example : response.examples) IsNew(response.status, example);
    }
  }

  void Read(const std::vector<Block>& blocks) {
    for (size_t i = 0; i < blocks.size(); ++i) {
      const Block* next = i + 1 < blocks.size() ? &blocks[i + 1] : nullptr;
      ReadBlock(blocks[i], next);
    }
    AddFields();
    PlaceResponse();
    AddMembers();
  }

 private:
  void ReadBlock(const Block& block, const Block* next) {
    switch (block.kind) {
      case Block::Kind::kHeading:
        Enter(block.text, block.level, block.lines);
        break;
      case Block::Kind::kParagraph:
        ReadParagraph(block, next);
        break;
      case Block::Kind::kHtml:
        AddProse(HtmlToText(block.text), block.lines);
        break;
      case Block::Kind::kTable:
        ReadRows(block);
        break;
      case Block::Kind::kCode:
        ReadCode(block);
        break;
      case Block::Kind::kRule:
        break;
    }
  }

  // A section is what its title says, and otherwise a part of the section around it.
  void Enter(std::string_view title, int level, Lines lines) {
    while (!sections_.empty() && sections_.back().level >= level) sections_.pop_back();
    Section section = sections_.empty() ? Section{} : sections_.back();
    section.level = level;
    section.lines = lines;
    PageLabel label = LabelOf(title, true);
    const std::string_view lead = LeadOf(title);
    if (PartOf(label) == Part::kUnknown && lead.size() < title.size()) label = LabelOf(lead, true);
    if (const Part part = PartOf(label); part != Part::kUnknown) section.part = part;
    if (label.place) section.in = label.place;
    if (label.tone != PageLabel::Tone::kNeutral) section.refusal = label.tone == PageLabel::Tone::kError;
    if (const int status = title.size() <= kLabelBytes ? StatusOfText(title) : 0; status != 0) {
      section.status = status;
      section.part = Part::kResponse;
    }
    sections_.push_back(section);
  }

  Section Here() const { return sections_.empty() ? Section{} : sections_.back(); }

  // A short paragraph before code or a table, in bold or closed by a colon, is its label.
  static bool IsLabel(const Block& block, const Block* next) {
    if (next == nullptr || (next->kind != Block::Kind::kCode && next->kind != Block::Kind::kTable)) return false;
    const std::string_view text = Trim(block.text);
    const bool bold = std::all_of(block.runs.begin(), block.runs.end(),
                                  [](const TextRun& run) { return run.bold || Trim(run.text).empty(); });
    return text.size() <= kLabelBytes && (bold || text.ends_with(':'));
  }

  void ReadParagraph(const Block& block, const Block* next) {
    if (IsLabel(block, next)) {
      Enter(block.text, kLabelLevel, block.lines);
    } else {
      AddProse(block.text, block.lines);
    }
  }

  void AddProse(std::string text, Lines lines) {
    if (!Trim(text).empty()) endpoint_.prose.push_back({std::move(text), lines});
  }

  void ReadRows(const Block& block) {
    if (block.rows.size() < 2) return;
    PageTable table = ReadPageTable(block);
    const Section here = Here();
    for (PageTable::Answer& answer : table.answers) AddAnswer(answer);
    const bool told = here.part != Part::kUnknown || table.names_headers ||
                      std::any_of(table.parameters.begin(), table.parameters.end(), TellsTraits);
    if (!told || (table.parameters.empty() && table.answers.empty())) return AddCells(block);
    for (PageTable::Parameter& parameter : table.parameters) {
      if (parameter.header || table.names_headers || here.part == Part::kHeaders) {
        AddHeader(std::move(parameter));
      } else {
        AddParameter(std::move(parameter.field), here);
      }
    }
  }

  static bool TellsTraits(const PageTable::Parameter& parameter) {
    return parameter.header || parameter.field.required || parameter.field.type != ValueType::kUnknown;
  }

  void AddCells(const Block& table) {
    for (size_t i = 1; i < table.rows.size(); ++i) {
      std::string text;
      for (const std::string& cell : table.rows[i].cells) text += (text.empty() ? "" : " ") + cell;
      AddProse(std::move(text), table.rows[i].lines);
    }
  }

  void AddAnswer(PageTable::Answer& answer) {
    if (first_of_status_.contains(answer.status)) return;
    ResponseFact& response = AddResponse(answer.status, answer.lines);
    response.title = std::move(answer.description);
    response.title_lines = answer.lines;
    if (answer.example.empty()) return;
    response.examples.push_back(ExampleWithin(answer.example, "", answer.lines, repairs_));
  }

  void AddHeader(PageTable::Parameter parameter) {
    if (!header_names_.insert(ToLower(parameter.name)).second) return;
    const std::optional<Json>& example = parameter.field.example;
    endpoint_.headers.push_back({.name = parameter.name,
                                 .value = example && example->is_string() ? example->string() : "",
                                 .lines = parameter.field.lines,
                                 .required = parameter.field.required,
                                 .description = std::move(parameter.field.description)});
  }

  void AddParameter(Field field, const Section& here) {
    if (here.part != Part::kResponse) {
      if (!field.placed || here.in) field.in = PlaceOf(field.path, here);
      field.placed |= here.in.has_value();
      fields_.push_back(std::move(field));
      return;
    }
    // A list of members without a status is of the answer that went well.
    field.in = Field::In::kBody;
    members_.emplace(here.status, ToldMembers{here.lines, {}}).first->second.members.push_back(std::move(field));
  }

  Field::In PlaceOf(const std::string& path, const Section& here) const {
    if (here.in) return *here.in;
    if (path_parameters_.contains(path)) return Field::In::kPath;
    const bool body = endpoint_.method != "GET" && endpoint_.method != "HEAD" && endpoint_.method != "DELETE";
    return body ? Field::In::kBody : Field::In::kQuery;
  }

  // The page's lists tell a field first; a table that has it too says more of it.
  void AddFields() {
    std::map<std::string, Field::In> known;
    for (const Field& field : endpoint_.fields) known.emplace(field.path, field.in);
    for (Field& field : fields_) {
      if (const auto place = known.find(field.path); place != known.end()) field.in = place->second;
    }
    Merge(endpoint_.fields, std::move(fields_));
  }

  void AddMembers() {
    for (auto& [status, told] : members_) {
      ResponseFact* response = status == 0 ? FirstSuccess() : FirstOfStatus(status);
      if (response == nullptr && status != 0) response = &AddResponse(status, told.lines);
      if (response == nullptr) continue;
      if (ListsObjects(*response)) {
        for (Field& member : told.members) member.path = "/*" + member.path;
      }
      Merge(response->fields, std::move(told.members));
    }
  }

  // Members are told of the objects that a body lists.
  static bool ListsObjects(const ResponseFact& response) {
    if (response.examples.empty() || !response.examples[0].body) return false;
    const Json& body = response.examples[0].body->value;
    return body.is_array() && !body.array().empty() && body.array()[0].is_object();
  }

  ResponseFact* FirstOfStatus(int status) {
    const auto known = first_of_status_.find(status);
    return known == first_of_status_.end() ? nullptr : &endpoint_.responses[known->second];
  }

  ResponseFact* FirstSuccess() {
    const auto known = first_of_status_.lower_bound(200);
    return known == first_of_status_.end() || known->first >= 300 ? nullptr : &endpoint_.responses[known->second];
  }

  ResponseFact& AddResponse(int status, Lines lines) {
    first_of_status_.emplace(status, endpoint_.responses.size());
    ResponseFact& response = endpoint_.responses.emplace_back();
    response.status = status;
    response.lines = lines;
    return response;
  }

  // Whether the status has not been shown with this body yet.
  bool IsNew(int status, const Example& example) {
    return !example.body || bodies_.insert(std::to_string(status) + WriteJson(example.body->value)).second;
  }

  void ReadCode(const Block& code) {
    if (!code.caption.empty()) Enter(code.caption, kLabelLevel, {code.lines.first, code.lines.first});
    const Section here = Here();
    if (here.level == kLabelLevel) sections_.pop_back();  // a label is of one block
    auto sample = SampleWithin(code.text, code.language, code.text_lines);
    if (sample) {
      if (SendsTo(sample->url, endpoint_.path)) endpoint_.samples.push_back(std::move(*sample));
      return;
    }
    const std::string_view text = Trim(code.text);
    const bool json = text.starts_with('{') || text.starts_with('[');
    if (here.status != 0) {
      AddExample(code, here);
    } else if (here.part == Part::kRequest && json) {
      Example body = ExampleOf(code);
      const bool sends = endpoint_.method != "GET" || here.in == Field::In::kBody;
      if (body.body && sends) endpoint_.requests.push_back(std::move(body));
    } else if (here.part == Part::kResponse && json && !here.refusal) {
      Example body = ExampleOf(code);
      if (body.body) shown_.push_back(std::move(body));
    }
  }

  // What is shown as the response, without a status, is the body of the only success, where that has none.
  void PlaceResponse() {
    const auto succeeds = [](const ResponseFact& response) { return response.status >= 200 && response.status < 300; };
    std::vector<ResponseFact>& responses = endpoint_.responses;
    if (shown_.empty() || std::count_if(responses.begin(), responses.end(), succeeds) != 1) return;
    ResponseFact& success = *std::find_if(responses.begin(), responses.end(), succeeds);
    if (!success.fields.empty() || std::any_of(success.examples.begin(), success.examples.end(), HasContent)) return;
    success.examples = std::move(shown_);
  }

  // An editor's empty object is no body.
  static bool HasContent(const Example& example) {
    return example.empty || !example.body || example.body->value != Json(Json::Object{});
  }

  Example ExampleOf(const Block& code) { return ExampleWithin(code.text, code.language, code.text_lines, repairs_); }

  void AddExample(const Block& code, const Section& here) {
    Example example = ExampleOf(code);
    if (!IsNew(here.status, example)) return;
    ResponseFact& response = AddResponse(here.status, here.lines);
    if (!example.empty) response.examples.push_back(std::move(example));
  }

  // What tables tell of the members of one status.
  struct ToldMembers {
    Lines lines;
    std::vector<Field> members;
  };

  EndpointFact& endpoint_;
  std::vector<Repair>& repairs_;
  std::vector<Section> sections_;
  std::set<std::string> path_parameters_;  // pointers
  std::set<std::string> header_names_;
  std::map<int, size_t> first_of_status_;
  std::unordered_set<std::string> bodies_;
  std::vector<Example> shown_;  // of responses, without a status
  std::vector<Field> fields_;
  std::map<int, ToldMembers> members_;
};

}  // namespace

Facts ReadTextBody(std::string_view markdown, const std::function<Lines(Lines)>& where) {
  Facts facts;
  facts.dialect = Dialect::kReadmeIo;
  facts = ReadPage(ElementsOf(ReadBlocks(markdown, 1, facts.repairs)), std::move(facts));
  Relocate(facts, where);
  return facts;
}

void ReadPageBody(const std::vector<Block>& blocks, EndpointFact& endpoint, std::vector<Repair>& repairs) {
  BodyReader(endpoint, repairs).Read(blocks);
}

}  // namespace authconform
