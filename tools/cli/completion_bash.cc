#include <sstream>

#include "tools/cli/completion.h"

namespace authconform {
namespace {

constexpr const char* kHead = R"(# bash completion for authconform, written by: authconform completion bash

# Sets COMPREPLY to those of the words that begin as the one at the cursor does.
_authconform_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word")
}
_authconform_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$word")
}
_authconform_folders() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -d -- "$word")
}

_authconform() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command='' i
  COMPREPLY=()
  # Bash takes "--out=x" for three words.
  if [[ $word == = ]]; then
    word=''
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
)";

void WriteAnswer(const OptionWords& option, const std::vector<std::string>& endpoints, std::ostream& out) {
  switch (option.completes) {
    case Completes::kFile:
      out << "_authconform_files";
      return;
    case Completes::kFolder:
      out << "_authconform_folders";
      return;
    case Completes::kNothing:
      out << ":";
      return;
    case Completes::kChoice:
    case Completes::kEndpoint:
      break;
  }
  out << "_authconform_words '";
  const std::vector<std::string>& words = option.completes == Completes::kChoice ? option.choices : endpoints;
  for (const std::string& each : words) out << (&each == &words.front() ? "" : " ") << each;
  out << "'";
}

// "run:--target|run:--url", or "*:--specs" for what may stand behind every command.
std::string Pattern(const std::string& command, const OptionWords& option) {
  std::string pattern;
  for (const std::string& name : option.names) {
    pattern += (pattern.empty() ? "" : " | ") + (command.empty() ? "*" : command) + ":" + name;
  }
  return pattern;
}

std::string NamesOf(const std::vector<OptionWords>& options) {
  std::string names;
  for (const OptionWords& option : options) {
    if (option.positional) continue;
    for (const std::string& name : option.names) names += (names.empty() ? "" : " ") + name;
  }
  return names;
}

void WriteValues(const std::string& name, const CommandWords& command, const std::vector<std::string>& endpoints,
                 std::ostream& out) {
  for (const OptionWords& option : command.options) {
    if (option.positional || option.flag) continue;
    out << "    " << Pattern(name, option) << ") ";
    WriteAnswer(option, endpoints, out);
    out << "; return ;;\n";
  }
}

void WriteArguments(const CommandWords& command, const std::vector<std::string>& endpoints, std::ostream& out) {
  for (const OptionWords& option : command.options) {
    if (!option.positional) continue;
    out << "    " << command.name << ") ";
    WriteAnswer(option, endpoints, out);
    out << " ;;\n";
    return;  // the others of a command are of its kind
  }
}

}  // namespace

std::string BashCompletion(const CommandLine& line) {
  std::ostringstream out;
  const std::vector<OptionWords> behind = OptionsBehindCommands(line.program);
  out << kHead;
  std::string commands;
  for (const CommandWords& each : line.commands) commands += (commands.empty() ? "" : " ") + each.name;
  for (const OptionWords& option : behind) out << "      " << option.names.front() << ") ((i++)) || true ;;\n";
  std::string pattern = commands;
  for (size_t at = pattern.find(' '); at != std::string::npos; at = pattern.find(' ', at + 3)) {
    pattern.replace(at, 1, " | ");
  }
  out << "      " << pattern << ")\n        command=${COMP_WORDS[i]}\n        break\n        ;;\n"
      << "    esac\n  done\n"
      << "  case $command:$previous in\n";
  WriteValues("", line.program, line.endpoints, out);
  for (const CommandWords& each : line.commands) WriteValues(each.name, each, line.endpoints, out);
  out << "  esac\n"
      << "  if [[ $word == -* ]]; then\n    case $command in\n";
  for (const CommandWords& each : line.commands) {
    out << "    " << each.name << ") _authconform_words '" << NamesOf(each.options) << " " << NamesOf(behind)
        << "' ;;\n";
  }
  out << "    *) _authconform_words '" << NamesOf(line.program.options) << "' ;;\n"
      << "    esac\n    return\n  fi\n"
      << "  case $command in\n";
  for (const CommandWords& each : line.commands) WriteArguments(each, line.endpoints, out);
  out << "    '') _authconform_words '" << commands << "' ;;\n"
      << "  esac\n}\n\ncomplete -F _authconform " << line.program.name << "\n";
  return out.str();
}

}  // namespace authconform
