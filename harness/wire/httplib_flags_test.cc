// Whether we compile cpp-httplib's header with the flags that its library was compiled with: its classes have other
// sizes otherwise, which corrupts the heap (HAZARDS.md).
#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <sstream>
#include <string>

namespace authconform {
namespace {

#define AUTHCONFORM_SAYS(flag) #flag
// A macro without value becomes nothing, one that is not defined stays its own name.
#define AUTHCONFORM_IS_DEFINED(flag) (std::string(AUTHCONFORM_SAYS(flag)) != #flag)

std::string Print(const char* command) {
  FILE* output = popen(command, "r");
  std::string text;
  char step[4'096];
  for (size_t got = 0; output != nullptr && (got = std::fread(step, 1, sizeof step, output)) > 0;) {
    text.append(step, got);
  }
  if (output != nullptr) pclose(output);
  return text;
}

TEST(CppHttplib, IsCompiledWithTheFlagsOfItsPackage) {
  const std::map<std::string, bool> defined = {
      {"-DCPPHTTPLIB_OPENSSL_SUPPORT", AUTHCONFORM_IS_DEFINED(CPPHTTPLIB_OPENSSL_SUPPORT)},
      {"-DCPPHTTPLIB_ZLIB_SUPPORT", AUTHCONFORM_IS_DEFINED(CPPHTTPLIB_ZLIB_SUPPORT)},
      {"-DCPPHTTPLIB_BROTLI_SUPPORT", AUTHCONFORM_IS_DEFINED(CPPHTTPLIB_BROTLI_SUPPORT)},
  };
  std::istringstream flags(Print("pkg-config --cflags cpp-httplib"));
  int seen = 0;
  for (std::string flag; flags >> flag;) {
    if (!flag.starts_with("-D")) continue;
    ++seen;
    ASSERT_TRUE(defined.contains(flag)) << flag << " is new: add it to this test";
    EXPECT_TRUE(defined.at(flag)) << flag;
  }
  EXPECT_GT(seen, 0) << "pkg-config knows nothing of cpp-httplib";
}

}  // namespace
}  // namespace authconform
