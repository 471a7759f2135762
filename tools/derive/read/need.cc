#include "tools/derive/read/need.h"

#include <algorithm>
#include <set>

#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

// Words for "required" in messages of refusals.
bool SaysRequired(std::string_view message) {
  static constexpr std::string_view kWords[] = {"required", "mandatory",   "missing",     "requerido", "obligatorio",
                                                "requis",   "obrigatório", "obligatoire", "wajib",     "erforderlich"};
  for (std::string_view word : kWords) {
    if (HasWord(message, word)) return true;
  }
  return ToLower(message).find("can't be blank") != std::string::npos ||
         ToLower(message).find("cannot be blank") != std::string::npos;
}

// A field as sentences name it: "cell_phone" is "cell phone" there.
bool Names(std::string_view message, std::string_view field) {
  if (HasWord(message, field)) return true;
  std::string spaced(field);
  for (char& c : spaced) {
    if (c == '_' || c == '-') c = ' ';
  }
  return HasWord(message, spaced);
}

// Whether the message lists the names of the only fields there are: "exact values as: email, password". The list must
// hold nothing but names of fields, and say that it is all of them.
bool ListsExactly(std::string_view message, const std::set<std::string>& names, std::set<std::string>& listed) {
  const size_t colon = message.rfind(':');
  if (colon == std::string_view::npos || !SaysRequired(message) || !HasWord(message, "exact")) return false;
  std::string_view rest = message.substr(colon + 1);
  std::set<std::string> found;
  while (!rest.empty()) {
    const size_t comma = std::min(rest.find(','), rest.size());
    const std::string name = CleanName(rest.substr(0, comma));
    if (!names.contains(name)) return false;
    found.insert(name);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  listed.insert(found.begin(), found.end());
  return !found.empty();
}

// "You must specify the username and password": a sentence that demands what it names, without a condition.
bool Demands(std::string_view sentence) {
  static constexpr std::string_view kVerbs[] = {"specify", "provide", "provided", "include", "contain",
                                                "send",    "supply",  "pass",     "sent"};
  static constexpr std::string_view kConditions[] = {"if", "when", "not", "optional", "either", "or", "unless"};
  if (!HasWord(sentence, "must")) return false;
  for (std::string_view condition : kConditions) {
    if (HasWord(sentence, condition)) return false;
  }
  return std::any_of(std::begin(kVerbs), std::end(kVerbs),
                     [&](std::string_view verb) { return HasWord(sentence, verb); });
}

class Refusals {
 public:
  explicit Refusals(const std::set<std::string>& names) : names_(names) {}

  // `key`: the name of the member that holds the value, of the list around it for items.
  void Read(const Json& value, const std::string& key) {
    if (value.is_object()) {
      for (const auto& [name, member] : value.object()) Read(member, name);
    } else if (value.is_array()) {
      for (const Json& item : value.array()) Read(item, key);
    } else if (value.is_string()) {
      const std::string& message = value.string();
      if (ListsExactly(message, names_, needed) || !SaysRequired(message)) return;
      if (names_.contains(key)) needed.insert(key);
      // Only a message about one field tells which field it means.
      std::string only;
      for (const std::string& name : names_) {
        if (!Names(message, name)) continue;
        if (!only.empty()) return;
        only = name;
      }
      if (!only.empty()) needed.insert(only);
    }
  }

  std::set<std::string> needed;

 private:
  const std::set<std::string>& names_;
};

}  // namespace

void CompleteNeed(EndpointFact& endpoint) {
  std::set<std::string> names;
  for (const Field& field : endpoint.fields) {
    if (field.path.find('/', 1) == std::string::npos) names.insert(field.path.substr(1));
  }
  // Nobody tells the need of hundreds of fields in words.
  if (names.size() > 300) return;
  Refusals refusals(names);
  for (const ResponseFact& response : endpoint.responses) {
    if (response.status < 400 || response.status > 499) continue;
    for (const Example& example : response.examples) {
      if (example.body) refusals.Read(example.body->value, "");
    }
  }
  for (const Prose& prose : endpoint.prose) {
    if (!Demands(prose.text)) continue;
    for (const std::string& name : names) {
      if (Names(prose.text, name)) refusals.needed.insert(name);
    }
  }
  for (Field& field : endpoint.fields) {
    if (!field.required && field.in != Field::In::kPath && refusals.needed.contains(field.path.substr(1))) {
      field.required = true;
    }
  }
}

}  // namespace authconform
