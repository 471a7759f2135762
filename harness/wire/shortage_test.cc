#include "harness/wire/shortage.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cerrno>

namespace authconform {
namespace {

TEST(Shortage, IsWhatOnlyThisMachineCanLack) {
  const struct {
    int error_number;
    const char* message;  // null: may be the server's or the network's
  } kRows[] = {
      {EMFILE, "too many open files here, on authconform's side"},
      {ENFILE, "too many open files here, on authconform's side"},
      {ENOMEM, "no memory is left here, on authconform's side"},
      {ENOBUFS, "no memory is left here, on authconform's side"},
      {EAGAIN, "no thread or connection more can be had here, on authconform's side"},
      {EADDRNOTAVAIL, "there is no local port or address left here to connect from, on authconform's side"},
      {ECONNREFUSED, nullptr},
      {ECONNRESET, nullptr},
      {ETIMEDOUT, nullptr},
      {EHOSTUNREACH, nullptr},
      {ENETUNREACH, nullptr},
      {EPIPE, nullptr},
      {0, nullptr},
  };
  for (const auto& row : kRows) {
    const std::optional<TransportError> error = Shortage(row.error_number);
    ASSERT_EQ(error.has_value(), row.message != nullptr) << row.error_number;
    if (!error) continue;
    EXPECT_EQ(error->kind, TransportError::Kind::kShortage);
    EXPECT_EQ(error->message, row.message);
  }
}

TEST(Shortage, OfFilesIsAskedOfTheSystem) {
  EXPECT_FALSE(ShortageOfFiles());
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none = {0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const std::optional<TransportError> error = ShortageOfFiles();
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(error);
}

}  // namespace
}  // namespace authconform
