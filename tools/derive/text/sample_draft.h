// What a reader of code samples finds, piece by piece, into a RequestSample.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tools/derive/text/line_index.h"
#include "tools/derive/text/sample.h"

namespace authconform {

class SampleDraft {
 public:
  using Encoding = RequestSample::Encoding;

  SampleDraft(std::string_view text, int first_line) : text_(text), index_(text, first_line) {}

  const LineIndex& index() const { return index_; }
  Lines LinesOf(size_t begin, size_t end) const { return index_.LinesOf(begin, end); }

  // The first that is told counts.
  void SetMethod(std::string_view method);
  void SetUrl(std::string_view url);
  // What a relative URL is relative to.
  void SetBase(std::string_view base) { base_ = Trim(base); }
  bool has_url() const { return !sample_.url.empty(); }
  bool has_method() const { return !sample_.method.empty(); }
  const std::string& url() const { return sample_.url; }

  // Left out when `name` is no field name of RFC 9110 or is there already.
  void AddHeader(std::string_view name, std::string_view value, Lines lines);
  // "Name: value"; false when it is none.
  bool AddHeaderLine(std::string_view line, Lines lines);
  void AddBasic(std::string_view user_and_password, Lines lines);

  void AddField(std::string_view name, std::string_view value, Lines lines);
  void AddFile(std::string_view name, Lines lines);
  // name=value&name=value, percent-encoded.
  void AddEncodedFields(std::string_view text, Lines lines);
  void AddQuery(std::string_view name, std::string_view value);
  void SetBody(LooseJson body) { body_ = std::move(body); }
  // A body that is there but cannot be read.
  void SetUnreadBody() { has_unread_body_ = true; }
  bool has_body() const { return body_.has_value() || has_fields_ || has_unread_body_; }

  // How the code says that fields travel. A Content-Type header outweighs it.
  void SetEncoding(Encoding encoding);
  // With the method and encoding that follow from the rest; nullopt when nothing was found.
  std::optional<RequestSample> Finish();

 private:
  Encoding EncodingOfHeaders() const;
  LooseJson FormBody(std::vector<std::string>& files);

  struct FormField {
    std::string name;
    std::string value;
    Lines lines;
    bool file = false;
  };

  std::string_view text_;
  LineIndex index_;
  RequestSample sample_;
  std::string base_;
  std::optional<LooseJson> body_;
  std::vector<FormField> fields_;
  bool has_fields_ = false;
  bool has_unread_body_ = false;
};

// Whether `text` is "a=b&c=d".
bool IsUrlEncoded(std::string_view text);
// Whether `text` can be a URL or a path: https://…, /login, {{base}}/login, ${base}/login.
bool IsUrl(std::string_view text);
// "GET" to "OPTIONS", in any case, in upper case; empty otherwise.
std::string RequestMethod(std::string_view word);

}  // namespace authconform
