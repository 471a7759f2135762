#include "harness/run/stand_ins.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "harness/run/mask.h"

namespace authconform {
namespace {

// The text with a stand-in for each mask that has one; those go into `used`. nullopt: `room` does not suffice.
std::optional<std::string> Expanded(std::string_view text, const StandIns& stand_ins, StandIns& used, size_t& room) {
  std::string expanded;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = std::min(text.find(kMaskBegin, at), text.size());
    expanded += text.substr(at, begin - at);
    if (begin == text.size()) break;
    const size_t end = text.find('>', begin);
    if (end == std::string_view::npos) return expanded + std::string(text.substr(begin));
    const std::string mask(text.substr(begin, end + 1 - begin));
    const auto stand_in = stand_ins.find(mask);
    if (mask == kMarkMask) {
      expanded += kMaskBegin;
    } else if (stand_in == stand_ins.end()) {
      expanded += mask;
    } else {
      if (stand_in->second.size() > room) return std::nullopt;
      room -= stand_in->second.size();
      used.insert(*stand_in);
      expanded += stand_in->second;
    }
    at = end + 1;
  }
  return expanded;
}

bool ExpandText(std::string& text, const StandIns& stand_ins, StandIns& used, size_t& room) {
  std::optional<std::string> expanded = Expanded(text, stand_ins, used, room);
  if (expanded) text = *std::move(expanded);
  return expanded.has_value();
}

using Masks = std::map<std::string_view, std::string_view>;  // by stand-in

// The longest stand-in that the text begins with. Tokens share a beginning seldom, and hardly ever more than one: what
// was made to be searched for long is not.
Masks::const_iterator LongestAt(const Masks& masks, std::string_view text) {
  constexpr int kMostLooks = 8;
  for (int looks = 0; looks < kMostLooks && !text.empty(); ++looks) {
    const auto after = masks.upper_bound(text);
    if (after == masks.begin()) break;
    const auto found = std::prev(after);
    const std::string_view stand_in = found->first;
    const auto parting = std::mismatch(stand_in.begin(), stand_in.end(), text.begin(), text.end());
    if (parting.first == stand_in.end()) return found;
    // A shorter one may stand there still: within what both begin with.
    text = text.substr(0, static_cast<size_t>(parting.first - stand_in.begin()));
  }
  return masks.end();
}

void CollapseText(std::string& text, const Masks& masks) {
  constexpr size_t kLongestQuoted = 16 << 10;
  if (masks.empty() || text.size() > kLongestQuoted) return;
  std::string collapsed;
  for (std::string_view rest = text; !rest.empty();) {
    const auto found = LongestAt(masks, rest);
    collapsed += found == masks.end() ? rest.substr(0, 1) : found->second;
    rest.remove_prefix(found == masks.end() ? 1 : found->first.size());
  }
  text = std::move(collapsed);
}

}  // namespace

bool Expand(Answer& answer, const StandIns& stand_ins, StandIns& used, size_t& room) {
  Response* response = std::get_if<Response>(&answer.exchange.result);
  if (response == nullptr) return true;
  std::vector<std::string*> texts = {&response->reason, &response->body};
  for (Header& header : response->headers) texts.insert(texts.end(), {&header.name, &header.value});
  return std::all_of(texts.begin(), texts.end(),
                     [&](std::string* text) { return ExpandText(*text, stand_ins, used, room); });
}

void Collapse(Judgement& judgement, const StandIns& used) {
  Masks masks;
  for (const auto& [mask, stand_in] : used) {
    if (!stand_in.empty()) masks.emplace(stand_in, mask);
  }
  CollapseText(judgement.reason, masks);
  for (Finding& finding : judgement.findings) {
    for (std::string* text : {&finding.pointer, &finding.expected, &finding.actual}) CollapseText(*text, masks);
  }
}

}  // namespace authconform
