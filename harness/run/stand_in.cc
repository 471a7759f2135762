#include "harness/run/stand_in.h"

#include <cstdint>
#include <optional>
#include <set>

#include "harness/base/base64.h"
#include "harness/judge/jwt.h"

namespace authconform {
namespace {

// Of a shorter value the kinds of letters tell too much.
constexpr size_t kLongEnough = 20;
// RFC 7518 3.2 wants 256 bits of the shortest signature; below 96 somebody could try them all.
constexpr size_t kShortestSignature = 16;

// Characters without meaning, the same for the same seed (Steele, Lea & Flood: SplitMix64).
class Filler {
 public:
  explicit Filler(std::string_view seed) {
    for (unsigned char c : seed) state_ = (state_ ^ c) * 0x100000001B3;  // FNV-1a
  }

  std::string Fill(std::string_view value) {
    std::string filled;
    for (unsigned char c : value) {
      if (c >= '0' && c <= '9') {
        filled += From("0123456789");
      } else if ((c | 32) >= 'a' && (c | 32) <= 'z') {
        filled += Letter(c, value.size() >= kLongEnough);
      } else if (c >= 0x80) {
        if (c >= 0xC0) filled += "·";  // one for each character of UTF-8
      } else {
        // What would end a JSON string, or be written otherwise inside one, becomes what no encoding of a token uses.
        filled += c < 0x20 || c == '"' || c == '\\' || c == 0x7F ? '~' : static_cast<char>(c);
      }
    }
    return filled;
  }

 private:
  char From(std::string_view letters) {
    state_ += 0x9E3779B97F4A7C15;
    uint64_t mixed = state_;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
    return letters[(mixed ^ mixed >> 31) % letters.size()];
  }

  // Hexadecimal stays so, and letters keep their case.
  char Letter(unsigned char c, bool keep) {
    if (!keep) return From("abcdefghijklmnopqrstuvwxyz");
    if (c >= 'a') return c <= 'f' ? From("abcdef") : From("ghijklmnopqrstuvwxyz");
    return c <= 'F' ? From("ABCDEF") : From("GHIJKLMNOPQRSTUVWXYZ");
  }

  uint64_t state_ = 0xCBF29CE484222325;
};

std::string OfJwt(std::string_view value, Filler& filler, const Redactor& redactor) {
  const size_t first = value.find('.');
  const size_t second = value.find('.', first + 1);
  const std::string_view signature = value.substr(second + 1);
  std::string_view claims = value.substr(first + 1, second - first - 1);
  std::string kept;
  if (signature.size() < kShortestSignature) {
    claims = "e30";  // {}
  } else if (const std::optional<std::string> text = DecodeBase64Url(claims)) {
    const std::string masked = redactor.Redact(*text);
    if (masked != *text) claims = kept = EncodeBase64Url(masked);
  }
  return std::string(value.substr(0, first + 1)) + std::string(claims) + "." + filler.Fill(signature);
}

std::optional<std::string> OfPacked(std::string_view value, const std::vector<const Operand*>& parts, Filler& filler,
                                    const Redactor& redactor) {
  const bool url = value.find_first_of("-_") != std::string_view::npos;
  const std::optional<std::string> inside = url ? DecodeBase64Url(value) : DecodeBase64(value);
  if (!inside || parts.empty() || parts.front()->separator.empty()) return std::nullopt;
  const std::string& separator = parts.front()->separator;
  std::vector<std::string> pieces(1);
  for (size_t at = 0; at < inside->size();) {
    if (std::string_view(*inside).substr(at).starts_with(separator)) {
      pieces.emplace_back();
      at += separator.size();
    } else {
      pieces.back() += (*inside)[at++];
    }
  }
  std::set<size_t> kept;
  for (const Operand* part : parts) {
    kept.insert(part->part < 0 ? pieces.size() - static_cast<size_t>(-part->part) : static_cast<size_t>(part->part));
  }
  std::string packed;
  for (size_t i = 0; i < pieces.size(); ++i) {
    packed += (i == 0 ? "" : separator) + (kept.contains(i) ? redactor.Redact(pieces[i]) : filler.Fill(pieces[i]));
  }
  return url ? EncodeBase64Url(packed) : EncodeBase64(packed);
}

}  // namespace

std::string StandIn(std::string_view value, std::string_view mask, const std::vector<const Operand*>& parts,
                    const Redactor& redactor) {
  Filler filler(mask);
  std::string stand_in;
  if (LooksLikeJwt(value)) {
    stand_in = OfJwt(value, filler, redactor);
  } else if (auto packed = OfPacked(value, parts, filler, redactor)) {
    stand_in = *std::move(packed);
  }
  // A short value may be met by chance; punctuation alone has no other of its make.
  for (int tries = 0; (stand_in.empty() || stand_in == value) && tries < 8; ++tries) stand_in = filler.Fill(value);
  return stand_in.empty() || stand_in == value ? std::string(mask) : stand_in;
}

}  // namespace authconform
