// What the calls of a program tell of the request: by their names, whatever the library.
#include <algorithm>
#include <utility>

#include "tools/derive/text/sample_code.h"

namespace authconform {
namespace {

using Kind = CodeToken::Kind;

constexpr size_t kMaxExpression = 120;

template <size_t kCount>
bool IsOneOf(std::string_view name, const std::string_view (&names)[kCount]) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool Contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// "post", "postasync", "getjson", "postasjsonasync" into "POST", "GET".
std::string VerbOf(std::string_view name) {
  for (const std::string_view suffix : {"async", "asjson", "json", "for", "_json"}) {
    if (name.size() > suffix.size() && name.ends_with(suffix)) name.remove_suffix(suffix.size());
  }
  return RequestMethod(name);
}

// What answers requests instead of sending them.
bool IsServer(std::string_view receiver) {
  constexpr std::string_view kServers[] = {"app.", "router.", "route::", "server.", "routes.", "r.", "mux."};
  return IsOneOf(receiver, kServers);
}

bool LooksLikeJson(std::string_view text) {
  text = Trim(text);
  return (text.starts_with("{") && !text.starts_with("{{")) || text.starts_with("[");
}

}  // namespace

std::optional<CodeReader::Call> CodeReader::CallAt(size_t i) const {
  const CodeToken& word = code_.At(i);
  if (word.kind != Kind::kWord) return std::nullopt;
  Call call;
  call.word = i;
  call.name = ToLower(word.text);
  size_t open = i + 1;
  if (code_.At(open).Is("<")) {  // new KeyValuePair<string, string>(…)
    while (open < i + 12 && !code_.At(open).Is(">")) ++open;
    ++open;
  }
  for (size_t before = i; before >= 2 && i - before < 6; before -= 2) {
    const CodeToken& access = code_.At(before - 1);
    if (!access.Is(".") && !access.Is("->") && !access.Is("::") && !access.Is("?.")) break;
    call.receiver = ToLower(code_.At(before - 2).text) + access.text + call.receiver;
  }
  if (code_.At(open).Is("(")) {
    call.arguments = code_.Arguments(open);
    return call;
  }
  // Ruby leaves the parentheses out: RestClient.post "https://…", {…}
  const CodeToken& next = code_.At(i + 1);
  const bool bare = !call.receiver.empty() && !RequestMethod(call.name).empty() && !next.new_line &&
                    (next.kind == Kind::kString || next.kind == Kind::kWord);
  if (!bare) return std::nullopt;
  for (size_t at = i + 1; at < code_.size() && call.arguments.size() < 4;) {
    call.arguments.push_back(at);
    while (at < code_.size() && !code_.At(at).Is(",") &&
           !(at > i + 1 && code_.At(at).new_line && !code_.At(at - 1).Is(","))) {
      at = code_.At(at).kind == Kind::kOpen ? code_.Behind(at) : at + 1;
    }
    if (!code_.At(at).Is(",")) break;
    ++at;
  }
  return call;
}

CodeValue CodeReader::Argument(const Call& call, size_t k) const {
  if (k >= call.arguments.size()) return {};
  const size_t at = call.arguments[k];
  const bool named = code_.At(at).kind == Kind::kWord && (code_.At(at + 1).Is(":") || code_.At(at + 1).Is("="));
  return code_.Evaluate(named ? at + 2 : at);
}

// The argument's text, or as it stands in the program.
std::string CodeReader::ArgumentText(const Call& call, size_t k) const {
  CodeValue value = Argument(call, k);
  if (!value.text.empty() || k >= call.arguments.size()) return value.text;
  const CodeToken& first = code_.At(call.arguments[k]);
  return first.kind == Kind::kWord || first.kind == Kind::kNumber ? "{" + first.text + "}" : "";
}

Lines CodeReader::LinesOfCall(const Call& call) const {
  const size_t last = call.arguments.empty() ? call.word : call.arguments.back();
  return draft_.LinesOf(code_.At(call.word).begin, code_.At(last).end);
}

// "POST", HttpMethod.Post, Method.POST, :post, Net::HTTP::Post.new
std::string CodeReader::MethodAt(size_t i) const {
  if (code_.At(i).kind == Kind::kString) return RequestMethod(Trim(code_.At(i).text));
  if (code_.At(i).Is(":")) ++i;
  if (code_.At(i).kind != Kind::kWord) return "";
  const bool bare = code_.At(i - (i > 0)).Is(":");
  size_t last = i;
  while ((code_.At(last + 1).Is(".") || code_.At(last + 1).Is("::")) && code_.At(last + 2).kind == Kind::kWord)
    last += 2;
  if (last == i && !bare) return "";
  return Contains(ToLower(code_.At(i).text), "method") || bare ? RequestMethod(code_.At(last).text) : "";
}

void CodeReader::ReadCall(const Call& call) {
  ReadHeaderCall(call) || ReadVerb(call) || ReadMethodAndUrl(call) || ReadUrlCall(call) || ReadFieldCall(call) ||
      ReadBodyCall(call);
}

// axios.post(url, body), requests.get(url, …), $client->post(url, [options]), .post(body) on a builder
bool CodeReader::ReadVerb(const Call& call) {
  const std::string method = VerbOf(call.name);
  if (method.empty() || call.receiver.empty() || IsServer(call.receiver)) return false;
  const CodeValue url = Argument(call, 0);
  const bool is_text = url.kind == CodeValue::Kind::kText && IsUrl(url.text);
  const bool is_variable = !is_text && url.kind != CodeValue::Kind::kContainer &&
                           (Contains(ToLower(url.text), "url") || Contains(ToLower(url.text), "uri") ||
                            Contains(ToLower(url.text), "endpoint"));
  if (is_text || is_variable) {
    sends_ = true;
    draft_.SetMethod(method);
    OfferUrl(kArgument, url.text);
    ReadPositionalBody(call, 1);
    return true;
  }
  const bool builder = Uses("builder") || Uses("newbuilder") || Uses("request");
  const bool body = url.kind != CodeValue::Kind::kText || LooksLikeJson(url.text);
  if (builder && chained_method_.empty() && body) {
    chained_method_ = method;
    if (Uses("builder") || Uses("newbuilder")) sends_ = true;
    ReadPositionalBody(call, 0);
    return true;
  }
  return false;
}

// request("POST", url, …), open("POST", url), NewRequest("POST", url, body), new RestRequest(url, Method.Post)
bool CodeReader::ReadMethodAndUrl(const Call& call) {
  constexpr std::string_view kNames[] = {
      "open",        "request",      "newrequest", "newrequestwithcontext", "httprequestmessage",
      "restrequest", "requestasync", "method",     "setrequestmethod",      "setmethod"};
  for (size_t k = 0; k < std::min<size_t>(call.arguments.size(), 3); ++k) {
    const std::string method = MethodAt(call.arguments[k]);
    if (method.empty()) continue;
    for (const size_t beside : {k + 1, k - 1}) {
      const CodeValue url = Argument(call, beside);
      if (beside >= call.arguments.size() || url.text.empty()) continue;
      const bool known = IsOneOf(call.name, kNames);
      const bool is_body = LooksLikeJson(url.text) || Contains(call.name, "method");
      if (is_body || (!(url.kind == CodeValue::Kind::kText && IsUrl(url.text)) && !known)) continue;
      sends_ = true;
      draft_.SetMethod(method);
      OfferUrl(kArgument, url.text);
      ReadPositionalBody(call, std::max(k, beside) + 1);
      return true;
    }
    if (!IsOneOf(call.name, kNames)) return false;
    sends_ = true;
    draft_.SetMethod(method);
    ReadPositionalBody(call, k + 1);
    return true;
  }
  return false;
}

// fetch(url), axios(url), new URL(url), .url(url), new HttpPost(url), new RestClient(base)
bool CodeReader::ReadUrlCall(const Call& call) {
  constexpr std::string_view kSenders[] = {"fetch",
                                           "axios",
                                           "request",
                                           "got",
                                           "ajax",
                                           "$http",
                                           "curl_init",
                                           "webrequest",
                                           "urlrequest",
                                           "nsmutableurlrequest",
                                           "restrequest",
                                           "urlopen",
                                           "ky",
                                           "superagent",
                                           "httprequest",
                                           "openconnection",
                                           "curl_setopt",
                                           "curl_setopt_array",
                                           "send",
                                           "curl_exec",
                                           "xmlhttprequest",
                                           "httpclient"};
  constexpr std::string_view kUrls[] = {"url", "uri", "create", "parse", "seturl", "restrequest", "requesturi", "new"};
  constexpr std::string_view kBases[] = {"restclient", "httpsconnection", "httpconnection"};
  std::string name = call.name;
  const bool typed = name.starts_with("http") && !RequestMethod(name.substr(4)).empty();
  const bool sender = IsOneOf(name, kSenders) || typed;
  if (sender) sends_ = true;
  if (typed) draft_.SetMethod(name.substr(4));
  if (name == "new" && Contains(call.receiver, "http::")) {  // Net::HTTP::Post.new(uri)
    const std::string method = RequestMethod(code_.At(call.word - 2).text);
    if (!method.empty()) sends_ = true;
    draft_.SetMethod(method);
  }
  const CodeValue url = Argument(call, 0);
  if (url.kind != CodeValue::Kind::kText) return false;
  if (IsOneOf(name, kBases)) {
    const bool host = name != "restclient" && !Contains(url.text, "://");
    sends_ = true;
    if (name == "restclient") OfferUrl(kVariable, url.text);
    draft_.SetBase(host ? "https://" + url.text : url.text);
    return true;
  }
  if (!IsUrl(url.text) || !(sender || IsOneOf(name, kUrls))) return false;
  if (call.chained() && Uses("builder")) sends_ = true;
  OfferUrl(sender ? kArgument : kOption, url.text);
  return true;
}

bool CodeReader::ReadHeaderCall(const Call& call) {
  constexpr std::string_view kNames[] = {
      "setrequestheader",        "addheader",        "setheader",  "header",       "addrequestproperty",
      "setrequestproperty",      "addvalue",         "setvalue",   "withheader",   "putheader",
      "tryaddwithoutvalidation", "addrequestheader", "header_add", "defaultheader"};
  constexpr std::string_view kOnHeaders[] = {"append", "add", "set", "put", "insert"};
  constexpr std::string_view kBearers[] = {"withtoken", "setbearerauth", "bearerauth", "bearer_auth"};
  constexpr std::string_view kBasics[] = {"withbasicauth", "setbasicauth", "basicauth", "basic_auth", "httpbasicauth"};
  const Lines lines = LinesOfCall(call);
  if (IsOneOf(call.name, kBearers)) {
    draft_.AddHeader("Authorization", "Bearer " + ArgumentText(call, 0), lines);
    return true;
  }
  if (IsOneOf(call.name, kBasics) && call.arguments.size() == 2) {
    draft_.AddBasic(ArgumentText(call, 0) + ":" + ArgumentText(call, 1), lines);
    return true;
  }
  if (call.name == "authenticationheadervalue" && call.arguments.size() == 2) {
    draft_.AddHeader("Authorization", ArgumentText(call, 0) + " " + ArgumentText(call, 1), lines);
    return true;
  }
  if (call.name.ends_with("headers")) {
    const CodeValue first = Argument(call, 0);
    if (first.kind == CodeValue::Kind::kContainer) {
      ReadHeaders(first);
      return true;
    }
    for (size_t k = 0; k + 1 < call.arguments.size(); k += 2) {
      draft_.AddHeader(ArgumentText(call, k), ArgumentText(call, k + 1), lines);
    }
    return true;
  }
  const bool on_headers = Contains(call.receiver, "header") && IsOneOf(call.name, kOnHeaders);
  const bool superagent = call.name == "set" && call.chained();
  if (!on_headers && !superagent && !IsOneOf(call.name, kNames)) return false;
  if (call.arguments.size() == 1 && Argument(call, 0).kind == CodeValue::Kind::kContainer) {
    ReadHeaders(Argument(call, 0));
    return true;
  }
  if (call.arguments.size() < 2) return false;
  // Swift: setValue(value, forHTTPHeaderField: name)
  const bool value_first = Contains(ToLower(code_.At(call.arguments[1]).text), "headerfield");
  const CodeValue name = Argument(call, value_first ? 1 : 0);
  if (name.kind != CodeValue::Kind::kText) return false;
  draft_.AddHeader(name.text, ArgumentText(call, value_first ? 0 : 1), lines);
  return true;
}

// form.append(name, value), .addFormDataPart(name, value), new BasicNameValuePair(name, value)
bool CodeReader::ReadFieldCall(const Call& call) {
  constexpr std::string_view kNames[] = {"addformdatapart", "addencoded",  "basicnamevaluepair",
                                         "keyvaluepair",    "addtextbody", "writefield",
                                         "addfield",        "field",       "addparameter"};
  constexpr std::string_view kOnForms[] = {"append", "add", "set", "put", "addpart"};
  constexpr std::string_view kFiles[] = {"attach", "addbinarybody", "createformfile", "addfile"};
  const bool file_call = IsOneOf(call.name, kFiles);
  bool on_form = false;
  for (const std::string_view word : {"form", "data", "body", "param", "values", "multipart", "payload", "fd."}) {
    on_form = on_form || Contains(call.receiver, word);
  }
  // A chain whose start is elsewhere: new FormBody.Builder().add(…)
  const bool chained = call.chained() && Uses("formbody");
  const CodeValue variable = call.receiver.empty() ? CodeValue() : code_.Evaluate(call.word - 2);
  const bool made_as_form = variable.to_form || variable.to_multipart;
  bool on_url = false;
  for (const std::string_view word : {"searchparams", "url", "query"}) on_url = on_url || Contains(call.receiver, word);
  on_form = made_as_form || ((on_form || chained) && !on_url);
  const bool adds = IsOneOf(call.name, kNames) || (on_form && IsOneOf(call.name, kOnForms));
  if ((!adds && !file_call) || call.arguments.size() < 2) return false;
  const CodeValue name = Argument(call, 0);
  if (name.kind != CodeValue::Kind::kText || name.text.size() > 200) return false;
  if (IsMediaType(name.text)) {  // RestSharp: AddParameter("application/json", "{…}", …)
    OfferBody(kOption, Argument(call, 1), Encoding::kNone);
    return true;
  }
  const CodeToken& last = code_.At(call.arguments.back());
  const std::string_view rest = code_.source().substr(code_.At(call.arguments[1]).begin, kMaxExpression);
  const std::string_view expression = rest.substr(0, rest.find_first_of("\r\n"));
  const bool opens = code_.At(call.arguments[1]).kind != Kind::kString &&
                     (HasWord(expression, "files") || HasWord(expression, "file") || Contains(expression, "open") ||
                      Contains(expression, "Stream") || HasWord(expression, "Blob"));
  const Lines lines = draft_.LinesOf(code_.At(call.word).begin, last.end);
  if (file_call || opens) {
    draft_.AddFile(name.text, lines);
  } else {
    draft_.AddField(name.text, ArgumentText(call, 1), lines);
  }
  has_fields_ = true;
  return true;
}

// send(body), write(body), new StringContent(body), RequestBody.create(type, body), strings.NewReader(body)
bool CodeReader::ReadBodyCall(const Call& call) {
  constexpr std::string_view kNames[] = {"send",           "write",
                                         "setbody",        "stringcontent",
                                         "newreader",      "newbufferstring",
                                         "newbuffer",      "create",
                                         "addjsonbody",    "ofstring",
                                         "setrequestbody", "jsonbody",
                                         "withbody",       "bodyvalue",
                                         "body",           "stringentity",
                                         "set_form_data",  "setform",
                                         "addbody",        "withjson",
                                         "jsoncontent",    "formurlencodedcontent",
                                         "withjsonbody",   "end"};
  if (!IsOneOf(call.name, kNames)) return false;
  for (size_t k = 0; k < std::min<size_t>(call.arguments.size(), 3); ++k) {
    CodeValue value = Argument(call, k);
    const bool text = value.kind == CodeValue::Kind::kText && (LooksLikeJson(value.text) || IsUrlEncoded(value.text));
    const bool container = value.kind == CodeValue::Kind::kContainer && !HoldsOptions(value.token);
    if (call.name == "set_form_data" && KeyAt(call.arguments[0]).value > call.arguments[0]) {
      value = code_.Parenthesized(call.word + 1);
    } else if (!text && (!container || call.name == "create")) {
      continue;
    }
    const bool form = call.name == "set_form_data" || call.name == "formurlencodedcontent" || call.name == "setform";
    OfferBody(kOption, std::move(value), form ? Encoding::kForm : Encoding::kNone);
    return true;
  }
  return false;
}

// The body among the arguments from `first` on.
void CodeReader::ReadPositionalBody(const Call& call, size_t first) {
  for (size_t k = first; k < std::min(call.arguments.size(), first + 2); ++k) {
    const size_t at = call.arguments[k];
    if (KeyAt(at).value > at) return;  // data=…: read as an option
    if (ToLower(code_.At(at).text).find("header") != std::string::npos) continue;
    CodeValue value = code_.Evaluate(at);
    if (value.kind == CodeValue::Kind::kText && IsMediaType(value.text)) continue;
    if (value.kind == CodeValue::Kind::kText && !LooksLikeJson(value.text) && !IsUrlEncoded(value.text)) return;
    if (value.kind == CodeValue::Kind::kContainer && HoldsOptions(value.token)) return;
    if (value.kind != CodeValue::Kind::kNothing) return OfferBody(kArgument, std::move(value), Encoding::kNone);
  }
}

}  // namespace authconform
