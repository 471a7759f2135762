#include "tools/cli/verified.h"

#include <utility>

#include "harness/run/replay.h"
#include "tools/bundle/archive.h"
#include "tools/bundle/rejudge.h"
#include "tools/embed/embedded.h"

namespace authconform {

Result<SealedBundle> ReadBundle(const std::string& file, const std::string& key_file) {
  SealedBundle sealed;
  sealed.file = file;
  if (!key_file.empty()) {
    Result<PublicKey> key = PublicKey::Read(key_file);
    if (!key) return key.error();
    sealed.key = *std::move(key);
  }
  Result<std::string> bytes = ReadFile(file, kMaxBundleBytes);
  if (!bytes) return bytes.error();
  if (!IsGzip(*bytes)) return Error{file, "", "is not a bundle: run --bundle makes one"};
  sealed.bytes = *std::move(bytes);
  return sealed;
}

Result<Verified> Verify(const SealedBundle& sealed, const FileSet& own) {
  Result<OpenedBundle> bundle = OpenBundle(sealed.bytes, sealed.file);
  if (!bundle) return bundle.error();
  if (sealed.key && *sealed.key != bundle->key) {
    return Error{sealed.file, "",
                 "is signed by another key than the one given with --key: " + bundle->key.Fingerprint() + ", not " +
                     sealed.key->Fingerprint()};
  }
  Result<Run> run = Rejudge(*bundle, EmbeddedFiles(), Replay, sealed.file);
  if (!run) return run.error();
  std::vector<std::string> unlike = UnlikeFiles(bundle->files, own, EndpointsOf(*run));
  return Verified{*std::move(bundle), *std::move(run), sealed.key.has_value(), std::move(unlike)};
}

std::vector<std::string> EndpointsOf(const Run& run) {
  std::vector<std::string> endpoints;
  for (const EndpointResult& each : run.endpoints) endpoints.push_back(each.endpoint);
  return endpoints;
}

}  // namespace authconform
