#include "tools/derive/read/scribe_parts.h"

#include <algorithm>
#include <utility>

#include "tools/derive/text/pipe_table.h"

namespace authconform {
namespace {

using Kind = ScribePart::Kind;
constexpr auto npos = std::string_view::npos;

bool IsFence(std::string_view line) { return line.starts_with("```") || line.starts_with("~~~"); }

// What the generators write behind an example: a fence that is open there was never closed.
bool EndsExample(std::string_view line) {
  static constexpr std::string_view kNext[] = {"> Example ", "<div id=\"execution", "<!-- END_", "### HTTP Request",
                                               "### Request"};
  return std::any_of(std::begin(kNext), std::end(kNext), [&](std::string_view next) { return line.starts_with(next); });
}

// "## Title" with its level, blank or not before the title; 0: no heading.
int HeadingLevel(std::string_view line) {
  const size_t marks = std::min(line.find_first_not_of('#'), line.size());
  if (marks == 0 || marks > 6 || marks == line.size()) return 0;
  const char next = line[marks];
  const bool letter =
      (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || static_cast<unsigned char>(next) >= 0x80;
  return next == ' ' || next == '\t' || letter ? static_cast<int>(marks) : 0;
}

// The pieces of a stretch of HTML with running text, into parts.
class HtmlParts {
 public:
  explicit HtmlParts(std::vector<ScribePart>& parts) : parts_(parts) {}

  void Take(const std::vector<HtmlPiece>& pieces) {
    for (const HtmlPiece& piece : pieces) {
      switch (piece.kind) {
        case HtmlPiece::Kind::kText:
          TakeText(piece);
          break;
        case HtmlPiece::Kind::kStart:
          TakeStart(piece);
          break;
        case HtmlPiece::Kind::kEnd:
          TakeEnd(piece);
          break;
      }
    }
    EndElement();
    if (in_table_) parts_.push_back(std::exchange(table_, {}));
    in_table_ = false;
  }

 private:
  static bool IsHeading(const std::string& name) {
    return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
  }
  // Elements whose text is one part.
  static bool IsWhole(const std::string& name) { return IsHeading(name) || name == "pre" || name == "blockquote"; }
  static bool IsSilent(const std::string& name) { return name == "button" || name == "option" || name == "label"; }

  // Rows of a table, which may be all that a page has for a list of parameters.
  bool TakeTableTag(const HtmlPiece& piece) {
    const bool start = piece.kind == HtmlPiece::Kind::kStart;
    if (piece.name == "table") {
      if (!in_table_ && !start) return false;
      if (start) {
        table_ = ScribePart();
        table_.kind = Kind::kTable;
        table_.lines = piece.lines;
      } else {
        table_.lines = Join(table_.lines, piece.lines);
        parts_.push_back(std::move(table_));
      }
      in_table_ = start;
      return true;
    }
    if (!in_table_) return false;
    if (piece.name == "tr" && start) table_.rows.push_back({{}, piece.lines});
    if ((piece.name == "td" || piece.name == "th") && start && !table_.rows.empty())
      table_.rows.back().cells.emplace_back();
    if (!table_.rows.empty()) table_.rows.back().lines = Join(table_.rows.back().lines, piece.lines);
    return true;
  }

  void AddToCell(const std::string& text) {
    if (table_.rows.empty() || table_.rows.back().cells.empty()) return;
    std::string& cell = table_.rows.back().cells.back();
    const std::string words = HtmlSpaces(text);
    if (!cell.empty() && !words.empty()) cell += ' ';
    cell += words;
  }

  void TakeStart(const HtmlPiece& piece) {
    if (element_.empty() && TakeTableTag(piece)) return;
    if (!element_.empty()) {
      if (piece.name == "code") TakeLanguage(piece);
      if (IsSilent(piece.name)) silent_ = piece.name;
      if (!IsWhole(piece.name)) return;
      EndElement();  // never closed, as headings may be
    }
    if (IsWhole(piece.name)) {
      element_ = piece.name;
      part_ = ScribePart();
      part_.lines = piece.lines;
      text_lines_ = {};
      TakeLanguage(piece);
      return;
    }
    if (IsSilent(piece.name)) silent_ = piece.name;
    AddTag(Kind::kStart, piece);
  }

  void TakeEnd(const HtmlPiece& piece) {
    if (piece.name == silent_) silent_.clear();
    if (element_.empty() && TakeTableTag(piece)) return;
    if (piece.name == element_) return EndElement();
    if (element_.empty()) AddTag(Kind::kEnd, piece);
  }

  void AddTag(Kind kind, const HtmlPiece& piece) {
    ScribePart part;
    part.kind = kind;
    part.lines = piece.lines;
    part.tag = piece;
    parts_.push_back(std::move(part));
  }

  void TakeLanguage(const HtmlPiece& piece) {
    const std::string* classes = piece.Attribute("class");
    const size_t at = classes == nullptr ? npos : classes->find("language-");
    if (at == npos) return;
    const std::string_view rest = std::string_view(*classes).substr(at + 9);
    part_.language = ToLower(rest.substr(0, rest.find(' ')));
  }

  void TakeText(const HtmlPiece& piece) {
    if (!silent_.empty()) return;
    if (element_.empty() && in_table_) return AddToCell(piece.text);
    if (!element_.empty()) {
      const bool blank = Trim(piece.text).empty();
      if (blank && !text_lines_) return;  // before the text, which starts on its own line
      if (!blank) text_lines_ = Join(text_lines_, piece.lines);
      part_.text += piece.text;
      return;
    }
    int line = piece.lines.first;
    const std::string& text = piece.text;
    for (size_t start = 0; start < text.size(); ++line) {
      const size_t end = std::min(text.find('\n', start), text.size());
      const std::string_view here = std::string_view(text).substr(start, end - start);
      // A line that goes on behind a tag is not blank, however little of it is text.
      const bool whole_line = start > 0 && end < text.size();
      ScribePart part;
      part.kind = whole_line && Trim(here).empty() ? Kind::kBreak : Kind::kText;
      part.lines = {line, line};
      part.text = std::string(here);
      if (part.kind == Kind::kBreak || !here.empty()) parts_.push_back(std::move(part));
      start = end + 1;
    }
  }

  void EndElement() {
    if (element_.empty()) return;
    if (IsHeading(element_)) {
      part_.kind = Kind::kHeading;
      part_.level = element_[1] - '0';
    } else {
      part_.kind = element_ == "pre" ? Kind::kCode : Kind::kCaption;
    }
    part_.lines = Join(part_.kind == Kind::kCode && text_lines_ ? Lines() : part_.lines, text_lines_);
    if (part_.kind != Kind::kCode) part_.text = HtmlSpaces(part_.text);
    element_.clear();
    silent_.clear();
    parts_.push_back(std::move(part_));
  }

  static std::string HtmlSpaces(std::string_view text) {
    std::string plain;
    for (std::string_view word = Trim(text); !word.empty();) {
      const size_t end = std::min(word.find_first_of(" \t\r\n"), word.size());
      if (!plain.empty()) plain += ' ';
      plain += Trim(word.substr(0, end));
      word = Trim(word.substr(end));
    }
    return plain;
  }

  std::vector<ScribePart>& parts_;
  std::string element_;  // whose text is being collected
  std::string silent_;
  ScribePart part_;
  Lines text_lines_;
  bool in_table_ = false;
  ScribePart table_;
};

class LineReader {
 public:
  LineReader(std::string_view document, std::vector<Repair>& repairs)
      : lines_(SplitLines(document)), repairs_(repairs) {}

  std::vector<ScribePart> Read() {
    SkipFrontMatter();
    bool info = false;  // the generator's own greeting, whose heading titles nothing
    while (at_ < lines_.size()) {
      const std::string_view line = Trim(lines_[at_]);
      if (line.starts_with("<!-- START_INFO")) info = true;
      if (line.starts_with("<!-- END_INFO")) info = false;
      const bool quote = line.starts_with('>');
      const int level = HeadingLevel(line);
      if (IsFence(line) && !quote) {
        TakeFence();
      } else if (level > 0 && info) {
        Flush();
        from_ = ++at_;
      } else if (quote || level > 0) {
        Flush();
        ScribePart part;
        part.kind = quote ? Kind::kCaption : Kind::kHeading;
        part.level = level;
        part.lines = LinesAt(at_);
        part.text = PlainText(Trim(line.substr(quote ? 1 : static_cast<size_t>(level))));
        while (!quote && part.text.ends_with('#')) part.text.pop_back();
        parts_.push_back(std::move(part));
        from_ = ++at_;
      } else if (!TakeTable()) {
        ++at_;
      }
    }
    Flush();
    return std::move(parts_);
  }

 private:
  static Lines LinesAt(size_t index) { return {static_cast<int>(index) + 1, static_cast<int>(index) + 1}; }

  void SkipFrontMatter() {
    if (lines_.empty() || Trim(lines_[0]) != "---") return;
    for (size_t i = 1; i < lines_.size() && i < 500; ++i) {
      if (Trim(lines_[i]) != "---") continue;
      from_ = at_ = i + 1;
      return;
    }
  }

  void TakeFence() {
    Flush();
    const std::string_view open = Trim(lines_[at_]);
    ScribePart part;
    part.kind = Kind::kCode;
    part.language = ToLower(Trim(open.substr(std::min(open.find_first_not_of(open[0]), open.size()))));
    const size_t first = ++at_;
    const std::string_view mark = open.substr(0, 3);
    auto closes = [&](std::string_view line) {
      return line.starts_with(mark) && line.find_first_not_of(mark[0]) == npos;
    };
    while (at_ < lines_.size() && !closes(Trim(lines_[at_])) && !EndsExample(lines_[at_])) ++at_;
    for (size_t i = first; i < at_; ++i) {
      part.text += lines_[i];
      part.text += '\n';
    }
    const bool closed = at_ < lines_.size() && closes(Trim(lines_[at_]));
    if (!closed) repairs_.push_back({LinesAt(first - 1), "a fence never closes"});
    // An empty fence stands where its own line is.
    part.lines = at_ > first ? Lines{static_cast<int>(first) + 1, static_cast<int>(at_)} : LinesAt(first - 1);
    parts_.push_back(std::move(part));
    at_ += closed ? 1 : 0;
    from_ = at_;
  }

  bool TakeTable() {
    const bool table = at_ + 1 < lines_.size() && lines_[at_].find('|') != npos && IsDelimiterRow(lines_[at_ + 1]);
    if (!table) return false;
    size_t end = at_;
    std::optional<Block> block = ReadPipeTable(lines_, at_, 1, end);
    if (!block || end <= at_) return false;
    Flush();
    ScribePart part;
    part.kind = Kind::kTable;
    part.lines = block->lines;
    part.rows = std::move(block->rows);
    parts_.push_back(std::move(part));
    from_ = at_ = end;
    return true;
  }

  // What stands between the parts that are told by their lines.
  void Flush() {
    if (at_ <= from_) return;
    std::string html;
    for (size_t i = from_; i < at_; ++i) {
      html += lines_[i];
      html += '\n';
    }
    HtmlParts(parts_).Take(ReadHtml(html, static_cast<int>(from_) + 1));
    from_ = at_;
  }

  std::vector<std::string_view> lines_;
  std::vector<Repair>& repairs_;
  size_t at_ = 0;
  size_t from_ = 0;  // the first line that is in no part yet
  std::vector<ScribePart> parts_;
};

}  // namespace

std::vector<ScribePart> ReadScribeParts(std::string_view document, std::vector<Repair>& repairs) {
  return LineReader(document, repairs).Read();
}

}  // namespace authconform
