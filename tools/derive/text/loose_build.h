// The parts of a loose JSON example, one by one, into its value: whether a container is an object or an array shows
// only when it closes.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tools/derive/text/loose_json.h"
#include "tools/derive/text/loose_scan.h"

namespace authconform {

class LooseBuilder {
 public:
  LooseBuilder(RepairLog& log, const LooseJsonLimits& limits) : log_(log), limits_(limits) {}

  struct Container {
    char open = '{';  // or '[' or '('
    size_t begin = 0;
    std::string pointer;
    Json::Object entries;  // those without a name are numbered
    size_t named = 0;
    size_t bare = 0;  // of these, names without colon and value: {email, password}
    std::unordered_map<std::string, size_t> index;
    std::optional<std::string> name;  // of the entry that is being read
    size_t entry_begin = 0;
    bool after_value = false;  // no comma since the last value
    bool junk = false;         // text in it was left out
    bool elided = false;
  };
  bool done() const { return stack_.empty(); }
  size_t depth() const { return stack_.size(); }
  Container& top() { return stack_.back(); }
  const Container& Ancestor(size_t up) const { return stack_[stack_.size() - 1 - up]; }
  // More values, depth or bytes of pointers than the limits allow; nothing more is built then.
  bool over_limits() const { return over_limits_; }

  void Open(char open, size_t at);
  void Name(std::string name, size_t begin);
  void Add(Json value, size_t begin, size_t end);
  void AddPlaceholder(ValueType type, size_t begin, size_t end);
  void Elide();
  // Closes the innermost container, whatever bracket it was opened with.
  void Close(size_t end);

  // What was built, without repairs: they are in the log.
  LooseJson Take();
  // Whether the outermost container held anything but text that was left out.
  bool root_has_content() const { return root_has_content_; }

 private:
  // The pointer of the entry that is being read, which is numbered when it has no name.
  std::string BeginEntry(size_t begin);
  void EndEntry(Json value, const std::string& pointer, size_t end);
  void Forget(const std::string& pointer);

  RepairLog& log_;
  LooseJsonLimits limits_;
  std::vector<Container> stack_;
  LooseJson built_;
  std::set<std::string> elided_;
  size_t values_ = 0;
  size_t pointer_bytes_ = 0;
  bool over_limits_ = false;
  bool root_has_content_ = false;
};

}  // namespace authconform
