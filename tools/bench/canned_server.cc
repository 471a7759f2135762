#include "tools/bench/canned_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <thread>

#include "harness/base/base64.h"

namespace authconform {

struct CannedServer::Shared {
  std::atomic<int64_t> first_request_ns;
};

namespace {

std::string Answer(const char* status_line, const std::string& extra, const std::string& body) {
  return std::string("HTTP/1.1 ") + status_line + "\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n" +
         extra + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// A success of the size that real ones have.
std::string Success() {
  const std::string now = std::to_string(time(nullptr));
  const std::string later = std::to_string(time(nullptr) + 3600);
  const std::string token =
      EncodeBase64Url(R"({"kid":"5_abcdefghijklmnopqrstuvwxyz0123456789ABCDEF","alg":"RS256"})") + "." +
      EncodeBase64Url(
          R"({"ver":1,"jti":"AT.abcdefghijklmnopqrstuvwxyz","iss":"https://auth.example.com/oauth2/default","aud":"api://default","iat":)" +
          now + ",\"exp\":" + later +
          R"(,"cid":"0oa5wkybljmU27q7a357","uid":"00u1mvuqzbmRVLmxC358","scp":["openid","offline_access","profile"],"auth_time":)" +
          now + ",\"sub\":\"" + CannedServer::kLogin + "\"}") +
      "." + EncodeBase64Url(std::string(256, 's'));
  return Answer("200 OK", "",
                R"({"token_type":"Bearer","expires_in":3600,"access_token":")" + token +
                    R"(","refresh_token":"RSQoMK7Mh2DfPDbP7EsngYzubDFUb4FgSuKX8ZzRXEk"})");
}

// Length of the first whole request in `bytes`, 0 when it is not all there.
size_t RequestLength(std::string_view bytes) {
  const size_t end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return 0;
  size_t body = 0;
  if (const size_t at = bytes.find("Content-Length: "); at != std::string_view::npos && at < end) {
    body = static_cast<size_t>(std::atoll(bytes.data() + at + 16));
  }
  return bytes.size() >= end + 4 + body ? end + 4 + body : 0;
}

struct Canned {
  std::string success;
  std::string refusal;
  std::chrono::milliseconds after;
};

void Serve(int connection, std::atomic<int64_t>& first_request_ns, const Canned& canned) {
  const int on = 1;
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const std::string accepted = std::string("\"password\":\"") + CannedServer::kPassword + "\"";
  const std::string login = std::string("\"") + CannedServer::kLogin + "\"";
  std::string bytes;
  char buffer[1 << 16];
  for (;;) {
    const ssize_t got = recv(connection, buffer, sizeof buffer, 0);
    if (got <= 0) break;
    if (first_request_ns == 0) {
      timespec now = {};
      clock_gettime(CLOCK_MONOTONIC, &now);
      int64_t none = 0;
      first_request_ns.compare_exchange_strong(none, now.tv_sec * 1'000'000'000 + now.tv_nsec);
    }
    bytes.append(buffer, static_cast<size_t>(got));
    while (const size_t length = RequestLength(bytes)) {
      const std::string_view request(bytes.data(), length);
      const bool good =
          request.find(accepted) != std::string_view::npos && request.find(login) != std::string_view::npos;
      const std::string& answer = good ? canned.success : canned.refusal;
      if (canned.after.count() > 0) std::this_thread::sleep_for(canned.after);
      if (send(connection, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) break;
      bytes.erase(0, length);
    }
  }
  close(connection);
}

[[noreturn]] void AcceptForEver(int listener, std::atomic<int64_t>& first_request_ns, std::chrono::milliseconds after) {
  const Canned canned = {
      Success(),
      Answer("401 Unauthorized", "WWW-Authenticate: Bearer\r\n", R"({"error":"invalid_grant","message":"no"})"), after};
  for (;;) {
    const int connection = accept(listener, nullptr, nullptr);
    if (connection < 0) _exit(0);
    std::thread(Serve, connection, std::ref(first_request_ns), std::cref(canned)).detach();
  }
}

}  // namespace

CannedServer::CannedServer(std::chrono::milliseconds answer_after) {
  void* memory = mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  shared_ = new (memory) Shared{};
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(listener, 512) != 0) std::abort();
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length);
  port_ = ntohs(address.sin_port);
  child_ = fork();
  if (child_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    AcceptForEver(listener, shared_->first_request_ns, answer_after);
  }
  close(listener);
}

CannedServer::~CannedServer() {
  kill(child_, SIGKILL);
  waitpid(child_, nullptr, 0);
  munmap(shared_, sizeof(Shared));
}

int64_t CannedServer::TakeFirstRequestNs() { return shared_->first_request_ns.exchange(0); }

}  // namespace authconform
