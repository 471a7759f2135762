#include <sstream>

#include "tools/cli/completion.h"

namespace authconform {
namespace {

// For a description within a quoted specification of _arguments or _describe.
std::string Escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '\n') {
      out += ' ';
    } else {
      if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out;
}

std::string Action(const OptionWords& option, const std::vector<std::string>& endpoints) {
  switch (option.completes) {
    case Completes::kFile:
      return "_files";
    case Completes::kFolder:
      return "_files -/";
    case Completes::kNothing:
      return " ";
    case Completes::kChoice:
    case Completes::kEndpoint:
      break;
  }
  std::string words;
  for (const std::string& each : option.completes == Completes::kChoice ? option.choices : endpoints) {
    words += (words.empty() ? "" : " ") + each;
  }
  return "(" + words + ")";
}

void WriteOption(const OptionWords& option, const std::vector<std::string>& endpoints, std::ostream& out) {
  const std::string value = Escaped(option.value.empty() ? option.names.front() : option.value);
  if (option.positional) {
    out << " \\\n        '"
        << (option.repeats    ? "*"
            : option.required ? ""
                              : ":")
        << ":" << value << ":" << Action(option, endpoints) << "'";
    return;
  }
  for (const std::string& name : option.names) {
    out << " \\\n        '" << (option.repeats ? "*" : "") << name;
    if (!option.flag) out << (name.starts_with("--") ? "=" : "+");
    out << "[" << Escaped(option.description) << "]";
    if (!option.flag) out << ":" << value << ":" << Action(option, endpoints);
    out << "'";
  }
}

void WriteOptions(const std::vector<OptionWords>& options, const std::vector<std::string>& endpoints,
                  std::ostream& out) {
  for (const OptionWords& option : options) WriteOption(option, endpoints, out);
}

}  // namespace

std::string ZshCompletion(const CommandLine& line) {
  std::ostringstream out;
  out << "#compdef " << line.program.name << "\n# Written by: authconform completion zsh\n\n"
      << "_authconform() {\n  local curcontext=$curcontext state line\n  typeset -A opt_args\n  _arguments -C";
  WriteOptions(line.program.options, line.endpoints, out);
  out << " \\\n        '1:command:->command' '*::argument:->argument'\n"
      << "  case $state in\n  command)\n    local -a commands\n    commands=(\n";
  for (const CommandWords& each : line.commands) {
    out << "      '" << each.name << ":" << Escaped(each.description) << "'\n";
  }
  out << "    )\n    _describe command commands\n    ;;\n  argument)\n    case $line[1] in\n";
  for (const CommandWords& each : line.commands) {
    out << "    " << each.name << ")\n      _arguments";
    WriteOptions(each.options, line.endpoints, out);
    WriteOptions(OptionsBehindCommands(line.program), line.endpoints, out);
    out << "\n      ;;\n";
  }
  out << "    esac\n    ;;\n  esac\n}\n\n"
      << "if [[ $funcstack[1] == _authconform ]]; then\n  _authconform \"$@\"\nelse\n  compdef _authconform "
      << line.program.name << "\nfi\n";
  return out.str();
}

}  // namespace authconform
