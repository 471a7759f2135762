#include "tools/derive/text/sample_values.h"

#include <algorithm>
#include <utility>

#include "tools/derive/text/lines.h"

namespace authconform {
namespace {

using Kind = CodeToken::Kind;

constexpr int kMaxDepth = 6;
constexpr size_t kMaxArguments = 200;
constexpr size_t kMaxTextParts = 20;
constexpr size_t kMaxText = 64 << 10;
// Of a bracket that never closes.
constexpr size_t kMaxOpenTokens = 400;

enum class Meaning { kJson, kForm, kMultipart };

struct Wrapper {
  std::string_view name;  // lower case
  Meaning meaning;
};

constexpr Wrapper kWrappers[] = {
    {"stringify", Meaning::kJson},
    {"dumps", Meaning::kJson},
    {"json_encode", Meaning::kJson},
    {"jsonencode", Meaning::kJson},
    {"to_json", Meaning::kJson},
    {"generate", Meaning::kJson},
    {"tojson", Meaning::kJson},
    {"marshal", Meaning::kJson},
    {"serializeobject", Meaning::kJson},
    {"jsonserialization", Meaning::kJson},
    {"jsonobject", Meaning::kJson},
    {"encode_json", Meaning::kJson},
    {"urlsearchparams", Meaning::kForm},
    {"http_build_query", Meaning::kForm},
    {"urlencode", Meaning::kForm},
    {"encode_www_form", Meaning::kForm},
    {"formurlencodedcontent", Meaning::kForm},
    {"param", Meaning::kForm},
    {"formdata", Meaning::kMultipart},
    {"multipartformdatacontent", Meaning::kMultipart},
};

void Note(std::string_view name, bool query_string, CodeValue& value) {
  const std::string lower = ToLower(name);
  for (const Wrapper& wrapper : kWrappers) {
    if (wrapper.name != lower) continue;
    const bool form = wrapper.meaning == Meaning::kForm || (query_string && lower == "stringify");
    if (form) {
      value.to_form = true;
    } else if (wrapper.meaning == Meaning::kJson) {
      value.to_json = true;
    } else {
      value.to_multipart = true;
    }
  }
}

bool IsPrefixWord(const CodeToken& token) {
  constexpr std::string_view kWords[] = {"new", "await", "try", "return", "const", "let", "var", "as",
                                         "map", "@",     "f",   "b",      "r",     "u",   "qs"};
  return token.kind == Kind::kWord && std::find(std::begin(kWords), std::end(kWords), token.text) != std::end(kWords);
}

bool IsAccess(const CodeToken& token) { return token.Is(".") || token.Is("->") || token.Is("::") || token.Is("?."); }

}  // namespace

bool IsMediaType(std::string_view text) {
  for (const std::string_view type : {"application/", "text/", "multipart/", "image/", "audio/", "video/", "*/*"}) {
    if (text.starts_with(type)) return true;
  }
  return false;
}

CodeValues::CodeValues(std::string_view source) : source_(source), tokens_(SplitCode(source)) {
  end_.begin = end_.end = source.size();
  FindAssignments();
}

// The first value counts. A function's named arguments count too: they do no harm, for they come after.
void CodeValues::FindAssignments() {
  for (size_t i = 0; i + 2 < tokens_.size(); ++i) {
    if (tokens_[i].kind != Kind::kWord) continue;
    if (At(i + 1).Is("=") || At(i + 1).Is(":=")) {
      const bool itself = At(i + 2).text == tokens_[i].text;
      if (!itself) assigned_.emplace(tokens_[i].text, i + 2);
    } else if (const size_t value = TypedValue(i)) {
      assigned_.emplace(tokens_[i].text, value);
    }
  }
}

size_t CodeValues::TypedValue(size_t i) const {
  const bool declares =
      i > 0 && (At(i - 1).Is("let") || At(i - 1).Is("var") || At(i - 1).Is("val") || At(i - 1).Is("const"));
  if (!declares || !At(i + 1).Is(":")) return 0;
  size_t at = i + 2;
  while (at < i + 12 && !At(at).Is("=") && !At(at).new_line) at = At(at).kind == Kind::kOpen ? Behind(at) : at + 1;
  return At(at).Is("=") ? at + 1 : 0;
}

std::vector<size_t> CodeValues::Arguments(size_t open) const {
  std::vector<size_t> starts;
  const bool closes = At(open).partner != CodeToken::kNone;
  const size_t close = closes ? At(open).partner : std::min(size(), open + kMaxOpenTokens);
  for (size_t i = open + 1; i < close && starts.size() < kMaxArguments;) {
    starts.push_back(i);
    while (i < close && !At(i).Is(",")) i = At(i).kind == Kind::kOpen ? Behind(i) : i + 1;
    ++i;
  }
  return starts;
}

size_t CodeValues::EndOfExpression(size_t i) const {
  while (i < size()) {
    const CodeToken& token = At(i);
    if (token.Is(",") || token.Is(";") || token.kind == Kind::kClose) break;
    i = token.kind == Kind::kOpen ? Behind(i) : i + 1;
    const bool goes_on = At(i).kind == Kind::kSign && !At(i).Is("@");
    if (At(i).new_line && !goes_on && !At(i - 1).Is("+") && At(i - 1).kind != Kind::kSign) break;
  }
  return i;
}

CodeValue CodeValues::Container(size_t i) const {
  CodeValue value;
  value.kind = CodeValue::Kind::kContainer;
  value.token = i;
  value.begin = At(i).begin;
  value.end = At(i).partner == CodeToken::kNone ? source_.size() : At(At(i).partner).end;
  return value;
}

// {…}.to_json
void CodeValues::ReadSuffix(size_t i, CodeValue& value) const {
  if (IsAccess(At(i)) && At(i + 1).kind == Kind::kWord) Note(At(i + 1).text, false, value);
}

CodeValue CodeValues::Evaluate(size_t i, int depth) const {
  CodeValue nothing;
  if (depth > kMaxDepth || steps_left_ == 0) return nothing;
  --steps_left_;
  while (IsPrefixWord(At(i)) && At(i + 1).kind != Kind::kClose && !IsAccess(At(i + 1)) && !At(i + 1).Is(",")) ++i;
  while (At(i).Is("&") || At(i).Is("*")) ++i;
  const CodeToken& token = At(i);
  if (token.Is("[") && token.partner == i + 1 && At(i + 2).kind == Kind::kWord) return Evaluate(i + 2, depth + 1);
  if (token.Is("{") || token.Is("[")) {
    // map[string]string{…}
    const bool type = token.Is("[") && i > 0 && At(i - 1).Is("map");
    if (type && At(Behind(i)).kind == Kind::kWord && At(Behind(i) + 1).Is("{")) return Container(Behind(i) + 1);
    CodeValue value = Container(i);
    ReadSuffix(Behind(i), value);
    return value;
  }
  if (token.Is("(")) return Evaluate(i + 1, depth + 1);
  if (token.kind == Kind::kString) return Text(i, depth);
  if (token.kind != Kind::kWord) return nothing;
  size_t last = i;  // of a.b.c
  while (IsAccess(At(last + 1)) && At(last + 2).kind == Kind::kWord) last += 2;
  size_t open = last + 1;
  if (At(open).Is("<")) {  // new Dictionary<string, string> { … }
    while (open < last + 12 && !At(open).Is(">")) ++open;
    open += At(open).Is(">") ? 1 : 0;
  }
  if (At(open).Is("(") && token.text == "array" && last == i) {
    CodeValue value = Container(open);
    value.begin = token.begin;
    return value;
  }
  const bool known = assigned_.contains(token.text);
  if (At(open).Is("(") && !(known && last > i)) {
    if (At(open).partner == open + 1) {
      // new Dictionary<…>() { … }
      if (At(open + 2).Is("{") && !At(open + 2).new_line) return Container(open + 2);
      CodeValue empty;
      Note(At(last).text, false, empty);
      return empty;
    }
    CodeValue value = Evaluate(open + 1, depth + 1);
    if (IsMediaType(value.text)) {  // RequestBody.create(mediaType, body)
      const std::vector<size_t> arguments = Arguments(open);
      if (arguments.size() > 1) value = Evaluate(arguments[1], depth + 1);
    }
    Note(At(last).text, token.text == "qs" || token.text == "querystring", value);
    return value;
  }
  if (At(open).Is("{") && (last > i || open > last + 1)) return Container(open);  // url.Values{…}
  const bool sum = At(last + 1).Is("+") || (At(last + 1).Is(".") && At(last + 2).kind == Kind::kString);
  if (known && !sum) {
    CodeValue value = Evaluate(assigned_.find(token.text)->second, depth + 1);
    if (last > i) Note(At(last).text, false, value);
    return value;
  }
  return Text(i, depth);
}

// A string, a sum of strings and variables, a variable.
CodeValue CodeValues::Text(size_t i, int depth) const {
  CodeValue value;
  value.begin = At(i).begin;
  bool has_string = false;
  for (size_t parts = 0; parts < kMaxTextParts && value.text.size() < kMaxText; ++parts) {
    const CodeToken& token = At(i);
    if (token.kind == Kind::kString) {
      has_string = true;
      value.text += token.text;
      value.end = token.end;
      ++i;
    } else if (token.kind == Kind::kWord) {
      size_t last = i;
      while (IsAccess(At(last + 1)) && At(last + 2).kind == Kind::kWord) last += 2;
      const auto known = assigned_.find(token.text);
      const CodeValue inner = last == i && known != assigned_.end() ? Evaluate(known->second, depth + 1) : CodeValue();
      if (inner.kind == CodeValue::Kind::kText) {
        value.text += inner.text;
        has_string = true;
      } else {
        value.text += (value.text.empty() ? "{{" : "{") + At(last).text + (value.text.empty() ? "}}" : "}");
      }
      value.end = At(last).end;
      i = last + 1;
      if (At(i).kind == Kind::kOpen && !At(i).Is("{")) i = Behind(i);
    } else {
      break;
    }
    const bool joined = At(i).kind == Kind::kString && At(i - 1).kind == Kind::kString;
    const bool dot = At(i).Is(".") && (At(i + 1).kind == Kind::kString || At(i - 1).kind == Kind::kString);
    if (At(i).Is("+") || (dot && !(At(i + 1).kind == Kind::kWord && At(i + 2).Is("(")))) {
      ++i;
    } else if (!joined) {
      break;
    }
  }
  if (has_string) value.kind = CodeValue::Kind::kText;
  ReadSuffix(i, value);
  return value;
}

}  // namespace authconform
