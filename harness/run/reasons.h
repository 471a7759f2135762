// (the words) The parts of sentences by which what reads a run tells why something could not be judged.
//
// Written here into reasons and troubles, and found there again by reports/history/loss.h: one place, so that a
// sentence that is worded anew is found as before. What a target says stands behind them.
#pragma once

#include <string_view>

namespace authconform::reasons {

inline constexpr std::string_view kInterrupted = "the run was interrupted";
// "the control after it failed: the valid request is no longer accepted (423)".
inline constexpr std::string_view kNoLongerAccepted = " it failed: the valid request is no longer accepted (";
inline constexpr std::string_view kNotAccepted = "the control failed: the valid request was not accepted";
inline constexpr std::string_view kAccountRefused = ": the target refuses the active account (";
inline constexpr std::string_view kNotTriedAgain =
    ": the active account was refused for other endpoints, and is not tried again";
inline constexpr std::string_view kRateLimited = "the target limits the rate of requests (429)";
inline constexpr std::string_view kHostOf = "the host of ";
inline constexpr std::string_view kCannotConnect = "cannot connect to ";
inline constexpr std::string_view kNoTls = "no TLS with ";
inline constexpr std::string_view kNoAnswer = " does not answer: ";

}  // namespace authconform::reasons
