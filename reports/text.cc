#include "reports/text.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "harness/base/json_utf8.h"

namespace authconform {
namespace {

struct Range {
  uint32_t first;
  uint32_t last;
};

// What a reader cannot see, or what moves other text about. Joiners (U+200C, U+200D) stay: scripts and emoji need them.
constexpr Range kHidden[] = {
    {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},   {0x180E, 0x180E},
    {0x200B, 0x200B}, {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},
    {0xFDD0, 0xFDEF}, {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE0FFF},
};

bool IsHidden(uint32_t point) {
  if ((point & 0xFFFE) == 0xFFFE) return true;  // never a character, in any plane
  for (const Range& range : kHidden) {
    if (point >= range.first && point <= range.last) return true;
  }
  return false;
}

size_t SequenceLength(unsigned char lead) { return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4; }

uint32_t Decode(std::string_view sequence) {
  constexpr unsigned char kLeadBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  uint32_t point = static_cast<unsigned char>(sequence[0]) & kLeadBits[sequence.size()];
  for (const char c : sequence.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3F);
  return point;
}

// .NET's Char.IsWhiteSpace, without what is hidden.
bool IsBlank(uint32_t point) {
  return point == ' ' || point == '\t' || point == 0xA0 || point == 0x1680 || (point >= 0x2000 && point <= 0x200A) ||
         point == 0x202F || point == 0x205F || point == 0x3000;
}

void AppendSpelt(uint32_t point, std::string& out) {
  char spelt[16];
  std::snprintf(spelt, sizeof spelt, point < 0x80 ? "\\x%02x" : "\\u{%x}", static_cast<unsigned>(point));
  out += spelt;
}

void AppendWellFormed(std::string_view text, std::string& out) {
  for (size_t i = 0; i < text.size();) {
    const std::string_view sequence = text.substr(i, SequenceLength(static_cast<unsigned char>(text[i])));
    i += sequence.size();
    if (sequence == "\r" && text.substr(i).starts_with('\n')) continue;
    const uint32_t point = Decode(sequence);
    if (point == '\n' || point == '\t' || !IsHidden(point)) {
      out += sequence;
    } else {
      AppendSpelt(point, out);
    }
  }
}

// Whether a runner would obey what stands here, wherever on its line that is.
bool BeginsCommand(std::string_view text) {
  constexpr std::string_view kCommands[] = {"##[", "##vso[", "##teamcity["};
  return std::any_of(std::begin(kCommands), std::end(kCommands), [&](std::string_view each) {
    const std::string_view start = text.substr(0, each.size());
    return std::equal(start.begin(), start.end(), each.begin(), each.end(), [](char one, char other) {
      return one == other || (one >= 'A' && one <= 'Z' && one + ('a' - 'A') == other);
    });
  });
}

}  // namespace

std::string Visible(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (true) {
    const size_t valid = FindInvalidUtf8(text);
    AppendWellFormed(text.substr(0, valid), out);
    if (valid == text.size()) return out;
    out += "\uFFFD";
    text.remove_prefix(valid + 1);
  }
}

std::string VisibleLine(std::string_view text) {
  std::string out;
  for (const char c : Visible(text)) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
  }
  return out;
}

std::string WithoutCommands(std::string_view visible) {
  constexpr size_t kNone = std::string_view::npos;
  if (visible.find("::") == kNone && visible.find("##") == kNone) return std::string(visible);
  std::string out;
  out.reserve(visible.size());
  bool at_start = true;
  while (!visible.empty()) {
    if (at_start && visible.starts_with("::")) {
      out += "\\x3a:";
      visible.remove_prefix(2);
      at_start = false;
      continue;
    }
    if (BeginsCommand(visible)) {
      out += "#\\x23";
      visible.remove_prefix(2);
      at_start = false;
      continue;
    }
    const std::string_view sequence = visible.substr(0, SequenceLength(static_cast<unsigned char>(visible[0])));
    at_start = sequence == "\n" || (at_start && IsBlank(Decode(sequence)));
    out += sequence;
    visible.remove_prefix(sequence.size());
  }
  return out;
}

std::string Clip(std::string_view visible, size_t characters) {
  const size_t all = Columns(visible);
  if (all <= characters) return std::string(visible);
  size_t end = 0;
  for (size_t i = 0; i < characters; ++i) end += SequenceLength(static_cast<unsigned char>(visible[end]));
  const size_t more = all - characters;
  return std::string(visible.substr(0, end)) + "… (" + std::to_string(more) + " more character" +
         (more == 1 ? ")" : "s)");
}

size_t Columns(std::string_view visible) { return CountCodePoints(visible); }

std::string Pad(std::string text, size_t columns) {
  const size_t taken = Columns(text);
  if (taken < columns) text.append(columns - taken, ' ');
  return text;
}

std::vector<std::string> Wrap(std::string_view visible, size_t columns) {
  std::vector<std::string> lines(1);
  size_t taken = 0;
  while (!visible.empty()) {
    const std::string_view word = visible.substr(0, visible.find(' '));
    visible.remove_prefix(std::min(word.size() + 1, visible.size()));
    const size_t width = Columns(word);
    if (taken > 0 && taken + 1 + width > columns) {
      lines.emplace_back();
      taken = 0;
    }
    if (taken > 0) {
      lines.back() += ' ';
      ++taken;
    }
    lines.back() += word;
    taken += width;
  }
  return lines;
}

}  // namespace authconform
