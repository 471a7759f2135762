// Bytes and pauses into attacks.
#pragma once

#include <functional>
#include <string>

#include "tools/hostile/behaviour.h"

namespace authconform {

// The documented answer's body, with `more` members after its own: R"("a":1)".
std::string SampleBody(const std::string& more = "");
// A whole answer: the documented headers, then `lines` of more (each with CR LF), Content-Length and the body.
std::string Answer(const std::string& status, const std::string& body, const std::string& lines = "");
// The start of a successful answer with these more lines, of which the last has no CR LF, up to and with its blank
// line.
std::string Heading(const std::string& lines);
std::string Chunked(const std::string& chunks);
std::string Chunk(const std::string& text);
std::string Times(size_t count, const std::string& text);
std::string Gzip(const std::string& plain);
std::string Brotli(const std::string& plain);

// Says it and goes on serving.
Attack Says(std::string bytes);
// The same for what is too large to be kept.
Attack Makes(std::function<std::string()> bytes);
Attack SaysAndEnds(std::string bytes);
Attack SaysAndResets(std::string bytes);
// A first part, then a second so many times, and the end.
Attack SaysTimes(std::string first, size_t count, std::string again);
// A first part, then a second over and over until the client is gone.
Attack Floods(std::string first, std::string again);
// The same, with a pause before each.
Attack Drips(std::string first, std::string again);

}  // namespace authconform
