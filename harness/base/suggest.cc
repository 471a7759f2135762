#include "harness/base/suggest.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace authconform {
namespace {

constexpr size_t kLongest = 80;          // nobody mistypes a longer word
constexpr size_t kShortestFragment = 3;  // shorter ones are in every word

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& letter : lower) {
    if (letter >= 'A' && letter <= 'Z') letter += 'a' - 'A';
  }
  return lower;
}

// Letters put in, left out, changed, or swapped with a neighbour (optimal string alignment).
size_t Distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before;
  std::vector<size_t> above(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = above;
    above = row;
  }
  return above[b.size()];
}

constexpr size_t kUnlike = std::numeric_limits<size_t>::max();

// Smaller is more alike.
size_t Unlikeness(std::string_view given, std::string_view known) {
  const size_t tolerance = std::clamp<size_t>(std::min(given.size(), known.size()) / 2, 1, 3);
  const size_t apart = given.size() < known.size() ? known.size() - given.size() : given.size() - known.size();
  if (apart <= tolerance) {
    if (const size_t distance = Distance(given, known); distance <= tolerance) return distance;
  }
  if (std::min(given.size(), known.size()) < kShortestFragment) return kUnlike;
  if (known.starts_with(given) || given.starts_with(known)) return 100;
  if (known.find(given) != std::string_view::npos || given.find(known) != std::string_view::npos) return 200;
  return kUnlike;
}

}  // namespace

std::string DidYouMean(std::string_view given, const std::vector<std::string>& known) {
  if (given.empty() || given.size() > kLongest) return "";
  const std::string lower = LowerCase(given);
  const std::string* best = nullptr;
  size_t least = kUnlike;
  for (const std::string& word : known) {
    if (word.empty() || word.size() > kLongest) continue;
    const size_t unlikeness = Unlikeness(lower, LowerCase(word));
    if (unlikeness < least) {
      least = unlikeness;
      best = &word;
    }
  }
  return best == nullptr ? "" : ", did you mean \"" + *best + "\"?";
}

}  // namespace authconform
