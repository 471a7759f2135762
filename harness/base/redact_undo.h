// A text into the same text with one kind of escape undone, and each of its bytes back to where it stood.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authconform {

enum class Escapes {
  kPercent,   // RFC 3986 2.1
  kForm,      // the same with '+' for a space (WHATWG URL 5.1)
  kJson,      // RFC 8259 7, and \xHH as JavaScript, C and Python write it
  kHtml,      // references by number, and the names HTML has for ASCII (WHATWG HTML 13.5), with ';' or at a text's end
  kHexPairs,  // "70:77:21": four bytes or more in hexadecimal, ':', '-' or a space between them
};

// How bytes are packed into characters.
enum class Packing { kBase64, kHex };

class UndoneText {
 public:
  // The outermost text, as it is. It must outlive this.
  explicit UndoneText(std::string_view text) : given_(text) {}

  // Each of these refers to `outer`, which must outlive it and stay where it is. nullopt when there is nothing to undo.
  static std::optional<UndoneText> Of(const UndoneText& outer, Escapes escapes);
  // The bytes packed in characters [begin, end) of `outer`, which are all of the packing's alphabet.
  static UndoneText Of(const UndoneText& outer, Packing packing, size_t begin, size_t end);

  std::string_view text() const { return outer_ == nullptr ? given_ : std::string_view(undone_); }
  // Whether the first byte is made from the beginning of the outermost text, the last from its end.
  bool begins() const { return begins_; }
  bool ends() const { return ends_; }
  // Whether bytes were packed on the way, or written as pairs of digits: what looks like a short text in such bytes may
  // be there by chance.
  bool packed() const { return packed_; }

  struct Escape {
    size_t end = 0;     // from here on a byte
    size_t origin = 0;  // stood as far from here, in the text that this one was made from
  };
  // Those that were undone, in order; each made the byte before its end. None in the outermost text and in what was
  // packed: of these every byte is new.
  const std::vector<Escape>& escapes() const { return escapes_; }

  // Where in the outermost text that which tells of the bytes from `at` on begins, and of those before `at` ends.
  size_t Begin(size_t at) const;
  size_t End(size_t at) const;

 private:
  UndoneText() = default;
  size_t Origin(size_t at) const;  // in outer_, of an escaped text
  size_t FirstHexPairs() const;    // where four or more begin; npos when there are none

  std::string_view given_;
  const UndoneText* outer_ = nullptr;
  std::string undone_;
  std::vector<Escape> escapes_;
  mutable std::optional<size_t> first_pairs_;  // looked for when they are asked for
  size_t bits_ = 0;                            // of a packed character; 0 when escapes were undone
  size_t packed_begin_ = 0;
  size_t packed_end_ = 0;
  bool begins_ = true;
  bool ends_ = true;
  bool packed_ = false;
};

// What a character of either base64 alphabet stands for (RFC 4648 4 and 5), -1 for any other.
inline constexpr std::array<int8_t, 256> kSextets = [] {
  std::array<int8_t, 256> sextets{};
  sextets.fill(-1);
  for (std::string_view alphabet : {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
                                    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"}) {
    for (size_t at = 0; at < 64; ++at) sextets[static_cast<unsigned char>(alphabet[at])] = static_cast<int8_t>(at);
  }
  return sextets;
}();

// What a hexadecimal digit stands for, -1 for any other character.
inline constexpr std::array<int8_t, 256> kHexDigits = [] {
  std::array<int8_t, 256> digits{};
  digits.fill(-1);
  for (int value = 0; value < 16; ++value) {
    digits[static_cast<unsigned char>("0123456789abcdef"[value])] = static_cast<int8_t>(value);
    digits[static_cast<unsigned char>("0123456789ABCDEF"[value])] = static_cast<int8_t>(value);
  }
  return digits;
}();

inline int SextetOf(char c) { return kSextets[static_cast<unsigned char>(c)]; }
inline int HexDigitOf(char c) { return kHexDigits[static_cast<unsigned char>(c)]; }

}  // namespace authconform
