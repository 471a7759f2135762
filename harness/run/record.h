// An exchange into what is shown of it: masked, bounded, fit for people.
#pragma once

#include <string>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/run/asked.h"
#include "harness/run/run.h"
#include "harness/wire/exchange.h"

namespace authconform {

// The response's body, parsed; an error too when there is no response.
Result<Json> ParseBody(const Exchange& exchange);

// The same of an answer that may be masked: as it was when it came.
Result<Json> ParseBody(const Answer& answer);

// Everything but the curl line, of a request and an exchange that are masked already. Bodies are cut at 16 KiB. `root`
// is the URL that the request's path follows.
RecordedExchange Record(const Request& request, const Exchange& exchange, const std::string& root);

}  // namespace authconform
