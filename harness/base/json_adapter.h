// A Json value into the interface through which valijson reads values. For schema.cc alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <valijson/internal/adapter.hpp>
#include <valijson/internal/basic_adapter.hpp>
#include <valijson/internal/frozen_value.hpp>

#include "harness/base/json.h"

namespace authconform {

class JsonAdapter;

// An iterator over a container of Json that makes an adapter of each element.
template <typename Iterator, typename Element>
class AdapterIterator {
 public:
  explicit AdapterIterator(Iterator at) : at_(at) {}

  Element operator*() const;
  valijson::adapters::DerefProxy<Element> operator->() const { return valijson::adapters::DerefProxy<Element>(**this); }
  bool operator==(const AdapterIterator&) const = default;
  const AdapterIterator& operator++() {
    ++at_;
    return *this;
  }
  AdapterIterator operator++(int) { return AdapterIterator(at_++); }
  const AdapterIterator& operator--() {
    --at_;
    return *this;
  }
  void advance(std::ptrdiff_t steps) { at_ += steps; }

 private:
  Iterator at_;
};

class JsonArrayView {
 public:
  using const_iterator = AdapterIterator<Json::Array::const_iterator, JsonAdapter>;

  JsonArrayView() : items_(Empty()) {}
  explicit JsonArrayView(const Json::Array& items) : items_(items) {}

  const_iterator begin() const { return const_iterator(items_.begin()); }
  const_iterator end() const { return const_iterator(items_.end()); }
  size_t size() const { return items_.size(); }

 private:
  static const Json::Array& Empty() {
    static const Json::Array empty;
    return empty;
  }

  const Json::Array& items_;
};

class JsonObjectView {
 public:
  using const_iterator = AdapterIterator<Json::Object::const_iterator, std::pair<std::string, JsonAdapter>>;

  JsonObjectView() : members_(Empty()) {}
  explicit JsonObjectView(const Json::Object& members) : members_(members) {}

  const_iterator begin() const { return const_iterator(members_.begin()); }
  const_iterator end() const { return const_iterator(members_.end()); }
  const_iterator find(const std::string& name) const {
    auto at = members_.begin();
    while (at != members_.end() && at->first != name) ++at;
    return const_iterator(at);
  }
  size_t size() const { return members_.size(); }

 private:
  static const Json::Object& Empty() {
    static const Json::Object empty;
    return empty;
  }

  const Json::Object& members_;
};

// What BasicAdapter asks of a value type.
class JsonView {
 public:
  JsonView() : value_(Null()) {}
  explicit JsonView(const Json& value) : value_(value) {}

  const Json& value() const { return value_; }

  // valijson copies values for its own const and enum only, which authconform does not use.
  valijson::adapters::FrozenValue* freeze() const { valijson::throwNotSupported(); }

  std::optional<JsonArrayView> getArrayOptional() const {
    return isArray() ? std::optional<JsonArrayView>(value_.array()) : std::nullopt;
  }
  bool getArraySize(size_t& size) const { return isArray() && (size = value_.array().size(), true); }
  bool getBool(bool& result) const { return isBool() && (result = value_.boolean(), true); }
  bool getDouble(double& result) const {
    const std::optional<double> number = value_.AsDouble();
    return number && (result = *number, true);
  }
  bool getInteger(int64_t& result) const {
    const std::optional<int64_t> number = value_.AsInt64();
    return number && (result = *number, true);
  }
  std::optional<JsonObjectView> getObjectOptional() const {
    return isObject() ? std::optional<JsonObjectView>(value_.object()) : std::nullopt;
  }
  bool getObjectSize(size_t& size) const { return isObject() && (size = value_.object().size(), true); }
  bool getString(std::string& result) const { return isString() && (result = value_.string(), true); }

  static bool hasStrictTypes() { return true; }
  bool isArray() const { return value_.is_array(); }
  bool isBool() const { return value_.is_bool(); }
  bool isDouble() const { return isNumber() && !isInteger(); }
  bool isInteger() const { return value_.AsInt64().has_value(); }
  bool isNull() const { return value_.is_null(); }
  bool isNumber() const { return value_.is_number(); }
  bool isObject() const { return value_.is_object(); }
  bool isString() const { return value_.is_string(); }

 private:
  static const Json& Null() {
    static const Json null;
    return null;
  }

  const Json& value_;
};

class JsonAdapter
    : public valijson::adapters::BasicAdapter<JsonAdapter, JsonArrayView, std::pair<std::string, JsonAdapter>,
                                              JsonObjectView, JsonView> {
 public:
  JsonAdapter() : value_(&JsonView().value()) {}
  explicit JsonAdapter(const Json& value) : BasicAdapter(JsonView(value)), value_(&value) {}

  const Json& value() const { return *value_; }

 private:
  const Json* value_;  // BasicAdapter keeps its own to itself
};

template <typename Iterator, typename Element>
Element AdapterIterator<Iterator, Element>::operator*() const {
  if constexpr (std::is_same_v<Element, JsonAdapter>) {
    return JsonAdapter(*at_);
  } else {
    return Element(at_->first, JsonAdapter(at_->second));
  }
}

}  // namespace authconform
