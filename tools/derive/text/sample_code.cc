#include "tools/derive/text/sample_code.h"

#include <algorithm>
#include <utility>

#include "tools/derive/text/sample_readers.h"

namespace authconform {
namespace {

using Kind = CodeToken::Kind;

// Scalars as text; nullopt for containers.
std::optional<std::string> ScalarText(const Json& value) {
  if (value.is_string()) return value.string();
  if (value.is_number()) return value.number().text;
  if (value.is_bool()) return value.boolean() ? "true" : "false";
  if (value.is_null()) return "";
  return std::nullopt;
}

// {"a", "b"}: what initialises a dictionary.
bool IsPair(const Json& value) { return value.is_array() && value.array().size() == 2 && value.array()[0].is_string(); }

Lines LinesAt(const LooseJson& json, const std::string& pointer) {
  const auto found = json.lines.find(pointer);
  return found == json.lines.end() ? Lines() : found->second;
}

std::string Pointer(std::string_view name) { return "/" + EscapePointerToken(name); }
std::string Pointer(size_t index) { return "/" + std::to_string(index); }

}  // namespace

CodeReader::Key CodeReader::KeyAt(size_t i) const {
  struct NamedRole {
    std::string_view name;
    Role role;
    Encoding encoding = Encoding::kNone;
  };
  static constexpr NamedRole kNames[] = {
      {"method", Role::kMethod},
      {"type", Role::kMethod},
      {"httpmethod", Role::kMethod},
      {"customrequest", Role::kMethod},
      {"baseurl", Role::kBase},
      {"base_url", Role::kBase},
      {"base_uri", Role::kBase},
      {"baseaddress", Role::kBase},
      {"params", Role::kQuery},
      {"query", Role::kQuery},
      {"qs", Role::kQuery},
      {"queryparams", Role::kQuery},
      {"querystring", Role::kQuery},
      {"json", Role::kBody, Encoding::kJson},
      {"body", Role::kBody},
      {"data", Role::kBody},
      {"payload", Role::kBody},
      {"form_params", Role::kBody, Encoding::kForm},
      {"form", Role::kBody, Encoding::kForm},
      {"formdata", Role::kBody},
      {"form_data", Role::kBody},
      {"multipart", Role::kBody, Encoding::kMultipart},
      {"postfields", Role::kBody},
      {"post_fields", Role::kBody},
      {"postdata", Role::kBody},
      {"post_data", Role::kBody},
      {"httpbody", Role::kBody},
      {"requestbody", Role::kBody},
      {"request_body", Role::kBody},
      {"parameters", Role::kBody},
      {"jsondata", Role::kBody, Encoding::kJson},
      {"json_data", Role::kBody, Encoding::kJson},
      {"credentials", Role::kBody},
      {"values", Role::kBody},
      {"files", Role::kFiles},
      {"auth", Role::kAuth},
      {"userpwd", Role::kAuth},
      {"contenttype", Role::kContentType},
      {"hostname", Role::kHost},
      {"path", Role::kPath},
  };
  Key key;
  const CodeToken& token = code_.At(i);
  if (token.kind != Kind::kWord && token.kind != Kind::kString) return key;
  std::string name = ToLower(Trim(token.text));
  const bool curl = name.starts_with("curlopt_");
  if (curl) name.erase(0, std::string_view("curlopt_").size());
  const CodeToken& next = code_.At(i + 1);
  const bool separator = next.Is(":") || next.Is("=") || next.Is("=>") || next.Is(":=") || (curl && next.Is(","));
  const bool power_shell = i > 0 && code_.At(i - 1).Is("-") && token.kind == Kind::kWord && Uses("invoke");
  if (!separator && !power_shell) return key;
  const size_t typed = code_.TypedValue(i);
  key.value = typed > 0 ? typed : i + (separator ? 2 : 1);
  for (const NamedRole& named : kNames) {
    if (named.name != name) continue;
    key.role = named.role;
    key.encoding = named.encoding;
    return key;
  }
  if (name.ends_with("headers") || name.ends_with("header") || name.ends_with("headerfields")) {
    key.role = Role::kHeaders;
  } else if (name.ends_with("url") || name.ends_with("uri") || name == "endpoint") {
    key.role = Role::kUrl;
  }
  return key;
}

// Whether the literal that opens at `open` configures a request, rather than being sent.
bool CodeReader::HoldsOptions(size_t open) const {
  for (const size_t member : code_.Arguments(open)) {
    switch (KeyAt(member).role) {
      case Role::kHeaders:
      case Role::kMethod:
      case Role::kUrl:
      case Role::kHost:
      case Role::kBase:
        if (code_.At(member).text != "type") return true;
        break;
      case Role::kBody: {
        const std::string name = ToLower(code_.At(member).text);
        for (const std::string_view option : {"json", "form_params", "multipart", "body", "form"}) {
          if (name == option) return true;
        }
        break;
      }
      case Role::kQuery:
      case Role::kAuth:
      case Role::kFiles:
        if (code_.At(member + 2).kind == Kind::kOpen) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

void CodeReader::OfferUrl(Rank rank, std::string_view url) {
  if (rank <= url_rank_ || Trim(url).empty()) return;
  url_rank_ = rank;
  url_ = Trim(url);
}

void CodeReader::OfferBody(Rank rank, CodeValue value, Encoding encoding) {
  if (value.kind == CodeValue::Kind::kContainer) consumed_.insert(value.token);
  if (rank <= body_rank_ || value.kind == CodeValue::Kind::kNothing) return;
  body_rank_ = rank;
  body_ = std::move(value);
  body_encoding_ = encoding;
}

// The next token to look at.
size_t CodeReader::ReadKey(size_t i, const Key& key) {
  const bool statement =
      code_.At(i).new_line || code_.At(i - (i > 0)).kind == Kind::kWord || code_.At(i - (i > 0)).Is("$");
  const Rank rank = statement && code_.At(i + 1).Is("=") ? kVariable : kOption;
  const CodeValue value = code_.Evaluate(key.value);
  const bool text = value.kind == CodeValue::Kind::kText;
  const bool container = value.kind == CodeValue::Kind::kContainer;
  // A literal that stands here is skipped when it was read; one that a variable holds is elsewhere.
  const bool here = container && value.token >= key.value;
  const size_t behind = here ? code_.Behind(value.token) : key.value;
  switch (key.role) {
    case Role::kMethod: {
      const std::string word = code_.At(key.value).text;
      std::string method = MethodAt(key.value);
      if (method.empty() && RequestMethod(word) == word) method = word;
      if (!method.empty()) sends_ = true;
      draft_.SetMethod(method);
      return key.value;
    }
    case Role::kUrl:
      if (text && IsUrl(value.text)) OfferUrl(rank, value.text);
      return key.value;
    case Role::kBase:
      if (text) draft_.SetBase(value.text);
      return key.value;
    case Role::kHeaders:
      if (!container) return key.value;
      ReadHeaders(value);
      return behind;
    case Role::kQuery:
      if (!container || (rank == kVariable && !Uses("searchparams"))) break;
      ReadQuery(value);
      return behind;
    case Role::kBody:
      if (container && HoldsOptions(value.token) && rank == kVariable) return key.value;
      if (container || (text && code_.At(i).text != "type")) OfferBody(rank, value, key.encoding);
      return behind;
    case Role::kFiles:
      if (container) {
        if (const auto json = ReadContainer(value); json && json->value.is_object()) {
          for (const auto& [name, file] : json->value.object()) draft_.AddFile(name, LinesAt(*json, Pointer(name)));
          has_fields_ = true;
        }
      }
      return behind;
    case Role::kAuth:
      ReadAuth(key.value);
      return key.value;
    case Role::kContentType:
      if (text && IsMediaType(value.text)) {
        draft_.AddHeader("Content-Type", value.text, draft_.LinesOf(code_.At(i).begin, value.end));
      }
      return key.value;
    case Role::kHost:
      if (text && host_.empty()) host_ = value.text;
      return key.value;
    case Role::kPath:
      if (text && path_.empty() && value.text.starts_with("/")) path_ = value.text;
      return key.value;
    case Role::kNone:
      break;
  }
  // Data of another name: sent by way of a variable, if at all.
  if (here && code_.At(key.value).kind == Kind::kOpen && !HoldsOptions(value.token)) return behind;
  return key.value;
}

std::optional<LooseJson> CodeReader::ReadContainer(const CodeValue& value) {
  if (containers_left_ == 0) return std::nullopt;
  --containers_left_;
  std::string text(code_.source().substr(value.begin, value.end - value.begin));
  if (text.starts_with("(") && text.ends_with(")")) {  // named arguments
    text.front() = '[';
    text.back() = ']';
  }
  auto json = ReadLooseJson(text, draft_.index().LineAt(value.begin));
  if (!json || !json->value.is_array()) return json;
  const Json::Array& items = json->value.array();
  if (items.empty() || !std::all_of(items.begin(), items.end(), IsPair)) return json;
  LooseJson object;
  object.value = Json(Json::Object{});
  object.lines[""] = LinesAt(*json, "");
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string& name = items[i].array()[0].string();
    object.value.Set(name, items[i].array()[1]);
    object.lines[Pointer(name)] = LinesAt(*json, Pointer(i));
  }
  return object;
}

void CodeReader::ReadHeaders(const CodeValue& value) {
  const auto json = ReadContainer(value);
  if (!json) return;
  if (json->value.is_object()) {
    const bool symbols = Uses("restclient");  // content_type: :json
    for (const auto& [name, held] : json->value.object()) {
      auto text = ScalarText(held);
      if (!text) continue;
      std::string field = name;
      if (symbols) std::replace(field.begin(), field.end(), '_', '-');
      if (symbols && *text == ":json") text = "application/json";
      draft_.AddHeader(field, *text, LinesAt(*json, Pointer(name)));
    }
    return;
  }
  for (size_t i = 0; i < json->value.array().size(); ++i) {
    const Json& item = json->value.array()[i];
    const Json* name = item.is_object() ? item.Find("name") : nullptr;
    if (item.is_object() && !name) name = item.Find("key");
    const Json* held = item.is_object() ? item.Find("value") : nullptr;
    if (item.is_string()) {
      draft_.AddHeaderLine(item.string(), LinesAt(*json, Pointer(i)));
    } else if (name && name->is_string() && held) {
      draft_.AddHeader(name->string(), ScalarText(*held).value_or(""), LinesAt(*json, Pointer(i)));
    }
  }
}

void CodeReader::ReadQuery(const CodeValue& value) {
  const auto json = ReadContainer(value);
  if (!json || !json->value.is_object()) return;
  for (const auto& [name, held] : json->value.object()) {
    if (const auto text = ScalarText(held)) query_.emplace_back(name, *text);
  }
}

// auth=("user", "password"), 'auth' => ['user', 'password'], auth: {username: …, password: …}, "user:password"
void CodeReader::ReadAuth(size_t i) {
  size_t open = i;
  while (code_.At(open).kind == Kind::kWord) ++open;
  const CodeToken& first = code_.At(open);
  if (first.kind == Kind::kString && first.text.find(':') != std::string::npos) {
    return draft_.AddBasic(first.text, draft_.LinesOf(first.begin, first.end));
  }
  if (first.kind != Kind::kOpen) return;
  std::string both;
  size_t parts = 0;
  for (size_t argument : code_.Arguments(open)) {
    if (++parts > 2) break;
    const CodeToken& separator = code_.At(argument + 1);
    if (separator.Is(":") || separator.Is("=>") || separator.Is("=")) argument += 2;
    both += (parts == 2 ? ":" : "") + code_.Evaluate(argument).text;
  }
  if (parts >= 2) draft_.AddBasic(both, draft_.LinesOf(first.begin, first.end));
}

// request["X-Key"] = "k"
void CodeReader::ReadIndexed(size_t i) {
  const CodeToken& name = code_.At(i + 2);
  const bool assigned =
      code_.At(i + 1).Is("[") && name.kind == Kind::kString && code_.At(i + 3).Is("]") && code_.At(i + 4).Is("=");
  if (code_.At(i).kind != Kind::kWord || !assigned) return;
  const std::string holder = ToLower(code_.At(i).text);
  const bool request = (holder == "request" || holder == "req") &&
                       (name.text.find('-') != std::string::npos || name.text == "Authorization");
  if (!request && holder.find("header") == std::string::npos) return;
  const CodeValue value = code_.Evaluate(i + 5);
  draft_.AddHeader(name.text, value.text, draft_.LinesOf(code_.At(i).begin, std::max(value.end, name.end)));
}

std::optional<RequestSample> CodeReader::Read() {
  for (const CodeToken& token : code_.tokens()) {
    if (token.kind == Kind::kWord) words_.insert(ToLower(token.text));
  }
  sends_ = Uses("restmethod") || Uses("webrequest");  // Invoke-RestMethod
  for (size_t i = 0; i < code_.size();) {
    if (consumed_.contains(i)) {
      i = code_.Behind(i);
      continue;
    }
    if (auto call = CallAt(i)) ReadCall(*call);
    ReadIndexed(i);
    const Key key = KeyAt(i);
    i = key.value > i ? std::max(i + 1, ReadKey(i, key)) : i + 1;
  }
  Conclude();
  if (!sends_ || !draft_.has_url()) return std::nullopt;
  return draft_.Finish();
}

void CodeReader::Conclude() {
  if (url_rank_ < kArgument && !host_.empty() && !path_.empty()) {
    OfferUrl(kArgument, (host_.find("://") == std::string::npos ? "https://" : "") + host_ + path_);
  }
  if (url_rank_ == kNothing && sends_) {
    for (const CodeToken& token : code_.tokens()) {
      if (token.kind == Kind::kString && (token.text.starts_with("http://") || token.text.starts_with("https://"))) {
        OfferUrl(kVariable, token.text);
      }
    }
  }
  draft_.SetUrl(url_);
  if (draft_.has_url()) {
    for (const auto& [name, value] : query_) draft_.AddQuery(name, value);
  }
  ConcludeBody();
  if (draft_.has_body() || chained_method_ != "GET") draft_.SetMethod(chained_method_);
}

CodeReader::Encoding CodeReader::DefaultEncoding() const {
  if (body_.to_json) return Encoding::kJson;
  if (body_.to_form) return Encoding::kForm;
  if (body_.to_multipart) return Encoding::kMultipart;
  if (body_encoding_ != Encoding::kNone) return body_encoding_;
  for (const std::string_view word : {"requests", "ajax", "jquery", "httparty", "restclient", "faraday", "asform"}) {
    if (Uses(word)) return Encoding::kForm;
  }
  if (Uses("curl_setopt") || Uses("curl_setopt_array")) return Encoding::kMultipart;
  const bool jquery_post = body_rank_ == kArgument && code_.source().find("$.") != std::string_view::npos;
  return jquery_post ? Encoding::kForm : Encoding::kJson;
}

// [['name' => 'email', 'contents' => …], …]
bool CodeReader::ReadParts(const LooseJson& json) {
  if (!json.value.is_array()) return false;
  for (size_t i = 0; i < json.value.array().size(); ++i) {
    const Json& part = json.value.array()[i];
    const Json* name = part.is_object() ? part.Find("name") : nullptr;
    if (!name || !name->is_string()) continue;
    const Json* contents = part.Find("contents");
    const bool file = part.Find("filename") || json.placeholders.contains(Pointer(i) + "/contents");
    const Lines lines = LinesAt(json, Pointer(i));
    if (file) {
      draft_.AddFile(name->string(), lines);
    } else {
      draft_.AddField(name->string(), contents ? ScalarText(*contents).value_or("") : "", lines);
    }
    has_fields_ = true;
  }
  return has_fields_;
}

// Fields that hold no others, one by one: their names may tell of others (a[b]).
bool CodeReader::ReadFields(const LooseJson& json) {
  if (!json.value.is_object()) return false;
  for (const auto& [name, value] : json.value.object()) {
    if (!ScalarText(value)) return false;
  }
  for (const auto& [name, value] : json.value.object()) {
    draft_.AddField(name, *ScalarText(value), LinesAt(json, Pointer(name)));
  }
  return true;
}

void CodeReader::ConcludeBody() {
  if (has_fields_ && body_rank_ < kArgument && body_.kind != CodeValue::Kind::kContainer) {
    bool multipart = Uses("formdata") || Uses("multipartformdatacontent") || Uses("addformdatapart") || Uses("files");
    for (const std::string& word : words_) multipart = multipart || word.starts_with("multipart");
    return draft_.SetEncoding(multipart ? Encoding::kMultipart : Encoding::kForm);
  }
  if (body_.kind == CodeValue::Kind::kNothing) return FindBodyText();
  if (body_.kind == CodeValue::Kind::kText) {
    const std::string_view text = Trim(body_.text);
    if (!text.starts_with("{") && !text.starts_with("[") && !IsUrlEncoded(text)) return FindBodyText();
    return ReadBodyText(body_.text, draft_.LinesOf(body_.begin, body_.end), draft_);
  }
  auto json = ReadContainer(body_);
  if (!json) return;
  const Encoding encoding = has_fields_ ? Encoding::kMultipart : DefaultEncoding();
  draft_.SetEncoding(encoding);
  if (encoding == Encoding::kMultipart && ReadParts(*json)) return;
  if (encoding != Encoding::kJson && ReadFields(*json)) return;
  draft_.SetBody(std::move(*json));
}

// A body that nothing leads to: the only string in the program that holds JSON.
void CodeReader::FindBodyText() {
  for (const CodeToken& token : code_.tokens()) {
    if (token.kind != Kind::kString) continue;
    const std::string_view text = Trim(token.text);
    if (!text.starts_with("{") || text.starts_with("{{") || text.find(':') == std::string_view::npos) continue;
    if (auto json = ReadLooseJson(text, draft_.index().LineAt(token.begin)); json && json->value.is_object()) {
      draft_.SetBody(std::move(*json));
      return;
    }
  }
}

std::optional<RequestSample> ReadCodeSample(std::string_view text, int first_line) {
  return CodeReader(text, first_line).Read();
}

}  // namespace authconform
