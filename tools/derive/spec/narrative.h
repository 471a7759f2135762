// The paragraphs of a page into sentences, and which of them name a member of a body.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/facts.h"

namespace authconform {

class Narrative {
 public:
  // A paragraph that is longer than 64 KiB is cut there.
  explicit Narrative(const std::vector<Prose>& prose);

  // In reading order, with the lines of their paragraph.
  const std::vector<Prose>& sentences() const { return sentences_; }

  // The first eight sentences that hold `name` as one word, underscores counted as letters. Names that are also
  // ordinary words (status, message: no underscore, digit or capital inside) are looked for nowhere.
  std::vector<const Prose*> Naming(std::string_view name) const;

 private:
  std::vector<Prose> sentences_;
  std::map<std::string, std::vector<size_t>, std::less<>> naming_;
};

// Whether lower-case `text` holds one of `words`, each as a whole word; a word that ends in '*' may go on: "expir*".
bool SaysOneOf(std::string_view text, const std::vector<std::string_view>& words);

}  // namespace authconform
