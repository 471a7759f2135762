// Turns the clock into the ways of writing a time that the documents use.
#pragma once

#include <cstdint>
#include <string>

namespace authconform::reference {

std::int64_t UnixMilliseconds();    // now
std::int64_t UnixSeconds();         // now
std::int64_t SteadyMicroseconds();  // since some fixed moment; never goes back

std::string SqlDateTime(std::int64_t unix_seconds);    // "2019-11-15 11:55:37", UTC
std::string HttpDateTime(std::int64_t unix_seconds);   // "Fri, 22 Jan 2016 14:27:00 GMT" (RFC 9110, 5.6.7)
std::string CtimeDateTime(std::int64_t unix_seconds);  // "Fri Jan 22 14:27:00 UTC 2016"

}  // namespace authconform::reference
