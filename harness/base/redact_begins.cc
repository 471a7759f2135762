#include "harness/base/redact_begins.h"

#include <algorithm>

namespace authconform {

ValueBegins::ValueBegins(const SecretIndex& index, const UndoneText& view, const std::vector<size_t>* outer)
    : index_(index), view_(view), outer_(outer) {
  if (outer_ == nullptr) {
    stretch_end_ = view.text().size();
  } else {
    GoOn();
  }
}

void ValueBegins::GoOn() {
  // Bytes that tell of a place, and bytes that one escape makes at most: a character in UTF-8.
  constexpr size_t kTelling = 8;
  constexpr size_t kMade = 4;
  const size_t size = view_.text().size();
  if (escape_ == view_.escapes().size()) {
    known_end_ = stretch_end_ = size;
    return;
  }
  stretch_end_ = view_.escapes()[escape_++].end;
  // Where few bytes are left, more were before the escape was undone.
  const size_t least_after = std::max(size - stretch_end_ + kTelling + kMade, SecretIndex::kLongPlace);
  known_end_ = size - std::min(size, least_after - 1);
}

size_t ValueBegins::Next() {
  while (true) {
    if (at_ < known_end_) {
      while (place_ < outer_->size() && (*outer_)[place_] < at_ + shift_) ++place_;
      if (place_ < outer_->size() && (*outer_)[place_] < known_end_ + shift_) {
        at_ = (*outer_)[place_] - shift_ + 1;
        return at_ - 1;
      }
      at_ = known_end_;
    }
    const size_t found = index_.NextBegin(view_.text(), at_, stretch_end_);
    if (found != std::string_view::npos) {
      at_ = found + 1;
      return found;
    }
    if (stretch_end_ == view_.text().size()) return found;
    at_ = stretch_end_;
    const UndoneText::Escape& escape = view_.escapes()[escape_ - 1];
    shift_ = escape.origin - escape.end;
    GoOn();
  }
}

}  // namespace authconform
