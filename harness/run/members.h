// A line of NDJSON into its members, checked, with the place of the first mistake.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace authconform {

// Of one line. A response is at most what a target file may allow, escaped.
inline constexpr JsonLimits kLineLimits = {.bytes = size_t{512} << 20, .depth = 8, .values = 10'000'000};

// The members of one object; the first mistake is kept, and what follows it is empty.
class Members {
 public:
  Members(const Json& object, std::string pointer, Error& error)
      : object_(object), pointer_(std::move(pointer)), error_(error) {
    if (!object.is_object()) Fail(pointer_, "must be an object");
  }

  bool failed() const { return !error_.message.empty(); }
  const Json* Find(std::string_view name) const { return object_.Find(name); }

  std::string Text(std::string_view name) {
    const Json* member = Need(name);
    if (member != nullptr && member->is_string()) return member->string();
    return Wrong(name, "must be a string"), "";
  }
  std::string OptionalText(std::string_view name) { return Find(name) == nullptr ? "" : Text(name); }

  int64_t Number(std::string_view name, int64_t most = INT64_MAX) {
    const Json* member = Need(name);
    const std::optional<int64_t> number = member == nullptr ? std::nullopt : member->AsInt64();
    if (number && *number >= 0 && *number <= most) return *number;
    return Wrong(name, "must be an integer from 0 to " + std::to_string(most)), 0;
  }
  int Int(std::string_view name) { return static_cast<int>(Number(name, INT32_MAX)); }

  bool Flag(std::string_view name) {
    const Json* member = Need(name);
    if (member != nullptr && member->is_bool()) return member->boolean();
    return Wrong(name, "must be true or false"), false;
  }
  bool OptionalFlag(std::string_view name) { return Find(name) != nullptr && Flag(name); }

  const Json::Array& List(std::string_view name) {
    static const Json::Array kNone;
    const Json* member = Need(name);
    if (member != nullptr && member->is_array()) return member->array();
    return Wrong(name, "must be an array"), kNone;
  }

  std::string At(std::string_view name) const { return pointer_ + "/" + EscapePointerToken(name); }
  void Wrong(std::string_view name, std::string message) { Fail(At(name), std::move(message)); }
  Error& error() { return error_; }

 private:
  const Json* Need(std::string_view name) {
    const Json* member = object_.is_object() ? object_.Find(name) : nullptr;
    if (member == nullptr) Fail(At(name), "the member is missing");
    return member;
  }
  void Fail(std::string pointer, std::string message) {
    if (failed()) return;
    error_.position = std::move(pointer);
    error_.message = std::move(message);
  }

  const Json& object_;
  std::string pointer_;
  Error& error_;
};

}  // namespace authconform
