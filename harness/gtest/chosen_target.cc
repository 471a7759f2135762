#include "harness/gtest/chosen_target.h"

#include <cstdlib>
#include <utility>

#include "harness/base/files.h"

namespace authconform {
namespace {

constexpr const char* kVariable = "AUTHCONFORM_TARGET";

std::string Variable(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

Result<ChosenTarget> FromFile(const std::string& file, const Json& target_schema) {
  Result<std::string> text = ReadFile(file);
  if (!text) return text.error();
  Result<Target> target = ParseTarget(*text, file, target_schema);
  if (!target) return target.error();
  return ChosenTarget{*std::move(target), nullptr};
}

Result<ChosenTarget> FromUrl(const std::string& url) {
  TargetFlags flags;
  flags.url = url;
  for (const auto& [role, prefix] : {std::pair<std::string, std::string>{"active", "AUTHCONFORM_ACTIVE_"},
                                     {"inactive", "AUTHCONFORM_INACTIVE_"},
                                     {"unknown", "AUTHCONFORM_UNKNOWN_"}}) {
    const std::string login = Variable(prefix + "LOGIN");
    if (login.empty()) continue;
    flags.accounts.push_back(role + "=" + login);
    if (role == "unknown") continue;
    if (Variable(prefix + "PASSWORD").empty()) {
      return Error{
          "", "",
          prefix + "LOGIN is set and " + prefix + "PASSWORD is not: give --test_env=" + prefix + "PASSWORD too"};
    }
    flags.password_envs.push_back(role + "=" + prefix + "PASSWORD");
  }
  if (flags.accounts.empty() || !flags.accounts.front().starts_with("active=")) {
    return Error{"", "",
                 std::string(kVariable) +
                     " is a URL, so the account to sign in with comes from the environment: give "
                     "--test_env=AUTHCONFORM_ACTIVE_LOGIN and --test_env=AUTHCONFORM_ACTIVE_PASSWORD too"};
  }
  flags.client_id = Variable("AUTHCONFORM_CLIENT_ID");
  if (!Variable("AUTHCONFORM_CLIENT_KEY").empty()) flags.client_key_env = "AUTHCONFORM_CLIENT_KEY";
  Result<Target> target = TargetFromFlags(flags);
  // The flags are ours, not the reader's.
  if (!target) return Error{"", "", std::string(kVariable) + ": " + target.error().message};
  return ChosenTarget{*std::move(target), nullptr};
}

}  // namespace

Result<ChosenTarget> ChooseTarget(const TargetChoice& choice, const Json& target_schema) {
  if (choice.named.empty() && choice.target_file.empty()) {
    Result<std::unique_ptr<ReferenceProcess>> reference =
        ReferenceProcess::Start(choice.reference, choice.faults, choice.scratch);
    if (!reference) return reference.error();
    Result<ChosenTarget> chosen = FromFile((*reference)->target_file(), target_schema);
    if (chosen) chosen->reference = *std::move(reference);
    return chosen;
  }
  if (!choice.faults.empty()) {
    return Error{"", "", "faults are for the reference backends: a test with faults takes no other target"};
  }
  if (choice.named.empty()) return FromFile(choice.target_file, target_schema);
  if (choice.named.starts_with("http://") || choice.named.starts_with("https://")) return FromUrl(choice.named);
  if (choice.named.find("://") != std::string::npos) {
    return Error{"", "", std::string(kVariable) + " is neither an http:// or https:// URL nor a target file's path"};
  }
  if (choice.in_bazel && choice.named.front() != '/') {
    return Error{"", "",
                 std::string(kVariable) + "=" + choice.named +
                     ": a test runs in a folder of Bazel's own, so give an absolute path: --test_env=" + kVariable +
                     "=\"$PWD/" + choice.named + "\""};
  }
  return FromFile(choice.named, target_schema);
}

}  // namespace authconform
