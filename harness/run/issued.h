// An answer into the secrets that it issues, registered, each with what stands in for it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/redact.h"
#include "harness/base/result.h"
#include "harness/spec/spec.h"
#include "harness/wire/exchange.h"

namespace authconform {

struct IssuedMask {
  std::string mask;
  std::string stand_in;  // stand_in.h
  std::string value;     // never to be written
};

// Registers all of them and returns those whose mask `is_new`. `body` is the response's, parsed.
std::vector<IssuedMask> RegisterIssued(const Spec& spec, const Exchange& exchange, const Result<Json>& body,
                                       Redactor& redactor, const std::function<bool(const std::string& mask)>& is_new);

}  // namespace authconform
