#include <sstream>

#include "tools/cli/completion.h"

namespace authconform {
namespace {

std::string Quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out + "'";
}

// What may stand there, and whether it is wanted.
std::string Wanted(const OptionWords& option, const std::vector<std::string>& endpoints) {
  switch (option.completes) {
    case Completes::kFile:
      return option.positional ? " -F" : " -r -F";
    case Completes::kFolder:
      return std::string(option.positional ? "" : " -x") + " -a '(__fish_complete_directories)'";
    case Completes::kNothing:
      return option.positional ? "" : " -x";
    case Completes::kChoice:
    case Completes::kEndpoint:
      break;
  }
  std::string words;
  for (const std::string& each : option.completes == Completes::kChoice ? option.choices : endpoints) {
    words += (words.empty() ? "" : " ") + each;
  }
  return std::string(option.positional ? "" : " -x") + " -a " + Quoted(words);
}

void WriteOptions(const CommandWords& command, const std::string& condition, const std::vector<std::string>& endpoints,
                  std::ostream& out) {
  for (const OptionWords& option : command.options) {
    const std::string wanted = option.flag ? "" : Wanted(option, endpoints);
    if (option.positional && wanted.empty()) continue;
    out << "complete -c authconform" << condition;
    if (!option.positional) {
      for (const std::string& name : option.names) {
        out << (name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1));
      }
    }
    out << wanted << " -d " << Quoted(option.description) << "\n";
  }
}

}  // namespace

std::string FishCompletion(const CommandLine& line) {
  std::ostringstream out;
  out << "# fish completion for authconform, written by: authconform completion fish\n"
      << "complete -c authconform -f\n";
  WriteOptions(line.program, "", line.endpoints, out);
  for (const CommandWords& each : line.commands) {
    out << "complete -c authconform -n __fish_use_subcommand -a " << each.name << " -d " << Quoted(each.description)
        << "\n";
  }
  for (const CommandWords& each : line.commands) {
    WriteOptions(each, " -n '__fish_seen_subcommand_from " + each.name + "'", line.endpoints, out);
  }
  return out.str();
}

}  // namespace authconform
