// A statement into the facts and tables that all its formats show.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "reports/statement/statement.h"

namespace authconform {

// Of a value that was expected or came, in characters; of breaks and of reasons of one requirement.
inline constexpr size_t kLongestValue = 300;
inline constexpr size_t kMostTold = 5;

// "Acme Login 4.2 by Acme"; the target's name where the vendor names no product, without the version of one.
std::string SubjectOf(const Statement& statement);

struct Fact {
  std::string term;
  std::string text;  // as it is: not yet Visible
  bool is_code = false;
};
// Facts that have the same worth, and the sentence that says what it is.
struct FactTable {
  std::string worth;
  std::vector<Fact> facts;
};
// What the signer and the vendor say, and what authconform found.
std::vector<FactTable> FactTablesOf(const Statement& statement);
std::vector<Fact> FactsOf(const EndpointStanding& endpoint);

// A sentence in its parts: what stands between two backticks is code.
struct ProsePart {
  std::string text;  // as it is: not yet Visible
  bool is_code = false;
};
std::vector<ProsePart> ProseOf(const std::string& sentence);

// "until 2027-01-31, that day included", "without an end".
std::string ExcusedUntil(const ListedDeviation& deviation);
inline constexpr const char* kAboutDeviations =
    "Failures that the target's owner has listed. Reasons and last days (UTC) are the owner's word. After its last day "
    "an entry excuses nothing: hold it against today's date, which this document does not know.";

// "4 of 9": cases that looked at the requirement, of all that check it.
std::string CasesOf(const RequirementStanding& told);

// What the words of the sums and of the tables mean, those that there are requirements of, and what a kill matrix is.
std::vector<Fact> LegendOf(const std::vector<EndpointStanding>& endpoints);

// Rows of numbers that add up.
struct Numbers {
  std::string id;
  std::string caption;
  std::vector<std::string> heads;  // the first of the row's names
  std::vector<bool> sums;  // by column: whether it is a sum; the first is of the other sums, they of what follows each
  struct Row {
    std::string name;
    std::vector<int64_t> numbers;
    bool is_sum = false;  // of all rows above
  };
  std::vector<Row> rows;
};
Numbers RequirementNumbers(const std::vector<EndpointStanding>& endpoints);
Numbers CaseNumbers(const std::vector<EndpointStanding>& endpoints);

// "Tested: 43", "Not tested: 14", "Baseline rules looked at: 9", those that are not empty; worst first.
struct RequirementTable {
  std::string title;
  std::vector<const RequirementStanding*> rows;
};
std::vector<RequirementTable> TablesOf(const EndpointStanding& endpoint);

}  // namespace authconform
