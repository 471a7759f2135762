// An OpenAPI or Swagger description as parsed, with the places in it and the references between them.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tools/derive/facts.h"
#include "tools/derive/text/yaml.h"

namespace authconform {

class OpenApiDocument {
 public:
  explicit OpenApiDocument(LocatedJson located);
  OpenApiDocument(const OpenApiDocument&) = delete;
  OpenApiDocument& operator=(const OpenApiDocument&) = delete;

  // A value in the document, and its JSON Pointer. Nothing is inside a place that is nowhere.
  struct Place {
    const Json* value = nullptr;
    std::string pointer;

    explicit operator bool() const { return value != nullptr; }
    Place Member(std::string_view name) const;
    // The members of an object, `$ref` and extensions ("x-…") among them.
    std::vector<std::pair<std::string, Place>> Members() const;
    std::vector<Place> Items() const;
    // The text of a member; empty when there is no such string.
    std::string Text(std::string_view name) const;
    bool True(std::string_view name) const;
  };

  Place Root() const { return {&located_.value, ""}; }
  Place At(std::string_view pointer) const;
  // What `$ref` leads to, references to references followed. What leads out of the document, nowhere or in a circle is
  // recorded as a repair and becomes nowhere.
  Place Resolve(Place place);
  Lines LinesOf(const Place& place) const { return located_.LinesAt(place.pointer); }
  bool IsSwagger2() const { return located_.value.Find("swagger") != nullptr; }

  // Once for each place, however often references lead there.
  void Mend(Lines lines, const std::string& what);
  std::vector<Repair>& repairs() { return repairs_; }
  std::vector<Repair> TakeRepairs() { return std::move(repairs_); }

  // The value at `place` as an example body of its own, its lines those of the document. A string is read as the body's
  // text.
  Example ExampleAt(const Place& place, std::string language);

  // Whether one more schema may be read: what references multiply is bounded for the document as a whole, by its size.
  bool SpendSchema();

 private:
  LocatedJson located_;
  // Named definitions (/components/schemas/Pet) and what is above them, so that references are found at once.
  std::unordered_map<std::string, const Json*> named_;
  std::vector<Repair> repairs_;
  std::set<std::pair<int, std::string>> mended_;
  size_t schemas_left_;
};

}  // namespace authconform
