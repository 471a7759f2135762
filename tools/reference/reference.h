// Turns the five vendors' documents into one running server that keeps every one of their promises, or, with faults
// switched on, breaks exactly the named ones.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "tools/reference/demo_accounts.h"
#include "tools/reference/faults.h"

namespace authconform {

struct ReferenceOptions {
  std::string host = "127.0.0.1";
  int port = 0;                          // 0: any free port
  std::vector<std::string> faults = {};  // names of FaultCatalogue()
  std::string database = ":memory:";     // a SQLite file, made when it is not there
  int threads = 32;                      // connections served at once: each kept-alive one holds a thread
  int lock_after = 0;                    // wrong passwords for one account that lock it; 0: none do
  int lock_for_s = 600;                  // how long they count, and how long it stays locked (423, RFC 4918 11.3)
  bool success_resets = false;           // a sign-in makes the account's wrong passwords forgotten
  int rate_limit = 0;                    // requests a second; what is beyond gets 429 (RFC 6585 4); 0: no limit
  int hash_ms = 0;                       // what the check of a password takes at least, also for an unknown login
};

// What verifies the tokens a running server issues; made anew at every start.
struct VerificationKeys {
  std::string microting_hs256;            // raw key bytes
  std::string duktig_hs256;               // raw key bytes
  std::string backoffice_hs256;           // raw key bytes
  std::string recoveryconnect_rs256_pem;  // public key
  std::string recoveryconnect_kid;
};

// Serves POST /api/auth/token (Microting), /auth/token (Duktig), /v1/backoffice/auth (Backoffice), /token (Gooru) and
// /api/v140/auth (RecoveryConnect) on one port. Errors of Start: an unknown fault (with the nearest name), a port that
// is taken or not allowed, a database that cannot be opened. All members may be called from any thread.
class ReferenceServer {
 public:
  static Result<std::unique_ptr<ReferenceServer>> Start(ReferenceOptions options);
  ~ReferenceServer();  // stops: ends open connections, returns when no thread is left

  ReferenceServer(const ReferenceServer&) = delete;
  ReferenceServer& operator=(const ReferenceServer&) = delete;

  int port() const;
  std::string url() const;                    // "http://127.0.0.1:PORT"
  std::vector<AppliedFault> applied() const;  // in the order of ReferenceOptions::faults, each once
  VerificationKeys keys() const;              // may wait for the RSA key to be made

 private:
  struct Parts;
  explicit ReferenceServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace authconform
