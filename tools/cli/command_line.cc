#include "tools/cli/command_line.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <utility>

namespace authconform {
namespace {

// CLI11 tells the words of IsMember as "{a,b}".
std::vector<std::string> ChoicesOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const size_t open = type.find('{');
  const size_t close = type.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return {};
  std::vector<std::string> choices;
  std::string rest = type.substr(open + 1, close - open - 1);
  for (size_t comma = rest.find(','); comma != std::string::npos; comma = rest.find(',')) {
    choices.push_back(rest.substr(0, comma));
    rest.erase(0, comma + 1);
  }
  choices.push_back(std::move(rest));
  return choices;
}

// "1e+06", as CLI11 prints a bound, as people write it.
std::string Plain(const std::string& number) {
  const double value = std::strtod(number.c_str(), nullptr);
  if (number.find('e') == std::string::npos || value != std::floor(value) || std::fabs(value) > 1e15) return number;
  char plain[32];
  std::snprintf(plain, sizeof plain, "%.0f", value);
  return plain;
}

// CLI11 tells the bounds of Range as "INT in [1 - 256]".
void ReadBounds(const std::string& type, OptionWords& words) {
  const std::string before = " in [", between = " - ";
  const size_t open = type.find(before);
  const size_t dash = type.find(between, open);
  const size_t close = type.find(']', dash);
  if (open == std::string::npos || dash == std::string::npos || close == std::string::npos) return;
  words.least = Plain(type.substr(open + before.size(), dash - open - before.size()));
  words.most = Plain(type.substr(dash + between.size(), close - dash - between.size()));
}

// Sorted: CLI11 keeps them by address.
std::vector<std::string> NamesOf(const std::set<CLI::Option*>& options) {
  std::vector<std::string> names;
  for (const CLI::Option* each : options) names.push_back(each->get_name());
  std::sort(names.begin(), names.end());
  return names;
}

Completes CompletesOf(const OptionWords& option) {
  if (!option.choices.empty()) return Completes::kChoice;
  if (option.value.starts_with("FILE") || option.value.starts_with("RUN")) return Completes::kFile;
  if (option.value == "DIR") return Completes::kFolder;
  if (option.positional && option.names.front() == "endpoint") return Completes::kEndpoint;
  if (option.positional && option.names.front() == "path") return Completes::kFile;
  return Completes::kNothing;
}

OptionWords WordsOf(const CLI::Option& option) {
  OptionWords words;
  for (const std::string& name : option.get_lnames()) words.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) words.names.push_back("-" + name);
  words.positional = words.names.empty();
  if (words.positional) words.names.push_back(option.get_name(true));
  words.flag = !words.positional && option.get_items_expected_max() == 0;
  const std::string type = option.get_type_name();
  if (!words.flag) words.value = type.substr(0, type.find(':'));
  // CLI11 counts the values of an option that may be given again and again as those of one that takes many.
  words.repeats = option.get_items_expected_max() > 1;
  words.required = option.get_required();
  words.description = option.get_description();
  if (!words.flag) words.default_value = option.get_default_str();
  words.choices = ChoicesOf(option);
  ReadBounds(type, words);
  words.needs = NamesOf(option.get_needs());
  words.excludes = NamesOf(option.get_excludes());
  words.completes = CompletesOf(words);
  return words;
}

CommandWords WordsOf(const CLI::App& app) {
  CommandWords words = {app.get_name(), app.get_description(), {}, app.get_footer()};
  for (const CLI::Option* option : app.get_options()) words.options.push_back(WordsOf(*option));
  return words;
}

}  // namespace

std::vector<OptionWords> OptionsBehindCommands(const CommandWords& program) {
  std::vector<OptionWords> options;
  for (const OptionWords& option : program.options) {
    if (!option.flag) options.push_back(option);
  }
  return options;
}

CommandLine CommandLineOf(const CLI::App& app, std::vector<std::string> endpoints) {
  CommandLine line = {WordsOf(app), {}, std::move(endpoints)};
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    line.commands.push_back(WordsOf(*command));
  }
  return line;
}

void SetChoices(CommandLine& line, std::string_view command, std::string_view option, std::vector<std::string> words) {
  for (CommandWords& each : line.commands) {
    if (each.name != command) continue;
    for (OptionWords& one : each.options) {
      if (one.names.front() != option) continue;
      one.choices = std::move(words);
      one.completes = Completes::kChoice;
      return;
    }
  }
}

}  // namespace authconform
