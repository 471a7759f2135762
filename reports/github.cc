#include "reports/github.h"

#include <vector>

#include "reports/headline.h"
#include "reports/summary.h"
#include "reports/text.h"

namespace authconform {
namespace {

constexpr size_t kLongestTitle = 200;
constexpr size_t kLongestMessage = 1'000;
constexpr size_t kMostLines = 5;  // findings in one message

enum class Level { kError, kWarning, kNotice };
constexpr const char* kLevelNames[] = {"error", "warning", "notice"};

std::string Escaped(std::string_view text, std::string_view escaped) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (escaped.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += {'%', kHex[static_cast<unsigned char>(c) >> 4], kHex[static_cast<unsigned char>(c) & 15]};
    }
  }
  return out;
}

// What fails, a line each, for a list that shows only the first of them until it is opened.
std::string MessageOf(const CaseResult& result) {
  std::string text;
  const auto add = [&](const std::string& line) { text += (text.empty() ? "" : "\n") + line; };
  if (result.Excused()) add("deviation: " + Clip(VisibleLine(result.deviation), kLongestMessage));
  if (result.findings.empty()) add(Headline(result, kLongestMessage));
  for (size_t i = 0; i < result.findings.size() && i < kMostLines; ++i) {
    const Rule& rule = result.findings[i].rule;
    const std::string source = VisibleLine(rule.source.empty() ? rule.id : rule.source);
    add(Clip(Headline(result.findings[i]) + " — " + source, kLongestMessage));
  }
  if (result.findings.size() > kMostLines) {
    add("and " + Counted(static_cast<int64_t>(result.findings.size() - kMostLines), "more finding"));
  }
  if (!result.mutation.empty()) add("sent: " + Clip(VisibleLine(result.mutation), kLongestMessage));
  return text;
}

class Annotations {
 public:
  explicit Annotations(std::ostream& out) : out_(out) {}

  void Add(Level level, std::string_view title, std::string_view message, const Place* place = nullptr) {
    if (++counts_[static_cast<size_t>(level)] > kMostAnnotations) return;
    out_ << "::" << kLevelNames[static_cast<size_t>(level)]
         << " title=" << GithubProperty(Clip(VisibleLine(title), kLongestTitle));
    if (place != nullptr) out_ << ",file=" << GithubProperty(VisibleLine(place->file)) << ",line=" << place->line;
    out_ << "::" << GithubMessage(message) << "\n";
  }

  size_t Count(Level level) const { return counts_[static_cast<size_t>(level)]; }

  void TellTheRest() const {
    for (const Level level : {Level::kError, Level::kWarning, Level::kNotice}) {
      if (Count(level) <= kMostAnnotations) continue;
      const auto more = static_cast<int64_t>(Count(level) - kMostAnnotations);
      out_ << "and " << Counted(more, std::string("more ") + kLevelNames[static_cast<size_t>(level)])
           << ", which GitHub would not show: the other reports have " << (more == 1 ? "it" : "them") << "\n";
    }
  }

 private:
  std::ostream& out_;
  size_t counts_[3] = {};
};

Level LevelOf(const Run& run, const CaseResult& result) {
  switch (MarkOf(result)) {
    case Mark::kWarn:
      return run.Fails(result) ? Level::kError : Level::kWarning;
    case Mark::kDeviation:
      return Level::kNotice;
    default:
      return Level::kError;
  }
}

}  // namespace

std::string GithubMessage(std::string_view text) { return Escaped(text, "%\r\n"); }
std::string GithubProperty(std::string_view text) { return Escaped(text, "%\r\n:,"); }

void WriteGithub(const Run& run, const Places& places, std::ostream& out) {
  Annotations annotations(out);
  for (const std::string& error : run.deviation_errors) {
    annotations.Add(Level::kError, "deviations", Clip(VisibleLine(error), kLongestMessage));
  }
  if (!run.preflight_error.empty()) {
    annotations.Add(Level::kError, "preflight", Clip(VisibleLine(run.preflight_error), kLongestMessage));
  }
  for (const Mark mark : {Mark::kFail, Mark::kError, Mark::kInconclusive, Mark::kWarn, Mark::kDeviation}) {
    for (const CaseResult* result : CasesOf(run, mark)) {
      const auto place = places.find(result->id);
      annotations.Add(LevelOf(run, *result), std::string(MarkName(mark)) + " " + result->id, MessageOf(*result),
                      place == places.end() ? nullptr : &place->second);
    }
  }
  const std::string verdict = VisibleLine(VerdictSentence(run));
  if (run.exit_code != ExitCode::kConforms && annotations.Count(Level::kError) == 0) {
    annotations.Add(Level::kError, "authconform", verdict);
  }
  annotations.TellTheRest();
  out << WithoutCommands(verdict) << "\n";
}

void WriteGithub(const Run& run, std::ostream& out) { WriteGithub(run, {}, out); }

}  // namespace authconform
