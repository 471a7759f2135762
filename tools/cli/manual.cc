#include "tools/cli/manual.h"

#include <cstdint>
#include <cstdio>
#include <iostream>
#include <sstream>
#include <vector>

#include "harness/base/joined.h"
#include "harness/base/verdict.h"
#include "harness/run/runner.h"
#include "reports/summary.h"
#include "tools/cli/command.h"

namespace authconform {
namespace {

struct Note {
  const char* term;
  const char* text;
};
constexpr Note kEnvironment[] = {
    {"NO_COLOR", "When set and not empty, nothing is coloured."},
    {"TERM", "When it is \"dumb\", nothing is coloured."},
    {"those that a target file or --password-env names",
     "Passwords and client keys. A secret never stands on the command line."},
};
constexpr Note kFiles[] = {
    {"authconform-report/",
     "What run writes unless --out says otherwise: report.html, junit.xml, report.md, run.json "
     "and transcript.ndjson."},
    {"PREFIX/share/doc/authconform/",
     "The forms of target files, nightly files and lists of deviations, as JSON "
     "Schemas, where authconform was installed with tools/install."},
    {"PREFIX/share/authconform/examples/", "Schedules for cron, systemd, GitHub Actions and GitLab CI."},
};

// How many bytes the UTF-8 character takes that begins with `lead`.
size_t Length(unsigned char lead) { return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4; }

uint32_t CodePoint(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character.front());
  uint32_t point = character.size() == 1 ? lead : lead & (0x7fu >> character.size());
  for (const char byte : character.substr(1)) point = point << 6 | (static_cast<unsigned char>(byte) & 0x3fu);
  return point;
}

// Each a sentence without its end: what --help tells of the option beside its description.
std::vector<std::string> Conditions(const OptionWords& option) {
  std::vector<std::string> told;
  if (!option.choices.empty()) told.push_back("One of: " + Joined(option.choices));
  if (!option.least.empty()) told.push_back("From " + option.least + " to " + option.most);
  if (!option.default_value.empty()) told.push_back("Unless given: " + option.default_value);
  if (!option.needs.empty()) told.push_back("Needs: " + Joined(option.needs));
  if (!option.excludes.empty()) told.push_back("Not with: " + Joined(option.excludes));
  if (option.required) told.push_back("Required");
  return told;
}

void Write(const OptionWords& option, std::ostream& out) {
  out << ".TP\n";
  std::string names;
  for (const std::string& name : option.names) names += (names.empty() ? "" : ", ") + ("\\fB" + Troff(name) + "\\fR");
  if (!option.value.empty()) names += " \\fI" + Troff(option.value) + "\\fR";
  if (option.repeats && !option.value.ends_with("…")) names += " ...";
  out << names << "\n" << Troff(option.description);
  for (const std::string& condition : Conditions(option)) out << ". " << Troff(condition);
  out << ".\n";
}

void WriteOptions(const CommandWords& command, std::ostream& out) {
  for (const OptionWords& option : command.options) Write(option, out);
}

// "authconform verify bundle [options]".
void WriteSynopsis(const std::string& program, const CommandWords& command, std::ostream& out) {
  out << "\\fB" << Troff(program + " " + command.name) << "\\fR";
  for (const OptionWords& option : command.options) {
    if (!option.positional) continue;
    const std::string name = Troff(option.names.front()) + (option.repeats ? "\\ \\&..." : "");
    out << " " << (option.required ? "\\fI" + name + "\\fR" : "[\\fI" + name + "\\fR]");
  }
  out << " [\\fIoptions\\fR]\n";
}

// Of what the page tells, as man-pages(7) wants one. No clock: the same command line gives the same bytes.
constexpr const char* kDate = "2026-11-23";

// A page of 80 columns has these beside its margins.
constexpr size_t kColumns = 71;

// Where the command is cut at best, so that its first part fits with a backslash behind it; npos where nowhere.
size_t LastJoint(const std::string& command) {
  size_t last = std::string::npos;
  for (const char* joint : {" --", " >", " |"}) {
    const size_t at = command.rfind(joint, kColumns - 2);
    if (at == std::string::npos || command.find_first_not_of(' ') >= at) continue;
    if (last == std::string::npos || at > last) last = at;
  }
  return last;
}

// A command of an example, in lines that fit where it can be cut: it can be copied as it stands.
void WriteExample(std::string command, std::ostream& out) {
  while (command.size() > kColumns) {
    const size_t joint = LastJoint(command);
    if (joint == std::string::npos) break;
    out << Troff(command.substr(0, joint) + " \\") << "\n";
    command = "     " + command.substr(joint);
  }
  out << Troff(command) << "\n";
}

// Whether a footer's line is a command to be typed, or the rest of one that a backslash broke off.
bool IsCommand(const std::string& text, const std::string& before) {
  return text.starts_with("  authconform ") || (text.starts_with("  ") && before.ends_with('\\'));
}

// Examples, which follow "Example:" with an indent, and commands stand as they are; all other lines are text, which is
// filled.
void WriteFooter(const std::string& footer, std::ostream& out) {
  std::istringstream lines(footer);
  bool examples = false;
  bool begun = false;
  std::string before;
  for (std::string text; std::getline(lines, text); before = text) {
    if (!examples && begun && IsCommand(text, before)) {
      out << ".nf\n";
      examples = true;
    }
    if (examples && text.starts_with("  ")) {
      WriteExample(text, out);
      continue;
    }
    if (examples) out << ".fi\n";
    if (examples || text.empty()) begun = false;
    examples = text == "Examples:" || text == "Example:";
    const size_t start = text.find_first_not_of(' ');
    if (start == std::string::npos) continue;
    if (!begun) out << ".PP\n";
    begun = true;
    out << Troff(text.substr(start)) << "\n";
    if (examples) out << ".nf\n";
  }
  if (examples) out << ".fi\n";
}

template <size_t n>
void WriteNotes(const char* title, const Note (&notes)[n], std::ostream& out) {
  out << ".SH " << title << "\n";
  for (const Note& note : notes) out << ".TP\n\\fB" << Troff(note.term) << "\\fR\n" << Troff(note.text) << "\n";
}

}  // namespace

std::string Troff(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t length = std::min(Length(static_cast<unsigned char>(text.front())), text.size());
    const std::string_view character = text.substr(0, length);
    text.remove_prefix(length);
    if (length > 1) {
      char escape[16];
      std::snprintf(escape, sizeof escape, "\\[u%04X]", static_cast<unsigned>(CodePoint(character)));
      out += escape;
    } else if (character == "\\") {
      out += "\\e";
    } else if (character == "-") {
      out += "\\-";
    } else if (character == "'") {
      out += "\\(aq";
    } else if (character == "\n") {
      out += ' ';
    } else if (out.empty() && character == ".") {
      out += "\\&.";
    } else {
      out += character;
    }
  }
  return out;
}

std::string ManualPage(const CommandLine& line) {
  const std::string& program = line.program.name;
  std::ostringstream out;
  out << ".\\\" Written by authconform manual from the options themselves.\n"
      << ".TH AUTHCONFORM 1 " << kDate << " \"authconform " << Troff(kVersion)
      << "\" \"User Commands\"\n"
      // No word is cut at a line's end, where it could be one to type.
      << ".nh\n"
      << ".SH NAME\n"
      << program << " \\- decides whether a backend does what its authentication documentation says\n"
      << ".SH SYNOPSIS\n\\fB" << program << "\\fR \\fIcommand\\fR [\\fIoptions\\fR]\n"
      << ".SH DESCRIPTION\n"
      << Troff(line.program.description) << "\n";
  WriteFooter(line.program.footer, out);
  out << ".SH OPTIONS\nThese may stand behind any command too.\n";
  WriteOptions(line.program, out);
  out << ".SH COMMANDS\nWhat is marked with ... may be given several times.\n";
  for (const CommandWords& command : line.commands) {
    out << ".SS " << Troff(command.name) << "\n" << Troff(command.description) << ".\n.PP\n";
    WriteSynopsis(program, command, out);
    WriteOptions(command, out);
    WriteFooter(command.footer, out);
  }
  out << ".SH EXIT STATUS\nA command whose own text says otherwise does otherwise.\n";
  for (int code = 0; code <= static_cast<int>(ExitCode::kNothingChecked); ++code) {
    out << ".TP\n\\fB" << code << "\\fR\n" << Troff(ExitMeaning(static_cast<ExitCode>(code))) << "\n";
  }
  WriteNotes("ENVIRONMENT", kEnvironment, out);
  WriteNotes("FILES", kFiles, out);
  out << ".SH SEE ALSO\n\\fBopenssl\\-pkeyutl\\fR(1), \\fBcrontab\\fR(5), \\fBsystemd.timer\\fR(5)\n";
  return out.str();
}

void AddManual(CLI::App& app, Invocation&) {
  CLI::App* command = app.add_subcommand("manual", "Print the manual page");
  command->footer("Example:\n  authconform manual | man -l -");
  command->callback([&app] { std::cout << ManualPage(CommandLineOf(app, {})); });
}

}  // namespace authconform
