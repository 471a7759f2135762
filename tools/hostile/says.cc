#include "tools/hostile/says.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <chrono>
#include <cstdio>
#include <thread>
#include <utility>

#include "tools/hostile/sample_endpoint.h"

namespace authconform {

std::string SampleBody(const std::string& more) {
  return "{" + SampleMembers() + (more.empty() ? "" : ",") + more + "}";
}

std::string Answer(const std::string& status, const std::string& body, const std::string& lines) {
  return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n" + lines +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string Heading(const std::string& lines) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + lines + "\r\n\r\n";
}

std::string Chunked(const std::string& chunks) { return Heading("Transfer-Encoding: chunked") + chunks; }

std::string Chunk(const std::string& text) {
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", text.size());
  return size + text + "\r\n";
}

std::string Times(size_t count, const std::string& text) {
  std::string all;
  all.reserve(text.size() * count);
  for (size_t i = 0; i < count; ++i) all += text;
  return all;
}

std::string Gzip(const std::string& plain) {
  z_stream stream = {};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string coded(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(coded.data());
  stream.avail_out = static_cast<uInt>(coded.size());
  deflate(&stream, Z_FINISH);
  coded.resize(stream.total_out);
  deflateEnd(&stream);
  return coded;
}

std::string Brotli(const std::string& plain) {
  size_t size = BrotliEncoderMaxCompressedSize(plain.size());
  std::string coded(size, '\0');
  BrotliEncoderCompress(1, 22, BROTLI_MODE_GENERIC, plain.size(), reinterpret_cast<const uint8_t*>(plain.data()), &size,
                        reinterpret_cast<uint8_t*>(coded.data()));
  coded.resize(size);
  return coded;
}

Attack Says(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, const std::string&) { return peer.Say(bytes); };
}

Attack Makes(std::function<std::string()> bytes) {
  return [bytes = std::move(bytes)](Peer& peer, const std::string&) { return peer.Say(bytes()); };
}

Attack SaysAndEnds(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, const std::string&) {
    peer.Say(bytes);
    return false;
  };
}

Attack SaysAndResets(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, const std::string&) {
    peer.Say(bytes);
    // A reset overtakes what was not read yet; the client is to have read it.
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    peer.Reset();
    return false;
  };
}

Attack SaysTimes(std::string first, size_t count, std::string again) {
  return [=](Peer& peer, const std::string&) {
    bool listening = peer.Say(first);
    for (size_t i = 0; listening && i < count; ++i) listening = peer.Say(again);
    return false;
  };
}

Attack Floods(std::string first, std::string again) {
  return [first = std::move(first), again = std::move(again)](Peer& peer, const std::string&) {
    if (peer.Say(first)) peer.Repeat(again);
    return false;
  };
}

Attack Drips(std::string first, std::string again) {
  return [first = std::move(first), again = std::move(again)](Peer& peer, const std::string&) {
    if (peer.Say(first)) peer.Repeat(again, /*pause_ms=*/10);
    return false;
  };
}

}  // namespace authconform
