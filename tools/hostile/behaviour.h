// (the types) What a hostile or odd server does, and what a run must make of it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/verdict.h"
#include "harness/wire/test_certificates.h"
#include "harness/wire/wire_test_server.h"

namespace authconform {

// Plays the server's part after the attacked request was read. `elsewhere` is the URL of a server that nobody may ask.
// Returns whether the connection goes on being served; it is ended otherwise.
using Attack = std::function<bool(Peer& peer, const std::string& elsewhere)>;

// One bad or odd answer to one request among ordinary ones.
struct Behaviour {
  const char* name;
  const char* sentence;  // the server …
  Attack attack;
  Verdict verdict;       // the attacked case's
  const char* words;     // stand in the case's reason or in one of its findings; empty where there is nothing to say
  bool refusal = false;  // attacks a wrong password's refusal instead of a sign-in
  bool tls = false;      // over https
  double rate_per_second = 0;  // the run's; for what happens between two requests. 0: as fast as it can
};

// A server with which no exchange is possible: the run ends in exit code 3, whatever is asked.
struct DeadBehaviour {
  const char* name;
  const char* sentence;  // the server …
  // Plays a whole connection, for a server whose clients trust `authority`.
  std::function<void(Peer& peer, const TestCertificate& authority)> play;
  bool https;
  const char* words;  // stand in Run::preflight_error
};

// By kind; Behaviours() in catalogue.h is all of them.
std::vector<Behaviour> FramingBehaviours();
std::vector<Behaviour> HeadBehaviours();
std::vector<Behaviour> BodyBehaviours();
std::vector<Behaviour> CodingBehaviours();
std::vector<Behaviour> JsonBehaviours();
std::vector<Behaviour> SchemaBehaviours();
std::vector<Behaviour> TimingBehaviours();
std::vector<Behaviour> ConnectionBehaviours();
std::vector<Behaviour> TlsBehaviours();
std::vector<Behaviour> Behaviours();

std::vector<DeadBehaviour> DeadBehaviours();

// What a gtest calls the row.
inline void PrintTo(const Behaviour& row, std::ostream* out) { *out << row.name << ": the server " << row.sentence; }
inline void PrintTo(const DeadBehaviour& row, std::ostream* out) {
  *out << row.name << ": the server " << row.sentence;
}

}  // namespace authconform
