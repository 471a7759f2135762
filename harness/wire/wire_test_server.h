// Scripts of what to read and say into a server on loopback that says just that, however wrong.
#pragma once

#include <openssl/ssl.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace authconform {

class ScriptedServer;

// The server's end of one connection.
class Peer {
 public:
  // One request, with the body its Content-Length tells; empty when the client ended the connection instead.
  std::string ReadRequest();
  // False when the client is gone.
  bool Say(std::string_view bytes);
  // Says it over and over until the client is gone; waits that long in between.
  void Repeat(std::string_view bytes, int pause_ms = 0);
  // Until the client ends the connection; what it says is thrown away.
  void AwaitEnd();
  // Ends the connection with a reset instead of in order.
  void Reset();
  // False when the handshake failed; the connection is of no use then.
  bool StartTls(SSL_CTX* context);
  int fd() const { return fd_; }
  SSL* ssl() const { return ssl_; }  // null before StartTls
  // The connections of one server are numbered from 0.
  size_t number() const { return number_; }

 private:
  friend class ScriptedServer;
  Peer(ScriptedServer* server, int fd, size_t number) : server_(server), fd_(fd), number_(number) {}
  long Receive(char* to, size_t size);

  ScriptedServer* server_;
  int fd_;
  size_t number_;
  SSL* ssl_ = nullptr;
  std::string unread_;
};

class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;

  // The first connection gets the first script and so on; the last is for all that follow. A connection ends, in order,
  // with its script.
  explicit ScriptedServer(std::vector<Script> scripts);
  ScriptedServer(const ScriptedServer&) = delete;
  ~ScriptedServer();

  int port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  size_t connections() const;
  std::vector<std::string> requests() const;  // all that were read, in order

  // Answers every request with these bytes, for as long as the client likes.
  static Script Always(std::string response);
  // Reads a request, says this and waits for the client to end the connection.
  static Script Once(std::string bytes);
  // Reads a request, says this and ends the connection.
  static Script OnceAndEnd(std::string bytes);

 private:
  friend class Peer;
  void Accept();
  void Play(Peer peer);

  std::vector<Script> scripts_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::vector<int> sockets_;
  std::vector<std::thread> players_;
  std::vector<std::string> requests_;
  std::thread acceptor_;
};

// A port on loopback where nobody takes connections: so many wait for it, and further ones are not answered at all.
class UnattendedPort {
 public:
  explicit UnattendedPort(int backlog);
  UnattendedPort(const UnattendedPort&) = delete;
  ~UnattendedPort();

  int port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // Lets connections wait until no further one is answered.
  void Fill();

 private:
  int listener_ = -1;
  int port_ = 0;
  std::vector<int> waiting_;
};

}  // namespace authconform
