#include "harness/base/redact_search.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string>

#include "harness/base/redact_begins.h"

namespace authconform {
namespace {

constexpr size_t kShortest = SecretIndex::kShortest;
constexpr int kUndo = 3;
// Of an escape that a cut has gone through, what may be left on either side: "%2", "\u00e", "&#x2", "quot;".
constexpr size_t kLongestRemnant = 7;
constexpr size_t kSurePart = 8;
constexpr size_t kShortestScanned = 6;
constexpr size_t kShortestHex = 2 * kShortest;

bool IsAlnum(char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); }
bool IsLabelChar(char c) { return IsAlnum(c) || c == '_' || c == '-' || c == '.' || c == ':'; }
bool IsWordChar(char c) { return IsAlnum(c) || c == '-' || c == '_' || c == '.' || c == '~' || c == '+' || c == '/'; }

// Whether `length` bytes of the value tell enough of it to be it.
bool IsEnough(const SecretValue& value, size_t length) {
  const size_t size = value.bytes.size();
  return length < size && length >= (size >= 2 * kSurePart ? kSurePart : std::max(kShortest, (size + 1) / 2));
}

// A part of several values is none of them.
std::string MaskOfPart(const SecretIndex::Met& met) {
  return met.alone ? met.part->mask : "<secret:" + met.part->label + ">";
}

// What follows a part at the end of a text: nothing, or the beginning of an escape that was cut as well.
bool IsRemnant(std::string_view rest) {
  if (rest.empty()) return true;
  if (rest.size() > kLongestRemnant || (rest[0] != '%' && rest[0] != '\\' && rest[0] != '&')) return false;
  const bool json = rest[0] == '\\';
  if (json && rest.size() > 1 && rest[1] != 'u' && rest[1] != 'x') return false;
  const size_t whole = rest[0] == '%' ? 3 : !json ? kLongestRemnant + 1 : rest.size() > 1 && rest[1] == 'x' ? 4 : 6;
  return rest.size() < whole &&
         std::all_of(rest.begin() + 1, rest.end(), [](char c) { return IsAlnum(c) || c == '#'; });
}

// What comes before a part at the beginning of a text: nothing, or the end of such an escape.
bool IsRemnantBefore(std::string_view rest) {
  return rest.size() <= kLongestRemnant &&
         std::all_of(rest.begin(), rest.end(), [](char c) { return IsAlnum(c) || c == '#' || c == ';'; });
}

// Where the next run begins of at least `fewest` characters that stand for something in `values`; npos when there is
// none. One may begin at `from`.
size_t NextRun(const std::array<int8_t, 256>& values, std::string_view text, size_t from, size_t fewest) {
  size_t known = from;  // [begin, known) belong
  for (size_t begin = from; begin + fewest <= text.size();) {
    // From its last character on, so that most short words are passed in one step.
    const size_t end = begin + fewest;
    size_t at = end;
    while (at > known && values[static_cast<unsigned char>(text[at - 1])] >= 0) --at;
    if (at == known) return begin;
    begin = at;
    known = end;
  }
  return std::string_view::npos;
}

}  // namespace

bool SecretSearch::Spend(size_t work) {
  work_left_ -= std::min(work, work_left_);
  return work_left_ > 0;
}

std::optional<std::vector<SecretPlace>> SecretSearch::Search(std::string_view text) {
  // Ordinary text meets a secret rarely and has few kinds of escapes. A target that issues "aaaa…" and then writes as
  // much is another matter.
  work_left_ = (1 << 20) + 64 * text.size();
  Find(UndoneText(text), kUndo);
  if (work_left_ == 0) return std::nullopt;
  return std::move(places_);
}

// Masks handed out are in the text when it is redacted again, and the labels in them may be words that are a secret
// too.
bool SecretSearch::IsInMask(std::string_view text, size_t begin, size_t end) const {
  constexpr std::string_view kIntroduction = "secret:";
  constexpr size_t kLongestMask = 80;
  const size_t from = begin > kLongestMask ? begin - kLongestMask : 0;
  const std::string_view near = text.substr(from, begin + kIntroduction.size() + 1 - from);
  const size_t found = near.rfind(kIntroduction);
  if (found == std::string_view::npos) return false;
  const size_t introduction = from + found;
  const size_t label = introduction + kIntroduction.size();
  size_t label_end = label;
  while (label_end < text.size() && IsLabelChar(text[label_end])) ++label_end;
  if (!registry_.IsMaskText(text.substr(label, label_end - label))) return false;
  const bool opened = introduction > 0 && text[introduction - 1] == '<';
  const bool closed = label_end < text.size() && text[label_end] == '>';
  return begin >= introduction - (opened ? 1 : 0) && end <= label_end + (closed ? 1 : 0);
}

// Whether a value met there, whole, may be none of the kind that is looked for.
bool SecretSearch::IsByChance(const SecretValue& value, const UndoneText& view) const {
  if (purpose_ == For::kMasking || (purpose_ == For::kFinding && !view.packed())) return false;
  return value.ordinary || value.bytes.size() < kShortestScanned;
}

void SecretSearch::Add(const UndoneText& view, size_t begin, size_t end, std::string_view mask) {
  if (IsInMask(view.text(), begin, end)) return;
  places_.push_back({view.Begin(begin), view.End(end), std::string(mask)});
}

SecretSearch::Raw SecretSearch::FindRaw(const UndoneText& view, const Raw* outer) {
  const std::string_view text = view.text();
  const SecretIndex& index = registry_.index();
  Raw raw;
  ValueBegins begins(index, view, outer == nullptr ? nullptr : &outer->begins);
  for (size_t begin = begins.Next(); begin < text.size(); begin = begins.Next()) {
    raw.begins.push_back(begin);
    const std::string_view rest = text.substr(begin);
    const SecretIndex::Met met = index.AtBegin(rest);
    if (!Spend(64 + met.compared)) break;
    if (met.whole != nullptr) {
      const size_t end = begin + met.whole->bytes.size();
      if (IsByChance(*met.whole, view)) continue;
      raw.covered.emplace_back(begin, end);
      Add(view, begin, end, met.whole->mask);
    } else if (purpose_ == For::kMasking && view.ends() && met.part != nullptr && IsEnough(*met.part, met.length) &&
               IsRemnant(rest.substr(met.length))) {
      const bool inside_word = begin > 0 && IsAlnum(text[begin - 1]);
      if (met.length < kSurePart && (inside_word || IsOrdinaryText(rest.substr(0, met.length)))) continue;
      Add(view, begin, text.size(), MaskOfPart(met));
    }
  }
  return raw;
}

void SecretSearch::FindCutBegin(const UndoneText& view) {
  const std::string_view text = view.text();
  const SecretIndex& index = registry_.index();
  const size_t last = std::min(text.size(), index.longest() + kLongestRemnant);
  SecretIndex::Met best;
  size_t best_end = 0;
  for (size_t end = kShortest; end <= last; ++end) {
    if (!index.MayEnd(text.data() + end - kShortest)) continue;
    const SecretIndex::Met met = index.AtEnd(text.substr(0, end));
    if (!Spend(64 + met.compared)) return;
    if (met.part == nullptr || !IsEnough(*met.part, met.length)) continue;
    if (!IsRemnantBefore(text.substr(0, end - met.length))) continue;
    if (met.length < kSurePart) {
      const bool inside_word = end < text.size() && IsAlnum(text[end]);
      if (met.length < end || inside_word || IsOrdinaryText(text.substr(0, end))) continue;
    }
    best = met;
    best_end = end;
  }
  if (best.part != nullptr) Add(view, 0, best_end, MaskOfPart(best));
}

void SecretSearch::FindForgotten(const UndoneText& view) {
  const std::string_view text = view.text();
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    while (end < text.size() && IsWordChar(text[end])) ++end;
    if (end - begin >= kSurePart) {
      // Padding belongs to a value, an equals sign after a name does not.
      size_t padded = end;
      while (padded < text.size() && padded < end + 2 && text[padded] == '=') ++padded;
      for (size_t at : {padded, end}) {
        const std::string mask = registry_.MaskOf(text.substr(begin, at - begin));
        if (!mask.empty()) Add(view, begin, at, mask);
        if (!mask.empty() || padded == end) break;
      }
    }
    begin = end + 1;
  }
}

void SecretSearch::Find(const UndoneText& view, int undo, const Raw* outer) {
  if (!Spend(view.text().size())) return;
  const Raw raw = FindRaw(view, outer);
  if (purpose_ == For::kMasking && view.begins()) FindCutBegin(view);
  if (registry_.HasForgotten()) FindForgotten(view);
  if (undo == 0) return;
  FindPacked(view, raw.covered, undo - 1);
  for (Escapes escapes : {Escapes::kPercent, Escapes::kForm, Escapes::kJson, Escapes::kHtml, Escapes::kHexPairs}) {
    const std::optional<UndoneText> inner = UndoneText::Of(view, escapes);
    if (!inner) continue;
    // Escapes of one place undone in another order come to the same text, mostly.
    const size_t hash = std::hash<std::string_view>()(inner->text()) ^ inner->Begin(0) * 0x9E3779B97F4A7C15u;
    if (std::find(seen_.begin(), seen_.end(), hash) != seen_.end()) continue;
    seen_.push_back(hash);
    Find(*inner, undo - 1, &raw);
  }
}

// Runs of characters that could be base64 or hexadecimal. Left out are those that are a secret already, and those that
// have been seen in the text that this one was made from.
void SecretSearch::FindPacked(const UndoneText& view, const std::vector<Range>& covered, int undo) {
  const std::string_view text = view.text();
  auto cover = covered.begin();
  const auto look = [&](size_t begin) {
    const bool cut = purpose_ == For::kMasking && begin == 0 && view.begins();
    const Base64Run run = ScanBase64(registry_.index(), text, begin, cut);
    while (cover != covered.end() && cover->second < run.end) ++cover;
    const bool is_covered = cover != covered.end() && cover->first <= begin;
    if (!is_covered) FindInRun(view, begin, run, undo);
    return run.end;
  };
  size_t seen = 0;  // runs that begin before this
  if (view.escapes().empty()) {
    while (work_left_ > 0) {
      const size_t begin = NextRun(kSextets, text, seen, kShortestBase64);
      if (begin == std::string_view::npos) return;
      seen = look(begin) + 1;
    }
  }
  // Only the runs with a byte that an escape has made are new.
  for (const UndoneText::Escape& escape : view.escapes()) {
    if (work_left_ == 0) return;
    if (escape.end <= seen || SextetOf(text[escape.end - 1]) < 0) continue;
    size_t begin = escape.end - 1;
    while (begin > seen && SextetOf(text[begin - 1]) >= 0) --begin;
    if (NextRun(kSextets, text.substr(0, begin + kShortestBase64), begin, kShortestBase64) == begin) seen = look(begin);
  }
}

void SecretSearch::FindInRun(const UndoneText& view, size_t begin, const Base64Run& run, int undo) {
  // Few runs have a place where a value may begin, and few are text that something else could be hidden in: the others
  // need not be unpacked.
  constexpr size_t kLongRun = 12;
  const size_t size = run.end - begin;
  const unsigned texts = undo > 0 && size >= kLongRun ? StartsOfText(view.text().substr(begin, size)) : 0;
  for (size_t start = 0; start < 4; ++start) {
    if (((run.values | texts) >> start & 1) == 0) continue;
    Find(UndoneText::Of(view, Packing::kBase64, begin + start, run.end), (texts >> start & 1) != 0 ? undo : 0);
  }
  if (size >= kShortestHex) FindInHex(view, begin, run.end, undo);
}

void SecretSearch::FindInHex(const UndoneText& view, size_t begin, size_t end, int undo) {
  const std::string_view text = view.text().substr(0, end);
  while (true) {
    begin = NextRun(kHexDigits, text, begin, kShortestHex);
    if (begin == std::string_view::npos) return;
    size_t digits_end = begin + kShortestHex;
    while (digits_end < end && HexDigitOf(text[digits_end]) >= 0) ++digits_end;
    for (size_t start : {begin, begin + 1}) Find(UndoneText::Of(view, Packing::kHex, start, digits_end), undo);
    begin = digits_end + 1;
  }
}

}  // namespace authconform
