#include "tools/derive/text/markdown.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>

#include <memory>

namespace authconform {
namespace {

struct Free {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

std::string Literal(cmark_node* node) {
  const char* text = cmark_node_get_literal(node);
  return text == nullptr ? "" : text;
}

Lines LinesOf(cmark_node* node) {
  const int first = cmark_node_get_start_line(node);
  return {first, std::max(first, cmark_node_get_end_line(node))};
}

bool IsLineBreakTag(const std::string& html) {
  const std::string lower = ToLower(html);
  return lower.starts_with("<br") && lower.size() > 3 && (lower[3] == '>' || lower[3] == ' ' || lower[3] == '/');
}

// The text of a block's inline content. Inline HTML is left out, what stands between its tags is kept.
std::vector<TextRun> RunsOf(cmark_node* block) {
  std::vector<TextRun> runs;
  int line = cmark_node_get_start_line(block);
  int bold = 0;
  auto add = [&](std::string text, bool code) {
    if (text.empty()) return;
    if (!runs.empty() && runs.back().text != "\n" && runs.back().bold == (bold > 0) && runs.back().code == code &&
        !code && runs.back().lines.last == line) {
      runs.back().text += text;
      return;
    }
    runs.push_back({std::move(text), bold > 0, code, {line, line}});
  };
  auto break_line = [&] { runs.push_back({"\n", false, false, {line, line}}); };
  std::unique_ptr<cmark_iter, Free> iterator(cmark_iter_new(block));
  for (cmark_event_type event; (event = cmark_iter_next(iterator.get())) != CMARK_EVENT_DONE;) {
    cmark_node* node = cmark_iter_get_node(iterator.get());
    const cmark_node_type type = cmark_node_get_type(node);
    const bool enter = event == CMARK_EVENT_ENTER;
    if (type == CMARK_NODE_STRONG) bold += enter ? 1 : -1;
    if (!enter) continue;
    if (type == CMARK_NODE_TEXT) add(Literal(node), false);
    if (type == CMARK_NODE_CODE) add(Literal(node), true);
    if (type == CMARK_NODE_HTML_INLINE && IsLineBreakTag(Literal(node))) break_line();
    if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
      break_line();
      ++line;
    }
  }
  return runs;
}

std::string Join(const std::vector<TextRun>& runs) {
  std::string text;
  for (const TextRun& run : runs) text += run.text;
  return text;
}

std::vector<Block::Row> RowsOf(cmark_node* table) {
  std::vector<Block::Row> rows;
  for (cmark_node* row = cmark_node_first_child(table); row != nullptr; row = cmark_node_next(row)) {
    Block::Row& added = rows.emplace_back();
    added.lines = LinesOf(row);
    for (cmark_node* cell = cmark_node_first_child(row); cell != nullptr; cell = cmark_node_next(cell)) {
      added.cells.emplace_back(Trim(Join(RunsOf(cell))));
    }
  }
  return rows;
}

// Where in lists and quotes a block stands.
struct Place {
  int depth = 0;
  bool quote = false;
  bool first = false;  // nothing before it in its list item
};

Place PlaceOf(cmark_node* node) {
  Place place;
  place.first = cmark_node_previous(node) == nullptr && cmark_node_get_type(cmark_node_parent(node)) == CMARK_NODE_ITEM;
  // A depth that no page has is not counted on: it would make the walk quadratic.
  int steps = 0;
  for (cmark_node* up = cmark_node_parent(node); up != nullptr && steps < 32; up = cmark_node_parent(up), ++steps) {
    if (cmark_node_get_type(up) == CMARK_NODE_ITEM) ++place.depth;
    if (cmark_node_get_type(up) == CMARK_NODE_BLOCK_QUOTE) place.quote = true;
  }
  return place;
}

std::string InfoWord(cmark_node* node) {
  const char* info = cmark_node_get_fence_info(node);
  std::string word = ToLower(info == nullptr ? "" : info);
  return word.substr(0, word.find_first_of(" \t{,"));
}

std::string InfoCaption(cmark_node* node) {
  const char* info = cmark_node_get_fence_info(node);
  const std::string_view text = info == nullptr ? "" : info;
  const size_t word_end = text.find_first_of(" \t");
  return word_end == std::string_view::npos ? "" : std::string(Trim(text.substr(word_end)));
}

Block CodeBlock(cmark_node* node) {
  Block block;
  block.kind = Block::Kind::kCode;
  block.lines = LinesOf(node);
  int length = 0, offset = 0;
  char character = 0;
  block.fenced = cmark_node_get_fenced(node, &length, &offset, &character) != 0;
  block.language = InfoWord(node);
  block.caption = InfoCaption(node);
  block.text = Literal(node);
  const int first = block.lines.first + (block.fenced ? 1 : 0);
  const int count = static_cast<int>(SplitLines(block.text).size());
  block.text_lines = {first, std::max(first, first + count - 1)};
  return block;
}

void AddBlock(cmark_node* node, std::vector<Block>& blocks) {
  Block block;
  const cmark_node_type type = cmark_node_get_type(node);
  if (type == CMARK_NODE_CODE_BLOCK) {
    block = CodeBlock(node);
  } else if (type == CMARK_NODE_HEADING || type == CMARK_NODE_PARAGRAPH) {
    block.kind = type == CMARK_NODE_HEADING ? Block::Kind::kHeading : Block::Kind::kParagraph;
    block.runs = RunsOf(node);
    block.text = Join(block.runs);
  } else if (type == CMARK_NODE_HTML_BLOCK) {
    block.kind = Block::Kind::kHtml;
    block.text = Literal(node);
  } else if (type == CMARK_NODE_THEMATIC_BREAK) {
    block.kind = Block::Kind::kRule;
  } else if (std::string_view(cmark_node_get_type_string(node)) == "table") {
    block.kind = Block::Kind::kTable;
    block.rows = RowsOf(node);
  } else {
    return;
  }
  block.lines = LinesOf(node);
  const Place place = PlaceOf(node);
  block.level = type == CMARK_NODE_HEADING ? cmark_node_get_heading_level(node) : place.depth;
  block.quote = place.quote;
  block.item = place.first;
  blocks.push_back(std::move(block));
}

}  // namespace

std::vector<Block> ParseMarkdown(const std::string& text) {
  cmark_gfm_core_extensions_ensure_registered();
  std::unique_ptr<cmark_parser, Free> parser(cmark_parser_new(CMARK_OPT_VALIDATE_UTF8));
  cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension("table"));
  cmark_parser_feed(parser.get(), text.data(), text.size());
  std::unique_ptr<cmark_node, Free> document(cmark_parser_finish(parser.get()));
  std::vector<Block> blocks;
  std::unique_ptr<cmark_iter, Free> iterator(cmark_iter_new(document.get()));
  for (cmark_event_type event; (event = cmark_iter_next(iterator.get())) != CMARK_EVENT_DONE;) {
    if (event == CMARK_EVENT_ENTER) AddBlock(cmark_iter_get_node(iterator.get()), blocks);
  }
  return blocks;
}

}  // namespace authconform
