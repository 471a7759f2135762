// The markup of Scribe's lists of parameters, into the parameters listed.
#pragma once

#include <string>
#include <vector>

#include "tools/derive/facts.h"
#include "tools/derive/read/scribe_parts.h"

namespace authconform {

// Which list a parameter stands in. kAny: one of an older page, which does not tell.
enum class ScribeList { kNone, kAny, kBody, kQuery, kUrl, kHeader, kResponse };

// By a heading: "Body Parameters", "Response Fields"; kNone for other headings.
ScribeList ScribeListOfHeading(std::string_view heading);

struct ScribeParameter {
  ScribeList list = ScribeList::kNone;
  std::string name;   // as shown
  std::string value;  // that a header is sent with
  Field field;        // its path, type, need, lines and description; `in` is left to the caller
};

class ScribeParameters {
 public:
  // A heading, or the end of what headings opened.
  void SetList(ScribeList list);
  ScribeList list() const { return list_; }
  // Tags and running text, in order. Whether a text is part of a parameter: others are prose.
  bool Take(const ScribePart& part);
  // A table under the heading; columns are told by their names.
  void TakeTable(const ScribePart& table);

  std::vector<ScribeParameter> Finish();

 private:
  struct Container {
    std::string name;    // of the <details> element's own parameter
    bool items = false;  // what is in it are members of its items
  };

  void TakeStart(const HtmlPiece& tag);
  void TakeEnd(const HtmlPiece& tag);
  void TakeInput(const HtmlPiece& tag);
  void TakeRow(const Block::Row& row);
  void Open(const std::string& shown, Lines lines);
  void Close();
  std::string FullName(const std::string& shown) const;

  ScribeList list_ = ScribeList::kNone;
  int bold_ = 0;
  int code_ = 0;
  bool small_ = false;
  bool italic_ = false;
  bool summary_ = false;
  bool choices_ = false;  // what follows are the only values
  bool open_ = false;
  ScribeParameter parameter_;
  std::string type_word_;
  std::vector<Container> containers_;
  std::vector<std::string> columns_;
  std::vector<ScribeParameter> parameters_;
};

}  // namespace authconform
