#include "tools/derive/read/page_samples.h"

#include <gtest/gtest.h>

#include <string>

namespace authconform {
namespace {

struct Row {
  const char* method;
  const char* url;
  size_t after;
  int chosen;  // index of the endpoint; -1: none
};

TEST(PlaceSamples, ChoosesByPathAndMethod) {
  const Row rows[] = {
      {"POST", "https://h.test/api/a", 0, 0},
      {"POST", "https://h.test/api/a", 3, 2},  // the one before comes first
      {"", "https://h.test/api/a?x=1", 0, 0},
      {"GET", "https://h.test/api/a", 0, -1},
      {"GET", "https://h.test/api/items/7", 0, 1},
      {"GET", "https://h.test/api/items/7/x", 0, -1},
      {"GET", "https://h.test/api/items", 0, -1},
      {"GET", "", 0, -1},
  };
  for (const Row& row : rows) {
    std::vector<EndpointFact> endpoints(3);
    const char* calls[][2] = {{"POST", "/a"}, {"GET", "/items/{id}"}, {"POST", "/a"}};
    for (size_t i = 0; i < 3; ++i) {
      endpoints[i].method = calls[i][0];
      endpoints[i].path = calls[i][1];
      endpoints[i].host = "https://h.test/api";
    }
    RequestSample sample;
    sample.method = row.method;
    sample.url = row.url;
    PlaceSamples({{sample, row.after}}, endpoints);
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(endpoints[static_cast<size_t>(i)].samples.size(), i == row.chosen ? 1U : 0U) << row.url << " " << i;
    }
  }
}

}  // namespace
}  // namespace authconform
