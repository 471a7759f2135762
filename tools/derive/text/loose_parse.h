// One container of a loose JSON example, from its opening bracket to the closing one, into its value.
#pragma once

#include "tools/derive/text/loose_build.h"
#include "tools/derive/text/loose_json.h"
#include "tools/derive/text/loose_scan.h"

namespace authconform {

struct LooseParse {
  enum class Outcome { kRead, kNothing, kOverLimits };
  Outcome outcome = Outcome::kNothing;  // kNothing: all of it is prose
  LooseJson json;                       // without repairs: they are in the log
  size_t end = 0;                       // behind the closing bracket
  size_t faults = 0;                    // closing brackets that are missing or of the wrong kind
};

enum class LooseStart {
  kBracket,  // an opening bracket is at the start
  kMember    // the outer braces are missing, a member is at the start
};

// `by_indentation`: a member that is indented no deeper than the line on which the container around it opened ends
// that container, because its closing bracket must be missing.
LooseParse ParseLoose(LooseScanner& scanner, RepairLog& log, size_t at, LooseStart start, bool by_indentation,
                      const LooseJsonLimits& limits);

}  // namespace authconform
