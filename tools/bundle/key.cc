#include "tools/bundle/key.h"

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include "harness/base/files.h"
#include "harness/base/sha256.h"

namespace authconform {
namespace {

constexpr size_t kRawBytes = 32;
constexpr size_t kSignatureBytes = 64;
constexpr size_t kLongestFile = 16 << 10;
// In the labels of all kinds of them.
constexpr std::string_view kPrivate = "PRIVATE KEY";
constexpr std::string_view kPublic = "PUBLIC KEY";

using Bio = std::unique_ptr<BIO, void (*)(BIO*)>;
using Key = std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)>;
using Context = std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)>;

// OpenSSL fails only for want of memory where this is asked.
template <typename T>
T Must(T made) {
  if (!made) throw std::bad_alloc();
  return made;
}

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Bio ReadingFrom(std::string_view text) {
  return Must(Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free_all));
}

// In memory that OpenSSL wipes when it lets go of it.
Bio SecretMemory() { return Must(Bio(BIO_new(BIO_s_secmem()), BIO_free_all)); }

std::string_view Written(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<size_t>(size)};
}

std::string Because() { return std::strerror(errno); }

// Otherwise OpenSSL would ask for a passphrase on the terminal.
int NoPassphrase(char*, int, int, void*) { return -1; }

bool Has(std::string_view text, std::string_view label) {
  return text.find("-----BEGIN " + std::string(label) + "-----") != std::string_view::npos;
}

// Whether a line begins what bears a label with that in it: "RSA PRIVATE KEY" has "PRIVATE KEY".
bool HasAny(std::string_view text, std::string_view in_label) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  for (size_t at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin, at + 1)) {
    if (at > 0 && text[at - 1] != '\n') continue;
    const std::string_view label = text.substr(at, text.find('\n', at) - at);
    if (label.find(in_label) != std::string_view::npos) return true;
  }
  return false;
}

Key MakePublic(std::string_view raw) {
  return Must(Key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(raw), raw.size()), EVP_PKEY_free));
}

// The text of a file that may hold a private key, wiped when it is done with.
class KeyText {
 public:
  KeyText() = default;
  ~KeyText() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }
  KeyText(const KeyText&) = delete;
  KeyText& operator=(const KeyText&) = delete;

  std::string_view text() const { return {bytes_.data(), size_}; }
  // Whether its mode lets others than its owner read, write or run it.
  bool open_to_others() const { return open_to_others_; }

  // Error: none tells a byte of the file.
  Status Read(const std::string& path) {
    // Non-blocking, so that a FIFO is refused rather than waited for.
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return Error{path, "", "cannot be read: " + Because()};
    Status read = ReadFrom(file, path);
    close(file);
    return read;
  }

 private:
  Status ReadFrom(int file, const std::string& path) {
    struct stat about = {};
    if (fstat(file, &about) != 0) return Error{path, "", "cannot be read: " + Because()};
    if (!S_ISREG(about.st_mode)) return Error{path, "", "is not a regular file"};
    open_to_others_ = (about.st_mode & 077) != 0;
    for (;;) {
      const ssize_t got = read(file, bytes_.data() + size_, bytes_.size() - size_);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return Error{path, "", "cannot be read: " + Because()};
      if (got == 0) return Done{};
      size_ += static_cast<size_t>(got);
      if (size_ == bytes_.size()) return Error{path, "", "is too long for a key in PEM"};
    }
  }

  std::array<char, kLongestFile> bytes_ = {};
  size_t size_ = 0;
  bool open_to_others_ = false;
};

// With `force` written beside and put in place whole, over what is there; otherwise only where nothing is.
Status Place(const std::string& path, std::string_view bytes, mode_t mode, bool force) {
  const std::string written_to = force ? path + ".tmp." + std::to_string(getpid()) : path;
  const int file = open(written_to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
  if (file < 0) return Error{path, "", "cannot be written: " + Because()};
  const bool written = WriteAllTo(file, bytes) && fsync(file) == 0;
  const bool closed = close(file) == 0;
  if (written && closed && (!force || rename(written_to.c_str(), path.c_str()) == 0)) return Done{};
  Error error{path, "", "cannot be written: " + Because()};
  unlink(written_to.c_str());
  return error;
}

// What --force may replace is a key alone: no folder or device, and nothing that somebody has written. `sort`:
// "private key".
Status CheckPlace(const std::string& path, bool force, const std::string& sort, std::string_view in_label) {
  struct stat about = {};
  if (lstat(path.c_str(), &about) != 0) return Done{};
  if (!force) return Error{path, "", "is there already: --force replaces it"};
  if (!S_ISREG(about.st_mode)) return Error{path, "", "cannot be written: it is there and no regular file"};
  KeyText text;
  const Status read = text.Read(path);
  const bool replaceable = read && (text.text().empty() || HasAny(text.text(), in_label));
  if (!replaceable) return Error{path, "", "is no " + sort + ": --force replaces keys alone"};
  return Done{};
}

}  // namespace

PublicKey::PublicKey(const EVP_PKEY* key) : raw_(kRawBytes, '\0') {
  size_t size = raw_.size();
  EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(raw_.data()), &size);
}

Result<PublicKey> PublicKey::FromPem(std::string_view pem, const std::string& file) {
  if (pem.size() > kLongestFile) return Error{file, "", "is too long for a public key in PEM"};
  if (Has(pem, "PRIVATE KEY") || Has(pem, "ENCRYPTED PRIVATE KEY")) {
    return Error{file, "", "is a private key: give the public one, the file that ends in .pub"};
  }
  const Bio text = ReadingFrom(pem);
  const Key key(PEM_read_bio_PUBKEY(text.get(), nullptr, NoPassphrase, nullptr), EVP_PKEY_free);
  ERR_clear_error();
  if (!key) return Error{file, "", "is not a public key in PEM"};
  if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) return Error{file, "", "is not an Ed25519 key"};
  return PublicKey(key.get());
}

Result<PublicKey> PublicKey::Read(const std::string& path) {
  KeyText pem;
  if (Status read = pem.Read(path); !read) return read.error();
  return FromPem(pem.text(), path);
}

std::string PublicKey::Pem() const {
  const Bio text = Must(Bio(BIO_new(BIO_s_mem()), BIO_free_all));
  Must(PEM_write_bio_PUBKEY(text.get(), MakePublic(raw_).get()));
  return std::string(Written(text.get()));
}

std::string PublicKey::Fingerprint() const {
  const Bio der = Must(Bio(BIO_new(BIO_s_mem()), BIO_free_all));
  Must(i2d_PUBKEY_bio(der.get(), MakePublic(raw_).get()));
  return Sha256Hex(Written(der.get()));
}

bool PublicKey::Verifies(std::string_view bytes, std::string_view signature) const {
  if (signature.size() != kSignatureBytes) return false;
  const Key key = MakePublic(raw_);
  const Context context = Must(Context(EVP_MD_CTX_new(), EVP_MD_CTX_free));
  const bool fits =
      EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
      EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(bytes), bytes.size()) == 1;
  ERR_clear_error();
  return fits;
}

PrivateKey PrivateKey::Generate() {
  return PrivateKey(Must(Held(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), EVP_PKEY_free)));
}

Result<PrivateKey> PrivateKey::Read(const std::string& path) {
  KeyText secret;
  if (Status read = secret.Read(path); !read) return read.error();
  if (Has(secret.text(), "PUBLIC KEY")) {
    return Error{path, "", "is a public key: give the private one, the file without .pub"};
  }
  if (secret.open_to_others()) {
    return Error{path, "", "may be read or written by others than its owner: make a new key, or chmod 600 it"};
  }
  if (Has(secret.text(), "ENCRYPTED PRIVATE KEY")) {
    return Error{path, "", "is a private key with a passphrase, which authconform does not ask for"};
  }
  const Bio text = ReadingFrom(secret.text());
  Held key(PEM_read_bio_PrivateKey(text.get(), nullptr, NoPassphrase, nullptr), EVP_PKEY_free);
  ERR_clear_error();
  if (!key) return Error{path, "", "is not a private key in PEM (authconform keygen makes one)"};
  if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519) return Error{path, "", "is not an Ed25519 key"};
  return PrivateKey(std::move(key));
}

PublicKey PrivateKey::Public() const { return PublicKey(key_.get()); }

std::string PrivateKey::Sign(std::string_view bytes) const {
  const Context context = Must(Context(EVP_MD_CTX_new(), EVP_MD_CTX_free));
  std::string signature(kSignatureBytes, '\0');
  size_t size = signature.size();
  Must(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
       EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, Bytes(bytes),
                      bytes.size()) == 1);
  return signature;
}

bool HoldsPrivateKey(const std::string& path) {
  KeyText text;
  const Status ignored = text.Read(path);  // of what is too long for a key alone, the beginning is there
  return HasAny(text.text(), kPrivate);
}

Status WriteKeyPair(const PrivateKey& key, const std::string& path, bool force) {
  const std::string public_path = path + ".pub";
  if (Status vacant = CheckPlace(path, force, "private key", kPrivate); !vacant) return vacant;
  if (Status vacant = CheckPlace(public_path, force, "public key", kPublic); !vacant) return vacant;
  const Bio secret = SecretMemory();
  Must(PEM_write_bio_PKCS8PrivateKey(secret.get(), key.key_.get(), nullptr, nullptr, 0, nullptr, nullptr));
  if (Status written = Place(path, Written(secret.get()), 0600, force); !written) return written;
  return Place(public_path, key.Public().Pem(), 0644, force);
}

}  // namespace authconform
