#include "harness/run/controls.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace authconform {
namespace {

// Nobody listens on port 1 of this machine: every control fails there, if only a socket can be had.
TEST(ControlsTest, AnEndpointIsGivenUpForItsFailuresAndNotForOurOwnLack) {
  Target target;
  target.origin = *ParseOrigin("http://127.0.0.1:1");
  const std::atomic<bool> stop = false;
  std::atomic<int64_t> requests = 0;
  Result<Sender> sender = Sender::Make(target, {{}, stop, requests});
  ASSERT_TRUE(sender);
  Controls controls;
  Answer accepted;
  accepted.exchange.result = Response{200, "", {}, "{}"};
  controls.AddEndpoint(Request{"POST", "/token", {}, "{}"}, accepted);
  const Spec spec;
  const Sending sending = {"control before acme/token/valid/sign-in 0", &spec};

  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none = {0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  for (int i = 0; i < 5; ++i) {
    const std::optional<Control> control = controls.Send(0, sending, *sender);
    EXPECT_TRUE(control && ShortageOf(control->answer) != nullptr);
    EXPECT_FALSE(control && Accepted(*control));
  }
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_FALSE(controls.GivenUp(0));

  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(controls.GivenUp(0)) << i;
    const std::optional<Control> control = controls.Send(0, sending, *sender);
    ASSERT_TRUE(control);
    EXPECT_EQ(ShortageOf(control->answer), nullptr);
  }
  EXPECT_TRUE(controls.GivenUp(0));
}

}  // namespace
}  // namespace authconform
