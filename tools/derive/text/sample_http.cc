// A request as HTTP itself writes it: a request line, fields, an empty line, a body.
#include <algorithm>

#include "tools/derive/text/sample_readers.h"

namespace authconform {
namespace {

struct Line {
  std::string_view text;  // without the line break
  size_t begin = 0;
};

std::vector<Line> LinesWithOffsets(std::string_view text) {
  std::vector<Line> lines;
  for (const std::string_view line : SplitLines(text)) {
    lines.push_back({line, static_cast<size_t>(line.data() - text.data())});
  }
  return lines;
}

struct RequestLine {
  std::string method;
  std::string_view target;
  bool versioned = false;  // "HTTP/1.1" is there
};

std::optional<RequestLine> ReadRequestLine(std::string_view line) {
  line = Trim(line);
  const size_t blank = line.find_first_of(" \t");
  if (blank == std::string_view::npos) return std::nullopt;
  std::string_view word = line.substr(0, blank);
  if (word.ends_with(':')) word.remove_suffix(1);
  RequestLine read{RequestMethod(word), Trim(line.substr(blank)), false};
  if (read.method != word) return std::nullopt;  // in upper case only
  const size_t version = read.target.find(" HTTP/");
  if (version != std::string_view::npos) {
    read.versioned = true;
    read.target = Trim(read.target.substr(0, version));
  }
  // "POST https://host/path?name=two words" is left whole; prose is no target.
  if (!IsUrl(read.target) && !(read.versioned && !read.target.empty()) && read.target != "/") return std::nullopt;
  return read;
}

// Without "HTTP/1.1" in the request line, a line like "email: text" may as well describe a parameter.
bool LooksLikeField(std::string_view name) {
  constexpr std::string_view kNames[] = {"authorization", "accept",  "host",      "cookie",
                                         "origin",        "referer", "connection"};
  return name.find('-') != std::string_view::npos ||
         std::find(std::begin(kNames), std::end(kNames), ToLower(name)) != std::end(kNames);
}

// "Request:", "# log in", "### Log in".
bool IsCaption(std::string_view line) {
  line = Trim(line);
  return line.starts_with("#") || line.starts_with("//") || (line.ends_with(':') && line.size() < 30);
}

void ReadMultipart(std::string_view body, size_t begin, SampleDraft& draft) {
  std::string_view name;
  bool file = false;
  std::string value;
  Lines lines;
  auto flush = [&] {
    if (!name.empty()) file ? draft.AddFile(name, lines) : draft.AddField(name, Trim(value), lines);
    name = {};
    value.clear();
  };
  bool in_value = false;
  for (const Line& line : LinesWithOffsets(body)) {
    const Lines here = draft.LinesOf(begin + line.begin, begin + line.begin + line.text.size());
    if (line.text.starts_with("--")) {
      flush();
      in_value = false;
    } else if (const size_t at = line.text.find(" name=\""); !in_value && at != std::string_view::npos) {
      const std::string_view rest = line.text.substr(at + 7);
      name = rest.substr(0, rest.find('"'));
      file = line.text.find("filename=") != std::string_view::npos;
      lines = here;
    } else if (!in_value && Trim(line.text).empty()) {
      in_value = true;
    } else if (in_value) {
      value += line.text;
      value += '\n';
      lines = Join(lines, here);
    }
  }
  flush();
}

}  // namespace

std::optional<RequestSample> ReadHttpSample(std::string_view text, int first_line) {
  SampleDraft draft(text, first_line);
  const std::vector<Line> lines = LinesWithOffsets(text);
  size_t at = 0;
  while (at < lines.size() && (Trim(lines[at].text).empty() || IsCaption(lines[at].text))) ++at;
  if (at == lines.size()) return std::nullopt;
  const auto request = ReadRequestLine(lines[at].text);
  if (!request) return std::nullopt;
  draft.SetMethod(request->method);
  draft.SetUrl(request->target);
  ++at;
  // A list of endpoints, no request.
  if (at < lines.size() && ReadRequestLine(lines[at].text)) return std::nullopt;
  for (; at < lines.size() && !Trim(lines[at].text).empty(); ++at) {
    const std::string_view line = Trim(lines[at].text);
    const size_t colon = std::min(line.find(':'), line.size());
    const bool field = line.front() != '{' && line.front() != '[' &&
                       (request->versioned || LooksLikeField(Trim(line.substr(0, colon))));
    if (!field || !draft.AddHeaderLine(line, draft.LinesOf(lines[at].begin, lines[at].begin + 1))) break;
  }
  while (at < lines.size() && Trim(lines[at].text).empty()) ++at;
  if (at < lines.size() && ReadRequestLine(lines[at].text)) return std::nullopt;
  if (at < lines.size()) {
    const size_t begin = lines[at].begin;
    size_t end = text.size();
    for (size_t i = at; i < lines.size() && end == text.size(); ++i) {
      if (lines[i].text.starts_with("HTTP/")) end = lines[i].begin;  // the answer to it
    }
    const std::string_view body = text.substr(begin, end - begin);
    if (body.starts_with("--")) {
      ReadMultipart(body, begin, draft);
      draft.SetEncoding(SampleDraft::Encoding::kMultipart);
    } else {
      ReadBodyText(body, draft.LinesOf(begin, begin + Trim(body).size()), draft);
    }
  }
  return draft.Finish();
}

}  // namespace authconform
