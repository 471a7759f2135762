#include "tools/derive/spec/narrative.h"

#include <algorithm>

namespace authconform {
namespace {

constexpr size_t kParagraph = 64 << 10;
constexpr size_t kSentence = 2'000;  // what is longer is no sentence, and cut
constexpr size_t kNaming = 8;

bool IsWordByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// A name that a sentence would not hold by chance.
bool IsPeculiar(std::string_view name) {
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '_' || (name[i] >= '0' && name[i] <= '9')) return true;
    if (i > 0 && name[i] >= 'A' && name[i] <= 'Z' && name[i - 1] >= 'a' && name[i - 1] <= 'z') return true;
  }
  return false;
}

// Where the sentence that starts at `from` ends: after a full stop with a space or capital behind it, or a line break.
size_t SentenceEnd(std::string_view text, size_t from) {
  for (size_t i = from; i < text.size(); ++i) {
    if (text[i] == '\n') return i + 1;
    const bool stop = text[i] == '.' || text[i] == '!' || text[i] == '?';
    if (stop && (i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n')) return i + 1;
  }
  return text.size();
}

}  // namespace

Narrative::Narrative(const std::vector<Prose>& prose) {
  for (const Prose& paragraph : prose) {
    const std::string_view text = std::string_view(paragraph.text).substr(0, kParagraph);
    for (size_t at = 0; at < text.size();) {
      const size_t end = SentenceEnd(text, at);
      const std::string_view sentence = Trim(text.substr(at, std::min(end - at, kSentence)));
      if (!sentence.empty()) sentences_.push_back({std::string(sentence), paragraph.lines});
      at = end;
    }
  }
  for (size_t i = 0; i < sentences_.size(); ++i) {
    const std::string_view text = sentences_[i].text;
    for (size_t at = 0; at < text.size();) {
      size_t end = at;
      while (end < text.size() && IsWordByte(text[end])) ++end;
      if (end > at && IsPeculiar(text.substr(at, end - at))) {
        std::vector<size_t>& known = naming_[std::string(text.substr(at, end - at))];
        if (known.size() < kNaming && (known.empty() || known.back() != i)) known.push_back(i);
      }
      at = end + 1;
    }
  }
}

std::vector<const Prose*> Narrative::Naming(std::string_view name) const {
  std::vector<const Prose*> naming;
  const auto found = naming_.find(name);
  if (found == naming_.end()) return naming;
  for (size_t i : found->second) naming.push_back(&sentences_[i]);
  return naming;
}

bool SaysOneOf(std::string_view text, const std::vector<std::string_view>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    const bool stem = word.ends_with('*');
    if (stem) word.remove_suffix(1);
    for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
      const size_t end = at + word.size();
      const bool starts = at == 0 || !IsWordByte(text[at - 1]);
      if (starts && (stem || end == text.size() || !IsWordByte(text[end]))) return true;
    }
    return false;
  });
}

}  // namespace authconform
