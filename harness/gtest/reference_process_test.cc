#include "harness/gtest/reference_process.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "harness/base/files.h"

namespace authconform {
namespace {

constexpr const char* kProgram = "tools/cli/authconform";

std::string Folder(const std::string& name) { return std::string(std::getenv("TEST_TMPDIR")) + "/" + name; }

bool Listens(const std::string& url) {
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
  const bool connected = connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(client);
  return connected;
}

TEST(ReferenceProcess, ServesAsLongAsItLives) {
  std::string url;
  {
    const auto process = ReferenceProcess::Start(kProgram, {}, Folder("serves"));
    ASSERT_TRUE(process) << process.error().ToString();
    url = (*process)->url();
    EXPECT_TRUE(Listens(url)) << url;
    EXPECT_TRUE(ReadFile((*process)->target_file()).ok());
  }
  EXPECT_FALSE(Listens(url)) << url;
}

TEST(ReferenceProcess, EndsWithAParentThatIsKilled) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t parent = fork();
  if (parent == 0) {
    const auto process = ReferenceProcess::Start(kProgram, {}, Folder("orphan"));
    const std::string url = process ? (*process)->url() + "\n" : "none\n";
    if (write(pipe_ends[1], url.data(), url.size()) < 0) _exit(1);
    raise(SIGKILL);
  }
  close(pipe_ends[1]);
  std::string url;
  for (char c = 0; read(pipe_ends[0], &c, 1) == 1 && c != '\n';) url += c;
  close(pipe_ends[0]);
  waitpid(parent, nullptr, 0);
  ASSERT_THAT(url, testing::StartsWith("http://"));
  // It ends at its own pace; if it never does, the test's time limit tells.
  while (Listens(url)) usleep(10'000);
}

TEST(ReferenceProcess, SaysWhyItDidNotStart) {
  const struct {
    const char* program;
    std::vector<std::string> faults;
    const char* says;
  } kRows[] = {
      {kProgram, {"duktig-wrong-statu"}, "did you mean \"duktig-wrong-status\""},
      {"./no-such-program", {}, "the program cannot be started"},
      {"/bin/true", {}, "it gave no URL"},
  };
  for (const auto& row : kRows) {
    const auto process = ReferenceProcess::Start(row.program, row.faults, Folder("refused"));
    ASSERT_FALSE(process) << row.says;
    EXPECT_THAT(process.error().ToString(), testing::HasSubstr(row.says));
  }
}

}  // namespace
}  // namespace authconform
