// A word nobody knows into the end of a sentence that names the known word it is most like.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace authconform {

// ", did you mean \"x\"?" for the known word that `given` is a few typing errors away from, begins, or is a part of, in
// any letter case; "" when there is none. Of words equally like it, the first. Quick for words of any length.
std::string DidYouMean(std::string_view given, const std::vector<std::string>& known);

}  // namespace authconform
