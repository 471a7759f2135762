// A sound endpoint with something of everything, and files one word apart from it, for tests.
#pragma once

#include <string>

#include "harness/base/files.h"

namespace authconform {

// specs/acme/login with its spec, decisions and two schemas, and the repository's endpoint.schema.json.
FileSet Acme();

// `before`, which stands once in the file of acme/login, becomes `after`; fails the test when it does not.
void Replace(FileSet& files, const std::string& name, const std::string& before, const std::string& after);

}  // namespace authconform
