#include "harness/judge/leak.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>

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

// Names under which something may stand that is nobody else's business: to be masked, not to be found fault with.
bool HasSecretName(std::string_view name) {
  const std::string bare = Bare(name);
  return bare.ends_with("token") || bare.ends_with("jwt") || bare.ends_with("session") || bare.ends_with("sessionid") ||
         bare.ends_with("authorization") || bare.ends_with("apikey") || bare.ends_with("authkey");
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

// What stands behind a token's name in text that is not JSON: query strings, pages, JSON with a mistake in it.
std::vector<std::string_view> NamedTokensWithin(std::string_view text) {
  static const RE2 kNamed(R"re((?i)(?:token|jwt|session_?id)["']?\s*[:=]\s*["']?([^"'&,;\s<>}#]{8,}))re");
  std::vector<std::string_view> found;
  re2::StringPiece rest(text.data(), text.size());
  re2::StringPiece value;
  while (RE2::FindAndConsume(&rest, kNamed, &value)) found.emplace_back(value.data(), value.size());
  return found;
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
    for (std::string_view named : NamedTokensWithin(response.body)) {
      if (CouldBeToken(named, kShortestByName)) found = "";
    }
  }
  for (const Header& header : response.headers) {
    if (!found && JwtWithin(header.value)) found = "header:" + header.name;
  }
  return found;
}

std::optional<std::string> FindPassword(std::string_view password, const Response& response, const Json* body) {
  if (password.size() < 4) return std::nullopt;
  std::optional<std::string> found;
  if (body != nullptr) {
    AnyString(*body, "", "", [&](const std::string& pointer, std::string_view, const std::string& text) {
      if (text.find(password) != std::string::npos) found = pointer;
      return found.has_value();
    });
  } else if (response.body.find(password) != std::string::npos) {
    found = "";
  }
  for (const Header& header : response.headers) {
    if (!found && header.value.find(password) != std::string::npos) found = "header:" + header.name;
  }
  return found;
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

std::vector<std::string> IssuedSecrets(const Spec& spec, const Response& response, const Json* body) {
  std::vector<std::string> secrets;
  auto add = [&](std::string_view text) {
    if (text.size() >= 4) secrets.emplace_back(text);
  };
  if (body != nullptr) {
    AnyString(*body, "", "", [&](const std::string& pointer, std::string_view name, const std::string& text) {
      const bool place = std::find(spec.tokens.begin(), spec.tokens.end(), pointer) != spec.tokens.end();
      if (place || (HasSecretName(name) && text.find(' ') == std::string::npos)) {
        add(text);
      } else if (auto jwt = JwtWithin(text)) {
        add(*jwt);
      }
      return false;
    });
  } else {
    std::string_view rest = response.body;
    while (auto jwt = JwtWithin(rest)) {
      add(*jwt);
      rest.remove_prefix(static_cast<size_t>(jwt->data() + jwt->size() - rest.data()));
    }
    for (std::string_view named : NamedTokensWithin(response.body)) add(named);
  }
  for (const Header& header : response.headers) {
    if (IsHeaderNamed(header, "Set-Cookie")) {
      const std::string_view pair = std::string_view(header.value).substr(0, header.value.find(';'));
      const size_t equals = pair.find('=');
      if (equals != std::string_view::npos) add(pair.substr(equals + 1));
    } else if (HasSecretName(header.name)) {
      add(std::string_view(header.value).substr(header.value.rfind(' ') + 1));  // behind a scheme, when there is one
    } else if (auto jwt = JwtWithin(header.value)) {
      add(*jwt);
    } else if (header.value.find('=') != std::string::npos) {
      for (std::string_view named : NamedTokensWithin(header.value)) add(named);  // Location, mostly
    }
  }
  return secrets;
}

}  // namespace authconform
