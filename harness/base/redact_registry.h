// Secrets into masks: each value has one for the whole run, and no two values share one.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/base/redact_index.h"
#include "harness/base/secret_digest.h"

namespace authconform {

// Not for several threads at once. Bounds: see Redactor.
class SecretRegistry {
 public:
  const SecretIndex& index() const { return index_; }

  // The value's mask; "" when it is too short to have one. A value that is known keeps its mask.
  std::string AddSupplied(std::string_view label, std::string_view value);
  std::string AddIssued(std::string_view kind, std::string_view value);

  // No value will get this mask, "<secret:LABEL:NUMBER>", nor one of a smaller number that no value has yet.
  void Reserve(std::string_view mask);
  // The same of the mask of a value that has this digest by `digester`, which is the same every time.
  void Reserve(std::string_view mask, const SecretDigest& digest, const SecretDigester& digester);

  // The mask of a value that stands in the index or is remembered by its digest; "" of any other.
  std::string MaskOf(std::string_view value) const;

  // Whether values were issued that are remembered by their digest alone.
  bool HasForgotten() const { return forgotten_ || !reserved_.empty(); }
  // Whether the text is what a mask has between "<secret:" and ">".
  bool IsMaskText(std::string_view text) const;

 private:
  // Of a value that is not at hand any more.
  struct DigestHash {
    size_t operator()(const SecretDigest& digest) const { return static_cast<size_t>(digest[0]); }
  };
  struct Name {
    uint32_t label = 0;   // of labels_
    uint32_t number = 0;  // 0: none
  };
  using Names = std::unordered_map<SecretDigest, Name, DigestHash>;

  std::optional<Name> ReservedName(std::string_view mask);
  std::optional<Name> Remembered(std::string_view value) const;
  void Remember(std::string_view value, Name name);
  std::string Hold(std::deque<std::unique_ptr<SecretValue>>& values, std::string_view value, Name name);
  uint32_t LabelNumbered(std::string_view label, size_t most_labels);
  std::string MaskFor(Name name) const;

  SecretIndex index_;
  std::deque<std::unique_ptr<SecretValue>> supplied_;
  std::deque<std::unique_ptr<SecretValue>> issued_;  // the newest, oldest first
  size_t issued_bytes_ = 0;
  bool forgotten_ = false;

  std::vector<std::string> labels_;
  std::vector<uint32_t> counts_;  // values so far, by label
  std::map<std::string, uint32_t, std::less<>> label_numbers_;
  // Digests of all that was issued: the newest, and those before them.
  const SecretDigester digester_;
  Names young_;
  Names old_;
  // And of what an earlier process of the run knew.
  std::optional<SecretDigester> reserved_by_;
  Names reserved_;
};

}  // namespace authconform
