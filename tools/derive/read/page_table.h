// A table of a page, into the parameters, headers, statuses or routes that its rows tell of.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/derive/facts.h"
#include "tools/derive/text/blocks.h"

namespace authconform {

struct PageTable {
  struct Parameter {
    Field field;
    bool header = false;  // its own row says that it is a header
    std::string name;     // as written
  };
  struct Answer {
    int status = 0;
    std::string description;
    std::string example;  // of a cell that holds a body
    Lines lines;
  };
  struct Body {  // a row that tells a body by its media type, an example and a schema
    std::string media_type;
    std::string example;
    std::string schema;
    Lines lines;
  };
  struct Pair {  // a row of two cells: a label and its value
    std::string name;
    std::string value;
    Lines lines;
  };
  struct Route {
    std::string method;
    std::string path;
    std::string description;
    std::vector<Pair> traits;  // the other columns' heads and cells
    Lines lines;
  };
  std::vector<Parameter> parameters;
  std::vector<Answer> answers;
  std::vector<Route> routes;
  std::vector<Body> bodies;
  std::vector<Pair> pairs;     // only when the table is nothing of the others
  bool names_headers = false;  // its first column is headed as a header's
  bool tells_need = false;     // it has a column of need
};

PageTable ReadPageTable(const Block& table);

// Lines of text whose first is nothing but heads of columns ("Parameter Type Description Required"), into a table: the
// columns are told apart by what their heads say. nullopt: it is not. Shorter than two lines: it is not.
std::optional<Block> ReadSpacedTable(const std::vector<std::string>& lines, int first_line);

// One parameter told in a line of text: "`email` (string, required): …", "id=[integer]", "**name** – string –
// optional". nullopt: the line tells none.
std::optional<Field> ParameterOfLine(const std::vector<TextRun>& runs, Lines lines);

// What words around a parameter say: a type in brackets or alone, and whether it is needed.
void ReadTraits(std::string_view text, Field& field);

}  // namespace authconform
