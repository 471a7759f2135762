// The statements that are kept in testdata, each with what it is made from.
#pragma once

#include "reports/statement/testing/sample_statement.h"

namespace authconform {

struct StatementGolden {
  const char* file;
  Statement (*statement)();
};

inline constexpr char kStatementGoldenFolder[] = "reports/statement/testdata/";

inline constexpr StatementGolden kStatementGoldens[] = {
    {"good_statement.md", testing::GoodStatement},
    {"sample_statement.md", testing::SampleStatement},
};

}  // namespace authconform
