// The reports that are kept in reports/testdata, each with the run and the format it is made from.
#pragma once

#include <string>

namespace authconform {

struct Golden {
  const char* file;
  const char* run;
  const char* format;
};

constexpr char kGoldenFolder[] = "reports/testdata/";

constexpr Golden kGoldens[] = {
    {"sample_run.txt", "sample_run.json", "terminal"},    {"sample_run.xml", "sample_run.json", "junit"},
    {"sample_run.md", "sample_run.json", "md"},           {"preflight_run.txt", "preflight_run.json", "terminal"},
    {"preflight_run.xml", "preflight_run.json", "junit"}, {"preflight_run.md", "preflight_run.json", "md"},
};

}  // namespace authconform
