#include <utility>

#include "harness/judge/relation.h"
#include "tools/derive/derive.h"

namespace authconform {
namespace {

// "page.md:12", "page.md:12-14", or the page alone for what is missing altogether.
std::string Place(const std::string& document, Lines lines) {
  if (!lines) return document;
  std::string place = document + ":" + std::to_string(lines.first);
  return lines.last > lines.first ? place + "-" + std::to_string(lines.last) : place;
}

void AppendText(const std::string& document, const std::vector<Gap>& gaps, std::string& out) {
  for (const Gap& gap : gaps) {
    out += "  " + Place(document, gap.lines) + "  " + gap.id + "\n    " + gap.text + '\n';
    if (!gap.decide.is_null()) out += "    decide: " + WriteJson(gap.decide) + '\n';
  }
}

std::string Count(size_t count, const char* one, const char* several) {
  return std::to_string(count) + " " + (count == 1 ? one : several);
}

Json LinesJson(Lines lines) { return Json::Array{lines.first, lines.last}; }

void AppendJson(const std::vector<Gap>& gaps, Json::Array& out) {
  for (const Gap& gap : gaps) {
    Json::Object json = {{"id", gap.id}};
    if (!gap.endpoint.empty()) json.emplace_back("endpoint", gap.endpoint);
    if (gap.lines) json.emplace_back("lines", LinesJson(gap.lines));
    json.emplace_back("text", gap.text);
    if (!gap.decide.is_null()) json.emplace_back("decide", gap.decide);
    out.emplace_back(std::move(json));
  }
}

Json ToJson(const OutcomeRelation& each, const std::string& endpoint) {
  Json::Object json = {{"endpoint", endpoint},
                       {"outcome", each.outcome},
                       {"id", each.mined.relation.id},
                       {"relation", Describe(each.mined.relation)}};
  if (each.mined.lines) json.emplace_back("lines", LinesJson(each.mined.lines));
  json.emplace_back("support", Json::Array(each.mined.support.begin(), each.mined.support.end()));
  return json;
}

}  // namespace

std::string GapText(const Derivation& derivation) {
  const std::string& document = derivation.facts.document;
  std::string text;
  size_t count = derivation.gaps.size();
  for (const DerivedEndpoint& endpoint : derivation.endpoints) {
    count += endpoint.gaps.size();
    if (endpoint.gaps.empty()) continue;
    text += endpoint.name + "  " + endpoint.method + " " + endpoint.path + '\n';
    AppendText(document, endpoint.gaps, text);
    text += '\n';
  }
  if (!derivation.gaps.empty()) {
    text += "the document as a whole\n";
    AppendText(document, derivation.gaps, text);
    text += '\n';
  }
  const std::vector<Repair>& repairs = derivation.facts.repairs;
  if (!repairs.empty()) {
    text += "mended to be read\n";
    for (const Repair& repair : repairs) text += "  " + Place(document, repair.lines) + "  " + repair.what + '\n';
    text += '\n';
  }
  return text + Count(derivation.endpoints.size(), "endpoint", "endpoints") + ", " + Count(count, "gap", "gaps") +
         ", " + Count(repairs.size(), "repair", "repairs") + '\n';
}

Json GapJson(const Derivation& derivation) {
  Json::Array endpoints;
  Json::Array gaps;
  Json::Array relations;
  for (const DerivedEndpoint& endpoint : derivation.endpoints) {
    endpoints.push_back(Json::Object{{"name", endpoint.name}, {"method", endpoint.method}, {"path", endpoint.path}});
    AppendJson(endpoint.gaps, gaps);
    for (const OutcomeRelation& each : endpoint.relations) relations.push_back(ToJson(each, endpoint.name));
  }
  AppendJson(derivation.gaps, gaps);
  Json::Array repairs;
  for (const Repair& repair : derivation.facts.repairs) {
    Json::Object json;
    if (repair.lines) json.emplace_back("lines", LinesJson(repair.lines));
    json.emplace_back("what", repair.what);
    repairs.emplace_back(std::move(json));
  }
  return Json::Object{{"document", derivation.facts.document},
                      {"endpoints", std::move(endpoints)},
                      {"gaps", std::move(gaps)},
                      {"relations", std::move(relations)},
                      {"repairs", std::move(repairs)}};
}

}  // namespace authconform
