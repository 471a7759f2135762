// The text that a page shows, kept beside its source: into the lines on which a paragraph of the source stands in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tools/derive/text/lines.h"

namespace authconform {

class RenderedText {
 public:
  // `first_line` is the document's line that `text` starts on.
  RenderedText(std::string_view text, int first_line);

  // From where its first words stand to where it ends, as far as it stands there unchanged; nowhere when not enough of
  // it is there to be told from chance. Markup, case and punctuation are nothing. Linear in the paragraph.
  Lines Find(std::string_view paragraph) const;

 private:
  struct Word {
    uint64_t hash = 0;
    int line = 0;
  };
  static std::vector<Word> WordsOf(std::string_view text, int first_line);
  static uint64_t HashOfFew(const std::vector<Word>& words, size_t at);
  // How many words of `wanted` stand at `start`.
  size_t Matching(const std::vector<Word>& wanted, size_t start) const;

  std::vector<Word> words_;
  std::unordered_map<uint64_t, std::vector<size_t>> starts_;  // of each few words, where they stand at first
};

}  // namespace authconform
