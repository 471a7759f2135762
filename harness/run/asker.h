// Units into what was asked: requests sent between controls, within the target's limit of wrong passwords.
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "harness/run/asked.h"
#include "harness/run/attempts.h"
#include "harness/run/controls.h"
#include "harness/run/journal.h"
#include "harness/run/prepare.h"
#include "harness/run/schedule.h"
#include "harness/run/selected.h"
#include "harness/run/sender.h"

namespace authconform {

// What was asked between two controls, to be judged together.
struct Batch {
  std::vector<Control> controls;  // sent for it; what `asked` names may also have been sent for others
  std::optional<Control> before;
  std::optional<Control> after;
  std::vector<Asked> asked;
  size_t bytes = 0;  // of the answers' bodies
};

// What the connections of a run share.
struct Asking {
  const std::vector<Selected>& selected;  // by endpoint
  const std::vector<Prepared>& prepared;
  const std::vector<std::string>& active_logins;  // by endpoint
  Controls& controls;
  Attempts& attempts;
  const std::atomic<bool>& stop;
  Journal* journal;  // null: none
  std::function<void(Batch)> submit;
};

// Asks one unit and submits it, in one batch or in several. A case that cannot be asked, because the control before it
// fails, is submitted without answers. False: the run was stopped.
bool AskUnit(const Unit& unit, Asking& asking, Sender& sender);

}  // namespace authconform
