// The shape of a body into a draft-07 schema that every example of it meets and that states no more than they promise.
#pragma once

#include "harness/base/json.h"
#include "tools/derive/spec/narrative.h"
#include "tools/derive/spec/shape.h"

namespace authconform {

// Without "$schema" and title. `status`: that the body comes with.
//
// Objects stay open. A member is required when every example shows it and no text calls it optional. A member that is
// only ever null has the type that RFC 6749 and OpenID Connect give its name, or none. Literals are stated only where
// text or convention makes programs branch on them: listed values, "always …", flags, status words and error codes
// beside the payload; never inside lists.
Json SchemaOf(const Shape& shape, int status, const Narrative& narrative);

// Of refusals that are shown with bodies of different members: any of them will do.
Json SchemaOfAny(const std::vector<Shape>& shapes, int status, const Narrative& narrative);

}  // namespace authconform
