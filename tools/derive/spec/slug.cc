#include "tools/derive/spec/slug.h"

#include <algorithm>

namespace authconform {
namespace {

bool IsSmall(char c) { return c >= 'a' && c <= 'z'; }
bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// U+00C0 to U+00FF without their accents, as two bytes of UTF-8: C3 80 to C3 BF.
constexpr std::string_view kLatin = "aaaaaaaceeeeiiiidnooooo ouuuuypsaaaaaaaceeeeiiiidnooooo ouuuuypy";

}  // namespace

std::string Slug(std::string_view name) {
  std::string slug;
  bool broken = false;       // a new word starts with the next letter
  bool after_small = false;  // the last letter was a small one or a digit
  for (size_t i = 0; i < name.size(); ++i) {
    char c = name[i];
    const bool capital = IsCapital(c);
    if (c == '\xC3' && i + 1 < name.size()) {
      const auto accented = static_cast<unsigned char>(name[++i]);
      if (accented < 0x80 || accented > 0xBF) continue;
      c = kLatin[accented - 0x80];
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      continue;
    }
    if (!IsSmall(c) && !IsCapital(c) && !IsDigit(c)) {
      broken = true;
      continue;
    }
    if ((broken || (capital && after_small)) && !slug.empty()) slug += '-';
    slug += capital ? static_cast<char>(c - 'A' + 'a') : c;
    broken = false;
    after_small = !capital;
  }
  return slug.empty() ? "unnamed" : slug;
}

std::string LastToken(std::string_view pointer) {
  const std::string_view escaped = pointer.substr(pointer.rfind('/') + 1);
  std::string token;
  for (size_t i = 0; i < escaped.size(); ++i) {
    const bool escape = escaped[i] == '~' && i + 1 < escaped.size();
    token += escape ? (escaped[++i] == '1' ? '/' : '~') : escaped[i];
  }
  return token;
}

std::string PointerSlug(std::string_view pointer) {
  std::string slug;
  while (!pointer.empty()) {
    const size_t end = std::min(pointer.find('/', 1), pointer.size());
    const std::string token = LastToken(pointer.substr(0, end));
    if (token != "*") slug += (slug.empty() ? "" : "-") + Slug(token);
    pointer.remove_prefix(end);
  }
  return slug.empty() ? "unnamed" : slug;
}

std::string Listed(const std::vector<std::string>& names) {
  std::string text;
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace authconform
