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

namespace authconform::reference {

struct Services {
  Accounts& accounts;
  FaultSwitches& faults;
};

// Something that was asked for, or the answer that says why not.
template <typename T>
using OrRefusal = std::variant<T, Response>;

template <typename T>
const Response* RefusalOf(const OrRefusal<T>& outcome) {
  return std::get_if<Response>(&outcome);
}

enum class Encodings { kJson, kJsonOrForm };

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
  // For the fault token-in-refusal: the same token each time, so that refusals still look alike.
  virtual void PutToken(Json& refusal) const = 0;
  // What an account that is not active gets with the right password; as for a wrong one, unless documented otherwise.
  virtual Response RefuseInactive() { return RefuseCredentials(); }

  Response Grant(const Json& body);
  Response Refuse(int status, std::string_view message);
  Response Unavailable() { return Refuse(503, "The service is not available."); }

  // The body's object, its names unique.
  OrRefusal<Json> ReadObject(const Request& request, Encodings encodings);
  // Nothing, or the answer that names a field that is no string or an empty one.
  std::optional<Response> RefuseUnlessTexts(const Json& object, std::initializer_list<std::string_view> names);

  // The active account, with the time of the sign-in before this one.
  OrRefusal<Account> Authenticate(const std::string& login, const std::string& password);

  // True when the fault is on; to be asked only where it changes the answer.
  bool Broken(std::string_view what) { return services_.faults.Applies(traits_.vendor, what); }

 private:
  Response Dispatch(const Request& request);
  Response RefuseCredentials();
  Response RefuseBadCredentials(bool login_known);
  Result<SignInCheck> Check(const std::string& login, const std::string& password);
  OrRefusal<Json> ReadForm(const std::string& body);

  const Traits traits_;
  Services services_;
};

}  // namespace authconform::reference
