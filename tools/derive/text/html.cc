#include "tools/derive/text/html.h"

#include <gumbo.h>

#include <algorithm>
#include <cstring>

namespace authconform {
namespace {

// Gumbo takes time and memory quadratic in the depth of open elements and frees its tree recursively (its issues 387,
// 391, 393). No tree is needed here: the tags are found by scanning, and Gumbo reads one tag or text at a time.
constexpr size_t kMaxTagBytes = 64 << 10;
constexpr size_t kMaxAttributes = 256;  // Gumbo compares each with all before it

constexpr auto npos = std::string_view::npos;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

template <size_t N>
bool IsOneOf(std::string_view name, const std::string_view (&names)[N]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

// Calls `use` with the first node that the fragment consists of; not at all when there is none.
template <typename Use>
void ParseOne(std::string_view html, Use use) {
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  options.fragment_context = GUMBO_TAG_DIV;
  GumboOutput* output = gumbo_parse_with_options(&options, html.data(), html.size());
  if (output == nullptr) return;
  const GumboVector& nodes = output->root->v.element.children;
  for (unsigned i = 0; i < nodes.length; ++i) use(*static_cast<const GumboNode*>(nodes.data[i]));
  gumbo_destroy_output(&options, output);
}

// How many attributes a tag can have at most: blanks and slashes outside of quotes part them.
size_t CountWords(std::string_view inside) {
  size_t words = 0;
  char quote = 0;
  bool parted = true;
  for (char c : inside) {
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    const bool parts = IsBlank(c) || c == '/';
    if (!parts && parted) ++words;
    parted = parts;
    if (c == '"' || c == '\'') {
      quote = c;
      parted = true;
    }
  }
  return words;
}

// The inside of a start tag, from behind its name to before its '>', into its attributes.
std::vector<std::pair<std::string, std::string>> ReadAttributes(std::string_view inside) {
  std::vector<std::pair<std::string, std::string>> attributes;
  const size_t words = CountWords(inside);
  if (words == 0 || words > kMaxAttributes) return attributes;
  // Any name will do, and this one is at home in every place.
  ParseOne("<i " + std::string(inside) + ">", [&](const GumboNode& node) {
    if (node.type != GUMBO_NODE_ELEMENT) return;
    const GumboVector& found = node.v.element.attributes;
    for (unsigned i = 0; i < found.length; ++i) {
      const auto& attribute = *static_cast<const GumboAttribute*>(found.data[i]);
      attributes.emplace_back(attribute.name, attribute.value);
    }
  });
  return attributes;
}

// Walks through HTML and makes the pieces.
class Scanner {
 public:
  Scanner(std::string_view html, int first_line) : html_(html), line_(first_line) {}

  std::vector<HtmlPiece> Scan() {
    while (at_ < html_.size()) {
      if (html_[at_] != '<' || !TakeMarkup()) TakeText();
    }
    return std::move(pieces_);
  }

 private:
  // Comments, declarations and tags; false when the '<' here starts none of them.
  bool TakeMarkup() {
    const std::string_view rest = html_.substr(at_);
    if (rest.starts_with("<!--")) return Skip("-->", 4);
    if (rest.starts_with("<!") || rest.starts_with("<?")) return Skip(">", 2);
    const bool end_tag = rest.starts_with("</");
    const size_t name = end_tag ? 2 : 1;
    if (rest.size() <= name || !IsLetter(rest[name])) return false;
    const size_t close = TagEnd(at_ + name);
    if (close == npos) return false;
    TakeTag(end_tag, html_.substr(at_ + name, close - at_ - name), close);
    return true;
  }

  bool Skip(std::string_view until, size_t from) {
    if (gone_.find(until) != npos) return false;
    const size_t end = html_.find(until, at_ + from);
    if (end == npos) {
      gone_ += until;  // not to be looked for again: that would be quadratic
      return false;
    }
    MoveTo(end + until.size());
    return true;
  }

  // The '>' that ends the tag, outside of quotes; npos when there is none near.
  size_t TagEnd(size_t from) const {
    char quote = 0;
    const size_t limit = std::min(html_.size(), from + kMaxTagBytes);
    size_t plain = npos;  // the first '>' in quotes, for a tag whose quote never closes
    for (size_t i = from; i < limit; ++i) {
      const char c = html_[i];
      if (quote != 0) {
        if (c == quote) quote = 0;
        if (c == '>' && plain == npos) plain = i;
      } else if (c == '>') {
        return i;
      } else if (c == '<') {
        return npos;
      } else if ((c == '"' || c == '\'') && html_[i - 1] == '=') {
        quote = c;
      }
    }
    return plain;
  }

  void TakeTag(bool end_tag, std::string_view inside, size_t close) {
    const size_t name_end =
        std::find_if(inside.begin(), inside.end(), [](char c) { return IsBlank(c) || c == '/'; }) - inside.begin();
    HtmlPiece piece;
    piece.kind = end_tag ? HtmlPiece::Kind::kEnd : HtmlPiece::Kind::kStart;
    piece.name = ToLower(inside.substr(0, name_end));
    if (!end_tag) piece.attributes = ReadAttributes(inside.substr(name_end));
    piece.lines.first = line_;
    MoveTo(close + 1);
    piece.lines.last = line_;
    const std::string name = piece.name;
    pieces_.push_back(std::move(piece));
    static constexpr std::string_view kHidden[] = {"script", "style"};
    if (!end_tag && IsOneOf(name, kHidden)) SkipContent(name);
  }

  // Up to the end tag of an element whose content is not for readers.
  void SkipContent(const std::string& name) {
    for (size_t i = html_.find("</", at_); i != npos; i = html_.find("</", i + 2)) {
      if (ToLower(html_.substr(i + 2, name.size())) == name) return MoveTo(i);
    }
    MoveTo(html_.size());
  }

  void TakeText() {
    const size_t start = at_;
    const int first = line_;
    // The '<' that brought us here is text itself.
    const size_t end = std::min(html_.find('<', at_ + 1), html_.size());
    MoveTo(end);
    const std::string_view text = html_.substr(start, end - start);
    const bool breaks = text.back() == '\n';
    pieces_.push_back({HtmlPiece::Kind::kText, "", DecodeEntities(text), {}, {first, line_ - (breaks ? 1 : 0)}});
  }

  void MoveTo(size_t end) {
    line_ += static_cast<int>(std::count(html_.begin() + static_cast<std::ptrdiff_t>(at_),
                                         html_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end;
  }

  std::string_view html_;
  size_t at_ = 0;
  int line_;
  std::string gone_;
  std::vector<HtmlPiece> pieces_;
};

bool BreaksLine(std::string_view name) {
  static constexpr std::string_view kBlocks[] = {
      "address", "article", "aside", "blockquote", "br",     "dd",   "details", "div",     "dl",    "dt", "fieldset",
      "figure",  "footer",  "form",  "h1",         "h2",     "h3",   "h4",      "h5",      "h6",    "hr", "header",
      "li",      "main",    "nav",   "ol",         "option", "p",    "pre",     "section", "table", "tr", "summary",
      "ul",      "tbody",   "thead", "tfoot",      "title",  "html", "body",    "head"};
  return IsOneOf(name, kBlocks);
}

// Collects text as a browser lays it out.
class Layout {
 public:
  void Break() {
    while (!text_.empty() && text_.back() == ' ') text_.pop_back();
    if (!text_.empty() && text_.back() != '\n') text_ += '\n';
    wanted_ = false;
  }

  void Add(std::string_view text, bool preformatted) {
    for (size_t i = 0; i < text.size(); ++i) {
      const bool no_break_space = text.substr(i).starts_with("\xC2\xA0");
      if (preformatted && !no_break_space) {
        text_ += text[i];
      } else if (no_break_space || IsBlank(text[i])) {
        wanted_ = true;
        i += no_break_space ? 1 : 0;
      } else {
        if (wanted_ && !text_.empty() && text_.back() != '\n') text_ += ' ';
        wanted_ = false;
        text_ += text[i];
      }
    }
  }

  std::string Take() { return std::string(Trim(text_)); }

 private:
  std::string text_;
  bool wanted_ = false;  // a blank, before the next letter
};

}  // namespace

const std::string* HtmlPiece::Attribute(std::string_view attribute) const {
  for (const auto& [key, value] : attributes) {
    if (key == attribute) return &value;
  }
  return nullptr;
}

std::vector<HtmlPiece> ReadHtml(std::string_view html, int first_line) { return Scanner(html, first_line).Scan(); }

std::string HtmlToText(std::string_view html) {
  Layout layout;
  int preformatted = 0;
  for (const HtmlPiece& piece : ReadHtml(html, 1)) {
    if (piece.kind == HtmlPiece::Kind::kText) {
      layout.Add(piece.text, preformatted > 0);
      continue;
    }
    if (piece.name == "pre")
      preformatted = std::max(0, preformatted + (piece.kind == HtmlPiece::Kind::kStart ? 1 : -1));
    static constexpr std::string_view kCells[] = {"td", "th"};
    if (BreaksLine(piece.name)) layout.Break();
    if (IsOneOf(piece.name, kCells)) layout.Add(" ", false);
  }
  return layout.Take();
}

std::string DecodeEntities(std::string_view text) {
  if (text.find('&') == npos) return std::string(text);
  std::string decoded;
  // '<' would start a tag and a NUL be dropped; neither is an entity, so only what stands between them is decoded.
  size_t start = 0;
  while (start < text.size()) {
    const size_t stop = std::min(text.find_first_of(std::string_view("<\0", 2), start), text.size());
    const std::string_view part = text.substr(start, stop - start);
    if (part.find('&') == npos) {
      decoded += part;
    } else {
      ParseOne(part, [&](const GumboNode& node) {
        if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE) decoded += node.v.text.text;
      });
    }
    if (stop < text.size()) decoded += text[stop];
    start = stop + 1;
  }
  return decoded;
}

}  // namespace authconform
