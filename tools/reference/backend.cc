#include "tools/reference/backend.h"

#include <algorithm>

#include "tools/reference/times.h"

namespace authconform::reference {
namespace {

// An unhandled exception as some frameworks show it.
constexpr const char* kTrace =
    "Unhandled exception: unexpected end of input\n"
    "   at SignIn.Handler.Read(Object body) in /srv/app/SignIn.cs:line 42\n"
    "   at SignIn.Server.Handle(Request request) in /srv/app/Server.cs:line 17\n";

}  // namespace

const char* const kMediaTypeRefused = "The media type is not supported.";

bool IsGiven(const Json* member) {
  return member != nullptr && !member->IsNull() && (member->Text() == nullptr || !member->Text()->empty());
}

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
    if (Broken("bad-field-name")) refusal.SetHeader("Allowed Methods", "POST");
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

Response Backend::Grant(Json body) {
  if (Broken("body-in-array")) body = JsonArray{std::move(body)};
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

Response Backend::RefuseAsTold(const std::string& kind, int status, Json body) {
  const auto broken = [&](const char* what) { return Broken(kind + what); };
  Response refusal = Refuse(broken("-status") ? 400 : status, "");
  if (broken("-media-type")) refusal.SetHeader("Content-Type", "text/html");
  if (broken("-reworded")) body.Set("message", "This is not possible.");
  if (broken("-no-message")) body.Erase("message");
  if (broken("-status-word")) body.Set("status", "failed");
  if (broken("-in-array")) body = JsonArray{std::move(body)};
  refusal.body = WriteJson(body);
  return refusal;
}

std::optional<std::string> Backend::Header(const Request& request, std::string_view name) {
  auto value = request.Header(name);
  const bool spelt = std::ranges::find(request.headers, name, &Headers::value_type::first) != request.headers.end();
  if (value && !spelt && Broken("case-sensitive-names")) return std::nullopt;
  return value;
}

OrRefusal<Json> Backend::ReadObject(const Request& request, Encodings encodings) {
  // RFC 9110, 8.3: without a Content-Type the body could be anything; it is not guessed at.
  const auto media = ParseMediaType(Header(request, "Content-Type").value_or(""));
  const bool json = media && media->type == "application/json";
  const bool form = media && media->type == "application/x-www-form-urlencoded" && encodings == Encodings::kJsonOrForm;
  const bool known_charset = media && (media->charset.empty() || media->charset == "utf-8");
  // RFC 9110, 15.5.16
  if (!(json || form) || !known_charset) return Refuse(415, kMediaTypeRefused);
  if (media->has_parameters && Broken("picky-charset")) return Refuse(415, kMediaTypeRefused);
  if (form) return ReadForm(request.body);

  Result<Json> parsed = ParseJson(request.body);
  if (!parsed) return RefuseNoJson(parsed.error().message);
  if (parsed->IsArray() && Broken("crash-on-array")) return Refuse(500, "The request could not be handled.");
  if (!parsed->IsObject()) {
    const bool accepted = parsed->IsArray() && Broken("array-accepted");
    return Refuse(accepted ? 200 : 400, "The body must be a JSON object.");
  }
  return std::move(*parsed);
}

Response Backend::RefuseNoJson(const std::string& why) {
  const std::string message = "The body is not well-formed JSON: " + why + ".";
  Json body = RefusalBody(400, Broken("stack-trace") ? kTrace : message);
  if (Broken("token-in-error")) PutToken(body);
  Response refusal = Refuse(400, message);
  refusal.body = WriteJson(body);
  if (Broken("broken-error-json")) refusal.body.pop_back();
  return refusal;
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

std::optional<Response> Backend::RefuseUnlessTexts(const Json& object, std::initializer_list<std::string_view> names,
                                                   const Json& received) {
  for (const std::string_view name : names) {
    const Json* member = object.Find(name);
    const bool text = member != nullptr && member->Text() != nullptr;
    if (text && !member->Text()->empty()) continue;
    const bool absent = member == nullptr || member->IsNull();
    Json body = RefusalBody(400, std::string(name) + (text     ? " must not be empty."
                                                      : absent ? " is required."
                                                               : " must be a string."));
    if (Broken("echo-password")) body.Set("received", received);
    Response refusal = Refuse(400, "");
    refusal.body = WriteJson(body);
    return refusal;
  }
  return std::nullopt;
}

bool Backend::IsLeftOut(const Json* member, std::string_view what) { return !IsGiven(member) && Broken(what); }

OrRefusal<Account> Backend::AuthenticateFields(const Json& body, std::string_view login, std::string_view password) {
  Laxness laxness;
  laxness.any_login = IsLeftOut(body.Find(login), "login-optional");
  std::optional<Response> refusal;
  if (!laxness.any_login) refusal = RefuseUnlessTexts(body, {login}, body);
  if (refusal) return *refusal;
  laxness.any_password = IsLeftOut(body.Find(password), "password-optional");
  if (!laxness.any_password) refusal = RefuseUnlessTexts(body, {password}, body);
  if (refusal) return *refusal;
  return Authenticate(laxness.any_login ? "" : *body.Find(login)->Text(),
                      laxness.any_password ? "" : *body.Find(password)->Text(), laxness);
}

OrRefusal<Account> Backend::Authenticate(const std::string& login, const std::string& password, Laxness laxness) {
  laxness.quick_unknown = services_.faults.IsOn(traits_.vendor, "enumeration-time");
  Result<SignInCheck> check = services_.accounts.Check(traits_.vendor, login, password, laxness);
  if (!check) return Unavailable();
  Lockouts& lockouts = services_.lockouts;
  const std::int64_t account = check->account.id;
  const std::int64_t now = SteadyMicroseconds() / 1'000'000;
  if (check->standing != Standing::kUnknownLogin && lockouts.IsLocked(account, now)) {
    Response locked = Refuse(423, "The account is locked.");  // RFC 4918, 11.3
    locked.SetHeader("Retry-After", std::to_string(lockouts.rules().seconds));
    return locked;
  }
  switch (check->standing) {
    case Standing::kWrongPassword:
      lockouts.CountWrong(account, now);
      return RefuseWrongPassword(check->account.active);
    case Standing::kUnknownLogin:
      Broken("enumeration-time");
      return RefuseCredentials(check->standing, "");
    case Standing::kInactive:
      if (!Broken("inactive-let-in")) return RefuseInactive();
      break;
    case Standing::kActive:
      break;
  }
  lockouts.CountRight(account);
  const Status recorded = services_.accounts.RecordSignIn(account, SqlDateTime(UnixSeconds()));
  if (!recorded) return Unavailable();
  return std::move(check->account);
}

Response Backend::RefuseInactive() {
  if (Broken("inactive-as-media-type")) return Refuse(415, kMediaTypeRefused);
  return RefuseCredentials(Standing::kInactive, "");
}

Response Backend::RefuseWrongPassword(bool active) {
  const char* hint = "";
  if (active && Broken("enumeration")) hint = "The password of this account is another one.";
  if (!active && Broken("inactive-told-apart")) hint = "This account is not active.";
  return RefuseCredentials(Standing::kWrongPassword, hint);
}

// All are answered alike, byte for byte, so that nobody can ask who has an account (OWASP WSTG-IDNT-04).
Response Backend::RefuseCredentials(Standing standing, std::string_view hint) {
  Json body = RefusalBody(401, traits_.bad_credentials);
  if (!hint.empty()) body.Set("hint", hint);
  if (standing != Standing::kInactive && Broken("token-in-refusal")) PutToken(body);
  return RefuseAsTold("refusal", 401, std::move(body));
}

void Backend::Break(Json& body, std::initializer_list<MemberFault> faults) {
  for (const MemberFault& fault : faults) {
    const auto last = fault.pointer.rfind('/');
    Json* object = last == 0 ? &body : body.Find(fault.pointer.substr(1, last - 1));
    if (object == nullptr || !object->IsObject() || !Broken(fault.what)) continue;  // another fault has taken it away
    const std::string_view name = fault.pointer.substr(last + 1);
    if (fault.instead) {
      object->Set(name, *fault.instead);
    } else {
      object->Erase(name);
    }
  }
}

}  // namespace authconform::reference
