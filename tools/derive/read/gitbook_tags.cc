#include "tools/derive/read/gitbook_tags.h"

#include <algorithm>

#include "tools/derive/text/html.h"

namespace authconform {
namespace {

constexpr auto npos = std::string_view::npos;
constexpr size_t kMaxTagBytes = 16 << 10;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// What GitBook has; those with children of the same beginning end in '*'.
constexpr std::string_view kTags[] = {"api-method*", "swagger*", "openapi*",    "code-tabs*", "tabs",   "tab",
                                      "code",        "hint",     "content-ref", "embed",      "file",   "stepper",
                                      "step",        "columns",  "column",      "updates",    "update", "include",
                                      "reusable",    "details",  "carousel"};

bool IsGitBookTag(std::string_view name) {
  return std::any_of(std::begin(kTags), std::end(kTags), [&](std::string_view tag) {
    return tag.ends_with('*') ? name.starts_with(tag.substr(0, tag.size() - 1)) : name == tag;
  });
}

// Backslash escapes of punctuation undone, curly quotes made straight.
std::string Unescape(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with("\xE2\x80\x9C") || rest.starts_with("\xE2\x80\x9D")) {
      plain += '"';
      i += 2;
    } else if (text[i] != '\\' || i + 1 == text.size() || IsBlank(text[i + 1]) ||
               (IsNameByte(text[i + 1]) && text[i + 1] != '_' && text[i + 1] != '-')) {
      plain += text[i];
    }
  }
  return plain;
}

// Reads `name="value" name=value` from the inside of a tag.
class AttributeScanner {
 public:
  explicit AttributeScanner(std::string_view inside) : inside_(inside) {}

  std::vector<std::pair<std::string, std::string>> Scan() {
    std::vector<std::pair<std::string, std::string>> attributes;
    while (at_ < inside_.size()) {
      if (!IsNameByte(inside_[at_])) {
        ++at_;
        continue;
      }
      std::string name = ToLower(TakeName());
      SkipBlanks();
      std::string value;
      if (at_ < inside_.size() && inside_[at_] == '=') {
        ++at_;
        SkipBlanks();
        value = DecodeEntities(TakeValue());
      }
      attributes.emplace_back(std::move(name), std::move(value));
    }
    return attributes;
  }

 private:
  void SkipBlanks() {
    while (at_ < inside_.size() && IsBlank(inside_[at_])) ++at_;
  }

  std::string_view TakeName() {
    const size_t start = at_;
    while (at_ < inside_.size() && IsNameByte(inside_[at_])) ++at_;
    return inside_.substr(start, at_ - start);
  }

  std::string_view TakeValue() {
    const size_t start = at_;
    if (start == inside_.size()) return {};
    const char quote = inside_[start];
    if (quote != '"' && quote != '\'') {
      while (at_ < inside_.size() && !IsBlank(inside_[at_])) ++at_;
      return inside_.substr(start, at_ - start);
    }
    const size_t last = inside_.rfind(quote);
    if (last == start) {  // never closed: up to the next attribute
      size_t end = start + 1;
      while (end < inside_.size() && (IsBlank(inside_[end - 1]) || !AttributeStarts(end))) ++end;
      at_ = end;
      return Trim(inside_.substr(start + 1, end - start - 1));
    }
    size_t end = inside_.find(quote, start + 1);
    // Quotes are not escaped: one that no attribute follows is part of the value.
    while (end != last && !AttributeStarts(end + 1)) end = inside_.find(quote, end + 1);
    at_ = end + 1;
    return inside_.substr(start + 1, end - start - 1);
  }

  // Whether blanks and then `name=` stand here.
  bool AttributeStarts(size_t at) const {
    const size_t start = at;
    while (at < inside_.size() && IsBlank(inside_[at])) ++at;
    if (at == start) return false;
    const size_t name = at;
    while (at < inside_.size() && IsNameByte(inside_[at])) ++at;
    return at > name && at < inside_.size() && inside_[at] == '=';
  }

  std::string_view inside_;
  size_t at_ = 0;
};

class TagScanner {
 public:
  TagScanner(std::string_view document, std::vector<Repair>& repairs) : document_(document), repairs_(repairs) {}

  std::vector<GitBookPiece> Scan() {
    size_t from = 0;
    while (from < document_.size()) {
      const size_t open = document_.find("{%", from);
      if (open == npos) break;
      from = open + 2;
      const size_t next = std::min(document_.find("{%", from), document_.size());
      TakeTag(open, next);
      from = std::max(from, at_);
    }
    TakeText(document_.size());
    return std::move(pieces_);
  }

 private:
  // The tag at `open`, when it is one of GitBook's; `next` is where the next one starts.
  void TakeTag(size_t open, size_t next) {
    const size_t limit = std::min(next, open + kMaxTagBytes);
    const std::string_view reach = document_.substr(open, limit - open);
    const size_t mark = reach.find("%}");
    const bool closed = mark != npos;
    const size_t line_end = std::min(reach.find_first_of("\r\n"), reach.size());
    std::string_view inside = reach.substr(2, (closed ? mark : line_end) - 2);
    if (!closed && Trim(inside).ends_with('}')) inside = inside.substr(0, inside.rfind('}'));
    const std::string plain = Unescape(inside);
    std::string_view body = Trim(plain);
    const size_t name_end = std::find_if_not(body.begin(), body.end(), IsNameByte) - body.begin();
    std::string name = ToLower(body.substr(0, name_end));
    GitBookPiece piece;
    piece.kind = GitBookPiece::Kind::kOpen;
    if (name.starts_with("end") && IsGitBookTag(std::string_view(name).substr(3))) {
      name.erase(0, 3);
      piece.kind = GitBookPiece::Kind::kClose;
    }
    if (!IsGitBookTag(name)) return;
    TakeText(open);
    piece.name = std::move(name);
    piece.attributes = AttributeScanner(body.substr(name_end)).Scan();
    piece.lines.first = line_;
    MoveTo(open + (closed ? mark + 2 : line_end));
    piece.lines.last = line_;
    if (!closed) repairs_.push_back({piece.lines, "a tag has no closing mark"});
    pieces_.push_back(std::move(piece));
  }

  void TakeText(size_t end) {
    if (end <= at_) return;
    GitBookPiece piece;
    piece.text = document_.substr(at_, end - at_);
    piece.lines.first = line_;
    MoveTo(end);
    piece.lines.last = line_;
    pieces_.push_back(std::move(piece));
  }

  void MoveTo(size_t end) {
    for (; at_ < end; ++at_) {
      const bool cr_lf = document_[at_] == '\r' && at_ + 1 < document_.size() && document_[at_ + 1] == '\n';
      if (document_[at_] == '\n' || (document_[at_] == '\r' && !cr_lf)) ++line_;
    }
  }

  std::string_view document_;
  std::vector<Repair>& repairs_;
  size_t at_ = 0;  // up to here, all is in pieces
  int line_ = 1;
  std::vector<GitBookPiece> pieces_;
};

}  // namespace

const std::string* GitBookPiece::Attribute(std::string_view attribute) const {
  for (const auto& [name, value] : attributes) {
    if (name == attribute) return &value;
  }
  return nullptr;
}

std::vector<GitBookPiece> ReadGitBookTags(std::string_view document, std::vector<Repair>& repairs) {
  return TagScanner(document, repairs).Scan();
}

}  // namespace authconform
