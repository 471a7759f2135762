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

class UnitAsker {
 public:
  UnitAsker(const Unit& unit, Asking& asking, Sender& sender) : unit_(unit), asking_(asking), sender_(sender) {}

  bool Ask() {
    for (size_t index : unit_.cases) {
      if (batch_.asked.empty()) Begin(index);
      if (!stopped_) AskCase(index);
      if (stopped_) break;
      // Judged soon, so that memory stays bounded whatever the target sends.
      if (bytes_ >= kMostBytes || Has(ControlName("after", index))) End();
    }
    End();
    return !stopped_;
  }

 private:
  bool Has(const std::string& key) const { return asking_.journal != nullptr && asking_.journal->Has(key); }
  std::string ControlName(std::string_view when, size_t index) const {
    return ControlKey(when, asking_.prepared[index].asked->id, unit_.repetition);
  }

  // Whether an earlier process of the run went on to this case.
  bool WasReached(const Prepared& prepared) const {
    if (asking_.journal == nullptr) return false;
    const std::string& id = prepared.asked->id;
    return Has(CaseKey(id, unit_.repetition, false, 0)) || Has(CaseKey(id, unit_.repetition, true, 0)) ||
           asking_.journal->Unsent(CaseKey(id, unit_.repetition));
  }

  // Sees to a control before the cases: the latest, or a new one when that failed.
  void Begin(size_t index) {
    batch_.before = asking_.controls.Latest(unit_.endpoint);
    controlled_ = batch_.before.has_value();
    if (!controlled_) return;
    const std::string name = ControlName("before", index);
    if (!Has(name)) {
      if (Accepted(*batch_.before) || asking_.controls.GivenUp(unit_.endpoint)) return;
      if (WasReached(asking_.prepared[index])) {
        batch_.before = asking_.controls.LatestAccepted(unit_.endpoint);
        return;
      }
    }
    batch_.before = SendControl(name);
  }

  // Sends the control after the cases, where answers are to be confirmed, and submits.
  void End() {
    if (batch_.asked.empty()) return;
    const bool answered = std::any_of(batch_.asked.begin(), batch_.asked.end(),
                                      [](const Asked& asked) { return asked.not_sent.empty(); });
    if (controlled_ && answered && !stopped_) {
      batch_.after = SendControl(ControlName("after", batch_.asked.back().index));
    }
    for (Asked& asked : batch_.asked) {
      if (batch_.before) asked.before = batch_.before->number;
      if (batch_.after) asked.after = batch_.after->number;
    }
    batch_.bytes = std::exchange(bytes_, 0);
    asking_.submit(std::exchange(batch_, {}));
  }

  std::optional<Control> SendControl(std::string name) {
    const Spec& spec = *asking_.selected[unit_.endpoint].spec;
    std::optional<Control> control = asking_.controls.Send(unit_.endpoint, {std::move(name), &spec}, sender_);
    stopped_ = !control;
    if (stopped_) return control;
    batch_.controls.push_back(*control);
    // Only in the lane is it known what the target heard before and after this; and of one that an earlier process got
    // nothing is known.
    const bool now = unit_.lane && !control->answer.restored;
    if (now && Accepted(*control)) asking_.attempts.SignedIn(asking_.active_logins[unit_.endpoint]);
    return control;
  }

  void AskCase(size_t index) {
    const Prepared& prepared = asking_.prepared[index];
    Asked asked;
    asked.index = index;
    asked.repetition = unit_.repetition;
    const std::string name = CaseKey(prepared.asked->id, unit_.repetition);
    if (asking_.journal != nullptr) asked.not_sent = asking_.journal->Unsent(name).value_or("");
    const bool is_told = !asked.not_sent.empty();
    if (!is_told && batch_.before) asked.not_sent = ControlTrouble(*batch_.before, "before");
    // All at once, so that no sign-in and no wait comes between samples whose times are compared.
    for (const auto& [login, count] : OwedWrongPasswords(prepared, unit_.repetition, answered_)) {
      if (asked.not_sent.empty()) asked.not_sent = AwaitTurn(login, count, index);
    }
    for (bool twin : prepared.asked->Turns()) {
      if (stopped_ || !asked.not_sent.empty()) break;
      Send(prepared, twin, twin ? asked.twins : asked.mains);
    }
    if (asking_.journal != nullptr && !stopped_ && !is_told && !asked.not_sent.empty()) {
      stopped_ = !asking_.journal->KeepUnsent(name, asked.not_sent);
    }
    if (!stopped_) batch_.asked.push_back(std::move(asked));
  }

  void Send(const Prepared& prepared, bool twin, std::vector<Answer>& answers) {
    const Ready& ready = twin ? *prepared.twin : *prepared.main;
    const std::string& login = ready.wrong_password_of;
    std::function<bool()> may_repeat;
    if (!login.empty()) {
      may_repeat = [&] {
        asking_.attempts.Heard(login, Attempts::Clock::now());
        return Take(login, 1).what == Attempts::Turn::What::kNow;
      };
    }
    Sending sending = {CaseKey(prepared.asked->id, unit_.repetition, twin, answers.size()),
                       asking_.selected[unit_.endpoint].spec, login, !answers.empty()};
    if (!twin && answers.empty()) {
      const std::vector<Check>& checks = prepared.asked->checks;
      sending.password = ready.sent.password;
      sending.seeks_password = std::find(checks.begin(), checks.end(), Check::kNoSecrets) != checks.end();
    }
    Answer answer = sender_.Send(ready.request, sending, may_repeat);
    stopped_ = answer.stopped;
    if (stopped_) return;
    if (!login.empty() && !answer.restored) asking_.attempts.Heard(login, Attempts::Clock::now());
    if (!answer.restored) bytes_ += BytesOf(answer);
    answers.push_back(std::move(answer));
  }

  Attempts::Turn Take(const std::string& login, int count) {
    const bool can_sign_in = login == asking_.active_logins[unit_.endpoint];
    return asking_.attempts.Take(login, count, can_sign_in, Attempts::Clock::now());
  }

  // Until so many more wrong passwords may be sent; or why they may not.
  std::string AwaitTurn(const std::string& login, int count, size_t index) {
    using What = Attempts::Turn::What;
    for (int sign_in = 0; !stopped_;) {
      const Attempts::Turn turn = Take(login, count);
      if (turn.what == What::kNow) break;
      if (turn.what == What::kExhausted) return "limits.wrong_passwords is reached for one account";
      if (turn.what == What::kWait) {
        stopped_ = !SleepUntil(turn.until, asking_.stop);
        continue;
      }
      const std::optional<Control> control = SendControl(ControlName("turn", index) + " " + std::to_string(sign_in++));
      if (control && !Accepted(*control)) return ControlTrouble(*control, "before");
    }
    return "";
  }

  const Unit& unit_;
  Asking& asking_;
  Sender& sender_;
  Batch batch_;
  size_t bytes_ = 0;  // of answers in the batch
  const Answered answered_ = [this](const std::string& key) { return Has(key); };
  bool controlled_ = false;  // the endpoint has controls at all
  bool stopped_ = false;
};

}  // namespace

bool AskUnit(const Unit& unit, Asking& asking, Sender& sender) { return UnitAsker(unit, asking, sender).Ask(); }

}  // namespace authconform
