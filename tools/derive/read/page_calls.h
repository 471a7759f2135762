// The calls that a page tells of, one at a time: what belongs to the open one, and where the next begins.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/derive/facts.h"
#include "tools/derive/read/answers.h"
#include "tools/derive/read/call_line.h"

namespace authconform {

class PageCalls {
 public:
  // A heading: the title of the call that comes next.
  void Title(const std::string& title, Lines lines, int level);
  int level() const { return level_; }  // of the open call's title
  // A heading has begun something new since the last call.
  bool fresh() const { return fresh_; }

  EndpointFact* open() { return open_ ? &*open_ : nullptr; }
  const EndpointFact* open() const { return open_ ? &*open_ : nullptr; }
  bool HasCall() const { return open_ && (!open_->path.empty() || !open_->method.empty()); }
  bool HasPath() const { return open_ && !open_->path.empty(); }
  // A sample of the open call was shown: what follows unlabelled is its answer.
  bool called() const { return called_; }

  // Answers of the open call, of the page while none is open.
  Answers& answers() { return open_ ? answers_ : common_; }

  // Each goes on with the open call, or closes it and begins another. `in_answers`: the page is telling answers, where
  // a path may be where one leads to. True: another call has begun, and what was being told has ended.
  bool Path(const std::string& path, Lines lines, bool in_answers);
  bool Method(const std::string& method, Lines lines, bool in_answers);
  bool Call(const CallLine& call, Lines lines);
  // A sample of another call is left out; one alone under a heading tells a call itself.
  bool Sample(RequestSample sample);
  void Base(const std::string& url) { base_ = url; }

  // Headers are every call's while none is open. False: `name` is no header's (RFC 9110 5.1).
  bool Header(const std::string& name, const std::string& value, Lines lines,
              std::optional<bool> required = std::nullopt);
  void Authentication(const std::string& value, Lines lines);
  // A media type or a sentence that says how the request's fields travel.
  void Encoding(std::optional<FactEncoding> encoding, Lines lines);

  void Close();
  // Closes, and gives every call what the page tells for all: headers, and refusals with a body.
  std::vector<EndpointFact> Finish();

 private:
  EndpointFact& Begin();
  bool SamePath(const std::string& path) const;

  std::vector<EndpointFact> calls_;
  std::optional<EndpointFact> open_;
  int level_ = 0;
  Answers answers_;
  Answers common_;
  std::vector<HeaderFact> common_headers_;
  std::string title_;
  Lines title_lines_;
  int title_level_ = 0;
  std::string base_;
  bool fresh_ = true;
  bool called_ = false;
};

}  // namespace authconform
