#include "tools/derive/read/answers.h"

#include <algorithm>

namespace authconform {
namespace {

bool HasBody(const ResponseFact& answer) { return !answer.examples.empty() || !answer.fields.empty(); }

bool Untouched(const ResponseFact& answer) { return answer.status == 0 && !HasBody(answer) && answer.title.empty(); }

PageLabel::Tone ToneOfStatus(int status) {
  return status >= 400                   ? PageLabel::Tone::kError
         : status >= 200 && status < 300 ? PageLabel::Tone::kSuccess
                                         : PageLabel::Tone::kNeutral;
}

}  // namespace

bool Answers::Fresh() const { return open_ && !HasBody(answers_.back()); }

ResponseFact& Answers::Current() {
  if (!open_) answers_.emplace_back();
  open_ = true;
  return answers_.back();
}

void Answers::Begin(std::string title, Lines lines) {
  if (!open_ || !Untouched(answers_.back())) answers_.emplace_back();
  open_ = true;
  answers_.back().title = std::move(title);
  answers_.back().title_lines = lines;
}

void Answers::Status(int status, Lines lines) {
  if (open_ && answers_.back().status != 0) {
    // "Response 401" over "Status: 401" says it twice.
    if (answers_.back().status == status && !HasBody(answers_.back())) return;
    answers_.emplace_back();
  }
  ResponseFact& answer = Current();
  if (HasBody(answer)) body_first_ = true;
  answer.status = status;
  answer.lines = lines;
}

void Answers::Body(Example example) {
  if (open_ && body_first_ && answers_.back().status != 0 && HasBody(answers_.back())) answers_.emplace_back();
  Current().examples.push_back(std::move(example));
}

void Answers::Members(std::vector<Field> fields) {
  ResponseFact& answer = Current();
  std::move(fields.begin(), fields.end(), std::back_inserter(answer.fields));
}

void Answers::MediaType(std::string type, Lines lines) {
  ResponseFact& answer = Current();
  answer.media_type = std::move(type);
  answer.media_type_lines = lines;
}

void Answers::Describe(const std::string& text, Lines lines) {
  if (!open_ || !answers_.back().title.empty()) return;
  answers_.back().title = text;
  answers_.back().title_lines = lines;
}

std::vector<ResponseFact> Answers::Take() {
  for (ResponseFact& answer : answers_) {
    if (answer.status != 0 || !HasBody(answer)) continue;
    const bool error = ToneOf(answer.title) == PageLabel::Tone::kError;
    const PageLabel::Tone wanted = error ? PageLabel::Tone::kError : PageLabel::Tone::kSuccess;
    std::vector<ResponseFact*> fitting;
    for (ResponseFact& other : answers_) {
      const bool room = other.examples.empty() || answer.examples.empty();
      if (other.status != 0 && room && ToneOfStatus(other.status) == wanted) fitting.push_back(&other);
    }
    // Of several successes, the first is what an example without a status shows; of several refusals, nobody can tell.
    if (fitting.empty() || (error && fitting.size() > 1)) continue;
    std::move(answer.examples.begin(), answer.examples.end(), std::back_inserter(fitting[0]->examples));
    std::move(answer.fields.begin(), answer.fields.end(), std::back_inserter(fitting[0]->fields));
    answer = {};
  }
  std::erase_if(answers_, [](const ResponseFact& answer) { return answer.status == 0; });
  open_ = false;
  return std::move(answers_);
}

}  // namespace authconform
