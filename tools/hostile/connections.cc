// Connections that end, halve, or speak when nobody asked.
#include <sys/socket.h>

#include <chrono>
#include <thread>

#include "tools/hostile/says.h"

namespace authconform {
namespace {

Attack HalfCloses(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, const std::string&) {
    peer.Say(bytes);
    shutdown(peer.fd(), SHUT_WR);
    peer.AwaitEnd();
    return false;
  };
}

// Reads no more, so that what the client says next comes back as a reset.
Attack StopsReading(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, const std::string&) {
    shutdown(peer.fd(), SHUT_RD);
    peer.Say(bytes);
    return true;
  };
}

Attack SaysLate(std::string answer, std::string late) {
  return [=](Peer& peer, const std::string&) {
    peer.Say(answer);
    // After the client has taken the answer, and before its next request (see rate_per_second).
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return peer.Say(late);
  };
}

Attack SaysByteByByte(std::string bytes) {
  return [bytes = std::move(bytes)](Peer& peer, const std::string&) {
    for (const char& c : bytes) {
      if (!peer.Say({&c, 1})) return false;
    }
    return true;
  };
}

}  // namespace

// clang-format off
std::vector<Behaviour> ConnectionBehaviours() {
  const std::string good = SampleBody();
  const std::string answer = Answer("200 OK", good);
  const std::string failure = Answer("500 Internal Server Error", "{}");
  const std::string half = answer.substr(0, answer.size() - 20);
  constexpr double kPaced = 5;
  return {
      {"EndBeforeAnswer", "ends the connection instead of answering", SaysAndEnds(""), Verdict::kError, "the server closed the connection before any byte of the response"},
      {"EndInStatusLine", "ends the connection in its status line", SaysAndEnds("HTTP/1.1 2"), Verdict::kError, "in the middle of the response's head"},
      {"EndInHead", "ends the connection in its head", SaysAndEnds("HTTP/1.1 200 OK\r\nA: b\r\n"), Verdict::kError, "in the middle of the response's head"},
      {"EndAfter100", "ends the connection after 100 Continue", SaysAndEnds("HTTP/1.1 100 Continue\r\n\r\n"), Verdict::kError, "closed the connection"},
      {"ResetBeforeAnswer", "resets the connection instead of answering", SaysAndResets(""), Verdict::kError, "the connection broke"},
      {"ResetInHead", "resets the connection in its head", SaysAndResets("HTTP/1.1 200 OK\r\nA: b\r\n"), Verdict::kError, "the connection broke"},
      {"ResetInBody", "resets the connection in its body", SaysAndResets(half), Verdict::kError, "the connection broke"},
      {"ResetInChunk", "resets the connection in a chunk", SaysAndResets(Chunked("ff\r\n{")), Verdict::kError, "the connection broke"},
      {"ResetAfterAnswer", "resets the connection after a good answer", SaysAndResets(answer), Verdict::kPass, ""},
      {"HalfClosed", "ends its side after a good answer and goes on listening", HalfCloses(answer), Verdict::kPass, ""},
      {"HalfClosedInBody", "ends its side in its body and goes on listening", HalfCloses(half), Verdict::kError, "closed the connection in the middle of the response's body"},
      {"HalfClosedBeforeAnswer", "ends its side instead of answering and goes on listening", HalfCloses(""), Verdict::kError, "closed the connection before any byte of the response"},
      {"StopsReading", "answers and reads no more", StopsReading(answer), Verdict::kPass, ""},
      {"EndsKeptConnection", "keeps the connection and ends it at once", SaysAndEnds(Answer("200 OK", good, "Connection: keep-alive\r\n")), Verdict::kPass, ""},
      {"SaysCloseAndStays", "says that it closes and does not", Says(Answer("200 OK", good, "Connection: close\r\n")), Verdict::kPass, ""},
      {"JunkAfterAnswer", "sends junk behind a good answer", Says(answer + "junk\r\n\r\n\x01\x02"), Verdict::kPass, ""},
      {"AnswersTwice", "sends a second answer that nobody asked for, with the first", Says(answer + failure), Verdict::kPass, ""},
      {"AnswersAThousandTimes", "sends a thousand answers that nobody asked for", Makes([=] { return answer + Times(1'000, failure); }), Verdict::kPass, ""},
      {"AnswersLate", "sends a second answer some time after the first", SaysLate(answer, failure), Verdict::kPass, "", false, false, kPaced},
      {"TimesOutLate", "sends a 408 some time after a good answer", SaysLate(answer, Answer("408 Request Timeout", "{}", "Connection: close\r\n")), Verdict::kPass, "", false, false, kPaced},
      {"JunkLate", "sends a single byte some time after a good answer", SaysLate(answer, " "), Verdict::kPass, "", false, false, kPaced},
      {"ByteByByte", "sends each byte on its own, which is legal", SaysByteByByte(answer), Verdict::kPass, ""},
      {"ChunksByteByByte", "sends each byte of its chunks on its own, which is legal", SaysByteByByte(Chunked(Chunk(good) + "0\r\nA: b\r\n\r\n")), Verdict::kPass, ""},
      {"Http10", "answers as HTTP/1.0, which is legal", SaysAndEnds("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + good), Verdict::kPass, ""},
      {"Http10Kept", "keeps a connection of HTTP/1.0, which is legal", Says("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\nConnection: keep-alive\r\nContent-Length: " + std::to_string(good.size()) + "\r\n\r\n" + good), Verdict::kPass, ""},
  };
}
// clang-format on

}  // namespace authconform
