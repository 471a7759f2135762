#include "harness/base/redact_registry.h"

#include <algorithm>
#include <charconv>

#include "harness/base/redact.h"

namespace authconform {
namespace {

constexpr size_t kLongestLabel = 48;
constexpr size_t kMostIssuedLabels = 256;
constexpr size_t kMostReservedLabels = 4'096;
constexpr std::string_view kAnyIssued = "issued";

// What a mask may say, in a report of any format.
std::string Label(std::string_view text) {
  std::string label(text.substr(0, kLongestLabel));
  for (char& c : label) {
    const bool kept =
        (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' || c == '-' || c == '.';
    if (!kept) c = '-';
  }
  return label;
}

std::string MaskOf(std::string_view label, uint64_t number) {
  return "<secret:" + std::string(label) + (number == 0 ? "" : ":" + std::to_string(number)) + ">";
}

}  // namespace

std::optional<SecretRegistry::Name> SecretRegistry::Remembered(std::string_view value) const {
  auto find = [&](const SecretDigester& digester, const Names& names) -> std::optional<Name> {
    if (names.empty()) return std::nullopt;
    const auto found = names.find(digester(value));
    return found == names.end() ? std::nullopt : std::optional<Name>(found->second);
  };
  std::optional<Name> name = find(digester_, young_);
  if (!name) name = find(digester_, old_);
  return name || !reserved_by_ ? name : find(*reserved_by_, reserved_);
}

void SecretRegistry::Remember(std::string_view value, Name name) {
  if (young_.size() >= Redactor::kRememberedIssued) {
    old_ = std::move(young_);
    young_ = Names();
  }
  young_[digester_(value)] = name;
}

uint32_t SecretRegistry::LabelNumbered(std::string_view label, size_t most_labels) {
  if (const auto known = label_numbers_.find(label); known != label_numbers_.end()) return known->second;
  if (labels_.size() >= most_labels && label != kAnyIssued) return LabelNumbered(kAnyIssued, most_labels);
  labels_.emplace_back(label);
  counts_.push_back(0);
  return label_numbers_[labels_.back()] = static_cast<uint32_t>(labels_.size() - 1);
}

std::string SecretRegistry::MaskFor(Name name) const { return authconform::MaskOf(labels_[name.label], name.number); }

std::string SecretRegistry::Hold(std::deque<std::unique_ptr<SecretValue>>& values, std::string_view value, Name name) {
  values.push_back(std::make_unique<SecretValue>(
      SecretValue{std::string(value), labels_[name.label], MaskFor(name), IsOrdinaryText(value)}));
  index_.Insert(*values.back());
  return values.back()->mask;
}

std::string SecretRegistry::AddSupplied(std::string_view label, std::string_view value) {
  if (value.size() < SecretIndex::kShortest) return "";
  if (const SecretValue* known = index_.Find(value)) return known->mask;
  Name name{LabelNumbered(Label(label), SIZE_MAX), 0};
  // The only value of a label needs no number.
  if (const uint32_t count = ++counts_[name.label]; count > 1) name.number = count;
  return Hold(supplied_, value, name);
}

std::string SecretRegistry::AddIssued(std::string_view kind, std::string_view value) {
  if (value.size() < SecretIndex::kShortest) return "";
  if (const SecretValue* known = index_.Find(value)) return known->mask;
  std::optional<Name> name = Remembered(value);
  if (!name) {
    name = Name{LabelNumbered(Label(kind), kMostIssuedLabels), 0};
    name->number = ++counts_[name->label];
  }
  Remember(value, *name);
  const std::string mask = Hold(issued_, value, *name);
  issued_bytes_ += value.size();
  while (issued_.size() > Redactor::kWholeIssued ||
         (issued_bytes_ > Redactor::kWholeIssuedBytes && issued_.size() > 1)) {
    index_.Erase(*issued_.front());
    issued_bytes_ -= issued_.front()->bytes.size();
    issued_.pop_front();
    forgotten_ = true;
  }
  return mask;
}

void SecretRegistry::Reserve(std::string_view mask) { ReservedName(mask); }

void SecretRegistry::Reserve(std::string_view mask, const SecretDigest& digest, const SecretDigester& digester) {
  const std::optional<Name> name = ReservedName(mask);
  if (!name || reserved_.size() >= Redactor::kRememberedIssued || MaskFor(*name) != mask) return;
  if (!reserved_by_) reserved_by_ = digester;
  reserved_[digest] = *name;
}

// nullopt when it is no such mask. Where there are too many labels it is that of another.
std::optional<SecretRegistry::Name> SecretRegistry::ReservedName(std::string_view mask) {
  constexpr std::string_view kBegin = "<secret:";
  constexpr uint32_t kMost = 1'000'000'000;
  const size_t colon = mask.rfind(':');
  if (!mask.starts_with(kBegin) || !mask.ends_with('>') || colon < kBegin.size()) return std::nullopt;
  const std::string_view label = mask.substr(kBegin.size(), colon - kBegin.size());
  const std::string_view digits = mask.substr(colon + 1, mask.size() - colon - 2);
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool sound = error == std::errc() && end == digits.data() + digits.size() && number <= kMost;
  if (!sound || label.empty() || label.size() > kLongestLabel || label != Label(label)) return std::nullopt;
  const Name name = {LabelNumbered(label, kMostReservedLabels), number};
  counts_[name.label] = std::max(counts_[name.label], number);
  return name;
}

std::string SecretRegistry::MaskOf(std::string_view value) const {
  if (const SecretValue* known = index_.Find(value)) return known->mask;
  const std::optional<Name> name = Remembered(value);
  return name ? MaskFor(*name) : "";
}

bool SecretRegistry::IsMaskText(std::string_view text) const {
  const size_t colon = text.find(':');
  const auto label = label_numbers_.find(text.substr(0, colon));
  if (label == label_numbers_.end()) return false;
  if (colon == std::string_view::npos) return true;
  const std::string_view number = text.substr(colon + 1);
  if (number.empty() || number.size() > 10 || number.front() == '0') return false;
  uint64_t value = 0;
  for (char digit : number) {
    if (digit < '0' || digit > '9') return false;
    value = value * 10 + static_cast<uint64_t>(digit - '0');
  }
  return value <= counts_[label->second];
}

}  // namespace authconform
