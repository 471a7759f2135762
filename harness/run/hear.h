// What was asked of a case into a judgement, in the light of the controls around it.
#pragma once

#include "harness/base/json.h"
#include "harness/judge/judge.h"
#include "harness/plan/case.h"
#include "harness/run/asked.h"

namespace authconform {

// One repetition, and what it is judged by. The controls are null where the endpoint has none, `after` also where the
// run was interrupted.
struct Heard {
  const Case& asked;
  const Asked& answers;
  const Ready& main;
  const Ready* twin = nullptr;
  const Control* before = nullptr;
  const Control* after = nullptr;
};

// Pure, as the judge is. What was not answered, or not confirmed by the control after it, is inconclusive; but for a
// sign-in that was accepted, and the valid request itself when it is answered as no locked account is. Where this
// machine ran out of something (TransportError::Kind::kShortage), in any sample or control, the judgement says so.
Judgement Hear(const Heard& heard, const Result<Json>& body, const Judge& judge);

}  // namespace authconform
