// What a member is called and what the text says of it, into the promises that its values keep.
#pragma once

#include <string>
#include <string_view>

#include "tools/derive/spec/narrative.h"
#include "tools/derive/spec/shape.h"

namespace authconform {

enum class TimeUnit { kNone, kSeconds, kMinutes, kMilliseconds, kUnixSeconds, kUnixMilliseconds };

// In the order of TimeUnit's values; nothing for kNone.
struct UnitRange {
  std::string_view name;
  int64_t minimum;
  int64_t maximum;
};
const UnitRange& RangeOf(TimeUnit unit);

struct Told {
  TimeUnit unit = TimeUnit::kNone;
  Lines unit_lines;
  bool always = false;  // the one value shown is the only one
  Lines always_lines;
  std::string format;  // of draft-07 or ours; its examples, if any, have it
  Lines format_lines;
};

// From the member's description and the sentences that name it. What an example contradicts is not told.
Told ToldOf(const Shape& member, const Narrative& narrative);

// The format that every example of the member has though no text says so; empty when none or when it is a token.
std::string ShownFormat(const Shape& member);
// "looks like a UUID": what ShownFormat's answer is in words.
std::string_view FormatWords(std::string_view format);

bool NamesExpiry(std::string_view name);   // expires_in, expiration, ttl …
bool NamesMoment(std::string_view name);   // created_at, lastLogin, timestamp …
bool NamesMessage(std::string_view name);  // message, error_description …: words for people
bool NamesFlag(std::string_view name);     // success, ok …: tells success from failure

// Whether a member at this pointer tells how a call went: at the top of a body, or in an object that is about nothing
// else, such as /meta.
bool StandsBesidePayload(std::string_view pointer);

// Whether every number shown lies in the unit's range.
bool Fits(const Shape& member, TimeUnit unit);

}  // namespace authconform
