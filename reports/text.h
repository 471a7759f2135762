// Text that a target may have chosen into text that can be shown: no escape sequences, nothing invisible, always UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace authconform {

// Control characters, text direction overrides, invisible and unassigned-for-ever characters are spelt out ("\x1b",
// "\u{202e}"), bytes that are not UTF-8 become U+FFFD, CR LF becomes a newline. Newlines and tabs stay.
std::string Visible(std::string_view text);

// Visible, on one line: newlines and tabs are spelt out too.
std::string VisibleLine(std::string_view text);

// Visible text for a log that a CI runner reads: what it would obey as a command is spelt out, "\x3a:" for "::" where
// white space alone comes before it on its line, "#\x23[" for "##[" anywhere, and so "##vso[" and "##teamcity[" in any
// case. Sources: actions/runner, src/Runner.Common/ActionCommand.cs (TryParseV2, TryParse), whose white space is that
// of .NET's Char.IsWhiteSpace; Azure Pipelines' documentation, "Logging commands"; TeamCity's documentation, "Service
// Messages".
std::string WithoutCommands(std::string_view visible);

// The first `characters` characters of Visible text, and how many more there were: "aaaa… (196 more characters)".
std::string Clip(std::string_view visible, size_t characters);

// Characters of Visible text, which is how many columns it takes but for wide and combining ones.
size_t Columns(std::string_view visible);

// `text` followed by spaces up to `columns`.
std::string Pad(std::string text, size_t columns);

// Lines of at most `columns` characters, broken at spaces; a word that is longer than a line keeps one to itself. At
// least one line.
std::vector<std::string> Wrap(std::string_view visible, size_t columns);

}  // namespace authconform
