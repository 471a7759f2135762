#include "tools/reference/http_server.h"

#include <httplib.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "tools/reference/request_head.h"
#include "tools/reference/times.h"

namespace authconform::reference {
namespace {

constexpr int kReadTimeoutMilliseconds = 5'000;
constexpr int kIdleTimeoutMilliseconds = 30'000;
constexpr std::size_t kHeadLimit = 64 * 1024;
constexpr std::size_t kWriteBufferLimit = 64 * 1024;
// How much of a body nobody wants is read so that its sender gets to read the answer, and for how long.
constexpr std::uint64_t kUnwantedLimit = 16 * 1024 * 1024;
constexpr int kUnwantedMilliseconds = 2'000;

// Field names that cannot come from the wire carry what was found out about a request to its handler.
constexpr const char* kUnderstood = ":understood";
constexpr const char* kTooLong = ":too-long";

// One accepted socket, closed with this object. cpp-httplib reads byte by byte and writes head and body apart: both go
// through buffers here, the answer leaves in one piece, and the raw head is kept because cpp-httplib decodes %-escapes
// in field values.
class Connection : public httplib::Stream {
 public:
  Connection(socket_t socket, int stop) : socket_(socket), stop_(stop) {}
  ~Connection() override { ::close(socket_); }

  // True when a request's first byte is there; false when the connection has ended or idled, or the server stops.
  bool AwaitRequest() {
    head_.clear();
    in_head_ = true;
    return Flush() && (begin_ < end_ || Fill(kIdleTimeoutMilliseconds));
  }

  // The request's head; what is read from here on is its body.
  const std::string& EndHead() {
    in_head_ = false;
    body_bytes_ = 0;
    return head_;
  }
  std::uint64_t body_bytes() const { return body_bytes_; }

  bool Skip(std::uint64_t count) {
    std::array<char, 4096> waste;
    while (count > 0) {
      const ssize_t got = read(waste.data(), std::min<std::uint64_t>(count, waste.size()));
      if (got <= 0) return false;
      count -= static_cast<std::uint64_t>(got);
    }
    return true;
  }

  // To be called before an end that the client may not expect: closing with unread bytes would reset the connection,
  // and the client would lose the answer (RFC 9112, 9.6).
  void Linger() {
    if (!Flush() || ::shutdown(socket_, SHUT_WR) != 0) return;
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kUnwantedMilliseconds);
    for (std::uint64_t skipped = 0; skipped < kUnwantedLimit;) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      begin_ = end_;
      if (left.count() <= 0 || !Fill(static_cast<int>(left.count()))) return;
      skipped += end_ - begin_;
    }
  }

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }

  ssize_t read(char* bytes, std::size_t size) override {
    if (begin_ == end_ && !(Flush() && Fill(kReadTimeoutMilliseconds))) return -1;
    const std::size_t count = std::min(size, end_ - begin_);
    std::memcpy(bytes, buffer_.data() + begin_, count);
    begin_ += count;
    if (in_head_) {
      if (head_.size() + count > kHeadLimit) return -1;
      head_.append(bytes, count);
    } else {
      body_bytes_ += count;
    }
    return static_cast<ssize_t>(count);
  }

  ssize_t write(const char* bytes, std::size_t size) override {
    pending_.append(bytes, size);
    if (pending_.size() > kWriteBufferLimit && !Flush()) return -1;
    return static_cast<ssize_t>(size);
  }

  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return socket_; }

 private:
  bool Await(short events, int milliseconds) const {
    std::array<pollfd, 2> watched = {{{socket_, events, 0}, {stop_, POLLIN, 0}}};
    int ready = 0;
    do {
      ready = ::poll(watched.data(), watched.size(), milliseconds);
    } while (ready < 0 && errno == EINTR);
    return ready > 0 && watched[1].revents == 0;
  }

  bool Fill(int milliseconds) {
    if (!Await(POLLIN, milliseconds)) return false;
    const ssize_t got = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
    begin_ = 0;
    end_ = got > 0 ? static_cast<std::size_t>(got) : 0;
    return got > 0;
  }

  bool Flush() {
    std::string_view rest = pending_;
    while (!rest.empty()) {
      const ssize_t sent = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0) {
        rest.remove_prefix(static_cast<std::size_t>(sent));
      } else if ((errno != EAGAIN && errno != EINTR) || !Await(POLLOUT, kReadTimeoutMilliseconds)) {
        return false;
      }
    }
    pending_.clear();
    return true;
  }

  const socket_t socket_;
  const int stop_;  // readable once the server stops
  std::array<char, 16 * 1024> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::string head_;
  bool in_head_ = true;
  std::uint64_t body_bytes_ = 0;
  std::string pending_;
};

Request ToRequest(const httplib::Request& request, std::string body) {
  Request ours{.method = request.method,
               .path = request.path,
               .headers = {},
               .body = std::move(body),
               .body_too_long = request.has_header(kTooLong)};
  for (const auto& [name, value] : request.headers) {
    if (!name.starts_with(':')) ours.headers.emplace_back(name, value);
  }
  return ours;
}

void Send(const Response& response, httplib::Response& out) {
  out.status = response.status;
  out.headers.clear();
  for (const auto& [name, value] : response.headers) out.set_header(name, value);
  out.body = response.body;
}

// For what never reaches the handler.
void SendPlainRefusal(int status, const char* message, httplib::Response& out) {
  Send({.status = status,
        .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}, {"Pragma", "no-cache"}},
        .body = std::string(R"({"message":")") + message + R"("})"},
       out);
}

}  // namespace

class HttpServer::Listener : public httplib::Server {
 public:
  Listener(const HttpServerOptions& options, HttpServer::Handler handler)
      : handler_(std::move(handler)), body_limit_(options.body_limit), stop_(::eventfd(0, EFD_CLOEXEC)) {
    set_tcp_nodelay(true);
    set_keep_alive_max_count(1'000'000'000);
    set_keep_alive_timeout(kIdleTimeoutMilliseconds / 1000);
    set_payload_max_length(body_limit_);
    // cpp-httplib's own choice, SO_REUSEPORT, would let two servers share a port without a word.
    set_socket_options([](socket_t socket) {
      const int on = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    });
    const auto threads = static_cast<std::size_t>(options.threads);
    new_task_queue = [threads] { return new httplib::ThreadPool(threads); };
    AddHandlers();
  }

  ~Listener() override {
    if (thread_.joinable()) {
      const std::uint64_t one = 1;
      if (::write(stop_, &one, sizeof(one)) == sizeof(one)) stop();
      thread_.join();
    }
    ::close(stop_);
  }

  Status Open(const HttpServerOptions& options) {
    if (stop_ < 0) return Error{"", "", "the system gives no more file descriptors"};
    errno = 0;
    port_ = options.port == 0 ? bind_to_any_port(options.host)
                              : (bind_to_port(options.host, options.port) ? options.port : -1);
    if (port_ < 0) {
      const std::string reason = errno == 0 ? "the host's name is not known" : std::strerror(errno);
      return Error{"", "", "cannot listen on " + options.host + ":" + std::to_string(options.port) + ": " + reason};
    }
    // cpp-httplib's backlog of 5 makes a burst of connections wait for a second.
    ::listen(svr_sock_, SOMAXCONN);
    thread_ = std::thread([this] { listen_after_bind(); });
    // stop() does nothing before the listener runs.
    while (!is_running()) std::this_thread::sleep_for(std::chrono::microseconds(50));
    return Done{};
  }

  int port() const { return port_; }

 private:
  void AddHandlers() {
    // Answers whose body is not looked at are given before it is read.
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      if (!request.has_header(kUnderstood)) {
        SendPlainRefusal(400, "The request is not well-formed HTTP.", response);
        return HandlerResponse::Handled;
      }
      // A multipart body would be taken apart, a compressed one inflated without bound.
      const bool unread = request.method != "POST" || request.has_header(kTooLong) ||
                          request.has_header("content-encoding") || request.is_multipart_form_data();
      if (!unread) return HandlerResponse::Unhandled;
      Send(handler_(ToRequest(request, "")), response);
      return HandlerResponse::Handled;
    });

    Post(".*", [this](const httplib::Request& request, httplib::Response& response,
                      const httplib::ContentReader& read_content) {
      std::string body;
      bool too_long = false;
      const bool whole = read_content([&](const char* bytes, std::size_t size) {
        too_long = body.size() + size > body_limit_;
        if (!too_long) body.append(bytes, size);
        return !too_long;
      });
      if (!whole && !too_long) {
        SendPlainRefusal(400, "The body did not arrive.", response);
        return;
      }
      Request ours = ToRequest(request, std::move(body));
      ours.body_too_long = too_long;
      Send(handler_(ours), response);
    });

    // cpp-httplib's own refusals have no body.
    set_error_handler([](const httplib::Request&, httplib::Response& response) {
      if (response.body.empty()) SendPlainRefusal(response.status, "The request is refused.", response);
    });
    set_exception_handler([](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
      SendPlainRefusal(500, "The request could not be handled.", response);
    });
    set_post_routing_handler([](const httplib::Request& request, httplib::Response& response) {
      response.headers.erase("Accept-Ranges");
      response.set_header("Date", HttpDateTime(UnixSeconds()));  // RFC 9110, 6.6.1
      // What follows a head that was refused cannot be understood either.
      if (!request.has_header(kUnderstood)) {
        response.headers.erase("Keep-Alive");
        response.headers.erase("Connection");
        response.set_header("Connection", "close");
      }
    });
  }

  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket, stop_);
    while (connection.AwaitRequest()) {
      RequestHead head;
      bool usable = false;  // whether the next request's beginning is known
      bool close_asked = false;
      const bool answered = process_request(connection, false, close_asked, [&](httplib::Request& request) {
        const auto parsed = ParseHead(connection.EndHead());
        usable = parsed && !parsed->chunked && parsed->body_length <= body_limit_;
        if (parsed) head = *parsed;
        Prepare(request, parsed);
        if (!usable) request.set_header("Connection", "close");
      });
      if (!answered || close_asked || !usable) break;
      if (!connection.Skip(head.body_length - std::min(head.body_length, connection.body_bytes()))) break;
    }
    connection.Linger();
    return true;
  }

  // Undoes what cpp-httplib reads into a head, and keeps it from what it would do with some fields.
  void Prepare(httplib::Request& request, const std::optional<RequestHead>& head) const {
    request.headers.clear();
    request.ranges.clear();  // RFC 9110, 14.2: a range is asked for with GET only
    // Routes are regular expressions, and std::regex recurses once a character.
    if (request.path.size() > 100) request.path = "/";
    if (!head) return;
    request.headers.emplace(kUnderstood, "");
    for (const auto& [name, value] : head->headers) {
      const std::string lower = LowerCase(name);
      const bool unwanted = lower == "range" || lower == "accept-encoding";
      if (!unwanted) request.headers.emplace(name, value);
    }
    // RFC 9112, 6.3: without a length there is no body; cpp-httplib would wait for one.
    const bool has_length = head->chunked || request.has_header("content-length");
    if (!has_length) request.headers.emplace("content-length", "0");
    if (head->body_length > body_limit_) request.headers.emplace(kTooLong, "");
  }

  const HttpServer::Handler handler_;
  const std::size_t body_limit_;
  const int stop_;
  int port_ = -1;
  std::thread thread_;
};

HttpServer::HttpServer(std::unique_ptr<Listener> listener) : listener_(std::move(listener)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpServerOptions& options, Handler handler) {
  auto listener = std::make_unique<Listener>(options, std::move(handler));
  if (const Status opened = listener->Open(options); !opened) return opened.error();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(listener)));
}

int HttpServer::port() const { return listener_->port(); }

}  // namespace authconform::reference
