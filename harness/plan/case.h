// One question to a target: a request that differs from the valid one by one mutation, and what conforms as an answer.
#pragma once

#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/spec/spec.h"

namespace authconform {

// The one difference from the valid request.
struct Mutation {
  enum class Op {
    kNone,
    kAccount,          // signs in with the account of role `name`
    kLogin,            // login is `name`: "unknown", "inactive" (that account's: the active one's password is wrong for
                       // it), "other-case", "padded", "over-long", "non-ascii", "empty"
    kPassword,         // password is `name`: "wrong", "other-case", "empty", "too-short", "too-long"
    kClientId,         // client id is `name`: "wrong"
    kClientKey,        // client key is `name`: "wrong"
    kRemoveField,      // field `name` is left out
    kRemoveAllFields,  // the body holds no field
    kSetField,         // field `name` holds `value`
    kAddField,         // field `name`, not documented, is added with `value`
    kDuplicateField,   // field `name` stands twice
    kRemoveHeader,     // header `name` is not sent
    kSetHeader,        // header `name` is sent with `value`, a string
    kLowerCaseHeaders,  // header names in lower case
    kAuthorization,     // the Authorization header is `value`, a string; null: not sent
    kMethod,            // method `name`; those without a defined body (GET, DELETE) are sent without one
    kBody,              // the body is `value`, a string, as it stands
    kTruncatedBody,     // the body ends before its last byte
  };
  Op op = Op::kNone;
  std::string name;
  Json value;
  friend bool operator==(const Mutation&, const Mutation&) = default;
};

// What a case looks at in the response. Each case checks few things, so that one fault fails few cases.
enum class Check {
  kAccepted,       // 2xx
  kStatus,         // the documented status
  kContentType,    // the documented media type
  kSchema,         // the documented body
  kToken,          // a token, where the spec says that tokens are
  kRelation,       // the one relation named by Case::subject
  kRelations,      // all relations of the outcome met
  kMember,         // the body has the member at pointer Case::subject
  kRefused,        // refused: a 4xx
  kNoSecrets,      // no token and no password in the response
  kNoServerError,  // no 5xx, no stack trace
  kNoStore,        // Cache-Control: no-store
  kChallenge,      // 401 carries WWW-Authenticate
  kAllow,          // 405 carries Allow
  kLookAlike,      // the same answer as that to `twin`
  kLookAlikeTime,  // as long to answer as `twin`, over `samples` of it and `twin_samples` of the twin
};

struct Case {
  std::string id;     // "<vendor>/<endpoint>/<family>/<variant>"
  std::string title;  // one line
  Mutation mutation;
  std::vector<std::string>
      expect;  // outcomes that conform; an undocumented one among them leaves the judging to the baseline
  std::vector<Check> checks;
  std::string subject;                    // of kRelation and kMember
  std::vector<std::string> requirements;  // ids this case checks; baseline rules follow from `checks`
  std::vector<Encoding> encodings;        // readings under which the case can be sent; empty: all
  bool wrong_password = false;            // counts against the account's budget
  std::vector<Mutation> twin;             // none or one: the request that kLookAlike compares with
  int samples = 0;                        // of kLookAlikeTime: how often the request is sent; 0: once
  int twin_samples = 0;                   // and its twin
  friend bool operator==(const Case&, const Case&) = default;

  std::string Family() const;  // third part of the id
  bool Negative() const;       // expects a refusal

  // The requests that asking once sends, in order; true is the twin's turn. Twins come first, and where there are fewer
  // of them they are spread evenly, so that a drift of the target's speed meets both alike.
  std::vector<bool> Turns() const;
};

// A mutation in words for people: "the field email is left out". `spec` tells the fields' places.
std::string Describe(const Mutation& mutation);

// cases/<endpoint>.cases.json (planned) and .extra.json (by hand), and back. One case a member, keyed by id.
std::string WriteCases(const std::string& endpoint, const std::vector<Case>& cases);
Result<std::vector<Case>> ReadCases(std::string_view text, const std::string& file, const Json& case_schema);

// Planned and extra cases of an endpoint, in that order. Error: no planned file, a bad file, an id twice or of another
// endpoint, an outcome or requirement that the spec does not have.
Result<std::vector<Case>> LoadCases(const FileSet& files, const Spec& spec);

// The name in files: "remove_field", "no_store".
std::string_view OpName(Mutation::Op op);
std::string_view CheckName(Check check);
std::string_view EncodingName(Encoding encoding);

}  // namespace authconform
