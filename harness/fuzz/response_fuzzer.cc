// libFuzzer's entry: any bytes, received as a response. Reading them ends, stays within its limit, and is the same
// whether they come in one piece or in many.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "harness/base/json.h"
#include "harness/fuzz/invariant.h"
#include "harness/fuzz/received.h"

namespace authconform {
namespace {

constexpr size_t kMaxBytes = 12'000;  // less than an input may have
constexpr size_t kMostPieces = 64;    // as many packets as a socket keeps at least

void CheckError(const TransportError& error) {
  Require(error.kind != TransportError::Kind::kTimeout, "bytes that have all come are not waited for");
  Require(!error.message.empty() && error.message.size() < 400, "an error is one sentence");
  Require(IsUtf8(error.message), "an error is text");
  for (const char c : error.message) Require(static_cast<unsigned char>(c) >= 0x20, "an error is one line");
}

void CheckHead(const Head& head) {
  Require(head.status >= 200 && head.status <= 599, "a final response has a status that RFC 9110 15 knows");
  Require(head.headers.size() <= kMaxHeaders, "headers are counted");
  for (const Header& header : head.headers) {
    Require(IsToken(header.name), "a header name is a token");
    Require(header.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
            "a header value is one line");
  }
}

void CheckSame(const Received& a, const Received& b) {
  Require(a.head.has_value() == b.head.has_value() && a.error.has_value() == b.error.has_value(),
          "pieces change nothing");
  Require(!a.error || a.error->kind == b.error->kind, "pieces do not change the error");
  Require(!a.head || (a.head->status == b.head->status && a.head->reason == b.head->reason &&
                      a.head->headers == b.head->headers && a.head->framing == b.head->framing &&
                      a.head->length == b.head->length && a.head->keep_alive == b.head->keep_alive),
          "pieces do not change the head");
  Require(a.body == b.body, "pieces do not change the body");
}

void Run(std::string_view bytes) {
  constexpr std::string_view kHead = "HEAD\n";
  std::string_view method = "POST";
  if (bytes.starts_with(kHead)) {
    method = "HEAD";
    bytes.remove_prefix(kHead.size());
  }
  const Received whole = Receive(bytes, method, kMaxBytes, 0, 4'096);
  if (whole.error) CheckError(*whole.error);
  if (whole.head) CheckHead(*whole.head);
  const size_t piece = std::max(1 + bytes.size() % 5, bytes.size() / kMostPieces + 1);
  CheckSame(whole, Receive(bytes, method, kMaxBytes, piece, 1 + bytes.size() % 3));
}

}  // namespace
}  // namespace authconform

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  authconform::Run({reinterpret_cast<const char*>(data), size});
  return 0;
}
