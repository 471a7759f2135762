#include "reports/places.h"

#include <algorithm>
#include <set>
#include <vector>

namespace authconform {
namespace {

constexpr std::string_view kEndpointCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";

// The text between the first two quotes of a line that begins with one.
std::string_view FirstName(std::string_view line) {
  const size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos || line[begin] != '"') return {};
  const size_t end = line.find('"', begin + 1);
  return end == std::string_view::npos ? std::string_view() : line.substr(begin + 1, end - begin - 1);
}

}  // namespace

std::vector<std::string> CaseFiles(std::string_view endpoint) {
  const size_t slash = endpoint.find('/');
  if (slash == std::string_view::npos) return {};
  for (const std::string_view part : {endpoint.substr(0, slash), endpoint.substr(slash + 1)}) {
    if (part.empty() || part.front() == '.' || part.find_first_not_of(kEndpointCharacters) != std::string_view::npos)
      return {};
  }
  const std::string stem = "cases/" + std::string(endpoint);
  return {stem + ".cases.json", stem + ".extra.json"};
}

Places FindPlaces(const Run& run, const FileSet& files, const std::string& folder) {
  std::set<std::string_view> wanted;
  std::set<std::string> endpoints;
  for (const CaseResult& result : run.cases) {
    wanted.insert(result.id);
    endpoints.insert(result.endpoint);
  }
  Places places;
  for (const std::string& endpoint : endpoints) {
    for (const std::string& name : CaseFiles(endpoint)) {
      const auto file = files.find(name);
      if (file == files.end()) continue;
      std::string_view rest = file->second;
      for (int line = 1; !rest.empty(); ++line) {
        const std::string_view text = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(text.size() + 1, rest.size()));
        const std::string_view id = FirstName(text);
        if (wanted.contains(id)) places.emplace(id, Place{folder + name, line});
      }
    }
  }
  return places;
}

Place PlaceOf(const CaseResult& result, const Places& places) {
  if (const auto known = places.find(result.id); known != places.end()) return known->second;
  const std::vector<std::string> files = CaseFiles(result.endpoint);
  return {files.empty() ? "cases" : files.front(), 1};
}

}  // namespace authconform
