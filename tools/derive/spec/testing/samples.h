// Short texts into the examples, fields and tokens that tests of this package are fed with.
#pragma once

#include <string>
#include <string_view>

#include "tools/derive/facts.h"

namespace authconform {

// An example body that starts on `line`; without a body when the text is no JSON.
Example Shown(std::string_view json, int line = 1);

// A declared string in the body.
Field Declared(const std::string& path, Lines lines = {1, 1});

ResponseFact Answer(int status, std::string_view json, const std::string& title = "");

// An unsigned-looking JWT with this payload, well-formed in every part.
std::string Jwt(std::string_view payload);

std::string Base64Url(std::string_view bytes);

// POST /v2/sign-in with email and password in JSON.
EndpointFact SignIn();

}  // namespace authconform
