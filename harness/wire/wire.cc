#include "harness/wire/wire.h"

#include <httplib.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <optional>
#include <utility>

#include "harness/base/clock.h"
#include "harness/wire/connection.h"
#include "harness/wire/content_coding.h"
#include "harness/wire/dial.h"
#include "harness/wire/head.h"
#include "harness/wire/response_reader.h"
#include "harness/wire/shortage.h"
#include "harness/wire/tls.h"

namespace authconform {
namespace {

using Kind = TransportError::Kind;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

// What cpp-httplib gets to see of a connection. It misreads hostile responses (HAZARDS.md), so it reads a head of our
// making, with the status alone, and a body that has been judged and limited on its way and ends where its framing
// says. It sorts the headers it writes and adds its own, so what it writes goes nowhere: the request is rendered by us
// and sent before, and cpp-httplib's writing costs time only while the server works.
class GuardedStream final : public httplib::Stream {
 public:
  explicit GuardedStream(ResponseReader& reader) : reader_(reader) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t write(const char*, size_t size) override { return static_cast<ssize_t>(size); }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return INVALID_SOCKET; }

  ssize_t read(char* to, size_t size) override {
    if (error_) return -1;
    if (!started_ && !ReadHead()) return -1;
    if (fed_ < feed_size_) {
      const size_t taken = std::min(size, feed_size_ - fed_);
      std::memcpy(to, feed_ + fed_, taken);
      fed_ += taken;
      return static_cast<ssize_t>(taken);
    }
    auto got = reader_.ReadBody(to, size);
    if (auto* error = std::get_if<TransportError>(&got)) return Fail(std::move(*error));
    return static_cast<ssize_t>(std::get<size_t>(got));
  }

  std::optional<TransportError>& error() { return error_; }
  Head& head() { return head_; }

 private:
  bool ReadHead() {
    started_ = true;
    auto judged = reader_.ReadHead();
    if (auto* error = std::get_if<TransportError>(&judged)) {
      Fail(std::move(*error));
      return false;
    }
    head_ = std::get<Head>(std::move(judged));
    feed_size_ = static_cast<size_t>(std::snprintf(feed_, sizeof feed_, "HTTP/1.1 %d \r\n\r\n", head_.status));
    return true;
  }

  ssize_t Fail(TransportError error) {
    error_ = std::move(error);
    return -1;
  }

  ResponseReader& reader_;
  std::optional<TransportError> error_;
  Head head_;
  char feed_[32];
  size_t feed_size_ = 0;
  size_t fed_ = 0;
  bool started_ = false;
};

// cpp-httplib's client without its connections: one request over a stream of ours, which its send() does not offer.
class StreamClient final : public httplib::ClientImpl {
 public:
  StreamClient() : ClientImpl("stream.invalid", 80) {
    set_keep_alive(true);
    set_decompress(false);
    set_follow_location(false);
    set_url_encode(false);
  }

  bool Perform(GuardedStream& stream, httplib::Response& response) {
    httplib::Error error = httplib::Error::Success;
    return process_request(stream, request_, response, /*close_connection=*/false, error);
  }

 private:
  // Never sent, and the same for every exchange: cpp-httplib would add to the headers of most others each time.
  httplib::Request request_ = [] {
    httplib::Request request;
    request.method = "GET";
    request.path = "/";
    return request;
  }();
};

bool SameName(std::string_view a, std::string_view b) {
  return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::optional<TransportError> RefuseToSend(const Request& request) {
  const auto refuse = [](std::string what) {
    return TransportError{Kind::kUnsupported, "not sent: " + std::move(what)};
  };
  if (!IsToken(request.method)) return refuse("the method is not a token (RFC 9110 9.1)");
  if (request.method == "CONNECT") return refuse("CONNECT asks for a tunnel, not for a response");
  if (request.path != "*" && !request.path.starts_with('/')) return refuse("the path does not start with a slash");
  for (char c : request.path) {
    if (static_cast<unsigned char>(c) <= ' ' || c == 0x7f) {
      return refuse("the path holds white space or a control character (RFC 9112 3.2)");
    }
  }
  for (const Header& header : request.headers) {
    if (!IsToken(header.name)) return refuse("a header name is not a token (RFC 9110 5.1)");
    if (header.value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      return refuse("the value of " + header.name + " holds CR, LF or NUL (RFC 9110 5.5)");
    }
    for (const std::string_view own : {"Host", "Content-Length", "Connection", "Transfer-Encoding"}) {
      if (SameName(header.name, own)) return refuse("the header " + header.name + " is the wire's own to send");
    }
  }
  return std::nullopt;
}

std::string Authority(const Origin& origin, bool always_with_port) {
  std::string text = origin.host.find(':') == std::string::npos ? origin.host : "[" + origin.host + "]";
  if (always_with_port || origin.port != (origin.tls ? 443 : 80)) text += ":" + std::to_string(origin.port);
  return text;
}

class HttplibWire final : public Wire {
 public:
  HttplibWire(const WireOptions& options, std::optional<TlsClient> tls, const std::optional<Origin>& proxy)
      : options_(options),
        tls_(std::move(tls)),
        dialer_(proxy ? proxy->host : options.origin.host, proxy ? proxy->port : options.origin.port),
        through_proxy_(proxy.has_value()),
        host_(Authority(options.origin, false)),
        reader_(options.max_response_bytes) {
    // RFC 9112 3.2.2: a proxy that is not a tunnel is told the whole URL.
    if (through_proxy_ && !options.origin.tls) target_prefix_ = "http://" + host_;
  }

  Exchange Send(const Request& request) override {
    Exchange exchange{.request = request, .result = TransportError{}};
    const auto start = steady_clock::now();
    exchange.started_us = NowUs();
    const Stop stop(options_.stop, milliseconds(options_.stop_grace_ms));
    try {
      exchange.result = stop.set() ? TransportError{Kind::kStopped, "not sent"}
                                   : SendOrRefuse(request, {start + milliseconds(options_.exchange_timeout_ms), &stop});
    } catch (const std::bad_alloc&) {
      exchange.result = *Shortage(ENOMEM);
    } catch (const std::exception& problem) {
      exchange.result = TransportError{Kind::kUnsupported, std::string("cpp-httplib gave up: ") + problem.what()};
    }
    // Whatever went wrong then may be for the stop alone.
    if (exchange.error() != nullptr && stop.set()) {
      exchange.result = TransportError{Kind::kStopped, "the exchange was stopped before it was through"};
    }
    if (exchange.error() != nullptr) connection_.reset();
    exchange.duration_us = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - start).count();
    return exchange;
  }

 private:
  using Outcome = std::variant<Response, TransportError>;

  Outcome SendOrRefuse(const Request& request, const Deadline& deadline) {
    if (auto refusal = RefuseToSend(request)) return *std::move(refusal);
    Render(request);
    if (connection_ && !connection_->IsQuiet()) connection_.reset();
    const bool reused = connection_ != nullptr;
    Outcome outcome = SendOnce(request, deadline);
    const auto* error = std::get_if<TransportError>(&outcome);
    if (error != nullptr && error->kind == Kind::kClosed && reused && !reader_.got_bytes() && !deadline.stopped()) {
      connection_.reset();
      outcome = SendOnce(request, deadline);
    }
    if (auto* late = std::get_if<TransportError>(&outcome); late != nullptr && late->kind == Kind::kTimeout) {
      late->message += " (" + std::to_string(options_.exchange_timeout_ms) + " ms)";
    }
    return outcome;
  }

  Outcome SendOnce(const Request& request, const Deadline& deadline) {
    if (!connection_) {
      if (auto error = Connect(deadline)) return *std::move(error);
    }
    reader_.Start(*connection_, request.method, deadline);
    bool sent_whole = true;
    if (auto error = connection_->Write(rendered_, deadline)) {
      if (error->kind == Kind::kShortage) return *std::move(error);
      if (error->kind == Kind::kTimeout) {
        error->message += " while the request was sent";
        return *std::move(error);
      }
      // A server may refuse a request, and close, before it has read all of it: its answer counts.
      sent_whole = false;
    }
    sent_whole = sent_whole && !connection_->answered_early();
    GuardedStream stream(reader_);
    httplib::Response read;
    const bool done = client_.Perform(stream, read);
    if (stream.error()) return *std::move(stream.error());
    if (!done) return TransportError{Kind::kUnsupported, "cpp-httplib does not deal with this response"};

    Response response{.status = stream.head().status,
                      .reason = std::move(stream.head().reason),
                      .headers = std::move(stream.head().headers),
                      .body = std::move(read.body)};
    if (!reader_.reusable() || !sent_whole) connection_.reset();
    if (auto error = DecodeBody(response)) return *std::move(error);
    return response;
  }

  std::optional<TransportError> DecodeBody(Response& response) const {
    std::string codings;
    for (const Header& header : response.headers) {
      if (SameName(header.name, "Content-Encoding")) codings += (codings.empty() ? "" : ", ") + header.value;
    }
    return DecodeContent(codings, reader_.bytes_left() + response.body.size(), response.body);
  }

  std::optional<TransportError> Connect(const Deadline& of_exchange) {
    const Deadline deadline = of_exchange.OrBy(steady_clock::now() + milliseconds(options_.connect_timeout_ms));
    auto dialled = dialer_.Dial(deadline);
    if (auto* error = std::get_if<TransportError>(&dialled)) {
      const bool of_proxy = through_proxy_ && error->kind != Kind::kShortage;
      if (of_proxy) error->message = "the proxy cannot be reached: " + error->message;
      return std::move(*error);
    }
    auto made = std::make_unique<Connection>(std::get<Socket>(std::move(dialled)));
    if (tls_ && through_proxy_) {
      if (auto error = OpenTunnel(*made, deadline)) return error;
    }
    if (tls_) {
      if (auto error = made->StartTls(*tls_, options_.origin.host, deadline)) return error;
    }
    connection_ = std::move(made);
    return std::nullopt;
  }

  // RFC 9110 9.3.6.
  std::optional<TransportError> OpenTunnel(Connection& connection, const Deadline& deadline) {
    const auto refused = [](const std::string& what) {
      return TransportError{Kind::kConnect, "the proxy did not open a tunnel: " + what};
    };
    const auto failed = [&](const TransportError& error) {
      return error.kind == Kind::kShortage ? error : refused(error.message);
    };
    const std::string authority = Authority(options_.origin, true);
    if (auto error =
            connection.Write("CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n", deadline)) {
      return failed(*error);
    }
    reader_.Start(connection, "CONNECT", deadline);
    const auto judged = reader_.ReadHead();
    if (const auto* error = std::get_if<TransportError>(&judged)) return failed(*error);
    const int status = std::get<Head>(judged).status;
    if (status / 100 != 2) return refused("it answered with status " + std::to_string(status));
    if (!reader_.drained()) return refused("it sent more than its answer");
    return std::nullopt;
  }

  void Render(const Request& request) {
    rendered_.assign(request.method).append(" ");
    rendered_.append(target_prefix_).append(request.path).append(" HTTP/1.1\r\nHost: ").append(host_).append("\r\n");
    if (FindHeader(request.headers, "User-Agent") == nullptr) rendered_.append("User-Agent: authconform/1\r\n");
    for (const Header& header : request.headers) {
      rendered_.append(header.name).append(": ").append(header.value).append("\r\n");
    }
    // RFC 9110 8.6: a length of 0 is said where the method lets a server expect a body.
    const bool expects_body = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    if (!request.body.empty() || expects_body) {
      rendered_.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
    }
    rendered_.append("\r\n").append(request.body);
  }

  const WireOptions options_;
  const std::optional<TlsClient> tls_;
  Dialer dialer_;
  const bool through_proxy_;
  const std::string host_;
  std::string target_prefix_;  // what stands before Request.path in a request line
  StreamClient client_;
  ResponseReader reader_;
  std::string rendered_;  // kept for its capacity
  std::unique_ptr<Connection> connection_;
};

}  // namespace

Result<std::unique_ptr<Wire>> Wire::Create(const WireOptions& options) {
  const auto refuse = [](std::string what) { return Error{.file = "", .position = "", .message = std::move(what)}; };
  if (options.connect_timeout_ms <= 0 || options.exchange_timeout_ms <= 0) {
    return refuse("time limits must be at least one millisecond");
  }
  std::optional<Origin> proxy;
  if (!options.proxy.empty()) {
    auto parsed = ParseOrigin(options.proxy);
    if (!parsed) return refuse("the proxy: " + parsed.error().message);
    if (parsed->tls || !parsed->path_prefix.empty()) return refuse("the proxy must be http://host:port");
    proxy = *std::move(parsed);
  }
  std::optional<TlsClient> tls;
  if (options.origin.tls) {
    auto made = TlsClient::Create(options.tls);
    if (!made) return made.error();
    tls = *std::move(made);
  }
  return std::unique_ptr<Wire>(std::make_unique<HttplibWire>(options, std::move(tls), proxy));
}

}  // namespace authconform
