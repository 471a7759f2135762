#include "tools/derive/read/relocate.h"

namespace authconform {
namespace {

class Relocator {
 public:
  explicit Relocator(const std::function<Lines(Lines)>& where) : where_(where) {}

  void Move(Lines& lines) const {
    if (lines) lines = where_(lines);
  }
  void Move(Repair& repair) const { Move(repair.lines); }
  void Move(Remark& remark) const { Move(remark.lines); }
  void Move(Prose& prose) const { Move(prose.lines); }
  void Move(HeaderFact& header) const { Move(header.lines); }
  void Move(Field& field) const { Move(field.lines); }

  void Move(LooseJson& json) const {
    for (auto& [pointer, lines] : json.lines) Move(lines);
    MoveAll(json.repairs);
  }

  void Move(Example& example) const {
    Move(example.lines);
    if (example.body) Move(*example.body);
  }

  void Move(RequestSample& sample) const {
    Move(sample.lines);
    for (RequestSample::Header& header : sample.headers) Move(header.lines);
    if (sample.body) Move(*sample.body);
  }

  void Move(ResponseFact& response) const {
    Move(response.lines);
    Move(response.title_lines);
    Move(response.media_type_lines);
    MoveAll(response.examples);
    MoveAll(response.fields);
  }

  void Move(EndpointFact& endpoint) const {
    for (Lines* lines : {&endpoint.method_lines, &endpoint.path_lines, &endpoint.host_lines, &endpoint.lines,
                         &endpoint.encoding_lines, &endpoint.auth_lines}) {
      Move(*lines);
    }
    MoveAll(endpoint.headers);
    MoveAll(endpoint.fields);
    MoveAll(endpoint.requests);
    MoveAll(endpoint.samples);
    MoveAll(endpoint.responses);
    MoveAll(endpoint.prose);
  }

  template <typename T>
  void MoveAll(std::vector<T>& values) const {
    for (T& value : values) Move(value);
  }

 private:
  const std::function<Lines(Lines)>& where_;
};

}  // namespace

void Relocate(Facts& facts, const std::function<Lines(Lines)>& where) {
  const Relocator relocator(where);
  relocator.MoveAll(facts.endpoints);
  relocator.MoveAll(facts.prose);
  relocator.MoveAll(facts.repairs);
  relocator.MoveAll(facts.remarks);
}

}  // namespace authconform
