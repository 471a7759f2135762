// A documented response into the outcome of a call that it tells of.
#pragma once

#include <string>

#include "harness/spec/spec.h"
#include "tools/derive/facts.h"

namespace authconform {

struct ClassifiedResponse {
  std::string outcome;                           // of specs/endpoint.schema.json; empty: neither status nor words tell
  Confidence confidence = Confidence::kAssumed;  // what told: the caption, the body's words, or the status alone
};

// By status, then by the words of caption and examples in English, Spanish, Portuguese, French, German and Indonesian.
ClassifiedResponse Classify(const ResponseFact& response, const EndpointFact& endpoint);

// Whether the request carries a login or a password of its own: in fields, or by Basic.
bool SignsIn(const EndpointFact& endpoint);

}  // namespace authconform
