#include "tools/derive/text/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <set>
#include <sstream>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "tools/derive/text/loose_json.h"

namespace authconform {
namespace {

constexpr std::string_view kQuotedTag = "!";
constexpr std::string_view kStringTag = "tag:yaml.org,2002:str";

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view TakeDigits(std::string_view& text) {
  const size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

// 0o17 and 0x1F.
std::optional<Json> BasedInteger(std::string_view text) {
  if (text.size() < 3 || text[0] != '0' || (text[1] != 'o' && text[1] != 'x')) return std::nullopt;
  int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + 2, end, value, text[1] == 'o' ? 8 : 16);
  if (error != std::errc() || stop != end || text[2] == '-') return std::nullopt;
  return Json(value);
}

// A decimal number in the spelling that JSON has for it: "+07" is 7, ".5" is 0.5, "5." is 5.0.
std::optional<Json> Decimal(std::string_view text) {
  std::string number;
  if (text.starts_with('-')) number = "-";
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  std::string_view whole = TakeDigits(text);
  const bool has_whole = !whole.empty();
  whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
  number += whole.empty() ? "0" : whole;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::string_view fraction = TakeDigits(text);
    if (!has_whole && fraction.empty()) return std::nullopt;
    number += "." + std::string(fraction.empty() ? "0" : fraction);
  } else if (!has_whole) {
    return std::nullopt;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    number += 'e';
    if (text.starts_with('-') || text.starts_with('+')) {
      number += text[0];
      text.remove_prefix(1);
    }
    const std::string_view exponent = TakeDigits(text);
    if (exponent.empty()) return std::nullopt;
    number += exponent;
  }
  const Json value = Json::Number{number};
  if (!text.empty() || !value.AsDouble()) return std::nullopt;
  return value;
}

Json PlainScalar(const std::string& text) {
  if (IsOneOf(text, {"", "~", "null", "Null", "NULL"})) return nullptr;
  if (IsOneOf(text, {"true", "True", "TRUE"})) return true;
  if (IsOneOf(text, {"false", "False", "FALSE"})) return false;
  if (!IsDigit(text[0]) && !IsOneOf(text.substr(0, 1), {"-", "+", "."})) return text;
  if (const auto based = BasedInteger(text)) return *based;
  if (const auto decimal = Decimal(text)) return *decimal;
  return text;
}

size_t CountValues(const Json& value) {
  size_t count = 0;
  std::vector<const Json*> open = {&value};
  while (!open.empty()) {
    const Json* here = open.back();
    open.pop_back();
    ++count;
    if (here->is_array()) {
      for (const Json& item : here->array()) open.push_back(&item);
    } else if (here->is_object()) {
      for (const auto& [name, member] : here->object()) open.push_back(&member);
    }
  }
  return count;
}

// How deep containers in `value` are nested, itself included.
size_t DepthOf(const Json& value) {
  size_t deepest = 0;
  std::vector<std::pair<const Json*, size_t>> open = {{&value, 1}};
  while (!open.empty()) {
    const auto [here, depth] = open.back();
    open.pop_back();
    deepest = std::max(deepest, depth);
    if (here->is_array()) {
      for (const Json& item : here->array()) open.emplace_back(&item, depth + 1);
    } else if (here->is_object()) {
      for (const auto& [name, member] : here->object()) open.emplace_back(&member, depth + 1);
    }
  }
  return deepest;
}

// Builds the value from the parser's events. Stops the parser by an exception of its own kind when a limit is passed:
// the parser recurses, and this is what bounds it.
class ValueBuilder : public YAML::EventHandler {
 public:
  ValueBuilder(int first_line, const YamlLimits& limits) : first_line_(first_line), limits_(limits) {}

  LocatedJson Take() { return std::move(located_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { AddScalar(mark, anchor, nullptr, ""); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    // An alias inside the very node that it names has nothing to stand for yet.
    if (known == anchors_.end()) throw YAML::ParserException(mark, "an alias stands inside what it names");
    values_ += known->second.values;
    if (open_.size() + known->second.depth > limits_.depth) throw YAML::ParserException(mark, "nested too deeply");
    const Json value = known->second.value;
    const std::string text = value.is_string() ? value.string() : "";
    AddScalar(mark, 0, value, text);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    const bool is_string = tag == kQuotedTag || tag == kStringTag;
    AddScalar(mark, anchor, is_string ? Json(text) : PlainScalar(text), text);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, anchor, Json::Array{});
  }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, anchor, Json::Object{});
  }
  void OnSequenceEnd() override { Close(); }
  void OnMapEnd() override { Close(); }

 private:
  struct Container {
    Json value;
    YAML::anchor_t anchor = 0;
    std::string pointer;
    Lines lines;
    std::optional<std::string> key;  // read, its value not yet
    Lines key_lines;
    std::optional<Json> merged;  // what "<<" stands for
  };
  struct Anchored {
    Json value;
    size_t values = 0;
    size_t depth = 0;
  };

  int LineOf(const YAML::Mark& mark) const { return first_line_ + std::max(mark.line, 0); }

  bool AwaitsKey() const { return !open_.empty() && open_.back().value.is_object() && !open_.back().key; }

  void Count(const YAML::Mark& mark) {
    if (++values_ > limits_.values) throw YAML::ParserException(mark, "too many values");
  }

  // The pointer of the value that comes next.
  std::string NextPointer() const {
    if (open_.empty()) return "";
    const Container& parent = open_.back();
    if (parent.value.is_array()) return parent.pointer + "/" + std::to_string(parent.value.array().size());
    return parent.pointer + "/" + EscapePointerToken(*parent.key);
  }

  void AddScalar(const YAML::Mark& mark, YAML::anchor_t anchor, Json value, const std::string& text) {
    Count(mark);
    if (anchor != 0) Remember(anchor, value);
    const Lines lines = {LineOf(mark), LineOf(mark) + static_cast<int>(std::count(text.begin(), text.end(), '\n'))};
    if (AwaitsKey()) {
      open_.back().key = text;
      open_.back().key_lines = lines;
    } else {
      Place(std::move(value), NextPointer(), lines);
    }
  }

  void Open(const YAML::Mark& mark, YAML::anchor_t anchor, Json value) {
    Count(mark);
    if (AwaitsKey()) throw YAML::ParserException(mark, "a key is not text");
    if (open_.size() >= limits_.depth) throw YAML::ParserException(mark, "nested too deeply");
    Container container;
    container.value = std::move(value);
    container.anchor = anchor;
    container.pointer = NextPointer();
    container.lines = {LineOf(mark), LineOf(mark)};
    open_.push_back(std::move(container));
  }

  void Close() {
    Container closed = std::move(open_.back());
    open_.pop_back();
    if (closed.merged) Merge(*closed.merged, closed.value);
    if (closed.anchor != 0) Remember(closed.anchor, closed.value);
    Place(std::move(closed.value), std::move(closed.pointer), closed.lines);
  }

  void Place(Json value, std::string pointer, Lines lines) {
    if (open_.empty()) {
      located_.value = std::move(value);
      located_.lines[""] = lines;
      return;
    }
    Container& parent = open_.back();
    lines = Join(lines, parent.key_lines);
    parent.lines = Join(parent.lines, lines);
    if (parent.value.is_array()) {
      parent.value.array().push_back(std::move(value));
    } else if (*parent.key == "<<") {
      parent.merged = std::move(value);
    } else {
      parent.value.object().emplace_back(std::move(*parent.key), std::move(value));
    }
    parent.key.reset();
    parent.key_lines = {};
    located_.lines[std::move(pointer)] = lines;
  }

  void Remember(YAML::anchor_t anchor, const Json& value) {
    const size_t values = CountValues(value);
    // A copy is made for each anchor: anchors inside anchors must not multiply the document.
    values_ += values;
    anchors_[anchor] = {value, values, DepthOf(value)};
  }

  static void Merge(const Json& merged, Json& value) {
    std::set<std::string> names;
    for (const auto& [name, member] : value.object()) names.insert(name);
    const Json::Array sources = merged.is_array() ? merged.array() : Json::Array{merged};
    for (const Json& source : sources) {
      if (!source.is_object()) continue;
      for (const auto& [name, member] : source.object()) {
        if (names.insert(name).second) value.object().emplace_back(name, member);
      }
    }
  }

  int first_line_;
  YamlLimits limits_;
  LocatedJson located_;
  std::vector<Container> open_;
  std::unordered_map<YAML::anchor_t, Anchored> anchors_;
  size_t values_ = 0;
};

Result<LocatedJson> ReadBraces(std::string_view text, int first_line, const YamlLimits& limits) {
  std::optional<LooseJson> loose =
      ReadLooseJson(text, first_line, {.bytes = limits.bytes, .depth = limits.depth, .values = limits.values});
  if (!loose) return Error{.file = "", .position = "", .message = "this is no JSON"};
  return LocatedJson{std::move(loose->value), std::move(loose->lines), std::move(loose->repairs)};
}

std::string PositionOf(const YAML::Mark& mark, int first_line) {
  if (mark.is_null()) return "";
  return "line " + std::to_string(first_line + mark.line) + ", column " + std::to_string(mark.column + 1);
}

}  // namespace

Lines LocatedJson::LinesAt(std::string_view pointer) const {
  while (true) {
    if (const auto found = lines.find(std::string(pointer)); found != lines.end()) return found->second;
    if (pointer.empty()) return {};
    const size_t slash = pointer.rfind('/');
    pointer = pointer.substr(0, slash == std::string_view::npos ? 0 : slash);
  }
}

Result<LocatedJson> ReadYaml(std::string_view text, int first_line, const YamlLimits& limits) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.size() > limits.bytes) return Error{.file = "", .position = "", .message = "the document is too large"};
  const std::string_view start = Trim(text.substr(0, 4096));
  if (start.starts_with('{') || start.starts_with('[')) return ReadBraces(text, first_line, limits);
  ValueBuilder builder(first_line, limits);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      return Error{.file = "", .position = "", .message = "the document is empty"};
    }
  } catch (const YAML::Exception& exception) {
    return Error{.file = "", .position = PositionOf(exception.mark, first_line), .message = exception.msg};
  } catch (const std::exception& exception) {
    return Error{.file = "", .position = "", .message = "the YAML parser gave up"};
  }
  return builder.Take();
}

}  // namespace authconform
