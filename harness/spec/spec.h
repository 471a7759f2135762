// What a document promises of one endpoint, as the harness sees it once spec.json and decisions.json are merged.
//
// The file format is specs/endpoint.schema.json; each struct here is one object there, member for member.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace authconform {

// How strictly a promise binds: breaking a kMust fails the case, breaking a kShould warns.
enum class Level { kMust, kShould };

// How the document makes a promise: in words, by an example only, or not itself but by convention.
enum class Confidence { kStated, kShown, kAssumed };

// "stated", "shown" or "assumed".
std::string_view ConfidenceName(Confidence confidence);

// One thing the document promises.
struct Requirement {
  std::string id;  // unique in its endpoint, kebab-case
  Level level = Level::kMust;
  Confidence confidence = Confidence::kStated;
  int first_line = 0;  // 1-based, inclusive, in the document
  int last_line = 0;
  std::string text;       // short paraphrase
  std::string unchecked;  // why no case checks it; empty when cases do
};

struct Source {
  std::string document;  // file name
  std::string title;
  std::string version;  // empty when the document tells none
  std::string sha256;   // of the document's bytes, lower-case hex
};

enum class Authorization { kNone, kBasic, kApiKey };
enum class Encoding { kJson, kForm, kQuery };

// A header that the request carries. The value may hold bindings such as {{client.key}}.
struct HeaderSpec {
  std::string name;
  std::string value;
  std::string requirement;  // id
  bool credential = false;  // proves who the client is: leaving it out or changing it must be refused
};

// A field of the request body.
struct FieldSpec {
  std::string name;
  Json value;  // a literal, or a string with bindings: {{account.login}} {{account.password}} {{client.id}}
               // {{client.key}}
  bool required = true;
  std::string requirement;  // id of the promise that the field is there
  // What the document says of values, each with the requirement that says so; unset where it says nothing.
  struct Bound {
    int length = 0;  // Unicode code points
    std::string requirement;
  };
  std::optional<Bound> min_length;
  std::optional<Bound> max_length;
  std::string format;              // "email", or empty
  std::string format_requirement;  // id
  bool fixed = false;              // the document allows this one value only
  bool client = false;             // identifies the client: a wrong value is a bad client
  std::string violation_member;  // JSON Pointer of the member that a refusal of this field carries; empty when not told
};

// A value that a relation speaks of.
struct Operand {
  enum class Kind {
    kBody,     // the response body's value at `pointer`
    kClaim,    // the claim at `claim` in the payload of the JWT at `pointer`
    kPacked,   // part number `part` (0-based; -1 is the last) of the base64 text at `pointer`, split at `separator`
    kRequest,  // a value sent: `binding` is account.login, client.id or client.key
    kLiteral,  // `value`
    kNow,      // when the response arrived, unix seconds
  };
  Kind kind = Kind::kLiteral;
  std::string pointer;
  std::string claim;  // JSON Pointer into the payload
  std::string separator;
  int part = 0;
  std::string binding;
  Json value;
};

// A fact between values of one exchange. A difference, when given, is left - minus. It does not apply where a member is
// absent or null, or a claim's token is no JWT: the schema or a kJwt relation tells that. A claim or part missing
// inside breaks it.
struct Relation {
  enum class Kind {
    kEqual,     // same JSON value
    kSameText,  // same once both are written as text: 1 and "1"
    kLater,     // left > right, numbers
    kWithin,    // |left - right| <= tolerance, numbers
    kJwt,       // left is a well-formed signed JWT (RFC 7519 7.2), not alg none
    kDistinct,  // left and right differ
  };
  std::string id;  // unique in its outcome
  Kind kind = Kind::kEqual;
  Operand left;
  std::optional<Operand> minus;
  Operand right;  // unused by kJwt
  double tolerance = 0;
  std::string requirement;  // id
};

// A named result of a call.
struct Outcome {
  std::string name;
  bool documented = false;  // an undocumented outcome has no status or schema and is judged by the baseline only
  int status = 0;
  std::string status_requirement;
  std::string content_type;  // media type without parameters; empty when not told
  std::string content_type_requirement;
  std::string schema_file;  // file name beside spec.json; empty when the body is not told
  std::string schema_requirement;
  Json schema;  // draft-07, loaded from schema_file
  // Requirement of one member of the body, keyed by JSON Pointer ("/model/id"; array items as "/email/*"): a schema
  // failure at or below the longest matching pointer cites it instead of schema_requirement.
  std::map<std::string, std::string> members;
  std::vector<Relation> relations;
};

struct RequestSpec {
  std::string method;
  std::string path;
  std::string requirement;          // of method and path
  std::vector<HeaderSpec> headers;  // as documented, Content-Type included when told
  Authorization authorization = Authorization::kNone;
  std::string authorization_requirement;
  std::vector<Encoding> encodings;  // readings, tried in this order; one when the document tells
  std::string encoding_requirement;
  std::vector<FieldSpec> fields;
  bool exact_fields = false;  // the document refuses other fields
  std::string exact_fields_requirement;
  std::string exact_fields_member;  // JSON Pointer that such a refusal carries
};

// Why a person decided something where the document is silent or ambiguous.
struct Decision {
  std::string id;
  std::string question;
  std::string answer;
  std::string reason;
  int first_line = 0;  // 0 when the document is silent altogether
  int last_line = 0;
};

struct Spec {
  std::string endpoint;  // "<vendor>/<endpoint>"
  Source source;
  RequestSpec request;
  // Always holds success, malformed_request, invalid_request, bad_credentials, inactive_account and bad_client,
  // documented or not.
  std::map<std::string, Outcome> outcomes;
  // The requirement that tokens are given for valid credentials only; a token in a refusal breaks it.
  std::string credentials_requirement;
  // JSON Pointers of the success body's members whose values are secrets: tokens.
  std::vector<std::string> tokens;
  std::vector<Requirement> requirements;
  std::vector<Decision> decisions;

  const Requirement* FindRequirement(std::string_view id) const;
};

}  // namespace authconform
