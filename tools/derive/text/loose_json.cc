#include "tools/derive/text/loose_json.h"

#include <algorithm>
#include <utility>

#include "harness/base/json_utf8.h"
#include "tools/derive/text/loose_parse.h"
#include "tools/derive/text/loose_scan.h"
#include "tools/derive/text/loose_word.h"

namespace authconform {
namespace {

// --- The text as a whole: what an editor or another language's quoting did to all of it. ---

std::string ReplaceInvalidUtf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t valid = FindInvalidUtf8(text);
    out += text.substr(0, valid);
    if (valid == text.size()) break;
    out += "\xEF\xBF\xBD";
    text.remove_prefix(valid + 1);
  }
  return out;
}

struct Entity {
  std::string_view name;
  std::string_view text;
};

constexpr Entity kEntities[] = {
    {"&quot;", "\""},  {"&#34;", "\""},   {"&#x22;", "\""},  {"&#39;", "'"},    {"&#039;", "'"},  {"&#x27;", "'"},
    {"&apos;", "'"},   {"&ldquo;", "\""}, {"&rdquo;", "\""}, {"&lsquo;", "'"},  {"&rsquo;", "'"}, {"&lt;", "<"},
    {"&gt;", ">"},     {"&nbsp;", " "},   {"&#160;", " "},   {"&#123;", "{"},   {"&#125;", "}"},  {"&lbrace;", "{"},
    {"&rbrace;", "}"}, {"&lcub;", "{"},   {"&rcub;", "}"},   {"&#91;", "["},    {"&#93;", "]"},   {"&lsqb;", "["},
    {"&rsqb;", "]"},   {"&#58;", ":"},    {"&#44;", ","},    {"&hellip;", "…"}, {"&amp;", "&"},
};

std::string DecodeEntities(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const Entity* found = nullptr;
    if (text[at] == '&') {
      const auto is_here = [&](const Entity& entity) { return text.substr(at).starts_with(entity.name); };
      const auto entity = std::find_if(std::begin(kEntities), std::end(kEntities), is_here);
      if (entity != std::end(kEntities)) found = &*entity;
    }
    if (found) {
      out += found->text;
      at += found->name.size();
    } else {
      out += text[at++];
    }
  }
  return out;
}

// Entities are markup when they stand for the quotes or brackets, and text when those are there themselves.
bool HasMarkupEntities(std::string_view text) {
  if (text.find('&') == std::string_view::npos) return false;
  const bool quotes = text.find('"') != std::string_view::npos;
  const bool brackets = text.find_first_of("{[") != std::string_view::npos;
  for (const std::string_view quote : {"&quot;", "&#34;", "&#x22;", "&amp;quot;", "&ldquo;", "&#39;", "&#039;"}) {
    if (!quotes && text.find(quote) != std::string_view::npos) return true;
  }
  for (const std::string_view bracket : {"&#123;", "&lbrace;", "&lcub;", "&#91;", "&lsqb;"}) {
    if (!brackets && text.find(bracket) != std::string_view::npos) return true;
  }
  return false;
}

// {\"a\": \"b\"}: the example as a string of another language.
bool IsQuotedWhole(std::string_view text) {
  const size_t bracket = text.find_first_of("{[");
  const size_t quote = text.find('"', std::min(bracket, text.size()));
  return bracket != std::string_view::npos && quote != std::string_view::npos && quote > 0 && text[quote - 1] == '\\';
}

std::string UndoQuoting(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    const bool escape = text[at] == '\\' && std::string_view("\"\\/nrt").find(next) != std::string_view::npos && next;
    if (!escape) {
      out += text[at];
      continue;
    }
    // A line break would shift the lines that follow.
    out += next == 'n' || next == 'r' || next == 't' ? ' ' : next;
    ++at;
  }
  return out;
}

// Markdown's escapes outside of strings: \{ \[ \] \}.
bool HasEscapedBrackets(std::string_view text) {
  const size_t bracket = text.find_first_of("{[");
  return bracket != std::string_view::npos && bracket > 0 && text[bracket - 1] == '\\';
}

std::string DropBracketEscapes(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (text[at] == '\\' && (next == '{' || next == '[' || next == ']' || next == '}')) continue;
    out += text[at];
  }
  return out;
}

// --- Where the example starts in its text. ---

bool IsMarkup(std::string_view text) {
  const std::string start = ToLower(Trim(text).substr(0, 16));
  return start.starts_with("<!doctype") || start.starts_with("<html") || start.starts_with("<?xml");
}

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

constexpr std::string_view kPhpArray = "array";

class Reading {
 public:
  Reading(std::string_view text, int first_line, const LooseJsonLimits& limits)
      : log_(text, first_line), scan_(text, log_), limits_(limits) {}

  RepairLog& log() { return log_; }

  std::optional<LooseJson> Read() {
    const size_t first = scan_.SkipGap(0).end;
    if (StartsWithMember(first)) return Finish(Parse(first, LooseStart::kMember));
    const size_t before = log_.repairs().size();
    for (size_t at = first; at < scan_.size();) {
      at = std::min(scan_.text().find_first_of("{[(", at), scan_.size());
      const size_t begin = IsPhpArray(at) ? at - kPhpArray.size() : at;
      const bool array = scan_.At(at) != '{';
      if (at == scan_.size() || !(array ? OpensArray(at, begin == first) : OpensObject(at, begin == first))) {
        ++at;
        continue;
      }
      if (begin > first) log_.Add(first, begin, "text before the first bracket is left out");
      LooseParse parse = Parse(at, LooseStart::kBracket);
      if (parse.outcome == LooseParse::Outcome::kOverLimits) return std::nullopt;
      if (parse.outcome == LooseParse::Outcome::kRead && (!array || parse.faults > 0 || EndsLikeArray(parse.end))) {
        return Finish(std::move(parse));
      }
      log_.CutTo(before);
      at = std::max(at + 1, parse.end);
    }
    return std::nullopt;
  }

 private:
  // Whether the brace at `at` opens an object and no placeholder, template tag or code block.
  bool OpensObject(size_t at, bool first) {
    if (scan_.BracketedWord(at) && scan_.EllipsisAt(scan_.PeekGap(at + 1).end) == 0) return false;
    const size_t inside = scan_.PeekGap(at + 1).end;
    const char c = scan_.At(inside);
    if (c == '%' || c == '#') return false;
    if (scan_.IsQuote(inside) || c == '}' || c == '{' || c == '[' || c == ',' || scan_.EllipsisAt(inside) > 0)
      return true;
    if (inside >= scan_.size()) return first;
    return scan_.NameAt(inside, true).has_value() || (first && IsLetter(c));
  }

  // Whether the bracket at `at` opens an array and no link, footnote or mark of a list.
  bool OpensArray(size_t at, bool first) {
    if (scan_.At(at) == '(') return IsPhpArray(at);
    if (!first) {
      size_t before = at;
      while (before > 0 && (scan_.At(before - 1) == ' ' || scan_.At(before - 1) == '\t')) --before;
      if (before > 0 && std::string_view("\r\n=:(>").find(scan_.At(before - 1)) == std::string_view::npos) return false;
    }
    const size_t inside = scan_.PeekGap(at + 1).end;
    const char c = scan_.At(inside);
    if (scan_.IsQuote(inside) || c == ']' || c == '{' || c == '[' || scan_.EllipsisAt(inside) > 0) return true;
    if (const auto word = scan_.BracketedWord(at)) {
      if (HasWord("true false null", *word)) return true;
      const LooseWord read = ReadLooseWord(*word);
      return read.value.is_number() || read.type != ValueType::kUnknown;
    }
    const bool digit = (c >= '0' && c <= '9') || c == '-';
    return digit || (first && IsLetter(c)) || scan_.NameAt(inside, false).has_value();
  }

  // After an array: not the address of a link, nor the text of a footnote.
  bool EndsLikeArray(size_t end) {
    while (scan_.At(end) == ' ' || scan_.At(end) == '\t') ++end;
    return end >= scan_.size() || std::string_view(",;)]}<`'\"#/|\r\n").find(scan_.At(end)) != std::string_view::npos;
  }

  bool StartsWithMember(size_t at) {
    const char inside = scan_.At(at + 1);  // "{…}": the example as a string
    return scan_.IsQuote(at) && inside != '{' && inside != '[' && scan_.NameAt(at, false).has_value();
  }

  bool IsPhpArray(size_t at) const {
    return scan_.At(at) == '(' && at >= kPhpArray.size() && scan_.StartsAt(at - kPhpArray.size(), kPhpArray);
  }

  // Where closing brackets are missing, indentation may tell where they belong.
  LooseParse Parse(size_t at, LooseStart start) {
    const size_t before = log_.repairs().size();
    LooseParse plain = ParseLoose(scan_, log_, at, start, false, limits_);
    if (plain.faults == 0 || plain.outcome != LooseParse::Outcome::kRead) return plain;
    std::vector<Repair> repairs(log_.repairs().begin() + static_cast<std::ptrdiff_t>(before), log_.repairs().end());
    log_.CutTo(before);
    LooseParse indented = ParseLoose(scan_, log_, at, start, true, limits_);
    if (indented.faults < plain.faults && indented.outcome == LooseParse::Outcome::kRead) return indented;
    log_.CutTo(before);
    log_.Append(std::move(repairs));
    return plain;
  }

  std::optional<LooseJson> Finish(LooseParse parse) {
    if (parse.outcome != LooseParse::Outcome::kRead) return std::nullopt;
    size_t end = scan_.SkipGap(parse.end).end;
    if (end < scan_.size()) {
      const char next = scan_.At(end);
      log_.Add(end, scan_.size(),
               next == '{' || next == '[' ? "another value after the first is left out"
                                          : "text after the last bracket is left out");
    }
    parse.json.repairs = log_.repairs();
    return std::move(parse.json);
  }

  RepairLog log_;
  LooseScanner scan_;
  LooseJsonLimits limits_;
};

}  // namespace

std::string_view TypeName(ValueType type) {
  switch (type) {
    case ValueType::kUnknown:
      return "unknown";
    case ValueType::kString:
      return "string";
    case ValueType::kInteger:
      return "integer";
    case ValueType::kNumber:
      return "number";
    case ValueType::kBoolean:
      return "boolean";
    case ValueType::kObject:
      return "object";
    case ValueType::kArray:
      return "array";
    case ValueType::kNull:
      return "null";
  }
  return "unknown";
}

ValueType TypeOf(const Json& value) {
  if (value.is_null()) return ValueType::kNull;
  if (value.is_bool()) return ValueType::kBoolean;
  if (value.is_string()) return ValueType::kString;
  if (value.is_array()) return ValueType::kArray;
  if (value.is_object()) return ValueType::kObject;
  const bool whole = value.number().text.find_first_of(".eE") == std::string::npos;
  return whole ? ValueType::kInteger : ValueType::kNumber;
}

namespace {

// A sentence in braces is no body, though a list of texts in braces is one.
bool IsOneText(const Json& value) {
  return value.is_array() && value.array().size() == 1 && value.array()[0].is_string();
}

}  // namespace

std::optional<LooseJson> ReadLooseJson(std::string_view text, int first_line, const LooseJsonLimits& limits) {
  if (text.size() > limits.bytes || IsMarkup(text)) return std::nullopt;
  struct Change {
    bool (*needed)(std::string_view);
    std::string (*mend)(std::string_view);
    std::string_view what;
  };
  constexpr Change kChanges[] = {
      {[](std::string_view t) { return !IsUtf8(t); }, ReplaceInvalidUtf8, "bytes that are not UTF-8"},
      {HasMarkupEntities, DecodeEntities, "entities stand for quotes or brackets"},
      {HasMarkupEntities, DecodeEntities, "entities are escaped twice"},
      {HasEscapedBrackets, DropBracketEscapes, "brackets are escaped"},
      {IsQuotedWhole, UndoQuoting, "the quotes are escaped"},
  };
  std::string mended;
  std::vector<std::string_view> changes;
  for (const Change& change : kChanges) {
    if (!change.needed(text)) continue;
    mended = change.mend(text);
    text = mended;
    changes.push_back(change.what);
  }
  if (text.find_first_of("{[(") == std::string_view::npos) return std::nullopt;
  Reading reading(text, first_line, limits);
  for (const std::string_view what : changes) reading.log().Add(0, text.size(), what);
  std::optional<LooseJson> read = reading.Read();
  if (read && Trim(text).starts_with('{') && IsOneText(read->value)) return std::nullopt;
  return read;
}

}  // namespace authconform
