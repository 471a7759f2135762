#include "tools/reference/backend.h"

#include "tools/reference/times.h"

namespace authconform::reference {

Backend::Backend(Traits traits, Services services) : traits_(std::move(traits)), services_(services) {}

Response Backend::Answer(const Request& request) {
  Response response = Dispatch(request);
  // RFC 6749, 5.1: answers with tokens are not to be stored; RFC 9111, 5.2.2.5: nor, here, are refusals.
  if (!Broken("no-cache-control")) {
    response.SetHeader("Cache-Control", "no-store");
    response.SetHeader("Pragma", "no-cache");
  }
  return response;
}

Response Backend::Dispatch(const Request& request) {
  if (request.method != "POST") {
    Response refusal = Refuse(405, "The method is not allowed.");
    if (!Broken("no-allow")) refusal.SetHeader("Allow", "POST");  // RFC 9110, 15.5.6
    return refusal;
  }
  if (request.body_too_long) return Refuse(413, "The body is too long.");  // RFC 9110, 15.5.14
  const std::string coding = LowerCase(request.Header("content-encoding").value_or("identity"));
  if (coding != "identity") {  // RFC 9110, 8.4 and 12.5.3
    Response refusal = Refuse(415, "Content codings are not supported.");
    refusal.SetHeader("Accept-Encoding", "identity");
    return refusal;
  }
  return SignIn(request);
}

Response Backend::Grant(const Json& body) {
  Response response{.status = Broken("wrong-status") ? 201 : 200, .headers = {}, .body = WriteJson(body)};
  response.SetHeader("Content-Type", Broken("wrong-content-type") ? "text/html" : "application/json");
  return response;
}

Response Backend::Refuse(int status, std::string_view message) {
  Response response{.status = status, .headers = {}, .body = WriteJson(RefusalBody(status, message))};
  response.SetHeader("Content-Type", "application/json");
  // RFC 9110, 15.5.2: a 401 names at least one way to authenticate.
  if (status == 401 && !Broken("no-www-authenticate")) response.SetHeader("WWW-Authenticate", traits_.challenge);
  return response;
}

OrRefusal<Json> Backend::ReadObject(const Request& request, Encodings encodings) {
  // RFC 9110, 8.3: without a Content-Type the body could be anything; it is not guessed at.
  const auto media = ParseMediaType(request.Header("content-type").value_or(""));
  const bool json = media && media->type == "application/json";
  const bool form = media && media->type == "application/x-www-form-urlencoded" && encodings == Encodings::kJsonOrForm;
  const bool known_charset = media && (media->charset.empty() || media->charset == "utf-8");
  // RFC 9110, 15.5.16
  if (!(json || form) || !known_charset) return Refuse(415, "The media type is not supported.");
  if (media->has_parameters && Broken("picky-charset")) return Refuse(415, "The media type is not supported.");
  if (form) return ReadForm(request.body);

  Result<Json> parsed = ParseJson(request.body);
  if (!parsed) return Refuse(400, "The body is not well-formed JSON: " + parsed.error().message + ".");
  if (parsed->IsArray() && Broken("crash-on-array")) {
    Response crash{.status = 500,
                   .headers = {},
                   .body =
                       "Unhandled exception: cannot read a property of an array\n"
                       "   at SignIn.Handler.Read(Object body) in /srv/app/SignIn.cs:line 42\n"
                       "   at SignIn.Server.Handle(Request request) in /srv/app/Server.cs:line 17\n"};
    crash.SetHeader("Content-Type", "text/plain");
    return crash;
  }
  if (!parsed->IsObject()) return Refuse(400, "The body must be a JSON object.");
  return std::move(*parsed);
}

OrRefusal<Json> Backend::ReadForm(const std::string& body) {
  const auto fields = ParseForm(body);
  if (!fields) return Refuse(400, "The body is not a well-formed form.");
  Json object = JsonObject{};
  for (const auto& [name, value] : *fields) {
    if (object.Find(name) != nullptr) return Refuse(400, "The body holds the same field twice.");
    object.Set(name, value);
  }
  return object;
}

std::optional<Response> Backend::RefuseUnlessTexts(const Json& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const Json* member = object.Find(name);
    if (member == nullptr || member->IsNull()) return Refuse(400, std::string(name) + " is required.");
    if (member->Text() == nullptr) return Refuse(400, std::string(name) + " must be a string.");
    if (member->Text()->empty()) return Refuse(400, std::string(name) + " must not be empty.");
  }
  return std::nullopt;
}

Result<SignInCheck> Backend::Check(const std::string& login, const std::string& password) {
  Result<SignInCheck> check = services_.accounts.Check(traits_.vendor, login, password, LoginMatch::kExact);
  const bool unknown = check && check->standing == Standing::kUnknownLogin;
  if (!unknown || !services_.faults.IsOn(traits_.vendor, "login-any-case")) return check;
  Result<SignInCheck> loose = services_.accounts.Check(traits_.vendor, login, password, LoginMatch::kAnyCase);
  const bool found = loose && loose->standing != Standing::kUnknownLogin;
  return found && Broken("login-any-case") ? loose : check;
}

OrRefusal<Account> Backend::Authenticate(const std::string& login, const std::string& password) {
  Result<SignInCheck> check = Check(login, password);
  if (!check) return Unavailable();
  switch (check->standing) {
    case Standing::kUnknownLogin:
      return RefuseBadCredentials(false);
    case Standing::kWrongPassword:
      return RefuseBadCredentials(true);
    case Standing::kInactive:
      if (!Broken("inactive-let-in")) return RefuseInactive();
      break;
    case Standing::kActive:
      break;
  }
  const Status recorded = services_.accounts.RecordSignIn(check->account.id, SqlDateTime(UnixSeconds()));
  if (!recorded) return Unavailable();
  return std::move(check->account);
}

Response Backend::RefuseCredentials() { return Refuse(401, traits_.bad_credentials); }

// Both cases are answered alike, byte for byte, so that nobody can ask who has an account (OWASP WSTG-IDNT-04).
Response Backend::RefuseBadCredentials(bool login_known) {
  Response refusal = RefuseCredentials();
  const bool tells = !login_known && Broken("enumeration");
  Json body = RefusalBody(401, tells ? "There is no such account." : traits_.bad_credentials);
  if (Broken("token-in-refusal")) PutToken(body);
  refusal.body = WriteJson(body);
  return refusal;
}

}  // namespace authconform::reference
