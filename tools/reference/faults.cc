#include "tools/reference/faults.h"

#include <algorithm>
#include <numeric>

namespace authconform {
namespace {

std::size_t EditDistance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t swapped = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, swapped});
    }
  }
  return row.back();
}

}  // namespace

namespace reference {

Result<std::unique_ptr<FaultSwitches>> FaultSwitches::Make(const std::vector<std::string>& names) {
  auto switches = std::make_unique<FaultSwitches>();
  for (const std::string& name : names) {
    const auto& catalogue = FaultCatalogue();
    if (std::ranges::find(catalogue, name, &Fault::name) == catalogue.end()) {
      // A name beyond any fault's length is not compared: it would only cost time.
      const std::string_view asked = std::string_view(name).substr(0, 100);
      const auto nearest =
          std::ranges::min_element(catalogue, {}, [&](const Fault& fault) { return EditDistance(fault.name, asked); });
      return Error{"", "",
                   "there is no fault \"" + std::string(asked) + "\"; did you mean \"" + nearest->name +
                       "\"? (authconform reference --list-faults shows all)"};
    }
    const bool known = std::ranges::any_of(switches->switches_, [&](const auto& other) { return other->name == name; });
    if (!known) switches->switches_.push_back(std::make_unique<Switch>(name));
  }
  return switches;
}

FaultSwitches::Switch* FaultSwitches::Find(std::string_view vendor, std::string_view what) const {
  for (const auto& fault : switches_) {
    const std::string_view name = fault->name;
    const bool same = name.size() == vendor.size() + 1 + what.size() && name.starts_with(vendor) &&
                      name[vendor.size()] == '-' && name.ends_with(what);
    if (same) return fault.get();
  }
  return nullptr;
}

bool FaultSwitches::IsOn(std::string_view vendor, std::string_view what) const { return Find(vendor, what) != nullptr; }

bool FaultSwitches::Applies(std::string_view vendor, std::string_view what) {
  Switch* fault = Find(vendor, what);
  if (fault == nullptr) return false;
  ++fault->count;
  return true;
}

std::vector<AppliedFault> FaultSwitches::Applied() const {
  std::vector<AppliedFault> applied;
  for (const auto& fault : switches_) applied.push_back({.name = fault->name, .count = fault->count});
  return applied;
}

}  // namespace reference
}  // namespace authconform
