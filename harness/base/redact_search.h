// A text into the places where secrets stand in it, in whatever form.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/redact_base64.h"
#include "harness/base/redact_registry.h"
#include "harness/base/redact_undo.h"

namespace authconform {

struct SecretPlace {
  size_t begin = 0;
  size_t end = 0;
  std::string mask;
};

class SecretSearch {
 public:
  enum class For {
    kMasking,   // parts of values at the text's ends too
    kScanning,  // whole values, and none that could be there by chance
    kFinding,   // whole values, and none that could be there by chance in packed bytes
  };
  // `registry` must outlive the search and learn nothing meanwhile.
  SecretSearch(const SecretRegistry& registry, For purpose) : registry_(registry), purpose_(purpose) {}

  // In no order; they may overlap. nullopt when searching would take too long.
  std::optional<std::vector<SecretPlace>> Search(std::string_view text);

 private:
  using Range = std::pair<size_t, size_t>;

  // Of a text as it is, both in order.
  struct Raw {
    std::vector<Range> covered;  // by values
    std::vector<size_t> begins;  // where a value may begin: ValueBegins
  };

  // `outer` is of the text that `view` was made from by undoing escapes.
  void Find(const UndoneText& view, int undo, const Raw* outer = nullptr);
  Raw FindRaw(const UndoneText& view, const Raw* outer);
  void FindForgotten(const UndoneText& view);
  void FindCutBegin(const UndoneText& view);
  void FindPacked(const UndoneText& view, const std::vector<Range>& covered, int undo);
  void FindInRun(const UndoneText& view, size_t begin, const Base64Run& run, int undo);
  void FindInHex(const UndoneText& view, size_t begin, size_t end, int undo);

  bool IsByChance(const SecretValue& value, const UndoneText& view) const;
  void Add(const UndoneText& view, size_t begin, size_t end, std::string_view mask);
  bool IsInMask(std::string_view text, size_t begin, size_t end) const;
  bool Spend(size_t work);  // false when there is none left

  const SecretRegistry& registry_;
  const For purpose_;
  std::vector<SecretPlace> places_;
  std::vector<size_t> seen_;  // hashes of texts with escapes undone, and of where they stood
  size_t work_left_ = 0;      // bytes that may yet be looked at
};

}  // namespace authconform
