#include "tools/derive/read/page_calls.h"

#include <algorithm>
#include <set>

#include "tools/derive/read/field_name.h"
#include "tools/derive/read/members.h"
#include "tools/derive/read/page_words.h"
#include "tools/derive/read/path.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

// A page says a few things of all its calls; one that says many would make every call as large as the page.
constexpr size_t kMostCommon = 20;

// Whether a concrete path fits a shape: /users/1 fits /users/{}.
bool Fits(std::string_view shape, std::string_view path) {
  while (!shape.empty() && !path.empty()) {
    const size_t a = std::min(shape.find('/', 1), shape.size());
    const size_t b = std::min(path.find('/', 1), path.size());
    if (shape.substr(0, a) != "/{}" && shape.substr(0, a) != path.substr(0, b)) return false;
    shape.remove_prefix(a);
    path.remove_prefix(b);
  }
  return shape.empty() && path.empty();
}

// Host and base path of a URL whose path goes on with `shape`; nullopt when it does not.
std::optional<std::string> BaseBefore(const std::string& url, const std::string& shape) {
  const PathParts parts = SplitUrl(url);
  const std::string path = PathShape(parts.path);
  if (path == shape || Fits(shape, path)) return parts.host;
  if (shape.size() > 1 && path.size() > shape.size() && path.ends_with(shape)) {
    return parts.host + path.substr(0, path.size() - shape.size());
  }
  return std::nullopt;
}

}  // namespace

void PageCalls::Title(const std::string& title, Lines lines, int level) {
  title_ = title;
  title_lines_ = lines;
  title_level_ = level;
  fresh_ = true;
}

EndpointFact& PageCalls::Begin() {
  if (!open_) {
    open_.emplace();
    open_->title = title_;
    open_->lines = title_lines_;
    level_ = title_level_;
    called_ = false;
  }
  fresh_ = false;
  return *open_;
}

bool PageCalls::SamePath(const std::string& path) const {
  return PathShape(SplitUrl(open_->path).path) == PathShape(SplitUrl(path).path);
}

bool PageCalls::Path(const std::string& path, Lines lines, bool in_answers) {
  bool another = false;
  if (HasPath()) {
    if (SamePath(path)) {
      if (open_->host.empty()) open_->host = SplitUrl(path).host;
      return false;
    }
    if (in_answers && !fresh_) return false;
    if (std::optional<std::string> base = BaseBefore(path, PathShape(SplitUrl(open_->path).path))) {
      open_->host = *base;
      return false;
    }
    Close();
    another = true;
  }
  EndpointFact& call = Begin();
  call.path = path;
  call.path_lines = lines;
  call.lines = Join(call.lines, lines);
  return another;
}

bool PageCalls::Method(const std::string& method, Lines lines, bool in_answers) {
  bool another = false;
  if (open_ && !open_->method.empty()) {
    const bool told_again = open_->method == method && !(fresh_ && HasPath());
    if (told_again || open_->path.empty() || in_answers) return false;
    Close();
    another = true;
  }
  EndpointFact& call = Begin();
  call.method = method;
  call.method_lines = lines;
  return another;
}

bool PageCalls::Call(const CallLine& told, Lines lines) {
  if (HasPath() && (open_->method.empty() || open_->method == told.method)) {
    const std::optional<std::string> base = BaseBefore(told.path, PathShape(SplitUrl(open_->path).path));
    if (base) {
      if (open_->method.empty()) {
        open_->method = told.method;
        open_->method_lines = lines;
      }
      if (!base->empty()) open_->host = *base;
      if (!SplitUrl(told.path).query.empty()) {
        RequestSample sample;
        sample.url = told.path;
        sample.lines = lines;
        open_->samples.push_back(std::move(sample));
      }
      called_ = true;
      return false;
    }
  }
  const bool another = HasCall();
  if (another) Close();
  EndpointFact& call = Begin();
  call.method = told.method;
  call.method_lines = call.path_lines = lines;
  call.path = told.path;
  call.lines = Join(call.lines, lines);
  return another;
}

bool PageCalls::Sample(RequestSample sample) {
  if (sample.url.empty()) {
    if (!open_) return false;
    open_->samples.push_back(std::move(sample));
    called_ = true;
    return true;
  }
  if (HasPath()) {
    if (std::optional<std::string> base = BaseBefore(sample.url, PathShape(SplitUrl(open_->path).path))) {
      if (!base->empty()) open_->host = *base;
      open_->samples.push_back(std::move(sample));
      called_ = true;
      return true;
    }
    // Under a heading of its own it is a call of its own.
    if (!fresh_ || sample.method.empty()) return true;
    Close();
  }
  if (!open_ && !fresh_) return true;
  EndpointFact& call = Begin();
  call.path = sample.url;
  call.path_lines = sample.lines;
  if (call.method.empty()) {
    call.method = sample.method;
    call.method_lines = sample.lines;
  }
  call.samples.push_back(std::move(sample));
  called_ = true;
  return true;
}

bool PageCalls::Header(const std::string& written, const std::string& value, Lines lines,
                       std::optional<bool> required) {
  const std::string name = CleanName(written);
  const bool token = !name.empty() && name.size() < 60 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  if (!token) return false;
  std::string shown(Trim(value));
  while (!shown.empty() && (shown.back() == ',' || shown.back() == '"' || shown.back() == '\'')) shown.pop_back();
  while (!shown.empty() && (shown.front() == '"' || shown.front() == '\'')) shown.erase(0, 1);
  HeaderFact header{name, shown, lines, required, value};
  if (open_) {
    open_->headers.push_back(std::move(header));
  } else if (common_headers_.size() < kMostCommon) {
    common_headers_.push_back(std::move(header));
  }
  return true;
}

void PageCalls::Authentication(const std::string& value, Lines lines) {
  if (!open_ || open_->auth) return;
  const std::optional<bool> need = RequiredOfWord(value);
  if (HasWord(value, "bearer") || HasWord(value, "jwt") || HasWord(value, "oauth")) {
    open_->auth = FactAuth::kBearer;
  } else if (HasWord(value, "basic")) {
    open_->auth = FactAuth::kBasic;
  } else if ((need && !*need) || SaysNothing(value) || HasWord(value, "public") || HasWord(value, "not") ||
             HasWord(value, "anonymous")) {
    open_->auth = FactAuth::kNone;
  } else {
    open_->needs_auth = need.value_or(false);
    return;
  }
  open_->auth_lines = lines;
}

void PageCalls::Encoding(std::optional<FactEncoding> encoding, Lines lines) {
  if (!open_ || !encoding || open_->encoding) return;
  open_->encoding = encoding;
  open_->encoding_lines = lines;
}

void PageCalls::Close() {
  if (!open_) return;
  open_->responses = answers_.Take();
  answers_ = Answers();
  std::vector<Field> fields;
  Merge(fields, std::move(open_->fields));  // a field told twice is one
  AddContainers(fields);
  open_->fields = std::move(fields);
  if (!open_->path.empty()) {
    if (open_->host.empty()) open_->host = base_;
    calls_.push_back(std::move(*open_));
  }
  open_.reset();
}

std::vector<EndpointFact> PageCalls::Finish() {
  Close();
  std::vector<ResponseFact> common = common_.Take();
  std::erase_if(common, [](const ResponseFact& response) {
    return response.status < 400 || std::none_of(response.examples.begin(), response.examples.end(),
                                                 [](const Example& example) { return example.body.has_value(); });
  });
  std::set<std::pair<int, std::string>> told;
  std::erase_if(common, [&](const ResponseFact& response) {
    const Example& example = response.examples.front();
    return !told.emplace(response.status, example.body ? WriteJson(example.body->value) : "").second;
  });
  if (common.size() > kMostCommon) common.resize(kMostCommon);
  for (EndpointFact& call : calls_) {
    call.headers.insert(call.headers.end(), common_headers_.begin(), common_headers_.end());
    call.responses.insert(call.responses.end(), common.begin(), common.end());
  }
  return std::move(calls_);
}

}  // namespace authconform
