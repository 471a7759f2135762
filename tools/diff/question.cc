#include "tools/diff/question.h"

#include <algorithm>
#include <optional>

namespace authconform {
namespace {

bool SameLength(const std::optional<FieldSpec::Bound>& one, const std::optional<FieldSpec::Bound>& other) {
  return one.has_value() == other.has_value() && (!one || one->length == other->length);
}

// Bounds and format too: values that are too long or malformed are made from them.
bool SameField(const FieldSpec& one, const FieldSpec& other) {
  return one.name == other.name && one.value == other.value && SameLength(one.min_length, other.min_length) &&
         SameLength(one.max_length, other.max_length) && one.format == other.format;
}

bool SameHeader(const HeaderSpec& one, const HeaderSpec& other) {
  return one.name == other.name && one.value == other.value;
}

template <typename T>
bool SameList(const std::vector<T>& one, const std::vector<T>& other, bool (*same)(const T&, const T&)) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), same);
}

bool SameRequest(const RequestSpec& one, const RequestSpec& other) {
  return one.method == other.method && one.path == other.path && SameList(one.headers, other.headers, SameHeader) &&
         one.authorization == other.authorization && one.encodings == other.encodings &&
         SameList(one.fields, other.fields, SameField);
}

}  // namespace

std::string SentOtherwise(const Question& older, const Question& newer) {
  const Case& one = *older.asked;
  const Case& other = *newer.asked;
  if (one.mutation != other.mutation) {
    return Describe(other.mutation) + ", and it was: " + Describe(one.mutation);
  }
  if (one.twin != other.twin) return "what its answer is compared with is another request";
  if (one.samples != other.samples || one.twin_samples != other.twin_samples) {
    return "the request is sent " + std::to_string(std::max(1, other.samples)) + " times and was " +
           std::to_string(std::max(1, one.samples)) + " times";
  }
  if (!SameRequest(older.spec->request, newer.spec->request)) return "the spec's request is another";
  return "";
}

}  // namespace authconform
