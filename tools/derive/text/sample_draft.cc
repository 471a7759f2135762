#include "tools/derive/text/sample_draft.h"

#include <algorithm>
#include <utility>

#include "harness/base/base64.h"

namespace authconform {
namespace {

constexpr size_t kMaxFields = 500;
constexpr size_t kMaxNesting = 16;

bool IsAlphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// RFC 9110 5.6.2.
bool IsToken(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return IsAlphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string PercentDecode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const int high = i + 2 < text.size() && text[i] == '%' ? HexDigit(text[i + 1]) : -1;
    const int low = high >= 0 ? HexDigit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return IsUtf8(out) ? out : std::string(text);
}

// "a[b][]" into {"a", "b", ""}; a name that is not of this form stays whole.
std::vector<std::string> SplitFieldName(std::string_view name) {
  std::vector<std::string> steps;
  const size_t open = name.find('[');
  if (open == std::string_view::npos || open == 0 || name.back() != ']') return {std::string(name)};
  steps.emplace_back(name.substr(0, open));
  for (size_t at = open; at < name.size();) {
    const size_t close = name.find(']', at);
    if (name[at] != '[' || close == std::string_view::npos || steps.size() > kMaxNesting) return {std::string(name)};
    std::string_view step = name.substr(at + 1, close - at - 1);
    if (step.size() > 1 && (step.front() == '\'' || step.front() == '"')) step = step.substr(1, step.size() - 2);
    steps.emplace_back(step);
    at = close + 1;
  }
  return steps;
}

bool IsIndex(std::string_view step, size_t size) { return step.empty() || step == std::to_string(size); }

bool IsContainer(const Json& value) { return value.is_array() || value.is_object(); }

// Puts `value` where `steps` lead, making containers on the way; the pointer to it, empty when they lead elsewhere.
std::string Insert(Json& root, const std::vector<std::string>& steps, std::string value) {
  Json* at = &root;
  std::string pointer;
  for (size_t i = 0; i < steps.size(); ++i) {
    const bool last = i + 1 == steps.size();
    const bool items_next = !last && IsIndex(steps[i + 1], 0);
    Json next = last ? Json(value) : items_next ? Json(Json::Array{}) : Json(Json::Object{});
    if (at->is_array()) {
      if (!IsIndex(steps[i], at->array().size())) {
        const bool again = !steps[i].empty() && steps[i] == std::to_string(at->array().size() - 1);
        if (!again || last) return "";
      } else {
        at->array().push_back(std::move(next));
      }
      pointer += "/" + std::to_string(at->array().size() - 1);
      at = &at->array().back();
    } else if (at->is_object()) {
      const Json* there = at->Find(steps[i]);
      if (there && last && IsContainer(*there)) return "";
      if (!there || last) at->Set(steps[i], std::move(next));
      pointer += "/" + EscapePointerToken(steps[i]);
      at = const_cast<Json*>(at->Find(steps[i]));
    } else {
      return "";
    }
  }
  return pointer;
}

// A form's fields are text.
void MakeStrings(Json& value) {
  if (value.is_array()) {
    for (Json& item : value.array()) MakeStrings(item);
  } else if (value.is_object()) {
    for (Json::Member& member : value.object()) MakeStrings(member.second);
  } else if (value.is_number()) {
    value = Json(value.number().text);
  } else if (value.is_bool()) {
    value = Json(value.boolean() ? "true" : "false");
  }
}

}  // namespace

bool IsUrlEncoded(std::string_view text) {
  text = Trim(text);
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0) return false;
  const std::string_view name = text.substr(0, equals);
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return IsAlphanumeric(c) || std::string_view("_-.[]%$").find(c) != std::string_view::npos;
  });
  return plain && text.find_first_of("\"{}<>;\n") == std::string_view::npos;
}

bool IsUrl(std::string_view text) {
  text = Trim(text);
  if (text.size() < 2 || text.find_first_of("\n\"") != std::string_view::npos) return false;
  const size_t scheme = text.find("://");
  const std::string_view before = text.substr(0, std::min(scheme, text.size()));
  if (scheme != std::string_view::npos && std::all_of(before.begin(), before.end(), IsAlphanumeric)) return true;
  if (text.front() == '/') return text[1] != '/' && text[1] != '*' && text.find(' ') == std::string_view::npos;
  const bool variable =
      text.starts_with("{") || text.starts_with("${") || text.starts_with("<") || text.starts_with("$");
  if (variable) return text.find('/') != std::string_view::npos && text.find("\":") == std::string_view::npos;
  const size_t slash = text.find('/');
  const size_t dot = text.find('.');
  const bool host = text.starts_with("localhost") || (dot != std::string_view::npos && dot < slash);
  return host && slash != std::string_view::npos && text.find(' ') == std::string_view::npos;
}

std::string RequestMethod(std::string_view word) {
  for (const std::string_view method : {"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"}) {
    if (ToLower(word) == ToLower(method)) return std::string(method);
  }
  return "";
}

void SampleDraft::SetMethod(std::string_view method) {
  if (sample_.method.empty()) sample_.method = RequestMethod(Trim(method));
}

void SampleDraft::SetUrl(std::string_view url) {
  if (sample_.url.empty()) sample_.url = std::string(Trim(url));
}

void SampleDraft::AddHeader(std::string_view name, std::string_view value, Lines lines) {
  name = Trim(name);
  if (!IsToken(name) || sample_.headers.size() >= kMaxFields) return;
  for (const RequestSample::Header& header : sample_.headers) {
    if (ToLower(header.name) == ToLower(name)) return;
  }
  sample_.headers.push_back({std::string(name), std::string(Trim(value)), lines});
}

bool SampleDraft::AddHeaderLine(std::string_view line, Lines lines) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || !IsToken(Trim(line.substr(0, colon)))) return false;
  AddHeader(line.substr(0, colon), line.substr(colon + 1), lines);
  return true;
}

void SampleDraft::AddBasic(std::string_view user_and_password, Lines lines) {
  AddHeader("Authorization", "Basic " + EncodeBase64(user_and_password), lines);
}

void SampleDraft::AddField(std::string_view name, std::string_view value, Lines lines) {
  has_fields_ = true;
  if (fields_.size() < kMaxFields && !name.empty())
    fields_.push_back({std::string(name), std::string(value), lines, false});
}

void SampleDraft::AddFile(std::string_view name, Lines lines) {
  has_fields_ = true;
  const bool there = std::any_of(fields_.begin(), fields_.end(),
                                 [&](const FormField& field) { return field.file && field.name == name; });
  if (!there && fields_.size() < kMaxFields && !name.empty()) fields_.push_back({std::string(name), "", lines, true});
}

void SampleDraft::AddEncodedFields(std::string_view text, Lines lines) {
  text = Trim(text);
  while (!text.empty()) {
    const size_t end = std::min(text.find('&'), text.size());
    const std::string_view pair = Trim(text.substr(0, end));
    const size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = equals < pair.size() ? pair.substr(equals + 1) : std::string_view();
    if (!pair.empty()) AddField(PercentDecode(pair.substr(0, equals)), PercentDecode(value), lines);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void SampleDraft::AddQuery(std::string_view name, std::string_view value) {
  // What the URL holds already is not told again.
  if (sample_.url.size() > 8192) return;
  const std::string text = std::string(name) + "=";
  if (sample_.url.find("?" + text) != std::string::npos || sample_.url.find("&" + text) != std::string::npos) return;
  sample_.url += sample_.url.find('?') == std::string::npos ? '?' : '&';
  sample_.url += text;
  sample_.url += value;
}

void SampleDraft::SetEncoding(Encoding encoding) {
  if (sample_.encoding == Encoding::kNone) sample_.encoding = encoding;
}

SampleDraft::Encoding SampleDraft::EncodingOfHeaders() const {
  for (const RequestSample::Header& header : sample_.headers) {
    if (ToLower(header.name) != "content-type") continue;
    const std::string type = ToLower(header.value);
    if (type.find("json") != std::string::npos) return Encoding::kJson;
    if (type.find("urlencoded") != std::string::npos) return Encoding::kForm;
    if (type.find("multipart") != std::string::npos) return Encoding::kMultipart;
  }
  return Encoding::kNone;
}

LooseJson SampleDraft::FormBody(std::vector<std::string>& files) {
  LooseJson form;
  form.value = Json(Json::Object{});
  for (FormField& field : fields_) {
    std::string pointer = Insert(form.value, SplitFieldName(field.name), field.value);
    if (pointer.empty()) {
      const Json* there = form.value.Find(field.name);
      if (there && IsContainer(*there)) continue;
      form.value.Set(field.name, Json(field.value));
      pointer = "/" + EscapePointerToken(field.name);
    }
    for (size_t slash = 0; slash != std::string::npos; slash = pointer.find('/', slash + 1)) {
      Lines& lines = form.lines[pointer.substr(0, slash)];
      lines = Join(lines, field.lines);
    }
    form.lines[pointer] = field.lines;
    if (field.file) files.push_back(pointer);
  }
  return form;
}

std::optional<RequestSample> SampleDraft::Finish() {
  if (sample_.url.empty() && sample_.headers.empty() && !has_body()) return std::nullopt;
  const bool relative = sample_.url.find("://") == std::string::npos && !sample_.url.starts_with("{");
  if (!base_.empty() && relative) {
    const bool slash = base_.ends_with('/') && sample_.url.starts_with('/');
    const bool none = !base_.ends_with('/') && !sample_.url.starts_with('/') && !sample_.url.empty();
    sample_.url = base_.substr(0, base_.size() - (slash ? 1 : 0)) + (none ? "/" : "") + sample_.url;
  }
  const Encoding told = EncodingOfHeaders();
  if (!has_body()) {
    sample_.encoding = Encoding::kNone;
  } else if (told != Encoding::kNone) {
    sample_.encoding = told;
  } else if (sample_.encoding == Encoding::kNone) {
    sample_.encoding = body_ ? Encoding::kJson : has_fields_ ? Encoding::kForm : Encoding::kNone;
  }
  if (body_) {
    const bool form = sample_.encoding == Encoding::kForm || sample_.encoding == Encoding::kMultipart;
    if (form) MakeStrings(body_->value);
    sample_.body = std::move(body_);
  } else if (has_fields_) {
    sample_.body = FormBody(sample_.files);
  }
  if (sample_.method.empty()) sample_.method = has_body() || sample_.body ? "POST" : "GET";
  const size_t begin = text_.find_first_not_of(" \t\r\n");
  const size_t end = text_.find_last_not_of(" \t\r\n");
  if (begin != std::string_view::npos) sample_.lines = LinesOf(begin, end + 1);
  return std::move(sample_);
}

}  // namespace authconform
