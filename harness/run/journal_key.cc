#include "harness/run/journal_key.h"

#include <sodium.h>

#include <mutex>
#include <utility>

#include "harness/base/base64.h"

namespace authconform {
namespace {

constexpr size_t kMemory = 1 << 20;
constexpr unsigned long long kPasses = 1;
constexpr size_t kKeyBytes = crypto_generichash_KEYBYTES;
constexpr size_t kCheckCharacters = 3;

// Values in order, so that no two lists of them are alike by where one ends.
class Joined {
 public:
  ~Joined() { sodium_memzero(text_.data(), text_.size()); }

  void Add(std::string_view name, std::string_view secret) {
    for (std::string_view each : {name, secret}) text_.append(std::to_string(each.size())).append(":").append(each);
    some_ = some_ || !secret.empty();
  }
  void Add(const EndpointTarget& values) {
    for (const auto& [role, account] : values.accounts) Add(role, account.password);
    Add("client", values.client_key);
  }
  bool some() const { return some_; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  bool some_ = false;
};

// Of no use for another target.
JournalKey::Salt SaltOf(const Target& target) {
  const std::string text = target.origin.ToString() + "\n" + target.name;
  JournalKey::Salt salt;
  crypto_generichash(salt.data(), salt.size(), reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     nullptr, 0);
  return salt;
}

// 16 bytes under `key`, others for each purpose.
SecretDigester::Key For(std::string_view purpose, const unsigned char* key) {
  SecretDigester::Key made;
  crypto_generichash(made.data(), made.size(), reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(),
                     key, kKeyBytes);
  return made;
}

}  // namespace

JournalKey::Salt JournalKey::NewSalt() {
  Salt salt;
  randombytes_buf(salt.data(), salt.size());
  return salt;
}

std::optional<JournalKey> JournalKey::Of(const Target& target, const Salt& salt) {
  static const bool ready = sodium_init() >= 0;
  Joined secrets;
  secrets.Add(target.defaults);
  for (const auto& [name, values] : target.endpoints) {
    secrets.Add(name, "");
    secrets.Add(values);
  }
  for (const std::string& name : target.secret_headers) {
    if (const std::string* value = FindHeader(target.headers, name)) secrets.Add(name, *value);
  }
  if (!ready || !secrets.some()) return std::nullopt;
  static_assert(std::tuple_size_v<Salt> == crypto_pwhash_argon2id_SALTBYTES);
  const Salt own = SaltOf(target);
  unsigned char key[kKeyBytes];
  {
    // One at a time: many runs begin at once.
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    const int made = crypto_pwhash_argon2id(key, sizeof key, secrets.text().data(), secrets.text().size(), own.data(),
                                            kPasses, kMemory, crypto_pwhash_argon2id_ALG_ARGON2ID13);
    if (made != 0) return std::nullopt;
  }
  const SecretDigester::Key check = For("are these the secrets", key);
  const std::string whole = EncodeBase64Url({reinterpret_cast<const char*>(check.data()), check.size()});
  JournalKey journal_key(whole.substr(0, kCheckCharacters),
                         For("was this issued " + std::string(salt.begin(), salt.end()), key));
  sodium_memzero(key, sizeof key);
  return journal_key;
}

}  // namespace authconform
