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
// secrets of the target at once, by Argon2id (RFC 9106) in one pass over 1 MiB.
//
// Who reads a journal, which is its owner's alone, can try secrets against check(). That is so short that one of
// 262,144 wrong ones has it too: of all likely passwords it leaves as many as there are, but for that factor, and
// journals of several nights leave the same. Only who knows a value that was issued as well can tell the right one by
// its digest; each try costs him half a millisecond and the memory. That is less than what a login's store should ask
// for (OWASP: 46 MiB in one pass), and on purpose: 1,000 targets would take a minute or two for it, every night. A
// secret that somebody made up at random is far out of reach of either.
class JournalKey {
 public:
  using Salt = std::array<unsigned char, 16>;
  static Salt NewSalt();

  // nullopt when the target holds no secret, of which a key could be made, or there is no memory for it.
  static std::optional<JournalKey> Of(const Target& target, const Salt& salt);

  // The same as long as the target holds the same secrets, whatever the salt. Three characters of base64url.
  const std::string& check() const { return check_; }
  // Another for each salt: two journals have no digest in common.
  const SecretDigester& digester() const { return digester_; }

 private:
  JournalKey(std::string check, const SecretDigester::Key& key) : check_(std::move(check)), digester_(key) {}

  std::string check_;
  SecretDigester digester_;
};

}  // namespace authconform
