#include "harness/run/journal_text.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "harness/base/base64.h"
#include "harness/run/answer_json.h"
#include "harness/run/line.h"
#include "harness/run/mask.h"
#include "harness/run/members.h"

namespace authconform {
namespace {

constexpr int64_t kForm = 3;
constexpr int kMostSends = 1'000;
// Beyond any clock's time, and far enough from where sums overflow.
constexpr int64_t kMostUs = int64_t{1} << 53;

std::string_view BytesOf(const SecretDigest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), sizeof digest};
}

// As many bytes as `out` has, or a mistake.
template <typename Bytes>
void ReadBytes(std::string_view name, Members& members, Bytes& out) {
  const std::optional<std::string> bytes = DecodeBase64Url(members.Text(name));
  if (!bytes || bytes->size() != sizeof out) return members.Wrong(name, "must be 16 bytes in base64url");
  std::memcpy(out.data(), bytes->data(), sizeof out);
}

class Parser {
 public:
  explicit Parser(Error& error) : error_(error) {}

  // One line, an object.
  void Read(const Json& line) {
    static const std::map<std::string_view, void (Parser::*)(Members&)> kKinds = {
        {"journal", &Parser::ReadBegin}, {"resumed", &Parser::ReadResumed}, {"secret", &Parser::ReadSecret},
        {"sent", &Parser::ReadSent},     {"answer", &Parser::ReadAnswered}, {"unsent", &Parser::ReadUnsent},
        {"end", &Parser::ReadEnd},
    };
    Members members(line, "", error_);
    if (members.failed()) return;
    const auto kind = line.object().empty() ? kKinds.end() : kKinds.find(line.object().front().first);
    if (kind == kKinds.end()) return members.Wrong("", "is no line of a journal");
    const bool first = !std::exchange(began_, true);
    if (first != (kind->first == "journal")) {
      return members.Wrong("journal", "must stand in the first line, and there alone");
    }
    if (read_.whole && kind->first != "resumed" && kind->first != "end") {
      return members.Wrong(kind->first, "comes after the end");
    }
    (this->*kind->second)(members);
  }

  void ReadMasks(std::string_view line) {
    for (size_t at = line.find(kMaskBegin); at != std::string_view::npos; at = line.find(kMaskBegin, at + 1)) {
      const size_t end = line.substr(0, at + kLongestMask).find('>', at);
      if (end == std::string_view::npos) continue;
      const std::string_view mask = line.substr(at, end + 1 - at);
      if (mask != kMarkMask) read_.masks.emplace(mask);
    }
  }

  ReadJournal Take() {
    EndSession();
    return std::move(read_);
  }

 private:
  void ReadBegin(Members& members) {
    const int64_t form = members.Number("journal");
    if (!members.failed() && form != kForm) {
      return members.Wrong("journal", "is of form " + std::to_string(form) + ", and this authconform reads form " +
                                          std::to_string(kForm) + " only");
    }
    read_.started_us = session_us_ = last_us_ = members.Number("started_us", kMostUs);
    const Json* of = members.Find("of");
    if (of == nullptr || !of->is_object()) return members.Wrong("of", "must be an object");
    for (const auto& [name, value] : of->object()) {
      if (!value.is_string()) return members.Wrong("of", "must hold strings");
      read_.identity.emplace_back(name, value.string());
    }
    ReadBytes("salt", members, read_.secrets.salt);
    read_.secrets.check = members.Text("secrets");
  }

  void ReadResumed(Members& members) {
    EndSession();
    session_us_ = last_us_ = members.Number("resumed", kMostUs);
  }

  void ReadSecret(Members& members) {
    const std::string mask = ReadMask(members);
    read_.stand_ins[mask] = ReadStandIn(members);
    if (members.Find("digest") == nullptr) return;
    read_.issued.push_back({mask});
    ReadBytes("digest", members, read_.issued.back().digest);
  }

  void ReadSent(Members& members) {
    JournalSent sent = {members.Text("sent"), members.Text("login"), members.Number("at_us", kMostUs)};
    if (++open_[sent.key] > kMostSends) members.Wrong("sent", "stands there too often");
    ++read_.requests;
    read_.sent.push_back(std::move(sent));
  }

  void ReadAnswered(Members& members) {
    const std::string key = members.Text("answer");
    const int sends = members.Int("sends");
    const Json* is = members.Find("is");
    if (is == nullptr) return members.Wrong("is", "the member is missing");
    Answer answer = ReadAnswer(*is, "/is", error_);
    answer.sends = sends;
    answer.restored = true;
    if (sends < 1 || sends > kMostSends)
      return members.Wrong("sends", "must be from 1 to " + std::to_string(kMostSends));
    if (answer.exchange.started_us > kMostUs || answer.exchange.duration_us > kMostUs) {
      return members.Wrong("is", "tells a time that is none");
    }
    last_us_ = std::max(last_us_, answer.exchange.started_us + answer.exchange.duration_us);
    // What was announced is counted.
    read_.requests += std::max(0, sends - std::exchange(open_[key], 0));
    // A target that was out of reach is tried again.
    const bool again = read_.answers.contains(key) && !IsOutOfReach(key, read_.answers.at(key));
    if (again) return members.Wrong("answer", "is there twice");
    read_.answers.insert_or_assign(key, std::move(answer));
  }

  void ReadUnsent(Members& members) {
    if (!read_.unsent.emplace(members.Text("unsent"), members.Text("reason")).second) {
      members.Wrong("unsent", "is there twice");
    }
  }

  void ReadEnd(Members& members) {
    read_.worked_us = members.Number("end", kMostUs);
    read_.whole = true;
  }

  void EndSession() {
    if (!read_.whole)
      read_.worked_us = std::min(kMostUs, read_.worked_us + std::max<int64_t>(0, last_us_ - session_us_));
  }

  Error& error_;
  bool began_ = false;
  int64_t session_us_ = 0;
  int64_t last_us_ = 0;
  std::unordered_map<std::string, int> open_;  // sent and not answered, by key
  ReadJournal read_;
};

}  // namespace

bool IsOutOfReach(const std::string& key, const Answer& answer) {
  const TransportError* error = answer.exchange.error();
  if (error == nullptr || !key.starts_with("preflight ")) return false;
  using Kind = TransportError::Kind;
  return error->kind == Kind::kResolve || error->kind == Kind::kConnect || error->kind == Kind::kTls ||
         error->kind == Kind::kTimeout || error->kind == Kind::kClosed || error->kind == Kind::kShortage;
}

void AppendJournal(const RunIdentity& identity, const JournalSecrets& secrets, int64_t started_us, std::string& out) {
  Line line("journal", out);
  line.Number(kForm);
  line.Number("started_us", started_us);
  line.Next("of");
  line.Raw("{");
  for (const auto& [name, value] : identity) {
    if (&name != &identity.front().first) line.Raw(",");
    line.Text(name);
    line.Raw(":");
    line.Text(value);
  }
  line.Raw("}");
  line.Text("salt", EncodeBase64Url({reinterpret_cast<const char*>(secrets.salt.data()), secrets.salt.size()}));
  line.Text("secrets", secrets.check);
  line.Raw("}\n");
}

void AppendIssued(const JournalIssued& issued, std::string_view stand_in, std::string& out) {
  Line line("secret", out);
  line.Text(issued.mask);
  WriteStandIn(stand_in, line);
  line.Text("digest", EncodeBase64Url(BytesOf(issued.digest)));
  line.Raw("}\n");
}

void AppendResumed(int64_t at_us, std::string& out) {
  Line line("resumed", out);
  line.Number(at_us);
  line.Raw("}\n");
}

void AppendSent(const JournalSent& sent, std::string& out) {
  Line line("sent", out);
  line.Text(sent.key);
  line.Text("login", sent.login);
  line.Number("at_us", sent.at_us);
  line.Raw("}\n");
}

void AppendAnswer(const std::string& key, const Answer& answer, std::string& out) {
  Line line("answer", out);
  line.Text(key);
  line.Number("sends", answer.sends);
  line.Next("is");
  WriteAnswer(answer, line);
  line.Raw("}\n");
}

void AppendUnsent(const std::string& key, std::string_view reason, std::string& out) {
  Line line("unsent", out);
  line.Text(key);
  line.Text("reason", reason);
  line.Raw("}\n");
}

void AppendJournalEnd(int64_t duration_us, std::string& out) {
  Line line("end", out);
  line.Number(duration_us);
  line.Raw("}\n");
}

Result<ReadJournal> ParseJournal(std::string_view text, const std::string& file) {
  Error error;
  Parser parser(error);
  size_t bytes = 0;
  for (int number = 1;; ++number) {
    const size_t end = text.find('\n', bytes);
    if (end == std::string_view::npos) break;
    const std::string_view line = text.substr(bytes, end - bytes);
    const std::string position = "line " + std::to_string(number);
    const Result<Json> json = ParseJson(line, file, kLineLimits);
    if (!json) return Error{file, position + ", " + json.error().position, json.error().message};
    parser.Read(*json);
    if (!error.message.empty()) {
      return Error{file, position + (error.position.empty() ? "" : ", " + error.position), error.message};
    }
    parser.ReadMasks(line);
    bytes = end + 1;
  }
  ReadJournal read = parser.Take();
  read.bytes = bytes;
  return read;
}

}  // namespace authconform
