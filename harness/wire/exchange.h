// A request and what came back for it: a response or a transport error, with timing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace authconform {

struct Header {
  std::string name;   // in the letter case sent or received
  std::string value;  // without surrounding white space
  friend bool operator==(const Header&, const Header&) = default;
};

// Value of the first header of that name, any letter case (RFC 9110 5.1); nullptr when there is none.
const std::string* FindHeader(const std::vector<Header>& headers, std::string_view name);

// Sent as it stands: header names keep their letter case and their order. Host, Content-Length and Connection are the
// wire's to add and must not be among the headers.
struct Request {
  std::string method;
  std::string path;  // origin-form, RFC 9112 3.2.1: "/auth/token?x=y"
  std::vector<Header> headers;
  std::string body;
  friend bool operator==(const Request&, const Request&) = default;
};

struct Response {
  int status = 0;
  std::string reason;
  std::vector<Header> headers;  // in the order received
  std::string body;             // decoded from chunks and from gzip or br
};

struct TransportError {
  enum class Kind {
    kResolve,      // the host name has no address
    kConnect,      // no connection within the time limit, or refused; a proxy's refusal too
    kTls,          // the handshake or the certificate failed
    kTimeout,      // the exchange did not end within its time limit
    kClosed,       // the connection ended before the response did
    kTooLarge,     // head or body over the limit
    kViolation,    // the bytes are not HTTP: the message names the clause of RFC 9112 or 9110
    kUnsupported,  // legal HTTP that this client does not speak
    kShortage,     // this machine ran out of files, memory, threads or ports: says nothing of the server
    kStopped,      // ended by WireOptions::stop: nothing is known, not even whether the server heard the request
  };
  Kind kind = Kind::kClosed;
  std::string message;  // one sentence; no bytes of the response beyond a short, printable fragment of the status line
};

// The kind's name in transcripts: "timeout".
std::string_view TransportErrorName(TransportError::Kind kind);
std::optional<TransportError::Kind> ParseTransportError(std::string_view name);

struct Exchange {
  Request request;
  std::variant<Response, TransportError> result;
  int64_t started_us = 0;   // unix microseconds
  int64_t duration_us = 0;  // from the first byte sent (connecting included when needed) to the last received
  const Response* response() const { return std::get_if<Response>(&result); }
  const TransportError* error() const { return std::get_if<TransportError>(&result); }
};

}  // namespace authconform
