#include "tools/reference/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tools/reference/testing/sign_in.h"

namespace authconform::reference {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// Answers with what it got.
Response Echo(const Request& request) {
  Response response{.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = ""};
  response.body = request.method + " " + request.path + " " + request.Header("x-test").value_or("-") + " " +
                  (request.body_too_long ? "too long" : request.body);
  return response;
}

class HttpServerTest : public testing::Test {
 protected:
  std::string Answers(const std::string& bytes, int answers = 1) const {
    return Exchange(server_->port(), bytes, answers);
  }

  const std::unique_ptr<HttpServer> server_ =
      std::move(*HttpServer::Start({.host = "127.0.0.1", .port = 0, .threads = 4, .body_limit = 100}, Echo));
};

std::string Post(const std::string& fields, const std::string& body, const std::string& path = "/p") {
  return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n" + body;
}

TEST_F(HttpServerTest, GivesHeaderFieldsAsTheyWereSent) {
  EXPECT_THAT(Answers(Post("X-Test: a%41%zz+b\r\nContent-Length: 2\r\n", "hi")), HasSubstr("POST /p a%41%zz+b hi"));
}

TEST_F(HttpServerTest, ReadsABodyInAnyFraming) {
  const struct {
    const char* what;
    std::string request;
    const char* answer;
  } rows[] = {
      {"no length", Post("", ""), "POST /p - "},
      {"length", Post("Content-Length: 2\r\n", "hi"), "POST /p - hi"},
      {"chunked", Post("Transfer-Encoding: chunked\r\n", "2\r\nhi\r\n3;x=y\r\n ho\r\n0\r\n\r\n"), "POST /p - hi ho"},
      {"HTTP/1.0", "POST /p HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi", "POST /p - hi"},
      {"query", Post("Content-Length: 2\r\n", "hi", "/p?a=b"), "POST /p - hi"},
      {"form", Post("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n", "a=b"),
       "POST /p - a=b"},
  };
  for (const auto& row : rows) {
    const std::string answer = Answers(row.request);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 ")) << row.what;
    EXPECT_TRUE(answer.ends_with(row.answer)) << row.what << ": " << answer;
  }
}

TEST_F(HttpServerTest, FindsTheNextRequestAfterABodyNobodyRead) {
  const std::string body = "GET /evil HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string length = "Content-Length: " + std::to_string(body.size()) + "\r\n";
  for (const char* method : {"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}) {
    const std::string first = std::string(method) + " /p HTTP/1.1\r\nHost: x\r\n" + length + "\r\n" + body;
    const std::string answers = Answers(first + Post("Connection: close\r\nContent-Length: 4\r\n", "next"), 9);
    EXPECT_THAT(answers, HasSubstr("POST /p - next")) << method;
    EXPECT_THAT(answers, testing::Not(HasSubstr("evil"))) << method;
  }
}

TEST_F(HttpServerTest, KeepsAConnectionForManyRequests) {
  std::string requests;
  for (int i = 0; i < 500; ++i) requests += Post("Content-Length: 2\r\n", "hi");
  const std::string answers = Answers(requests, 500);
  std::size_t count = 0;
  for (auto at = answers.find("HTTP/1.1 200"); at != std::string::npos; at = answers.find("HTTP/1.1 200", at + 1))
    ++count;
  EXPECT_EQ(count, 500u);
}

TEST_F(HttpServerTest, SaysSoWhenABodyIsTooLongAndCloses) {
  const std::string long_body(200'000, 'x');
  std::string chunks = "50\r\n" + std::string(0x50, 'x') + "\r\n";
  chunks += chunks + "0\r\n\r\n";
  for (const std::string& request :
       {Post("Content-Length: 200000\r\n", long_body), Post("Content-Length: 101\r\n", ""),
        Post("Content-Length: 99999999999\r\n", long_body), Post("Transfer-Encoding: chunked\r\n", chunks)}) {
    const std::string answer = Answers(request, 9);
    EXPECT_TRUE(answer.ends_with("POST /p - too long")) << answer;
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  }
}

TEST_F(HttpServerTest, RefusesWhatIsNoHttpAndCloses) {
  const std::string rows[] = {
      "\r\n\r\n",
      "hello\r\n\r\n",
      "POST /p\r\n\r\n",
      "POST /p HTTP/2.0\r\nHost: x\r\n\r\n",
      "FOO /p HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST /p HTTP/1.1\r\n\r\n",
      Post("Content-Length: abc\r\n", ""),
      Post("Content-Length: 1\r\nContent-Length: 2\r\n", "ab"),
      Post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
      Post("Transfer-Encoding: gzip\r\n", ""),
      Post("Transfer-Encoding: chunked\r\n", "zz\r\nhi\r\n0\r\n\r\n"),
      Post("X : y\r\nContent-Length: 0\r\n", ""),
      Post("X-Long: " + std::string(20'000, 'x') + "\r\n", ""),
      Post(std::string(100'000, 'x') + ": y\r\n", ""),
  };
  for (const std::string& row : rows) {
    const std::string answer = Answers(row + Post("Content-Length: 4\r\n", "next"), 9);
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 ")) << row.substr(0, 80);
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n")) << row.substr(0, 80);
    EXPECT_THAT(answer, HasSubstr("Cache-Control: no-store\r\n")) << row.substr(0, 80);
    EXPECT_THAT(answer, testing::Not(HasSubstr("next"))) << row.substr(0, 80);
  }
  EXPECT_THAT(Answers(Post("", "", "/" + std::string(10'000, 'a')), 9), StartsWith("HTTP/1.1 414 "));
}

TEST_F(HttpServerTest, SendsNoContinueLateButABodyThatWaitsForItArrives) {
  const std::string answer = Answers(Post("Expect: 100-continue\r\nContent-Length: 2\r\n", "hi"), 2);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 100 "));
  EXPECT_TRUE(answer.ends_with("POST /p - hi"));
}

TEST_F(HttpServerTest, ServesConnectionsSideBySide) {
  std::atomic<int> right = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) {
    clients.emplace_back([&] {
      for (int j = 0; j < 20; ++j) {
        right += Answers(Post("Connection: close\r\nContent-Length: 2\r\n", "hi")).ends_with("POST /p - hi") ? 1 : 0;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(right, 160);
}

TEST(HttpServer, SaysWhyItCannotListen) {
  const auto first = HttpServer::Start({.host = "127.0.0.1", .port = 0, .threads = 1}, Echo);
  ASSERT_TRUE(first.ok());
  const int port = (*first)->port();
  const auto second = HttpServer::Start({.host = "127.0.0.1", .port = port, .threads = 1}, Echo);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().message, "cannot listen on 127.0.0.1:" + std::to_string(port) + ": Address already in use");
  EXPECT_FALSE(HttpServer::Start({.host = "no.such.host.invalid", .port = 0, .threads = 1}, Echo).ok());
}

TEST(HttpServer, StopsWhileConnectionsAreOpenAndFreesItsPort) {
  auto server = std::move(*HttpServer::Start({.host = "127.0.0.1", .port = 0, .threads = 2}, Echo));
  const int port = server->port();
  std::thread idle([&] { Exchange(port, Post("Content-Length: 2\r\n", "hi"), 2); });    // waits for a second answer
  std::thread silent([&] { Exchange(port, "POST /p HTT", 1); });                        // never ends its head
  std::thread queued([&] { Exchange(port, Post("Content-Length: 2\r\n", "hi"), 2); });  // finds no free thread
  std::this_thread::yield();
  server.reset();
  idle.join();
  silent.join();
  queued.join();
  EXPECT_TRUE(HttpServer::Start({.host = "127.0.0.1", .port = port, .threads = 1}, Echo).ok());
}

}  // namespace
}  // namespace authconform::reference
