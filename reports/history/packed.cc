#include "reports/history/packed.h"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace authconform {
namespace {

// zlib counts in unsigned int.
constexpr size_t kMost = size_t{1} << 30;
constexpr size_t kPiece = size_t{64} << 10;

Error Damaged() { return Error{"", "", "compressed bytes are damaged"}; }

class Inflating {
 public:
  Inflating() {
    if (inflateInit(&stream_) != Z_OK) throw std::bad_alloc();
  }
  ~Inflating() { inflateEnd(&stream_); }
  Inflating(const Inflating&) = delete;
  Inflating& operator=(const Inflating&) = delete;

  z_stream& stream() { return stream_; }

 private:
  z_stream stream_ = {};
};

}  // namespace

std::string PackText(std::string_view text) {
  uLongf size = compressBound(static_cast<uLong>(text.size()));
  std::string packed(size, '\0');
  // The last twentieth of the size would take more than twice the time. Fails for want of memory alone: the bound is
  // zlib's own.
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
                static_cast<uLong>(text.size()), Z_DEFAULT_COMPRESSION) != Z_OK) {
    throw std::bad_alloc();
  }
  packed.resize(size);
  return packed;
}

Result<std::string> UnpackText(std::string_view packed, size_t limit) {
  if (packed.size() > kMost) return Damaged();
  Inflating inflating;
  z_stream& stream = inflating.stream();
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  std::string piece(kPiece, '\0');
  for (;;) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = kPiece;
    const int state = inflate(&stream, Z_NO_FLUSH);
    const size_t got = kPiece - stream.avail_out;
    if (text.size() + got > limit) {
      return Error{"", "", "compressed bytes are more than the " + std::to_string(limit) + " allowed"};
    }
    text.append(piece, 0, got);
    if (state == Z_STREAM_END && stream.avail_in == 0) return text;
    if (state != Z_OK || got == 0) return Damaged();
  }
}

std::string PackNumbers(const std::vector<int64_t>& numbers) {
  std::string packed;
  for (const int64_t number : numbers) {
    uint64_t rest = static_cast<uint64_t>(std::max<int64_t>(number, 0));
    for (; rest >= 0x80; rest >>= 7) packed += static_cast<char>(rest | 0x80);
    packed += static_cast<char>(rest);
  }
  return packed;
}

Result<std::vector<int64_t>> UnpackNumbers(std::string_view packed, size_t count) {
  std::vector<int64_t> numbers;
  uint64_t number = 0;
  int shift = 0;
  for (const char each : packed) {
    const uint64_t byte = static_cast<unsigned char>(each);
    if (shift > 56) return Error{"", "", "a packed number is too large"};
    number |= (byte & 0x7f) << shift;
    shift += 7;
    if ((byte & 0x80) != 0) continue;
    numbers.push_back(static_cast<int64_t>(number));
    number = 0;
    shift = 0;
  }
  if (shift != 0 || numbers.size() != count) return Error{"", "", "packed numbers are not as many as they should be"};
  return numbers;
}

}  // namespace authconform
