#include "harness/run/stand_ins.h"

#include <algorithm>
#include <string_view>
#include <variant>

#include "harness/run/mask.h"

namespace authconform {
namespace {

// The text with a stand-in for each mask that has one; those go into `used`.
std::string Expanded(std::string_view text, const StandIns& stand_ins, StandIns& used) {
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
      used.insert(*stand_in);
      expanded += stand_in->second;
    }
    at = end + 1;
  }
  return expanded;
}

void Collapse(std::string& text, const StandIns& used) {
  for (const auto& [mask, stand_in] : used) {
    for (size_t at = text.find(stand_in); at != std::string::npos; at = text.find(stand_in, at + mask.size())) {
      text.replace(at, stand_in.size(), mask);
    }
  }
}

}  // namespace

void Expand(Answer& answer, const StandIns& stand_ins, StandIns& used) {
  Response* response = std::get_if<Response>(&answer.exchange.result);
  if (response == nullptr) return;
  response->reason = Expanded(response->reason, stand_ins, used);
  response->body = Expanded(response->body, stand_ins, used);
  for (Header& header : response->headers) {
    header = {Expanded(header.name, stand_ins, used), Expanded(header.value, stand_ins, used)};
  }
}

void Collapse(Judgement& judgement, const StandIns& used) {
  Collapse(judgement.reason, used);
  for (Finding& finding : judgement.findings) {
    for (std::string* text : {&finding.pointer, &finding.expected, &finding.actual}) Collapse(*text, used);
  }
}

}  // namespace authconform
