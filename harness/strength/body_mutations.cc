#include "harness/strength/body_mutations.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace authconform {
namespace {

const std::vector<std::pair<std::string_view, Json>>& ValuesByType() {
  static const auto* const kValues = new std::vector<std::pair<std::string_view, Json>>{
      {"null", nullptr},
      {"boolean", true},
      {"integer", 7},
      {"number", 7.5},
      {"string", "text"},
      {"array", Json::Array{"text"}},
      {"object", Json::Object{{"text", "text"}}},
  };
  return *kValues;
}

// Puts what stands in for one value into a copy of the whole body; nothing stands for a value that is left out.
using Rebuild = std::function<Json(std::optional<Json>)>;

class Mutator {
 public:
  std::vector<BodyMutation> Mutate(const Json& body) {
    Visit(body, "", [](std::optional<Json> changed) { return *std::move(changed); });
    return std::move(mutations_);
  }

 private:
  void Add(std::string_view what, const std::string& pointer, Json body) {
    mutations_.push_back({std::string(what) + (pointer.empty() ? "" : " " + pointer), std::move(body)});
  }

  void Visit(const Json& value, const std::string& pointer, const Rebuild& rebuild) {
    if (!pointer.empty()) Add("drop", pointer, rebuild(std::nullopt));
    for (const auto& [type, other] : ValuesByType()) {
      if (type != value.TypeName()) Add(type, pointer, rebuild(other));
    }
    if (value.is_object()) {
      VisitObject(value.object(), pointer, rebuild);
    } else if (value.is_array()) {
      VisitArray(value.array(), pointer, rebuild);
    } else if (value.is_string()) {
      if (!value.string().empty()) Add("empty", pointer, rebuild(""));
      Add("other", pointer, rebuild("other-" + value.string()));
    } else if (value.is_bool()) {
      Add("other", pointer, rebuild(!value.boolean()));
    } else if (const std::optional<int64_t> number = value.AsInt64()) {
      Add("other", pointer, rebuild(*number + 2'000));
      if (*number != 0) Add("zero", pointer, rebuild(0));
      Add("negative", pointer, rebuild(-1 - *number));
      if (*number != 0) Add("thousandfold", pointer, rebuild(*number * 1'000));
    }
  }

  void VisitObject(const Json::Object& object, const std::string& pointer, const Rebuild& rebuild) {
    if (!object.empty()) Add("empty", pointer, rebuild(Json::Object{}));
    Json::Object more = object;
    more.emplace_back("undocumented_member", "text");
    Add("extra", pointer, rebuild(std::move(more)));
    for (size_t i = 0; i < object.size(); ++i) {
      Visit(object[i].second, pointer + "/" + EscapePointerToken(object[i].first), [&](std::optional<Json> changed) {
        Json::Object copy = object;
        if (changed) {
          copy[i].second = *std::move(changed);
        } else {
          copy.erase(copy.begin() + static_cast<ptrdiff_t>(i));
        }
        return rebuild(Json(std::move(copy)));
      });
    }
  }

  void VisitArray(const Json::Array& array, const std::string& pointer, const Rebuild& rebuild) {
    if (array.empty()) return;
    Add("empty", pointer, rebuild(Json::Array{}));
    Visit(array[0], pointer + "/0", [&](std::optional<Json> changed) {
      Json::Array copy = array;
      if (changed) {
        copy[0] = *std::move(changed);
      } else {
        copy.erase(copy.begin());
      }
      return rebuild(Json(std::move(copy)));
    });
  }

  std::vector<BodyMutation> mutations_;
};

}  // namespace

std::vector<BodyMutation> MutateBody(const Json& body) { return Mutator().Mutate(body); }

}  // namespace authconform
