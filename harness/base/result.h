// A value, or the error that stood in its way.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace authconform {

// Where something went wrong and what, in a sentence its reader can act on. Never holds a secret's value.
struct Error {
  std::string file;      // the file at fault, empty when there is none
  std::string position;  // a JSON Pointer, or "line 3, column 7"; empty when the whole file is meant
  std::string message;   // one sentence, no trailing full stop
  // The input is sound, and what it refers to is not there: an environment variable, a secret's file.
  bool environment = false;

  // "specs/a/b/spec.json:/outcomes/success: status must be an integer"
  std::string ToString() const {
    std::string text = file;
    if (!position.empty()) text += (text.empty() ? "" : ":") + position;
    return text.empty() ? message : text + ": " + message;
  }

  friend bool operator==(const Error&, const Error&) = default;
};

// Result<T> holds a T when ok(), an Error otherwise. A non-conformance of a target is never an Error.
// Reading the side that is not there is a programming error and ends the process.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& operator*() const& { return std::get<0>(held_); }
  T& operator*() & { return std::get<0>(held_); }
  T&& operator*() && { return std::get<0>(std::move(held_)); }
  const T* operator->() const { return &std::get<0>(held_); }
  T* operator->() { return &std::get<0>(held_); }

  const Error& error() const { return std::get<1>(held_); }

 private:
  std::variant<T, Error> held_;
};

// The Result of something done for its effect.
struct Done {};
using Status = Result<Done>;

}  // namespace authconform
