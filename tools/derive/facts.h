// What a document says of its endpoints, as found on the page and before anybody judged it: every reader makes one
// Facts.
//
// A reader records what stands where. What follows from it (fields that only an example shows, the encoding that a
// Content-Type implies, …) is Complete's part and the same for all dialects.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/derive/text/lines.h"
#include "tools/derive/text/loose_json.h"
#include "tools/derive/text/sample.h"

namespace authconform {

enum class Dialect { kGitBook, kReadme, kScribe, kReadmeIo, kTable, kOpenApi, kPostman };

// An example body.
struct Example {
  Lines lines;                    // of the body's text, fences left out
  std::string language;           // the fence's info word
  std::optional<LooseJson> body;  // nullopt: not readable as JSON, or empty
  bool empty = false;             // the document says or shows that there is no body
};

struct Field {
  enum class In { kBody, kQuery, kPath };
  std::string path;  // JSON Pointer from the body's (or the parameters') root; '*' stands for every item of an array
  In in = In::kBody;
  ValueType type = ValueType::kUnknown;
  bool placed = true;             // the document says where it travels; false: `in` is a first guess
  std::optional<bool> required;   // nullopt: not told
  Lines lines;                    // where it is declared, or first shown
  bool declared = false;          // in a list of parameters; false: only an example shows it
  std::optional<In> misdeclared;  // where a list puts it although the request cannot carry it there
  std::string description;
  std::optional<Json> example;
  std::vector<Json> allowed;  // the only values, when listed
  bool nullable = false;
  std::string format;  // as a schema names it: "uuid", "date-time"
};

struct HeaderFact {
  std::string name;
  std::string value;  // as shown; may be a placeholder or empty
  Lines lines;
  std::optional<bool> required;
  std::string description;
};

// One answer as the document tells it. A status that is told twice is two of these.
struct ResponseFact {
  int status = 0;
  Lines lines;        // where the status stands
  std::string title;  // its caption, condition or description
  Lines title_lines;
  std::string media_type;  // when named apart from an example's language
  Lines media_type_lines;
  std::vector<Example> examples;
  std::vector<Field> fields;  // members that a list or schema declares
};

struct Prose {
  std::string text;  // one paragraph or cell, markup undone
  Lines lines;
};

enum class FactEncoding { kJson, kForm, kQuery };
enum class FactAuth { kNone, kBasic, kBearer, kApiKey };

struct EndpointFact {
  std::string method;  // upper case; empty: not told (Complete infers or drops)
  Lines method_lines;
  std::string path;  // as written: host, query and base-URL variables may be in it until Complete
  Lines path_lines;
  std::string host;  // scheme and host, or a variable, with a base path where the document has one there
  Lines host_lines;
  std::string title;
  Lines lines;  // all that is about this endpoint
  std::optional<FactEncoding> encoding;
  Lines encoding_lines;
  std::optional<FactAuth> auth;
  Lines auth_lines;
  std::string auth_header;  // of kApiKey
  bool needs_auth = false;  // "requires authentication", without a scheme
  std::vector<HeaderFact> headers;
  std::vector<Field> fields;
  std::vector<Example> requests;
  std::vector<RequestSample> samples;
  std::vector<ResponseFact> responses;
  std::vector<Prose> prose;
};

// Something that the document's writer may want to mend, which a reader saw in passing.
struct Remark {
  std::string id;  // of a gap: "template-leftover", …
  Lines lines;
  std::string text;
};

struct Facts {
  std::string document;  // file name
  Dialect dialect = Dialect::kReadme;
  std::string title;
  std::string version;
  std::vector<EndpointFact> endpoints;
  std::vector<Prose> prose;  // outside endpoints
  std::vector<Repair> repairs;
  std::vector<Remark> remarks;
};

}  // namespace authconform
