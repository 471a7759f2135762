// The bytes of a connection into one response's head and its body, freed from chunks; judged and limited as they come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "harness/wire/connection.h"
#include "harness/wire/exchange.h"
#include "harness/wire/head.h"

namespace authconform {

// One for many responses, one after the other: it keeps its buffer.
class ResponseReader {
 public:
  // max_bytes: of head and body together, line ends included and chunk sizes not.
  explicit ResponseReader(size_t max_bytes) : max_bytes_(max_bytes) {}

  // Forgets everything before; `method` is the request's. The connection must outlive the response's reading.
  void Start(Connection& connection, std::string_view method, const Deadline& deadline);

  // The head of the final response; interim ones (RFC 9110 15.2) before it are skipped. Once per response.
  std::variant<Head, TransportError> ReadHead();

  // The number of body bytes put into `to`, 0 at the end of the body. Only after a head without error.
  std::variant<size_t, TransportError> ReadBody(char* to, size_t size);

  bool got_bytes() const { return got_bytes_; }
  size_t bytes_left() const { return max_bytes_ - used_; }
  // No byte was received beyond what has been read.
  bool drained() const { return begin_ == end_; }
  // The response has been read to its end, nothing came after it and the server keeps the connection.
  bool reusable() const { return ended_ && keep_alive_ && drained(); }

 private:
  enum class Chunk { kSize, kData, kDataEnd, kTrailers };

  std::string_view Buffered() const { return std::string_view(buffer_).substr(begin_, end_ - begin_); }
  // More bytes into the buffer; false at the end of the connection.
  std::variant<bool, TransportError> Fill();
  std::variant<size_t, TransportError> ReadChunked(char* to, size_t size);
  // A line of the chunked coding, without CR LF.
  std::variant<std::string, TransportError> ReadLine(size_t longest, const char* what);
  std::optional<TransportError> StartChunk();
  std::optional<TransportError> EndChunk();
  std::optional<TransportError> SkipTrailers();
  size_t Take(char* to, size_t size);
  TransportError Closed() const;

  size_t max_bytes_;
  std::string buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;

  Connection* connection_ = nullptr;
  std::string_view method_;
  Deadline deadline_;
  const char* part_ = "";
  size_t used_ = 0;
  bool got_bytes_ = false;
  bool keep_alive_ = false;
  bool ended_ = false;
  Head::Framing framing_ = Head::Framing::kNone;
  uint64_t remaining_ = 0;  // of the body for kLength, of the chunk for kChunked
  Chunk chunk_ = Chunk::kSize;
};

}  // namespace authconform
