// Commands that send requests: curl, wget, httpie, and the options of curl alone.
#include <algorithm>
#include <utility>

#include "tools/derive/text/sample_readers.h"
#include "tools/derive/text/shell_words.h"

namespace authconform {
namespace {

enum class Option {
  kMethod,
  kUrl,
  kHeader,
  kData,
  kDataToEncode,
  kJson,
  kForm,
  kUser,
  kCookie,
  kBearer,
  kUpload,
  kOtherValue,
  kGet,  // this and what follows take no value
  kHead,
  kFlag,
};

struct NamedOption {
  std::string_view name;
  Option option;
};

constexpr NamedOption kLong[] = {
    {"request", Option::kMethod},
    {"method", Option::kMethod},
    {"url", Option::kUrl},
    {"header", Option::kHeader},
    {"headers", Option::kHeader},
    {"data", Option::kData},
    {"data-raw", Option::kData},
    {"data-ascii", Option::kData},
    {"data-binary", Option::kData},
    {"post-data", Option::kData},
    {"body-data", Option::kData},
    {"body", Option::kData},
    {"raw", Option::kData},
    {"data-urlencode", Option::kDataToEncode},
    {"json", Option::kJson},
    {"form", Option::kForm},
    {"form-string", Option::kForm},
    {"user", Option::kUser},
    {"auth", Option::kUser},
    {"cookie", Option::kCookie},
    {"oauth2-bearer", Option::kBearer},
    {"upload-file", Option::kUpload},
    {"get", Option::kGet},
    {"head", Option::kHead},
    {"output", Option::kOtherValue},
    {"user-agent", Option::kOtherValue},
    {"referer", Option::kOtherValue},
    {"proxy", Option::kOtherValue},
    {"max-time", Option::kOtherValue},
    {"connect-timeout", Option::kOtherValue},
    {"write-out", Option::kOtherValue},
    {"cookie-jar", Option::kOtherValue},
    {"cert", Option::kOtherValue},
    {"key", Option::kOtherValue},
    {"cacert", Option::kOtherValue},
    {"retry", Option::kOtherValue},
    {"resolve", Option::kOtherValue},
    {"config", Option::kOtherValue},
    {"output-document", Option::kOtherValue},
    {"timeout", Option::kOtherValue},
};

constexpr NamedOption kShort[] = {
    {"X", Option::kMethod},     {"H", Option::kHeader},     {"d", Option::kData},       {"F", Option::kForm},
    {"u", Option::kUser},       {"b", Option::kCookie},     {"T", Option::kUpload},     {"G", Option::kGet},
    {"I", Option::kHead},       {"o", Option::kOtherValue}, {"A", Option::kOtherValue}, {"e", Option::kOtherValue},
    {"x", Option::kOtherValue}, {"m", Option::kOtherValue}, {"w", Option::kOtherValue}, {"c", Option::kOtherValue},
    {"E", Option::kOtherValue}, {"K", Option::kOtherValue}, {"r", Option::kOtherValue},
};

template <size_t kCount>
Option FindOption(const NamedOption (&options)[kCount], std::string_view name) {
  for (const NamedOption& option : options) {
    if (option.name == name) return option.option;
  }
  return Option::kFlag;
}

bool TakesValue(Option option) { return option < Option::kGet; }

// Editors turn "--" into dashes.
std::string WithPlainDashes(const ShellWord& word) {
  std::string text = word.text;
  for (const std::string_view dash : {"–", "—", "−"}) {
    if (word.quoted || !text.starts_with(dash)) continue;
    const bool one_letter = text.size() == dash.size() + 1 && dash != "—";
    text.replace(0, dash.size(), one_letter ? "-" : "--");
    if (text.starts_with("---")) text.erase(0, 1);
  }
  return text;
}

class CurlReader {
 public:
  CurlReader(std::string_view text, std::vector<ShellWord> words, int first_line)
      : text_(text), words_(std::move(words)), draft_(text, first_line) {}

  std::optional<RequestSample> Read(size_t first) {
    for (at_ = first; at_ < words_.size(); ++at_) {
      const ShellWord& word = words_[at_];
      const std::string text = WithPlainDashes(word);
      if (at_ > first && EndsCommand(word, text)) break;
      if (!word.quoted && text.starts_with("--")) {
        ReadLong(text.substr(2));
      } else if (!word.quoted && text.size() > 1 && text.front() == '-') {
        ReadShort(text.substr(1));
      } else if (IsUrl(text) || (!draft_.has_url() && text.find_first_of("/{$<") != std::string::npos)) {
        draft_.SetUrl(text);
      }
    }
    SendData();
    return draft_.Finish();
  }

 private:
  // Another command, or an answer below the request.
  bool EndsCommand(const ShellWord& word, std::string_view text) const {
    if (text == "|" || text == "&&" || text == ";" || text == ">" || text == "||" || text == "curl") return true;
    if (!word.new_line || word.quoted || !draft_.has_url()) return false;
    return !text.starts_with("-") && !IsUrl(text);
  }

  void ReadLong(std::string_view text) {
    const size_t equals = text.find('=');
    const Option option = FindOption(kLong, text.substr(0, equals));
    const ShellWord& word = words_[at_];
    if (!TakesValue(option)) return Apply(option, "", word.begin, word.end);
    if (equals != std::string_view::npos) return Apply(option, text.substr(equals + 1), word.begin, word.end);
    ApplyNext(option);
  }

  // "-sSL", "-XPOST", "-X".
  void ReadShort(std::string_view text) {
    if (text == "Method" || text == "Uri" || text == "Body" || text == "Headers") return;  // PowerShell
    for (size_t i = 0; i < text.size(); ++i) {
      const Option option = FindOption(kShort, text.substr(i, 1));
      const ShellWord& word = words_[at_];
      if (!TakesValue(option)) {
        Apply(option, "", word.begin, word.end);
      } else if (i + 1 < text.size()) {
        return Apply(option, text.substr(i + (text[i + 1] == '=' ? 2 : 1)), word.begin, word.end);
      } else {
        return ApplyNext(option);
      }
    }
  }

  void ApplyNext(Option option) {
    const size_t begin = words_[at_].begin;
    if (at_ + 1 >= words_.size()) return;
    ++at_;
    Apply(option, words_[at_].text, begin, words_[at_].end);
  }

  void Apply(Option option, std::string_view value, size_t begin, size_t end) {
    const Lines lines = draft_.LinesOf(begin, end);
    switch (option) {
      case Option::kMethod:
        return draft_.SetMethod(value);
      case Option::kUrl:
        return draft_.SetUrl(value);
      case Option::kHeader:
        return ReadHeader(value, lines);
      case Option::kData:
      case Option::kDataToEncode:
      case Option::kJson:
        return AddData(option, value);
      case Option::kForm:
        return AddFormField(value, lines);
      case Option::kUser:
        return draft_.AddBasic(value, lines);
      case Option::kCookie:
        return draft_.AddHeader("Cookie", value, lines);
      case Option::kBearer:
        return draft_.AddHeader("Authorization", "Bearer " + std::string(value), lines);
      case Option::kUpload:
        draft_.SetUnreadBody();
        return draft_.SetMethod("PUT");
      case Option::kGet:
        get_ = true;
        return;
      case Option::kHead:
        return draft_.SetMethod("HEAD");
      case Option::kOtherValue:
      case Option::kFlag:
        return;
    }
  }

  // Quotes that were lost leave a header's value in words of its own: -H Authorization: Bearer x.
  void ReadHeader(std::string_view value, Lines lines) {
    std::string line(value);
    if (!words_[at_].quoted && line.ends_with(':')) {
      while (at_ + 1 < words_.size() && !words_[at_ + 1].new_line && !words_[at_ + 1].quoted &&
             !words_[at_ + 1].text.starts_with("-") && !IsUrl(words_[at_ + 1].text)) {
        line += " " + words_[++at_].text;
      }
    }
    draft_.AddHeaderLine(line, lines);
  }

  struct Data {
    std::string text;
    Option option = Option::kData;
    size_t begin = 0;
    Lines lines;
  };

  void AddData(Option option, std::string_view value) {
    const ShellWord& word = words_[at_];
    data_.push_back({std::string(value), option, word.begin, draft_.LinesOf(word.begin, word.end)});
  }

  void AddFormField(std::string_view value, Lines lines) {
    draft_.SetEncoding(SampleDraft::Encoding::kMultipart);
    const size_t equals = value.find('=');
    if (equals == std::string_view::npos) return;
    const std::string_view name = Trim(value.substr(0, equals));
    std::string_view content = Trim(value.substr(equals + 1));
    if (content.starts_with("@") || content.starts_with("<@")) return draft_.AddFile(name, lines);
    if (content.size() > 1 && content.front() == '"' && content.back() == '"') {
      content = content.substr(1, content.size() - 2);
      if (content.starts_with("@")) return draft_.AddFile(name, lines);
    }
    draft_.AddField(name, content, lines);
  }

  void SendData() {
    for (const Data& data : data_) {
      if (get_ && !Trim(data.text).starts_with("{")) {
        SendAsQuery(data.text);
      } else if (data.option == Option::kDataToEncode) {
        SendEncoded(data);
      } else if (data.text.starts_with("@-") || data.text.starts_with("$(") || data.text.starts_with("<<")) {
        SendHereDocument(data);
      } else if (data.text.starts_with("@")) {
        draft_.SetUnreadBody();
      } else {
        ReadBodyText(data.text, data.lines, draft_);
      }
      if (data.option == Option::kJson) draft_.SetEncoding(SampleDraft::Encoding::kJson);
    }
    if (get_) draft_.SetMethod("GET");
  }

  void SendAsQuery(std::string_view text) {
    while (!text.empty()) {
      const size_t end = std::min(text.find('&'), text.size());
      const std::string_view pair = text.substr(0, end);
      const size_t equals = std::min(pair.find('='), pair.size());
      if (equals < pair.size()) draft_.AddQuery(pair.substr(0, equals), pair.substr(equals + 1));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  void SendEncoded(const Data& data) {
    const size_t equals = data.text.find('=');
    draft_.SetEncoding(SampleDraft::Encoding::kForm);
    if (equals == std::string::npos) return draft_.SetUnreadBody();
    draft_.AddField(Trim(std::string_view(data.text).substr(0, equals)), data.text.substr(equals + 1), data.lines);
  }

  // -d @- <<EOF: what follows holds the body.
  void SendHereDocument(const Data& data) {
    const size_t brace = text_.find('{', data.begin);
    draft_.SetUnreadBody();
    if (brace == std::string_view::npos) return;
    if (auto json = ReadLooseJson(text_.substr(brace), draft_.LinesOf(brace, brace).first)) {
      draft_.SetBody(std::move(*json));
    }
  }

  std::string_view text_;
  std::vector<ShellWord> words_;
  SampleDraft draft_;
  std::vector<Data> data_;
  size_t at_ = 0;
  bool get_ = false;
};

// http POST host/path name=value flag:=true page==2 X-Header:value file@path
std::optional<RequestSample> ReadHttpie(std::string_view text, const std::vector<ShellWord>& words, size_t first,
                                        int first_line) {
  SampleDraft draft(text, first_line);
  LooseJson body;
  body.value = Json(Json::Object{});
  bool form = false;
  for (size_t i = first; i < words.size() && !words[i].new_line; ++i) {
    const std::string& word = words[i].text;
    const Lines lines = draft.LinesOf(words[i].begin, words[i].end);
    const size_t sign = word.find_first_of(":=@");
    if (word == "-f" || word == "--form" || word == "--multipart") {
      form = true;
    } else if ((word == "-a" || word == "--auth") && i + 1 < words.size()) {
      draft.AddBasic(words[++i].text, lines);
    } else if (word.starts_with("-")) {
      continue;
    } else if (!draft.has_url() && !RequestMethod(word).empty()) {
      draft.SetMethod(word);
    } else if (!draft.has_url()) {
      draft.SetUrl(word);
    } else if (sign == std::string::npos) {
      continue;
    } else if (word.substr(sign, 2) == "==") {
      draft.AddQuery(word.substr(0, sign), word.substr(sign + 2));
    } else if (word[sign] == '@') {
      draft.AddFile(word.substr(0, sign), lines);
      draft.SetEncoding(SampleDraft::Encoding::kMultipart);
    } else if (word[sign] == '=' && form) {
      draft.AddField(word.substr(0, sign), word.substr(sign + 1), lines);
    } else if (word[sign] == '=' || word.substr(sign, 2) == ":=") {
      const bool raw = word[sign] == ':';
      const auto item = raw ? ReadLooseJson("[" + word.substr(sign + 2) + "]", lines.first) : std::nullopt;
      const bool read = item && item->value.is_array() && item->value.array().size() == 1;
      Json value = read ? item->value.array()[0] : Json(word.substr(sign + (raw ? 2 : 1)));
      body.value.Set(word.substr(0, sign), std::move(value));
      body.lines["/" + EscapePointerToken(word.substr(0, sign))] = lines;
      body.lines[""] = Join(body.lines[""], lines);
    } else {
      draft.AddHeader(word.substr(0, sign), word.substr(sign + 1), lines);
    }
  }
  if (!draft.has_url() || !(IsUrl(draft.url()) || draft.url().starts_with(":") || draft.has_method()))
    return std::nullopt;
  if (!body.value.object().empty()) draft.SetBody(std::move(body));
  return draft.Finish();
}

bool IsShellLanguage(std::string_view language) {
  const std::string lower = ToLower(language);
  for (const std::string_view shell : {"curl", "bash", "sh", "shell", "console", "terminal", "zsh"}) {
    if (lower == shell) return true;
  }
  return false;
}

bool StartsWithOption(std::string_view word) {
  for (const std::string_view option : {"-X", "--request", "-H", "--header", "-d", "--data", "--location", "--url"}) {
    if (word == option || (option == "-X" && word.starts_with(option) && !RequestMethod(word.substr(2)).empty())) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<RequestSample> ReadShellSample(std::string_view text, std::string_view language, int first_line) {
  std::vector<ShellWord> words = SplitShellWords(text);
  if (words.empty()) return std::nullopt;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].text;
    const bool curl = word == "curl" || word == "curl.exe" || word.ends_with("/curl") || word == "wget";
    if (words[i].quoted || !curl) continue;
    return CurlReader(text, std::move(words), first_line).Read(i + 1);
  }
  const size_t first = words[0].text == "$" || words[0].text == ">" ? 1 : 0;
  if (first >= words.size()) return std::nullopt;
  const std::string word = WithPlainDashes(words[first]);
  if (word == "http" || word == "https" || word == "httpie" || word == "xh") {
    return ReadHttpie(text, words, first + 1, first_line);
  }
  const bool url = IsShellLanguage(language) && word.find("://") != std::string::npos;
  if (!StartsWithOption(word) && !url) return std::nullopt;
  return CurlReader(text, std::move(words), first_line).Read(first);
}

}  // namespace authconform
