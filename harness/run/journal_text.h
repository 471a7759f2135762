// What a run was answered into lines of NDJSON, one write each, and back, so that it goes on when it was killed.
//
// One JSON object a line, told apart by its first member:
//   journal   the form's number (3), when the run began, what it is of (run_identity.h), a salt and what tells the
//             target's secrets with it (journal_key.h)
//   resumed   when a later process went on with it
//   secret    a mask and its stand-in, as in a transcript; of 8 bytes or more, the value's digest too
//   sent      the key (sending.h) of a request that counts for an account, before it is sent; the account's login
//   answer    the key of a request and its answer, masked; how often it was sent for it
//   unsent    the key of one repetition of a case, and why it was not asked
//   end       how long the run took; nothing is left to be asked
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "harness/base/result.h"
#include "harness/run/asked.h"
#include "harness/run/issued.h"
#include "harness/run/journal_key.h"
#include "harness/run/run_identity.h"
#include "harness/run/stand_ins.h"

namespace authconform {

// A request of which it is known that it was about to be sent.
struct JournalSent {
  std::string key;
  std::string login;  // masked as a transcript's
  int64_t at_us = 0;
};

// A value that was issued.
struct JournalIssued {
  std::string mask;
  SecretDigest digest = {};  // by the journal's key
};

// Which secrets the target held, without a word of them.
struct JournalSecrets {
  JournalKey::Salt salt = {};
  std::string check;  // JournalKey::check, or empty
};

// No journal is larger: it is read whole.
inline constexpr size_t kMostJournalBytes = size_t{512} << 20;

struct ReadJournal {
  RunIdentity identity;
  JournalSecrets secrets;
  int64_t started_us = 0;
  int64_t worked_us = 0;  // from the start, or from where it was resumed, to the last answer after it; added up
  StandIns stand_ins;
  std::unordered_set<std::string> masks;  // all that stand in it, with a stand-in or without
  std::vector<JournalIssued> issued;      // oldest first
  std::vector<JournalSent> sent;
  std::unordered_map<std::string, Answer> answers;      // by key
  std::unordered_map<std::string, std::string> unsent;  // by key
  int64_t requests = 0;                                 // sent in all, as far as it tells
  bool whole = false;
  size_t bytes = 0;  // of its whole lines: what follows was cut
};

// Each appends one line. What is given must be masked already.
void AppendJournal(const RunIdentity& identity, const JournalSecrets& secrets, int64_t started_us, std::string& out);
void AppendIssued(const JournalIssued& issued, std::string_view stand_in, std::string& out);
void AppendResumed(int64_t at_us, std::string& out);
void AppendSent(const JournalSent& sent, std::string& out);
void AppendAnswer(const std::string& key, const Answer& answer, std::string& out);
void AppendUnsent(const std::string& key, std::string_view reason, std::string& out);
void AppendJournalEnd(int64_t duration_us, std::string& out);

// Whether it is a sign-in before all cases that did not reach the target: it is sent again, and has a second answer
// then.
bool IsOutOfReach(const std::string& key, const Answer& answer);

// A last line without its end is left out: the run was killed while it was written. A text without a whole line is an
// empty journal, with no identity. Error: file, "line N" and the member at fault.
Result<ReadJournal> ParseJournal(std::string_view text, const std::string& file);

}  // namespace authconform
