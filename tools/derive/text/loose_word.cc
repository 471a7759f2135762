#include "tools/derive/text/loose_word.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace authconform {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

struct NamedType {
  std::string_view name;
  ValueType type;
};

constexpr NamedType kTypes[] = {
    {"string", ValueType::kString},    {"str", ValueType::kString},      {"text", ValueType::kString},
    {"varchar", ValueType::kString},   {"char", ValueType::kString},     {"uuid", ValueType::kString},
    {"guid", ValueType::kString},      {"email", ValueType::kString},    {"url", ValueType::kString},
    {"uri", ValueType::kString},       {"date", ValueType::kString},     {"datetime", ValueType::kString},
    {"date-time", ValueType::kString}, {"jwt", ValueType::kString},      {"objectid", ValueType::kString},
    {"int", ValueType::kInteger},      {"integer", ValueType::kInteger}, {"int32", ValueType::kInteger},
    {"int64", ValueType::kInteger},    {"long", ValueType::kInteger},    {"bigint", ValueType::kInteger},
    {"number", ValueType::kNumber},    {"float", ValueType::kNumber},    {"double", ValueType::kNumber},
    {"decimal", ValueType::kNumber},   {"numeric", ValueType::kNumber},  {"bool", ValueType::kBoolean},
    {"boolean", ValueType::kBoolean},  {"object", ValueType::kObject},   {"dict", ValueType::kObject},
    {"map", ValueType::kObject},       {"hash", ValueType::kObject},     {"json", ValueType::kObject},
    {"array", ValueType::kArray},      {"list", ValueType::kArray},
};

struct Literal {
  std::string_view word;  // lower case
  enum class Is { kTrue, kFalse, kNull } is;
};

constexpr Literal kLiterals[] = {
    {"true", Literal::Is::kTrue}, {"false", Literal::Is::kFalse},   {"null", Literal::Is::kNull},
    {"nil", Literal::Is::kNull},  {"none", Literal::Is::kNull},     {"undefined", Literal::Is::kNull},
    {"nan", Literal::Is::kNull},  {"infinity", Literal::Is::kNull}, {"-infinity", Literal::Is::kNull},
};

std::optional<LooseWord> AsLiteral(std::string_view word) {
  for (const Literal& literal : kLiterals) {
    if (ToLower(word) != literal.word) continue;
    LooseWord read;
    if (literal.is != Literal::Is::kNull) read.value = Json(literal.is == Literal::Is::kTrue);
    if (word != "true" && word != "false" && word != "null") read.repair = "a literal is not spelled as in JSON";
    return read;
  }
  return std::nullopt;
}

size_t CountDigits(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && IsDigit(text[end])) ++end;
  return end - at;
}

// Digits, a fraction, an exponent, each in loose form, into RFC 8259's form. Empty when it is no number.
std::string DecimalForm(std::string_view text) {
  std::string out;
  size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) {
    if (text[at] == '-') out += '-';
    ++at;
  }
  const size_t whole = CountDigits(text, at);
  std::string_view digits = text.substr(at, whole);
  at += whole;
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  out += digits.empty() ? "0" : std::string(digits);
  if (at < text.size() && text[at] == '.') {
    const size_t fraction = CountDigits(text, at + 1);
    if (whole + fraction == 0) return "";
    if (fraction > 0) out += text.substr(at, fraction + 1);
    at += fraction + 1;
  } else if (whole == 0) {
    return "";
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const size_t sign = at + 1 < text.size() && (text[at + 1] == '-' || text[at + 1] == '+') ? 1 : 0;
    const size_t exponent = CountDigits(text, at + 1 + sign);
    if (exponent == 0) return "";
    out += text.substr(at, 1 + sign + exponent);
    at += 1 + sign + exponent;
  }
  // A number that no double holds is left to be text.
  return at == text.size() && ParseJson(out).ok() ? out : "";
}

std::string HexForm(std::string_view word) {
  if (!word.starts_with("0x") && !word.starts_with("0X")) return "";
  uint64_t value = 0;
  const char* end = word.data() + word.size();
  const auto read = std::from_chars(word.data() + 2, end, value, 16);
  return read.ec == std::errc() && read.ptr == end ? std::to_string(value) : "";
}

std::optional<LooseWord> AsNumber(std::string_view word) {
  if (!IsDigit(word.front()) && word.find_first_of("+-.") != 0) return std::nullopt;
  std::string text = HexForm(word);
  if (text.empty()) {
    std::string digits;
    for (size_t i = 0; i < word.size(); ++i) {
      const bool groups =
          word[i] == '_' && i > 0 && IsDigit(word[i - 1]) && i + 1 < word.size() && IsDigit(word[i + 1]);
      if (!groups) digits += word[i];
    }
    text = DecimalForm(digits);
  }
  if (text.empty()) return std::nullopt;
  LooseWord read;
  if (text != word) read.repair = "a number is not written as in JSON";
  read.value = Json(Json::Number{std::move(text)});
  return read;
}

ValueType TypeNamed(std::string_view name) {
  const std::string lower = ToLower(name);
  for (const NamedType& type : kTypes) {
    if (type.name == lower) return type.type;
  }
  return ValueType::kUnknown;
}

// The word at the start: up to what neither letters, digits, '-' nor '_' are.
std::string_view FirstWord(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && (IsLetter(text[end]) || IsDigit(text[end]) || text[end] == '-' || text[end] == '_'))
    ++end;
  return text.substr(0, end);
}

// Whether what follows a type's name is what documents put there: nothing, "[]", "(required)", "| null", "<String>".
bool QualifiesType(std::string_view rest) {
  rest = Trim(rest);
  return rest.empty() || std::string_view("|([<?!*/,-").find(rest.front()) != std::string_view::npos ||
         HasWord(rest, "or") || HasWord(rest, "required") || HasWord(rest, "optional") || HasWord(rest, "of") ||
         HasWord(rest, "nullable");
}

bool IsPlaceholderMark(std::string_view word) {
  struct Pair {
    std::string_view open, close;
  };
  constexpr Pair kPairs[] = {{"<", ">"}, {"{", "}"}, {"${", "}"}, {"#{", "}"}, {"%", "%"}, {"(", ")"}, {"[", "]"}};
  for (const Pair& pair : kPairs) {
    if (word.size() > 2 && word.starts_with(pair.open) && word.ends_with(pair.close)) return true;
  }
  return word.size() > 1 && word.front() == '$' && (IsLetter(word[1]) || word[1] == '_');
}

bool IsCallOrExpression(std::string_view word) {
  const size_t open = word.find('(');
  return open != std::string_view::npos && open > 0 && (IsLetter(word[open - 1]) || word[open - 1] == '_');
}

LooseWord Placeholder(ValueType type) {
  LooseWord read;
  read.placeholder = true;
  read.type = type;
  read.repair = "a placeholder stands for a value";
  return read;
}

}  // namespace

ValueType TypeOfPlaceholder(std::string_view text) {
  text = Trim(text);
  while (!text.empty() && std::string_view("<{[($?\"'").find(text.front()) != std::string_view::npos) {
    text.remove_prefix(1);
  }
  text = Trim(text);
  const std::string_view first = FirstWord(text);
  const std::string_view rest = Trim(text.substr(first.size()));
  if (ToLower(first) == "null" && rest.starts_with('|')) return TypeOfPlaceholder(rest.substr(1));
  const ValueType type = TypeNamed(first);
  if (type != ValueType::kUnknown && rest.starts_with("[]")) return ValueType::kArray;
  return type;
}

LooseWord ReadLooseWord(std::string_view word) {
  if (auto literal = AsLiteral(word)) return *literal;
  if (auto number = AsNumber(word)) return *number;
  if (word.starts_with('?') && TypeNamed(word.substr(1)) != ValueType::kUnknown) {
    return Placeholder(TypeNamed(word.substr(1)));
  }
  if (IsPlaceholderMark(word)) return Placeholder(TypeOfPlaceholder(word));
  const std::string_view first = FirstWord(word);
  const std::string_view rest = word.substr(first.size());
  if (TypeNamed(first) != ValueType::kUnknown && QualifiesType(rest)) return Placeholder(TypeOfPlaceholder(word));
  if (ToLower(first) == "null" && Trim(rest).starts_with('|')) return Placeholder(TypeOfPlaceholder(word));
  if (IsCallOrExpression(word)) return Placeholder(ValueType::kUnknown);
  const size_t end = word.find_first_of(" \t|/");
  if (end != std::string_view::npos && end > 0) {
    auto known = AsLiteral(word.substr(0, end));
    if (!known && word[end] != '/' && QualifiesType(word.substr(end))) known = AsNumber(word.substr(0, end));
    if (known) {
      known->repair = "text follows a value";
      return *known;
    }
  }
  LooseWord read;
  while (!word.empty() && (word.back() == '"' || word.back() == '\'')) word.remove_suffix(1);
  read.value = Json(word);
  read.repair = "a value is not in quotes";
  return read;
}

}  // namespace authconform
