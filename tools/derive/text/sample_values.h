// The tokens of a program, into what its expressions are worth: strings, literals of objects, variables that hold them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/text/sample_tokens.h"

namespace authconform {

struct CodeValue {
  enum class Kind { kNothing, kText, kContainer };
  Kind kind = Kind::kNothing;
  std::string text;  // of a text: variables in it as {name}
  size_t begin = 0;  // offsets into the source
  size_t end = 0;
  size_t token = 0;  // of a container: its opening bracket
  // What was called on the way: JSON.stringify and the like, URLSearchParams and the like, FormData.
  bool to_json = false;
  bool to_form = false;
  bool to_multipart = false;
};

// "application/json" and the like.
bool IsMediaType(std::string_view text);

class CodeValues {
 public:
  explicit CodeValues(std::string_view source);

  std::string_view source() const { return source_; }
  const std::vector<CodeToken>& tokens() const { return tokens_; }
  size_t size() const { return tokens_.size(); }
  const CodeToken& At(size_t i) const { return i < tokens_.size() ? tokens_[i] : end_; }

  // Of the expression that starts at token `i`.
  CodeValue Evaluate(size_t i) const { return Evaluate(i, 0); }
  // All that is in the bracket at `open`, as one literal.
  CodeValue Parenthesized(size_t open) const { return Container(open); }
  // Behind the expression that starts at `i`: a comma, semicolon, closing bracket or line's end.
  size_t EndOfExpression(size_t i) const;
  // Behind the bracket at `i` and all that is in it.
  size_t Behind(size_t i) const { return At(i).partner == CodeToken::kNone ? i + 1 : At(i).partner + 1; }
  // Where the value of a declaration with a type starts whose name is at `i` (let x: [String: Any] = …); 0 when there
  // is none.
  size_t TypedValue(size_t i) const;
  // First tokens of what commas separate inside the bracket at `open`.
  std::vector<size_t> Arguments(size_t open) const;

 private:
  void FindAssignments();
  CodeValue Evaluate(size_t i, int depth) const;
  CodeValue Text(size_t i, int depth) const;
  CodeValue Container(size_t i) const;
  void ReadSuffix(size_t i, CodeValue& value) const;

  std::string_view source_;
  std::vector<CodeToken> tokens_;
  CodeToken end_;
  std::map<std::string, size_t, std::less<>> assigned_;  // name to the first token of its value
  // Variables may hold sums of variables: what all evaluation together may cost.
  mutable size_t steps_left_ = 50'000;
};

}  // namespace authconform
