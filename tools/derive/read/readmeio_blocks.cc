#include "tools/derive/read/readmeio_blocks.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include "tools/derive/text/loose_json.h"

namespace authconform {
namespace {

constexpr std::string_view kOpening = "[block:";
constexpr std::string_view kClosing = "[/block]";
constexpr int kMostColumns = 64;

std::string TextOf(const Json* value) {
  if (value == nullptr || value->is_null()) return "";
  if (value->is_string()) return value->string();
  return value->is_number() || value->is_bool() ? WriteJson(*value) : "";
}

std::string Text(const Json& object, std::string_view name) { return TextOf(object.Find(name)); }

// A fence longer than any run of backticks in the code.
std::string FenceAround(std::string_view code) {
  size_t longest = 2;
  size_t run = 0;
  for (char c : code) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(longest + 1, '`');
}

std::string OneWord(std::string_view text) {
  text = Trim(text);
  return std::string(text.substr(0, text.find_first_of(" \t\r\n`|")));
}

std::string OneLine(std::string_view text) {
  std::string line;
  for (char c : Trim(text)) line += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  return line;
}

std::string CodeTab(const Json& tab) {
  const std::string code = Text(tab, "code");
  std::string title = OneLine(Text(tab, "name"));
  if (const std::string status = Text(tab, "status"); !status.empty() && title.find(status) == std::string::npos) {
    title = status + (title.empty() ? "" : " " + title);
  }
  const std::string fence = FenceAround(code);
  return (title.empty() ? "" : "**" + title + "**\n\n") + fence + OneWord(Text(tab, "language")) + "\n" + code + "\n" +
         fence + "\n\n";
}

std::string Code(const Json& block) {
  std::string markdown;
  const Json* codes = block.Find("codes");
  if (codes == nullptr || !codes->is_array()) return markdown;
  for (const Json& tab : codes->array()) markdown += CodeTab(tab);
  return markdown;
}

std::string Cell(const std::string& text) {
  std::string cell;
  for (char c : OneLine(text)) {
    if (c == '|' && !cell.ends_with('\\')) cell += '\\';
    cell += c;
  }
  return cell;
}

// "h-1" and "0-1": the row, -1 for the header, and the column.
std::optional<std::pair<int, int>> CellOfKey(std::string_view key) {
  const size_t dash = key.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  int row = -1;
  int column = 0;
  const std::string_view first = key.substr(0, dash);
  const std::string_view second = key.substr(dash + 1);
  const auto whole = [](std::string_view text, int& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number >= 0;
  };
  if ((first != "h" && !whole(first, row)) || !whole(second, column) || column >= kMostColumns) return std::nullopt;
  return std::pair(row, column);
}

std::string Table(const Json& block) {
  const Json* data = block.Find("data");
  if (data == nullptr || !data->is_object()) return "";
  std::map<int, std::map<int, std::string>> rows;
  rows[-1];
  int columns = 1;
  for (const auto& [key, text] : data->object()) {
    const auto cell = CellOfKey(key);
    if (!cell) continue;
    rows[cell->first][cell->second] = Cell(TextOf(&text));
    columns = std::max(columns, cell->second + 1);
  }
  std::string markdown;
  for (auto& [number, cells] : rows) {
    markdown += "|";
    for (int column = 0; column < columns; ++column) markdown += " " + cells[column] + " |";
    markdown += "\n";
    if (number != -1) continue;
    markdown += "|";
    for (int column = 0; column < columns; ++column) markdown += "---|";
    markdown += "\n";
  }
  return markdown + "\n";
}

std::string Paragraphs(const Json& block) {
  std::string markdown;
  for (std::string_view name : {"title", "body", "text", "html"}) {
    if (const std::string text = Text(block, name); !Trim(text).empty()) markdown += text + "\n\n";
  }
  return markdown;
}

std::string MarkdownOf(std::string_view kind, const Json& block) {
  if (kind == "code") return Code(block);
  if (kind == "parameters") return Table(block);
  if (kind == "api-header" || kind == "header") return "## " + OneLine(Text(block, "title")) + "\n\n";
  if (kind == "callout" || kind == "html" || kind == "textarea" || kind == "text") return Paragraphs(block);
  return "";
}

// Collects lines of Markdown, and which line of the body each stands for.
class Writer {
 public:
  // Text that is as it stands in the body.
  void Keep(std::string_view text) {
    for (char c : text) {
      Put(c);
      if (c == '\n') ++line_;
    }
  }

  // Text that stands for `source`, which is skipped.
  void Replace(std::string_view source, std::string_view text) {
    EndLine();
    if (!text.empty()) Put('\n');
    for (char c : text) Put(c);
    line_ += static_cast<int>(std::count(source.begin(), source.end(), '\n'));
    EndLine();
  }

  int line() const { return line_; }

  MarkdownBody Take() {
    EndLine();
    return std::move(body_);
  }

 private:
  void Put(char c) {
    if (at_start_) body_.body_lines.push_back(line_);
    at_start_ = c == '\n';
    body_.markdown += c;
  }
  void EndLine() {
    if (!at_start_) Put('\n');
  }

  MarkdownBody body_;
  int line_ = 1;
  bool at_start_ = true;
};

}  // namespace

Lines MarkdownBody::InBody(Lines lines) const {
  if (!lines || body_lines.empty()) return lines;
  const auto at = [this](int line) {
    const size_t index = static_cast<size_t>(std::max(line, 1)) - 1;
    return body_lines[std::min(index, body_lines.size() - 1)];
  };
  return {at(lines.first), at(lines.last)};
}

MarkdownBody UndoMagicBlocks(std::string_view body, std::vector<Repair>& repairs) {
  Writer writer;
  size_t at = 0;
  while (true) {
    const size_t open = body.find(kOpening, at);
    const size_t kind_end = open == std::string_view::npos ? open : body.find(']', open);
    if (kind_end == std::string_view::npos) break;
    writer.Keep(body.substr(at, open - at));
    const std::string_view kind = body.substr(open + kOpening.size(), kind_end - open - kOpening.size());
    const size_t next = std::min(body.find(kOpening, kind_end), body.size());
    const size_t close = body.substr(0, next).find(kClosing, kind_end);
    const size_t content_end = close == std::string_view::npos ? next : close;
    const std::string_view content = body.substr(kind_end + 1, content_end - kind_end - 1);
    at = close == std::string_view::npos ? next : close + kClosing.size();
    const std::string_view source = body.substr(open, at - open);
    const Lines lines = {writer.line(),
                         writer.line() + static_cast<int>(std::count(source.begin(), source.end(), '\n'))};
    if (close == std::string_view::npos) repairs.push_back({lines, "a [block] never closes"});
    const std::optional<LooseJson> block = ReadLooseJson(content, lines.first);
    if (!block) repairs.push_back({lines, "a [block] is not JSON and is left out"});
    writer.Replace(source, block ? MarkdownOf(kind, block->value) : "");
  }
  writer.Keep(body.substr(at));
  return writer.Take();
}

}  // namespace authconform
