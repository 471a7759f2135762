// Turns the names of faults into switches that the backends ask, and counts the answers each has changed.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"

namespace authconform {

// One switch of the catalogue; see `authconform reference --list-faults`.
struct Fault {
  std::string name;                // "duktig-wrong-status": the vendor, then what
  std::string vendor;              // "duktig"
  std::vector<std::string> rules;  // what it breaks: a requirement of the vendor's document or a baseline rule, by id;
                                   // more than one only where none can be broken without the others
  std::string description;         // one sentence, no trailing full stop
};

// Every fault there is, by vendor, then in the order in which they are explained.
const std::vector<Fault>& FaultCatalogue();

// A fault that was switched on, and how many answers it has changed so far.
struct AppliedFault {
  std::string name;
  std::int64_t count = 0;

  friend bool operator==(const AppliedFault&, const AppliedFault&) = default;
};

namespace reference {

// Safe to use from any thread once made.
class FaultSwitches {
 public:
  // Error for a name that the catalogue does not hold, with the nearest that it does.
  static Result<std::unique_ptr<FaultSwitches>> Make(const std::vector<std::string>& names);

  bool IsOn(std::string_view vendor, std::string_view what) const;

  // True when the fault is on; counts it then. To be asked only where the answer changes if it is.
  bool Applies(std::string_view vendor, std::string_view what);

  std::vector<AppliedFault> Applied() const;

 private:
  struct Switch {
    explicit Switch(std::string fault) : name(std::move(fault)) {}
    const std::string name;
    std::atomic<std::int64_t> count = 0;
  };

  Switch* Find(std::string_view vendor, std::string_view what) const;

  std::vector<std::unique_ptr<Switch>> switches_;
};

}  // namespace reference
}  // namespace authconform
