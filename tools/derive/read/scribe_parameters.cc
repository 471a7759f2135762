#include "tools/derive/read/scribe_parameters.h"

#include <algorithm>
#include <utility>

#include "tools/derive/read/declared_name.h"
#include "tools/derive/text/pipe_table.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

constexpr size_t kMaxDepth = 64;

bool Has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// By the data-component of an input.
ScribeList ListOfComponent(std::string_view component) {
  if (component == "body") return ScribeList::kBody;
  if (component == "query") return ScribeList::kQuery;
  if (component == "url") return ScribeList::kUrl;
  if (component == "header") return ScribeList::kHeader;
  return ScribeList::kNone;
}

// "string[]" with a name that is short of its parent: its members are those of the items.
bool IsArrayWord(std::string_view type) { return TypeOfWord(type) == ValueType::kArray; }

void AppendWords(std::string& text, std::string_view more) {
  more = Trim(more);
  if (more.empty()) return;
  const bool joins = std::string_view(".,;:)").find(more.front()) != std::string_view::npos || text.ends_with('(');
  if (!text.empty() && !joins) text += ' ';
  text += more;
}

// What a column holds, by its header.
std::string ColumnOf(const std::string& header) {
  const std::string lower = ToLower(header);
  for (std::string_view word : {"parameter", "name", "field", "attribute", "header", "key"}) {
    if (Has(lower, word)) return "name";
  }
  for (std::string_view word : {"status", "required", "need", "optional"}) {
    if (Has(lower, word)) return "need";
  }
  if (Has(lower, "type")) return "type";
  if (Has(lower, "value")) return "value";
  return "description";
}

}  // namespace

ScribeList ScribeListOfHeading(std::string_view heading) {
  const std::string lower = ToLower(Trim(heading));
  const bool parameters = Has(lower, "parameter") || Has(lower, "params");
  if (Has(lower, "response field") || Has(lower, "response param")) return ScribeList::kResponse;
  if (parameters && Has(lower, "body")) return ScribeList::kBody;
  if (parameters && Has(lower, "query")) return ScribeList::kQuery;
  if (parameters && (Has(lower, "url") || Has(lower, "uri") || Has(lower, "path"))) return ScribeList::kUrl;
  if (lower == "headers" || lower == "request headers") return ScribeList::kHeader;
  return parameters ? ScribeList::kAny : ScribeList::kNone;
}

void ScribeParameters::SetList(ScribeList list) {
  Close();
  list_ = list;
  bold_ = code_ = 0;
  small_ = italic_ = summary_ = false;
  containers_.clear();
  columns_.clear();
}

bool ScribeParameters::Take(const ScribePart& part) {
  switch (part.kind) {
    case ScribePart::Kind::kStart:
      TakeStart(part.tag);
      return open_;
    case ScribePart::Kind::kEnd:
      TakeEnd(part.tag);
      return open_;
    case ScribePart::Kind::kText:
      break;
    default:
      return open_;
  }
  const std::string_view text = Trim(part.text);
  if (text.empty()) return open_;
  if (bold_ > 0 && code_ > 0 && list_ != ScribeList::kNone) {
    Open(std::string(text), part.lines);
    return true;
  }
  // A row that its table lost to a line break in the cell before.
  if (!columns_.empty() && std::count(text.begin(), text.end(), '|') >= 2) {
    Block::Row row;
    for (const std::string& cell : SplitCells(part.text)) row.cells.push_back(PlainText(cell));
    row.lines = part.lines;
    TakeRow(row);
    return true;
  }
  // A cell that goes on in the next line.
  if (!columns_.empty() && !open_ && !parameters_.empty() &&
      part.lines.first == parameters_.back().field.lines.last + 1) {
    Field& field = parameters_.back().field;
    field.lines = Join(field.lines, part.lines);
    AppendWords(field.description, PlainText(text));
    return true;
  }
  if (!open_) return false;
  Field& field = parameter_.field;
  field.lines = Join(field.lines, part.lines);
  if (small_ && type_word_.empty()) {
    type_word_ = std::string(text);
    field.type = TypeOfWord(text);
  } else if (std::optional<bool> need = italic_ ? RequiredOfWord(text) : std::nullopt) {
    field.required = need;
  } else {
    if (choices_ && code_ > 0) field.allowed.emplace_back(text);
    const std::string plain = code_ > 0 ? std::string(text) : PlainText(text);
    AppendWords(field.description, plain);
    if (Has(ToLower(plain), "one of")) choices_ = true;
    if (code_ == 0 && choices_ && (text.starts_with('.') || Has(plain, "Example"))) choices_ = false;
  }
  return true;
}

void ScribeParameters::TakeStart(const HtmlPiece& tag) {
  if (tag.name == "b" || tag.name == "strong") ++bold_;
  if (tag.name == "code") ++code_;
  if (tag.name == "small") small_ = true;
  if (tag.name == "i" || tag.name == "em") italic_ = true;
  if (tag.name == "summary") summary_ = true;
  if (tag.name == "details") {
    Close();
    if (containers_.size() < kMaxDepth) containers_.emplace_back();
  }
  if (tag.name == "input" || tag.name == "textarea" || tag.name == "select") TakeInput(tag);
}

void ScribeParameters::TakeEnd(const HtmlPiece& tag) {
  if (tag.name == "b" || tag.name == "strong") bold_ = std::max(0, bold_ - 1);
  if (tag.name == "code") code_ = std::max(0, code_ - 1);
  if (tag.name == "small") small_ = false;
  if (tag.name == "i" || tag.name == "em") italic_ = false;
  if (tag.name == "summary") {
    if (open_ && !containers_.empty()) containers_.back() = {parameter_.name, IsArrayWord(type_word_)};
    summary_ = false;
  }
  if (tag.name == "details") {
    Close();
    if (!containers_.empty()) containers_.pop_back();
  }
  if (tag.name == "form") SetList(ScribeList::kNone);
}

// An input shows where its parameter travels and, from Scribe 2 on, whether it is needed.
void ScribeParameters::TakeInput(const HtmlPiece& tag) {
  const std::string* component = tag.Attribute("data-component");
  const std::string* name = tag.Attribute("name");
  if (component == nullptr || name == nullptr) return;
  const ScribeList list = ListOfComponent(*component);
  if (list == ScribeList::kNone) return;
  // What has no name beside it is shown by its input alone: the credential.
  if (!open_ && list == ScribeList::kHeader) Open(*name, tag.lines);
  if (!open_) return;
  parameter_.list = list;
  if (list == ScribeList::kHeader) parameter_.name = *name;
  parameter_.field.lines = Join(parameter_.field.lines, tag.lines);
  if (tag.Attribute("required") != nullptr) parameter_.field.required = true;
  for (const char* attribute : {"data-prefix", "value"}) {
    const std::string* value = tag.Attribute(attribute);
    if (value != nullptr && !value->empty()) parameter_.value = *value;
  }
}

void ScribeParameters::Open(const std::string& shown, Lines lines) {
  Close();
  parameter_ = ScribeParameter();
  parameter_.list = list_;
  parameter_.name = FullName(shown);
  parameter_.field.lines = lines;
  parameter_.field.declared = true;
  type_word_.clear();
  choices_ = false;
  open_ = true;
}

// Inside <details>, newer pages leave the name of the parent out.
std::string ScribeParameters::FullName(const std::string& shown) const {
  const size_t above = containers_.size() - (summary_ && !containers_.empty() ? 1 : 0);
  for (size_t i = above; i-- > 0;) {
    const Container& parent = containers_[i];
    if (parent.name.empty()) continue;
    const bool whole = shown.size() > parent.name.size() && shown.starts_with(parent.name) &&
                       (shown[parent.name.size()] == '.' || shown[parent.name.size()] == '[');
    return whole ? shown : parent.name + (parent.items ? "[]." : ".") + shown;
  }
  return shown;
}

void ScribeParameters::Close() {
  if (!std::exchange(open_, false)) return;
  parameter_.field.path = DeclaredName(parameter_.name);
  if (!parameter_.field.path.empty()) parameters_.push_back(std::move(parameter_));
}

void ScribeParameters::TakeTable(const ScribePart& table) {
  Close();
  columns_.clear();
  if (table.rows.empty()) return;
  for (const std::string& header : table.rows[0].cells) columns_.push_back(ColumnOf(header));
  if (std::find(columns_.begin(), columns_.end(), "name") == columns_.end() && !columns_.empty()) columns_[0] = "name";
  for (size_t i = 1; i < table.rows.size(); ++i) TakeRow(table.rows[i]);
}

void ScribeParameters::TakeRow(const Block::Row& row) {
  Close();
  ScribeParameter parameter;
  parameter.list = list_;
  Field& field = parameter.field;
  field.declared = true;
  field.lines = row.lines;
  for (size_t i = 0; i < row.cells.size() && i < columns_.size(); ++i) {
    const std::string& cell = row.cells[i];
    if (columns_[i] == "name" && parameter.name.empty()) parameter.name = cell;
    if (columns_[i] == "type") field.type = TypeOfWord(cell);
    if (columns_[i] == "need") field.required = RequiredOfWord(cell);
    if (columns_[i] == "value") parameter.value = cell;
    if (columns_[i] == "description") AppendWords(field.description, cell);
  }
  field.path = DeclaredName(parameter.name);
  if (!field.path.empty()) parameters_.push_back(std::move(parameter));
}

std::vector<ScribeParameter> ScribeParameters::Finish() {
  SetList(ScribeList::kNone);
  return std::exchange(parameters_, {});
}

}  // namespace authconform
