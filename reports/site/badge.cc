#include "reports/site/badge.h"

#include <cstddef>
#include <string_view>

#include "reports/html_escape.h"
#include "reports/site/page.h"
#include "reports/site/site_folder.h"
#include "reports/summary.h"

namespace authconform {
namespace {

// Widths of Verdana's letters at 11 px differ too little to be worth a table; textLength makes the text fit.
int WidthOf(std::string_view text) { return static_cast<int>(text.size()) * 13 / 2 + 12; }

constexpr std::string_view kGrey = "#4f5863";

struct Shown {
  std::string words;
  std::string_view colour;  // white on it has a contrast of 4.5 or more
};

std::string_view ColourOf(Mark mark, bool whole) {
  switch (mark) {
    case Mark::kFail:
      return "#a8201a";
    case Mark::kDeviation:
      return "#3b4cb8";
    case Mark::kError:
    case Mark::kInconclusive:
      return kGrey;
    case Mark::kWarn:
    case Mark::kSkipped:
    case Mark::kPass:
      break;
  }
  return whole ? "#17643a" : "#724d00";
}

Shown ShownOf(const Past& past) {
  const KeptRun& last = past.last();
  if (past.stale_days > 0 && past.mark() != Mark::kFail) return {"stale since " + Day(last.started_us), kGrey};
  const bool whole = IsWhole(last);
  return {StateInWords(past.mark(), whole, Count(past.counts.back(), Mark::kDeviation)), ColourOf(past.mark(), whole)};
}

}  // namespace

std::string Badge(const Past& past) {
  constexpr std::string_view kLeft = "authconform";
  const Shown shown = ShownOf(past);
  const int left = WidthOf(kLeft);
  const int right = WidthOf(shown.words);
  const std::string all = std::to_string(left + right);
  const std::string name =
      Html(ShortName(past.target.name)) + ": " + shown.words + ", last run " + Day(past.last().started_us);
  const auto text = [](int x, int width, std::string_view words) {
    return "<text x=\"" + std::to_string(x + width / 2) + "\" y=\"14\" textLength=\"" + std::to_string(width - 12) +
           "\">" + std::string(words) + "</text>";
  };
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + all + "\" height=\"20\" role=\"img\" aria-label=\"" +
         name + "\"><title>" + name + "</title><clipPath id=\"r\"><rect width=\"" + all +
         "\" height=\"20\" rx=\"3\"/></clipPath><g clip-path=\"url(#r)\"><rect width=\"" + std::to_string(left) +
         "\" height=\"20\" fill=\"#2e343b\"/><rect x=\"" + std::to_string(left) + "\" width=\"" +
         std::to_string(right) + "\" height=\"20\" fill=\"" + std::string(shown.colour) +
         "\"/></g><g fill=\"#fff\" text-anchor=\"middle\" font-family=\"Verdana,Geneva,DejaVu Sans,sans-serif\" "
         "font-size=\"11\">" +
         text(0, left, kLeft) + text(left, right, shown.words) + "</g></svg>\n" + std::string(kMarkupMark);
}

}  // namespace authconform
