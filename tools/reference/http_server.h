// Turns a port's connections into requests and a function's responses into answers, over cpp-httplib's Server.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "tools/reference/http.h"

namespace authconform::reference {

struct HttpServerOptions {
  std::string host;
  int port = 0;                          // 0: any free port
  int threads = 1;                       // connections served at once; more wait until one ends
  std::size_t body_limit = 1024 * 1024;  // bytes; a longer body reaches the handler as body_too_long
};

// Requests that are no HTTP (RFC 9112) are answered 400 here; the handler sees only whole ones. It is called from many
// threads and must not throw. Connections are kept alive for as many requests as their clients like.
class HttpServer {
 public:
  using Handler = std::function<Response(const Request&)>;

  static Result<std::unique_ptr<HttpServer>> Start(const HttpServerOptions& options, Handler handler);
  ~HttpServer();  // stops: no connection is open and no thread runs when it returns

  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  int port() const;

 private:
  class Listener;
  explicit HttpServer(std::unique_ptr<Listener> listener);
  std::unique_ptr<Listener> listener_;
};

}  // namespace authconform::reference
