#include "harness/wire/response_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace authconform {
namespace {

constexpr size_t kBufferBytes = 16'384;
constexpr size_t kMaxChunkLine = 4'096;
constexpr size_t kMaxChunkDigits = 15;
constexpr int kMaxInterim = 16;

TransportError Violation(std::string message) { return {TransportError::Kind::kViolation, std::move(message)}; }
TransportError TooLarge(std::string message) { return {TransportError::Kind::kTooLarge, std::move(message)}; }

}  // namespace

void ResponseReader::Start(Connection& connection, std::string_view method, const Deadline& deadline) {
  connection_ = &connection;
  method_ = method;
  deadline_ = deadline;
  part_ = "before any byte of the response";
  begin_ = end_ = used_ = 0;
  got_bytes_ = keep_alive_ = ended_ = false;
  framing_ = Head::Framing::kNone;
  remaining_ = 0;
  chunk_ = Chunk::kSize;
}

TransportError ResponseReader::Closed() const {
  return {TransportError::Kind::kClosed, std::string("the server closed the connection ") + part_};
}

std::variant<bool, TransportError> ResponseReader::Fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) buffer_.resize(std::max(kBufferBytes, 2 * buffer_.size()));
  auto got = connection_->Read(buffer_.data() + end_, buffer_.size() - end_, deadline_);
  if (auto* error = std::get_if<TransportError>(&got)) {
    if (error->kind != TransportError::Kind::kShortage) error->message += std::string(" ") + part_;
    return std::move(*error);
  }
  end_ += std::get<size_t>(got);
  if (std::get<size_t>(got) > 0) got_bytes_ = true;
  return std::get<size_t>(got) > 0;
}

std::variant<Head, TransportError> ResponseReader::ReadHead() {
  for (int interim = 0; interim <= kMaxInterim; ++interim) {
    size_t searched = 0;
    size_t size = 0;
    while ((size = FindHeadEnd(Buffered(), searched)) == 0) {
      const std::string_view bytes = Buffered();
      searched = bytes.size();
      if (searched > 0) {
        part_ = "in the middle of the response's head";
        // Whoever is no HTTP server may wait for us to go on; this is not to look like a slow answer.
        if (auto error = JudgeStart(bytes)) return *std::move(error);
        const size_t line = std::min(bytes.find('\n'), bytes.size());
        if (line > kMaxStatusLine) {
          return TooLarge("the status line is longer than " + std::to_string(kMaxStatusLine) + " bytes");
        }
      }
      if (used_ + searched > std::min(kMaxHeadBytes, max_bytes_)) break;
      auto more = Fill();
      if (auto* error = std::get_if<TransportError>(&more)) return std::move(*error);
      if (!std::get<bool>(more)) return Closed();
    }
    used_ += size;
    if (size == 0 || used_ > std::min(kMaxHeadBytes, max_bytes_)) {
      return TooLarge("the response's head is larger than " + std::to_string(std::min(kMaxHeadBytes, max_bytes_)) +
                      " bytes");
    }
    auto judged = JudgeHead(Buffered().substr(0, size), method_);
    begin_ += size;
    if (auto* error = std::get_if<TransportError>(&judged)) return std::move(*error);
    Head& head = std::get<Head>(judged);
    if (head.status < 200) continue;

    part_ = "in the middle of the response's body";
    framing_ = head.framing;
    keep_alive_ = head.keep_alive;
    remaining_ = head.length;
    ended_ = framing_ == Head::Framing::kNone || (framing_ == Head::Framing::kLength && remaining_ == 0);
    if (framing_ == Head::Framing::kLength && remaining_ > bytes_left()) {
      return TooLarge("Content-Length is over the limit of " + std::to_string(max_bytes_) + " bytes");
    }
    return judged;
  }
  return TooLarge("more than " + std::to_string(kMaxInterim) + " interim responses (1xx)");
}

size_t ResponseReader::Take(char* to, size_t size) {
  size = std::min(size, end_ - begin_);
  std::memcpy(to, buffer_.data() + begin_, size);
  begin_ += size;
  used_ += size;
  return size;
}

std::variant<size_t, TransportError> ResponseReader::ReadBody(char* to, size_t size) {
  if (ended_ || size == 0) return size_t{0};
  if (framing_ == Head::Framing::kChunked) return ReadChunked(to, size);
  if (begin_ == end_) {
    auto more = Fill();
    if (auto* error = std::get_if<TransportError>(&more)) return std::move(*error);
    if (!std::get<bool>(more)) {
      if (framing_ == Head::Framing::kLength) return Closed();
      ended_ = true;
      return size_t{0};
    }
  }
  if (framing_ == Head::Framing::kLength) {
    const size_t taken = Take(to, static_cast<size_t>(std::min<uint64_t>(size, remaining_)));
    remaining_ -= taken;
    ended_ = remaining_ == 0;
    return taken;
  }
  if (bytes_left() == 0) return TooLarge("the response is over the limit of " + std::to_string(max_bytes_) + " bytes");
  return Take(to, std::min(size, bytes_left()));
}

std::variant<size_t, TransportError> ResponseReader::ReadChunked(char* to, size_t size) {
  while (true) {
    std::optional<TransportError> error;
    switch (chunk_) {
      case Chunk::kSize:
        error = StartChunk();
        break;
      case Chunk::kData: {
        if (begin_ == end_) {
          auto more = Fill();
          if (auto* problem = std::get_if<TransportError>(&more)) return std::move(*problem);
          if (!std::get<bool>(more)) return Closed();
        }
        const size_t taken = Take(to, static_cast<size_t>(std::min<uint64_t>(size, remaining_)));
        remaining_ -= taken;
        if (remaining_ == 0) chunk_ = Chunk::kDataEnd;
        return taken;
      }
      case Chunk::kDataEnd:
        error = EndChunk();
        break;
      case Chunk::kTrailers:
        error = SkipTrailers();
        if (!error) {
          ended_ = true;
          return size_t{0};
        }
        break;
    }
    if (error) return *std::move(error);
  }
}

std::variant<std::string, TransportError> ResponseReader::ReadLine(size_t longest, const char* what) {
  while (true) {
    const std::string_view bytes = Buffered();
    const size_t end = bytes.find('\n');
    if (std::min(end, bytes.size()) > longest) {
      return TooLarge(std::string(what) + " is longer than " + std::to_string(longest) + " bytes");
    }
    if (end != std::string_view::npos) {
      begin_ += end + 1;
      // RFC 9112 2.2 lets a bare LF stand in heads, not here: a chunk's end is where responses get split.
      if (end == 0 || bytes[end - 1] != '\r') {
        return Violation(std::string(what) + " does not end in CR LF (RFC 9112 7.1)");
      }
      return std::string(bytes.substr(0, end - 1));
    }
    auto more = Fill();
    if (auto* error = std::get_if<TransportError>(&more)) return std::move(*error);
    if (!std::get<bool>(more)) return Closed();
  }
}

std::optional<TransportError> ResponseReader::StartChunk() {
  auto read = ReadLine(kMaxChunkLine, "a chunk's size line");
  if (auto* error = std::get_if<TransportError>(&read)) return std::move(*error);
  const std::string& line = std::get<std::string>(read);
  size_t digits = 0;
  remaining_ = 0;
  for (; digits < line.size(); ++digits) {
    const char c = line[digits];
    int value = 0;
    if (c >= '0' && c <= '9') {
      value = c - '0';
    } else if (c >= 'a' && c <= 'f') {
      value = c - 'a' + 10;
    } else if (c >= 'A' && c <= 'F') {
      value = c - 'A' + 10;
    } else {
      break;
    }
    if (digits == kMaxChunkDigits) return TooLarge("a chunk's size has more digits than any body within the limit");
    remaining_ = remaining_ * 16 + static_cast<uint64_t>(value);
  }
  // RFC 9112 7.1.1: white space may stand before the semicolon of an extension; extensions nobody knows are ignored.
  const size_t after = line.find_first_not_of(" \t", digits);
  if (digits == 0 || (after != std::string::npos && line[after] != ';')) {
    return Violation("a chunk's size is not a hexadecimal number (RFC 9112 7.1)");
  }
  if (remaining_ > bytes_left()) {
    return TooLarge("the response is over the limit of " + std::to_string(max_bytes_) + " bytes");
  }
  chunk_ = remaining_ == 0 ? Chunk::kTrailers : Chunk::kData;
  return std::nullopt;
}

std::optional<TransportError> ResponseReader::EndChunk() {
  while (end_ - begin_ < 2) {
    if (begin_ < end_ && buffer_[begin_] != '\r') break;
    auto more = Fill();
    if (auto* error = std::get_if<TransportError>(&more)) return std::move(*error);
    if (!std::get<bool>(more)) return Closed();
  }
  if (!Buffered().starts_with("\r\n")) return Violation("a chunk's size is not that of its data (RFC 9112 7.1)");
  begin_ += 2;
  chunk_ = Chunk::kSize;
  return std::nullopt;
}

// Trailers are judged and dropped: RFC 9110 6.5.1 does not let them pass for headers.
std::optional<TransportError> ResponseReader::SkipTrailers() {
  size_t bytes = 0;
  for (size_t count = 1;; ++count) {
    auto read = ReadLine(kMaxHeaderLine, "a trailer line");
    if (auto* error = std::get_if<TransportError>(&read)) return std::move(*error);
    const std::string& line = std::get<std::string>(read);
    if (line.empty()) return std::nullopt;
    bytes += line.size();
    if (count > kMaxHeaders || bytes > std::min(kMaxHeadBytes, max_bytes_)) return TooLarge("too many chunk trailers");
    auto judged = JudgeHeaderLine(line, "trailer line " + std::to_string(count));
    if (auto* error = std::get_if<TransportError>(&judged)) return std::move(*error);
  }
}

}  // namespace authconform
