// The secrets that a target holds into a key that is on no disk, by which a journal tells them and what was issued
// again.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "harness/base/secret_digest.h"
#include "harness/run/target.h"

namespace authconform {

// A digest of a value that has few likely forms (a password, a code of six digits) is as good as the value to who can
// try them all, unless he lacks the key. So the key is made of what a resumed process has and the journal has not: all
// secrets of the target at once, with a salt of the journal's own, by Argon2id (RFC 9106) in one pass over 4 MiB.
//
// Who reads a journal, which is its owner's alone, can try secrets against check(): some hundred a second on one core,
// and only all of the target's together. That is less than what a login's store should ask for (OWASP: 46 MiB in one
// pass), and on purpose: it costs a run 2 to 5 ms, where that would cost 1,000 targets a minute or two every night. A
// secret that somebody made up at random is far out of reach of either.
class JournalKey {
 public:
  using Salt = std::array<unsigned char, 16>;
  static Salt NewSalt();

  // nullopt when the target holds no secret, of which a key could be made, or there is no memory for it.
  static std::optional<JournalKey> Of(const Target& target, const Salt& salt);

  // Two targets have the same when they hold the same secrets. Base64url.
  const std::string& check() const { return check_; }
  const SecretDigester& digester() const { return digester_; }

 private:
  JournalKey(std::string check, const SecretDigester::Key& key) : check_(std::move(check)), digester_(key) {}

  std::string check_;
  SecretDigester digester_;
};

}  // namespace authconform
