// Request bytes into the time that sending them takes with nothing else done: the transport floor.
#pragma once

#include <string>
#include <vector>

namespace authconform {

// Sends `requests` over and over until `total` are sent, over so many kept-alive connections with a thread each, reads
// each response and throws it away. Seconds of wall time, connecting included; negative when a connection failed.
double FloorSeconds(int port, const std::vector<std::string>& requests, int total, int connections);

}  // namespace authconform
