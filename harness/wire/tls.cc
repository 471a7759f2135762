#include "harness/wire/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <utility>

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
    if (SSL_CTX_load_verify_file(context, options.ca_file.c_str()) != 1) {
      return Unusable(options.ca_file, "no CA certificate in PEM can be read from it");
    }
  } else if (SSL_CTX_set_default_verify_paths(context) != 1) {
    return Unusable("", "the system's CA certificates cannot be read");
  }
  if (options.certificate_file.empty()) {
    if (!options.key_file.empty()) return Unusable(options.key_file, "a client key without a client certificate");
    return client;
  }
  if (SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str()) != 1) {
    return Unusable(options.certificate_file, "no client certificate in PEM can be read from it");
  }
  const std::string& key_file = options.key_file.empty() ? options.certificate_file : options.key_file;
  // OpenSSL also compares the key with the certificate here.
  if (SSL_CTX_use_PrivateKey_file(context, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Unusable(key_file, "no client key in PEM, without passphrase and of the certificate, can be read from it");
  }
  return client;
}

std::variant<SslSession, TransportError> TlsClient::Handshake(int fd, const std::string& host,
                                                              Deadline deadline) const {
  ERR_clear_error();
  SslSession session(SSL_new(context_.get()));
  BIO* bio = BIO_new(SocketBio());
  if (!session || bio == nullptr) {
    BIO_free(bio);
    return TransportError{TransportError::Kind::kTls, DescribeTlsFailure()};
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
    std::string words = certificate ? DescribeCertificateFailure(problem, host) : DescribeTlsFailure();
    ERR_clear_error();
    return TransportError{TransportError::Kind::kTls, std::move(words)};
  }
}

}  // namespace authconform
