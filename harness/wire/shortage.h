// What this machine has run out of into a transport error that does not blame the server.
#pragma once

#include <optional>

#include "harness/wire/exchange.h"

namespace authconform {

// kShortage when that errno, of socket(2), connect(2), recv(2), send(2) or of a thread's start, is about this machine
// alone: its open files, memory, threads, local ports. Nothing when it may be about the network or the server.
std::optional<TransportError> Shortage(int error_number);

// The same for calls that do not say why they failed, as getaddrinfo(3) and OpenSSL when they cannot open their files:
// whether one more file can be opened at this moment.
std::optional<TransportError> ShortageOfFiles();

}  // namespace authconform
