// A body that a schema accepts into the bodies that differ from it in one thing, each under a name.
#pragma once

#include <string>
#include <vector>

#include "harness/base/json.h"

namespace authconform {

struct BodyMutation {
  std::string
      name;  // what is done and the JSON Pointer where: "drop /model/id"; the whole body has no pointer: "extra"
  Json body;
};

// For every value at every depth, in document order; of an array the first item stands for all.
//
//   drop                        a member or an item is left out
//   null boolean integer number string array object    a value of that type, where it is of another (number: 7.5)
//   empty                       "", [] or {}, where it is not so
//   other                       another text, another number, the other truth value: what a literal does not allow
//   zero negative thousandfold  a number no time, duration or count can be, or one in another unit
//   extra                       a member that is not there
std::vector<BodyMutation> MutateBody(const Json& body);

}  // namespace authconform
