// The files below specs/ into Specs, and every mistake in them into an Error.
#pragma once

#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/spec/spec.h"

namespace authconform {

// "<vendor>/<endpoint>" of every specs/<vendor>/<endpoint>/spec.json, sorted.
std::vector<std::string> Endpoints(const FileSet& files);

// specs/<endpoint>/spec.json with decisions.json's `spec` merged over it (RFC 7396) and the body schemas loaded.
// Error: the first mistake LintSpec finds.
Result<Spec> LoadSpec(const FileSet& files, const std::string& endpoint);

// Every mistake in one endpoint's files: not JSON, against specs/endpoint.schema.json, a schema that does not compile,
// an id that names nothing, a requirement that nothing refers to and that carries no reason, a file nothing names.
// Each error: file, JSON Pointer, sentence. Empty when the files are sound.
std::vector<Error> LintSpec(const FileSet& files, const std::string& endpoint);

}  // namespace authconform
