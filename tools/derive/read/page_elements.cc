#include "tools/derive/read/page_elements.h"

#include <algorithm>

#include "tools/derive/read/page_table.h"
#include "tools/derive/text/html.h"
#include "tools/derive/text/pipe_table.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

std::string TextOf(const std::vector<TextRun>& runs, size_t from = 0) {
  std::string text;
  for (size_t i = from; i < runs.size(); ++i) text += runs[i].text;
  return std::string(Trim(text));
}

// A line that a label starts: bold words, or words before a colon.
bool SplitBoldLabel(const std::vector<TextRun>& runs, PageElement& element) {
  size_t end = 0;
  while (end < runs.size() && Trim(runs[end].text).empty()) ++end;
  const size_t first = end;
  while (end < runs.size() && runs[end].bold) ++end;
  if (end == first) return false;
  std::string name;
  for (size_t i = first; i < end; ++i) name += runs[i].text;
  std::vector<TextRun> rest(runs.begin() + static_cast<std::ptrdiff_t>(end), runs.end());
  std::string_view after = rest.empty() ? std::string_view() : Trim(rest[0].text);
  // **Status: 401** holds its own value.
  const size_t colon = name.find(':');
  if (colon != std::string::npos && colon + 1 < name.size() && rest.empty()) {
    const PageLabel whole = LabelOf(name.substr(0, colon), false);
    if (whole.kind != PageLabel::Kind::kOther) {
      rest.push_back({std::string(Trim(name.substr(colon + 1))), false, false, runs[first].lines});
      name.resize(colon);
      after = rest[0].text;
    }
  }
  const bool separated = Trim(name).ends_with(':') || after.empty() || after[0] == ':' || after[0] == '-' ||
                         after[0] == '=' || after[0] == '(' || after.starts_with("–") || rest[0].code;
  element.label = LabelOf(name, false);
  if (!separated && element.label.kind == PageLabel::Kind::kOther) return false;
  if (!rest.empty()) {
    std::string_view value = Trim(rest[0].text);
    while (!value.empty() && (value[0] == ':' || value[0] == '=')) value = Trim(value.substr(1));
    rest[0].text = std::string(value);
    if (value.empty()) rest.erase(rest.begin());
  }
  element.name = std::string(Trim(name));
  element.runs = std::move(rest);
  element.text = TextOf(element.runs);
  return true;
}

bool SplitPlainLabel(const std::vector<TextRun>& runs, PageElement& element) {
  const std::string line = TextOf(runs);
  const size_t colon = line.find(':');
  if (colon == std::string::npos) {
    const PageLabel label = LabelOf(line, false);
    // A line of a sentence is none, whatever words it starts with.
    const bool sentence = line.find_first_of(".,;") != std::string::npos || (line[0] >= 'a' && line[0] <= 'z');
    const bool alone = !sentence && label.kind != PageLabel::Kind::kOther && label.kind != PageLabel::Kind::kExample &&
                       label.kind != PageLabel::Kind::kIgnored && line.size() < 40;
    if (!alone) return false;
    element.label = label;
    element.name = line;
    return true;
  }
  if (colon > 60 || line.substr(colon).starts_with("://")) return false;
  element.label = LabelOf(std::string_view(line).substr(0, colon), false);
  if (element.label.kind == PageLabel::Kind::kOther || element.label.kind == PageLabel::Kind::kIgnored) return false;
  element.name = line.substr(0, colon);
  element.text = std::string(Trim(std::string_view(line).substr(colon + 1)));
  size_t skip = colon + 1;
  for (const TextRun& run : runs) {
    if (skip >= run.text.size()) {
      skip -= run.text.size();
      continue;
    }
    TextRun rest = run;
    rest.text = std::string(Trim(std::string_view(run.text).substr(skip)));
    skip = 0;
    if (!rest.text.empty()) element.runs.push_back(std::move(rest));
  }
  return true;
}

// {% tab title="200: OK" %}, {% code title="…" %}: the title; empty for other tags and for text.
bool IsTag(std::string_view line, std::string& title) {
  line = Trim(line);
  if (!line.starts_with("{%") || !line.ends_with("%}")) return false;
  const size_t at = line.find("title=\"");
  if (at != std::string_view::npos) {
    const std::string_view rest = line.substr(at + 7);
    title = std::string(rest.substr(0, rest.find('"')));
  }
  return true;
}

void AddLine(std::vector<TextRun> runs, Lines lines, const Block& block, bool item,
             std::vector<PageElement>& elements) {
  PageElement element;
  element.level = block.level;
  element.item = item;
  element.lines = lines;
  const std::string line = TextOf(runs);
  if (line.empty()) return;
  std::string title;
  if (IsTag(line, title)) {
    if (title.empty()) return;
    element.kind = PageElement::Kind::kLabel;
    element.label = LabelOf(title, false);
    if (StatusOfText(title) != 0) element.label.kind = PageLabel::Kind::kResponse;
    element.name = title;
    elements.push_back(std::move(element));
    return;
  }
  if (SplitBoldLabel(runs, element) || SplitPlainLabel(runs, element)) {
    element.kind = PageElement::Kind::kLabel;
  } else {
    element.text = line;
    element.runs = std::move(runs);
  }
  elements.push_back(std::move(element));
}

// The lines of a paragraph that form a table without marks are one; false: they form none.
bool AddSpacedTable(const Block& block, std::vector<PageElement>& elements) {
  std::vector<std::string> lines;
  for (std::string_view line : SplitLines(block.text)) lines.emplace_back(Trim(line));
  std::optional<Block> table = ReadSpacedTable(lines, block.lines.first);
  if (!table) return false;
  PageElement element;
  element.kind = PageElement::Kind::kTable;
  element.lines = block.lines;
  element.block = std::move(*table);
  elements.push_back(std::move(element));
  return true;
}

void AddParagraph(const Block& block, std::vector<PageElement>& elements) {
  if (AddSpacedTable(block, elements)) return;
  std::vector<TextRun> line;
  bool item = block.item;
  auto flush = [&] {
    if (line.empty()) return;
    Lines lines = line.front().lines;
    for (const TextRun& run : line) lines = Join(lines, run.lines);
    const size_t before = elements.size();
    AddLine(std::move(line), lines, block, item, elements);
    if (elements.size() > before) item = false;
    line.clear();
  };
  for (const TextRun& run : block.runs) {
    if (run.text == "\n") {
      flush();
    } else {
      line.push_back(run);
    }
  }
  flush();
}

void AddHeading(const Block& block, std::vector<PageElement>& elements) {
  PageElement element;
  element.kind = PageElement::Kind::kHeading;
  element.level = block.level;
  element.lines = {block.lines.first, block.lines.first};
  element.name = std::string(Trim(block.text));
  std::replace(element.name.begin(), element.name.end(), '\n', ' ');
  element.runs = block.runs;
  element.label = LabelOf(element.name, true);
  // "### Endpoint: /login" is a label that stands as a heading.
  const size_t colon = element.name.find(':');
  if (colon != std::string::npos && colon + 1 < element.name.size()) {
    const PageLabel before = LabelOf(element.name.substr(0, colon), true);
    if (before.kind != PageLabel::Kind::kOther && before.kind != PageLabel::Kind::kIgnored) {
      element.label = before;
      element.text = std::string(Trim(std::string_view(element.name).substr(colon + 1)));
    }
  }
  elements.push_back(std::move(element));
}

// Tables, code and headings of HTML as blocks; the text between them as paragraphs.
class HtmlBlocks {
 public:
  explicit HtmlBlocks(const Block& html) : html_(html) {}

  std::vector<Block> Read() {
    for (const HtmlPiece& piece : ReadHtml(html_.text, html_.lines.first)) Take(piece);
    Flush();
    return std::move(blocks_);
  }

 private:
  void Take(const HtmlPiece& piece) {
    if (piece.kind == HtmlPiece::Kind::kText) {
      text_ += piece.text;
      where_ = Join(where_, piece.lines);
      return;
    }
    const bool start = piece.kind == HtmlPiece::Kind::kStart;
    if (piece.name == "table") {
      Flush();
      if (start) {
        table_ = Block();
        table_.kind = Block::Kind::kTable;
        table_.lines = piece.lines;
        in_table_ = true;
      } else if (in_table_) {
        in_table_ = false;
        table_.lines = Join(table_.lines, piece.lines);
        std::erase_if(table_.rows, [](const Block::Row& row) { return row.cells.empty(); });
        if (table_.rows.size() > 1) blocks_.push_back(std::move(table_));
      }
    } else if (piece.name == "tr" && in_table_ && start) {
      table_.rows.push_back({{}, piece.lines});
    } else if ((piece.name == "td" || piece.name == "th") && in_table_) {
      if (!start && !table_.rows.empty()) table_.rows.back().cells.emplace_back(Trim(text_));
      text_.clear();
    } else if (piece.name == "pre") {
      if (start) Flush();
      if (!start && !Trim(text_).empty()) {
        Block code;
        code.kind = Block::Kind::kCode;
        code.fenced = true;
        code.text = std::move(text_);
        code.lines = code.text_lines = where_;
        blocks_.push_back(std::move(code));
        text_.clear();
        where_ = {};
      }
    } else if (piece.name.size() == 2 && piece.name[0] == 'h' && piece.name[1] >= '1' && piece.name[1] <= '6') {
      if (start) Flush();
      if (!start) Flush(piece.name[1] - '0');
    } else if (piece.name == "br" || piece.name == "p" || piece.name == "li" || piece.name == "div" ||
               piece.name == "summary") {
      Flush();
    }
  }

  void Flush(int heading = 0) {
    if (in_table_) {
      text_ += ' ';
      return;
    }
    const std::string text(Trim(text_));
    text_.clear();
    if (!text.empty()) {
      Block block;
      block.kind = heading > 0 ? Block::Kind::kHeading : Block::Kind::kParagraph;
      block.level = heading;
      block.lines = where_;
      block.text = text;
      block.runs.push_back({text, false, false, where_});
      blocks_.push_back(std::move(block));
    }
    where_ = {};
  }

  const Block& html_;
  std::vector<Block> blocks_;
  std::string text_;
  Lines where_;
  Block table_;
  bool in_table_ = false;
};

// HTML that blank lines cut in pieces, put together again while a table or code is open.
Block GatherHtml(std::vector<Block>& blocks, size_t& i) {
  Block html = std::move(blocks[i]);
  auto open = [&](std::string_view name) {
    const std::string lower = ToLower(html.text);
    return lower.rfind("<" + std::string(name)) != std::string::npos &&
           (lower.rfind("</" + std::string(name)) == std::string::npos ||
            lower.rfind("</" + std::string(name)) < lower.rfind("<" + std::string(name)));
  };
  constexpr size_t kMostBytes = 64 << 10;
  while (i + 1 < blocks.size() && html.text.size() < kMostBytes && (open("table") || open("pre"))) {
    Block& next = blocks[i + 1];
    if (next.kind == Block::Kind::kHeading || next.kind == Block::Kind::kTable ||
        (next.kind == Block::Kind::kCode && next.fenced)) {
      break;
    }
    html.text.append(static_cast<size_t>(std::clamp(next.lines.first - html.lines.last, 1, 100)), '\n')
        .append(next.text);
    html.lines.last = next.lines.last;
    ++i;
  }
  return html;
}

}  // namespace

std::vector<PageElement> ElementsOf(std::vector<Block> blocks) {
  std::vector<PageElement> elements;
  auto add = [&](Block& block) {
    switch (block.kind) {
      case Block::Kind::kHeading:
        return AddHeading(block, elements);
      case Block::Kind::kParagraph:
        return AddParagraph(block, elements);
      case Block::Kind::kCode:
      case Block::Kind::kTable: {
        PageElement element;
        element.kind = block.kind == Block::Kind::kCode ? PageElement::Kind::kCode : PageElement::Kind::kTable;
        element.level = block.level;
        element.item = block.item;
        element.lines = block.lines;
        element.block = std::move(block);
        elements.push_back(std::move(element));
        return;
      }
      case Block::Kind::kHtml:
      case Block::Kind::kRule:
        return;
    }
  };
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].kind == Block::Kind::kHtml) {
      const Block html = GatherHtml(blocks, i);
      for (Block& block : HtmlBlocks(html).Read()) add(block);
    } else {
      add(blocks[i]);
    }
  }
  return elements;
}

}  // namespace authconform
