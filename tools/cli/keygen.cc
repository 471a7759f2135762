#include <iostream>
#include <memory>

#include "tools/bundle/key.h"
#include "tools/cli/command.h"

namespace authconform {
namespace {

struct KeygenArguments {
  std::string file;
  bool force = false;
};

void Execute(const KeygenArguments& arguments, Invocation& invocation) {
  if (arguments.file.empty()) return invocation.Complain("say where the key goes: FILE", ExitCode::kBadUsage);
  if (Status file = CheckNotStandardOutput(arguments.file, "FILE", "a file"); !file) {
    return invocation.Complain(file.error(), ExitCode::kBadUsage);
  }
  const PrivateKey key = PrivateKey::Generate();
  if (Status written = WriteKeyPair(key, arguments.file, arguments.force); !written) {
    return invocation.Complain(written.error(), ExitCode::kBadUsage);
  }
  std::cout << key.Public().Fingerprint() << '\n';
  std::cerr << arguments.file << ": the private key, for run --sign-key; it is yours alone\n"
            << arguments.file << ".pub: the public key, for verify --key; give it to those who check your bundles\n";
}

}  // namespace

void AddKeygen(CLI::App& app, Invocation& invocation) {
  auto arguments = std::make_shared<KeygenArguments>();
  CLI::App* command = app.add_subcommand("keygen", "Make the pair of Ed25519 keys that bundles are signed with");
  command->add_option("file", arguments->file, "Private key to write; the public one goes to FILE.pub")
      ->required()
      ->type_name("FILE");
  command->add_flag("--force", arguments->force, "Replace keys that are there, and nothing else");
  command->footer(
      "Example:\n"
      "  authconform keygen acme.key\n\n"
      "Prints the key's fingerprint, the SHA-256 of its DER form. Send it, or FILE.pub, by another way than the "
      "bundles.");
  command->callback([arguments, &invocation] { Execute(*arguments, invocation); });
}

}  // namespace authconform
