// A run's transcript, and specs and cases that need not be its own, into what comes of some of its cases.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/base/verdict.h"
#include "harness/run/selected.h"
#include "harness/run/transcript.h"

namespace authconform {

struct JudgedAgain {
  Verdict verdict = Verdict::kSkipped;
  std::set<std::string> broken;  // as Broken (changed.h)
};

// Of those of the cases that both the transcript and `plans` have; by id. The others are not looked at, nor are the
// endpoints that only one of the two knows. Error: as Replay; `name` is the transcript's in it.
Result<std::map<std::string, JudgedAgain>> JudgeAgain(const std::vector<Selected>& plans,
                                                      const ReadTranscript& transcript,
                                                      const std::set<std::string>& cases, const std::string& name);

// The lines of a transcript of those cases alone, with what judging them takes.
std::string LinesOf(const ReadTranscript& transcript, const std::set<std::string>& cases);

}  // namespace authconform
