#include "reports/site/chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <pugixml.hpp>
#include <string>

namespace authconform {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The path of the SVG with that class; empty when there is none.
std::string PathOf(const std::string& svg, const std::string& of_class) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(svg.c_str())) << svg;
  return document.select_node(("//path[@class='" + of_class + "']/@d").c_str()).attribute().value();
}

std::string LabelOf(const std::string& svg) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(svg.c_str())) << svg;
  EXPECT_STREQ(document.child("svg").attribute("role").value(), "img");
  return document.child("svg").attribute("aria-label").value();
}

TEST(Trend, TellsEachMarkByItsShape) {
  const std::string svg = TrendSvg({Mark::kPass, Mark::kFail, Mark::kInconclusive, Mark::kDeviation}, "four <runs>");
  EXPECT_EQ(PathOf(svg, "pass"), "M0 14h4v6h-4z");
  EXPECT_EQ(PathOf(svg, "fail"), "M5 0h4v20h-4z");
  EXPECT_EQ(PathOf(svg, "inconclusive"), "M10 0h4v20h-4zM11 2v16h2v-16z")
      << "hollow: a second outline, the other way round";
  EXPECT_EQ(PathOf(svg, "deviation"), "M15 8h4v12h-4z");
  EXPECT_EQ(LabelOf(svg), "four <runs>");
}

TEST(Trend, OfNoRunsIsNothing) { EXPECT_EQ(TrendSvg({}, ""), ""); }

Counts CountsWith(Mark mark, int64_t count) {
  Counts counts = {};
  counts[static_cast<size_t>(mark)] = count;
  return counts;
}

TEST(Nights, StackWhatDidNotPass) {
  const std::string svg =
      NightsSvg({Mark::kPass, Mark::kFail}, {CountsWith(Mark::kPass, 9), CountsWith(Mark::kFail, 4)}, "two");
  EXPECT_THAT(PathOf(svg, "fail"), HasSubstr("M5 0h4v80h-4z"));
  EXPECT_THAT(PathOf(svg, "pass"), Not(HasSubstr("v80"))) << "only in the strip";
}

TEST(Nights, WithoutFailuresAreAStripAlone) {
  const std::string svg = NightsSvg({Mark::kPass}, {CountsWith(Mark::kPass, 9)}, "one");
  EXPECT_THAT(svg, HasSubstr("viewBox=\"0 0 5 20\""));
}

TEST(Verdicts, JoinEqualOnes) {
  const std::string svg = VerdictsSvg({Mark::kPass, Mark::kPass, Mark::kPass, Mark::kFail}, "four");
  EXPECT_EQ(PathOf(svg, "pass"), "M0 14h14v6h-14z");
  EXPECT_EQ(PathOf(svg, "fail"), "M15 0h4v20h-4z");
}

TEST(Times, AreGapsWhereNothingWasSent) {
  EXPECT_EQ(PathOf(TimesSvg({50, 0, 100}, "three"), "line"), "M3 52h2M23 4h2");
  EXPECT_EQ(PathOf(TimesSvg({50, 100}, "two"), "line"), "M3 52h2L15 4");
  EXPECT_EQ(TimesSvg({0, 0}, "none"), "");
  EXPECT_EQ(TimesSvg({}, "none"), "");
  const int64_t most = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(PathOf(TimesSvg({most}, "long"), "line"), "M3 4h2");
}

TEST(Share, IsAtLeastSeenAndNeverOutside) {
  EXPECT_THAT(ShareSvg(1, 1'000'000), HasSubstr("rect width=\"1\""));
  EXPECT_THAT(ShareSvg(5, 10), HasSubstr("rect width=\"50\""));
  EXPECT_THAT(ShareSvg(20, 10), HasSubstr("rect width=\"100\""));
  EXPECT_THAT(ShareSvg(1, 0), HasSubstr("rect width=\"0\""));
}

}  // namespace
}  // namespace authconform
