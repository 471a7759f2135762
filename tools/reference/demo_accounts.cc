#include "tools/reference/demo_accounts.h"

namespace authconform {

const std::vector<DemoAccount>& DemoAccounts() {
  static const std::vector<DemoAccount> accounts = {
      {"microting", "active", "admin@example.com", "Qq1234567$ &+=%2F/"},
      {"microting", "inactive", "retired@example.com", "Idle^Admin$ 50%+=&"},
      {"duktig", "active", "fibo@example.com", "Fibo@example.com.p123%37"},
      {"duktig", "inactive", "pausing@example.com", "Pausing^now$ &+=/%2B"},
      {"backoffice", "active", "causas", R"(Causas123/"\+%26$^&=)"},
      {"backoffice", "inactive", "pausas", R"(Pausas456\"/+%25^$&=)"},
      {"gooru", "active", "rnfu34p13", "Learn:it%3A^all+/=$&"},
      {"gooru", "inactive", "rnfu34p14", "Left:the%3A^class+/="},
      {"recoveryconnect", "active", "abctestuser", "Password@12345$%^&+=/"},
      {"recoveryconnect", "inactive", "abcformeruser", "Former@12345$%^&+=/"},
  };
  return accounts;
}

DemoClientKey DemoClient(std::string_view vendor) {
  // A % that begins a hexadecimal number, as in the document's own example, finds out who decodes header fields.
  if (vendor == "duktig") return {.id = "", .key = "demo852361%41*35f3trR3"};
  if (vendor == "gooru") return {.id = "ba956a97-ae15-11e5-a302-000000000001", .key = "ZGVtb0BleGFtcGxlLmNvbQ=="};
  return {};
}

}  // namespace authconform
