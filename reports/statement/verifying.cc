#include "reports/statement/verifying.h"

#include <string_view>

namespace authconform {
namespace {

std::string QuotedForShell(const std::string& text) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

// A file's name, which no command takes for an option.
std::string QuotedFile(const std::string& name) { return QuotedForShell(name.starts_with('-') ? "./" + name : name); }

// A command in lines of at most kCommandColumns, where no word alone is longer.
std::vector<std::string> CommandLines(const std::vector<std::string>& words) {
  constexpr std::string_view kGoesOn = " \\";
  std::vector<std::string> lines = {""};
  for (const std::string& word : words) {
    const bool first = lines.back().empty();
    if (!first && lines.back().size() + 1 + word.size() + kGoesOn.size() > kCommandColumns) {
      lines.back() += kGoesOn;
      lines.push_back(" ");
    }
    lines.back() += (first ? "" : " ") + word;
  }
  return lines;
}

VerifyStep StepThatMakesItAgain(const Statement& statement, const std::string& format) {
  const std::string name = "statement." + format;
  std::vector<std::string> words = {"authconform", "statement", QuotedFile(statement.bundle)};
  if (!statement.key_file.empty()) words.insert(words.end(), {"--key", QuotedFile(statement.key_file)});
  // With "=": what begins with a dash would be taken for another option.
  if (!statement.vendor.empty()) words.push_back("--vendor=" + QuotedForShell(statement.vendor));
  if (!statement.product.empty()) words.push_back("--product=" + QuotedForShell(statement.product));
  if (!statement.product_version.empty()) {
    words.push_back("--product-version=" + QuotedForShell(statement.product_version));
  }
  words.insert(words.end(), {"--format", format, "| cmp - " + name});
  std::string files = "the bundle as " + statement.bundle;
  if (!statement.key_file.empty()) files += " and the public key as " + statement.key_file;
  return {"That this document says what the bundle says, and nobody has changed it: make it again with authconform " +
              statement.told_by + ", and compare. Save " + files + ": under exactly " +
              (statement.key_file.empty() ? "this name, which stands" : "these names, which stand") +
              " in the document. " + name +
              " is this document, and a print is compared by eye with what the first command writes",
          CommandLines(words), "nothing, and exit code 0"};
}

std::string JudgedByWhat(const Statement& statement) {
  if (statement.changed.empty() && statement.unknown.empty()) {
    return "“judged by” the specs and cases of this authconform";
  }
  return "“judged by” other specs and cases than this authconform's, as is said above";
}

VerifyStep StepWithoutAuthconform(const Statement& statement) {
  // Python's -I: the bundle's folder is no place to import from. Two files lie outside of it, not to look like its own.
  return {"Without authconform: the signature, the key, the digests, and that no file was added",
          {
              "mkdir check check/opened && tar -xzf " + QuotedFile(statement.bundle) + " -C check/opened",
              "cd check/opened",
              "get='import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])'",
              "python3 -I -c \"$get\" signature.json public_key > ../signer.pub",
              "python3 -I -c \"$get\" signature.json signature \\",
              "  | openssl base64 -d > ../signature",
              "openssl pkeyutl -verify -pubin -inkey ../signer.pub -rawin \\",
              "  -in manifest.json -sigfile ../signature",
              "openssl pkey -pubin -in ../signer.pub -outform DER | sha256sum",
              "list='import json; m = json.load(open(\"manifest.json\"))[\"files\"]'",
              "python3 -I -c \"$list\"'; [print(m[n][\"sha256\"], \"*\" + n) for n in m]' \\",
              "  | sha256sum -c --quiet",
              "{ echo manifest.json; echo signature.json",
              "  python3 -I -c \"$list\"'; print(*m, sep=\"\\n\")'; } | sort > ../signed",
              "find . ! -type d | cut -c 3- | sort | diff ../signed -",
          },
          "“Signature Verified Successfully”, then the fingerprint " + statement.fingerprint + ", then nothing more"};
}

}  // namespace

std::vector<VerifyStep> VerifySteps(const Statement& statement, const std::string& format) {
  const std::string bundle = QuotedFile(statement.bundle);
  const std::string key = statement.key_file.empty() ? "key.pub" : QuotedFile(statement.key_file);
  return {
      {"That the bundle is the one that this document tells of", {"sha256sum " + bundle}, statement.bundle_sha256},
      {"With authconform, which judges the recorded answers again; " + key +
           " is the sender's public key, got by another way",
       CommandLines({"authconform", "verify", bundle, "--key", key}),
       "exit code 0, the key " + statement.fingerprint + ", and as " + JudgedByWhat(statement)},
      StepThatMakesItAgain(statement, format),
      StepWithoutAuthconform(statement),
  };
}

std::vector<std::string> NotProved() {
  return {
      "That the target sent what was recorded: that is the word of whoever holds the key.",
      "Whose key it is: get the public key, or its fingerprint, from the sender by another way than the bundle and "
      "this "
      "document.",
      "That the target is the product and version named here: those are the vendor's word.",
      "That this document was not changed after it was made: the bundle is signed and this is not. Make it again. "
      "Where its commands may have been changed, too, take them from `authconform statement --help`.",
      "That the target has behaved so at any other time, or will.",
      "Anything of what was not tested, nor anything that the documents do not say.",
  };
}

}  // namespace authconform
