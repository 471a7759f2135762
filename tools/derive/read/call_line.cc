#include "tools/derive/read/call_line.h"

#include <algorithm>

#include "tools/derive/read/path.h"
#include "tools/derive/text/lines.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

constexpr std::string_view kBetween = " \t`*:|_>=-[]()\"";

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsAlphanumeric(char c) { return IsUpper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

std::string_view SkipBetween(std::string_view text) {
  for (;;) {
    if (text.starts_with("→") || text.starts_with("–")) {
      text.remove_prefix(3);
    } else if (!text.empty() && kBetween.find(text[0]) != std::string_view::npos) {
      // "[host]/path" and "_x" start a path, a mark alone does not.
      if (text[0] == '[' && text.find("]/") < text.find(' ')) return text;
      text.remove_prefix(1);
    } else {
      return text;
    }
  }
}

// "request to the endpoint ", "requests at ", "to ": how many bytes of such words the text starts with.
size_t RequestWords(std::string_view text) {
  const std::string lower = ToLower(text.substr(0, 60));
  static constexpr std::string_view kWords[] = {"requests", "request", "call",  "to",   "at", "the",     "following",
                                                "endpoint", "url",     "route", "path", "on", "against", "method"};
  size_t at = 0;
  bool any = false;
  while (at < lower.size()) {
    const size_t end = std::min(lower.find_first_of(" `:", at), lower.size());
    const std::string_view word = std::string_view(lower).substr(at, end - at);
    if (std::find(std::begin(kWords), std::end(kWords), word) == std::end(kWords)) break;
    any = true;
    at = end;
    while (at < lower.size() && (lower[at] == ' ' || lower[at] == '`' || lower[at] == ':')) ++at;
  }
  return any ? at : 0;
}

std::string_view PathToken(std::string_view text) {
  std::string_view token = text.substr(0, text.find_first_of(" \t`\n|\"'"));
  while (!token.empty() && std::string_view(".,;:*").find(token.back()) != std::string_view::npos)
    token.remove_suffix(1);
  const bool opened = token.find_first_of("([") != std::string_view::npos;
  if (!opened && !token.empty() && (token.back() == ')' || token.back() == ']')) token.remove_suffix(1);
  return token;
}

bool StartsPath(std::string_view token) {
  return token.starts_with('/') || token.find("://") != std::string_view::npos || token.starts_with('{') ||
         token.starts_with('<') || token.starts_with('[') || token.starts_with('$');
}

// "/login [POST]", "`/login` (POST)", "/login - POST": the path comes first.
std::optional<CallLine> PathFirst(std::string_view line) {
  const std::string_view token = PathToken(line);
  if (token.size() < 2 || !StartsPath(token) || !LooksLikePath(token)) return std::nullopt;
  const std::string_view rest = SkipBetween(line.substr(token.size()));
  const std::string method = MethodOfWord(rest.substr(0, rest.find_first_of(" )]\t")));
  const bool upper = !rest.empty() && IsUpper(rest[0]) && rest.size() > 1 && IsUpper(rest[1]);
  if (method.empty() || !upper) return std::nullopt;
  return CallLine{method, std::string(token), false, false};
}

}  // namespace

std::optional<CallLine> ReadCallLine(std::string_view line, bool loose) {
  line = Trim(line);
  if (line.size() > 600) line = line.substr(0, 600);
  if (std::optional<CallLine> found = PathFirst(SkipBetween(line))) return found;
  for (size_t i = 0; i < line.size(); ++i) {
    if (!IsUpper(line[i]) || (i > 0 && (IsAlphanumeric(line[i - 1]) || line[i - 1] == '/'))) continue;
    size_t end = i;
    while (end < line.size() && IsAlphanumeric(line[end])) ++end;
    const std::string_view word = line.substr(i, end - i);
    const bool upper = std::all_of(word.begin(), word.end(), IsUpper);
    const std::string method = upper ? MethodOfWord(word) : "";
    if (method.empty()) {
      i = end;
      continue;
    }
    std::string_view rest = SkipBetween(line.substr(end));
    const size_t words = RequestWords(rest);
    const std::string_view before = Trim(line.substr(0, i));
    const bool free =
        std::all_of(before.begin(), before.end(), [](char c) { return !IsAlphanumeric(c) || (c >= '0' && c <= '9'); });
    const bool labelled = before.ends_with(':') && before.size() < 40;
    const bool headed = loose && before.size() < 80;
    if (words > 0) rest = SkipBetween(rest.substr(words));
    const std::string_view token = PathToken(rest);
    const bool alone = free && Trim(rest.substr(token.size())).size() <= 1;
    const bool path = StartsPath(token) ? token.size() > 1 || token == "/" : alone && LooksLikePath(token);
    if (path && LooksLikePath(token) && (free || labelled || headed || words > 0)) {
      const bool version = Trim(rest.substr(token.size())).starts_with("HTTP/");
      return CallLine{method, std::string(token), words > 0, version};
    }
    i = end;
  }
  return std::nullopt;
}

std::optional<CallLine> ReadTopLine(std::string_view line) {
  static constexpr std::string_view kNoPaths[] = {"request", "requests", "method", "parameters", "body",      "data",
                                                  "example", "response", "api",    "endpoint",   "endpoints", "call"};
  const size_t space = line.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const std::string_view word = Trim(line.substr(space));
  const std::string_view first = line.substr(0, space);
  const bool upper = std::all_of(first.begin(), first.end(), IsUpper);
  if (!upper || MethodOfWord(first).empty() || word.empty() || !IsUpper(word[0])) return std::nullopt;
  if (!std::all_of(word.begin(), word.end(), IsAlphanumeric)) return std::nullopt;
  if (std::find(std::begin(kNoPaths), std::end(kNoPaths), ToLower(word)) != std::end(kNoPaths)) return std::nullopt;
  return CallLine{std::string(first), "/" + std::string(word), false, false};
}

}  // namespace authconform
