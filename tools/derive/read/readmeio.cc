#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "tools/derive/read/readers.h"
#include "tools/derive/read/readmeio_address.h"
#include "tools/derive/read/readmeio_blocks.h"
#include "tools/derive/read/readmeio_body.h"
#include "tools/derive/read/readmeio_merge.h"
#include "tools/derive/read/readmeio_page.h"
#include "tools/derive/read/readmeio_parts.h"
#include "tools/derive/read/readmeio_prose.h"
#include "tools/derive/read/rendered_text.h"
#include "tools/derive/text/blocks.h"

namespace authconform {
namespace {

constexpr LooseJsonLimits kPageLimits = {.bytes = 16 << 20, .depth = 64, .values = 500'000};

template <typename T>
void Append(std::vector<T>& to, std::vector<T> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

std::optional<LocatedJson> ReadLocated(std::string_view text, int first_line) {
  std::optional<LooseJson> loose = ReadLooseJson(text, first_line, kPageLimits);
  if (!loose) return std::nullopt;
  return LocatedJson{std::move(loose->value), std::move(loose->lines), std::move(loose->repairs)};
}

// All but the endpoints.
void TakeSurroundings(ExportedCalls& calls, Facts& facts) {
  if (facts.title.empty()) facts.title = calls.title;
  if (facts.version.empty()) facts.version = calls.version;
  Append(facts.prose, std::move(calls.prose));
  Append(facts.repairs, std::move(calls.repairs));
  Append(facts.remarks, std::move(calls.remarks));
}

// Pages as JSON, and what they show below it.
bool ReadJsonPages(std::string_view text, Facts& facts) {
  const std::optional<JsonSpan> span = FindPageJson(text);
  if (!span) return false;
  const std::string_view json = text.substr(span->begin, span->end - span->begin);
  const std::optional<LocatedJson> located = ReadLocated(json, span->first_line);
  if (!located) return false;
  const int last_line = span->first_line + static_cast<int>(std::count(json.begin(), json.end(), '\n'));
  ExportedCalls calls = ReadExportedCalls(*located, RenderedText(text.substr(span->end), last_line));
  TakeSurroundings(calls, facts);
  facts.endpoints = std::move(calls.endpoints);
  return calls.found;
}

// A page as Markdown with the call's JSON in code fences or in its front matter.
class MarkdownPageReader {
 public:
  MarkdownPageReader(std::string_view text, Facts& facts) : text_(text), facts_(facts) {}

  void Read() {
    ReadFrontMatter();
    const MarkdownBody markdown = UndoMagicBlocks(text_, facts_.repairs);
    for (Block& block : ReadBlocks(markdown.markdown, 1, facts_.repairs)) {
      block.lines = markdown.InBody(block.lines);
      block.text_lines = markdown.InBody(block.text_lines);
      for (Block::Row& row : block.rows) row.lines = markdown.InBody(row.lines);
      TakeBlock(std::move(block));
    }
    MergeCalls(described_, std::move(from_api_));
    ReadText(markdown);
    facts_.endpoints = std::move(described_);
  }

 private:
  void ReadText(const MarkdownBody& markdown) {
    if (described_.size() == 1) return ReadBody(described_[0]);
    if (described_.empty() && ReadUnaddressed()) return;
    if (described_.empty()) return ReadAsText(markdown);
    EndpointFact none;
    ReadPageBody(body_, none, facts_.repairs);
    Append(facts_.prose, std::move(none.prose));
  }

  // Whether the text tells the address of the one call that has none.
  bool ReadUnaddressed() {
    if (unaddressed_.size() != 1) return false;
    EndpointFact call = std::move(unaddressed_[0]);
    ReadBody(call);
    TakeToldAddress(call);
    if (call.path.empty()) return false;
    described_.push_back(std::move(call));
    return true;
  }

  void ReadFrontMatter() {
    const std::vector<std::string_view> lines = SplitLines(text_);
    if (lines.empty() || Trim(lines[0]) != "---") return;
    const auto close =
        std::find_if(lines.begin() + 1, lines.end(), [](std::string_view line) { return Trim(line) == "---"; });
    if (close == lines.end()) return;
    const size_t begin = static_cast<size_t>(lines[1].data() - text_.data());
    const size_t end = static_cast<size_t>(close->data() - text_.data());
    const Result<LocatedJson> matter = ReadYaml(text_.substr(begin, end - begin), 2);
    if (!matter) return;
    if (const Json* title = matter->value.Find("title"); title != nullptr && title->is_string()) {
      facts_.title = title->string();
    }
    if (const Json* excerpt = matter->value.Find("excerpt"); excerpt != nullptr && excerpt->is_string()) {
      excerpt_ = {excerpt->string(), matter->LinesAt("/excerpt")};
    }
    TakeCalls(*matter);
  }

  // Whether the JSON tells of calls.
  bool TakeCalls(const LocatedJson& json) {
    ExportedCalls calls = ReadExportedCalls(json, RenderedText("", 1));
    if (!calls.found) return false;
    TakeSurroundings(calls, facts_);
    Append(unaddressed_, std::move(calls.unaddressed));
    for (EndpointFact& endpoint : calls.endpoints) {
      (endpoint.host.empty() ? from_api_ : described_).push_back(std::move(endpoint));
    }
    return true;
  }

  static bool MayTellCalls(const Block& block) {
    if (block.kind != Block::Kind::kCode) return false;
    for (std::string_view name : {"openapi", "swagger", "operation", "\"api\"", "\"method\""}) {
      if (block.text.find(name) != std::string::npos) return true;
    }
    return false;
  }

  std::optional<LocatedJson> ReadCode(const Block& block) const {
    const std::string_view code = Trim(block.text);
    if (code.starts_with('{') || code.starts_with('[')) return ReadLocated(block.text, block.text_lines.first);
    const bool yaml = block.language == "yaml" || block.language == "yml";
    if (!yaml) return std::nullopt;
    Result<LocatedJson> located = ReadYaml(block.text, block.text_lines.first);
    return located ? std::optional(std::move(*located)) : std::nullopt;
  }

  void TakeBlock(Block block) {
    if (block.kind == Block::Kind::kHeading) {
      if (block.level == 1 && facts_.title.empty()) facts_.title = block.text;
      section_ = body_.size();
    }
    if (MayTellCalls(block)) {
      const std::optional<LocatedJson> json = ReadCode(block);
      if (json && TakeCalls(*json)) {
        // What introduces the JSON is said of the JSON.
        body_.resize(std::min(section_, body_.size()));
        return;
      }
    }
    if (body_.size() <= 1 && IsProvenance(block)) return;
    body_.push_back(std::move(block));
  }

  // Lines of "Name: value" under the title: where the page is from.
  bool IsProvenance(const Block& block) {
    if (block.kind != Block::Kind::kParagraph) return false;
    const std::vector<std::string_view> lines = SplitLines(block.text);
    const bool all = std::all_of(lines.begin(), lines.end(), [](std::string_view line) {
      const size_t colon = line.find(": ");
      return colon != std::string_view::npos && colon < 40;
    });
    if (!all || !HasWord(ToLower(lines[0].substr(0, lines[0].find(':'))), "source")) return false;
    for (std::string_view line : lines) {
      const size_t colon = line.find(':');
      if (HasWord(line.substr(0, colon), "version")) facts_.version = std::string(Trim(line.substr(colon + 1)));
    }
    facts_.prose.push_back({block.text, block.lines});
    return true;
  }

  // Without the JSON of a call the page is text like any other.
  void ReadAsText(const MarkdownBody& markdown) {
    Facts told = ReadTextBody(markdown.markdown, [&](Lines lines) { return markdown.InBody(lines); });
    described_ = std::move(told.endpoints);
    Append(facts_.prose, std::move(told.prose));
    Append(facts_.remarks, std::move(told.remarks));
  }

  void ReadBody(EndpointFact& endpoint) {
    if (!excerpt_.text.empty()) endpoint.prose.push_back(excerpt_);
    ReadPageBody(body_, endpoint, facts_.repairs);
    ReadProse(endpoint);
  }

  std::string_view text_;
  Facts& facts_;
  std::vector<Block> body_;  // without what tells of calls
  size_t section_ = 0;       // where the last heading is in it
  Prose excerpt_;
  std::vector<EndpointFact> described_;
  std::vector<EndpointFact> from_api_;
  std::vector<EndpointFact> unaddressed_;
};

// The editor's name for a body that is one value: what is inside is the body itself.
void UnwrapRawBody(std::vector<Field>& fields) {
  constexpr std::string_view kRawBody = "/RAW_BODY";
  std::erase_if(fields, [&](const Field& field) { return field.path == kRawBody; });
  for (Field& field : fields) {
    if (field.path.starts_with(std::string(kRawBody) + "/")) field.path.erase(0, kRawBody.size());
  }
}

}  // namespace

Facts ReadReadmeIo(std::string_view text, const std::string& name) {
  Facts facts;
  facts.document = name;
  facts.dialect = Dialect::kReadmeIo;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!ReadJsonPages(text, facts)) MarkdownPageReader(text, facts).Read();
  for (EndpointFact& endpoint : facts.endpoints) {
    if (endpoint.title.empty()) endpoint.title = facts.title;
    TakeSampledHost(endpoint);
    UnwrapRawBody(endpoint.fields);
  }
  return facts;
}

}  // namespace authconform
