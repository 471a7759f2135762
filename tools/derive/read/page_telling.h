// What a page has told so far, and what each label, parameter and body adds to it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/derive/facts.h"
#include "tools/derive/read/page_calls.h"
#include "tools/derive/read/page_elements.h"

namespace authconform {

// What the lines that follow are about.
struct Section {
  enum class Topic { kNone, kHeaders, kParameters, kRequest, kSample, kAnswers, kMembers, kStatuses };
  Topic topic = Topic::kNone;
  int heading = 0;  // level of the heading that opened it; 0: a label did
  std::optional<Field::In> place;
  std::optional<bool> need;  // "Required:" over what follows
};

// The state of a reading, for the reader that walks the page.
class PageTelling {
 protected:
  using Kind = PageLabel::Kind;
  using Topic = Section::Topic;

  explicit PageTelling(Facts facts) : facts_(std::move(facts)) {}

  Answers& Told();
  EndpointFact* Open();
  bool InAnswers() const;
  void OpenAnswers(int heading);
  void SetPath(const std::string& path, Lines lines);
  void SetCall(const CallLine& call, Lines lines);

  void ApplyLabel(const PageElement& element, int heading);
  // The value of a label that stood before it, perhaps alone on its line.
  bool TakePending(const std::string& value, Lines lines);
  void MediaType(const std::string& value, Lines lines);

  bool HeaderLine(std::string_view line, Lines lines);
  // A header's line, or its name alone.
  bool HeaderText(const PageElement& element);
  void Declare(Field field);
  bool AddParameter(const std::vector<TextRun>& runs, Lines lines);
  // "`email=[string]` & `password=[string]`" behind a label.
  void InlineParameters(const std::vector<TextRun>& runs, Lines lines);

  // A body in a code span: "**Content:** `{ error : "…" }`".
  bool Inline(const std::vector<TextRun>& runs, Lines lines);
  void Body(Example example, bool json);

  void Remark(const std::string& text, Lines lines);
  // "Version 1.1.0" on a line of its own.
  void ReadVersion(const std::string& text);

  Facts facts_;
  PageCalls calls_;
  Section section_;
  Kind pending_ = Kind::kOther;  // a label that waits for its value
  bool seen_call_ = false;

 private:
  // "Missing parameter:" over a refusal's body, "Parameters" over what an answer holds.
  bool AnswerParameters(const PageElement& element);
  void AnswersLabel(const PageElement& element, int heading);
  void ContentLabel(const PageElement& element, int heading);
  // A body is the request's under a label that says so; under none, when nothing has told the fields yet and no call
  // was shown before it.
  bool ShowsRequest(const LooseJson& body);
};

}  // namespace authconform
