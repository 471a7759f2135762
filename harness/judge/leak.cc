#include "harness/judge/leak.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "harness/base/redact.h"
#include "harness/base/secret_finder.h"
#include "harness/judge/jwt.h"
#include "harness/judge/media_type.h"

namespace authconform {
namespace {

std::string Bare(std::string_view name) {
  std::string bare;
  for (char c : name) {
    if (c != '_' && c != '-') bare += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  return bare;
}

// Names under which tokens are given out.
bool HasTokenName(std::string_view name) {
  const std::string bare = Bare(name);
  return bare == "token" || bare == "accesstoken" || bare == "refreshtoken" || bare == "idtoken" || bare == "authtoken";
}

// How a name tells that something nobody else may see stands under it: to be masked, not to be found fault with.
enum class Hint {
  kNone,
  kToken,
  kOnce,  // serves once
  kCode,  // an authorization code (RFC 6749 4.1.2), or one of many other things
};

Hint HintOf(std::string_view name) {
  static constexpr std::string_view kTokenNames[] = {"token",     "jwt",           "session",    "sessionid",
                                                     "sessid",    "authorization", "apikey",     "authkey",
                                                     "secretkey", "accesskey",     "privatekey", "secret"};
  // No plain "password": there an answer repeats what was sent.
  static constexpr std::string_view kOnceNames[] = {"otp",
                                                    "verificationcode",
                                                    "confirmationcode",
                                                    "activationcode",
                                                    "recoverycode",
                                                    "backupcode",
                                                    "authcode",
                                                    "authorizationcode",
                                                    "smscode",
                                                    "mfacode",
                                                    "twofactorcode",
                                                    "resetcode",
                                                    "accesscode",
                                                    "devicecode",
                                                    "usercode",
                                                    "onetimecode",
                                                    "onetimepassword",
                                                    "temporarypassword",
                                                    "temppassword",
                                                    "newpassword",
                                                    "generatedpassword",
                                                    "initialpassword",
                                                    "pincode",
                                                    "passcode",
                                                    "nonce",
                                                    "challenge",
                                                    "ticket"};
  std::string bare = Bare(name);
  if (bare == "code" || bare == "state") return Hint::kCode;
  if (bare == "pin" || bare == "totp") return Hint::kOnce;
  if (bare == "sid" || bare.ends_with(".sid")) return Hint::kToken;
  auto ends = [&](std::string_view end) { return bare.ends_with(end); };
  if (std::any_of(std::begin(kTokenNames), std::end(kTokenNames), ends)) return Hint::kToken;
  if (bare.ends_with("codes")) bare.pop_back();
  return std::any_of(std::begin(kOnceNames), std::end(kOnceNames), ends) ? Hint::kOnce : Hint::kNone;
}

bool HasSpace(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c <= ' '; });
}

constexpr size_t kShortestWord = 8;

// Digits, small and capital letters in one piece, or enough hexadecimal digits: no message key, no number of an error.
bool LooksRandom(std::string_view text) {
  constexpr size_t kLongPiece = 12;
  constexpr size_t kLongHex = 24;
  size_t piece = 0;
  bool digit = false, lower = false, upper = false;
  bool hex = text.size() >= kLongHex;
  for (unsigned char c : text) {
    hex = hex && (std::isxdigit(c) != 0 || c == '-');
    if (std::isalnum(c) == 0) {
      piece = 0;
      digit = lower = upper = false;
      continue;
    }
    ++piece;
    digit = digit || std::isdigit(c) != 0;
    lower = lower || std::islower(c) != 0;
    upper = upper || std::isupper(c) != 0;
    if (piece >= kLongPiece && digit && lower && upper) return true;
  }
  return hex;
}

// Whether what stands under such a name is what the name says. A token `given` in a success, or as a cookie, may be a
// long word; where nothing is given a word says why.
bool IsIssued(Hint hint, std::string_view text, bool given) {
  if (HasSpace(text)) return false;
  const bool number = std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  switch (hint) {
    case Hint::kNone:
      return false;
    case Hint::kToken:
      return !IsOrdinaryText(text) || (given && !number && text.size() >= kShortestWord);
    case Hint::kOnce:
      return number ? text.size() >= 6 : !IsOrdinaryText(text);
    case Hint::kCode:
      return LooksRandom(text);
  }
  return false;
}

// Calls visit(pointer, name, text) for every string of the tree; stops when it returns true. Depth is bounded by the
// parser's cap.
template <typename Visit>
bool AnyString(const Json& value, const std::string& pointer, std::string_view name, const Visit& visit) {
  if (value.is_string()) return visit(pointer, name, value.string());
  if (value.is_object()) {
    for (const auto& [key, member] : value.object()) {
      if (AnyString(member, pointer + "/" + EscapePointerToken(key), key, visit)) return true;
    }
  } else if (value.is_array()) {
    for (size_t i = 0; i < value.array().size(); ++i) {
      if (AnyString(value.array()[i], pointer + "/" + std::to_string(i), "", visit)) return true;
    }
  }
  return false;
}

// The first run of characters that has a JWT's shape.
std::optional<std::string_view> JwtWithin(std::string_view text) {
  for (size_t at = text.find("eyJ"); at != std::string_view::npos; at = text.find("eyJ", at + 3)) {
    size_t end = at;
    while (end < text.size() && (std::isalnum(static_cast<unsigned char>(text[end])) != 0 || text[end] == '-' ||
                                 text[end] == '_' || text[end] == '.')) {
      ++end;
    }
    std::string_view candidate = text.substr(at, end - at);
    while (candidate.ends_with('.')) candidate.remove_suffix(1);
    if (LooksLikeJwt(candidate)) return candidate;
    at = std::max(at, end >= 3 ? end - 3 : end);
  }
  return std::nullopt;
}

// A refusal may hold a word where tokens stand ("token": "authentication_failed"); a token has digits and no spaces.
bool CouldBeToken(std::string_view text, size_t shortest) {
  return text.size() >= shortest && text.find(' ') == std::string_view::npos &&
         std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}
constexpr size_t kShortestInPlace = 8;
constexpr size_t kShortestByName = 16;

struct NamedToken {
  std::string_view name;
  std::string_view value;
};

// What stands behind a token's name in text that is not JSON: query strings, pages, JSON with a mistake in it.
std::vector<NamedToken> NamedTokensWithin(std::string_view text) {
  static const RE2 kNamed(
      R"re((?i)([\w-]{0,40}(?:token|jwt|session_?id|otp|passcode|nonce))["']?\s*[:=]\s*["']?([^"'&,;\s<>}#]{6,}))re");
  std::vector<NamedToken> found;
  re2::StringPiece rest(text.data(), text.size());
  re2::StringPiece name, value;
  while (RE2::FindAndConsume(&rest, kNamed, &name, &value)) {
    found.push_back({{name.data(), name.size()}, {value.data(), value.size()}});
  }
  return found;
}

// RFC 3986 2.1.
std::string PercentDecoded(std::string_view text) {
  std::string decoded;
  for (size_t at = 0; at < text.size(); ++at) {
    unsigned byte = 0;
    const char* digits = text.data() + at + 1;
    if (text[at] == '%' && at + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      decoded += static_cast<char>(byte);
      at += 2;
    } else {
      decoded += text[at];
    }
  }
  return decoded;
}

// Collects what a response issued.
class Issue {
 public:
  explicit Issue(bool success) : success_(success) {}

  void Add(std::string_view kind, std::string_view value) {
    if (value.size() >= 4) secrets_.push_back({std::string(kind), std::string(value)});
  }

  void AddJwts(std::string_view text) {
    while (auto jwt = JwtWithin(text)) {
      Add("jwt", *jwt);
      text.remove_prefix(static_cast<size_t>(jwt->data() + jwt->size() - text.data()));
    }
  }

  void AddNamed(std::string_view text) {
    for (const NamedToken& named : NamedTokensWithin(text)) {
      const std::string value = PercentDecoded(named.value);
      if (IsIssued(HintOf(named.name), value, success_)) Add(named.name, value);
    }
  }

  // A member's text, or the text of a number.
  void AddMember(std::string_view name, std::string_view text) {
    const Hint hint = HintOf(name);
    const size_t space = text.find(' ');
    const std::string_view behind_scheme = space == std::string_view::npos ? text : text.substr(space + 1);
    if (IsIssued(hint, text, success_)) {
      Add(name, text);
    } else if (hint == Hint::kToken && IsIssued(hint, behind_scheme, success_)) {
      Add(name, behind_scheme);
    } else {
      AddJwts(text);
      AddQuery(text);
    }
  }

  void AddHeader(const Header& header) {
    std::string name = header.name;
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    if (name == "set-cookie") return AddCookie(header.value);
    const std::string_view behind_scheme = std::string_view(header.value).substr(header.value.rfind(' ') + 1);
    if (const Hint hint = HintOf(name); hint != Hint::kCode && IsIssued(hint, behind_scheme, success_)) {
      return Add(name, behind_scheme);
    }
    AddJwts(header.value);
    if (header.value.find('=') == std::string::npos) return;
    AddNamed(header.value);
    AddQuery(header.value);
  }

  // Authorization codes come in the query of a URL (RFC 6749 4.1.2).
  void AddQuery(std::string_view url) {
    for (size_t at = url.find_first_of("?&#"); at != std::string_view::npos; at = url.find_first_of("?&#", at + 1)) {
      const std::string_view pair = url.substr(at + 1, url.find_first_of("&# \"<>", at + 1) - at - 1);
      const size_t equals = pair.find('=');
      if (equals == std::string_view::npos || HintOf(pair.substr(0, equals)) != Hint::kCode) continue;
      const std::string value = PercentDecoded(pair.substr(equals + 1));
      if (IsIssued(Hint::kCode, value, success_)) Add(pair.substr(0, equals), value);
    }
  }

  std::vector<IssuedSecret> Take() { return std::move(secrets_); }

 private:
  void AddCookie(std::string_view cookie) {
    const std::string_view pair = cookie.substr(0, cookie.find(';'));
    const size_t equals = pair.find('=');
    if (equals == std::string_view::npos) return;
    std::string_view text = pair.substr(equals + 1);
    if (text.size() > 1 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    const std::string value = PercentDecoded(text);
    const Hint hint = HintOf(pair.substr(0, equals)) == Hint::kToken ? Hint::kToken : Hint::kNone;
    if (!IsOrdinaryText(value) || IsIssued(hint, value, true))
      Add("cookie." + std::string(pair.substr(0, equals)), value);
  }

  const bool success_;
  std::vector<IssuedSecret> secrets_;
};

// Calls visit(pointer, name, text) for every string and number of the tree; a list's items have its name.
template <typename Visit>
void ForEachText(const Json& value, const std::string& pointer, std::string_view name, const Visit& visit) {
  if (value.is_string()) return visit(pointer, name, value.string());
  if (value.is_number()) return visit(pointer, name, value.number().text);
  if (value.is_object()) {
    for (const auto& [key, member] : value.object()) {
      ForEachText(member, pointer + "/" + EscapePointerToken(key), key, visit);
    }
  } else if (value.is_array()) {
    for (size_t i = 0; i < value.array().size(); ++i) {
      ForEachText(value.array()[i], pointer + "/" + std::to_string(i), name, visit);
    }
  }
}

}  // namespace

std::optional<std::string> FindToken(const std::vector<std::string>& tokens, const Response& response,
                                     const Json* body) {
  std::optional<std::string> found;
  if (body != nullptr) {
    AnyString(*body, "", "", [&](const std::string& pointer, std::string_view name, const std::string& text) {
      const bool place = std::find(tokens.begin(), tokens.end(), pointer) != tokens.end();
      const bool named = HasTokenName(name);
      const bool token = place ? CouldBeToken(text, kShortestInPlace) : named && CouldBeToken(text, kShortestByName);
      if (token || JwtWithin(text)) found = pointer;
      return found.has_value();
    });
  } else if (JwtWithin(response.body)) {
    found = "";
  } else {
    for (const NamedToken& named : NamedTokensWithin(response.body)) {
      if (HintOf(named.name) == Hint::kToken && CouldBeToken(named.value, kShortestByName)) found = "";
    }
  }
  for (const Header& header : response.headers) {
    if (!found && JwtWithin(header.value)) found = "header:" + header.name;
  }
  return found;
}

std::optional<std::string> FindPassword(std::string_view password, const Response& response, const Json* body) {
  if (password.size() < Redactor::kShortest) return std::nullopt;
  const SecretFinder finder(password);
  if (finder.IsIn(response.body)) {
    std::optional<std::string> found;
    if (body != nullptr) {
      AnyString(*body, "", "", [&](const std::string& pointer, std::string_view, const std::string& text) {
        if (finder.IsIn(text)) found = pointer;
        return found.has_value();
      });
    }
    return found.value_or("");  // the name of a member, or no JSON
  }
  for (const Header& header : response.headers) {
    if (finder.IsIn(header.value)) return "header:" + header.name;
  }
  return std::nullopt;
}

std::optional<std::string> FindStackTrace(std::string_view text) {
  static const struct {
    RE2 pattern;
    const char* what;
  } kTraces[] = {
      {R"(Traceback \(most recent call last\))", "a Python stack trace"},
      {R"(\bat [\w$.<>]+\([\w$]+\.(java|kt|scala):\d+\))", "a Java stack trace"},
      {R"(\bat [\w.<>`\[\], ]+\(.*\) in .+:line \d+)", "a .NET stack trace"},
      {R"(#\d+ [^\s]+\.php\(\d+\))", "a PHP stack trace"},
      {R"(\bat .{0,200}\(?[^\s()]+\.[cm]?[jt]s:\d+:\d+\)?)", "a JavaScript stack trace"},
      {R"(goroutine \d+ \[)", "a Go stack trace"},
      {R"([\w/.-]+\.rb:\d+:in [`'])", "a Ruby stack trace"},
      {R"(SQLSTATE\[|ORA-\d{5}|You have an error in your SQL syntax)", "a database error"},
  };
  // Traces stand near the start of an error page; an endless one is not searched whole.
  text = text.substr(0, 64 << 10);
  for (const auto& trace : kTraces) {
    if (RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), trace.pattern)) return trace.what;
  }
  return std::nullopt;
}

namespace {

// Whether the document shows what stands there in a success; array items stand as "*" there.
bool IsDocumented(const Spec& spec, const std::string& pointer) {
  const auto& members = spec.outcomes.at("success").members;
  std::string starred;
  for (size_t at = 0; at < pointer.size();) {
    const size_t end = std::min(pointer.find('/', at + 1), pointer.size());
    const std::string_view token = std::string_view(pointer).substr(at + 1, end - at - 1);
    const bool index = !token.empty() && token.find_first_not_of("0123456789") == std::string_view::npos;
    starred += index ? "/*" : "/" + std::string(token);
    at = end;
  }
  return members.contains(pointer) || members.contains(starred);
}

}  // namespace

std::vector<IssuedSecret> IssuedSecrets(const Spec& spec, const Response& response, const Json* body) {
  // Where the document has a token even a short word is one.
  constexpr size_t kShortestGiven = 6;
  constexpr size_t kLongestToken = 4'096;  // what goes into a header
  const bool success = response.status / 100 == 2;
  Issue issue(success);
  if (body != nullptr) {
    ForEachText(*body, "", "", [&](const std::string& pointer, std::string_view name, const std::string& text) {
      const bool place = std::find(spec.tokens.begin(), spec.tokens.end(), pointer) != spec.tokens.end();
      const bool token = place && (success ? text.size() >= kShortestGiven : IsIssued(Hint::kToken, text, success));
      const bool unknown = success && text.size() <= kLongestToken && LooksRandom(text) && !HasSpace(text) &&
                           !IsDocumented(spec, pointer);
      token || unknown ? issue.Add(name.empty() ? "token" : name, text) : issue.AddMember(name, text);
    });
  } else {
    issue.AddJwts(response.body);
    issue.AddNamed(response.body);
    issue.AddQuery(response.body);
  }
  for (const Header& header : response.headers) issue.AddHeader(header);
  return issue.Take();
}

}  // namespace authconform
