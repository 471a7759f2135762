#include "reports/site/file_name.h"

#include <algorithm>
#include <array>

#include "harness/base/sha256.h"

namespace authconform {
namespace {

constexpr size_t kLongest = 100;
constexpr size_t kKept = 60;    // characters of a text that cannot stay as it is
constexpr size_t kDigest = 20;  // hexadecimal digits: 80 bits, more than anybody searches through for a clash

bool IsHexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }
bool IsPlain(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; }

// Whether it ends as a name with a digest does: such a text gets one of its own, or it could take another's name.
bool LooksDigested(std::string_view text) {
  if (text.size() <= kDigest) return false;
  const std::string_view end = text.substr(text.size() - kDigest);
  return text[text.size() - kDigest - 1] == '-' && std::all_of(end.begin(), end.end(), IsHexadecimal);
}

// Devices, whatever follows the first ".".
bool IsReservedByWindows(std::string_view text) {
  const std::string_view stem = text.substr(0, text.find('.'));
  for (const std::string_view device : {"con", "prn", "aux", "nul"}) {
    if (stem == device) return true;
  }
  return stem.size() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem[3] >= '0' && stem[3] <= '9';
}

bool IsFileName(std::string_view text) {
  return !text.empty() && text.size() <= kLongest && std::all_of(text.begin(), text.end(), IsPlain) &&
         text.front() != '.' && text.front() != '-' && text.back() != '.' && !LooksDigested(text) &&
         !IsReservedByWindows(text);
}

std::string WithDigest(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (name.size() == kKept) break;
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (IsPlain(lower) && lower != '.') {
      name += lower;
    } else if (!name.empty() && name.back() != '-') {
      name += '-';
    }
  }
  while (!name.empty() && (name.front() == '-' || name.front() == '_')) name.erase(0, 1);
  while (!name.empty() && name.back() == '-') name.pop_back();
  if (name.empty()) name = "name";
  return name + "-" + Hexadecimal(Sha256Bytes(text)).substr(0, kDigest);
}

}  // namespace

std::string FileName(std::string_view text) { return IsFileName(text) ? std::string(text) : WithDigest(text); }

std::string CaseFileName(std::string_view id) {
  std::string dotted(id);
  std::replace(dotted.begin(), dotted.end(), '/', '.');
  // A "." of the id's own could not be told from a "/".
  const bool told_apart = id.find('.') == std::string_view::npos && dotted.find("..") == std::string::npos;
  return told_apart && IsFileName(dotted) ? dotted : WithDigest(id);
}

}  // namespace authconform
