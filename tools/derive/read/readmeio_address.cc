#include "tools/derive/read/readmeio_address.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tools/derive/read/path.h"

namespace authconform {
namespace {

constexpr size_t kLongestPath = 2000;
constexpr size_t kLeadBytes = 80;

std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    const size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) segments.push_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return segments;
}

// What was found, and where.
struct Address {
  std::string url;
  std::string method;
  Lines lines;
};

// By shape: how often an address is told tells nothing.
using Addresses = std::map<std::string, Address>;

void Add(Address address, Addresses& addresses) {
  const std::string path = SplitUrl(address.url).path;
  if (path.size() < 2 || path.size() > kLongestPath) return;
  addresses.emplace(PathShape(path), std::move(address));
}

Addresses SampledAddresses(const EndpointFact& endpoint) {
  Addresses addresses;
  for (const RequestSample& sample : endpoint.samples) Add({sample.url, sample.method, sample.lines}, addresses);
  return addresses;
}

// Just after the URL that starts the text.
size_t UrlEnd(std::string_view text) {
  size_t end = std::min(text.find_first_of(" \t\r\n\"'`)],;|"), text.size());
  while (end > 0 && std::string_view(".:*_").find(text[end - 1]) != std::string_view::npos) --end;
  return end;
}

// Whether the words before a URL say that it is called, not that there is something to read.
bool LeadsToCall(std::string_view lead) {
  static constexpr std::array<std::string_view, 8> kNouns = {"endpoint", "endpoints", "url",     "uri",
                                                             "address",  "resource",  "request", "requests"};
  lead = lead.substr(lead.size() - std::min(lead.size(), kLeadBytes));
  if (const size_t sentence = lead.rfind(". "); sentence != std::string_view::npos) lead.remove_prefix(sentence);
  const std::string lower = ToLower(lead);
  return std::any_of(kNouns.begin(), kNouns.end(), [&](std::string_view noun) { return HasWord(lower, noun); });
}

Addresses ProseAddresses(const EndpointFact& endpoint) {
  Addresses addresses;
  for (const Prose& prose : endpoint.prose) {
    const std::string_view text = prose.text;
    for (size_t at = text.find("http"); at != std::string_view::npos; at = text.find("http", at + 1)) {
      const std::string_view rest = text.substr(at);
      if (!rest.starts_with("http://") && !rest.starts_with("https://")) continue;
      if (LeadsToCall(text.substr(0, at))) Add({std::string(rest.substr(0, UrlEnd(rest))), "", prose.lines}, addresses);
    }
  }
  return addresses;
}

}  // namespace

bool SendsTo(std::string_view url, std::string_view path) {
  if (Trim(url).empty() || path.size() > kLongestPath) return true;
  const std::string sent_shape = PathShape(SplitUrl(url).path);
  const std::string own_shape = PathShape(SplitUrl(path).path);
  const std::vector<std::string_view> sent = Segments(sent_shape);
  const std::vector<std::string_view> own = Segments(own_shape);
  if (own.size() > sent.size()) return false;
  return std::equal(own.rbegin(), own.rend(), sent.rbegin(),
                    [](std::string_view a, std::string_view b) { return a == b || a == "{}" || b == "{}"; });
}

void TakeSampledHost(EndpointFact& endpoint) {
  const PathParts own = SplitUrl(endpoint.path);
  if (!endpoint.host.empty() || !own.host.empty() || own.path.empty() || own.path.size() > kLongestPath) return;
  const size_t own_length = Segments(own.path).size();
  std::set<std::string> hosts;
  Lines lines;
  for (const RequestSample& sample : endpoint.samples) {
    const PathParts sent = SplitUrl(sample.url);
    if (sent.host.empty() || !SendsTo(sample.url, endpoint.path)) continue;
    std::vector<std::string_view> base = Segments(sent.path);
    base.resize(base.size() - own_length);
    std::string host = sent.host;
    for (std::string_view segment : base) host += "/" + std::string(segment);
    hosts.insert(std::move(host));
    lines = lines ? lines : sample.lines;
  }
  if (hosts.size() != 1) return;
  endpoint.host = *hosts.begin();
  endpoint.host_lines = lines;
}

void TakeToldAddress(EndpointFact& endpoint) {
  if (!endpoint.path.empty()) return;
  Addresses addresses = SampledAddresses(endpoint);
  if (addresses.empty()) addresses = ProseAddresses(endpoint);
  if (addresses.size() != 1) return;
  const Address& told = addresses.begin()->second;
  endpoint.path = told.url;
  endpoint.path_lines = told.lines;
  if (told.method.empty()) return;
  endpoint.method = told.method;
  endpoint.method_lines = told.lines;
}

}  // namespace authconform
