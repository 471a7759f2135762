#include "reports/history/packed.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <new>

namespace authconform {
namespace {

// zlib counts in unsigned int.
constexpr size_t kMost = size_t{1} << 30;
constexpr size_t kPiece = size_t{64} << 10;

Error Damaged() { return Error{"", "", "compressed bytes are damaged"}; }

Error TooLarge(size_t limit) {
  return Error{"", "", "compressed bytes are more than the " + std::to_string(limit) + " allowed"};
}

class Compressing {
 public:
  Compressing() : context_(ZSTD_createCCtx()) {
    if (context_ == nullptr || ZSTD_isError(ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1))) {
      ZSTD_freeCCtx(context_);
      throw std::bad_alloc();
    }
  }
  ~Compressing() { ZSTD_freeCCtx(context_); }
  Compressing(const Compressing&) = delete;
  Compressing& operator=(const Compressing&) = delete;

  ZSTD_CCtx* context() { return context_; }

 private:
  ZSTD_CCtx* context_;
};

// One frame that tells how much comes out of it, as PackText writes them.
Result<std::string> Decompress(std::string_view packed, size_t limit) {
  const unsigned long long size = ZSTD_getFrameContentSize(packed.data(), packed.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR) return Damaged();
  if (size > limit) return TooLarge(limit);
  if (ZSTD_findFrameCompressedSize(packed.data(), packed.size()) != packed.size()) return Damaged();
  std::string text(size, '\0');
  if (ZSTD_decompress(text.data(), text.size(), packed.data(), packed.size()) != size) return Damaged();
  return text;
}

// Of a history before version 7.
constexpr std::string_view kZlibBegins = "\x78";

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

Result<std::string> Inflate(std::string_view packed, size_t limit) {
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
    if (text.size() + got > limit) return TooLarge(limit);
    text.append(piece, 0, got);
    if (state == Z_STREAM_END && stream.avail_in == 0) return text;
    if (state != Z_OK || got == 0) return Damaged();
  }
}

}  // namespace

std::string PackText(std::string_view text) {
  Compressing compressing;
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  // Fails for want of memory alone: the bound is the library's own.
  const size_t size = ZSTD_compress2(compressing.context(), packed.data(), packed.size(), text.data(), text.size());
  if (ZSTD_isError(size)) throw std::bad_alloc();
  packed.resize(size);
  return packed;
}

Result<std::string> UnpackText(std::string_view packed, size_t limit) {
  if (packed.size() > kMost) return Damaged();
  return packed.starts_with(kZlibBegins) ? Inflate(packed, limit) : Decompress(packed, limit);
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
