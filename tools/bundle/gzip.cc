#include "tools/bundle/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <new>
#include <utility>

namespace authconform {
namespace {

constexpr size_t kPiece = 64 << 10;
constexpr int kGzip = 15 + 16;  // zlib: the largest window, with gzip's head and checksum

// zlib counts in unsigned int.
constexpr size_t kMost = 1u << 30;

Bytef* Input(std::string_view bytes) { return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); }

}  // namespace

Gzip::Gzip() : stream_(std::make_unique<z_stream>()) {
  // Fails for want of memory alone.
  if (deflateInit2(stream_.get(), Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
}

Gzip::~Gzip() { deflateEnd(stream_.get()); }

void Gzip::Append(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view part = bytes.substr(0, kMost);
    Deflate(part, Z_NO_FLUSH);
    bytes.remove_prefix(part.size());
  }
}

std::string Gzip::Finish() {
  Deflate("", Z_FINISH);
  return std::move(out_);
}

void Gzip::Deflate(std::string_view bytes, int flush) {
  stream_->next_in = Input(bytes);
  stream_->avail_in = static_cast<uInt>(bytes.size());
  char piece[kPiece];
  do {
    stream_->next_out = reinterpret_cast<Bytef*>(piece);
    stream_->avail_out = kPiece;
    deflate(stream_.get(), flush);
    out_.append(piece, kPiece - stream_->avail_out);
  } while (stream_->avail_out == 0);
}

Gunzip::Gunzip(std::string_view bytes, size_t limit) : stream_(std::make_unique<z_stream>()), limit_(limit) {
  if (inflateInit2(stream_.get(), kGzip) != Z_OK) throw std::bad_alloc();
  if (bytes.size() > kMost) error_ = "is larger than the " + std::to_string(kMost) + " bytes allowed";
  stream_->next_in = Input(bytes);
  stream_->avail_in = static_cast<uInt>(std::min(bytes.size(), kMost));
  piece_.resize(kPiece);
}

Gunzip::~Gunzip() { inflateEnd(stream_.get()); }

Result<std::string_view> Gunzip::Fail(std::string message) {
  error_ = std::move(message);
  return Error{"", "", error_};
}

Result<std::string_view> Gunzip::Next() {
  if (!error_.empty()) return Error{"", "", error_};
  if (ended_) return std::string_view();
  stream_->next_out = reinterpret_cast<Bytef*>(piece_.data());
  stream_->avail_out = kPiece;
  const int state = inflate(stream_.get(), Z_NO_FLUSH);
  const size_t got = kPiece - stream_->avail_out;
  unpacked_ += got;
  if (unpacked_ > limit_) return Fail("unpacks to more than the " + std::to_string(limit_) + " bytes allowed");
  if (state == Z_STREAM_END) {
    ended_ = true;
    if (stream_->avail_in > 0) return Fail(std::to_string(stream_->avail_in) + " bytes follow the end of the archive");
  } else if (state == Z_BUF_ERROR || (state == Z_OK && got == 0)) {
    return Fail("the archive ends early");
  } else if (state != Z_OK) {
    return Fail("the archive is damaged: its compressed bytes make no sense or fit no checksum");
  }
  return std::string_view(piece_).substr(0, got);
}

}  // namespace authconform
