// Answers that do not come, or a little at a time.
#include <chrono>
#include <thread>

#include "tools/hostile/says.h"

namespace authconform {
namespace {

Attack Waits(int ms, std::string before, std::string after) {
  return [=](Peer& peer, const std::string&) {
    peer.Say(before);
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    return peer.Say(after);
  };
}

}  // namespace

// clang-format off
std::vector<Behaviour> TimingBehaviours() {
  const std::string good = SampleBody();
  const std::string answer = Answer("200 OK", good);
  const std::string gzip = Gzip(good);
  return {
      {"Silence", "says nothing", Says(""), Verdict::kError, "the time limit was reached before any byte of the response"},
      {"TooLate", "answers after the time limit", Waits(1'200, "", answer), Verdict::kError, "the time limit was reached before any byte of the response"},
      {"RestTooLate", "sends the rest of its answer after the time limit", Waits(1'200, answer.substr(0, answer.size() - 5), answer.substr(answer.size() - 5)), Verdict::kError, "the time limit was reached in the middle of the response's body"},
      {"JustInTime", "takes its time and is in time, which is legal", Waits(300, answer.substr(0, 40), answer.substr(40)), Verdict::kPass, ""},
      {"DrippingStatusLine", "sends its status line a character at a time", Drips("HTTP/1.1 200 ", "x"), Verdict::kError, "the time limit was reached in the middle of the response's head"},
      {"DrippingHeaders", "sends a header at a time, for ever", Drips("HTTP/1.1 200 OK\r\n", "X-A: b\r\n"), Verdict::kError, "in the middle of the response's head"},
      {"DrippingHeaderLine", "sends a header a character at a time, for ever", Drips("HTTP/1.1 200 OK\r\nX: ", "x"), Verdict::kError, "in the middle of the response's head"},
      {"Dripping100s", "says 100 Continue a character at a time", Drips("HTTP/1.1 100 Continue\r\nA: ", "x"), Verdict::kError, "in the middle of the response's head"},
      {"DrippingBody", "sends its body a character at a time", Drips(Heading("Content-Length: 1000000"), " "), Verdict::kError, "in the middle of the response's body"},
      {"DrippingBodyWithoutLength", "sends a body without length a character at a time", Drips(Heading("Connection: close"), " "), Verdict::kError, "in the middle of the response's body"},
      {"DrippingChunks", "sends a chunk at a time, for ever", Drips(Chunked(""), "1\r\n \r\n"), Verdict::kError, "in the middle of the response's body"},
      {"DrippingChunkSize", "sends a chunk's extension a character at a time", Drips(Chunked("1;"), "x"), Verdict::kError, "in the middle of the response's body"},
      {"DrippingTrailers", "sends a trailer at a time, for ever", Drips(Chunked("0\r\n"), "A: b\r\n"), Verdict::kError, "in the middle of the response's body"},
      {"DrippingGzip", "sends a gzip body and then an empty member at a time", Drips(Heading("Content-Encoding: gzip") + gzip, Gzip("")), Verdict::kError, "in the middle of the response's body"},
      {"DrippingRefusal", "refuses a character at a time", Drips("HTTP/1.1 401 Unauthorized\r\nContent-Length: 1000000\r\n\r\n", " "), Verdict::kError, "in the middle of the response's body", true},
      {"RetryInAYear", "asks to wait for a year", Says(Answer("429 Too Many Requests", "{}", "Retry-After: 31536000\r\n")), Verdict::kInconclusive, "limits the rate"},
      {"RetryNever", "asks to wait for a time that is none", Says(Answer("429 Too Many Requests", "{}", "Retry-After: -99999999999999999999\r\n")), Verdict::kInconclusive, "limits the rate"},
  };
}
// clang-format on

}  // namespace authconform
