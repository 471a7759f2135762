#include "tools/bundle/bundle.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "harness/base/schema.h"
#include "harness/base/sha256.h"
#include "harness/run/runner.h"
#include "harness/spec/load.h"
#include "reports/text.h"
#include "tools/bundle/archive.h"

namespace authconform {
namespace {

constexpr const char* kManifestFile = "manifest.json";
constexpr const char* kSignatureFile = "signature.json";
constexpr int64_t kFormat = 1;

constexpr std::string_view kForms[] = {"specs/endpoint.schema.json", "cases/case.schema.json",
                                       "harness/run/deviations.schema.json"};

constexpr const char* kManifestForm = R"({
  "type": "object",
  "required": ["format", "authconform", "created", "files"],
  "additionalProperties": false,
  "properties": {
    "format": {"const": 1},
    "authconform": {"type": "string", "pattern": "^[0-9A-Za-z.+-]{1,40}$"},
    "created": {"type": "string", "format": "date-time"},
    "files": {
      "type": "object",
      "additionalProperties": {
        "type": "object",
        "required": ["sha256", "bytes"],
        "additionalProperties": false,
        "properties": {
          "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
          "bytes": {"type": "integer", "minimum": 0}
        }
      }
    }
  }
})";

constexpr const char* kSignatureForm = R"({
  "type": "object",
  "required": ["algorithm", "public_key", "signature"],
  "additionalProperties": false,
  "properties": {
    "algorithm": {"const": "Ed25519"},
    "public_key": {"type": "string"},
    "signature": {"type": "string", "format": "base64"}
  }
})";

// Whether a spec or case of the endpoint is in this file.
bool IsOf(const std::string& name, const std::string& endpoint) {
  return name.starts_with("specs/" + endpoint + "/") || name.starts_with("cases/" + endpoint + ".");
}

bool IsOfAny(const std::string& name, const std::vector<std::string>& endpoints) {
  return std::any_of(endpoints.begin(), endpoints.end(), [&](const auto& endpoint) { return IsOf(name, endpoint); });
}

// The message may quote what anybody has put into a bundle.
Error In(const std::string& file, const std::string& message) { return {file, "", Clip(VisibleLine(message), 400)}; }

// The JSON of a file in the bundle, of the form that `form` is the schema of.
Result<Json> ReadForm(const std::string& text, const char* name, const char* form, const std::string& file) {
  Result<Json> json = ParseJson(text, name);
  if (!json) return In(file, json.error().ToString());
  const Json* format = json->Find("format");
  const std::optional<int64_t> number = format == nullptr ? std::nullopt : format->AsInt64();
  if (number && *number > kFormat) {
    return In(file, "is a bundle of format " + std::to_string(*number) + "; this authconform (" + kVersion +
                        ") reads format " + std::to_string(kFormat));
  }
  const Result<Schema> schema = Schema::Compile(*ParseJson(form), name);
  if (!schema) return schema.error();
  const std::vector<SchemaViolation> violations = schema->Check(*json);
  if (violations.empty()) return json;
  const SchemaViolation& first = violations.front();
  return In(file, Error{name, first.pointer, "expected " + first.expected + ", not " + first.actual}.ToString());
}

struct Signature {
  PublicKey key;
  std::string bytes;
};

Result<Signature> ReadSignature(const std::string& text, const std::string& file) {
  const Result<Json> json = ReadForm(text, kSignatureFile, kSignatureForm, file);
  if (!json) return In(file, "the signature is malformed: " + json.error().message);
  Result<PublicKey> key = PublicKey::FromPem(json->Find("public_key")->string(), "");
  if (!key)
    return In(file,
              std::string("the signature is malformed: ") + kSignatureFile + ":/public_key: " + key.error().message);
  const std::optional<std::string> bytes = DecodeBase64(json->Find("signature")->string());
  if (!bytes || bytes->size() != 64) {
    return In(file,
              std::string("the signature is malformed: ") + kSignatureFile + ":/signature: is not 64 bytes in base64");
  }
  return Signature{*key, *bytes};
}

// Every file that the manifest names is there as the manifest says, and no other.
Status CheckFiles(const FileSet& files, const Json::Object& named, const std::string& file) {
  std::set<std::string_view> told_of;
  for (const auto& [name, told] : named) {
    const auto held = files.find(name);
    if (held == files.end()) return In(file, "a file of the manifest is missing: " + WriteJson(Json(name)));
    told_of.insert(name);
    const std::string& expected = told.Find("sha256")->string();
    const std::string actual = Sha256Hex(held->second);
    if (actual != expected) return In(file, name + " was changed: its sha256 is " + actual + ", not " + expected);
    if (told.Find("bytes")->AsInt64() != static_cast<int64_t>(held->second.size())) {
      return In(file,
                name + " has " + std::to_string(held->second.size()) + " bytes, not as many as the manifest says");
    }
  }
  for (const auto& [name, bytes] : files) {
    if (!told_of.contains(name)) {
      return In(file, name + " is not in the manifest: it was added after the bundle was signed");
    }
  }
  return Done{};
}

std::string Manifest(const FileSet& files, const std::string& created) {
  Json::Object named;
  for (const auto& [name, bytes] : files) {
    named.emplace_back(name, Json::Object{{"sha256", Sha256Hex(bytes)}, {"bytes", bytes.size()}});
  }
  return WriteJsonIndented(
      Json::Object{{"format", kFormat}, {"authconform", kVersion}, {"created", created}, {"files", std::move(named)}});
}

}  // namespace

bool IsForm(const std::string& name) {
  return std::find(std::begin(kForms), std::end(kForms), name) != std::end(kForms);
}

FileSet BundleFiles(const FileSet& specs_and_cases, const std::vector<std::string>& endpoints, std::string run_json,
                    std::string transcript, std::optional<std::string> deviations) {
  std::vector<std::string> held = Endpoints(specs_and_cases);
  std::erase_if(held, [&](const std::string& each) {
    return std::find(endpoints.begin(), endpoints.end(), each) == endpoints.end();
  });
  FileSet files;
  for (const auto& [name, bytes] : specs_and_cases) {
    if (IsForm(name) || IsOfAny(name, held)) files[name] = bytes;
  }
  files[kRunFile] = std::move(run_json);
  files[kTranscriptFile] = std::move(transcript);
  if (deviations) files[kDeviationsFile] = *std::move(deviations);
  return files;
}

Result<std::string> MakeBundle(FileSet files, const PrivateKey& key, const std::string& created) {
  const std::string manifest = Manifest(files, created);
  files[kSignatureFile] = WriteJsonIndented(Json::Object{
      {"algorithm", "Ed25519"}, {"public_key", key.Public().Pem()}, {"signature", EncodeBase64(key.Sign(manifest))}});
  files[kManifestFile] = manifest;
  Result<std::string> archive = WriteArchive(files);
  if (archive && archive->size() > kMaxBundleBytes) {
    return Error{"", "", "the bundle is larger than the " + std::to_string(kMaxBundleBytes) + " bytes allowed"};
  }
  return archive;
}

Result<OpenedBundle> OpenBundle(std::string_view bytes, const std::string& file) {
  Result<FileSet> files = ReadArchive(bytes, file);
  if (!files) return files.error();
  if (!files->contains(kManifestFile)) return In(file, "manifest.json is missing");
  if (!files->contains(kSignatureFile)) return In(file, "the signature is missing: there is no signature.json");
  const std::string manifest_text = std::move(files->extract(kManifestFile).mapped());
  const std::string signature_text = std::move(files->extract(kSignatureFile).mapped());

  Result<Signature> signature = ReadSignature(signature_text, file);
  if (!signature) return signature.error();
  // Nothing the manifest says counts before this.
  if (!signature->key.Verifies(manifest_text, signature->bytes)) {
    return In(file, "the signature does not fit: manifest.json was changed after it was signed, or signature.json was");
  }
  const Result<Json> manifest = ReadForm(manifest_text, kManifestFile, kManifestForm, file);
  if (!manifest) return manifest.error();
  if (Status held = CheckFiles(*files, manifest->Find("files")->object(), file); !held) return held.error();
  for (const char* name : {kRunFile, kTranscriptFile}) {
    if (!files->contains(name)) return In(file, std::string("was made without ") + name);
  }
  return OpenedBundle{.files = *std::move(files),
                      .authconform = manifest->Find("authconform")->string(),
                      .created = manifest->Find("created")->string(),
                      .key = std::move(signature->key)};
}

std::vector<std::string> SurplusFiles(const FileSet& files) {
  const std::vector<std::string> endpoints = Endpoints(files);
  std::vector<std::string> surplus;
  for (const auto& [name, bytes] : files) {
    const bool of_run = name == kRunFile || name == kTranscriptFile || name == kDeviationsFile;
    if (!of_run && !IsForm(name) && !IsOfAny(name, endpoints)) surplus.push_back(name);
  }
  return surplus;
}

std::vector<std::string> UnlikeFiles(const FileSet& one, const FileSet& other,
                                     const std::vector<std::string>& endpoints) {
  FileSet all = one;
  all.insert(other.begin(), other.end());
  std::vector<std::string> unlike;
  for (const auto& [name, bytes] : all) {
    if (!IsOfAny(name, endpoints)) continue;
    const auto here = one.find(name);
    const auto there = other.find(name);
    if (here == one.end() || there == other.end() || here->second != there->second) unlike.push_back(name);
  }
  return unlike;
}

}  // namespace authconform
