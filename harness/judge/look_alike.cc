#include "harness/judge/look_alike.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "harness/base/json.h"
#include "harness/judge/media_type.h"

namespace authconform {
namespace {

// "10:00:59" as it stands in most ways to write a date.
bool HasClockTime(std::string_view text) {
  auto digits = [&](size_t at) {
    return std::isdigit(static_cast<unsigned char>(text[at])) != 0 &&
           std::isdigit(static_cast<unsigned char>(text[at + 1])) != 0;
  };
  for (size_t at = 0; at + 8 <= text.size(); ++at) {
    if (text[at + 2] == ':' && text[at + 5] == ':' && digits(at) && digits(at + 3) && digits(at + 6)) return true;
  }
  return false;
}

// Identifiers and dates differ between any two responses and tell nothing: one word with a digit in it.
bool IsPerResponse(std::string_view text) {
  if (HasClockTime(text)) return true;
  const bool digit = std::any_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  const auto letters = std::count_if(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
  return digit && (text.find(' ') == std::string_view::npos || letters <= 8);
}

std::string Name(const Json* value) { return value == nullptr ? "absent" : std::string(value->TypeName()); }

std::optional<Difference> Compare(const Json& a, const Json& b, const std::string& pointer) {
  if (a.TypeName() != b.TypeName()) return Difference{pointer, Name(&a), Name(&b)};
  if (a.is_string()) {
    if (a.string() == b.string() || (IsPerResponse(a.string()) && IsPerResponse(b.string()))) return std::nullopt;
    return Difference{pointer, "the same text", "another text"};
  }
  if (a.is_bool() && a.boolean() != b.boolean()) return Difference{pointer, WriteJson(a), WriteJson(b)};
  if (a.is_array()) {
    if (a.array().size() != b.array().size()) {
      return Difference{pointer, std::to_string(a.array().size()) + " items",
                        std::to_string(b.array().size()) + " items"};
    }
    for (size_t i = 0; i < a.array().size(); ++i) {
      if (auto found = Compare(a.array()[i], b.array()[i], pointer + "/" + std::to_string(i))) return found;
    }
  }
  if (!a.is_object()) return std::nullopt;
  for (const auto& [name, member] : a.object()) {
    const std::string below = pointer + "/" + EscapePointerToken(name);
    const Json* other = b.Find(name);
    if (other == nullptr) return Difference{below, Name(&member), "absent"};
    if (auto found = Compare(member, *other, below)) return found;
  }
  for (const auto& [name, member] : b.object()) {
    if (a.Find(name) == nullptr) return Difference{pointer + "/" + EscapePointerToken(name), "absent", Name(&member)};
  }
  return std::nullopt;
}

// A page's words but for those with a digit in them: nonces, identifiers, times.
std::string Words(std::string_view page) {
  std::string kept;
  std::string word;
  for (size_t i = 0; i <= page.size(); ++i) {
    if (i < page.size() && std::isalnum(static_cast<unsigned char>(page[i])) != 0) {
      word += page[i];
      continue;
    }
    if (!IsPerResponse(word)) kept += word + " ";
    word.clear();
  }
  return kept;
}

std::set<std::string> Names(const Response& response) {
  std::set<std::string> names;
  for (const Header& header : response.headers) {
    std::string lower;
    for (unsigned char c : header.name) lower += static_cast<char>(std::tolower(c));
    names.insert(lower);
  }
  // Connection management and caches in between add and drop these at will.
  for (const char* hop :
       {"connection", "keep-alive", "date", "age", "via", "server-timing", "transfer-encoding", "content-length"}) {
    names.erase(hop);
  }
  return names;
}

// The response with `login` taken out wherever it repeats it.
Response WithoutLogin(Response response, const std::string& login) {
  // Copied on, for a body that holds the login a million times must not be moved as often.
  auto remove = [&](std::string& text) {
    std::string kept;
    size_t from = 0;
    for (size_t at = text.find(login); at != std::string::npos; at = text.find(login, from)) {
      kept.append(text, from, at - from);
      from = at + login.size();
    }
    text = kept.append(text, from);
  };
  if (login.empty()) return response;
  remove(response.body);
  for (Header& header : response.headers) remove(header.value);
  return response;
}

std::string ShownMediaType(const Response& response) {
  const std::string* header = FindHeader(response.headers, "Content-Type");
  if (header == nullptr) return "absent";
  const std::string type = MediaType(*header);
  return type.empty() ? "empty" : type;
}

std::optional<Difference> Compare(const Response& first, const Response& second) {
  if (first.status != second.status) {
    return Difference{"", std::to_string(first.status), std::to_string(second.status)};
  }
  const std::string media_a = ShownMediaType(first);
  const std::string media_b = ShownMediaType(second);
  if (media_a != media_b) return Difference{"header:Content-Type", media_a, media_b};
  const std::set<std::string> names_a = Names(first);
  const std::set<std::string> names_b = Names(second);
  for (const std::string& name : names_a) {
    if (!names_b.contains(name)) return Difference{"header:" + name, "present", "absent"};
  }
  for (const std::string& name : names_b) {
    if (!names_a.contains(name)) return Difference{"header:" + name, "absent", "present"};
  }
  const Result<Json> a = ParseJson(first.body);
  const Result<Json> b = ParseJson(second.body);
  if (a.ok() != b.ok())
    return Difference{"", a.ok() ? "a JSON body" : "a body that is not JSON",
                      b.ok() ? "a JSON body" : "a body that is not JSON"};
  if (a.ok()) return Compare(*a, *b, "");
  if (Words(first.body) != Words(second.body)) return Difference{"", "the same body", "another body"};
  return std::nullopt;
}

}  // namespace

std::optional<Difference> FindDifference(const Response& first, const std::string& first_login, const Response& second,
                                         const std::string& second_login) {
  return Compare(WithoutLogin(first, first_login), WithoutLogin(second, second_login));
}

}  // namespace authconform
