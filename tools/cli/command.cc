#include "tools/cli/command.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "tools/embed/embedded.h"

namespace authconform {

void Invocation::Complain(const Error& error, ExitCode code) {
  std::cerr << "authconform: " << error.ToString() << '\n';
  exit_code = code;
}

Result<FileSet> LoadFiles(const Invocation& invocation) {
  if (invocation.specs.empty()) return EmbeddedFiles();
  FileSet files = EmbeddedFiles();
  // The formats are ours; what is described in them is the folder's.
  std::erase_if(files, [](const auto& file) {
    return !file.first.ends_with(".schema.json") || std::count(file.first.begin(), file.first.end(), '/') > 2;
  });
  for (const char* folder : {"specs", "cases"}) {
    // A folder that `derive` has just begun has no cases yet.
    std::error_code ignored;
    const bool begun = folder == std::string_view("cases") &&
                       !std::filesystem::exists(std::filesystem::path(invocation.specs) / folder, ignored);
    if (begun) continue;
    Result<FileSet> read = ReadFolder(invocation.specs, folder);
    if (!read) return read.error();
    for (auto& [path, bytes] : *read) files[path] = std::move(bytes);
  }
  return files;
}

std::vector<InputFile> SpecsOf(const Invocation& invocation, const FileSet& files) {
  std::vector<InputFile> inputs;
  if (invocation.specs.empty()) return inputs;
  for (const auto& [name, bytes] : files) inputs.push_back({"a file of --specs", invocation.specs + "/" + name});
  return inputs;
}

std::vector<InputFile> FilesOf(const Target& target) {
  std::vector<InputFile> inputs = {{"the target file", target.file},
                                   {"a certificate that the target file names", target.tls.ca_file},
                                   {"a certificate that the target file names", target.tls.certificate_file},
                                   {"a key that the target file names", target.tls.key_file}};
  for (const std::string& path : target.secret_files) inputs.push_back({"a secret that the target file names", path});
  return inputs;
}

Status WriteOut(const std::string& out, const std::string& text) {
  if (!IsStandardOutput(out)) return WriteFileWhole(out, text);
  std::cout << text;
  return Done{};
}

Status CheckNotStandardOutput(const std::string& path, const std::string& option, const std::string& what) {
  if (path != "-") return Done{};
  return Error{"", option, "takes " + what + ", and - is standard output: ./- is what is called so"};
}

CLI::Validator Among(const std::vector<std::string>& words) {
  std::string described;
  for (const std::string& each : words) described += (described.empty() ? "" : ",") + each;
  return {[](std::string&) { return std::string(); }, "{" + described + "}"};
}

bool WantsColour(int descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  if (no_colour != nullptr && *no_colour != '\0') return false;
  return isatty(descriptor) == 1 && (term == nullptr || std::string_view(term) != "dumb");
}

int TerminalWidth(int descriptor) {
  winsize size = {};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace authconform
