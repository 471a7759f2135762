// What a run left behind and what it was judged by into one signed archive, and back.
//
// A bundle is a gzip'd tar of
//   run.json, transcript.ndjson   as `run` wrote them, secrets masked
//   specs/…, cases/…              of the run's endpoints and those that the list speaks of, with the schemas that they
//                                 are to hold to
//   deviations.json               what the target's owner had listed, where the run was given a list
//   manifest.json                 {"format": 1, "authconform": version, "created": "2025-11-24T16:00:00Z",
//                                  "files": {name: {"sha256": 64 hexadecimal digits, "bytes": n}}}, all but these two
//   signature.json                {"algorithm": "Ed25519", "public_key": PEM, "signature": base64}, over the bytes of
//                                  manifest.json (RFC 8032 5.1, without context)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "tools/bundle/key.h"

namespace authconform {

inline constexpr const char* kRunFile = "run.json";
inline constexpr const char* kTranscriptFile = "transcript.ndjson";
inline constexpr const char* kDeviationsFile = "deviations.json";

// The largest archive that is opened.
inline constexpr size_t kMaxBundleBytes = size_t{256} << 20;

// The forms of what is judged by: schemas that say of specs, cases and deviations what those may hold.
bool IsForm(const std::string& name);

// The files that a bundle of the run holds: the run, its transcript, those of `specs_and_cases` that the endpoints are
// loaded from, and the list of deviations. `endpoints`: the run's and, as it may speak of others, those of the list
// (EndpointsAtStake); no others, which are nobody's business but their owner's.
FileSet BundleFiles(const FileSet& specs_and_cases, const std::vector<std::string>& endpoints, std::string run_json,
                    std::string transcript, std::optional<std::string> deviations = std::nullopt);

// The archive's bytes: the same for the same files, key and time. `created`: RFC 3339, UTC.
// Error: a name or size that OpenBundle would not take.
Result<std::string> MakeBundle(FileSet files, const PrivateKey& key, const std::string& created);

struct OpenedBundle {
  FileSet files;            // without manifest and signature
  std::string authconform;  // the version that made it
  std::string created;
  PublicKey key;  // the signature is this key's; whose key it is, the bundle cannot prove
};

// Checks the archive, the signature, every digest, and that no file is missing or extra. `file` names the bundle in
// errors. Error: the first thing that is wrong, each kind in its own words.
Result<OpenedBundle> OpenBundle(std::string_view bytes, const std::string& file);

// Files of the endpoints that the two sets do not have alike, sorted: what a bundle was judged by against what this
// authconform would judge by.
std::vector<std::string> UnlikeFiles(const FileSet& one, const FileSet& other,
                                     const std::vector<std::string>& endpoints);

// Names of an opened bundle's files that no run is judged by: neither the run's own, nor a form, nor of an endpoint
// whose spec is there. Sorted.
std::vector<std::string> SurplusFiles(const FileSet& files);

}  // namespace authconform
