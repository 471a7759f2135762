#include "reports/site/chart.h"

#include <algorithm>
#include <array>

#include "reports/html_escape.h"

namespace authconform {
namespace {

constexpr int kColumn = 5;  // of which a gap is 1
constexpr int kStrip = 20;

std::string Number(int64_t number) { return std::to_string(number); }

// `part` of `whole`, both of any size, in steps of 1 / `steps`.
int64_t Part(int64_t part, int64_t whole, int64_t steps) {
  return static_cast<int64_t>(static_cast<double>(part) / static_cast<double>(whole) * static_cast<double>(steps));
}

// Of kStrip.
int HeightOf(Mark mark) {
  switch (mark) {
    case Mark::kPass:
      return 6;
    case Mark::kSkipped:
      return 2;
    case Mark::kDeviation:
    case Mark::kWarn:
      return 12;
    case Mark::kFail:
    case Mark::kError:
    case Mark::kInconclusive:
      break;
  }
  return kStrip;
}

bool IsHollow(Mark mark) { return mark == Mark::kError || mark == Mark::kInconclusive; }

struct Box {
  int64_t x = 0;
  int64_t y = 0;
  int64_t width = 0;
  int64_t height = 0;
};

// One path a mark, however many boxes it has. A hollow box is a frame: the inner edge is drawn the other way round.
class Boxes {
 public:
  void Add(Mark mark, const Box& box) {
    std::string& path = paths_[static_cast<size_t>(mark)];
    path += "M" + Number(box.x) + " " + Number(box.y) + "h" + Number(box.width) + "v" + Number(box.height) + "h-" +
            Number(box.width) + "z";
    if (!IsHollow(mark) || box.width < 4 || box.height < 5) return;
    path += "M" + Number(box.x + 1) + " " + Number(box.y + 2) + "v" + Number(box.height - 4) + "h" +
            Number(box.width - 2) + "v-" + Number(box.height - 4) + "z";
  }
  std::string Svg() const {
    std::string svg;
    for (const Mark mark : kWorstFirst) {
      const std::string& path = paths_[static_cast<size_t>(mark)];
      if (!path.empty()) svg += "<path class=\"" + std::string(MarkName(mark)) + "\" d=\"" + path + "\"/>";
    }
    return svg;
  }

 private:
  std::array<std::string, kWorstFirst.size()> paths_;
};

// As wide as so many runs need to be seen well, and no wider than its place.
std::string Start(const std::string& classes, int64_t width, int64_t height, size_t runs, const std::string& name) {
  return "<svg class=\"" + classes + "\" width=\"" + Number(static_cast<int64_t>(runs) * 26) + "\" viewBox=\"0 0 " +
         Number(width) + " " + Number(height) + "\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" +
         Html(name) + "\">";
}

}  // namespace

std::string TrendSvg(const std::vector<Mark>& marks, const std::string& name) {
  if (marks.empty()) return "";
  Boxes boxes;
  int64_t x = 0;
  for (const Mark mark : marks) {
    const int height = HeightOf(mark);
    boxes.Add(mark, {x, kStrip - height, kColumn - 1, height});
    x += kColumn;
  }
  return "<svg class=\"trend\" viewBox=\"0 0 " + Number(x) + " " + Number(kStrip) + "\" width=\"" + Number(x) +
         "\" height=\"" + Number(kStrip) + "\" role=\"img\" aria-label=\"" + Html(name) + "\">" + boxes.Svg() +
         "</svg>";
}

std::string NightsSvg(const std::vector<Mark>& marks, const std::vector<Counts>& counts, const std::string& name) {
  constexpr std::array<Mark, 5> kShown = {Mark::kFail, Mark::kError, Mark::kInconclusive, Mark::kWarn,
                                          Mark::kDeviation};
  int64_t most = 0;
  for (const Counts& each : counts) {
    int64_t sum = 0;
    for (const Mark mark : kShown) sum += Count(each, mark);
    most = std::max(most, sum);
  }
  // Where all cases always passed there is nothing to stack, and the strip stands alone.
  const int64_t height = most == 0 ? 0 : 80;
  const int64_t above = most == 0 ? 0 : height + 8;
  Boxes boxes;
  int64_t x = 0;
  for (size_t run = 0; run < marks.size(); ++run) {
    int64_t below = 0;
    for (auto mark = kShown.rbegin(); mark != kShown.rend(); ++mark) {
      const int64_t count = Count(counts[run], *mark);
      if (count == 0) continue;
      const int64_t from = Part(below, most, height);
      below += count;
      const int64_t to = std::max(Part(below, most, height), from + 1);
      boxes.Add(*mark, {x, height - to, kColumn - 1, to - from});
    }
    const int own = HeightOf(marks[run]);
    boxes.Add(marks[run], {x, above + kStrip - own, kColumn - 1, own});
    x += kColumn;
  }
  const std::string axis = most == 0 ? "" : "<path class=\"axis\" d=\"M0 " + Number(height) + "h" + Number(x) + "\"/>";
  return Start(most == 0 ? "strip" : "nights", x, above + kStrip, marks.size(), name) + axis + boxes.Svg() + "</svg>";
}

std::string VerdictsSvg(const std::vector<Mark>& marks, const std::string& name) {
  Boxes boxes;
  for (size_t from = 0; from < marks.size();) {
    size_t to = from;
    while (to < marks.size() && marks[to] == marks[from]) ++to;
    const int height = HeightOf(marks[from]);
    boxes.Add(marks[from], {static_cast<int64_t>(from) * kColumn, kStrip - height,
                            static_cast<int64_t>(to - from) * kColumn - 1, height});
    from = to;
  }
  return Start("strip", static_cast<int64_t>(marks.size()) * kColumn, kStrip, marks.size(), name) + boxes.Svg() +
         "</svg>";
}

std::string TimesSvg(const std::vector<int64_t>& us, const std::string& name) {
  constexpr int64_t kHeight = 100;
  const int64_t most = us.empty() ? 0 : *std::max_element(us.begin(), us.end());
  if (most <= 0) return "";
  std::string path;
  bool down = false;
  for (size_t run = 0; run < us.size(); ++run) {
    if (us[run] <= 0) {
      down = false;
      continue;
    }
    const int64_t x = static_cast<int64_t>(run) * 10 + 5;
    // A point alone is a short line: it would not be seen otherwise.
    path += (down ? "L" : "M") + Number(down ? x : x - 2) + " " + Number(kHeight - Part(us[run], most, kHeight - 4)) +
            (down ? "" : "h2");
    down = true;
  }
  return Start("times", static_cast<int64_t>(us.size()) * 10, kHeight, us.size(), name) +
         "<path class=\"axis\" d=\"M0 " + Number(kHeight) + "h" + Number(static_cast<int64_t>(us.size()) * 10) +
         "\"/><path class=\"line\" d=\"" + path + "\"/></svg>";
}

std::string ShareSvg(int64_t part, int64_t whole) {
  const int64_t share = whole <= 0 ? 0 : std::clamp<int64_t>(Part(part, whole, 100), 1, 100);
  return "<svg class=\"share\" viewBox=\"0 0 100 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"" +
         Number(share) + "\" height=\"1\"/></svg>";
}

}  // namespace authconform
