#include "tools/derive/text/pipe_table.h"

#include <array>

namespace authconform {
namespace {

bool IsPunctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

// Rows of `columns` cells, each cell ended by a pipe, whatever the lines.
class Flow {
 public:
  Flow(const std::vector<std::string_view>& lines, size_t next, size_t columns, int first_line)
      : lines_(lines), next_(next), columns_(columns), first_line_(first_line) {}

  // The index after the rows' last line.
  size_t end() const { return end_; }

  std::vector<Block::Row> Rows() {
    std::vector<Block::Row> rows;
    while (next_ < lines_.size()) {
      std::optional<Block::Row> row = TakeRow();
      if (!row) break;
      rows.push_back(std::move(*row));
      end_ = next_;
    }
    return rows;
  }

 private:
  // nullopt where no row starts, or one that does not end.
  std::optional<Block::Row> TakeRow() {
    Block::Row row;
    constexpr size_t kMostLines = 2000;
    size_t at = next_;
    size_t blank = 0;
    while (at < lines_.size() && Trim(lines_[at]).empty() && ++blank < 3) ++at;
    const size_t start = at;
    std::string cell;
    for (; at < lines_.size() && at < start + kMostLines; ++at) {
      std::string_view line = Trim(lines_[at]);
      if (at == start) {
        if (line.find('|') == std::string_view::npos || IsDelimiterRow(line)) return std::nullopt;
        if (line.starts_with('|')) line.remove_prefix(1);
      } else if (Trim(cell).empty() && line.find('|') == std::string_view::npos && line.find_first_of("{[") != 0) {
        if (row.cells.size() + 1 < columns_) return std::nullopt;
        row.cells.emplace_back();  // the last cell is missing
        --at;
        break;
      }
      for (char c : line) {
        if (c != '|') {
          cell += c;
          continue;
        }
        row.cells.push_back(PlainText(cell));
        cell.clear();
      }
      const bool value = cell.find_first_of("{[") == std::string::npos;
      if (row.cells.size() + 1 == columns_ && !Trim(cell).empty() && value) {
        row.cells.push_back(PlainText(cell));  // the last cell of a line may lack its pipe
        cell.clear();
      }
      if (!cell.empty()) cell += '\n';
      if (row.cells.size() >= columns_) break;
    }
    if (row.cells.size() != columns_ || row.cells[0].empty() || row.cells[0].find('\n') != std::string::npos)
      return std::nullopt;
    row.lines = {first_line_ + static_cast<int>(start), first_line_ + static_cast<int>(at)};
    next_ = at + 1;
    return row;
  }

  const std::vector<std::string_view>& lines_;
  size_t next_;
  size_t columns_;
  int first_line_;
  size_t end_ = 0;
};

// The header at lines[start]: its cells, and the index after it and its delimiter row. Empty: there is none.
std::vector<std::string> TakeHeader(const std::vector<std::string_view>& lines, size_t start, size_t& next) {
  if (IsDelimiterRow(lines[start])) return {};
  std::vector<std::string> header = SplitCells(lines[start]);
  next = start + 1;
  if (header.size() > 1) {
    const bool ruled = next < lines.size() && IsDelimiterRow(lines[next]);
    if (!ruled && !Trim(lines[start]).ends_with('|')) return {};
    if (ruled) {
      const size_t columns = SplitCells(lines[next]).size();
      // What stood before the table is glued to its first line.
      if (header.size() > columns && columns > 1)
        header.erase(header.begin(), header.end() - static_cast<std::ptrdiff_t>(columns));
      ++next;
    }
    return header;
  }
  // One cell a line: only a delimiter row tells where the header ends.
  header.clear();
  constexpr size_t kWidest = 12;
  for (next = start; next < lines.size() && next < start + 3 * kWidest; ++next) {
    const std::string_view line = Trim(lines[next]);
    if (line.empty()) continue;
    if (IsDelimiterRow(line)) break;
    if (!line.ends_with('|') || SplitCells(line).size() != 1) return {};
    header.push_back(SplitCells(line)[0]);
  }
  if (next >= lines.size() || !IsDelimiterRow(lines[next]) || SplitCells(lines[next]).size() != header.size())
    return {};
  ++next;
  return header;
}

}  // namespace

std::vector<std::string> SplitCells(std::string_view line) {
  line = Trim(line);
  std::vector<std::string> cells;
  std::string cell;
  bool code = false;
  bool piped = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size() && line[i + 1] == '|') {
      cell += '|';
      ++i;
    } else if (line[i] == '|' && !code) {
      piped = true;
      if (i > 0) cells.emplace_back(Trim(cell));
      cell.clear();
    } else {
      if (line[i] == '`') code = !code && line.find('`', i + 1) != std::string_view::npos;
      cell += line[i];
    }
  }
  if (!piped || !Trim(cell).empty()) cells.emplace_back(Trim(cell));
  return cells;
}

bool IsDelimiterRow(std::string_view line) {
  line = Trim(line);
  if (line.find_first_not_of("-:|+= \t") != std::string_view::npos) return false;
  return line.find("--") != std::string_view::npos && line.find_first_of("|+") != std::string_view::npos;
}

std::optional<Block> ReadPipeTable(const std::vector<std::string_view>& lines, size_t start, int first_line,
                                   size_t& end) {
  size_t i = start;
  while (i < lines.size() && IsDelimiterRow(lines[i])) ++i;  // a line drawn over the header
  if (i >= lines.size()) return std::nullopt;
  const std::vector<std::string> header = SplitCells(lines[i]);
  if (header.size() < 2 && !Trim(lines[i]).starts_with('|')) return std::nullopt;
  Block table;
  table.kind = Block::Kind::kTable;
  auto add = [&](size_t index) {
    Block::Row& row = table.rows.emplace_back();
    const int line = first_line + static_cast<int>(index);
    row.lines = {line, line};
    for (const std::string& cell : SplitCells(lines[index])) row.cells.push_back(PlainText(cell));
  };
  add(i);
  bool ruled = false;
  for (++i; i < lines.size(); ++i) {
    if (IsDelimiterRow(lines[i])) {
      ruled = true;
      continue;
    }
    if (lines[i].find('|') == std::string_view::npos || Trim(lines[i]).empty()) break;
    add(i);
  }
  if (table.rows.size() < 2 && !ruled) return std::nullopt;
  // Without a rule, prose that happens to hold pipes must not pass for a table: rows are about as wide as the header.
  if (!ruled) {
    for (const Block::Row& row : table.rows) {
      if (row.cells.size() + 1 < header.size() || row.cells.size() > header.size() + 1) return std::nullopt;
    }
  }
  end = i;
  table.lines = {first_line + static_cast<int>(start), first_line + static_cast<int>(i) - 1};
  return table;
}

std::optional<Block> ReadFlowedTable(const std::vector<std::string_view>& lines, size_t start, int first_line,
                                     size_t& end) {
  size_t next = 0;
  std::vector<std::string> header = TakeHeader(lines, start, next);
  if (header.size() < 2 || next >= lines.size()) return std::nullopt;
  const size_t first_cells = SplitCells(lines[next]).size();
  const bool flows = lines[next].find('|') != std::string_view::npos && first_cells < header.size();
  if (!flows && SplitCells(lines[start]).size() > 1) return std::nullopt;
  Flow flow(lines, next, header.size(), first_line);
  Block table;
  table.kind = Block::Kind::kTable;
  for (std::string& cell : header) cell = PlainText(cell);
  table.rows.push_back(
      {std::move(header), {first_line + static_cast<int>(start), first_line + static_cast<int>(next) - 1}});
  for (Block::Row& row : flow.Rows()) table.rows.push_back(std::move(row));
  if (table.rows.size() < 2) return std::nullopt;
  end = flow.end();
  table.lines = {first_line + static_cast<int>(start), first_line + static_cast<int>(end) - 1};
  return table;
}

std::string PlainText(std::string_view markdown) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kEntities = {{{"&nbsp;", " "},
                                                                                              {"&amp;", "&"},
                                                                                              {"&lt;", "<"},
                                                                                              {"&gt;", ">"},
                                                                                              {"&quot;", "\""},
                                                                                              {"&#39;", "'"},
                                                                                              {"&#039;", "'"},
                                                                                              {"&#124;", "|"},
                                                                                              {"&vert;", "|"}}};
  std::string text;
  bool code = false;
  for (size_t i = 0; i < markdown.size(); ++i) {
    const std::string_view rest = markdown.substr(i);
    if (rest[0] == '`') {
      code = !code;
      continue;
    }
    if (!code && rest[0] == '\\' && rest.size() > 1 && IsPunctuation(rest[1])) {
      text += rest[1];
      ++i;
      continue;
    }
    if (!code && rest.starts_with("**")) {
      ++i;
      continue;
    }
    if (rest.starts_with("<br") || rest.starts_with("<BR")) {
      const size_t close = rest.substr(0, 16).find('>');
      if (close != std::string_view::npos) {
        text += ' ';
        i += close;
        continue;
      }
    }
    bool replaced = false;
    if (rest[0] == '&') {
      for (const auto& [entity, character] : kEntities) {
        if (!rest.starts_with(entity)) continue;
        text += character;
        i += entity.size() - 1;
        replaced = true;
        break;
      }
    }
    if (!replaced) text += rest[0];
  }
  std::string_view plain = Trim(text);
  while (plain.size() > 2 && (plain.front() == '*' || plain.front() == '_') && plain.back() == plain.front()) {
    plain = plain.substr(1, plain.size() - 2);
  }
  return std::string(plain);
}

}  // namespace authconform
