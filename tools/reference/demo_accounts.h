// The accounts and clients a reference server starts with: public demonstration values, not secrets; they open nothing
// but that server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace authconform {

struct DemoAccount {
  std::string vendor;    // "microting", "duktig", "backoffice", "gooru" or "recoveryconnect"
  std::string role;      // "active" or "inactive"
  std::string login;     // an e-mail address where the document wants one
  std::string password;  // holds characters that every encoding has to escape
};

// Two for each vendor, the active one first.
const std::vector<DemoAccount>& DemoAccounts();

struct DemoClientKey {
  std::string id;
  std::string key;
};

// Duktig: the key is the X-Auth-Key. Gooru: client_id and client_key. Anyone else: both empty.
DemoClientKey DemoClient(std::string_view vendor);

}  // namespace authconform
