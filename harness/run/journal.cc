#include "harness/run/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/base/clock.h"
#include "harness/base/files.h"
#include "harness/base/secret_scan.h"
#include "harness/run/issued.h"
#include "harness/run/transcript.h"

namespace authconform {
namespace {

// Of a shorter value the digest could be tried out, should the key ever become known; nor would it be recognized.
constexpr size_t kShortestWithDigest = 8;
// For the last line.
constexpr size_t kReserved = 64;

Error Unwritable(const std::string& path, const std::string& why) { return {path, "", "cannot be written: " + why}; }

}  // namespace

Result<std::unique_ptr<Journal>> Journal::Open(const std::string& path, bool resume, const RunIdentity& identity,
                                               const Target& target, int64_t now_us, Redactor& redactor,
                                               size_t most_bytes) {
  const int flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | (resume ? 0 : O_EXCL);
  const int descriptor = open(path.c_str(), flags, 0600);
  if (descriptor < 0 && errno == EEXIST) return Error{path, "", "is there already: resume it, or name another journal"};
  if (descriptor < 0) return Unwritable(path, std::strerror(errno));
  std::unique_ptr<Journal> journal(new Journal(path, descriptor, redactor, most_bytes));
  struct stat about = {};
  if (fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode)) return Unwritable(path, "it is no regular file");
  if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) return Unwritable(path, "another run is writing it");
  if (Status loaded = journal->Load(resume, identity, target, now_us); !loaded) return loaded.error();
  return journal;
}

Journal::~Journal() { close(descriptor_); }

Status Journal::Load(bool resume, const RunIdentity& identity, const Target& target, int64_t now_us) {
  if (resume) {
    const Result<std::string> text = ReadFile(path_, most_bytes_);
    if (!text) return text.error();
    Result<ReadJournal> read = ParseJournal(*text, path_);
    if (!read) return read.error();
    read_ = *std::move(read);
    if (ftruncate(descriptor_, static_cast<off_t>(read_.bytes)) != 0) return Unwritable(path_, std::strerror(errno));
  }
  bytes_ = read_.bytes;
  std::string lines;
  if (read_.bytes == 0) {
    JournalSecrets secrets = {JournalKey::NewSalt(), ""};
    key_ = JournalKey::Of(target, secrets.salt);
    if (key_) secrets.check = key_->check();
    read_.started_us = now_us;
    AppendJournal(identity, secrets, now_us, lines);
  } else {
    if (Status taken = TakeUp(identity, target); !taken) return taken;
    if (!read_.whole) AppendResumed(now_us, lines);
  }
  if (!lines.empty() && !Write(lines) && !full_) return Unwritable(path_, failure_);
  return Done{};
}

// What an earlier process left, where this run is the one that it began.
Status Journal::TakeUp(const RunIdentity& identity, const Target& target) {
  const auto another = [&](const std::string& differs) {
    return Error{path_, "line 1", "is the journal of another run: " + differs};
  };
  if (std::string differs = HowTheyDiffer(read_.identity, identity); !differs.empty()) return another(differs);
  key_ = JournalKey::Of(target, read_.secrets.salt);
  if (read_.secrets.check != (key_ ? key_->check() : "")) {
    return another("the target's secrets (passwords, keys) changed since it was begun");
  }
  if (!read_.whole)
    std::erase_if(read_.answers, [](const auto& each) { return IsOutOfReach(each.first, each.second); });
  // Every mask keeps its meaning.
  for (const std::string& mask : read_.masks) redactor_.Reserve(mask);
  for (auto each = read_.issued.rbegin(); key_ && each != read_.issued.rend(); ++each) {
    redactor_.Reserve(each->mask, each->digest, key_->digester());
  }
  for (const auto& [mask, stand_in] : read_.stand_ins) told_.insert(mask);
  for (const JournalSent& sent : read_.sent) ++lost_[sent.key];
  for (auto& [key, answer] : read_.answers) {
    const auto lost = lost_.find(key);
    if (lost == lost_.end()) continue;
    answer.lost = std::max(0, lost->second - answer.sends);
    lost_.erase(lost);
  }
  return Done{};
}

std::vector<Journal::WrongPasswords> Journal::wrong_passwords() const {
  const std::lock_guard lock(mutex_);
  std::vector<WrongPasswords> wrong;
  for (const JournalSent& sent : read_.sent) {
    if (!sent.key.starts_with("case ")) continue;
    const auto answer = read_.answers.find(sent.key);
    // What was lost may have been heard up to now.
    wrong.push_back({sent.login, NowUs(), true});
    if (answer == read_.answers.end() || answer->second.lost > 0) continue;
    wrong.back().lost = false;
    wrong.back().heard_us = answer->second.exchange.started_us + answer->second.exchange.duration_us;
  }
  return wrong;
}

bool Journal::Has(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  return read_.answers.contains(key);
}

std::optional<Answer> Journal::Restore(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto found = read_.answers.find(key);
  if (found == read_.answers.end()) return std::nullopt;
  Answer answer = std::move(found->second);
  read_.answers.erase(found);
  return answer;
}

std::optional<std::string> Journal::Unsent(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = read_.unsent.find(key);
  if (found == read_.unsent.end()) return std::nullopt;
  return found->second;
}

int Journal::Lost(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = lost_.find(key);
  return found == lost_.end() ? 0 : found->second;
}

bool Journal::WillSend(const Sending& sending) {
  std::string lines;
  if (!sending.counts_for.empty()) {
    AppendSent({sending.key, MaskedName(sending.counts_for, redactor_), NowUs()}, lines);
  }
  const std::lock_guard lock(mutex_);
  if (full_) return false;
  if (read_.whole && failure_.empty()) failure_ = "it ends, and lacks the answer of \"" + sending.key + "\"";
  if (lines.empty()) return failure_.empty();
  return Write(lines);
}

bool Journal::IsNew(const std::string& mask) const {
  const std::lock_guard lock(mutex_);
  return !told_.contains(mask);
}

bool Journal::Keep(const Sending& sending, Answer& answer, const Result<Json>& body, MaskedTexts& texts) {
  auto kept = std::make_shared<KeptAnswer>();
  const std::vector<IssuedMask> issued = RegisterIssued(*sending.spec, answer.exchange, body, redactor_,
                                                        [&](const std::string& mask) { return IsNew(mask); });
  for (const IssuedMask& each : issued) AppendSecret(each.mask, each.stand_in, kept->secrets);
  kept->masked = Masked(answer.exchange, texts);
  Answer masked;
  masked.exchange = std::move(kept->masked);
  masked.rate_limited = answer.rate_limited;
  masked.sends = answer.sends;
  masked.password = answer.password;
  masked.not_json = answer.not_json;
  MaskSeen(masked, redactor_);
  std::string lines = TellIssued(issued);
  AppendAnswer(sending.key, masked, lines);
  kept->masked = std::move(masked.exchange);
  answer.kept = std::move(kept);
  const std::lock_guard lock(mutex_);
  if (!Write(lines)) return false;
  // Only now: another thread whose answer holds the same mask tells its stand-in too, should this be killed between.
  if (told_.size() >= kMostTold) told_.clear();
  for (const IssuedMask& each : issued) told_.insert(each.mask);
  return true;
}

// In the journal they have digests, in a transcript, which others see, they have none.
std::string Journal::TellIssued(const std::vector<IssuedMask>& issued) const {
  std::string lines;
  for (const IssuedMask& each : issued) {
    if (key_ && each.value.size() >= kShortestWithDigest) {
      AppendIssued({each.mask, key_->digester()(each.value)}, each.stand_in, lines);
    } else {
      AppendSecret(each.mask, each.stand_in, lines);
    }
  }
  return lines;
}

bool Journal::KeepUnsent(const std::string& key, const std::string& reason) {
  std::string lines;
  AppendUnsent(key, redactor_.Redact(reason), lines);
  const std::lock_guard lock(mutex_);
  return Write(lines);
}

std::string Journal::full() const {
  const std::lock_guard lock(mutex_);
  return full_ ? "the journal is full at " + SizeText(most_bytes_) : "";
}

// Once a write has failed nothing more is written: what the file holds is whole but for its last line. Nor once
// something found no room: a journal that lacks an answer in its midst would tell what never was.
bool Journal::Write(const std::string& lines) {
  full_ = full_ || bytes_ + lines.size() + kReserved > most_bytes_;
  return !full_ && WriteAtEnd(lines);
}

bool Journal::WriteAtEnd(const std::string& lines) {
  bytes_ += lines.size();
  if (failure_.empty() && !WriteAllTo(descriptor_, lines)) failure_ = std::strerror(errno);
  return failure_.empty();
}

Status Journal::Close(bool whole, int64_t duration_us) {
  const std::lock_guard lock(mutex_);
  if (failure_.empty() && whole && !read_.whole) {
    std::string line;
    AppendJournalEnd(duration_us, line);
    WriteAtEnd(line);
  }
  const Status masked = MaskAgain();
  if (!failure_.empty()) return Unwritable(path_, failure_);
  return masked;
}

// Seldom anything to do: only a secret that was said under an innocent name before it was issued.
Status Journal::MaskAgain() {
  const Result<std::optional<SecretHit>> hit = FindSecretInFile(redactor_, path_);
  if (!hit) return hit.error();
  if (!*hit) return Done{};
  const Result<std::string> text = ReadFile(path_, most_bytes_);
  if (!text) return text.error();
  std::string masked;
  for (size_t at = 0; at < text->size();) {
    const size_t end = std::min(text->find('\n', at), text->size() - 1) + 1;
    const std::string shown = redactor_.Redact(std::string_view(*text).substr(at, end - at - 1));
    if (!shown.starts_with('{')) {  // withheld as a whole
      unlink(path_.c_str());
      return Unwritable(path_, "an answer is made so that it cannot be searched for secrets");
    }
    masked += shown + '\n';
    at = end;
  }
  if (const auto left = FindSecret(redactor_, masked)) {
    unlink(path_.c_str());
    return Unwritable(path_, "it would hold a secret: " + left->label);
  }
  if (masked.size() > most_bytes_) {
    unlink(path_.c_str());
    return Unwritable(path_, "masked, it would be larger than " + SizeText(most_bytes_));
  }
  return WriteFileWhole(path_, masked, Readers::kOwner);
}

}  // namespace authconform
