// Endpoints into controls: the valid request, sent between the cases, and what it says of them.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "harness/run/asked.h"
#include "harness/run/sender.h"

namespace authconform {

// Whether the target took the control.
bool Accepted(const Control& control);

// The transport error that tells what this machine ran out of; null: nothing, as far as this answer tells.
const TransportError* ShortageOf(const Answer& answer);

// Why a control proves nothing, a sentence: "the control after it failed: the valid request is no longer accepted
// (423)". Empty when it was accepted. `when` is "before" or "after".
std::string ControlTrouble(const Control& control, std::string_view when);

// The controls of a run. For any thread.
class Controls {
 public:
  // Adds an endpoint, with the valid request and how the preflight ended. Endpoints count from 0. Not while others ask.
  void AddEndpoint(std::optional<Request> valid, std::optional<Answer> preflight);

  // The latest control of the endpoint; nullopt for one whose valid request was never taken: its cases have none.
  std::optional<Control> Latest(size_t endpoint) const;
  // The latest of them that was accepted.
  std::optional<Control> LatestAccepted(size_t endpoint) const;
  // Sends one. nullopt: the run was stopped. One that is restored is no news of the target once another was sent.
  std::optional<Control> Send(size_t endpoint, const Sending& sending, Sender& sender);
  // Whether so many in a row have failed that the endpoint is given up; those for a shortage of ours do not count.
  bool GivenUp(size_t endpoint) const;

  // Those of the preflight, and how many were sent since.
  const std::vector<Control>& Preflight() const { return preflight_; }
  int64_t sent() const { return sent_; }

 private:
  struct Endpoint {
    std::optional<Request> valid;
    std::optional<Control> latest;
    std::optional<Control> accepted;
    int failed_in_a_row = 0;
  };
  std::vector<Endpoint> endpoints_;
  std::vector<Control> preflight_;
  mutable std::mutex mutex_;  // guards endpoints_ and next_ once others ask
  int next_ = 0;
  std::atomic<int64_t> sent_ = 0;
};

}  // namespace authconform
