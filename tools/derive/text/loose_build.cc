#include "tools/derive/text/loose_build.h"

#include <utility>

namespace authconform {
namespace {

// Pointers repeat the names of all that is around them: what they may cost, for each byte that a text may have.
constexpr size_t kPointerBytesPerByte = 8;

Json ToArray(Json::Object entries) {
  Json::Array items;
  items.reserve(entries.size());
  for (Json::Member& entry : entries) items.push_back(std::move(entry.second));
  return Json(std::move(items));
}

// Erases what is at `pointer` and below it.
template <typename Sorted>
void EraseBelow(Sorted& sorted, const std::string& pointer) {
  sorted.erase(pointer);
  // '0' is the character after '/'.
  sorted.erase(sorted.lower_bound(pointer + "/"), sorted.lower_bound(pointer + "0"));
}

}  // namespace

void LooseBuilder::Open(char open, size_t at) {
  Container inner;
  inner.open = open;
  inner.begin = at;
  if (!stack_.empty()) inner.pointer = BeginEntry(at);
  if (stack_.size() >= limits_.depth) over_limits_ = true;
  if (!over_limits_) stack_.push_back(std::move(inner));
}

void LooseBuilder::Name(std::string name, size_t begin) {
  top().name = std::move(name);
  top().entry_begin = begin;
}

std::string LooseBuilder::BeginEntry(size_t begin) {
  Container& in = top();
  if (!in.name) {
    in.name = std::to_string(in.entries.size());
    in.entry_begin = begin;
  } else {
    ++in.named;
  }
  std::string pointer = in.pointer + "/" + EscapePointerToken(*in.name);
  pointer_bytes_ += pointer.size();
  if (++values_ > limits_.values || pointer_bytes_ > limits_.bytes * kPointerBytesPerByte) over_limits_ = true;
  if (in.index.contains(*in.name)) {
    log_.Add(in.entry_begin, begin, "the member " + QuoteName(*in.name) + " is there twice; the last value is taken");
    Forget(pointer);
  }
  return pointer;
}

void LooseBuilder::Forget(const std::string& pointer) {
  EraseBelow(built_.lines, pointer);
  EraseBelow(built_.placeholders, pointer);
  EraseBelow(elided_, pointer);
}

void LooseBuilder::EndEntry(Json value, const std::string& pointer, size_t end) {
  Container& in = top();
  built_.lines[pointer] = log_.LinesOf(in.entry_begin, end);
  const auto [known, added] = in.index.emplace(*in.name, in.entries.size());
  if (added) {
    in.entries.emplace_back(std::move(*in.name), std::move(value));
  } else {
    in.entries[known->second].second = std::move(value);
  }
  in.name.reset();
  in.after_value = true;
}

void LooseBuilder::Add(Json value, size_t begin, size_t end) {
  const std::string pointer = BeginEntry(begin);
  if (!over_limits_) EndEntry(std::move(value), pointer, end);
}

void LooseBuilder::AddPlaceholder(ValueType type, size_t begin, size_t end) {
  const std::string pointer = BeginEntry(begin);
  if (over_limits_) return;
  built_.placeholders[pointer] = type;
  EndEntry(Json(), pointer, end);
}

void LooseBuilder::Elide() {
  top().elided = true;
  elided_.insert(top().pointer);
}

void LooseBuilder::Close(size_t end) {
  Container closed = std::move(stack_.back());
  stack_.pop_back();
  const bool braces = closed.open == '{';
  const bool object = closed.named > 0 || (braces && closed.entries.empty());
  if (object != braces) {
    log_.Add(closed.begin, end, object ? "members stand in square brackets" : "items stand in braces");
  }
  if (stack_.empty()) {
    root_has_content_ = !closed.entries.empty() || closed.elided || !closed.junk;
    built_.lines[""] = log_.LinesOf(closed.begin, end);
  }
  Json value = object ? Json(std::move(closed.entries)) : ToArray(std::move(closed.entries));
  if (stack_.empty()) {
    built_.value = std::move(value);
  } else {
    EndEntry(std::move(value), closed.pointer, end);
  }
}

LooseJson LooseBuilder::Take() {
  built_.elided.assign(elided_.begin(), elided_.end());
  return std::move(built_);
}

}  // namespace authconform
