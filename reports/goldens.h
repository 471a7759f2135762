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
    // clang-format off
    {"sample_run.txt", "sample_run.json", "terminal"},
    {"sample_run.xml", "sample_run.json", "junit"},
    {"sample_run.md", "sample_run.json", "md"},
    {"sample_run.jsonld", "sample_run.json", "earl"},
    {"sample_run.har", "sample_run.json", "har"},
    {"sample_run.github.txt", "sample_run.json", "github"},
    {"sample_run.gitlab.json", "sample_run.json", "gitlab"},
    {"preflight_run.txt", "preflight_run.json", "terminal"},
    {"preflight_run.xml", "preflight_run.json", "junit"},
    {"preflight_run.md", "preflight_run.json", "md"},
    {"preflight_run.jsonld", "preflight_run.json", "earl"},
    {"preflight_run.har", "preflight_run.json", "har"},
    {"preflight_run.github.txt", "preflight_run.json", "github"},
    {"preflight_run.gitlab.json", "preflight_run.json", "gitlab"},
    // clang-format on
};

}  // namespace authconform
