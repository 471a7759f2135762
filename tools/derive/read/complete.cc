#include "tools/derive/read/complete.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "tools/derive/read/list_name.h"
#include "tools/derive/read/members.h"
#include "tools/derive/read/need.h"
#include "tools/derive/read/path.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

bool SendsBody(const EndpointFact& endpoint) { return endpoint.method != "GET" && endpoint.method != "HEAD"; }

std::string PointerOf(std::string_view name) { return "/" + EscapePointerToken(name); }

std::set<std::string> PathsIn(const std::vector<Field>& fields, Field::In in) {
  std::set<std::string> paths;
  for (const Field& field : fields) {
    if (field.in == in) paths.insert(field.path);
  }
  return paths;
}

// The base path that stands with the host, and the query that stands with the path.
void CompletePath(EndpointFact& endpoint) {
  const PathParts parts = SplitUrl(endpoint.path);
  if (endpoint.host.empty()) endpoint.host = parts.host;
  endpoint.path = parts.path.empty() ? "" : JoinPath(endpoint.host, parts.path);
  const std::set<std::string> body = PathsIn(endpoint.fields, Field::In::kBody);
  std::vector<Field> query;
  for (const auto& [name, value] : parts.query) {
    Field field;
    field.path = PointerOf(name);
    field.in = Field::In::kQuery;
    field.lines = endpoint.path_lines;
    if (LooksLikePath("/" + value) && PathParameters("/" + value).empty()) field.example = Json(value);
    if (!body.contains(field.path)) query.push_back(std::move(field));
  }
  Merge(endpoint.fields, std::move(query));
}

// A method that no word names: one that a sample sends with, or POST for what has a body or a form.
void CompleteMethod(EndpointFact& endpoint) {
  if (!endpoint.method.empty()) return;
  for (const RequestSample& sample : endpoint.samples) {
    if (sample.method.empty()) continue;
    endpoint.method = sample.method;
    endpoint.method_lines = sample.lines;
    return;
  }
  const bool body = std::any_of(endpoint.requests.begin(), endpoint.requests.end(),
                                [](const Example& example) { return example.body.has_value(); });
  const bool body_field = std::any_of(endpoint.fields.begin(), endpoint.fields.end(),
                                      [](const Field& field) { return field.in == Field::In::kBody && field.placed; });
  const bool encoded = endpoint.encoding && *endpoint.encoding != FactEncoding::kQuery;
  if (body || body_field || encoded) endpoint.method = "POST";
}

// All values in a query are text; digits alone mean a number, a placeholder nothing.
ValueType TypeOfQueryValue(std::string_view value) {
  if (value.empty() || value.find_first_of("{}<>[]:$") != std::string_view::npos) return ValueType::kUnknown;
  return value.find_first_not_of("0123456789") == std::string_view::npos ? ValueType::kInteger : ValueType::kString;
}

// What samples and request examples show of the body, and of the query.
struct Shown {
  std::vector<Field> body;
  std::vector<Field> query;
};

Shown ShownBy(const EndpointFact& endpoint) {
  FieldUnion body;
  FieldUnion query;
  for (const Example& example : endpoint.requests) {
    if (example.body) body.Add(MembersOf(*example.body));
  }
  for (const RequestSample& sample : endpoint.samples) {
    if (sample.body) {
      std::vector<Field> members = MembersOf(*sample.body);
      const bool form = sample.encoding != RequestSample::Encoding::kJson;
      const bool in_query = form && endpoint.method == "GET";
      for (Field& member : members) {
        if (!member.lines) member.lines = sample.lines;
        if (in_query) member.in = Field::In::kQuery;
        // All that a form carries is text: a sample of one tells no type of its leaves.
        if (std::find(sample.files.begin(), sample.files.end(), member.path) != sample.files.end()) {
          member.type = ValueType::kUnknown;
        }
      }
      (in_query ? query : body).Add(std::move(members));
    }
    std::vector<Field> sent;
    for (const auto& [name, value] : SplitUrl(sample.url).query) {
      Field field;
      field.path = PointerOf(name);
      field.in = Field::In::kQuery;
      field.lines = sample.lines;
      field.type = TypeOfQueryValue(value);
      sent.push_back(std::move(field));
    }
    SpellLists(sent);
    query.Add(std::move(sent));
  }
  return {body.Take(), query.Take()};
}

// Where a parameter travels: in the path only when the path has its place, in the query or body as samples send it.
void PlaceFields(EndpointFact& endpoint, const Shown& shown) {
  const std::set<std::string> shown_body = PathsIn(shown.body, Field::In::kBody);
  const std::set<std::string> shown_query = PathsIn(shown.query, Field::In::kQuery);
  const std::vector<std::string> parameters = PathParameters(endpoint.path);
  std::set<std::string> places;
  for (const std::string& name : parameters) places.insert(PointerOf(name));
  auto in_path = [&](const std::string& path) { return places.contains(path); };
  // A list that names a literal segment of the path tells nothing: there is nothing to send.
  std::erase_if(endpoint.fields, [&](const Field& field) {
    return field.in == Field::In::kPath && field.placed && !in_path(field.path) &&
           (endpoint.path + "/").find(field.path + "/") != std::string::npos;
  });
  // A list that tells body from query means it.
  const bool declares_body = std::any_of(endpoint.fields.begin(), endpoint.fields.end(), [](const Field& field) {
    return field.declared && field.placed && field.in == Field::In::kBody;
  });
  const Field::In otherwise = SendsBody(endpoint) ? Field::In::kBody : Field::In::kQuery;
  for (Field& field : endpoint.fields) {
    const Field::In told = field.in;
    if (!field.placed) {
      const bool query = shown_query.contains(field.path) && !shown_body.contains(field.path);
      field.in = in_path(field.path) ? Field::In::kPath : query ? Field::In::kQuery : otherwise;
    } else if (field.in == Field::In::kQuery && in_path(field.path)) {
      field.in = Field::In::kPath;
    } else if (field.in == Field::In::kPath && !in_path(field.path)) {
      // Without a body, a path that is not written out in full is the likelier mistake.
      if (shown_query.contains(field.path)) field.in = Field::In::kQuery;
      if (field.in == Field::In::kPath && otherwise == Field::In::kBody) field.in = otherwise;
    } else if (field.in == Field::In::kQuery && shown_body.contains(field.path) && !shown_query.contains(field.path)) {
      field.in = Field::In::kBody;
    } else if (field.in == Field::In::kQuery && endpoint.encoding == FactEncoding::kJson && SendsBody(endpoint) &&
               !declares_body && !shown_query.contains(field.path)) {
      field.in = Field::In::kBody;
    }
    if (field.placed && field.in != told) field.misdeclared = told;
  }
  std::set<std::string> declared = PathsIn(endpoint.fields, Field::In::kPath);
  for (const std::string& name : parameters) {
    if (!declared.insert(PointerOf(name)).second) continue;
    Field field;
    field.path = PointerOf(name);
    field.in = Field::In::kPath;
    field.lines = endpoint.path_lines;
    const auto at = std::find_if(endpoint.fields.begin(), endpoint.fields.end(),
                                 [](const Field& other) { return other.in != Field::In::kPath; });
    endpoint.fields.insert(at, std::move(field));
  }
}

// Fields that only examples show come after those that are declared. A field of the query that a body already has is
// the same field.
void AddShown(EndpointFact& endpoint, Shown shown) {
  Merge(endpoint.fields, std::move(shown.body));
  const std::set<std::string> body = PathsIn(endpoint.fields, Field::In::kBody);
  std::erase_if(shown.query, [&](const Field& field) { return body.contains(field.path); });
  Merge(endpoint.fields, std::move(shown.query));
  for (Field& field : endpoint.fields) {
    // A list's own example tells more than text only when it is no text.
    if (field.type == ValueType::kUnknown && field.example && field.declared && field.in != Field::In::kPath &&
        !field.example->is_string()) {
      field.type = TypeOf(*field.example);
    }
  }
}

const HeaderFact* FindHeader(const EndpointFact& endpoint, std::string_view name) {
  const std::string lower = ToLower(name);
  for (const HeaderFact& header : endpoint.headers) {
    if (ToLower(header.name) == lower) return &header;
  }
  return nullptr;
}

void AddHeaders(EndpointFact& endpoint) {
  std::vector<HeaderFact> headers;
  std::map<std::string, size_t> index;
  auto add = [&](HeaderFact header) {
    const auto [known, added] = index.emplace(ToLower(header.name), headers.size());
    if (added) {
      headers.push_back(std::move(header));
    } else if (headers[known->second].value.empty()) {
      headers[known->second].value = header.value;
    }
  };
  for (HeaderFact& header : endpoint.headers) add(std::move(header));
  for (const RequestSample& sample : endpoint.samples) {
    for (const RequestSample::Header& header : sample.headers) {
      add({header.name, header.value, header.lines ? header.lines : sample.lines, std::nullopt, ""});
    }
  }
  endpoint.headers = std::move(headers);
}

std::optional<FactEncoding> EncodingOfMediaType(std::string_view value) {
  const std::string lower = ToLower(value);
  if (lower.find("json") != std::string::npos) return FactEncoding::kJson;
  if (lower.find("urlencoded") != std::string::npos || lower.find("multipart") != std::string::npos) {
    return FactEncoding::kForm;
  }
  return std::nullopt;
}

void CompleteEncoding(EndpointFact& endpoint) {
  const bool body = std::any_of(endpoint.fields.begin(), endpoint.fields.end(),
                                [](const Field& field) { return field.in == Field::In::kBody; });
  const auto query = std::find_if(endpoint.fields.begin(), endpoint.fields.end(),
                                  [](const Field& field) { return field.in == Field::In::kQuery; });
  if (!body) {
    endpoint.encoding.reset();
    endpoint.encoding_lines = {};
    if (query != endpoint.fields.end()) {
      endpoint.encoding = FactEncoding::kQuery;
      endpoint.encoding_lines = query->lines;
    }
    return;
  }
  if (endpoint.encoding && *endpoint.encoding != FactEncoding::kQuery) return;
  endpoint.encoding.reset();
  auto tell = [&](std::optional<FactEncoding> encoding, Lines lines) {
    if (!encoding || endpoint.encoding) return;
    endpoint.encoding = encoding;
    endpoint.encoding_lines = lines;
  };
  if (const HeaderFact* header = FindHeader(endpoint, "Content-Type")) {
    tell(EncodingOfMediaType(header->value.empty() ? header->description : header->value), header->lines);
  }
  for (const RequestSample& sample : endpoint.samples) {
    if (sample.encoding == RequestSample::Encoding::kJson) tell(FactEncoding::kJson, sample.lines);
    if (sample.encoding == RequestSample::Encoding::kForm || sample.encoding == RequestSample::Encoding::kMultipart) {
      tell(FactEncoding::kForm, sample.lines);
    }
  }
  for (const Example& example : endpoint.requests) {
    if (example.body) tell(FactEncoding::kJson, example.lines);
  }
}

// "No authentication is required", "This is a public endpoint": said of the call itself.
bool SaysNoAuthentication(std::string_view text) {
  static constexpr std::string_view kPhrases[] = {"no authentication",
                                                  "no authorization",
                                                  "not require authentication",
                                                  "not require auth",
                                                  "public endpoint",
                                                  "publicly accessible",
                                                  "authentication is not required",
                                                  "without authentication",
                                                  "not need authentication",
                                                  "no auth required",
                                                  "unauthenticated endpoint",
                                                  "not require authorization",
                                                  "request is not authenticated",
                                                  "endpoint is not authenticated"};
  const std::string lower = ToLower(text);
  return std::any_of(std::begin(kPhrases), std::end(kPhrases),
                     [&](std::string_view phrase) { return lower.find(phrase) != std::string::npos; });
}

// A scheme from a header that carries a credential (RFC 9110 11.6.2); a token without a scheme's name tells none.
void CompleteAuth(EndpointFact& endpoint) {
  if (endpoint.auth) return;
  auto tell = [&](FactAuth auth, const HeaderFact& header) {
    endpoint.auth = auth;
    endpoint.auth_lines = header.lines;
    endpoint.auth_header = header.name;
  };
  if (const HeaderFact* header = FindHeader(endpoint, "Authorization")) {
    const std::string text = header->value + " " + header->description;
    if (HasWord(text, "bearer")) return tell(FactAuth::kBearer, *header);
    if (HasWord(text, "basic")) return tell(FactAuth::kBasic, *header);
    return;
  }
  for (const HeaderFact& header : endpoint.headers) {
    if (NamesCredentialHeader(header.name)) return tell(FactAuth::kApiKey, header);
  }
  for (const Prose& prose : endpoint.prose) {
    if (!SaysNoAuthentication(prose.text)) continue;
    endpoint.auth = FactAuth::kNone;
    endpoint.auth_lines = prose.lines;
    return;
  }
}

// What was mended in bodies joins what was mended around them, in the document's order.
void CollectRepairs(Facts& facts) {
  constexpr size_t kMost = 1000;
  auto take = [&](const Example& example) {
    if (!example.body) return;
    for (const Repair& repair : example.body->repairs) {
      if (facts.repairs.size() < kMost) facts.repairs.push_back(repair);
    }
  };
  for (const EndpointFact& endpoint : facts.endpoints) {
    for (const Example& example : endpoint.requests) take(example);
    for (const ResponseFact& response : endpoint.responses) {
      for (const Example& example : response.examples) take(example);
    }
  }
  auto order = [](const Repair& repair) { return std::tuple(repair.lines.first, repair.lines.last, repair.what); };
  std::sort(facts.repairs.begin(), facts.repairs.end(),
            [&](const Repair& a, const Repair& b) { return order(a) < order(b); });
  facts.repairs.erase(std::unique(facts.repairs.begin(), facts.repairs.end()), facts.repairs.end());
}

// Which call it is: method and path.
void CompleteCall(EndpointFact& endpoint) {
  CompletePath(endpoint);
  SpellLists(endpoint.fields);
  for (const RequestSample& sample : endpoint.samples) {
    if (!endpoint.method.empty()) break;
    if (PathShape(SplitUrl(sample.url).path) == PathShape(endpoint.path)) endpoint.method = sample.method;
  }
  CompleteMethod(endpoint);
}

// All that is told of it.
void CompleteFacts(EndpointFact& endpoint) {
  Shown shown = ShownBy(endpoint);
  PlaceFields(endpoint, shown);
  AddShown(endpoint, std::move(shown));
  AddHeaders(endpoint);
  CompleteNeed(endpoint);
  CompleteEncoding(endpoint);
  CompleteAuth(endpoint);
  std::erase_if(endpoint.responses, [](const ResponseFact& response) { return response.status == 0; });
}

// The same call told twice: what the second adds.
void Absorb(EndpointFact& endpoint, EndpointFact more) {
  auto append = [](auto& to, auto& from) { std::move(from.begin(), from.end(), std::back_inserter(to)); };
  if (endpoint.fields.empty() && endpoint.responses.empty()) {
    endpoint.lines = more.lines;
    endpoint.path_lines = more.path_lines;
    endpoint.method_lines = more.method_lines;
    if (!more.title.empty()) endpoint.title = more.title;
  }
  if (endpoint.title.empty()) endpoint.title = more.title;
  append(endpoint.fields, more.fields);
  append(endpoint.headers, more.headers);
  append(endpoint.requests, more.requests);
  append(endpoint.samples, more.samples);
  append(endpoint.responses, more.responses);
  append(endpoint.prose, more.prose);
  FillOpen(endpoint, more);
}

}  // namespace

Facts Complete(Facts facts) {
  std::vector<EndpointFact> endpoints;
  std::map<std::pair<std::string, std::string>, size_t> known;
  for (EndpointFact& endpoint : facts.endpoints) {
    CompleteCall(endpoint);
    if (endpoint.path.empty() || endpoint.method.empty()) continue;
    const auto [at, added] = known.emplace(std::pair(endpoint.method, PathShape(endpoint.path)), endpoints.size());
    if (added) {
      endpoints.push_back(std::move(endpoint));
    } else {
      Absorb(endpoints[at->second], std::move(endpoint));
    }
  }
  for (EndpointFact& endpoint : endpoints) {
    std::vector<Field> fields;
    Merge(fields, std::move(endpoint.fields));
    endpoint.fields = std::move(fields);
    // What a page of one call says of no call in particular, it says of that one.
    const bool only = endpoints.size() == 1;
    if (only) endpoint.prose.insert(endpoint.prose.end(), facts.prose.begin(), facts.prose.end());
    CompleteFacts(endpoint);
    if (only) endpoint.prose.resize(endpoint.prose.size() - facts.prose.size());
  }
  facts.endpoints = std::move(endpoints);
  CollectRepairs(facts);
  return facts;
}

}  // namespace authconform
