#include "tools/derive/read/rendered_text.h"

#include <algorithm>

namespace authconform {
namespace {

constexpr size_t kFewWords = 3;
constexpr uint64_t kHashStart = 14695981039346656037ULL;  // FNV-1a
constexpr uint64_t kHashPrime = 1099511628211ULL;

uint64_t AddByte(uint64_t hash, char c) { return (hash ^ static_cast<unsigned char>(c)) * kHashPrime; }

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) >= 0x80;
}

char LowerByte(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::vector<RenderedText::Word> RenderedText::WordsOf(std::string_view text, int first_line) {
  std::vector<Word> words;
  int line = first_line;
  uint64_t hash = kHashStart;
  bool inside = false;
  const auto end_word = [&] {
    if (inside) words.push_back({hash, line});
    hash = kHashStart;
    inside = false;
  };
  for (size_t i = 0; i < text.size(); ++i) {
    // Blocks are shown as JSON: "\n" and "\"" in it are no part of words.
    if (text[i] == '\\') {
      end_word();
      if (i + 1 < text.size() && text[i + 1] != '\n') ++i;
    } else if (IsWordByte(text[i])) {
      hash = AddByte(hash, LowerByte(text[i]));
      inside = true;
    } else {
      end_word();
      if (text[i] == '\n') ++line;
    }
  }
  end_word();
  return words;
}

namespace {

template <typename Words>
uint64_t HashOfFew(const Words& words, size_t at) {
  uint64_t hash = kHashStart;
  for (size_t i = at; i < at + kFewWords; ++i) hash = (hash ^ words[i].hash) * kHashPrime;
  return hash;
}

}  // namespace

RenderedText::RenderedText(std::string_view text, int first_line) : words_(WordsOf(text, first_line)) {
  for (size_t i = 0; i + kFewWords <= words_.size(); ++i) starts_.emplace(HashOfFew(words_, i), i);
}

Lines RenderedText::Find(std::string_view paragraph) const {
  const std::vector<Word> wanted = WordsOf(paragraph, 1);
  if (wanted.size() < kFewWords) return {};
  const auto start = starts_.find(HashOfFew(wanted, 0));
  if (start == starts_.end()) return {};
  size_t at = start->second;
  const int first = words_[at].line;
  for (size_t i = 0; i < wanted.size() && at < words_.size() && words_[at].hash == wanted[i].hash; ++i) ++at;
  return {first, words_[at - 1].line};
}

}  // namespace authconform
