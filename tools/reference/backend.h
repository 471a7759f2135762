// Turns a request into the answer that standards ask for where a document is silent, and hands the rest to the vendor.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "tools/reference/accounts.h"
#include "tools/reference/faults.h"
#include "tools/reference/http.h"
#include "tools/reference/json.h"
#include "tools/reference/lockouts.h"

namespace authconform::reference {

struct Services {
  Accounts& accounts;
  FaultSwitches& faults;
  Lockouts& lockouts;
};

// Something that was asked for, or the answer that says why not.
template <typename T>
using OrRefusal = std::variant<T, Response>;

template <typename T>
const Response* RefusalOf(const OrRefusal<T>& outcome) {
  return std::get_if<Response>(&outcome);
}

enum class Encodings { kJson, kJsonOrForm };

// A member of a body that a fault leaves out, or gives another value.
struct MemberFault {
  std::string_view what;
  std::string_view pointer;  // "/model/id"
  std::optional<Json> instead = {};
};

extern const char* const kMediaTypeRefused;

// Neither absent nor null nor an empty text.
bool IsGiven(const Json* member);

// One vendor's token endpoint. Answer may be called from any thread.
class Backend {
 public:
  virtual ~Backend() = default;
  Backend(const Backend&) = delete;
  Backend& operator=(const Backend&) = delete;

  const std::string& path() const { return traits_.path; }

  Response Answer(const Request& request);

 protected:
  struct Traits {
    std::string vendor;
    std::string path;
    std::string challenge;        // the value of WWW-Authenticate
    std::string bad_credentials;  // the message for them
  };

  Backend(Traits traits, Services services);

  // A POST whose body is not too long. Headers that every answer carries are added to what this returns.
  virtual Response SignIn(const Request& request) = 0;
  virtual Json RefusalBody(int status, std::string_view message) const = 0;
  // For faults that let a refusal hold a token: the same one each time, so that refusals still look alike.
  virtual void PutToken(Json& refusal) const = 0;
  // What an account that is not active gets with the right password; as for a wrong one, unless documented otherwise.
  virtual Response RefuseInactive();

  Response Grant(Json body);
  Response Refuse(int status, std::string_view message);
  Response Unavailable() { return Refuse(503, "The service is not available."); }
  // A refusal that a document describes: "<kind>-status", "<kind>-no-message" and so on break its parts. `body` may
  // hold more than a message.
  Response RefuseAsTold(const std::string& kind, int status, Json body);

  // The value of a header whose name is spelt as the document does.
  std::optional<std::string> Header(const Request& request, std::string_view name);

  // The body's object, its names unique.
  OrRefusal<Json> ReadObject(const Request& request, Encodings encodings);
  // Nothing, or the answer that names a field that is no string or an empty one. `received` is what the fault
  // echo-password repeats.
  std::optional<Response> RefuseUnlessTexts(const Json& object, std::initializer_list<std::string_view> names,
                                            const Json& received);

  // The active account, with the time of the sign-in before this one.
  OrRefusal<Account> Authenticate(const std::string& login, const std::string& password, Laxness laxness = {});
  // The same with a login and a password out of a body, each a text that is not empty.
  OrRefusal<Account> AuthenticateFields(const Json& body, std::string_view login, std::string_view password);
  // Whether a field is left out, and the fault `what` makes that do no harm.
  bool IsLeftOut(const Json* member, std::string_view what);

  void Break(Json& body, std::initializer_list<MemberFault> faults);

  // True when the fault is on; to be asked only where the answer changes if it is.
  bool Broken(std::string_view what) { return services_.faults.Applies(traits_.vendor, what); }

 private:
  Response Dispatch(const Request& request);
  // `hint` is what a fault gives away of the account; empty otherwise.
  Response RefuseCredentials(Standing standing, std::string_view hint);
  Response RefuseWrongPassword(bool active);
  Response RefuseNoJson(const std::string& why);
  OrRefusal<Json> ReadForm(const std::string& body);

  const Traits traits_;
  Services services_;
};

}  // namespace authconform::reference
