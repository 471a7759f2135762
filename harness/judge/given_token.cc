#include "harness/judge/given_token.h"

#include <algorithm>

#include "harness/judge/broken_place.h"
#include "harness/judge/leak.h"

namespace authconform {
namespace {

bool IsFilled(const Json* member) {
  return member != nullptr && (member->is_number() || (member->is_string() && !member->string().empty()));
}

}  // namespace

Given FindGivenToken(const std::vector<std::string>& tokens, const Response& response, const Json* body,
                     const std::vector<SchemaViolation>& violations) {
  const auto filled = [&](const std::string& place) { return body != nullptr && IsFilled(body->At(place)); };
  const auto broken = [&](const std::string& place) { return IsBroken(place, violations); };
  if (std::any_of(tokens.begin(), tokens.end(), filled)) {
    return std::any_of(tokens.begin(), tokens.end(), broken) ? Given::kOtherwise : Given::kAsDocumented;
  }
  return FindToken(tokens, response, body) ? Given::kOtherwise : Given::kNot;
}

}  // namespace authconform
