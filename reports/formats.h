// A report format's name into the function that writes it.
#pragma once

#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/run.h"

namespace authconform {

struct Format {
  std::string_view name;  // as given to `report --format`
  std::string_view file;  // what the report is called in a folder of reports
  void (*write)(const Run& run, std::ostream& out);
};

// html, junit, md, json: written of every run.
std::span<const Format> Formats();

// Of all formats, those above first; then those written when asked for: terminal (without colour, 80 columns), earl,
// har, github, gitlab. The last two know no places; report --format gives them some.
std::vector<std::string> ReportFormatNames();

// Of either kind; nullptr when there is none of that name.
const Format* FindFormat(std::string_view name);

}  // namespace authconform
