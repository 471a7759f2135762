#include "reports/headline.h"

#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {

std::string Headline(const Finding& finding) {
  return VisibleLine(finding.rule.text + ": expected " + (finding.expected.empty() ? "–" : finding.expected) +
                     ", got " + (finding.actual.empty() ? "–" : finding.actual));
}

std::string Headline(const CaseResult& result, size_t longest) {
  if (result.findings.empty()) return Clip(VisibleLine(result.reason), longest);
  const std::string text = Clip(Headline(result.findings.front()), longest);
  const size_t more = result.findings.size() - 1;
  return more == 0 ? text : text + " (and " + Counted(static_cast<int64_t>(more), "more finding") + ")";
}

}  // namespace authconform
