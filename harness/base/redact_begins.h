// A text into the places where a value may begin in it, asking only where it is not like the text that it was made
// from.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "harness/base/redact_index.h"
#include "harness/base/redact_undo.h"

namespace authconform {

// Its places are those of SecretIndex::NextBegin, all of them, in order. A few escapes in a long text make another long
// text, in which nearly all is as it was.
class ValueBegins {
 public:
  // `outer`: all the places of the text that `view` was made from by undoing escapes; nullptr when there is no such
  // text. All must outlive it.
  ValueBegins(const SecretIndex& index, const UndoneText& view, const std::vector<size_t>* outer);

  size_t Next();  // npos when there are no more

 private:
  void GoOn();  // to the next stretch

  const SecretIndex& index_;
  const UndoneText& view_;
  const std::vector<size_t>* outer_;
  size_t at_ = 0;
  // From `at_` on a stretch whose places are in outer_, so far from here, and then one whose places are not.
  size_t known_end_ = 0;
  size_t shift_ = 0;
  size_t stretch_end_ = 0;
  size_t place_ = 0;   // of outer_
  size_t escape_ = 0;  // of those of view_, after the stretch
};

}  // namespace authconform
