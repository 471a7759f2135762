#include "tools/derive/text/sample.h"

#include <utility>

#include "tools/derive/text/sample_readers.h"

namespace authconform {
namespace {

// Code that is longer is no sample.
constexpr size_t kMaxBytes = 256 << 10;

// JSON, markup and answers are examples, but none of a request.
bool IsExample(std::string_view text) {
  text = Trim(text);
  if (text.empty()) return true;
  const bool markup = text.front() == '<' && !text.starts_with("<?php") && !text.starts_with("<?=");
  return text.front() == '{' || text.front() == '[' || text.front() == '"' || markup || text.starts_with("HTTP/");
}

}  // namespace

void ReadBodyText(std::string_view text, Lines lines, SampleDraft& draft) {
  const std::string_view body = Trim(text);
  if (body.empty()) return;
  const int first_line = LineIndex(text, lines.first).LineAt(static_cast<size_t>(body.data() - text.data()));
  if (IsUrlEncoded(body)) {
    draft.AddEncodedFields(body, lines);
    draft.SetEncoding(SampleDraft::Encoding::kForm);
  } else if (auto json = ReadLooseJson(body, first_line)) {
    draft.SetBody(std::move(*json));
  } else {
    draft.SetUnreadBody();
  }
}

std::optional<RequestSample> ReadRequestSample(std::string_view text, std::string_view language, int first_line) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.size() > kMaxBytes || IsExample(text)) return std::nullopt;
  if (auto http = ReadHttpSample(text, first_line)) return http;
  if (auto shell = ReadShellSample(text, language, first_line)) return shell;
  return ReadCodeSample(text, first_line);
}

}  // namespace authconform
