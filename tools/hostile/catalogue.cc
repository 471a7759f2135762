#include <iterator>

#include "tools/hostile/behaviour.h"

namespace authconform {

std::vector<Behaviour> Behaviours() {
  std::vector<Behaviour> all;
  for (auto kind : {FramingBehaviours, HeadBehaviours, BodyBehaviours, CodingBehaviours, JsonBehaviours,
                    SchemaBehaviours, TimingBehaviours, ConnectionBehaviours, TlsBehaviours}) {
    std::vector<Behaviour> some = kind();
    std::move(some.begin(), some.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace authconform
