// The program's commands and options, as CLI11 has them, into plain words for the manual and the completions.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace authconform {

// What may stand where a value is wanted.
enum class Completes { kNothing, kFile, kFolder, kChoice, kEndpoint };

struct OptionWords {
  std::vector<std::string> names;  // "--quiet", "-q": long ones first; of an argument without dashes, its one name
  bool positional = false;
  bool flag = false;     // takes no value
  bool repeats = false;  // may be given several times, or takes several words
  bool required = false;
  std::string value;  // what the value is called: "FILE"; of a flag, empty
  std::string description;
  std::string default_value;          // empty when there is none to tell
  std::vector<std::string> choices;   // the only words that the value may be; empty: any
  std::string least, most;            // between which a number is; empty: any
  std::vector<std::string> needs;     // the names of the options without which it may not stand
  std::vector<std::string> excludes;  // and of those with which it may not
  Completes completes = Completes::kNothing;
};

struct CommandWords {
  std::string name;
  std::string description;
  std::vector<OptionWords> options;  // in their order, --help first
  std::string footer;                // examples, exit codes
};

struct CommandLine {
  CommandWords program;  // its options may stand behind a command too
  std::vector<CommandWords> commands;
  std::vector<std::string> endpoints;  // and vendors: what an endpoint may be named by
};

// The program's options that may stand behind a command and are not the command's own: those that take a value.
std::vector<OptionWords> OptionsBehindCommands(const CommandWords& program);

CommandLine CommandLineOf(const CLI::App& app, std::vector<std::string> endpoints);

// The option's value is one of the words, which its definition does not tell.
void SetChoices(CommandLine& line, std::string_view command, std::string_view option, std::vector<std::string> words);

}  // namespace authconform
