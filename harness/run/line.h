// Members of one object into one line of NDJSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/base/json.h"

namespace authconform {

// Members in order, straight into the text: a soak run writes millions. Its first member says what the line is.
class Line {
 public:
  Line(std::string_view kind, std::string& out) : out_(out) {
    out_ += '{';
    Name(kind);
  }

  void Text(std::string_view text) { AppendJsonString(text, out_); }
  void Number(int64_t number) { out_ += std::to_string(number); }
  void Raw(std::string_view text) { out_ += text; }

  void Text(std::string_view name, std::string_view text) {
    Next(name);
    Text(text);
  }
  void Number(std::string_view name, int64_t number) {
    Next(name);
    Number(number);
  }
  void Flag(std::string_view name, bool flag) {
    Next(name);
    out_ += flag ? "true" : "false";
  }
  void Next(std::string_view name) {
    out_ += ',';
    Name(name);
  }
  void Name(std::string_view name) {
    out_ += '"';
    out_ += name;
    out_ += "\":";
  }

 private:
  std::string& out_;
};

}  // namespace authconform
