#include "tools/derive/text/blocks.h"

#include <algorithm>
#include <optional>

#include "tools/derive/text/markdown.h"
#include "tools/derive/text/pipe_table.h"

namespace authconform {
namespace {

// Beyond these, inline markup is no longer markup: a paragraph is taken as plain text, and a line is cut.
constexpr size_t kMostMarks = 4000;
constexpr size_t kLongestLine = 256 << 10;
constexpr size_t kDeepest = 16;

// Lines to put in, each with the index of the line it comes before.
using Insertions = std::vector<std::pair<size_t, std::string_view>>;

// The lines of a document on their way through cmark: what is taken out beforehand is blank for it, and a line may have
// been put in.
struct Page {
  std::vector<std::string_view> lines;
  std::vector<int> origin;  // of each line: its number in the document
  std::vector<Block> taken;
  std::vector<Repair>& repairs;

  // In ascending order of where; a line put in counts as the one before it.
  void Insert(const Insertions& insertions) {
    if (insertions.empty()) return;
    std::vector<std::string_view> all;
    std::vector<int> numbers;
    auto next = insertions.begin();
    for (size_t i = 0; i <= lines.size(); ++i) {
      for (; next != insertions.end() && next->first == i; ++next) {
        all.push_back(next->second);
        numbers.push_back(origin[i > 0 ? i - 1 : 0]);
      }
      if (i == lines.size()) break;
      all.push_back(lines[i]);
      numbers.push_back(origin[i]);
    }
    lines = std::move(all);
    origin = std::move(numbers);
  }

  void Blank(size_t from, size_t to) { std::fill(lines.begin() + from, lines.begin() + to, std::string_view()); }
};

// "```json": how many marks, which, and what follows them. Quotes before it are skipped.
struct Fence {
  char mark = 0;
  size_t length = 0;
  std::string_view info;
};

std::optional<Fence> FenceOf(std::string_view line) {
  line = Trim(line);
  while (line.starts_with('>')) line = Trim(line.substr(1));
  for (char mark : {'`', '~'}) {
    const size_t length = std::min(line.find_first_not_of(mark), line.size());
    if (length < 3) continue;
    const std::string_view info = Trim(line.substr(length));
    if (mark == '`' && info.find('`') != std::string_view::npos) continue;
    return Fence{mark, length, info};
  }
  return std::nullopt;
}

void DropFrontMatter(Page& page) {
  if (page.lines.empty() || Trim(page.lines[0]) != "---") return;
  for (size_t i = 1; i < page.lines.size() && i < 500; ++i) {
    if (Trim(page.lines[i]) != "---" && Trim(page.lines[i]) != "...") continue;
    page.Blank(0, i + 1);
    return;
  }
}

// Whether a line inside a fence looks as if the fence had ended before it.
bool LooksLikeProse(std::string_view line) {
  line = Trim(line);
  if (line.starts_with("**") || line.starts_with("<!--") || line.starts_with("{% ")) return true;
  const size_t marks = std::min(line.find_first_not_of('#'), line.size());
  if (marks >= 2 && marks <= 6 && marks < line.size() && line[marks] == ' ') return true;
  return line.starts_with("> ") && line.ends_with(':');
}

// Where a fence opened at `open` was meant to end, when the next line that could close it is `limit`.
size_t MeantEnd(const Page& page, size_t open, size_t limit) {
  for (size_t i = open + 1; i < limit; ++i) {
    if (LooksLikeProse(page.lines[i])) return i;
  }
  return limit;
}

// Where fences that never close were meant to end.
void CloseFences(Page& page) {
  static constexpr std::string_view kMarks[] = {"```", "~~~"};
  Insertions closes;
  size_t open = 0;
  std::optional<Fence> fence;
  auto close_at = [&](size_t limit) {
    closes.emplace_back(MeantEnd(page, open, limit), kMarks[fence->mark == '~' ? 1 : 0]);
    page.repairs.push_back({{page.origin[open], page.origin[open]}, "a fence never closes"});
    fence.reset();
  };
  for (size_t i = 0; i < page.lines.size(); ++i) {
    const std::optional<Fence> found = FenceOf(page.lines[i]);
    if (!found) continue;
    if (!fence) {
      fence = found;
      open = i;
    } else if (found->mark == fence->mark && found->length >= fence->length) {
      if (found->info.empty()) {
        fence.reset();
      } else {
        close_at(i);
        fence = found;
        open = i;
      }
    }
  }
  if (fence) close_at(page.lines.size());
  page.Insert(closes);
}

// A table that starts or ends in the middle of text is set apart from it: CommonMark would take the text for rows.
void SetTablesApart(Page& page) {
  Insertions blanks;
  auto piped = [&](size_t i) { return page.lines[i].find('|') != std::string_view::npos; };
  auto text = [&](size_t i) { return !Trim(page.lines[i]).empty() && !piped(i); };
  for (size_t i = 1; i < page.lines.size(); ++i) {
    if (!IsDelimiterRow(page.lines[i]) || !piped(i) || !piped(i - 1)) continue;
    if (i > 1 && text(i - 2)) blanks.emplace_back(i - 1, std::string_view());
    size_t end = i + 1;
    while (end < page.lines.size() && piped(end)) ++end;
    if (end < page.lines.size() && text(end)) blanks.emplace_back(end, std::string_view());
  }
  page.Insert(blanks);
}

// Converters of pages whose headings carry an anchor ("Section titled “Request”") glue a heading to the end of the line
// before and the anchor to the start of its text.
void Unglue(Page& page) {
  static constexpr std::pair<std::string_view, std::string_view> kQuotes[] = {{"“", "”"}, {"«", "»"}};
  Insertions headings;
  for (size_t i = 1; i < page.lines.size(); ++i) {
    std::string_view& line = page.lines[i];
    std::string_view& before = page.lines[i - 1];
    for (const auto& [open, close] : kQuotes) {
      const size_t from = line.substr(0, 60).find(open);
      const size_t to = from == std::string_view::npos ? from : line.find(close, from);
      if (to == std::string_view::npos || from == 0) continue;
      const std::string_view heading = line.substr(from + open.size(), to - from - open.size());
      if (heading.empty() || !before.ends_with(heading)) continue;
      before.remove_suffix(heading.size());
      line = line.substr(to + close.size());
      headings.emplace_back(i, std::string_view());
      headings.emplace_back(i, heading);
      headings.emplace_back(i, std::string_view());
      break;
    }
  }
  page.Insert(headings);
}

void TakeFlowedTables(Page& page) {
  for (size_t i = 0; i + 1 < page.lines.size(); ++i) {
    if (page.lines[i].find('|') == std::string_view::npos) continue;
    size_t end = 0;
    std::optional<Block> table = ReadFlowedTable(page.lines, i, 0, end);
    if (!table) {
      // The rows of a sound table are no headers.
      if (IsDelimiterRow(page.lines[i + 1])) {
        while (i + 1 < page.lines.size() && page.lines[i + 1].find('|') != std::string_view::npos) ++i;
      }
      continue;
    }
    auto original = [&](Lines at) {
      return Lines{page.origin[static_cast<size_t>(at.first)], page.origin[static_cast<size_t>(at.last)]};
    };
    table->lines = original(table->lines);
    for (Block::Row& row : table->rows) row.lines = original(row.lines);
    page.repairs.push_back({table->lines, "the cells of a table stand on lines of their own"});
    page.taken.push_back(std::move(*table));
    page.Blank(i, end);
    i = end - 1;
  }
}

bool StartsJson(std::string_view line) {
  line = Trim(line);
  if (line.empty() || (line[0] != '{' && line[0] != '[')) return false;
  const std::string_view rest = Trim(line.substr(1));
  return rest.empty() || rest[0] == '"' || rest[0] == '{' || rest[0] == '\'' || rest[0] == ']' ||
         (rest[0] == '}' && rest.size() == 1);
}

// The line after a JSON text that starts at lines[start]: where its brackets are closed, or where it can no longer go
// on.
size_t EndOfJson(const std::vector<std::string_view>& lines, size_t start) {
  int depth = 0;
  bool text = false;
  for (size_t i = start; i < lines.size(); ++i) {
    for (size_t k = 0; k < lines[i].size(); ++k) {
      const char c = lines[i][k];
      if (text && c == '\\')
        ++k;
      else if (c == '"')
        text = !text;
      else if (!text && (c == '{' || c == '['))
        ++depth;
      else if (!text && (c == '}' || c == ']'))
        --depth;
    }
    text = false;
    if (depth <= 0) return i + 1;
  }
  return lines.size();
}

// A curl call in the middle of text: the line after it, where no backslash and no open quote carries it on.
size_t EndOfCurl(const std::vector<std::string_view>& lines, size_t start) {
  size_t quotes = 0;
  for (size_t i = start; i < lines.size(); ++i) {
    const std::string_view line = Trim(lines[i]);
    quotes += static_cast<size_t>(std::count(line.begin(), line.end(), '\''));
    const bool option_follows =
        i + 1 < lines.size() && Trim(lines[i + 1]).starts_with('-') && Trim(lines[i + 1]).find("- ") != 0;
    if (!line.ends_with('\\') && quotes % 2 == 0 && !option_follows) return i + 1;
  }
  return lines.size();
}

Block TextBlock(const std::vector<std::string_view>& lines, size_t from, size_t to, int first_line) {
  Block block;
  block.lines = {first_line + static_cast<int>(from), first_line + static_cast<int>(to) - 1};
  for (size_t i = from; i < to; ++i) {
    const int line = first_line + static_cast<int>(i);
    if (i > from) block.runs.push_back({"\n", false, false, {line, line}});
    block.runs.push_back({PlainText(lines[i]), false, false, {line, line}});
  }
  for (const TextRun& run : block.runs) block.text += run.text;
  return block;
}

Block CodeBlock(const std::vector<std::string_view>& lines, size_t from, size_t to, int first_line) {
  Block block;
  block.kind = Block::Kind::kCode;
  block.lines = {first_line + static_cast<int>(from), first_line + static_cast<int>(to) - 1};
  block.text_lines = block.lines;
  for (size_t i = from; i < to; ++i) block.text.append(lines[i]).append("\n");
  return block;
}

// Text without markup, or that Markdown took for one paragraph, into its paragraphs, tables and JSON texts.
std::vector<Block> SplitText(const std::vector<std::string_view>& lines, int first_line) {
  std::vector<Block> blocks;
  size_t text_from = 0;
  auto flush = [&](size_t to) {
    while (text_from < to && Trim(lines[text_from]).empty()) ++text_from;
    if (text_from < to) blocks.push_back(TextBlock(lines, text_from, to, first_line));
  };
  for (size_t i = 0; i < lines.size();) {
    size_t end = i;
    if (StartsJson(lines[i])) {
      end = EndOfJson(lines, i);
      flush(i);
      blocks.push_back(CodeBlock(lines, i, end, first_line));
    } else if (Trim(lines[i]).starts_with("curl ")) {
      end = EndOfCurl(lines, i);
      flush(i);
      blocks.push_back(CodeBlock(lines, i, end, first_line));
    } else if (lines[i].find('|') != std::string_view::npos) {
      if (std::optional<Block> table = ReadPipeTable(lines, i, first_line, end)) {
        flush(i);
        blocks.push_back(std::move(*table));
      }
    } else if (Trim(lines[i]).empty()) {
      flush(i);
      end = i + 1;
    }
    if (end > i) {
      text_from = end;
      i = end;
    } else {
      ++i;
    }
  }
  flush(lines.size());
  return blocks;
}

// A line without the marks of quotes and lists beyond a depth that pages have: cmark's work grows with their square.
std::string_view WithoutDepth(std::string_view line) {
  size_t marks = 0;
  for (size_t i = 0; i < line.size() && std::string_view("> -*+").find(line[i]) != std::string_view::npos; ++i) {
    if (line[i] != ' ' && ++marks > kDeepest) {
      // A rule is as good when short.
      if (line.find_first_not_of("-* \t\r") == std::string_view::npos) return line.substr(0, i);
      return line.substr(std::min(line.find_first_not_of("> -*+"), line.size()));
    }
  }
  return line;
}

// Paragraphs that cmark must not see: their inline markup is beyond what a page has.
void TakeOverloaded(Page& page) {
  size_t from = 0;
  size_t marks = 0;
  auto close = [&](size_t to) {
    if (marks > kMostMarks) {
      const std::vector<std::string_view> lines(page.lines.begin() + from, page.lines.begin() + to);
      for (Block& block : SplitText(lines, page.origin[from])) page.taken.push_back(std::move(block));
      page.repairs.push_back(
          {{page.origin[from], page.origin[to - 1]}, "text with too much markup is read as plain text"});
      page.Blank(from, to);
    }
    marks = 0;
  };
  bool fenced = false;
  for (size_t i = 0; i < page.lines.size(); ++i) {
    std::string_view& line = page.lines[i];
    if (line.size() > kLongestLine) {
      line = line.substr(0, kLongestLine);
      page.repairs.push_back({{page.origin[i], page.origin[i]}, "a line is too long and was cut"});
    }
    line = WithoutDepth(line);
    if (FenceOf(line)) {
      fenced = !fenced;
      close(i);
      from = i + 1;
    } else if (!fenced && Trim(line).empty()) {
      close(i);
      from = i + 1;
    } else if (!fenced) {
      marks += static_cast<size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return c == '[' || c == ']' || c == '*' || c == '_' || c == '`' || c == '<' || c == '!' || c == '&';
      }));
    }
  }
  close(page.lines.size());
}

std::vector<std::string_view> RawLines(const Page& page, Lines where) {
  std::vector<std::string_view> raw;
  for (int line = std::max(where.first, 1); line <= where.last && line <= static_cast<int>(page.lines.size()); ++line) {
    raw.push_back(page.lines[static_cast<size_t>(line) - 1]);
  }
  return raw;
}

// The first line of a list item without its "- ", "* ", "3. ".
std::vector<std::string_view> WithoutMarker(std::vector<std::string_view> lines, bool item) {
  if (!item || lines.empty()) return lines;
  const std::string_view line = Trim(lines[0]);
  const size_t marker = line.find_first_not_of("-*+0123456789.)");
  if (marker != std::string_view::npos && marker > 0 && line[marker] == ' ') lines[0] = line.substr(marker + 1);
  return lines;
}

bool HoldsMoreThanText(const std::vector<std::string_view>& lines) {
  return std::any_of(lines.begin(), lines.end(), [](std::string_view line) {
    return line.find('|') != std::string_view::npos || StartsJson(line) || Trim(line).starts_with("curl ");
  });
}

// An indented block that starts with a fence: the fence stood deeper than CommonMark allows.
void Unfence(Block& block, std::vector<Repair>& repairs) {
  const std::vector<std::string_view> lines = SplitLines(block.text);
  const std::optional<Fence> fence = lines.empty() ? std::nullopt : FenceOf(lines[0]);
  if (!fence) return;
  block.language = ToLower(fence->info.substr(0, fence->info.find_first_of(" \t{")));
  block.fenced = true;
  std::string text;
  size_t count = 0;
  for (size_t i = 1; i < lines.size() && !FenceOf(lines[i]); ++i, ++count) text.append(lines[i]).append("\n");
  block.text = std::move(text);
  block.text_lines = {block.lines.first + 1, block.lines.first + static_cast<int>(std::max<size_t>(count, 1))};
  repairs.push_back({{block.lines.first, block.lines.first}, "a fence is indented too deep"});
}

// A table goes on to the next blank line for CommonMark, whatever stands there.
bool HasLineWithoutPipe(const std::vector<std::string_view>& lines) {
  return std::any_of(lines.begin(), lines.end(),
                     [](std::string_view line) { return line.find('|') == std::string_view::npos; });
}

// What cmark made of the lines, with paragraphs split that hold more than text. Lines are still the page's own.
std::vector<Block> Refine(const Page& page, std::vector<Block> blocks) {
  std::vector<Block> refined;
  for (Block& block : blocks) {
    if (!block.lines) continue;
    const bool code = block.kind == Block::Kind::kCode && !block.fenced;
    if (code) Unfence(block, page.repairs);
    const bool swallowing = block.kind == Block::Kind::kTable && HasLineWithoutPipe(RawLines(page, block.lines));
    const bool splittable =
        (block.kind == Block::Kind::kParagraph || (code && !block.fenced) || swallowing) && !block.quote;
    const std::vector<std::string_view> raw =
        splittable ? RawLines(page, block.lines) : std::vector<std::string_view>();
    if (!splittable || !HoldsMoreThanText(raw)) {
      refined.push_back(std::move(block));
      continue;
    }
    std::vector<Block> pieces = SplitText(WithoutMarker(raw, block.item), block.lines.first);
    if (pieces.size() == 1 && pieces[0].kind == block.kind) {
      refined.push_back(std::move(block));
      continue;
    }
    for (Block& piece : pieces) {
      piece.level = block.level;
      piece.item = block.item && &piece == &pieces.front();
      refined.push_back(std::move(piece));
    }
  }
  return refined;
}

}  // namespace

std::vector<Block> ReadPlainText(std::string_view text, int first_line) {
  return SplitText(SplitLines(text), first_line);
}

std::vector<Block> ReadBlocks(std::string_view text, int first_line, std::vector<Repair>& repairs) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Page page{SplitLines(text), {}, {}, repairs};
  if (page.lines.empty()) return {};
  page.origin.resize(page.lines.size());
  for (size_t i = 0; i < page.lines.size(); ++i) page.origin[i] = first_line + static_cast<int>(i);
  if (first_line == 1) DropFrontMatter(page);
  Unglue(page);
  TakeFlowedTables(page);
  CloseFences(page);
  SetTablesApart(page);
  TakeOverloaded(page);
  std::string mended;
  for (std::string_view line : page.lines) mended.append(line).append("\n");
  std::vector<Block> blocks = Refine(page, ParseMarkdown(mended));
  auto original = [&](Lines lines) {
    if (!lines) return lines;
    auto at = [&](int line) {
      return page.origin[std::min<size_t>(static_cast<size_t>(line), page.origin.size()) - 1];
    };
    return Lines{at(lines.first), at(lines.last)};
  };
  for (Block& block : blocks) {
    block.lines = original(block.lines);
    block.text_lines = original(block.text_lines);
    for (TextRun& run : block.runs) run.lines = original(run.lines);
    for (Block::Row& row : block.rows) row.lines = original(row.lines);
  }
  if (page.taken.empty()) return blocks;
  for (Block& block : page.taken) blocks.push_back(std::move(block));
  std::stable_sort(blocks.begin(), blocks.end(),
                   [](const Block& a, const Block& b) { return a.lines.first < b.lines.first; });
  return blocks;
}

}  // namespace authconform
