// What a run makes of a target with which no exchange is possible: exit code 3, in time, and no verdict.
#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "tools/hostile/hostile_backend.h"
#include "tools/hostile/limits.h"
#include "tools/hostile/trial.h"

namespace authconform {
namespace {

using testing::HasSubstr;

void ExpectUnreachable(const HostileTrial& trial, const std::string& words) {
  ASSERT_TRUE(trial.run.has_value()) << trial.problem;
  EXPECT_THAT(trial.run->preflight_error, HasSubstr(words));
  EXPECT_EQ(trial.run->exit_code, ExitCode::kInconclusive);
  EXPECT_EQ(trial.exit_code, 3);
  EXPECT_EQ(trial.run->Total(Verdict::kPass) + trial.run->Total(Verdict::kFail), 0);
  ExpectBounded(trial, static_cast<size_t>(trial.run->requests), 0);
}

class Dead : public testing::TestWithParam<DeadBehaviour> {};

TEST_P(Dead, EndsInExitCode3) {
  const DeadBehaviour& row = GetParam();
  const HostileBackend backend(row);
  const HostileTrial trial =
      Try({.url = backend.url(), .ca_file = backend.ca_file(), .exchange_timeout_ms = kDeadlineMs});
  EXPECT_GE(backend.attacks(), 1u);
  ExpectUnreachable(trial, row.words);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, Dead, testing::ValuesIn(DeadBehaviours()),
                         [](const testing::TestParamInfo<DeadBehaviour>& row) { return std::string(row.param.name); });

// A port that is ours; when it listens, nobody ever accepts.
class OwnPort {
 public:
  explicit OwnPort(bool listens) : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    if (listens) {
      EXPECT_EQ(listen(fd_, 8), 0);
    }
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  OwnPort(const OwnPort&) = delete;
  ~OwnPort() { close(fd_); }
  const std::string& url() const { return url_; }

 private:
  int fd_;
  std::string url_;
};

TEST(Dead, PortThatRefusesEndsInExitCode3) {
  const OwnPort port(/*listens=*/false);
  ExpectUnreachable(Try({.url = port.url(), .ca_file = ""}), "cannot connect to " + port.url());
}

TEST(Dead, PortThatNobodyAcceptsOnEndsInExitCode3) {
  const OwnPort port(/*listens=*/true);
  ExpectUnreachable(Try({.url = port.url(), .ca_file = ""}), "does not answer: the time limit was reached");
}

}  // namespace
}  // namespace authconform
