// Secret values into where they stand in a text, found in time that does not grow with their number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace authconform {

struct SecretValue {
  std::string bytes;      // at least SecretIndex::kShortest
  std::string label;      // "account.active.password", "access_token"
  std::string mask;       // "<secret:access_token:1>"
  bool ordinary = false;  // could be met anywhere without being the secret: IsOrdinaryText
};

// Whether people and programs write this without a thought: words, joined by '-', '_', '.', '/', ':', a space or a
// capital ("authentication_failed", "badCredentials"), or digits joined likewise ("2024", "1.5"). A word of 20 letters
// or a number of 12 digits is no longer ordinary.
bool IsOrdinaryText(std::string_view text);

// Holds no values: they must outlive it and stay where they are.
class SecretIndex {
 public:
  static constexpr size_t kShortest = 4;

  SecretIndex() : flags_(kFewestFlags) {}

  void Insert(const SecretValue& value);  // whose bytes are not in it
  void Erase(const SecretValue& value);   // which is in it
  const SecretValue* Find(std::string_view bytes) const;
  // Of the values' lengths; may be that of one erased.
  size_t longest() const { return longest_; }

  // The first place in [from, until) where a value may begin, by the next eight bytes, and by how many are left where
  // these are fewer than kLongPlace; npos when there is none.
  size_t NextBegin(std::string_view text, size_t from, size_t until) const;
  static constexpr size_t kLongPlace = 16;

  // Zero when no value begins with these four bytes, or ends with them, as quickly as can be. Answers may be put
  // together with '|'.
  unsigned MayBegin(uint32_t four) const { return flags_[Place(four)] & kBegins; }
  unsigned MayBeginOrEnd(uint32_t four) const { return flags_[Place(four)] & (kBegins | kEnds); }
  bool MayEnd(const char* four) const { return (flags_[Place(Four(four))] & kEnds) != 0; }

  // What of a value a text begins or ends with.
  struct Met {
    const SecretValue* whole = nullptr;  // the longest value that stands there whole
    const SecretValue* part = nullptr;   // otherwise, that of which the most stands there,
    size_t length = 0;                   // so many bytes of it,
    bool alone = false;                  // and whether no other value has the same bytes there
    size_t compared = 0;                 // what this cost
  };
  Met AtBegin(std::string_view text) const;
  // Parts only: ends of values.
  Met AtEnd(std::string_view text) const;

 private:
  struct ByBytes {
    using is_transparent = void;
    bool operator()(const SecretValue* a, const SecretValue* b) const { return a->bytes < b->bytes; }
    bool operator()(const SecretValue* a, std::string_view b) const { return a->bytes < b; }
    bool operator()(std::string_view a, const SecretValue* b) const { return a < b->bytes; }
  };
  struct ByBytesFromTheEnd {
    using is_transparent = void;
    static bool Before(std::string_view a, std::string_view b);
    bool operator()(const SecretValue* a, const SecretValue* b) const { return Before(a->bytes, b->bytes); }
    bool operator()(const SecretValue* a, std::string_view b) const { return Before(a->bytes, b); }
    bool operator()(std::string_view a, const SecretValue* b) const { return Before(a, b->bytes); }
  };
  // Of a value: it begins with these four bytes, with these eight, is shorter than eight, ends with these four.
  enum Flag : uint8_t { kBegins = 1, kBeginsLong = 2, kShort = 4, kEnds = 8 };
  static constexpr size_t kFewestFlags = 1 << 14;
  static constexpr size_t kMostFlags = 1 << 18;

  static uint32_t Four(const char* bytes) {
    uint32_t four;
    std::memcpy(&four, bytes, sizeof four);
    return four;
  }
  static uint32_t Eight(const char* bytes) {
    return Four(bytes) * 2246822519u ^ (Four(bytes + 4) + 374761393u) * 3266489917u;
  }
  // Knuth's multiplicative hash.
  size_t Place(uint32_t key) const { return key * 2654435761u >> shift_; }
  bool MayBegin(const char* bytes, size_t count) const {
    const uint8_t flags = flags_[Place(Four(bytes))];
    if ((flags & kBegins) == 0) return false;
    // A part at the end of a text is not to be missed.
    return (flags & kShort) != 0 || count < kLongPlace || (flags_[Place(Eight(bytes))] & kBeginsLong) != 0;
  }
  void SetFlags(const SecretValue& value);
  void FlagAll();

  std::set<const SecretValue*, ByBytes> by_begin_;
  std::set<const SecretValue*, ByBytesFromTheEnd> by_end_;
  std::vector<uint8_t> flags_;
  int shift_ = 32 - 14;
  size_t longest_ = 0;
  size_t erased_ = 0;  // since flags_ was made
};

}  // namespace authconform
