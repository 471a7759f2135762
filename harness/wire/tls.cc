#include "harness/wire/tls.h"

#include <arpa/inet.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <utility>

#include "harness/base/files.h"
#include "harness/wire/shortage.h"

namespace authconform {
namespace {

// OpenSSL's own socket BIO writes with write(2), which raises SIGPIPE when the peer is gone.
int SendWithoutSignal(BIO* bio, const char* bytes, int size) {
  const ssize_t sent = send(static_cast<int>(BIO_get_fd(bio, nullptr)), bytes, static_cast<size_t>(size), MSG_NOSIGNAL);
  BIO_clear_retry_flags(bio);
  if (sent < 0 && BIO_sock_should_retry(-1)) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

// OpenSSL goes on by itself while records come that lead nowhere, such as requests for another handshake in one. Every
// so often it is told that nothing is there, and so comes back to us and to the deadline. The BIO's pointer counts the
// reads.
int ReadInTurns(BIO* bio, char* bytes, int size) {
  constexpr uintptr_t kTurn = 64;
  const auto reads = reinterpret_cast<uintptr_t>(BIO_get_data(bio));
  const bool over = reads == kTurn;
  BIO_set_data(bio, reinterpret_cast<void*>(over ? 0 : reads + 1));
  if (!over) return BIO_meth_get_read(BIO_s_socket())(bio, bytes, size);
  BIO_clear_retry_flags(bio);
  BIO_set_retry_read(bio);
  return -1;
}

const BIO_METHOD* SocketBio() {
  static const BIO_METHOD* const kMethod = [] {
    const BIO_METHOD* usual = BIO_s_socket();
    BIO_METHOD* method = BIO_meth_new(BIO_TYPE_SOCKET, "socket without SIGPIPE");
    BIO_meth_set_write(method, SendWithoutSignal);
    BIO_meth_set_read(method, ReadInTurns);
    BIO_meth_set_ctrl(method, BIO_meth_get_ctrl(usual));
    BIO_meth_set_create(method, BIO_meth_get_create(usual));
    BIO_meth_set_destroy(method, BIO_meth_get_destroy(usual));
    return method;
  }();
  return kMethod;
}

Error Unusable(const std::string& file, const std::string& what) {
  const char* reason = ERR_reason_error_string(ERR_peek_last_error());
  Error error{.file = file, .position = "", .message = what + (reason ? std::string(": ") + reason : "")};
  ERR_clear_error();
  return error;
}

// A key file with a passphrase would otherwise have OpenSSL ask for it on the terminal.
int NoPassphrase(char*, int, int, void*) { return 0; }

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* held) const {
    Free(held);
  }
};
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;

// The text of a file that may hold a private key, to be read by OpenSSL from memory, and wiped when it is done with.
// OpenSSL itself would wait for a FIFO and read a device for ever.
class PemText {
 public:
  // `otherwise`: the words for what cannot be had from the file then.
  static Result<std::unique_ptr<PemText>> Read(const std::string& file, const std::string& otherwise) {
    // The authorities of a whole system are 250 KB. OpenSSL takes the square of their number in time.
    constexpr size_t kLongest = 1 << 20;
    Result<std::string> text = ReadFile(file, kLongest);
    if (!text) return Error{file, "", otherwise + ": it " + text.error().message, ShortageOfFiles().has_value()};
    return std::make_unique<PemText>(*std::move(text));
  }
  explicit PemText(std::string text)
      : text_(std::move(text)), bio_(BIO_new_mem_buf(text_.data(), static_cast<int>(text_.size()))) {}
  ~PemText() { OPENSSL_cleanse(text_.data(), text_.size()); }
  PemText(const PemText&) = delete;
  PemText& operator=(const PemText&) = delete;

  BIO* bio() { return bio_.get(); }

 private:
  std::string text_;
  std::unique_ptr<BIO, Freed<BIO_free>> bio_;
};

// All certificates and revocation lists of a CA file.
Status Trust(const std::string& file, SSL_CTX* context) {
  constexpr char kOtherwise[] = "no CA certificate in PEM can be read from it";
  Result<std::unique_ptr<PemText>> text = PemText::Read(file, kOtherwise);
  if (!text) return text.error();
  constexpr auto kFree = [](STACK_OF(X509_INFO) * read) { sk_X509_INFO_pop_free(read, X509_INFO_free); };
  const std::unique_ptr<STACK_OF(X509_INFO), decltype(kFree)> read(
      PEM_X509_INFO_read_bio((*text)->bio(), nullptr, NoPassphrase, nullptr), kFree);
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  bool any = false;
  bool sound = read != nullptr;
  for (int i = 0; sound && i < sk_X509_INFO_num(read.get()); ++i) {
    const X509_INFO* each = sk_X509_INFO_value(read.get(), i);
    if (each->x509 != nullptr) sound = X509_STORE_add_cert(store, each->x509) == 1;
    if (sound && each->crl != nullptr) sound = X509_STORE_add_crl(store, each->crl) == 1;
    any = any || each->x509 != nullptr;
  }
  if (!sound || !any) return Unusable(file, kOtherwise);
  return Done{};
}

// The client's own certificate and after it those that lead to its authority.
Status UseCertificates(const std::string& file, SSL_CTX* context) {
  constexpr char kOtherwise[] = "no client certificate in PEM can be read from it";
  Result<std::unique_ptr<PemText>> text = PemText::Read(file, kOtherwise);
  if (!text) return text.error();
  const auto next = [&](auto read) { return Certificate(read((*text)->bio(), nullptr, NoPassphrase, nullptr)); };
  const Certificate own = next(PEM_read_bio_X509_AUX);
  bool sound = own != nullptr && SSL_CTX_use_certificate(context, own.get()) == 1;
  while (sound) {
    Certificate issuer = next(PEM_read_bio_X509);
    if (!issuer) break;
    sound = SSL_CTX_add0_chain_cert(context, issuer.get()) == 1;
    if (sound) issuer.release();  // the context's now
  }
  const unsigned long last = ERR_peek_last_error();
  const bool ended = ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
  if (!sound || !ended) return Unusable(file, kOtherwise);
  ERR_clear_error();
  return Done{};
}

Status UseKey(const std::string& file, SSL_CTX* context) {
  constexpr char kOtherwise[] = "no client key in PEM, without passphrase and of the certificate, can be read from it";
  Result<std::unique_ptr<PemText>> text = PemText::Read(file, kOtherwise);
  if (!text) return text.error();
  const PrivateKey key(PEM_read_bio_PrivateKey((*text)->bio(), nullptr, NoPassphrase, nullptr));
  // OpenSSL also compares the key with the certificate here.
  if (key == nullptr || SSL_CTX_use_PrivateKey(context, key.get()) != 1) return Unusable(file, kOtherwise);
  return Done{};
}

bool IsAddress(const std::string& host) {
  in6_addr ignored;
  return inet_pton(AF_INET, host.c_str(), &ignored) == 1 || inet_pton(AF_INET6, host.c_str(), &ignored) == 1;
}

std::string DescribeCertificateFailure(long problem, const std::string& host) {
  switch (problem) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "the server's certificate has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "the server's certificate is not valid yet";
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "the server's certificate is not for the host " + host;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "the server's certificate is self-signed and not among the trusted ones";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "the server's certificate was issued by an authority that is not trusted here";
    default:
      return std::string("the server's certificate cannot be trusted: ") + X509_verify_cert_error_string(problem);
  }
}

}  // namespace

std::string DescribeTlsFailure() {
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  if (ERR_GET_LIB(code) == ERR_LIB_SSL) {
    switch (ERR_GET_REASON(code)) {
      case SSL_R_WRONG_VERSION_NUMBER:
      case SSL_R_HTTP_REQUEST:
        return "the server does not speak TLS there: the URL's scheme may have to be http";
      case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
        return "the server demands a client certificate";
      case SSL_R_UNEXPECTED_EOF_WHILE_READING:
        return "the server closed the connection without ending the TLS session";
      default:
        break;
    }
  }
  const char* reason = ERR_reason_error_string(code);
  return reason ? std::string("TLS failed: ") + reason : std::string("TLS failed: the server closed the connection");
}

Result<TlsClient> TlsClient::Create(const WireOptions::Tls& options) {
  ERR_clear_error();
  TlsClient client(SSL_CTX_new(TLS_client_method()));
  SSL_CTX* context = client.context_.get();
  if (context == nullptr) return Unusable("", "OpenSSL could not be started");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // So that a flood of tickets comes back to us, and to the deadline, record by record.
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_default_passwd_cb(context, NoPassphrase);
  SSL_CTX_set_verify(context, options.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  if (!options.ca_file.empty()) {
    if (Status trusted = Trust(options.ca_file, context); !trusted) return trusted.error();
  } else if (SSL_CTX_set_default_verify_paths(context) != 1) {
    return Unusable("", "the system's CA certificates cannot be read");
  }
  if (options.certificate_file.empty()) {
    if (!options.key_file.empty()) return Unusable(options.key_file, "a client key without a client certificate");
    return client;
  }
  if (Status shown = UseCertificates(options.certificate_file, context); !shown) return shown.error();
  const std::string& key_file = options.key_file.empty() ? options.certificate_file : options.key_file;
  if (Status used = UseKey(key_file, context); !used) return used.error();
  return client;
}

std::variant<SslSession, TransportError> TlsClient::Handshake(int fd, const std::string& host,
                                                              const Deadline& deadline) const {
  ERR_clear_error();
  SslSession session(SSL_new(context_.get()));
  BIO* bio = BIO_new(SocketBio());
  if (!session || bio == nullptr) {
    BIO_free(bio);
    ERR_clear_error();
    return *Shortage(ENOMEM);
  }
  BIO_set_fd(bio, fd, BIO_NOCLOSE);
  SSL_set_bio(session.get(), bio, bio);
  // RFC 6066 3: no literal addresses in SNI.
  if (IsAddress(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session.get()), host.c_str());
  } else {
    SSL_set_tlsext_host_name(session.get(), host.c_str());
    SSL_set1_host(session.get(), host.c_str());
  }
  while (true) {
    const int result = SSL_connect(session.get());
    if (result == 1) return session;
    const int wanted = SSL_get_error(session.get(), result);
    if (wanted == SSL_ERROR_WANT_READ || wanted == SSL_ERROR_WANT_WRITE) {
      // A flood is always ready to be read, also past the deadline.
      if (MillisLeft(deadline) == 0 || PollUntil(fd, wanted == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline) == 0) {
        return TransportError{TransportError::Kind::kConnect, "the TLS handshake did not end within the time limit"};
      }
      continue;
    }
    const long problem = SSL_get_verify_result(session.get());
    const bool certificate = problem != X509_V_OK && SSL_get_verify_mode(session.get()) != SSL_VERIFY_NONE;
    // The system's authorities are read one by one, as they are needed.
    if (auto shortage = certificate ? ShortageOfFiles() : std::nullopt) {
      ERR_clear_error();
      return *std::move(shortage);
    }
    std::string words = certificate ? DescribeCertificateFailure(problem, host) : DescribeTlsFailure();
    ERR_clear_error();
    return TransportError{TransportError::Kind::kTls, std::move(words)};
  }
}

}  // namespace authconform
