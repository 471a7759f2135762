// A draft-07 JSON Schema into a checker of values.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace authconform {

// One way in which a value breaks a schema.
struct SchemaViolation {
  std::string pointer;   // RFC 6901, into the value; for a missing member: the pointer the member would have
  std::string expected;  // in words: "a string", "the member access_token", "no other members than email, password"
  std::string actual;    // type or a short rendering: "null", "integer 200", "absent", "a string of 12 characters";
                         // shows values of numbers, booleans and null, never the text of a string
  std::string keyword;   // the schema keyword broken: "type", "required", …
};

// A compiled schema. Copies share the compiled form; Check is const but must run on one thread at a time for one
// object: give each thread a copy made by Clone.
class Schema {
 public:
  // Refuses what is not valid against the draft-07 metaschema, misspelt keywords, reference cycles that consume no
  // input, remote references, patterns that RE2 does not take, and unknown formats. Error position: JSON Pointer.
  static Result<Schema> Compile(const Json& schema, std::string_view file = "");

  // Violations in document order, one per cause and at most 100; empty when the value conforms.
  std::vector<SchemaViolation> Check(const Json& value) const;

  Schema Clone() const;

  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

 private:
  struct Compiled;
  explicit Schema(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

// A violation of `schema`, which compiles, in a sentence for who wrote `file`; for an unknown member with the known one
// it may have been meant to be, as far as properties, items and references tell which those are.
Error ErrorOf(const SchemaViolation& violation, const Json& schema, const std::string& file);

// Whether `text` has a draft-07 or authconform format: date-time, date, time, email, hostname, ipv4, ipv6, uri, uuid,
// jwt, "sql-date-time" (2019-11-15 11:55:37), base64, base64url. nullopt: no such format.
std::optional<bool> MatchesFormat(std::string_view format, std::string_view text);

}  // namespace authconform
