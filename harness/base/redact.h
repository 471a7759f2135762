// Text that may hold secrets into text that holds none.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>

#include "harness/base/redact_registry.h"

namespace authconform {

// Where a secret stands; never which.
struct SecretHit {
  std::string label;  // "account.active.password", "access_token:1"
  size_t offset = 0;  // in bytes, from the text's beginning
};

// The one registry of a run: what was supplied to it and what the target issued, by value. Masks every value in all of
// its forms: raw, percent-encoded (RFC 3986 and form), JSON-escaped (\uXXXX and \xHH too), with HTML character
// references, base64 and base64url (padded or not, alone or inside a longer encoded text), hexadecimal (either case,
// also as pairs with ':', '-' or a space between), and up to three of these in one another.
//
// A masked value reads "<secret:LABEL>" or "<secret:LABEL:NUMBER>", alike for all its forms; the same value has the
// same mask for the whole run, and two values never share one. Where values overlap, all that they cover is masked
// once, under the mask of the longest. Masks stay as they are when text is redacted again.
//
// A text that was cut may end with the first part of a value or begin with the last: at least 8 bytes of it, or of a
// value shorter than 16 half of it and at least 4 where that is no ordinary text. Such a part is masked as the value,
// or as "<secret:LABEL>" when it is part of several.
//
// Memory is bounded: of what was issued, the newest kWholeIssued values of together kWholeIssuedBytes are held whole.
// Older ones, kRememberedIssued at least, are known by digest: they keep their mask, and are masked where they stand
// raw, 8 bytes or longer, between characters that are neither letters, digits nor any of "-_.~+/". Beyond these nothing
// is promised.
//
// For any number of threads.
class Redactor {
 public:
  // Values shorter than this cannot be told from ordinary text and are not masked: refuse them where they enter.
  static constexpr size_t kShortest = SecretIndex::kShortest;
  static constexpr size_t kWholeIssued = 4096;
  static constexpr size_t kWholeIssuedBytes = 4 << 20;
  static constexpr size_t kRememberedIssued = 128 << 10;

  // A secret supplied by the target's owner. `label` says what the value is, never what it is worth:
  // "account.active.password". The first value under a label has no number, the next one ":2". In labels and kinds
  // only letters, digits, '_', '-' and '.' stay.
  void Add(std::string_view label, std::string_view value);

  // A secret the target issued. `kind` says what it is: "access_token", "cookie.sid". Returns its mask, "" when it is
  // shorter than kShortest; values of a kind are numbered from 1. After 256 kinds all others are "issued".
  std::string AddIssued(std::string_view kind, std::string_view value);

  // A mask of an issued secret that an earlier process gave in this run, and whose value is not known here: no other
  // value gets it, and it stays as it is in what is redacted. What is no such mask is left alone.
  void Reserve(std::string_view mask);

  // The same of a value whose digest that process left: the value keeps the mask when it is issued again, and is known
  // as the older values above are. `digester` is the same every time. Of these, kRememberedIssued are known: tell the
  // newest first.
  void Reserve(std::string_view mask, const SecretDigest& digest, const SecretDigester& digester);

  // A text made to be costly to search is withheld as a whole: "<text withheld: …>".
  std::string Redact(std::string_view text) const;

  // The first registered value that stands whole in the text in any form, but for values shorter than six bytes or
  // that are ordinary text (IsOrdinaryText): of those nobody can tell whether they are there by chance. A text too
  // costly to search is a hit too.
  std::optional<SecretHit> FindFirst(std::string_view text) const;

  // Bytes that a form of a registered value may take at most, for who looks at a text in pieces.
  size_t LongestForm() const;

 private:
  mutable std::shared_mutex mutex_;  // of registry_
  SecretRegistry registry_;
};

}  // namespace authconform
