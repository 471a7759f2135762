// Turns wrong passwords into locked accounts.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>

namespace authconform::reference {

struct LockRules {
  int after = 0;                // wrong passwords for one account that lock it; 0: none do
  std::int64_t seconds = 600;   // how long a wrong password counts, and how long a locked account stays so
  bool success_resets = false;  // a sign-in makes the wrong passwords before it forgotten
};

// Safe to use from any thread. Times are in seconds from any fixed moment and do not go back. Accounts are told by
// their id: a login that belongs to none is never counted, so that memory is bounded by the accounts there are.
class Lockouts {
 public:
  explicit Lockouts(LockRules rules) : rules_(rules) {}

  const LockRules& rules() const { return rules_; }
  bool IsLocked(std::int64_t account, std::int64_t now);
  void CountWrong(std::int64_t account, std::int64_t now);
  void CountRight(std::int64_t account);

 private:
  struct Record {
    std::deque<std::int64_t> wrong;  // the times of wrong passwords that still count
    std::int64_t locked_until = 0;
  };

  const LockRules rules_;
  std::mutex mutex_;
  std::map<std::int64_t, Record> records_;
};

}  // namespace authconform::reference
