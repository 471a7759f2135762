// What the commands of authconform share: one function each, one way to complain.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "harness/base/files.h"
#include "harness/base/result.h"
#include "harness/base/verdict.h"
#include "harness/run/target.h"
#include "tools/artefacts/outputs.h"
#include "tools/choice/choice.h"

namespace authconform {

// One call of the program.
struct Invocation {
  std::string specs;  // --specs DIR: a folder with specs/ and cases/ in place of those inside
  ExitCode exit_code = ExitCode::kConforms;

  // Says the error on standard error and sets the exit code.
  void Complain(const Error& error, ExitCode code);
  void Complain(const std::string& message, ExitCode code) { Complain(Error{"", "", message}, code); }
};

// Each adds its subcommand with options and examples; the invocation outlives the app.
void AddRun(CLI::App& app, Invocation& invocation);
void AddPlan(CLI::App& app, Invocation& invocation);
void AddShow(CLI::App& app, Invocation& invocation);
void AddLint(CLI::App& app, Invocation& invocation);
void AddReport(CLI::App& app, Invocation& invocation);
void AddHistory(CLI::App& app, Invocation& invocation);
void AddSite(CLI::App& app, Invocation& invocation);
void AddNightly(CLI::App& app, Invocation& invocation);
void AddDiff(CLI::App& app, Invocation& invocation);
void AddVerify(CLI::App& app, Invocation& invocation);
void AddStatement(CLI::App& app, Invocation& invocation);
void AddKeygen(CLI::App& app, Invocation& invocation);
void AddDerive(CLI::App& app, Invocation& invocation);
void AddReference(CLI::App& app, Invocation& invocation);
void AddDemo(CLI::App& app, Invocation& invocation);
void AddManual(CLI::App& app, Invocation& invocation);
void AddCompletion(CLI::App& app, Invocation& invocation);

// The folder of --specs, or what is embedded.
Result<FileSet> LoadFiles(const Invocation& invocation);

// The files of --specs among those, as what no output may replace; none where they are embedded.
std::vector<InputFile> SpecsOf(const Invocation& invocation, const FileSet& files);

// The target's own file and those that it names: secrets, certificates, its key. As what no output may replace.
std::vector<InputFile> FilesOf(const Target& target);

// Writes the text as the file `out`, whole, or on standard output where that is empty or "-", as for every --out.
Status WriteOut(const std::string& out, const std::string& text);
inline bool IsStandardOutput(const std::string& out) { return out.empty() || out == "-"; }

// Error where `path` is "-", and `option` wants what is no text for standard output: `what`, "a folder".
Status CheckNotStandardOutput(const std::string& path, const std::string& option, const std::string& what);

// The words that an option may be, for help, manual and completions. Takes any: the command says what is wrong with
// another, and what it is like.
CLI::Validator Among(const std::vector<std::string>& words);

// Whether people read this stream with colours: a terminal, NO_COLOR unset, TERM not dumb.
bool WantsColour(int descriptor);
// Columns of the terminal; 80 when there is none.
int TerminalWidth(int descriptor);

}  // namespace authconform
