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

// fish's own __fish_use_subcommand and __fish_seen_subcommand_from take the value of an option before the command for
// the command.
void WriteFunctions(const CommandWords& program, std::ostream& out) {
  std::string valued;
  for (const OptionWords& option : program.options) {
    for (const std::string& name : option.names) valued += option.flag || option.positional ? "" : " " + name;
  }
  out << "# Prints the command on the line, which is the first word that is neither an option nor an option's value.\n"
         "function __authconform_command\n"
         "    set -l words (commandline -opc)\n"
         "    set -e words[1]\n"
         "    set -l value 0\n"
         "    for word in $words\n"
         "        if test $value = 1\n"
         "            set value 0\n"
         "        else if contains -- $word"
      << valued
      << "\n"
         "            set value 1\n"
         "        else if not string match -q -- '-*' $word\n"
         "            echo $word\n"
         "            return 0\n"
         "        end\n"
         "    end\n"
         "    return 1\n"
         "end\n"
         "function __authconform_without_command\n"
         "    not __authconform_command >/dev/null\n"
         "end\n"
         "function __authconform_in\n"
         "    set -l word (__authconform_command)\n"
         "    test \"$word\" = \"$argv[1]\"\n"
         "end\n";
}

}  // namespace

std::string FishCompletion(const CommandLine& line) {
  std::ostringstream out;
  out << "# fish completion for authconform, written by: authconform completion fish\n";
  WriteFunctions(line.program, out);
  out << "complete -c authconform -f\n";
  WriteOptions(line.program, "", line.endpoints, out);
  for (const CommandWords& each : line.commands) {
    out << "complete -c authconform -n __authconform_without_command -a " << each.name << " -d "
        << Quoted(each.description) << "\n";
  }
  for (const CommandWords& each : line.commands) {
    WriteOptions(each, " -n '__authconform_in " + each.name + "'", line.endpoints, out);
  }
  return out.str();
}

}  // namespace authconform
