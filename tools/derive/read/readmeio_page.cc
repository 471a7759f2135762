#include "tools/derive/read/readmeio_page.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "tools/derive/read/openapi_document.h"
#include "tools/derive/read/openapi_operation.h"
#include "tools/derive/read/readmeio_address.h"
#include "tools/derive/read/readmeio_api.h"
#include "tools/derive/read/readmeio_blocks.h"
#include "tools/derive/read/readmeio_body.h"
#include "tools/derive/read/readmeio_merge.h"
#include "tools/derive/read/readmeio_parts.h"
#include "tools/derive/read/readmeio_prose.h"
#include "tools/derive/text/blocks.h"
#include "tools/derive/text/vocabulary.h"

namespace authconform {
namespace {

using Place = OpenApiDocument::Place;

template <typename T>
void Append(std::vector<T>& to, std::vector<T> from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
}

// The value at `place` as a document of its own: references in it start there.
LocatedJson PartAt(const LocatedJson& whole, const Place& place) {
  LocatedJson part;
  part.value = *place.value;
  part.lines[""] = whole.LinesAt(place.pointer);
  const std::string inside = place.pointer + "/";
  for (auto at = whole.lines.lower_bound(inside); at != whole.lines.end() && at->first.starts_with(inside); ++at) {
    part.lines[at->first.substr(place.pointer.size())] = at->second;
  }
  return part;
}

class ExportReader {
 public:
  ExportReader(const LocatedJson& json, const RenderedText& rendered)
      : json_(json), document_(json), rendered_(rendered) {}

  ExportedCalls Read() {
    const std::vector<PagePart> parts = FindPageParts(json_.value);
    calls_.found = !parts.empty();
    std::vector<EndpointFact> from_api;
    for (const PagePart& part : parts) {
      const Place place = document_.At(part.pointer);
      switch (part.kind) {
        case PagePart::Kind::kPage:
          TakePage(place);
          break;
        case PagePart::Kind::kApi:
          TakeApi(place, from_api);
          break;
        case PagePart::Kind::kOperation:
          Append(calls_.endpoints, OneOperation(place));
          break;
        case PagePart::Kind::kDescription:
          Append(calls_.endpoints, AllOperations(place));
          break;
      }
    }
    MergeCalls(calls_.endpoints, std::move(from_api));
    Append(calls_.repairs, document_.TakeRepairs());
    return std::move(calls_);
  }

 private:
  void TakeApi(const Place& api, std::vector<EndpointFact>& from_api) {
    std::vector<Remark> remarks;
    EndpointFact endpoint = ReadApiObject(document_, api, remarks);
    if (endpoint.path.empty()) return calls_.unaddressed.push_back(std::move(endpoint));
    from_api.push_back(std::move(endpoint));
    Append(calls_.remarks, std::move(remarks));
  }

  void TakePage(const Place& page) {
    ReadTitle(page);
    std::vector<EndpointFact> endpoints = EndpointsOf(page);
    EndpointFact none;
    EndpointFact& endpoint = endpoints.size() == 1 ? endpoints[0] : none;
    std::vector<Remark> remarks;
    const size_t told = calls_.endpoints.size();
    const bool unaddressed = endpoints.empty() && DocumentsCall(page);
    if (unaddressed) none = ReadApiObject(document_, page.Member("api"), remarks);
    ReadTexts(page, endpoint);
    if (unaddressed && calls_.endpoints.size() == told) TakeToldAddress(none);
    if (none.path.empty()) {
      Append(calls_.prose, std::move(none.prose));
    } else {
      Append(calls_.remarks, std::move(remarks));
      endpoints.push_back(std::move(none));
    }
    Append(calls_.endpoints, std::move(endpoints));
  }

  void ReadTitle(const Place& page) {
    const std::string category = page.Member("category").Text("title");
    const std::string title = page.Text("title");
    const bool both = !category.empty() && !title.empty();
    if (calls_.title.empty()) calls_.title = category + (both ? ": " : "") + title;
    const Place version = page.Member("version");
    for (const std::string& name : {version.Text("version_clean"), version.Text("version"), page.Text("version")}) {
      if (calls_.version.empty()) calls_.version = name;
    }
  }

  std::vector<EndpointFact> EndpointsOf(const Place& page) {
    const Place api = page.Member("api");
    std::vector<EndpointFact> endpoints;
    for (const Place& holder : {api.Member("schema"), page.Member("oasDefinition"), page.Member("openapi")}) {
      if (holder && holder.value->Find("paths") != nullptr) Append(endpoints, AllOperations(holder));
    }
    EndpointFact own;
    std::vector<Remark> remarks;
    if (DocumentsCall(page)) own = ReadApiObject(document_, api, remarks);
    if (own.path.empty()) return endpoints;
    Append(calls_.remarks, std::move(remarks));
    // A page shows one operation of the description that is kept with it.
    std::erase_if(endpoints, [&](const EndpointFact& endpoint) { return !IsSameCall(endpoint, own); });
    if (endpoints.size() > 1) endpoints.erase(endpoints.begin() + 1, endpoints.end());
    MergeCalls(endpoints, {std::move(own)});
    if (const std::string title = page.Text("title"); !title.empty()) endpoints[0].title = title;
    endpoints[0].lines = document_.LinesOf(page);
    return endpoints;
  }

  // The editor keeps an empty call with pages that are only text.
  static bool DocumentsCall(const Place& page) {
    const Place api = page.Member("api");
    const std::string type = ToLower(page.Text("type"));
    if (type == "basic") return !Trim(api.Text(api.Member("url") ? "url" : "path")).empty();
    return api && type != "link" && type != "error";
  }

  std::vector<EndpointFact> AllOperations(const Place& place) {
    OpenApiDocument description(PartAt(json_, place));
    TakeVersion(description);
    std::vector<EndpointFact> endpoints = ReadOperations(description);
    Append(calls_.repairs, description.TakeRepairs());
    return endpoints;
  }

  std::vector<EndpointFact> OneOperation(const Place& place) {
    OpenApiDocument description(PartAt(json_, place));
    TakeVersion(description);
    const Place root = description.Root();
    Place shared = root.Member("path_parameters");
    if (!shared) shared = root.Member("parameters");
    EndpointFact endpoint = ReadOperation(description, {.method = MethodOfWord(root.Text("method")),
                                                        .path = root.Text("path"),
                                                        .operation = root.Member("operation"),
                                                        .path_item = {},
                                                        .shared_parameters = shared,
                                                        .path_lines = description.LinesOf(root.Member("path")),
                                                        .method_lines = description.LinesOf(root.Member("method"))});
    Append(calls_.repairs, description.TakeRepairs());
    return {std::move(endpoint)};
  }

  void TakeVersion(const OpenApiDocument& description) {
    if (calls_.version.empty()) calls_.version = description.Root().Member("info").Text("version");
  }

  void ReadTexts(const Place& page, EndpointFact& endpoint) {
    const size_t first = endpoint.prose.size();
    for (const Place& holder : {page, page.Member("content")}) {
      const Place excerpt = holder.Member("excerpt");
      if (excerpt && excerpt.value->is_string())
        AddProse(excerpt.value->string(), document_.LinesOf(excerpt), endpoint);
      if (const Place body = holder.Member("body"); body && body.value->is_string()) ReadBody(body, endpoint);
    }
    for (size_t i = first; i < endpoint.prose.size(); ++i) {
      Prose& prose = endpoint.prose[i];
      if (const Lines shown = rendered_.Find(prose.text)) prose.lines = shown;
    }
    ReadProse(endpoint);
  }

  static void AddProse(const std::string& text, Lines lines, EndpointFact& endpoint) {
    if (!Trim(text).empty()) endpoint.prose.push_back({text, lines});
  }

  // The whole body stands in one string, and all of its blocks where the string does.
  void ReadBody(const Place& body, EndpointFact& endpoint) {
    const Lines lines = document_.LinesOf(body);
    std::vector<Repair> repairs;
    const MarkdownBody markdown = UndoMagicBlocks(body.value->string(), repairs);
    std::vector<Block> blocks = ReadBlocks(markdown.markdown, lines.first, repairs);
    for (Block& block : blocks) {
      block.lines = lines;
      block.text_lines = lines;
      for (Block::Row& row : block.rows) row.lines = lines;
    }
    if (DescribesNone(endpoint)) ReadAsText(markdown.markdown, lines);
    ReadPageBody(blocks, endpoint, repairs);
    for (Repair& repair : repairs) calls_.repairs.push_back({lines, std::move(repair.what)});
  }

  static bool DescribesNone(const EndpointFact& endpoint) { return endpoint.path.empty(); }

  // A page without an `api` of its own may tell calls in its text.
  void ReadAsText(const std::string& markdown, Lines lines) {
    Facts told = ReadTextBody(markdown, [&](Lines) { return lines; });
    Append(calls_.endpoints, std::move(told.endpoints));
    Append(calls_.repairs, std::move(told.repairs));
    Append(calls_.remarks, std::move(told.remarks));
  }

  const LocatedJson& json_;
  OpenApiDocument document_;
  const RenderedText& rendered_;
  ExportedCalls calls_;
};

}  // namespace

ExportedCalls ReadExportedCalls(const LocatedJson& json, const RenderedText& rendered) {
  return ExportReader(json, rendered).Read();
}

}  // namespace authconform
