// The targets of a night into those that send wrong passwords for one account.
#pragma once

#include <string>
#include <vector>

#include "harness/base/files.h"
#include "tools/nightly/nightly_file.h"

namespace authconform {

// A limit of wrong passwords is each target's own: where several have an account in common, on one server, what they
// send adds up, and the account may be locked though each keeps its limit. One sentence a group of such targets, in the
// file's order; without a login. Logins are told apart as attempts.h does. Target files that cannot be read are left
// out.
std::vector<std::string> SharedAccounts(const std::vector<const NightlyTarget*>& targets, const FileSet& files);

}  // namespace authconform
