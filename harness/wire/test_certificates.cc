#include "harness/wire/test_certificates.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>

namespace authconform {
namespace {

void AddExtension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  if (extension == nullptr) std::abort();
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

template <typename Write>
std::string WriteFile(const std::string& name, Write write) {
  const char* folder = std::getenv("TEST_TMPDIR");
  const std::string path = std::string(folder == nullptr ? "/tmp" : folder) + "/" + name;
  FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr || write(file) != 1) std::abort();
  std::fclose(file);
  return path;
}

}  // namespace

TestCertificate::TestCertificate(const Subject& subject, const TestCertificate* issuer)
    : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate_(X509_new(), X509_free) {
  static int serial = 0;
  X509* certificate = certificate_.get();
  X509* signer = issuer == nullptr ? certificate : issuer->certificate_.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), subject.starts_in_s);
  X509_gmtime_adj(X509_getm_notAfter(certificate), subject.ends_in_s);
  X509_set_pubkey(certificate, key_.get());
  const std::string name = "test " + std::to_string(serial);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, X509_get_subject_name(signer));
  AddExtension(certificate, signer, NID_basic_constraints, subject.authority ? "critical,CA:TRUE" : "CA:FALSE");
  if (!subject.alternative_names.empty()) {
    AddExtension(certificate, signer, NID_subject_alt_name, subject.alternative_names);
  }
  X509_sign(certificate, issuer == nullptr ? key_.get() : issuer->key_.get(), EVP_sha256());
}

std::string TestCertificate::CertificateFile(const std::string& name) const {
  return WriteFile(name, [this](FILE* file) { return PEM_write_X509(file, certificate_.get()); });
}

std::string TestCertificate::KeyFile(const std::string& name) const {
  return WriteFile(name, [this](FILE* file) {
    return PEM_write_PrivateKey(file, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
}

std::shared_ptr<SSL_CTX> TestCertificate::ServerContext(const TestCertificate* clients) const {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_use_certificate(context.get(), certificate_.get());
  SSL_CTX_use_PrivateKey(context.get(), key_.get());
  if (clients != nullptr) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), clients->certificate_.get());
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  return context;
}

}  // namespace authconform
