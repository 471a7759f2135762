#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "tools/derive/read/code_example.h"
#include "tools/derive/read/declared_name.h"
#include "tools/derive/read/field_name.h"
#include "tools/derive/read/gitbook_tags.h"
#include "tools/derive/read/page_samples.h"
#include "tools/derive/read/page_words.h"
#include "tools/derive/read/readers.h"
#include "tools/derive/read/stated_encoding.h"
#include "tools/derive/text/blocks.h"
#include "tools/derive/text/html.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

using Kind = GitBookPiece::Kind;

std::string AttributeOr(const GitBookPiece& tag, std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) {
    if (const std::string* value = tag.Attribute(name)) return std::string(Trim(*value));
  }
  return "";
}

// A tag's name without the block's own: "api-method-summary" and "swagger-summary" are both "summary"; the block itself
// is "". nullopt: the tag only wraps ("tabs", "hint").
std::optional<std::string> RoleOf(const std::string& tag) {
  for (std::string_view block : {"api-method", "swagger", "openapi-operation", "openapi"}) {
    if (tag == block) return "";
    if (tag.starts_with(std::string(block) + "-")) return tag.substr(block.size() + 1);
  }
  return std::nullopt;
}

std::string TextOf(const Block& block) {
  if (block.kind == Block::Kind::kHtml) return HtmlToText(block.text);
  return std::string(Trim(block.text));
}

// Code in which lines are marked is HTML on GitBook's pages: it becomes the code it shows.
void UndoHtmlCode(Block& block) {
  if (block.kind != Block::Kind::kHtml || block.text.find("<pre") == std::string::npos) return;
  Block code;
  code.kind = Block::Kind::kCode;
  code.lines = block.lines;
  code.fenced = true;
  bool inside = false;
  for (const HtmlPiece& piece : ReadHtml(block.text, block.lines.first)) {
    if (piece.name == "pre") inside = piece.kind == HtmlPiece::Kind::kStart;
    if (piece.name == "code" && piece.Attribute("class") != nullptr) {
      const std::string& name = *piece.Attribute("class");
      code.language = ToLower(name.substr(name.rfind('-') + 1));
    }
    if (!inside || piece.kind != HtmlPiece::Kind::kText) continue;
    code.text += piece.text;
    code.text_lines = Join(code.text_lines, piece.lines);
  }
  block = std::move(code);
}

// Whether a response's caption is about cakes, which is what GitBook fills a new block with.
bool IsTemplateText(std::string_view text) { return HasWord(text, "cake") || HasWord(text, "cakes"); }

// "200", "401: Unauthorized": what stands on tabs.
bool StartsWithStatus(std::string_view caption) {
  return caption.size() >= 3 && caption[0] >= '1' && caption[0] <= '5' && StatusOfText(caption.substr(0, 3)) > 0 &&
         StatusOfText(caption) > 0;
}

class Reader {
 public:
  explicit Reader(Facts facts) : facts_(std::move(facts)) {}

  Facts Read(const std::vector<GitBookPiece>& pieces) {
    for (const GitBookPiece& piece : pieces) {
      if (piece.kind == Kind::kText) {
        TakeText(piece);
      } else if (const std::optional<std::string> role = RoleOf(piece.name)) {
        piece.kind == Kind::kOpen ? Open(piece, *role) : Close(piece, *role);
      } else {
        caption_ = piece.kind == Kind::kOpen ? AttributeOr(piece, {"title"}) : "";
      }
    }
    LeaveBlock("");
    PlaceBetween(false);
    PlaceSamples(std::move(samples_), facts_.endpoints);
    for (EndpointFact& endpoint : facts_.endpoints) {
      AddContainers(endpoint.fields);
      TakeStatedEncoding(endpoint);
    }
    return std::move(facts_);
  }

 private:
  // What the text at hand belongs to.
  enum class Slot { kPage, kEndpoint, kSummary, kDescription, kParameter, kResponse, kResponseCaption };

  EndpointFact& Endpoint() { return facts_.endpoints.back(); }

  void Open(const GitBookPiece& tag, const std::string& role) {
    if (role.empty()) return OpenEndpoint(tag);
    if (slot_ == Slot::kPage) {  // a part whose block was closed too early, or never opened
      if (facts_.endpoints.empty()) return;
      facts_.repairs.push_back({tag.lines, "a part stands outside of its block"});
    }
    // In api-method blocks "response" only holds the response-example tags.
    const bool response = role == "response-example" || (role == "response" && tag.name == "swagger-response");
    if (role == "summary") return Enter(Slot::kSummary, tag);
    if (role == "description") return Enter(Slot::kDescription, tag);
    if (role == "parameter") return OpenParameter(tag);
    if (role == "response-example-description") return Enter(Slot::kResponseCaption, tag);
    if (response) return OpenResponse(tag);
    if (role.find("parameters") != std::string::npos || role == "headers") OpenList(tag, role);
  }

  void Close(const GitBookPiece& tag, const std::string& role) {
    if (role.empty()) {
      if (slot_ == Slot::kPage) return;
      LeaveBlock("");
      slot_ = Slot::kPage;
      Endpoint().lines = Join(Endpoint().lines, tag.lines);
      return;
    }
    if (slot_ == Slot::kPage) return;
    if (role == "parameter" && slot_ == Slot::kParameter) TakeParameterEnd(tag.lines);
    if (role.find("parameters") != std::string::npos || role == "headers") list_ = "";
    open_.clear();
    slot_ = role == "response-example-description" && in_response_ ? Slot::kResponse : Slot::kEndpoint;
    if (slot_ == Slot::kEndpoint) in_response_ = false;
  }

  void Enter(Slot slot, const GitBookPiece& tag) {
    if (slot != Slot::kResponseCaption) LeaveBlock(tag.name);
    slot_ = slot;
    open_ = tag.name;
    open_lines_ = tag.lines;
    caption_.clear();
  }

  // A part that is still open when something else starts.
  void LeaveBlock(const std::string& next) {
    if (open_.empty()) return;
    if (slot_ == Slot::kParameter) TakeParameterEnd(parameter_lines_);
    facts_.repairs.push_back({open_lines_, "a tag is never closed: " + open_});
    open_.clear();
    if (next.empty()) slot_ = Slot::kEndpoint;
  }

  void OpenEndpoint(const GitBookPiece& tag) {
    if (slot_ != Slot::kPage) {
      LeaveBlock("");
      facts_.repairs.push_back({Endpoint().path_lines, "a tag is never closed: " + block_});
    }
    EndpointFact endpoint;
    endpoint.method = MethodOfWord(AttributeOr(tag, {"method"}));
    endpoint.path = AttributeOr(tag, {"path"});
    endpoint.host = AttributeOr(tag, {"host", "baseurl"});
    endpoint.title = AttributeOr(tag, {"summary"});
    if (endpoint.path.empty()) endpoint.path = std::exchange(endpoint.host, "");
    endpoint.lines = endpoint.path_lines = endpoint.method_lines = tag.lines;
    if (!endpoint.host.empty()) endpoint.host_lines = tag.lines;
    PlaceBetween(true);
    if (!AttributeOr(tag, {"src", "spec"}).empty()) {
      facts_.repairs.push_back({tag.lines, "the operation is described in another file"});
      if (endpoint.path.empty() && endpoint.method.empty()) return;  // all of the file
    }
    facts_.endpoints.push_back(std::move(endpoint));
    Adopt(std::exchange(pending_, {}));
    slot_ = Slot::kEndpoint;
    block_ = tag.name;
    list_.clear();
    in_response_ = false;
  }

  void OpenList(const GitBookPiece& tag, const std::string& role) {
    LeaveBlock(tag.name);
    list_ = role;
    slot_ = Slot::kEndpoint;
    if (role.starts_with("form-data") && !Endpoint().encoding) {
      Endpoint().encoding = FactEncoding::kForm;
      Endpoint().encoding_lines = tag.lines;
    }
  }

  void OpenParameter(const GitBookPiece& tag) {
    Enter(Slot::kParameter, tag);
    parameter_ = tag;
    parameter_text_.clear();
    parameter_lines_ = tag.lines;
  }

  void TakeParameterEnd(Lines end) {
    const std::string in = ToLower(AttributeOr(parameter_, {"in"}));
    const std::string& place = in.empty() ? list_ : in;
    std::string name = CleanName(AttributeOr(parameter_, {"name"}));
    const std::string type = AttributeOr(parameter_, {"type"});
    // A name in the wrong place is one all the same.
    if (parameter_.Attribute("name") == nullptr && TypeOfWord(type) == ValueType::kUnknown) name = CleanName(type);
    const Lines lines = Join(parameter_.lines, end);
    const std::string required = AttributeOr(parameter_, {"required"});
    if (name.empty()) {
      facts_.remarks.push_back({"template-leftover", lines, "a parameter has no name"});
    } else if (place.starts_with("header") || place.starts_with("cookie")) {
      TakeHeader(place.starts_with("cookie") ? "Cookie" : name, RequiredOfWord(required), lines);
    } else {
      Field field;
      field.path = DeclaredName(name);
      field.in = place.starts_with("path")    ? Field::In::kPath
                 : place.starts_with("query") ? Field::In::kQuery
                                              : Field::In::kBody;
      field.placed = !place.empty();
      field.type = TypeOfWord(type);
      field.required = RequiredOfWord(required);
      field.lines = lines;
      field.declared = true;
      field.description = parameter_text_;
      Endpoint().fields.push_back(std::move(field));
    }
    RemarkTemplate(parameter_text_, lines);
    parameter_text_.clear();
  }

  void TakeHeader(const std::string& name, std::optional<bool> required, Lines lines) {
    HeaderFact header{name, "", lines, required, parameter_text_};
    // A description that is one word, or starts with a scheme's name, is what to send.
    const bool word = parameter_text_.find(' ') == std::string::npos;
    const std::string lower = ToLower(parameter_text_);
    if (word || lower.starts_with("bearer ") || lower.starts_with("basic ")) header.value = parameter_text_;
    Endpoint().headers.push_back(std::move(header));
  }

  void OpenResponse(const GitBookPiece& tag) {
    Enter(Slot::kResponse, tag);
    in_response_ = true;
    ResponseFact response;
    const std::string status = AttributeOr(tag, {"httpcode", "status", "code"});
    response.status = StatusOfText(status);
    response.lines = tag.lines;
    response.title = AttributeOr(tag, {"description"});
    if (response.title.empty() && status.find(':') != std::string::npos) {
      response.title = std::string(Trim(std::string_view(status).substr(status.find(':') + 1)));
    }
    if (!response.title.empty()) response.title_lines = tag.lines;
    if (response.status == 0) facts_.repairs.push_back({tag.lines, "a response has no status"});
    RemarkTemplate(response.title, tag.lines);
    Endpoint().responses.push_back(std::move(response));
  }

  void TakeText(const GitBookPiece& piece) {
    if (Trim(piece.text).empty()) return;
    std::vector<Block> blocks = ReadBlocks(piece.text, piece.lines.first, facts_.repairs);
    for (Block& block : blocks) UndoHtmlCode(block);
    if (slot_ == Slot::kPage) {
      for (Block& block : blocks) TakePageBlock(std::move(block));
      return;
    }
    Endpoint().lines = Join(Endpoint().lines, piece.lines);
    switch (slot_) {
      case Slot::kSummary:
        for (const Block& block : blocks) AppendTo(Endpoint().title, TextOf(block));
        return;
      case Slot::kParameter:
        for (const Block& block : blocks) {
          AppendTo(parameter_text_, TextOf(block));
          parameter_lines_ = Join(parameter_lines_, block.lines);
        }
        return;
      case Slot::kResponse:
        return TakeResponseText(piece, blocks);
      case Slot::kResponseCaption:
        for (const Block& block : blocks) TakeResponseCaption(block);
        return;
      default:
        return Adopt(std::move(blocks));
    }
  }

  static void AppendTo(std::string& text, const std::string& more) {
    if (more.empty()) return;
    if (!text.empty()) text += ' ';
    text += more;
  }

  void TakeResponseCaption(const Block& block) {
    if (Endpoint().responses.empty()) return;
    if (block.kind == Block::Kind::kCode) return TakeResponseCode(block.text, block.language, block.text_lines);
    ResponseFact& response = Endpoint().responses.back();
    const std::string text = TextOf(block);
    AppendTo(response.title, text);
    response.title_lines = Join(response.title_lines, block.lines);
    RemarkTemplate(text, block.lines);
  }

  void TakeResponseText(const GitBookPiece& piece, const std::vector<Block>& blocks) {
    const std::string_view text = Trim(piece.text);
    const bool fenced = std::any_of(blocks.begin(), blocks.end(), [](const Block& block) { return block.fenced; });
    if (!fenced && (text.starts_with('{') || text.starts_with('['))) {  // a body without its fence
      const auto before = std::count(piece.text.begin(), piece.text.begin() + (text.data() - piece.text.data()), '\n');
      const auto within = std::count(text.begin(), text.end(), '\n');
      const int first = piece.lines.first + static_cast<int>(before);
      return TakeResponseCode(text, "", {first, first + static_cast<int>(within)});
    }
    for (const Block& block : blocks) {
      block.kind == Block::Kind::kCode ? TakeResponseCode(block.text, block.language, block.text_lines)
                                       : TakeResponseCaption(block);
    }
  }

  void TakeResponseCode(std::string_view text, const std::string& language, Lines lines) {
    ResponseFact& response = Endpoint().responses.back();
    const bool no_body = response.status == 204 || response.status == 205 || response.status == 304;
    if (Trim(text).empty()) {
      // A fence that was never filled in tells nothing, unless the status has no body anyway.
      if (no_body) response.examples.push_back({lines, language, std::nullopt, true});
      return;
    }
    const bool sample_word = ReadsAsSample(text, language);
    if (auto sample = sample_word ? ReadRequestSample(text, language, lines.first) : std::nullopt) {
      Endpoint().samples.push_back(std::move(*sample));
      return;
    }
    Example example = ReadExample(text, language, lines, facts_.repairs);
    const bool untouched = example.body && example.body->value == Json(Json::Object{}) && text.find("//") != text.npos;
    if (untouched) {
      facts_.remarks.push_back({"template-leftover", lines, "the example holds nothing but a comment"});
      return;
    }
    response.examples.push_back(std::move(example));
  }

  // Whether code in a response's place is a call all the same.
  static bool ReadsAsSample(std::string_view text, const std::string& language) {
    const std::string_view start = Trim(text);
    return start.starts_with("curl ") || language == "bash" || language == "shell" || language == "curl";
  }

  void TakePageBlock(Block block) {
    if (block.kind == Block::Kind::kHeading && block.level == 1 && facts_.title.empty()) {
      facts_.title = TextOf(block);
      return;
    }
    if (block.kind == Block::Kind::kCode) {
      const std::string_view language = block.language.empty() ? std::string_view(caption_) : block.language;
      if (auto sample = ReadRequestSample(block.text, language, block.text_lines.first)) {
        samples_.push_back({std::move(*sample), facts_.endpoints.size()});
        return;
      }
      // The caption of a tab is gone when the block is looked at.
      if (StartsWithStatus(caption_) && block.runs.empty()) block.runs.push_back({caption_, false, false, block.lines});
    }
    between_.push_back(std::move(block));
  }

  // Text between two endpoints is the first one's, but for what its last heading opens; before all it is the page's.
  void PlaceBetween(bool another_follows) {
    std::vector<Block> blocks = std::exchange(between_, {});
    if (facts_.endpoints.empty()) {
      for (const Block& block : blocks) AddProse(facts_.prose, block);
      return;
    }
    size_t split = blocks.size();
    for (size_t i = blocks.size(); another_follows && i-- > 0;) {
      if (blocks[i].kind != Block::Kind::kHeading || blocks[i].level > 3) continue;
      split = i;
      break;
    }
    const auto at = blocks.begin() + static_cast<std::ptrdiff_t>(split);
    pending_.assign(std::make_move_iterator(at), std::make_move_iterator(blocks.end()));
    blocks.erase(at, blocks.end());
    Adopt(std::move(blocks));
  }

  void AddProse(std::vector<Prose>& prose, const Block& block) {
    if (block.kind == Block::Kind::kCode || block.kind == Block::Kind::kRule) return;
    if (block.kind == Block::Kind::kTable) {
      for (const Block::Row& row : block.rows) {
        std::string text;
        for (const std::string& cell : row.cells) AppendTo(text, cell);
        if (!text.empty()) prose.push_back({text, row.lines});
      }
      return;
    }
    if (std::string text = TextOf(block); !text.empty()) prose.push_back({std::move(text), block.lines});
  }

  // Blocks that are about the endpoint at hand.
  void Adopt(std::vector<Block> blocks) {
    std::string caption;
    for (Block& block : blocks) {
      EndpointFact& endpoint = Endpoint();
      endpoint.lines = Join(endpoint.lines, block.lines);
      AddProse(endpoint.prose, block);
      if (block.kind == Block::Kind::kParagraph || block.kind == Block::Kind::kHeading) {
        caption = TextOf(block);
        RemarkTemplate(caption, block.lines);
      } else if (block.kind == Block::Kind::kCode) {
        AdoptCode(block, block.runs.empty() ? caption : block.runs[0].text);
      }
    }
  }

  void AdoptCode(const Block& block, const std::string& caption) {
    EndpointFact& endpoint = Endpoint();
    if (auto sample = ReadRequestSample(block.text, block.language, block.text_lines.first)) {
      samples_.push_back({std::move(*sample), facts_.endpoints.size()});
      return;
    }
    const PageLabel::Kind label = LabelOf(caption, false).kind;
    const bool told = label == PageLabel::Kind::kResponse || label == PageLabel::Kind::kStatus;
    const bool answer = StartsWithStatus(caption) || (told && StatusOfText(caption) > 0);
    const bool request = label == PageLabel::Kind::kRequest || label == PageLabel::Kind::kParameters;
    if (!answer && !request) return;
    Example example = ReadExample(block.text, block.language, block.text_lines, facts_.repairs);
    if (answer) {
      ResponseFact response;
      response.status = StatusOfText(caption);
      response.lines = block.lines;
      response.title = caption;
      response.title_lines = block.lines;
      response.examples.push_back(std::move(example));
      endpoint.responses.push_back(std::move(response));
    } else if (example.body) {
      endpoint.requests.push_back(std::move(example));
    }
  }

  void RemarkTemplate(const std::string& text, Lines lines) {
    if (!IsTemplateText(text)) return;
    facts_.remarks.push_back({"template-leftover", lines, "the text is the documentation tool's own example"});
  }

  Facts facts_;
  Slot slot_ = Slot::kPage;
  std::string block_;  // the tag of the endpoint's block
  std::string list_;   // the list of parameters that is open: "body-parameters"
  std::string open_;   // the part that is open
  Lines open_lines_;
  std::string caption_;  // of the tab or code that is open
  bool in_response_ = false;
  GitBookPiece parameter_;
  std::string parameter_text_;
  Lines parameter_lines_;  // up to the last of its text
  std::vector<Block> between_;
  std::vector<Block> pending_;  // of the next endpoint
  std::vector<PageSample> samples_;
};

}  // namespace

Facts ReadGitBook(std::string_view text, const std::string& name) {
  Facts facts;
  facts.document = name;
  facts.dialect = Dialect::kGitBook;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::vector<GitBookPiece> pieces = ReadGitBookTags(text, facts.repairs);
  const bool blocks = std::any_of(pieces.begin(), pieces.end(),
                                  [](const GitBookPiece& piece) { return RoleOf(piece.name).has_value(); });
  if (blocks) return Reader(std::move(facts)).Read(pieces);
  // Pages of GitBook's newest kind are headings, tables and tabs.
  Facts page = ReadReadme(text, name);
  page.dialect = Dialect::kGitBook;
  return page;
}

}  // namespace authconform
