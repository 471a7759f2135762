// Names and dates into certificates of an authority that exists for one test only.
#pragma once

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace authconform {

// A key with its certificate; signs others when made so.
class TestCertificate {
 public:
  struct Subject {
    std::string alternative_names;  // as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1"
    int starts_in_s = -3600;
    int ends_in_s = 3600;
    bool authority = false;
  };

  // Self-signed without an issuer.
  explicit TestCertificate(const Subject& subject, const TestCertificate* issuer = nullptr);

  // Written to files in the test's temporary folder; the paths.
  std::string CertificateFile(const std::string& name) const;
  std::string KeyFile(const std::string& name) const;

  // For a server with this certificate, which demands one of `clients`' own when given.
  std::shared_ptr<SSL_CTX> ServerContext(const TestCertificate* clients = nullptr) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> certificate_;
};

}  // namespace authconform
