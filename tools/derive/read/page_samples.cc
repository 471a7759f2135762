#include "tools/derive/read/page_samples.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "tools/derive/read/path.h"

namespace authconform {
namespace {

constexpr size_t kMostSamples = 2000;  // each is held against each endpoint

bool MatchesPath(std::string_view shape, std::string_view path) {
  while (!shape.empty() && !path.empty()) {
    const std::string_view of_shape = shape.substr(0, shape.find('/', 1));
    const std::string_view of_path = path.substr(0, path.find('/', 1));
    if (of_shape != of_path && of_shape != "/{}") return false;
    shape.remove_prefix(of_shape.size());
    path.remove_prefix(of_path.size());
  }
  return shape.empty() && path.empty();
}

}  // namespace

void PlaceSamples(std::vector<PageSample> samples, std::vector<EndpointFact>& endpoints) {
  std::vector<std::string> shapes;
  for (const EndpointFact& endpoint : endpoints) {
    shapes.push_back(PathShape(JoinPath(endpoint.host, SplitUrl(endpoint.path).path)));
  }
  if (samples.size() > kMostSamples) samples.resize(kMostSamples);
  for (PageSample& placed : samples) {
    RequestSample& sample = placed.sample;
    const std::string path = PathShape(SplitUrl(sample.url).path);
    auto calls = [&](size_t i) {
      const std::string& method = endpoints[i].method;
      return (method.empty() || sample.method.empty() || method == sample.method) && MatchesPath(shapes[i], path);
    };
    size_t chosen = 0;
    if (placed.after > 0 && calls(placed.after - 1)) {
      chosen = placed.after - 1;
    } else {
      while (chosen < endpoints.size() && !calls(chosen)) ++chosen;
    }
    if (chosen < endpoints.size()) endpoints[chosen].samples.push_back(std::move(sample));
  }
}

}  // namespace authconform
