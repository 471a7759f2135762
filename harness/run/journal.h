// Answers as they come into a file that a killed run is resumed from, and that file into answers that need not be asked
// for again.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/redact.h"
#include "harness/base/result.h"
#include "harness/run/asked.h"
#include "harness/run/journal_text.h"
#include "harness/run/mask.h"
#include "harness/run/sending.h"

namespace authconform {

// Every answer is handed to the system with one write before its connection sends the next request: a process that is
// killed at any moment loses at most what was under way. There is no fsync for each: a power cut may lose the last
// seconds, which are then asked again. What is written is masked; what turns out to be a secret later is masked when
// the run ends. The file is its owner's alone (0600), and held by one run at a time.
//
// Of what was issued it keeps the mask and, of 8 bytes or more, a digest under a key that is not in it (journal_key.h):
// a process that goes on masks the same value with the same mask, wherever it finds it. Of a shorter value, such as a
// code of six digits, there is no digest: it gets another mask, and is not known until it is issued again.
//
// For any thread, once it is open.
class Journal {
 public:
  // `target` is what the run asks: of its secrets nothing is written but what tells that they changed. The file does
  // not grow beyond `most_bytes`. Error: a file that is there though `resume` is not set, cannot be written, is another
  // run's at this moment, is no journal, or is one of something else; what differs is told.
  static Result<std::unique_ptr<Journal>> Open(const std::string& path, bool resume, const RunIdentity& identity,
                                               const Target& target, int64_t now_us, Redactor& redactor,
                                               size_t most_bytes = kMostJournalBytes);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  // What an earlier process left: nothing when this one began.
  int64_t started_us() const { return read_.started_us; }
  int64_t worked_us() const { return read_.worked_us; }
  int64_t requests() const { return read_.requests; }
  const StandIns& stand_ins() const { return read_.stand_ins; }
  // Of requests of cases. What was lost counts: nobody knows whether the target heard it.
  struct WrongPasswords {
    std::string login;  // masked
    int64_t heard_us = 0;
    bool lost = false;  // its answer is
  };
  std::vector<WrongPasswords> wrong_passwords() const;
  bool whole() const { return read_.whole; }

  bool Has(const std::string& key) const;
  // The answer of that key, masked and marked as restored; once.
  std::optional<Answer> Restore(const std::string& key);
  // Why that repetition of a case was not asked.
  std::optional<std::string> Unsent(const std::string& key) const;

  // Why nothing more fits, a sentence; empty when it does. What is in it stays good to resume.
  std::string full() const;

  // False: do not send, the journal is full or cannot be written, or says that nothing was left to be sent.
  bool WillSend(const Sending& sending);
  // How often an earlier process was about to send it, and no answer is known.
  int Lost(const std::string& key) const;
  // False: it cannot be written, or is full. Gives the answer its `kept`. `body` is the response's, parsed (record.h).
  // `texts` is the calling thread's.
  bool Keep(const Sending& sending, Answer& answer, const Result<Json>& body, MaskedTexts& texts);
  bool KeepUnsent(const std::string& key, const std::string& reason);

  // Nothing more will be written. `whole`: nothing is left to be asked. Masks again what `redactor` has learnt since.
  // Error: the first write that failed.
  Status Close(bool whole, int64_t duration_us);

  Redactor& redactor() { return redactor_; }

 private:
  static constexpr size_t kMostTold = 100'000;

  Journal(std::string path, int descriptor, Redactor& redactor, size_t most_bytes)
      : path_(std::move(path)), descriptor_(descriptor), redactor_(redactor), most_bytes_(most_bytes) {}
  Status Load(bool resume, const RunIdentity& identity, const Target& target, int64_t now_us);
  Status TakeUp(const RunIdentity& identity, const Target& target);
  bool IsNew(const std::string& mask) const;
  std::string TellIssued(const std::vector<IssuedMask>& issued) const;
  bool Write(const std::string& lines);
  bool WriteAtEnd(const std::string& lines);
  Status MaskAgain();

  const std::string path_;
  const int descriptor_;
  Redactor& redactor_;
  const size_t most_bytes_;
  std::optional<JournalKey> key_;  // once it is open; none of a target without secrets
  mutable std::mutex mutex_;       // of all below, and of the file
  ReadJournal read_;
  std::unordered_map<std::string, int> lost_;  // by key
  std::unordered_set<std::string> told_;       // masks whose stand-in is in the file
  size_t bytes_ = 0;                           // of the file
  bool full_ = false;
  std::string failure_;
};

}  // namespace authconform
