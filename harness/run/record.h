// An exchange into what may be kept of it: masked, bounded, fit to be shown.
#pragma once

#include <string>

#include "harness/base/json.h"
#include "harness/base/redact.h"
#include "harness/base/result.h"
#include "harness/run/run.h"
#include "harness/run/target.h"
#include "harness/spec/spec.h"
#include "harness/wire/exchange.h"

namespace authconform {

// `redactor` plus what the response issued: its tokens, its cookies. `body` is the response's, parsed.
Redactor WithIssued(const Redactor& redactor, const Spec& spec, const Exchange& exchange, const Result<Json>& body);

// The response's body, parsed; an error too when there is no response.
Result<Json> ParseBody(const Exchange& exchange);

// Everything but the curl line. Bodies are cut at 16 KiB; bytes that are not UTF-8 become U+FFFD.
RecordedExchange Record(const Exchange& exchange, const Origin& origin, const Redactor& redactor);

// Appends one NDJSON line of the transcript: case, repetition, timing, status, headers and body of the response, masked
// and whole. The request stands in the line RequestLine wrote for the case.
void AppendExchangeLine(const std::string& case_id, int repetition, const Exchange& exchange, const Redactor& redactor,
                        std::string& out);

// Appends one NDJSON line: the request of a case, masked.
void AppendRequestLine(const std::string& case_id, const Request& request, const Redactor& redactor, std::string& out);

}  // namespace authconform
