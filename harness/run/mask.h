// What a run holds of a target's words into the same without secrets.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "harness/base/redact.h"
#include "harness/judge/finding.h"
#include "harness/run/asked.h"
#include "harness/run/run.h"

namespace authconform {

// Findings quote the response: header values, reason phrases.
void Mask(Judgement& judgement, const Redactor& redactor);

// Once more, when the run is over: what one answer said under an innocent name, a later one may have issued.
void Mask(Run& run, const Redactor& redactor);

// A login or client id: the beginning of what Basic joins, and no secret for that.
std::string MaskedName(const std::string& name, const Redactor& redactor);

Ready Masked(const Ready& ready, const Redactor& redactor);

// What was seen of an answer when it came.
void MaskSeen(Answer& answer, const Redactor& redactor);

// How a mask begins, and what stands for that where the target wrote it itself.
inline constexpr std::string_view kMaskBegin = "<secret:";
inline constexpr std::string_view kMarkMask = "<secret:mark>";
// More than any mask has (redact.h).
inline constexpr size_t kLongestMask = 128;

// Texts without secrets, each masked only once while it is remembered: most headers and refusals of a run are alike.
// What the redactor learns meanwhile is masked in them when the run is over. One for each thread.
class MaskedTexts {
 public:
  explicit MaskedTexts(const Redactor& redactor) : redactor_(redactor) {}
  // Valid until the next call.
  const std::string& Of(const std::string& text);

 private:
  std::string Make(const std::string& text) const;

  const Redactor& redactor_;
  std::unordered_map<std::string, std::string> known_;
  std::string other_;
};

// Without the request, which its case has once for all of them.
Exchange Masked(const Exchange& exchange, MaskedTexts& texts);

}  // namespace authconform
