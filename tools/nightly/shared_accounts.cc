#include "tools/nightly/shared_accounts.h"

#include <map>
#include <set>
#include <utility>

#include "harness/run/attempts.h"
#include "harness/run/target.h"
#include "tools/nightly/one_target.h"

namespace authconform {
namespace {

struct SharedAccount {
  std::vector<std::string> targets;  // their names
  int64_t wrong_passwords = 0;       // that all may send
};

// Of the target's accounts that may be locked: the unknown is nobody's.
std::set<std::string> LoginsOf(const Loaded& loaded) {
  std::set<std::string> logins;
  for (const std::string& endpoint : loaded.endpoints) {
    for (const auto& [role, account] : loaded.target.For(endpoint).accounts) {
      if (role != "unknown") logins.insert(FoldedLogin(account.login));
    }
  }
  return logins;
}

std::string Sentence(const std::string& server, const SharedAccount& account) {
  const size_t count = account.targets.size();
  const std::string who = count == 2 ? account.targets[0] + " and " + account.targets[1]
                                     : account.targets[0] + " and " + std::to_string(count - 1) + " other targets";
  return who + " share an account of " + server +
         ": limits.wrong_passwords is counted for each of them alone, and together they may send " +
         std::to_string(account.wrong_passwords) + " wrong passwords for it";
}

}  // namespace

std::vector<std::string> SharedAccounts(const std::vector<const NightlyTarget*>& targets, const FileSet& files) {
  std::map<std::pair<std::string, std::string>, SharedAccount> accounts;  // by server and login
  std::vector<const std::pair<const std::pair<std::string, std::string>, SharedAccount>*> in_order;
  for (const NightlyTarget* each : targets) {
    const Result<Loaded> loaded = LoadTonight(*each, files, Secrets::kLeaveOut);
    if (!loaded) continue;
    const Origin& origin = loaded->target.origin;
    const std::string server = origin.host + ":" + std::to_string(origin.port);
    for (const std::string& login : LoginsOf(*loaded)) {
      const auto [account, is_new] = accounts.try_emplace({server, login});
      if (is_new) in_order.push_back(&*account);
      account->second.targets.push_back(each->name);
      account->second.wrong_passwords += loaded->target.limits.wrong_passwords;
    }
  }
  std::vector<std::string> sentences;
  std::set<std::vector<std::string>> told;  // one sentence for targets that share several
  for (const auto* each : in_order) {
    if (each->second.targets.size() < 2 || !told.insert(each->second.targets).second) continue;
    sentences.push_back(Sentence(each->first.first, each->second));
  }
  return sentences;
}

}  // namespace authconform
