// Bytes into a gzip file (RFC 1952) of one member, and back a piece at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "harness/base/result.h"

struct z_stream_s;

namespace authconform {

// Same bytes, same file: it holds no name and no time.
class Gzip {
 public:
  Gzip();
  ~Gzip();
  Gzip(const Gzip&) = delete;
  Gzip& operator=(const Gzip&) = delete;

  void Append(std::string_view bytes);
  // The whole file. Nothing may be appended after it.
  std::string Finish();

 private:
  void Deflate(std::string_view bytes, int flush);

  std::unique_ptr<z_stream_s> stream_;
  std::string out_;
};

class Gunzip {
 public:
  // `bytes` must outlive this. `limit`: how many bytes may come out, however few went in.
  Gunzip(std::string_view bytes, size_t limit);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  // At most 64 KiB, valid until the next call; empty once the end is reached and its checksum right. Error, without a
  // file: not gzip, damaged, cut short, followed by something, over the limit. After an error, the same again.
  Result<std::string_view> Next();

 private:
  Result<std::string_view> Fail(std::string message);

  std::unique_ptr<z_stream_s> stream_;
  const size_t limit_;
  size_t unpacked_ = 0;
  bool ended_ = false;
  std::string error_;
  std::string piece_;
};

}  // namespace authconform
