// The small endpoint that hostile servers pretend to be: its spec, the cases of a trial and its ordinary answers.
#pragma once

#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/plan/case.h"
#include "harness/spec/spec.h"

namespace authconform {

// tools/hostile/testdata/specs/sample/token, from the working folder.
Result<Spec> LoadSampleSpec();

// The attacked case between two ordinary ones, and a third. Requests of the attacked one hold kAttackMark.
std::vector<Case> SampleCases(bool attack_refusal);

inline constexpr char kAttackMark[] = "attack-this";
inline constexpr char kAttackedSignIn[] = "sample/token/valid/attacked";
inline constexpr char kAttackedRefusal[] = "sample/token/bad-credentials/attacked";
inline constexpr char kSampleLogin[] = "ann@example.com";
inline constexpr char kSamplePassword[] = "right-password";

// The members of the success body, without braces, so that more can follow.
std::string SampleMembers();
// A signed-looking JWT of these parts.
std::string SampleToken(const std::string& header, const std::string& payload);

// The endpoint's answer to a request that nobody attacks.
std::string OrdinaryAnswer(const std::string& request);

}  // namespace authconform
