#include "tools/derive/read/readmeio_merge.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "tools/derive/read/members.h"
#include "tools/derive/read/path.h"

namespace authconform {
namespace {

// Of calls, and of what a call has: only among the first so many is it looked for what is told twice.
constexpr size_t kMostToldTwice = 64;

std::string ShapeOf(const EndpointFact& endpoint) {
  return PathShape(JoinPath(endpoint.host, SplitUrl(endpoint.path).path));
}

template <typename Values>
auto End(Values& values) {
  return values.begin() + static_cast<std::ptrdiff_t>(std::min(values.size(), kMostToldTwice));
}

bool EndsWithPath(std::string_view path, std::string_view end) { return path == end || path.ends_with(end); }

bool HasExample(const ResponseFact& response, const Example& example) {
  return std::any_of(response.examples.begin(), End(response.examples), [&](const Example& known) {
    return known.body && example.body && known.body->value == example.body->value;
  });
}

void MergeFields(std::vector<Field>& fields, std::vector<Field> more) {
  std::set<std::pair<Field::In, std::string>> required;
  for (const Field& field : more) {
    if (field.required.value_or(false)) required.emplace(field.in, field.path);
  }
  for (Field& known : fields) {
    if (required.contains({known.in, known.path})) known.required = true;
  }
  Merge(fields, std::move(more));
}

void MergeResponses(std::vector<ResponseFact>& responses, std::vector<ResponseFact> more) {
  for (ResponseFact& response : more) {
    const auto known = std::find_if(responses.begin(), End(responses),
                                    [&](const ResponseFact& each) { return each.status == response.status; });
    if (known == End(responses)) {
      responses.push_back(std::move(response));
      continue;
    }
    if (known->title.empty()) {
      known->title = response.title;
      known->title_lines = response.title_lines;
    }
    for (Example& example : response.examples) {
      if (!HasExample(*known, example)) known->examples.push_back(std::move(example));
    }
    Merge(known->fields, std::move(response.fields));
  }
}

void MergeHeaders(std::vector<HeaderFact>& headers, std::vector<HeaderFact> more) {
  for (HeaderFact& header : more) {
    const auto known = std::find_if(headers.begin(), End(headers),
                                    [&](const HeaderFact& each) { return ToLower(each.name) == ToLower(header.name); });
    if (known == End(headers)) {
      headers.push_back(std::move(header));
    } else if (known->value.empty()) {
      known->value = header.value;
    }
  }
}

// A sample that the page tells twice, word for word.
bool SameSample(const RequestSample& a, const RequestSample& b) {
  return a.method == b.method && a.url == b.url && a.headers.size() == b.headers.size() &&
         a.body.has_value() == b.body.has_value() && (!a.body || a.body->value == b.body->value);
}

}  // namespace

bool IsSameCall(const EndpointFact& a, const EndpointFact& b) {
  if (!a.method.empty() && !b.method.empty() && a.method != b.method) return false;
  const std::string shape_a = ShapeOf(a);
  const std::string shape_b = ShapeOf(b);
  return EndsWithPath(shape_a, shape_b) || EndsWithPath(shape_b, shape_a);
}

void MergeCall(EndpointFact& endpoint, EndpointFact more) {
  if (ShapeOf(more).size() > ShapeOf(endpoint).size()) {
    endpoint.path = more.path;
    endpoint.path_lines = more.path_lines;
    endpoint.host = more.host;
    endpoint.host_lines = more.host_lines;
  }
  if (endpoint.method.empty()) {
    endpoint.method = more.method;
    endpoint.method_lines = more.method_lines;
  }
  if (endpoint.title.empty()) endpoint.title = more.title;
  endpoint.lines = Join(endpoint.lines, more.lines);
  FillOpen(endpoint, more);
  MergeHeaders(endpoint.headers, std::move(more.headers));
  MergeFields(endpoint.fields, std::move(more.fields));
  MergeResponses(endpoint.responses, std::move(more.responses));
  std::move(more.requests.begin(), more.requests.end(), std::back_inserter(endpoint.requests));
  for (RequestSample& sample : more.samples) {
    const bool known = std::any_of(endpoint.samples.begin(), End(endpoint.samples),
                                   [&](const RequestSample& each) { return SameSample(each, sample); });
    if (!known) endpoint.samples.push_back(std::move(sample));
  }
  std::move(more.prose.begin(), more.prose.end(), std::back_inserter(endpoint.prose));
}

void MergeCalls(std::vector<EndpointFact>& endpoints, std::vector<EndpointFact> more) {
  for (EndpointFact& call : more) {
    const auto known = std::find_if(endpoints.begin(), End(endpoints),
                                    [&](const EndpointFact& endpoint) { return IsSameCall(endpoint, call); });
    if (known == End(endpoints)) {
      endpoints.push_back(std::move(call));
    } else {
      MergeCall(*known, std::move(call));
    }
  }
}

}  // namespace authconform
