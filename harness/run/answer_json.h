// An answer into members of a line of NDJSON, and back: the same in a transcript and in a journal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/run/asked.h"
#include "harness/run/line.h"
#include "harness/run/members.h"

namespace authconform {

// What is written must be masked already.
void WriteHeaders(const std::vector<Header>& headers, Line& line);
// Bytes that are no text are kept as they are.
void WriteBody(std::string_view body, Line& line);
void WriteAnswer(const Answer& answer, Line& line);
// The members that tell a stand-in; of a JWT header and claims can be read.
void WriteStandIn(std::string_view stand_in, Line& line);

// The first mistake goes into `members`, or into `error` at `pointer`.
std::vector<Header> ReadHeaders(Members& members);
std::string ReadBody(Members& members);
Answer ReadAnswer(const Json& json, const std::string& pointer, Error& error);
std::string ReadMask(Members& members);
// Never empty: nothing would be found everywhere.
std::string ReadStandIn(Members& members);

// A JWT (RFC 7519 3) of its parts in the clear.
std::string JoinJwt(std::string_view header, std::string_view claims, std::string_view signature);

}  // namespace authconform
