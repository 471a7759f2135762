// The manual and the completions, against the command line that they are written from.
#include "tools/cli/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <sstream>

#include "tools/cli/app.h"
#include "tools/cli/manual.h"
#include "tools/cli/testing/child_process.h"

namespace authconform {
namespace {

using namespace authconform::testing;
using ::testing::HasSubstr;
using ::testing::Not;

const CLI::App& App() {
  static Invocation invocation;
  static const std::unique_ptr<CLI::App> app = MakeApp(invocation);
  return *app;
}

CommandLine Line() { return CommandLineOf(App(), {"acme", "acme/login"}); }

// What a page or script tells of one command: from its name up to the next one's.
std::string Part(const std::string& text, const std::string& from, const std::string& to) {
  const size_t start = text.find(from);
  if (start == std::string::npos) return "";
  return text.substr(start, text.find(to, start + from.size()) - start);
}

TEST(Manual, HoldsEveryCommandWithEveryOptionAndWhatItSays) {
  const std::string page = ManualPage(Line());
  const auto commands = App().get_subcommands([](const CLI::App*) { return true; });
  ASSERT_GT(commands.size(), 10u);
  for (const CLI::App* command : commands) {
    SCOPED_TRACE(command->get_name());
    EXPECT_TRUE(command->get_subcommands([](const CLI::App*) { return true; }).empty()) << "nobody walks deeper";
    const std::string part = Part(page, "\n.SS " + command->get_name() + "\n", "\n.S");
    EXPECT_THAT(part, HasSubstr(Troff(command->get_description())));
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) EXPECT_THAT(part, HasSubstr("\\fB" + Troff("--" + name)));
      EXPECT_THAT(part, HasSubstr(Troff(option->get_description())));
    }
    if (const std::string footer = command->get_footer(); !footer.empty()) {
      EXPECT_THAT(part, HasSubstr(Troff(footer.substr(0, footer.find('\n')))));
    }
  }
}

TEST(Manual, TellsExitCodesChoicesAndDefaults) {
  const std::string page = ManualPage(Line());
  for (const char* part : {"\n.SH EXIT STATUS\n", "\\fB5\\fR\nnothing was checked\n", "One of: grouped, each",
                           "NO_COLOR", "Unless given: authconform\\-report", ". Required.\n", "\n.SH SEE ALSO\n"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
}

TEST(Manual, TellsWhatAnOptionNeedsAndBetweenWhichItIs) {
  const std::string page = ManualPage(Line());
  const struct {
    const char* command;
    const char* option;
    const char* told;
  } kRows[] = {
      {"run", "insecure", "Needs: \\-\\-url."},
      {"run", "only", "\\fIGLOB\\fR ...\n"},
      {"run", "rate", "From 0.001 to 1000000."},
      {"run", "repeat", "From 1 to 1000000. Unless given: 1."},
      {"reference", "lock\\-for", "From 1 to 31536000. Unless given: 600. Needs: \\-\\-lock\\-after."},
      {"reference", "port", "From 0 to 65535."},
      {"report", "merge", "Not with: run."},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(std::string(row.command) + " " + row.option);
    const std::string command = Part(page, std::string("\n.SS ") + row.command + "\n", "\n.S");
    EXPECT_THAT(Part(command, std::string("\\fB\\-\\-") + row.option + "\\fR", ".TP\n"), HasSubstr(row.told));
  }
}

// What a program reads of the page in a terminal of 80 columns: no line is cut, and no name is hyphenated.
TEST(Manual, ExamplesFitAndCanBeCopied) {
  const std::string page = ManualPage(Line());
  EXPECT_THAT(page, HasSubstr("\n.nh\n"));
  EXPECT_THAT(page,
              HasSubstr(".PP\nExamples:\n.nf\n  authconform run duktig \\-\\-url https://staging.example.com \\e\n"
                        "      \\-\\-account active=ann@example.com \\-\\-password\\-env PW\n"));
  EXPECT_THAT(page, HasSubstr(".fi\n.PP\nExit codes: 0 conforms"));
  std::istringstream lines(page);
  bool literal = false;
  int seen = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line == ".nf" || line == ".fi") literal = line == ".nf";
    if (!literal || line == ".nf") continue;
    ++seen;
    size_t columns = line.size();
    for (size_t at = line.find('\\'); at != std::string::npos; at = line.find('\\', at + 2)) {
      columns -= line[at + 1] == '[' ? 6 : line[at + 1] == '(' ? 3 : 1;
    }
    EXPECT_LE(columns, 71u) << line;
  }
  EXPECT_GT(seen, 30);
}

TEST(Manual, ACommandStandsAloneAndARemarkBehindItIsTheShells) {
  const std::string page = ManualPage(Line());
  // They stand in the midst of a text.
  EXPECT_THAT(page, HasSubstr("compares:\n.nf\n  authconform verify acme.bundle \\-\\-key acme.key.pub\n"
                              "  authconform statement acme.bundle \\-\\-key acme.key.pub"));
  EXPECT_THAT(page, HasSubstr("cmp \\- statement.html\n.fi\n"));
  EXPECT_THAT(page, HasSubstr("  authconform diff past.db \\-\\-target acme\\-staging   # the last run\n"));
  for (const CommandWords& command : Line().commands) {
    std::istringstream lines(command.footer);
    bool literal = false;
    for (std::string line; std::getline(lines, line);) {
      literal = line.starts_with("  ") ? literal : line == "Examples:" || line == "Example:";
      const size_t start = line.find_first_not_of(' ');
      const size_t remark = start == std::string::npos ? start : line.find("   ", start);
      if (!literal || remark == std::string::npos) continue;
      EXPECT_EQ(line[line.find_first_not_of(' ', remark)], '#') << line;
    }
  }
}

TEST(Manual, NothingInItIsTakenForARequest) {
  EXPECT_EQ(Troff(".so /etc/passwd"), "\\&.so /etc/passwd");
  EXPECT_EQ(Troff("'a' \\n -- é…\n.x"), "\\(aqa\\(aq \\en \\-\\- \\[u00E9]\\[u2026] .x");
  for (const char c : ManualPage(Line())) ASSERT_TRUE(c == '\n' || (c >= ' ' && c <= '~')) << static_cast<int>(c);
}

TEST(Completion, EveryScriptHoldsEveryOptionOfEveryCommand) {
  const std::string bash = BashCompletion(Line());
  const std::string zsh = ZshCompletion(Line());
  const std::string fish = FishCompletion(Line());
  for (const CLI::App* command : App().get_subcommands([](const CLI::App*) { return true; })) {
    SCOPED_TRACE(command->get_name());
    const std::string& name = command->get_name();
    const std::string in_bash = " " + Part(bash, "\n    " + name + ") _authconform_words '--", "\n") + " ";
    const std::string in_zsh = Part(zsh, "\n    " + name + ")\n", ";;");
    const std::string in_fish = "complete -c authconform -n '__authconform_in " + name + "'";
    EXPECT_THAT(fish, HasSubstr("complete -c authconform -n __authconform_without_command -a " + name + " -d '"));
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& each : option->get_lnames()) {
        EXPECT_TRUE(in_bash.find("--" + each + " ") != std::string::npos ||
                    in_bash.find("--" + each + "'") != std::string::npos)
            << each;
        EXPECT_TRUE(in_zsh.find("'--" + each + "[") != std::string::npos ||
                    in_zsh.find("--" + each + "=[") != std::string::npos)
            << each;
        EXPECT_THAT(fish, HasSubstr(in_fish + " -l " + each + " "));
      }
    }
  }
}

TEST(Completion, EnumeratedOptionsTellTheirWords) {
  const CommandLine line = Line();
  const struct {
    const char* command;
    const char* option;
    const char* word;
  } kRows[] = {
      {"run", "--controls", "each"},     {"report", "--format", "junit"}, {"statement", "--format", "md"},
      {"derive", "--dialect", "scribe"}, {"completion", "shell", "fish"}, {"nightly", "--fail-on", "regressions"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(std::string(row.command) + " " + row.option);
    bool told = false;
    for (const CommandWords& command : line.commands) {
      if (command.name != row.command) continue;
      for (const OptionWords& option : command.options) {
        if (option.names.front() != row.option) continue;
        told = true;
        EXPECT_THAT(option.choices, ::testing::Contains(row.word));
        EXPECT_EQ(option.completes, Completes::kChoice);
        EXPECT_THAT(option.value, Not(HasSubstr("{")));
      }
    }
    EXPECT_TRUE(told);
  }
}

// What bash offers for the words, the last of which is at the cursor.
std::string Offered(const std::string& script, const std::string& words, const std::string& folder) {
  const std::string ask = "source " + script + "; COMP_WORDS=(" + words +
                          "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _authconform; echo \"${COMPREPLY[*]}\"";
  ChildOptions options;
  options.folder = folder;
  ChildProcess bash({"/bin/bash", "--norc", "-c", ask}, options);
  const Ended ended = bash.Wait();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(ended.err, "");
  return ended.out;
}

TEST(Completion, BashOffersWhatFits) {
  const std::string folder = FreshFolder("completion");
  const std::string script = folder + "/script";
  WriteText(script, BashCompletion(CompletedLine(App(), {{"specs/acme/login/spec.json", "{}"}})));
  FreshFolder("completion/here/reports");
  WriteText(folder + "/here/run a.json", "");
  const struct {
    const char* words;
    const char* offered;
  } kRows[] = {
      {"authconform sta", "statement\n"},
      {"authconform verify --k", "--key\n"},
      {"authconform verify --specs x --k", "--key\n"},
      {"authconform --specs run ver", "verify\n"},
      {"authconform report --format ju", "junit\n"},
      {"authconform report --format = ju", "junit\n"},
      {"authconform report --format = git", "github gitlab\n"},
      {"authconform statement --format =", "html md\n"},
      {"authconform run ac", "acme acme/login\n"},
      {"authconform run --url ac", "\n"},
      {"authconform run --target ru", "run a.json\n"},
      {"authconform run --out r", "reports\n"},
      {"authconform reference --fault duktig-wrong-st", "duktig-wrong-status\n"},
      {"authconform completion ''", "bash zsh fish\n"},
      {"authconform --v", "--version\n"},
      {"authconform keygen --for", "--force\n"},
      {"authconform nothing ''", nullptr},  // all commands
  };
  std::string commands;
  for (const CommandWords& each : Line().commands) commands += (commands.empty() ? "" : " ") + each.name;
  for (const auto& row : kRows) {
    const std::string offered = row.offered == nullptr ? commands + "\n" : row.offered;
    EXPECT_EQ(Offered(script, row.words, folder + "/here"), offered) << row.words;
  }
}

// zsh, fish and mandoc read theirs where they are installed; bash and shellcheck always.
TEST(Completion, ShellsCanReadTheirScripts) {
  const std::string folder = FreshFolder("scripts");
  for (const std::string& shell : Shells()) WriteText(folder + "/" + shell, CompletionScript(Line(), shell));
  WriteText(folder + "/authconform.1", ManualPage(Line()));
  const std::vector<std::vector<std::string>> kReaders = {
      {"/bin/bash", "-n", folder + "/bash"},
      {"/usr/bin/shellcheck", "--shell=bash", folder + "/bash"},
      {"/bin/zsh", "-n", folder + "/zsh"},
      {"/usr/bin/fish", "-n", folder + "/fish"},
      {"/usr/bin/mandoc", "-T", "lint", "-W", "error", folder + "/authconform.1"},
      {"/usr/bin/groff", "-man", "-ww", "-Tutf8", "-z", folder + "/authconform.1"},
  };
  int read = 0;
  for (const std::vector<std::string>& reader : kReaders) {
    if (access(reader.front().c_str(), X_OK) != 0) continue;
    ++read;
    ChildProcess process(reader);
    const Ended ended = process.Wait();
    EXPECT_EQ(ended.code, 0) << reader.front() << ": " << ended.out << ended.err;
    EXPECT_EQ(ended.out + ended.err, "") << reader.front();
  }
  EXPECT_GE(read, 2);
}

}  // namespace
}  // namespace authconform
