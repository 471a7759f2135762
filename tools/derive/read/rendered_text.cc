#include "tools/derive/read/rendered_text.h"

#include <algorithm>

namespace authconform {
namespace {

constexpr size_t kFewWords = 3;
constexpr size_t kEnoughWords = 6;
constexpr size_t kMostStarts = 8;
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

uint64_t RenderedText::HashOfFew(const std::vector<Word>& words, size_t at) {
  uint64_t hash = kHashStart;
  for (size_t i = at; i < at + kFewWords; ++i) hash = (hash ^ words[i].hash) * kHashPrime;
  return hash;
}

RenderedText::RenderedText(std::string_view text, int first_line) : words_(WordsOf(text, first_line)) {
  for (size_t i = 0; i + kFewWords <= words_.size(); ++i) {
    std::vector<size_t>& starts = starts_[HashOfFew(words_, i)];
    if (starts.size() < kMostStarts) starts.push_back(i);
  }
}

size_t RenderedText::Matching(const std::vector<Word>& wanted, size_t start) const {
  size_t count = 0;
  while (count < wanted.size() && start + count < words_.size() && words_[start + count].hash == wanted[count].hash) {
    ++count;
  }
  return count;
}

Lines RenderedText::Find(std::string_view paragraph) const {
  const std::vector<Word> wanted = WordsOf(paragraph, 1);
  if (wanted.size() < kFewWords) return {};
  const auto starts = starts_.find(HashOfFew(wanted, 0));
  if (starts == starts_.end()) return {};
  size_t longest = 0;
  size_t best = 0;
  for (size_t start : starts->second) {
    const size_t count = Matching(wanted, start);
    if (count <= longest) continue;
    longest = count;
    best = start;
  }
  if (longest < std::min(wanted.size(), kEnoughWords)) return {};
  return {words_[best].line, words_[best + longest - 1].line};
}

}  // namespace authconform
