#include "harness/wire/content_coding.h"

#include <brotli/decode.h>
#include <strings.h>
#include <zlib.h>

#include <memory>
#include <utility>

namespace authconform {
namespace {

constexpr size_t kStep = 16'384;

bool SameWord(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

TransportError TooLarge(size_t limit) {
  return {TransportError::Kind::kTooLarge,
          "the decoded body is larger than the limit leaves room for (" + std::to_string(limit) + " bytes)"};
}

TransportError Broken(const char* what) { return {TransportError::Kind::kViolation, what}; }

std::optional<TransportError> Gunzip(std::string_view coded, size_t limit, std::string& decoded) {
  z_stream stream = {};
  if (inflateInit2(&stream, 15 + 16) != Z_OK) return Broken("zlib could not be started");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> ends(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
  stream.avail_in = static_cast<uInt>(coded.size());
  char step[kStep];
  while (true) {
    stream.next_out = reinterpret_cast<Bytef*>(step);
    stream.avail_out = kStep;
    const int state = inflate(&stream, Z_NO_FLUSH);
    decoded.append(step, kStep - stream.avail_out);
    if (decoded.size() > limit) return TooLarge(limit);
    if (state == Z_STREAM_END) {
      if (stream.avail_in == 0) return std::nullopt;
      // RFC 1952 2.2: a file is a series of members.
      if (inflateReset(&stream) != Z_OK) return Broken("zlib could not be restarted");
    } else if (state != Z_OK) {
      return Broken(state == Z_BUF_ERROR ? "the gzip body ends too early (RFC 9110 8.4.1.3)"
                                         : "the body is not the gzip its Content-Encoding says (RFC 9110 8.4.1.3)");
    }
  }
}

std::optional<TransportError> Unbrotli(std::string_view coded, size_t limit, std::string& decoded) {
  const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)> state(
      BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
  if (!state) return Broken("brotli could not be started");
  const auto* next = reinterpret_cast<const uint8_t*>(coded.data());
  size_t left = coded.size();
  uint8_t step[kStep];
  while (true) {
    uint8_t* out = step;
    size_t room = kStep;
    const BrotliDecoderResult result = BrotliDecoderDecompressStream(state.get(), &left, &next, &room, &out, nullptr);
    decoded.append(reinterpret_cast<const char*>(step), kStep - room);
    if (decoded.size() > limit) return TooLarge(limit);
    if (result == BROTLI_DECODER_RESULT_SUCCESS && left == 0) return std::nullopt;
    if (result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
      return Broken("the br body ends too early (RFC 9110 8.4.1, RFC 7932)");
    if (result != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
      return Broken("the body is not the br its Content-Encoding says (RFC 9110 8.4.1, RFC 7932)");
    }
  }
}

}  // namespace

std::optional<TransportError> DecodeContent(std::string_view content_encoding, size_t limit, std::string& body) {
  if (body.empty() || content_encoding.empty() || SameWord(content_encoding, "identity")) return std::nullopt;
  const bool gzip = SameWord(content_encoding, "gzip") || SameWord(content_encoding, "x-gzip");
  if (!gzip && !SameWord(content_encoding, "br")) {
    return TransportError{TransportError::Kind::kUnsupported,
                          "a Content-Encoding other than gzip or br (RFC 9110 8.4.1)"};
  }
  std::string decoded;
  auto error = gzip ? Gunzip(body, limit, decoded) : Unbrotli(body, limit, decoded);
  if (!error) body = std::move(decoded);
  return error;
}

}  // namespace authconform
