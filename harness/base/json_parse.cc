// The only file of the harness that includes RapidJSON. A namespace of its own keeps its inline functions apart from
// those of any other file in the same binary that sets RapidJSON up differently.
#define RAPIDJSON_NAMESPACE authconform_rapidjson
#define RAPIDJSON_NAMESPACE_BEGIN namespace authconform_rapidjson {
#define RAPIDJSON_NAMESPACE_END }
#include <stdexcept>
#define RAPIDJSON_ASSERT(condition) \
  if (!(condition)) throw std::logic_error(#condition)
// Thrown from a noexcept function, an exception would end the process.
#define RAPIDJSON_NOEXCEPT_ASSERT(condition) static_cast<void>(0)

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/json_number.h"
#include "harness/base/json_utf8.h"

namespace authconform {
namespace {

namespace rj = ::authconform_rapidjson;

// RapidJSON counts in 32 bits.
constexpr size_t kMostBytes = 0x7fffffff;
// A number of fewer characters and without an exponent stays below the largest double.
constexpr size_t kSafeNumberLength = 300;
constexpr size_t kSmallObject = 16;
constexpr size_t kShownNameBytes = 64;

std::string PositionAt(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - line_start + 1);
}

// Offset of the quote that opens the string whose closing quote is just before `end`.
size_t OpeningQuote(std::string_view text, size_t end) {
  size_t at = end - 1;
  for (;;) {
    at = text.rfind('"', at - 1);
    size_t backslashes = 0;
    while (backslashes < at && text[at - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return at;
  }
}

bool OverflowsDouble(std::string_view number) {
  if (number.size() < kSafeNumberLength && number.find_first_of("eE") == std::string_view::npos) return false;
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc::result_out_of_range) return false;
  const Decimal decimal = ToDecimal(number);
  return !decimal.IsZero() && decimal.Magnitude() > 0;
}

// The text is UTF-8 before decoding, so only a \u escape can have brought a surrogate in: ED A0..BF xx.
bool HoldsSurrogate(const char* text, size_t length) {
  const char* const end = text + length;
  while ((text = static_cast<const char*>(std::memchr(text, 0xED, static_cast<size_t>(end - text)))) != nullptr) {
    ++text;
    if (text < end && static_cast<unsigned char>(*text) >= 0xA0) return true;
  }
  return false;
}

// Index of the first member whose name an earlier member of `members` has; members.size() when there is none.
size_t FindDuplicate(const std::vector<Json::Member>& members, size_t first) {
  const size_t count = members.size() - first;
  if (count <= kSmallObject) {
    for (size_t later = first + 1; later < members.size(); ++later) {
      for (size_t earlier = first; earlier < later; ++earlier) {
        if (members[earlier].first == members[later].first) return later;
      }
    }
    return members.size();
  }
  std::vector<size_t> order(count);
  for (size_t i = 0; i < count; ++i) order[i] = first + i;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const int names = members[a].first.compare(members[b].first);
    return names != 0 ? names < 0 : a < b;
  });
  size_t duplicate = members.size();
  for (size_t i = 1; i < count; ++i) {
    if (members[order[i - 1]].first == members[order[i]].first) duplicate = std::min(duplicate, order[i]);
  }
  return duplicate;
}

// Takes RapidJSON's events. Values of all open containers lie on one stack; a container that closes takes its own off
// the end. Items of arrays are members without a name.
class Builder {
 public:
  Builder(std::string_view text, const rj::MemoryStream& stream, const JsonLimits& limits)
      : text_(text), stream_(stream), limits_(limits) {
    open_.reserve(32);
    name_ends_.reserve(32);
  }

  bool Null() { return Add(Json()); }
  bool Bool(bool value) { return Add(Json(value)); }
  bool RawNumber(const char* text, rj::SizeType length, bool) {
    if (OverflowsDouble({text, length})) return Refuse(stream_.Tell() - length, "the number is too large for a double");
    return Add(Json(Json::Number{std::string(text, length)}));
  }
  bool String(const char* text, rj::SizeType length, bool) {
    if (HoldsSurrogate(text, length)) return RefuseSurrogate();
    return Add(Json(std::string(text, length)));
  }
  bool Key(const char* text, rj::SizeType length, bool) {
    if (HoldsSurrogate(text, length)) return RefuseSurrogate();
    open_.emplace_back(std::string(text, length), Json());
    name_ends_.push_back(stream_.Tell());
    return true;
  }
  bool StartObject() { return Open(true); }
  bool StartArray() { return Open(false); }
  bool EndObject(rj::SizeType count) {
    const size_t first = open_.size() - count;
    const size_t duplicate = FindDuplicate(open_, first);
    if (duplicate != open_.size()) return RefuseDuplicate(duplicate);
    Json::Object object;
    object.reserve(count);
    std::move(open_.begin() + static_cast<ptrdiff_t>(first), open_.end(), std::back_inserter(object));
    return Close(first, Json(std::move(object)));
  }
  bool EndArray(rj::SizeType count) {
    const size_t first = open_.size() - count;
    Json::Array array;
    array.reserve(count);
    for (size_t i = first; i < open_.size(); ++i) array.push_back(std::move(open_[i].second));
    return Close(first, Json(std::move(array)));
  }
  // RapidJSON asks for these, but never calls them when numbers come as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }

  Json TakeValue() { return std::move(root_); }
  // Empty when no event was refused.
  const std::string& refusal() const { return refusal_; }
  size_t refusal_offset() const { return refusal_offset_; }

 private:
  bool Refuse(size_t offset, std::string why) {
    refusal_ = std::move(why);
    refusal_offset_ = offset;
    return false;
  }

  bool RefuseSurrogate() {
    return Refuse(OpeningQuote(text_, stream_.Tell()), "the string holds half a surrogate pair");
  }

  bool RefuseDuplicate(size_t index) {
    const std::string& name = open_[index].first;
    const size_t shown = Utf8PrefixLength(name, kShownNameBytes);
    std::string quoted;
    AppendJsonString(name.substr(0, shown), quoted);
    if (shown < name.size()) quoted += "…";
    return Refuse(OpeningQuote(text_, name_ends_[index]), "the object has two members named " + quoted);
  }

  bool Count() {
    if (++values_ <= limits_.values) return true;
    return Refuse(stream_.Tell(), "there are more than " + std::to_string(limits_.values) + " values");
  }

  bool Add(Json value) {
    if (!Count()) return false;
    Place(std::move(value));
    return true;
  }

  bool Open(bool object) {
    // The iterative parser tells of a container before it takes its bracket.
    if (in_object_.size() >= limits_.depth) {
      return Refuse(stream_.Tell(), "values are nested deeper than " + std::to_string(limits_.depth));
    }
    if (!Count()) return false;
    in_object_.push_back(object);
    return true;
  }

  bool Close(size_t first, Json value) {
    open_.resize(first);
    name_ends_.resize(first);
    in_object_.pop_back();
    Place(std::move(value));
    return true;
  }

  void Place(Json value) {
    if (in_object_.empty()) {
      root_ = std::move(value);
    } else if (in_object_.back()) {
      open_.back().second = std::move(value);
    } else {
      open_.emplace_back(std::string(), std::move(value));
      name_ends_.push_back(0);
    }
  }

  const std::string_view text_;
  const rj::MemoryStream& stream_;
  const JsonLimits& limits_;
  std::vector<Json::Member> open_;
  std::vector<size_t> name_ends_;  // by member in open_: offset just after its name
  std::vector<bool> in_object_;    // by open container
  size_t values_ = 0;
  Json root_;
  std::string refusal_;
  size_t refusal_offset_ = 0;
};

std::string Sentence(rj::ParseErrorCode code, bool at_control, bool at_end) {
  switch (code) {
    case rj::kParseErrorDocumentEmpty:
      return at_end ? "there is no JSON value" : "a JSON value is expected here";
    case rj::kParseErrorDocumentRootNotSingular:
      return "something follows the JSON value";
    case rj::kParseErrorObjectMissName:
      return "a member name in double quotes is expected here";
    case rj::kParseErrorObjectMissColon:
      return "a colon is expected here";
    case rj::kParseErrorObjectMissCommaOrCurlyBracket:
      return "a comma or } is expected here";
    case rj::kParseErrorArrayMissCommaOrSquareBracket:
      return "a comma or ] is expected here";
    case rj::kParseErrorStringUnicodeEscapeInvalidHex:
      return "\\u needs four hexadecimal digits";
    case rj::kParseErrorStringUnicodeSurrogateInvalid:
      return "the string holds half a surrogate pair";
    case rj::kParseErrorStringEscapeInvalid:
      return at_control ? "a control character in a string must be escaped"
                        : "there is no such escape in a JSON string";
    case rj::kParseErrorStringMissQuotationMark:
      return "the string has no closing quote";
    case rj::kParseErrorNumberTooBig:
      return "the number is too large for a double";
    case rj::kParseErrorNumberMissFraction:
      return "a digit is expected after the decimal point";
    case rj::kParseErrorNumberMissExponent:
      return "a digit is expected in the exponent";
    default:
      return at_end ? "the JSON value is incomplete" : "a JSON value is expected here";
  }
}

// Empty when the bytes can be parsed at all; otherwise the reason, and the offset at which it shows.
std::pair<std::string, size_t> RefuseBytes(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) return {"the text starts with a byte order mark", 0};
  // RapidJSON takes NUL for the end.
  if (const size_t nul = text.find('\0'); nul != std::string_view::npos) return {"there is a NUL byte", nul};
  if (const size_t at = FindInvalidUtf8(text); at != text.size()) return {"the bytes are not UTF-8", at};
  return {};
}

}  // namespace

Result<Json> ParseJson(std::string_view text, std::string_view file, const JsonLimits& limits) {
  const auto refuse = [&](size_t offset, std::string why) {
    return Error{std::string(file), PositionAt(text, offset), std::move(why)};
  };
  const size_t most = std::min(limits.bytes, kMostBytes);
  if (text.size() > most) {
    return Error{std::string(file), "", "the text is longer than the " + std::to_string(most) + " bytes allowed"};
  }
  if (auto [why, offset] = RefuseBytes(text); !why.empty()) return refuse(offset, std::move(why));

  rj::MemoryStream stream(text.data(), text.size());
  Builder builder(text, stream, limits);
  rj::Reader reader;
  try {
    constexpr unsigned kFlags = rj::kParseIterativeFlag | rj::kParseNumbersAsStringsFlag;
    reader.Parse<kFlags>(stream, builder);
  } catch (const std::exception&) {  // an assertion of RapidJSON, or no memory
    return refuse(stream.Tell(), "the JSON parser failed");
  }
  if (!builder.refusal().empty()) return refuse(builder.refusal_offset(), builder.refusal());
  if (reader.HasParseError()) {
    const size_t offset = reader.GetErrorOffset();
    const bool at_end = offset >= text.size();
    const bool at_control = !at_end && static_cast<unsigned char>(text[offset]) < 0x20;
    return refuse(offset, Sentence(reader.GetParseErrorCode(), at_control, at_end));
  }
  return builder.TakeValue();
}

}  // namespace authconform
