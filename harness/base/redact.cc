#include "harness/base/redact.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "harness/base/redact_search.h"

namespace authconform {

void Redactor::Add(std::string_view label, std::string_view value) {
  std::unique_lock lock(mutex_);
  registry_.AddSupplied(label, value);
}

std::string Redactor::AddIssued(std::string_view kind, std::string_view value) {
  {
    std::shared_lock lock(mutex_);
    if (const SecretValue* known = registry_.index().Find(value)) return known->mask;
  }
  std::unique_lock lock(mutex_);
  return registry_.AddIssued(kind, value);
}

void Redactor::Reserve(std::string_view mask) {
  std::unique_lock lock(mutex_);
  registry_.Reserve(mask);
}

void Redactor::Reserve(std::string_view mask, const SecretDigest& digest, const SecretDigester& digester) {
  std::unique_lock lock(mutex_);
  registry_.Reserve(mask, digest, digester);
}

size_t Redactor::LongestForm() const {
  // The longest way to write one byte is an escape of an escape: "\u0026#x00070;".
  constexpr size_t kLongestEscape = 16;
  std::shared_lock lock(mutex_);
  return registry_.index().longest() * kLongestEscape;
}

std::string Redactor::Redact(std::string_view text) const {
  std::optional<std::vector<SecretPlace>> places;
  {
    std::shared_lock lock(mutex_);
    places = SecretSearch(registry_, SecretSearch::For::kMasking).Search(text);
  }
  if (!places) return "<text withheld: searching it for secrets would take too long>";
  if (places->empty()) return std::string(text);
  std::stable_sort(places->begin(), places->end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });

  std::string redacted;
  redacted.reserve(text.size());
  size_t copied = 0;
  for (auto place = places->begin(); place != places->end();) {
    size_t end = place->end;
    auto longest = place;
    const size_t begin = place->begin;
    for (++place; place != places->end() && place->begin < end; ++place) {
      end = std::max(end, place->end);
      if (place->end - place->begin > longest->end - longest->begin) longest = place;
    }
    redacted.append(text, copied, begin - copied).append(longest->mask);
    copied = end;
  }
  return redacted.append(text, copied);
}

std::optional<SecretHit> Redactor::FindFirst(std::string_view text) const {
  std::optional<std::vector<SecretPlace>> places;
  {
    std::shared_lock lock(mutex_);
    places = SecretSearch(registry_, SecretSearch::For::kScanning).Search(text);
  }
  if (!places) return SecretHit{"a text that would take too long to search", 0};
  if (places->empty()) return std::nullopt;
  const auto first =
      std::min_element(places->begin(), places->end(), [](const auto& a, const auto& b) { return a.begin < b.begin; });
  constexpr std::string_view kIntroduction = "<secret:";
  return SecretHit{first->mask.substr(kIntroduction.size(), first->mask.size() - kIntroduction.size() - 1),
                   first->begin};
}

}  // namespace authconform
