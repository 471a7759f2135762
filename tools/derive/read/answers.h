// The answers of one endpoint while a page tells them piece by piece: a status before its body, or a body before its
// status.
#pragma once

#include <string>
#include <vector>

#include "tools/derive/facts.h"
#include "tools/derive/read/page_words.h"

namespace authconform {

class Answers {
 public:
  // A caption: what follows is another answer.
  void Begin(std::string title, Lines lines);
  // A status: of the answer begun, or of another when that has one.
  void Status(int status, Lines lines);
  void Body(Example example);
  void Members(std::vector<Field> fields);
  void MediaType(std::string type, Lines lines);
  // Text about the answer begun, as long as it has no other title.
  void Describe(const std::string& text, Lines lines);

  bool Open() const { return open_; }
  // Begun, and nothing told of it yet but its caption.
  bool Fresh() const;

  // The answers told, those without a status left out: bodies without one belong to the only success, or the only
  // refusal, that is told without a body.
  std::vector<ResponseFact> Take();

 private:
  ResponseFact& Current();

  std::vector<ResponseFact> answers_;
  bool open_ = false;        // the last answer may be added to
  bool body_first_ = false;  // this page tells a body before its status
};

}  // namespace authconform
