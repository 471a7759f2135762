#include "tools/derive/read/page_table.h"

#include <algorithm>

#include "tools/derive/read/field_name.h"
#include "tools/derive/read/page_words.h"
#include "tools/derive/read/path.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

constexpr int kNone = -1;

struct Columns {
  int name = kNone;
  int type = kNone;
  int need = kNone;
  bool need_inverted = false;  // the column is headed "Optional"
  int description = kNone;
  int example = kNone;
  int schema = kNone;
  int place = kNone;
  int status = kNone;
  int method = kNone;
  int path = kNone;
};

template <size_t N>
bool IsOneOf(std::string_view word, const std::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

std::string_view Cell(const Block::Row& row, int column) {
  if (column == kNone || static_cast<size_t>(column) >= row.cells.size()) return {};
  return row.cells[static_cast<size_t>(column)];
}

// How many of a column's cells a test holds for, of those that are not empty.
template <typename F>
bool MostCells(const Block& table, int column, F&& test) {
  int yes = 0, no = 0;
  for (size_t i = 1; i < table.rows.size(); ++i) {
    const std::string_view cell = Cell(table.rows[i], column);
    if (!cell.empty()) ++(test(cell) ? yes : no);
  }
  return yes > no;
}

Columns ColumnsOf(const Block& table) {
  static constexpr std::string_view kName[] = {"parameter",
                                               "parameters",
                                               "param",
                                               "params",
                                               "name",
                                               "field",
                                               "fields",
                                               "key",
                                               "attribute",
                                               "property",
                                               "argument",
                                               "header",
                                               "headers",
                                               "variable",
                                               "element",
                                               "member",
                                               "nombre",
                                               "campo",
                                               "parámetro",
                                               "parametro",
                                               "paramètre",
                                               "nom",
                                               "nome",
                                               "feld",
                                               "field name",
                                               "parameter name",
                                               "header name",
                                               "param name",
                                               "keys",
                                               "nama",
                                               "参数名",
                                               "参数",
                                               "名称",
                                               "字段",
                                               "字段名",
                                               "パラメータ",
                                               "body",
                                               "body parameter",
                                               "query parameter",
                                               "request parameter",
                                               "form field",
                                               "option"};
  static constexpr std::string_view kType[] = {
      "type", "data type", "datatype",        "tipo",       "typ",        "format",
      "tipe", "类型",      "json value type", "value type", "value type", "schema type"};
  static constexpr std::string_view kNeed[] = {
      "required",    "mandatory",   "require",  "is required", "required/optional",  "optional/required",
      "req",         "requirement", "presence", "necessity",   "obligatorio",        "requerido",
      "obligatoire", "obrigatório", "wajib",    "m/o",         "necessary",          "必填",
      "是否必填",    "必须",        "必須",     "needed",      "mandatory/optional", "requis"};
  static constexpr std::string_view kOptional[] = {"optional", "opcional", "nullable"};
  static constexpr std::string_view kDescription[] = {
      "description", "desc",      "descripción", "descripcion", "descrição",   "meaning",      "details", "notes",
      "note",        "comment",   "comments",    "remark",      "explanation", "beschreibung", "info",    "purpose",
      "message",     "deskripsi", "说明",        "描述",        "説明",        "reason",       "text"};
  static constexpr std::string_view kExample[] = {
      "example", "sample",   "value", "example value",    "ejemplo", "exemple", "sample value",
      "values",  "response", "body",  "example response", "content", "contoh"};
  static constexpr std::string_view kPlace[] = {"in",         "location", "located in", "place",  "parameter type",
                                                "param type", "where",    "position",   "sent in"};
  static constexpr std::string_view kStatus[] = {
      "code", "status",     "status code", "http status",   "http code", "http status code", "response code", "código",
      "http", "statuscode", "error code",  "http response", "codigo"};
  static constexpr std::string_view kMethod[] = {"method", "http method", "verb", "http verb",
                                                 "método", "methods",     "http"};
  static constexpr std::string_view kPath[] = {"path",     "url",  "uri", "endpoint", "route",   "endpoints",
                                               "resource", "ruta", "api", "routes",   "uri path"};
  Columns columns;
  const std::vector<std::string>& header = table.rows[0].cells;
  for (size_t i = 0; i < header.size(); ++i) {
    const std::string word = PlainLabel(header[i]);
    const int at = static_cast<int>(i);
    auto take = [&](int& column) {
      if (column == kNone) column = at;
    };
    if (i == 0 && (IsOneOf(word, kName) || header[i].ends_with("Name")))
      take(columns.name);
    else if (IsOneOf(word, kStatus) &&
             MostCells(table, at, [](std::string_view cell) { return RequiredOfWord(cell).has_value(); }))
      take(columns.need);
    else if (IsOneOf(word, kStatus) &&
             MostCells(table, at, [](std::string_view cell) { return StatusOfText(cell) > 0; }))
      take(columns.status);
    else if (IsOneOf(word, kMethod) &&
             MostCells(table, at, [](std::string_view cell) { return !MethodOfWord(cell).empty(); }))
      take(columns.method);
    else if (IsOneOf(word, kPath) && MostCells(table, at, LooksLikePath))
      take(columns.path);
    else if (IsOneOf(word, kType))
      take(columns.type);
    else if (IsOneOf(word, kNeed))
      take(columns.need);
    else if (IsOneOf(word, kOptional)) {
      if (columns.need == kNone) columns.need_inverted = true;
      take(columns.need);
    } else if (IsOneOf(word, kPlace))
      take(columns.place);
    else if (IsOneOf(word, kDescription))
      take(columns.description);
    else if (word == "schema")
      take(columns.schema);
    else if (IsOneOf(word, kExample))
      take(columns.example);
    else if (IsOneOf(word, kName))
      take(columns.name);
  }
  return columns;
}

bool IsMediaType(std::string_view cell) {
  const std::string lower = ToLower(cell);
  return lower.starts_with("application/") || lower.starts_with("multipart/") || lower.starts_with("text/");
}

std::optional<Field::In> PlaceOf(std::string_view cell, bool& header) {
  if (HasWord(cell, "header")) header = true;
  if (HasWord(cell, "query")) return Field::In::kQuery;
  if (HasWord(cell, "path") || HasWord(cell, "url")) return Field::In::kPath;
  if (HasWord(cell, "body") || HasWord(cell, "formdata") || HasWord(cell, "form") || HasWord(cell, "json"))
    return Field::In::kBody;
  return std::nullopt;
}

// "email required", "email (string)", "email*": the name, and what stands behind it.
std::string NameOf(std::string_view cell, Field& field) {
  std::string_view name = Trim(cell);
  // Marks of nesting in front: "» name", "- name", "└ name".
  while (!name.empty() &&
         (name[0] == '-' || name[0] == '>' || name[0] == '.' || static_cast<unsigned char>(name[0]) == 0xC2 ||
          static_cast<unsigned char>(name[0]) == 0xE2)) {
    name.remove_prefix(name[0] == '-' || name[0] == '>' || name[0] == '.' ? 1
                       : static_cast<unsigned char>(name[0]) == 0xC2      ? 2
                                                                          : 3);
    name = Trim(name);
  }
  const size_t end = name.find_first_of(" \t\n(");
  const std::string_view rest = end == std::string_view::npos ? std::string_view() : Trim(name.substr(end));
  name = name.substr(0, end);
  if (name.ends_with('*') && name.size() > 1) field.required = true;
  if (!rest.empty()) {
    const std::string_view first = rest[0] == '(' || rest[0] == '[' ? rest : rest.substr(0, rest.find(' '));
    Field traits;
    ReadTraits(rest, traits);
    const bool marks = RequiredOfWord(first).has_value() || rest[0] == '(' || rest[0] == '[' || rest[0] == ':';
    if (!marks && !traits.required) return "";
    if (traits.required) field.required = traits.required;
    if (traits.type != ValueType::kUnknown) field.type = traits.type;
  }
  return CleanName(name);
}

// A first sentence such as "Required." or "(optional)", or a MUST that stands without a condition (RFC 2119).
std::optional<bool> NeedOfDescription(std::string_view description) {
  const std::string lower = ToLower(Trim(description));
  const std::string first = lower.substr(0, lower.find_first_of(".,:;)\n"));
  if (first.size() <= 14) {
    if (std::optional<bool> need = RequiredOfWord(first); need && first.size() > 2) return need;
  }
  if (lower.ends_with("(required)") || lower.ends_with("[required]")) return true;
  if (lower.ends_with("(optional)") || lower.ends_with("[optional]")) return false;
  const size_t must = description.find("MUST be");
  if (must != std::string_view::npos && !HasWord(description, "when") && !HasWord(description, "if")) return true;
  return std::nullopt;
}

void AddParameter(const Block::Row& row, const Columns& columns, std::vector<PageTable::Parameter>& parameters) {
  PageTable::Parameter parameter;
  Field& field = parameter.field;
  const std::string_view type_cell = Cell(row, columns.type);
  field.type = TypeOfWord(type_cell);
  parameter.name = NameOf(Cell(row, columns.name), field);
  const std::string_view description = Cell(row, columns.description);
  field.path = FieldPath(parameter.name);
  if (SaysNothing(parameter.name)) return;
  if (field.path.empty()) {
    // A row of one cell, a sentence: it goes on about the parameter before.
    if (!parameters.empty() && row.cells.size() == 1) parameters.back().field.description += " " + row.cells[0];
    return;
  }
  field.declared = true;
  field.lines = row.lines;
  field.description = std::string(description);
  // A row that lost a cell has its type under another head.
  for (size_t i = 1; i < row.cells.size() && columns.type != kNone && field.type == ValueType::kUnknown; ++i) {
    if (row.cells[i].find(' ') == std::string::npos) field.type = TypeOfWord(row.cells[i]);
  }
  if (columns.need != kNone) {
    std::optional<bool> need = RequiredOfWord(Cell(row, columns.need));
    if (need && columns.need_inverted && !HasWord(Cell(row, columns.need), "optional") &&
        !HasWord(Cell(row, columns.need), "required")) {
      need = !*need;
    }
    if (need) field.required = need;
  }
  if (!field.required && HasWord(type_cell, "required")) field.required = true;
  if (!field.required && HasWord(type_cell, "optional")) field.required = false;
  if (!field.required) field.required = NeedOfDescription(description);
  const std::string_view example = Cell(row, columns.example);
  if (!example.empty()) field.example = Json(example);
  bool header = false;
  std::optional<Field::In> place;
  for (std::string_view cell : {Cell(row, columns.place), type_cell}) {
    if (!place) place = PlaceOf(cell, header);
  }
  parameter.header = header;
  field.placed = place.has_value();
  if (place) field.in = *place;
  parameters.push_back(std::move(parameter));
}

}  // namespace

void ReadTraits(std::string_view text, Field& field) {
  std::string piece;
  auto take = [&] {
    const std::string_view word = Trim(piece);
    if (!word.empty() && word.size() < 30) {
      if (field.type == ValueType::kUnknown) field.type = TypeOfWord(word);
      if (!field.required) {
        const std::optional<bool> need = RequiredOfWord(word);
        if (need && word.size() > 2) field.required = need;
      }
    }
    piece.clear();
  };
  size_t read = 0;
  for (char c : text.substr(0, 120)) {
    ++read;
    if (std::string_view("()[]{}<>,;:|=`*").find(c) != std::string_view::npos) {
      take();
    } else if (c == '-' || static_cast<unsigned char>(c) == 0xE2) {
      take();
    } else {
      piece += c;
    }
  }
  take();
  if (field.required) return;
  if (HasWord(text, "optional")) field.required = false;
  const bool conditional = HasWord(text, "if") || HasWord(text, "when") || HasWord(text, "not");
  if (!field.required && (HasWord(text, "required") || HasWord(text, "mandatory")) && !conditional)
    field.required = true;
}

PageTable ReadPageTable(const Block& table) {
  PageTable found;
  if (table.rows.size() < 2) return found;
  const Columns columns = ColumnsOf(table);
  found.names_headers = columns.name == 0 && PlainLabel(table.rows[0].cells[0]).starts_with("header");
  found.tells_need = columns.need != kNone;
  const bool bodies = columns.type != kNone && columns.example != kNone && columns.name == kNone &&
                      MostCells(table, columns.type, IsMediaType);
  for (size_t i = 1; i < table.rows.size(); ++i) {
    const Block::Row& row = table.rows[i];
    if (columns.path != kNone && columns.method != kNone) {
      PageTable::Route& route = found.routes.emplace_back();
      route.method = MethodOfWord(Cell(row, columns.method));
      route.path = std::string(Cell(row, columns.path));
      route.description = std::string(Cell(row, columns.description));
      route.lines = row.lines;
      for (size_t k = 0; k < row.cells.size() && k < table.rows[0].cells.size(); ++k) {
        const int column = static_cast<int>(k);
        if (column == columns.method || column == columns.path || column == columns.description) continue;
        route.traits.push_back({table.rows[0].cells[k], row.cells[k], row.lines});
      }
    } else if (columns.status != kNone && columns.name == kNone) {
      const std::string_view example = Cell(row, columns.example);
      const bool body = example.find_first_of("{[") != std::string_view::npos;
      found.answers.push_back({StatusOfText(Cell(row, columns.status)),
                               std::string(!Cell(row, columns.description).empty() ? Cell(row, columns.description)
                                           : body                                  ? ""
                                                                                   : example),
                               body ? std::string(example) : "", row.lines});
    } else if (bodies) {
      found.bodies.push_back({std::string(Cell(row, columns.type)), std::string(Cell(row, columns.example)),
                              std::string(Cell(row, columns.schema)), row.lines});
    } else if (columns.name != kNone) {
      AddParameter(row, columns, found.parameters);
    }
  }
  const bool nothing =
      found.parameters.empty() && found.answers.empty() && found.routes.empty() && found.bodies.empty();
  if (nothing && table.rows[0].cells.size() == 2) {
    for (const Block::Row& row : table.rows) {
      if (row.cells.size() == 2) found.pairs.push_back({row.cells[0], row.cells[1], row.lines});
    }
  }
  return found;
}

std::optional<Block> ReadSpacedTable(const std::vector<std::string>& lines, int first_line) {
  static constexpr std::string_view kHeads[] = {
      "parameter", "property",  "field",       "name",     "attribute", "key",      "status code", "code",
      "type",      "data type", "description", "required", "comment",   "comments", "mandatory",   "data"};
  if (lines.size() < 2) return std::nullopt;
  std::vector<std::string> header;
  std::string_view rest = lines[0];
  const std::string lower = ToLower(rest);
  for (size_t at = 0; at < lower.size();) {
    size_t length = 0;
    for (std::string_view head : kHeads) {
      const bool here = std::string_view(lower).substr(at).starts_with(head) &&
                        (at + head.size() == lower.size() || lower[at + head.size()] == ' ');
      if (here) length = std::max(length, head.size());
    }
    if (length == 0) return std::nullopt;
    header.emplace_back(rest.substr(at, length));
    at += length;
    while (at < lower.size() && lower[at] == ' ') ++at;
  }
  if (header.size() < 2) return std::nullopt;
  const bool status = ToLower(header[0]).ends_with("code");
  const bool typed = ToLower(header[1]).ends_with("type");
  const bool need = ToLower(header.back()) == "required" || ToLower(header.back()) == "mandatory";
  Block table;
  table.kind = Block::Kind::kTable;
  table.lines = {first_line, first_line + static_cast<int>(lines.size()) - 1};
  table.rows.push_back({header, {first_line, first_line}});
  for (size_t i = 1; i < lines.size(); ++i) {
    std::string_view line = Trim(lines[i]);
    auto take_first = [&] {
      const std::string_view word = line.substr(0, line.find(' '));
      line = Trim(line.substr(word.size()));
      return std::string(word);
    };
    Block::Row row;
    const int at = first_line + static_cast<int>(i);
    row.lines = {at, at};
    row.cells.push_back(take_first());
    if (status && StatusOfText(row.cells[0]) == 0) return std::nullopt;
    if (typed) row.cells.push_back(take_first());
    std::string needed;
    if (need) {
      const size_t space = line.rfind(' ');
      needed = std::string(line.substr(space == std::string_view::npos ? 0 : space + 1));
      if (!RequiredOfWord(needed)) return std::nullopt;
      line = Trim(line.substr(0, line.size() - needed.size()));
    }
    while (row.cells.size() + (need ? 1 : 0) < header.size()) {
      const bool last = row.cells.size() + (need ? 2 : 1) == header.size();
      row.cells.push_back(last ? std::string(line) : take_first());
    }
    if (need) row.cells.push_back(needed);
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::optional<Field> ParameterOfLine(const std::vector<TextRun>& runs, Lines lines) {
  size_t first = 0;
  while (first < runs.size() && Trim(runs[first].text).empty()) ++first;
  if (first == runs.size()) return std::nullopt;
  std::string rest;
  for (size_t i = first + 1; i < runs.size(); ++i) rest += runs[i].text;
  std::string_view name = Trim(runs[first].text);
  const bool marked = runs[first].code || runs[first].bold;
  const size_t end = name.find_first_of(" \t(:=,[");
  const bool indexed = end != std::string_view::npos && name[end] == '[' && name.find(']') != std::string_view::npos &&
                       name.substr(end, 2) != "[s" && marked && name.find('=') == std::string_view::npos;
  std::string text = rest;
  if (end != std::string_view::npos && !indexed) {
    text = std::string(name.substr(end)) + rest;
    name = name.substr(0, end);
  }
  std::string_view after = Trim(text);
  const bool separated = after.empty() ? marked
                                       : std::string_view("(:=-[,").find(after[0]) != std::string_view::npos ||
                                             after.starts_with("–") || after.starts_with("—") || after.starts_with("→");
  if (!separated && !marked) return std::nullopt;
  Field field;
  field.path = FieldPath(name);
  if (field.path.empty()) return std::nullopt;
  field.declared = true;
  field.lines = lines;
  field.placed = false;
  if (runs[first].text.ends_with('*') && name.size() > 1) field.required = true;
  ReadTraits(after, field);
  field.description = std::string(after);
  return field;
}

}  // namespace authconform
