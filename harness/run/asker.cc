#include "harness/run/asker.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "harness/run/rate.h"

namespace authconform {
namespace {

// What is held of answers before they are judged.
constexpr size_t kMostBytes = 512 << 10;

size_t BytesOf(const Answer& answer) {
  const Response* response = answer.exchange.response();
  return response != nullptr ? response->body.size() : 0;
}

// Of samples after the first only how they ended and how long they took is looked at.
void LeaveTimeAlone(Answer& answer) {
  Response* response = std::get_if<Response>(&answer.exchange.result);
  if (response == nullptr) return;
  response->reason.clear();
  response->headers.clear();
  response->body.clear();
}

class UnitAsker {
 public:
  UnitAsker(const Unit& unit, Asking& asking, Sender& sender) : unit_(unit), asking_(asking), sender_(sender) {}

  bool Ask() {
    for (size_t index : unit_.cases) {
      if (batch_.asked.empty()) Begin();
      if (!stopped_) AskCase(index);
      if (stopped_) break;
      // Judged soon, so that memory stays bounded whatever the target sends.
      if (bytes_ >= kMostBytes) End();
    }
    End();
    return !stopped_;
  }

 private:
  // Sees to a control before the cases: the latest, or a new one when that failed.
  void Begin() {
    batch_.before = asking_.controls.Latest(unit_.endpoint);
    controlled_ = batch_.before.has_value();
    if (!controlled_ || Accepted(*batch_.before) || asking_.controls.GivenUp(unit_.endpoint)) return;
    batch_.before = SendControl();
  }

  // Sends the control after the cases, where answers are to be confirmed, and submits.
  void End() {
    if (batch_.asked.empty()) return;
    const bool answered = std::any_of(batch_.asked.begin(), batch_.asked.end(),
                                      [](const Asked& asked) { return asked.not_sent.empty(); });
    if (controlled_ && answered && !stopped_) batch_.after = SendControl();
    for (Asked& asked : batch_.asked) {
      if (batch_.before) asked.before = batch_.before->number;
      if (batch_.after) asked.after = batch_.after->number;
    }
    batch_.bytes = std::exchange(bytes_, 0);
    asking_.submit(std::exchange(batch_, {}));
  }

  std::optional<Control> SendControl() {
    std::optional<Control> control = asking_.controls.Send(unit_.endpoint, sender_);
    stopped_ = !control;
    if (stopped_) return control;
    batch_.controls.push_back(*control);
    // Only in the lane is it known what the target heard before and after this.
    if (unit_.lane && Accepted(*control)) asking_.attempts.SignedIn(asking_.active_logins[unit_.endpoint]);
    return control;
  }

  void AskCase(size_t index) {
    const Prepared& prepared = asking_.prepared[index];
    Asked asked;
    asked.index = index;
    asked.repetition = unit_.repetition;
    if (batch_.before) asked.not_sent = ControlTrouble(*batch_.before, "before");
    // All at once, so that no sign-in and no wait comes between samples whose times are compared.
    for (const auto& [login, count] : WrongPasswords(prepared)) {
      if (asked.not_sent.empty()) asked.not_sent = AwaitTurn(login, count);
    }
    for (bool twin : prepared.asked->Turns()) {
      if (stopped_ || !asked.not_sent.empty()) break;
      Send(twin ? *prepared.twin : *prepared.main, twin ? asked.twins : asked.mains);
    }
    if (!stopped_) batch_.asked.push_back(std::move(asked));
  }

  void Send(const Ready& ready, std::vector<Answer>& answers) {
    const std::string& login = ready.wrong_password_of;
    std::function<bool()> may_repeat;
    if (!login.empty()) {
      may_repeat = [&] {
        asking_.attempts.Heard(login, Attempts::Clock::now());
        return Take(login, 1).what == Attempts::Turn::What::kNow;
      };
    }
    Answer answer = sender_.Send(ready.request, may_repeat);
    stopped_ = answer.stopped;
    if (stopped_) return;
    if (!login.empty()) asking_.attempts.Heard(login, Attempts::Clock::now());
    if (!answers.empty()) LeaveTimeAlone(answer);
    bytes_ += BytesOf(answer);
    answers.push_back(std::move(answer));
  }

  Attempts::Turn Take(const std::string& login, int count) {
    const bool can_sign_in = login == asking_.active_logins[unit_.endpoint];
    return asking_.attempts.Take(login, count, can_sign_in, Attempts::Clock::now());
  }

  // Until so many more wrong passwords may be sent; or why they may not.
  std::string AwaitTurn(const std::string& login, int count) {
    using What = Attempts::Turn::What;
    while (!stopped_) {
      const Attempts::Turn turn = Take(login, count);
      if (turn.what == What::kNow) break;
      if (turn.what == What::kExhausted) return "the target's limit of wrong passwords for one account is reached";
      if (turn.what == What::kWait) {
        stopped_ = !SleepUntil(turn.until, asking_.stop);
        continue;
      }
      const std::optional<Control> control = SendControl();
      if (control && !Accepted(*control)) return ControlTrouble(*control, "before");
    }
    return "";
  }

  const Unit& unit_;
  Asking& asking_;
  Sender& sender_;
  Batch batch_;
  size_t bytes_ = 0;         // of answers in the batch
  bool controlled_ = false;  // the endpoint has controls at all
  bool stopped_ = false;
};

}  // namespace

bool AskUnit(const Unit& unit, Asking& asking, Sender& sender) { return UnitAsker(unit, asking, sender).Ask(); }

}  // namespace authconform
